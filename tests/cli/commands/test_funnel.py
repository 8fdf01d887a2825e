"""``funnel``: periods, filters, formats and mistakes."""

import csv
import io
import json
from typing import Any

import pytest

from tests.cli.said import Run


def body(run: Run, *line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("funnel", *line, "--format", "json").out)
    return found


@pytest.fixture
def followed(run: Run, signed: str) -> str:
    """The signed project of 5.6亿 in 晋江, registered and funded with 1亿."""
    run("advance", signed, "registered", "--on", "2022-04-14")
    run("advance", signed, "funded", "--on", "2022-05-01", "--amount", "1亿")
    return signed


def test_stages_count_from_their_days(run: Run, followed: str) -> None:
    assert followed

    def reached(day: str) -> list[int]:
        total = body(run, "--as-of", day)["total"]
        return [total[stage] for stage in ("signed", "registered", "funded", "paid_in")]

    assert reached("2022-03-14") == [0, 0, 0, 0]
    assert reached("2022-04-13") == [1, 0, 0, 0]
    assert reached("2022-04-30") == [1, 1, 0, 0]
    assert reached("2022-05-01") == [1, 1, 1, 100_000_000]


def test_a_drop_leaves_the_stages_and_stands_under_its_reason(run: Run, followed: str) -> None:
    run("drop", followed, "--on", "2022-05-10", "--reason", "no land")
    found = body(run)
    assert (found["total"]["signed"], found["total"]["dropped"]) == (0, 1)
    assert found["reasons"] == [
        {"reason": "no land", "kinds": 1, "projects": 1, "amount": 560_000_000}
    ]
    assert "no land" in run("funnel").out


def test_another_period_of_signing(run: Run, followed: str) -> None:
    assert followed
    assert body(run, "--since", "2022-03-16")["total"]["signed"] == 0
    found = body(run, "--since", "2021-01-01", "--until", "2022-03-15")
    assert (found["since"], found["until"]) == ("2021-01-01", "2022-03-15")
    assert found["total"]["registered"] == 1


def test_a_period_that_begins_after_the_day_is_refused(run: Run, followed: str) -> None:
    assert followed
    said = run("funnel", "--since", "2022-06-02", "--as-of", "2022-06-01")
    assert (said.code, said.out) == (3, "")
    assert "2022-06-02 is not before 2022-06-01" in said.err
    assert run("funnel", "--since", "2022-06-01", "--as-of", "2022-06-01").code == 0


@pytest.mark.parametrize("by", ["district", "department", "tier", "group", "area", "event"])
@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_views_and_formats(run: Run, followed: str, by: str, form: str) -> None:
    assert followed
    said = run("funnel", "--by", by, "--days", "--format", form)
    assert said.code == 0
    assert said.out


def test_filters_and_credit(run: Run, followed: str) -> None:
    assert followed
    assert body(run, "--by", "group", "--district", "石狮")["total"]["signed"] == 0
    found = body(run, "--by", "group", "--district", "晋江", "--view", "assessment")
    assert (found["filters"], found["view"]) == ({"district": "350582"}, "assessment")
    assert found["total"]["signed"] == 1
    only = run("funnel", "--by", "group", "--district", "晋江", "--lang", "zh_Hans").out
    assert "仅限属地：晋江市" in only


def test_labels_total_and_wan(run: Run, followed: str) -> None:
    assert followed
    text = run("funnel", "--format", "csv", "--total", "--labels", "--lang", "zh_Hans").out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[-1]["名称"] == "全市合计"
    assert rows[-1]["进资率（按金额）"] == str(1 / 5.6)
    assert "560.00" in run("funnel", "--wan").out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--by province", 2),
        ("--by group --tier 1", 2),
        ("--since 2022-05-01 --until 2022-04-30", 2),
        ("--until 2021-12-31", 2),
        ("--format pdf", 2),
        ("--since 2022-02-30", 3),
    ],
)
def test_refused(run: Run, line: str, code: int) -> None:
    said = run("funnel", *line.split())
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("error: ")
