"""The trend in every format, and its charts."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from rich.cells import cell_len

from qzinvest.intake.shipped import shipped_plan
from qzinvest.locale import Wording, wording
from qzinvest.model.allocation import shares_of
from qzinvest.model.money import YI
from qzinvest.model.trend import Trend
from qzinvest.render.chart import HEIGHT, MOST_BESIDE, bars, sparkline
from qzinvest.render.page import page_markdown
from qzinvest.render.page_screen import page_screen
from qzinvest.render.trend_arrange import trend_page
from qzinvest.render.trend_data import trend_csv, trend_json
from qzinvest.reports.trend import Facts, Flows, Version, View, trend
from tests.ledger.samples import JINJIANG, NANAN

PLAN = shipped_plan()

Golden = Callable[[str, str], None]
PLAN = shipped_plan()
SHARES = {
    ("district", unit, indicator.code): share
    for indicator in PLAN.indicators
    for unit, share in shares_of(PLAN, "district", indicator).items()
}


def report(
    lang: str = "en", by: str | None = None, *, money: bool = True, restated: bool = False
) -> Trend:
    """The first eight and a half months of two districts; a tenth is dropped after two months.

    From July on the city's target is half as large again.
    """
    scale = 100 * YI + 1 if money else 10
    now: Flows = {
        (unit, date(2022, month, 5).toordinal(), left): figure
        for unit, times in ((JINJIANG, 3), (NANAN, 1))
        for month in range(1, 9)
        for left, figure in (
            (None, scale * month * times),
            (date(2022, month, 5).toordinal() + 61, scale * month * times // 10),
        )
    }
    before: Flows = {
        (unit, day - 365, None): value * 2 // 3
        for (unit, day, left), value in now.items()
        if left is None
    }
    place = 1 if money else 0
    higher = list(PLAN.indicators)
    higher[place] = higher[place]._replace(target=higher[place].target * 3 // 2)
    revised = PLAN._replace(indicators=tuple(higher))
    versions = [Version(PLAN, SHARES, PLAN.start), Version(revised, SHARES, date(2022, 7, 1))]
    facts = Facts(now, before)
    held = [(versions[month >= 7], facts) for month in range(1, 9)]
    view = View(by, "month", date(2022, 8, 17), PLAN.indicators[place], lang, restated=restated)
    return trend(versions[1], held, view, wording(lang))


def screen(found: Trend, w: Wording, width: int = 80, *, chart: bool = False) -> str:
    return page_screen(trend_page(found, w, "yi", chart=chart), w, width, colour=False)


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
@pytest.mark.parametrize("width", [80, 120])
def test_screen_with_its_chart(golden: Golden, lang: str, width: int) -> None:
    text = screen(report(lang), wording(lang), width, chart=True)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"trend.{lang}.{width}.txt", text)


def test_screen_restated(golden: Golden) -> None:
    shown = report("zh_Hant", restated=True)
    text = screen(shown, wording("zh_Hant"))
    assert json.loads(trend_json(shown, wording("zh_Hant"), PLAN))["restated"] is True
    golden("trend-restated.zh_Hant.80.txt", text)


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
def test_screen_by_district(golden: Golden, lang: str) -> None:
    text = screen(report(lang, "district", money=False), wording(lang))
    assert max(map(cell_len, text.splitlines())) <= 80
    golden(f"trend-district.{lang}.80.txt", text)


def test_long_names_give_way_to_the_figures() -> None:
    weeks = report("en", "district")
    line = weeks.lines[0]
    long = line._replace(name="Administrative Committee", points=line.points * 7)
    shown = weeks._replace(
        lines=(long,),
        total=weeks.total._replace(points=weeks.total.points * 7),
        periods=weeks.periods * 7,
    )
    text = screen(shown, wording("en"))
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "Administ\n" in text or "Administ " in text


def test_markdown(golden: Golden) -> None:
    page = trend_page(report("zh_Hans"), wording("zh_Hans"), "wan")
    golden("trend.zh_Hans.md", page_markdown(page))


def test_json_and_csv_hold_the_same() -> None:
    shown = report("en", "district")
    body = json.loads(trend_json(shown, wording("en"), PLAN))
    assert [next(iter(body)), *list(body)[3:9]] == [
        "report",
        "plan",
        "kind",
        "every",
        "as_of",
        "restated",
        "indicator",
    ]
    rows = list(csv.DictReader(io.StringIO(trend_csv(shown, wording("en"), PLAN, total=True))))
    points = [
        (line["unit"], point) for line in [*body["rows"], body["total"]] for point in line["points"]
    ]
    assert len(rows) == len(points) == 14 * 8
    for row, (unit, point) in zip(rows, points, strict=True):
        assert row["unit"] == unit
        for key, value in point.items():
            told = f"{value:.2f}" if key == "ahead_pp" and value is not None else value
            assert row[key] == ("" if told is None else str(told))


def test_csv_of_the_total_with_labels() -> None:
    lines = trend_csv(report("zh_Hans"), wording("zh_Hans"), PLAN, labels=True).splitlines()
    assert lines[0].startswith(
        "单位,名称,梯队,指标,任务数（元）,期间,首日,末日,新增（元）,累计（元）,"
    )
    assert len(lines) == 1 + 8


def test_before_the_plan_begins() -> None:
    empty = report()._replace(periods=(), total=report().total._replace(points=()))
    for lang in ("en", "zh_Hans"):
        w = wording(lang)
        assert w("empty.trend") in screen(empty, w, chart=True)
        assert w("empty.trend") in page_markdown(trend_page(empty, w, "yi"))


def test_a_sparkline_tells_little_from_nothing() -> None:
    assert sparkline([0, 1, 50, 100]) == "·▁▄█"
    assert sparkline([0, 0]) == "··"
    assert sparkline([2, -2, 0]) == "█-·"
    assert sparkline([]) == ""
    assert sparkline([Fraction(1, 4), Fraction(1, 2)]) == "▄█"
    assert len(sparkline(range(60))) == MOST_BESIDE


def test_bars_stand_under_their_marks() -> None:
    drawn = bars([0, 5, 10], [None, 10, 5], [0, 0, 2], 6)
    assert len(drawn) == HEIGHT
    assert drawn[0] == "  ━ █"
    assert [row[2:3].strip() for row in drawn] == ["━", "", "", "", "", *"█████"]
    assert drawn[-3] == "  █ ○"
    assert bars([0, 0], [None, None], [0, 0], 10) == []
    assert bars([], [], [], 10) == []


def test_bars_that_do_not_fit_are_left_out_at_the_beginning() -> None:
    assert {len(row) for row in bars([9] * 30, [None] * 30, [0] * 30, 20)} == {20}
