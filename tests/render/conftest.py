"""A small report, made by hand, and the comparison with golden files."""

import os
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from qzinvest.model.heading import Heading
from qzinvest.model.money import YI
from qzinvest.model.plan import Assumption, Light, Names
from qzinvest.model.progress import Line, Progress

GOLDEN = Path(__file__).parents[1] / "golden"
PACE = Fraction(1, 2)
ASSUMED = Names("Weights 3 : 1 are assumed.", "梯队权重 3∶1 为暂定。", "梯隊權重 3∶1 為暫定。")
SOURCE = Names("A newspaper, page 1", "某报第 1 版", "某報第 1 版")


def names(text: str) -> Names:
    """The same name in every language."""
    return Names(text, text, text)


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with ``tests/golden/<name>``; ``QZINVEST_GOLDEN=write`` writes it instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("QZINVEST_GOLDEN") == "write":
            path.write_text(text, encoding="utf-8", newline="")
        assert text == path.read_bytes().decode()

    return compare


LIGHTS = (
    Light("green", Names("Green", "绿牌", "綠牌"), "●", 0),
    Light("red", Names("Red", "红牌", "紅牌"), "■", None),
)


def line(  # noqa: PLR0913, PLR0917 - a line's own fields
    unit: str, name: str, tier: int | None, indicator: str, actual: int, target: int, rank: int = 0
) -> Line:
    """A line that compares ``actual`` with ``target`` at a pace of one half."""
    done = Fraction(actual, target)
    ahead = (done - PACE) * 100
    place, light = rank or None, LIGHTS[ahead < 0]
    figures = (actual, target, done, ahead, place)
    return Line(unit, names(name), tier, indicator, *figures, light=light)


@pytest.fixture
def report() -> Progress:
    """Three districts in two tiers and what has none, one count and one sum of money."""
    n, m = "signed_projects", "signed_investment"
    rest = ("unassigned", names("未明确单位"), None)
    return Progress(
        plan="town-2022",
        title=names("某市2022年行动方案"),
        by="district",
        tier=None,
        as_of=date(2022, 6, 30),
        pace=PACE,
        assumed=(Assumption("weights", ASSUMED),),
        headings=(
            Heading(n, names("新签招商项目"), "count"),
            Heading(m, names("Total investment signed"), "sum"),
        ),
        lines=(
            line("350582", "晋江市", 1, n, 123, 261, 2),
            line("350582", "晋江市", 1, m, 652 * YI + 123_456_789, 1304 * YI, 1),
            line("350583", "=Quanzhou Taiwanese Investment Zone", 1, n, 1500, 1200, 1),
            line("350583", "=Quanzhou Taiwanese Investment Zone", 1, m, 10 * YI, 8000 * YI, 2),
            line("350502", "鲤城区", 3, n, 0, 87, 1),
            line("350502", "鲤城区", 3, m, 348 * YI, 696 * YI, 1),
            Line(*rest, n, 7, None, None, None, None),
            Line(*rest, m, 0, None, None, None, None),
        ),
        subtotals=(
            line("tier-1", "第一梯队", 1, n, 1623, 1461),
            line("tier-1", "第一梯队", 1, m, 662 * YI + 123_456_789, 9304 * YI),
            line("tier-3", "第三梯队", 3, n, 0, 87),
            line("tier-3", "第三梯队", 3, m, 348 * YI, 696 * YI),
        ),
        totals=(
            line("total", "全市合计", None, n, 1630, 1548),
            line("total", "全市合计", None, m, 1010 * YI + 123_456_789, 10000 * YI),
        ),
        gross={n: 1650, m: 1010 * YI + 123_456_789},
        source=SOURCE,
        order=("350583", "350582", "350502", "unassigned"),
        lights=LIGHTS,
    )


@pytest.fixture
def by_group(report: Progress) -> Progress:
    """The same actuals by group: no targets, shares of the whole."""
    n = "signed_projects"
    return report._replace(
        by="group",
        has_targets=False,
        headings=report.headings[:1],
        lines=(
            Line("IG05", names("纺织鞋服"), None, n, 2, None, None, None, None, Fraction(2, 3)),
            Line("IG07", names("装备制造"), None, n, 1, None, None, None, None, Fraction(1, 3)),
        ),
        subtotals=(),
        totals=(line("total", "全市合计", None, n, 3, 10),),
        gross={n: 3},
        order=("IG05", "IG07"),
    )
