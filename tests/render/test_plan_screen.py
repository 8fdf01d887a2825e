"""A plan's shares on a terminal."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from rich.cells import cell_len

from qzinvest.intake.shipped import shipped_plan
from qzinvest.locale import wording
from qzinvest.model.allocation import shares_of
from qzinvest.model.plan import LANGUAGES, UNIT_KINDS, Plan
from qzinvest.render.plan_screen import plan_screen
from qzinvest.reports.target_sheet import target_sheets

Golden = Callable[[str, str], None]
HISTORY = [("quanzhou-2022", "2022-01-01"), ("quanzhou-2022", "2022-07-01")]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return shipped_plan()


@pytest.fixture(scope="module")
def painted(plan: Plan) -> Callable[..., str]:
    """The shipped plan's screen."""
    shares = {
        (kind, unit, indicator.code): share
        for kind in UNIT_KINDS
        for indicator in plan.indicators
        for unit, share in shares_of(plan, kind, indicator).items()
    }

    def paint(lang: str = "en", **more: object) -> str:
        w = wording(lang)
        sheets = target_sheets(plan, shares, lang, w)
        return plan_screen(plan, date(2022, 1, 1), sheets, HISTORY, w, **more)  # type: ignore[arg-type]  # a screen's options

    return paint


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_screen(painted: Callable[..., str], golden: Golden, lang: str, width: int) -> None:
    text = painted(lang, width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"plan.{lang}.{width}.txt", text)


@pytest.mark.parametrize("width", [20, 34, 50])
def test_narrow_screen_keeps_every_digit(painted: Callable[..., str], width: int) -> None:
    words = painted(width=width).split()
    for figure in ("2,000", "10,000.00", "3,913.05", "1,304.35", "163.93"):
        assert figure in words


def test_screen_in_wan(painted: Callable[..., str]) -> None:
    text = painted("zh_Hans", width=100, unit="wan")
    assert "万元" in text
    assert "13,043,500" in text


def test_colour_says_the_same(painted: Callable[..., str]) -> None:
    text = painted(colour=True)
    assert text != painted()
    assert re.sub(r"\x1b\[[0-9;]*m", "", text) == painted()


def test_own_sums_stand_above_the_citys_targets(painted: Callable[..., str]) -> None:
    lines = painted(width=100).splitlines()
    (first, second) = (n for n, line in enumerate(lines) if line.startswith("Sum of shares"))
    for n in (first, second):
        assert lines[n].split()[-3:] == lines[n + 1].split()[-3:] == ["2,000", "10,000.00", "100"]


def test_every_adoption_is_listed(painted: Callable[..., str]) -> None:
    assert painted().splitlines()[-2:] == [
        "· quanzhou-2022 from 2022-01-01 on",
        "· quanzhou-2022 from 2022-07-01 on",
    ]
