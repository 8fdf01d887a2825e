"""Projects of which no amount is known yet: nowhere is it told as nought."""

import pytest

from tests.cli.said import Run

DAY = ("--as-of", "2022-06-30")


@pytest.fixture
def open_(run: Run) -> Run:
    """A lead and talks of which nobody knows the amount."""
    for name, stage in (("海上风电", "lead"), ("石材基地", "talks")):
        options = ("--district", "石狮", "--group", "装备制造", "--stage", stage)
        assert run("add-project", name, *options, "--on", "2022-02-01").code == 0
    return run


@pytest.mark.parametrize(
    ("lang", "head", "leads", "pool"),
    [
        (
            "en",
            "| Shishi · 2 overdue |",
            "| Open leads | 1 |  | - |",
            "The pool holds 1 leads and 1 projects in talks. For 2 of them",
        ),
        (
            "zh_Hans",
            "| 石狮 · 逾期 2 个 |",
            "| 在手线索 | 1 |  | - |",
            "目前在手线索1个、在谈项目1个。其中2个尚未确定投资额。",
        ),
        (
            "zh_Hant",
            "| 石獅 · 逾期 2 個 |",
            "| 在手線索 | 1 |  | - |",
            "目前在手線索1個、在談項目1個。其中2個尚未確定投資額。",
        ),
    ],
)
def test_what_nobody_knows_is_no_nought(
    open_: Run, lang: str, head: str, leads: str, pool: str
) -> None:
    def said(*words: str) -> str:
        return open_(*words, *DAY, "--format", "markdown", "--lang", lang).out

    assert head in said("due")
    assert leads in said("funnel")
    assert pool in said("bulletin")
    rows = said("explain", "--indicator", "signed_investment").splitlines()
    (lead,) = (row for row in rows if row.startswith("| QZ-1 |"))
    assert lead.endswith("| - |")
