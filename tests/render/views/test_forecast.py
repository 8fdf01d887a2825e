"""The forecast in every format."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import Wording, wording
from qzinvest.model.document import MoneyUnit, Table
from qzinvest.model.forecast import Forecast, Outlook
from qzinvest.model.heading import Heading
from qzinvest.model.money import WAN, YI
from qzinvest.model.note import Note
from qzinvest.model.plan import LANGUAGES, Assumption, Names
from qzinvest.model.selection import Filter, Selection
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import SIZES, bound, bound_text, money, money_unit, rough
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen as screen_of
from qzinvest.render.views.forecast import data, document
from tests.render.conftest import names

PLAN = shipped_plan()

Golden = Callable[[str, str], None]
W = wording("en")


Levers = tuple[int, int, bool | None, tuple[str, ...], int]
NONE: Levers = (0, 0, None, (), 0)


def outlook(
    unit: tuple[str, Names], indicator: str, figures: tuple[int, ...], levers: Levers = NONE
) -> Outlook:
    """A line of ``actual, target, low, median, high`` and the chance in hundredths."""
    actual, target, low, median, high, chance = figures
    gap = max(target - actual, 0)
    open_, brings, enough, lever, lever_brings = levers
    return Outlook(
        *unit,
        tier=1,
        indicator=indicator,
        actual=actual,
        target=target,
        low=low,
        median=median,
        high=high,
        probability=Fraction(chance, 100),
        gap=gap,
        weekly_so_far=Fraction(actual * 7, 181),
        weekly_needed=Fraction(gap * 7, 184),
        open=open_,
        open_brings=brings,
        enough=enough,
        lever=lever,
        lever_brings=lever_brings,
        holds=Fraction(80, 100),
    )


@pytest.fixture
def report() -> Forecast:
    """Two districts, one of which is far behind, and the city; a count and a sum of money."""
    n, m = "signed_projects", "signed_investment"
    a, b = ("a", names("晋江市")), ("b", names("=Quanzhou Taiwanese Investment Zone"))
    city = ("total", names("全市合计"))
    five = ("QZ-1938", "QZ-2069", "QZ-1916", "QZ-1966", "QZ-1773")
    return Forecast(
        plan="town-2022",
        title=names("某市2022年行动方案"),
        by="district",
        tier=None,
        as_of=date(2022, 6, 30),
        end=date(2022, 12, 31),
        pace=Fraction(1, 2),
        over=False,
        seed=2022,
        years=2,
        assumed=(Assumption("weights.district", names("梯队权重3∶1为暂定。")),),
        headings=(
            Heading(n, names("新签招商项目"), "count"),
            Heading(m, names("Total investment signed"), "sum"),
        ),
        lines=(
            outlook(a, n, (123, 261, 130, 131, 132, 3), (62, 62, False, five, 5))._replace(
                holds=Fraction(93, 100)
            ),
            outlook(
                a,
                m,
                (65323 * YI // 100, 680 * YI, 900 * YI, 1100 * YI, 1234 * YI, 100),
                (3, 40 * YI, True, ("QZ-7", "QZ-11"), 35 * YI),
            ),
            outlook(b, n, (1500, 1200, 1600, 1700, 1800, 100)),
            outlook(b, m, (10 * YI, 8000 * YI, 12 * YI, 3456 * WAN * 10, 99 * YI, 0)),
        ),
        totals=(
            outlook(city, n, (1623, 1461, 1820, 1931, 2049, 100)),
            outlook(
                city,
                m,
                (663 * YI, 10000 * YI, 920 * YI, 1200 * YI, 1500 * YI, 0),
                (90, 9000 * YI, True, five, 900 * YI),
            ),
        ),
        source=names("某报第 1 版"),
        notes=(Note("forecast.interval", {}), Note("forecast.rhythm", {"years": 2})),
    )


def screen(found: Forecast, w: Wording, width: int, unit: MoneyUnit = "yi") -> str:
    return screen_of(document(found, w, money_unit(w.lang, unit)), w, width)


def told_of(found: Forecast) -> dict[str, Any]:
    """What its JSON says."""
    told: dict[str, Any] = json.loads(json_of(data(found, W, total=False), PLAN, W))
    return told


def expected(found: Forecast) -> list[dict[str, object]]:
    """The cells of what is to be expected, by their heads."""
    tables = [each for each in document(found, W, "bn").blocks if isinstance(each, Table)]
    return [
        dict(zip([column.head for column in table.columns], row.cells, strict=True))
        for table in tables
        if len(table.columns) > 6
        for row in table.rows
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_screen(report: Forecast, golden: Golden, lang: str, width: int) -> None:
    text = screen(report, wording(lang), width)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"forecast.{lang}.{width}.txt", text)


def test_figures_are_typed_and_words_only_where_no_figure_would_do(report: Forecast) -> None:
    first, _, third, *_ = rows = expected(report)
    assert first["80% interval"] == "130–132 (93%)"
    assert first["Chance"] == Fraction(3, 100)
    assert third["Chance"] == rows[1]["Chance"] == ">99%"
    money = rows[3]
    assert money["Actual"] == 65323 * YI // 100
    assert money["80% interval"] == (900 * YI, 1234 * YI)
    assert money["Needed per week"] == round(Fraction(2677 * YI // 100 * 7, 184))


def test_markdown(report: Forecast, golden: Golden) -> None:
    w = wording("zh_Hans")
    golden("forecast.zh_Hans.md", markdown(document(report, w, money_unit(w.lang))))


def test_in_wan(report: Forecast) -> None:
    text = screen(report, wording("zh_Hans"), 120, "wan")
    assert "（万元）" in text
    assert "亿元" not in text
    assert "9,000,000–12,340,000" in text


def test_json_and_csv_hold_the_same(report: Forecast, golden: Golden) -> None:
    found = data(report, W, total=True)
    golden("forecast.en.json", json_of(found, PLAN, W))
    told = told_of(report)
    rows = [*told["rows"], *told["total"].values()]
    table = list(csv.DictReader(io.StringIO(csv_of(found, PLAN, W, labels=False))))
    assert len(table) == len(rows) == 6
    for line, row in zip(table, rows, strict=True):
        assert list(line)[:-3] == list(row) == list(Outlook._fields)
        for key, value in row.items():
            cell = "" if value is None else " ".join(value) if key == "lever" else str(value)
            guarded = "'" + cell if cell.startswith("=") else cell
            assert line[key] == (cell.lower() if key == "enough" else guarded), key
    w, without = wording("zh_Hans"), data(report, wording("zh_Hans"), total=False)
    labelled = csv_of(without, PLAN, w, labels=True)
    assert len(labelled.splitlines()) == 5
    assert labelled.startswith("单位,名称,梯队,指标,完成数,任务数,80%区间下限,年底预计,")


@pytest.mark.parametrize(
    ("actual", "low", "high", "shown"),
    [
        # A bound is rounded outwards, however many digits an estimate is worth.
        (0, 12_340_000_000, 12_360_000_000, "123–124"),
        # Not below what counts today, unless it lies below.
        (2850 * WAN, 2850 * WAN, 2850 * WAN, "0.29–0.29"),
        (12_697_000_000, 12_699_000_000, 13_000_000_000, "126.99–130"),
        (12_697_000_000, 12_600_100_000, 12_600_100_000, "126–126.01"),
        (12_697_000_000, 12_697_000_000, 12_700_000_000, "126.97–127"),
    ],
)
def test_bounds_are_not_shown_past_what_counts(
    report: Forecast, actual: int, low: int, high: int, shown: str
) -> None:
    line = report.lines[1]._replace(actual=actual, low=low, high=high)
    text = screen_of(document(report._replace(lines=(line,)), W, "yi"), W, 120)
    assert shown in text.split()


@given(
    yuan=st.integers(-(10**11), 10**12),
    actual=st.integers(-(10**11), 10**12) | st.none(),
    unit=st.sampled_from(list(SIZES)),
    down=st.booleans(),
)
def test_a_bound_holds_what_it_bounds(
    *, yuan: int, actual: int | None, unit: MoneyUnit, down: bool
) -> None:
    counts = yuan if actual is None else actual
    found = bound(yuan, counts, unit, down=down)
    text = bound_text(found, unit)
    shown = Fraction(text.replace(",", "")) * SIZES[unit]
    if found == yuan:
        assert text in (money(yuan, unit), rough(yuan, unit))
        return  # as exact as what counts
    assert shown == found
    assert shown <= yuan if down else shown >= yuan
    if down and counts < yuan:
        assert counts <= shown
    if not down and counts > yuan:
        assert shown <= counts


def test_once_the_period_is_over_a_chance_is_certain(report: Forecast) -> None:
    assert {row["Chance"] for row in expected(report._replace(over=True))} == {
        Fraction(3, 100),
        0,
        1,
    }


def test_a_part_of_the_projects_says_so(report: Forecast) -> None:
    selection = Selection((Filter("channel", "fill", names("Filling gaps")),))
    text = " ".join(screen(report._replace(selection=selection), W, 120).split())
    assert "Only a part of the projects is looked at (Channel: Filling gaps)" in text
    assert told_of(report._replace(selection=selection))["filters"] == {"channel": "fill"}
