"""The trend in every format, and its charts."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from rich.cells import cell_len

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.locale import Wording, wording
from qzinvest.model.document import Chart, Table
from qzinvest.model.money import YI
from qzinvest.model.plan import shares_of
from qzinvest.model.trend import Facts, Flows, Trend, TrendQuestion, Version
from qzinvest.render.data import csv_of, json_of
from qzinvest.render.figures import money_unit
from qzinvest.render.markdown import markdown
from qzinvest.render.screen import screen as screen_of
from qzinvest.render.views.trend import data, document
from qzinvest.reports.trend import trend
from tests.ledger.samples import JINJIANG, NANAN
from tests.render.conftest import names

PLAN = shipped_plan()

Golden = Callable[[str, str], None]
PLAN = shipped_plan()
SHARES = {
    ("district", unit, indicator.code): share
    for indicator in PLAN.indicators
    for unit, share in shares_of(PLAN, "district", indicator).items()
}


def report(by: str | None = None, *, money: bool = True, restated: bool = False) -> Trend:
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
    view = TrendQuestion(by, "month", date(2022, 8, 17), PLAN.indicators[place], restated=restated)
    return trend(versions[1], held, view)


def screen(found: Trend, w: Wording, width: int = 80, *, chart: bool = False) -> str:
    return screen_of(document(found, w, money_unit(w.lang), chart=chart), w, width)


def json_text(found: Trend, lang: str = "en") -> str:
    return json_of(data(found, wording(lang), total=False), PLAN, wording(lang))


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
@pytest.mark.parametrize("width", [80, 120])
def test_screen_with_its_chart(golden: Golden, lang: str, width: int) -> None:
    text = screen(report(), wording(lang), width, chart=True)
    assert max(map(cell_len, text.splitlines())) <= width
    golden(f"trend.{lang}.{width}.txt", text)


def test_screen_restated(golden: Golden) -> None:
    shown = report(restated=True)
    text = screen(shown, wording("zh_Hant"))
    assert json.loads(json_text(shown, "zh_Hant"))["restated"] is True
    golden("trend-restated.zh_Hant.80.txt", text)


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
def test_screen_by_district(golden: Golden, lang: str) -> None:
    text = screen(report("district", money=False), wording(lang))
    assert max(map(cell_len, text.splitlines())) <= 80
    golden(f"trend-district.{lang}.80.txt", text)


def test_long_names_give_way_to_the_figures() -> None:
    weeks = report("district")
    line = weeks.lines[0]
    long = line._replace(name=names("Administrative Committee"), points=line.points * 7)
    shown = weeks._replace(
        lines=(long,),
        total=weeks.total._replace(points=weeks.total.points * 7),
        periods=weeks.periods * 7,
    )
    text = screen(shown, wording("en"))
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "Administ" in text
    assert "Administrative Committee" not in text


def test_markdown(golden: Golden) -> None:
    w = wording("zh_Hans")
    golden(
        "trend.zh_Hans.md", markdown(document(report(), w, money_unit(w.lang, "wan"), chart=True))
    )


def test_figures_stay_figures() -> None:
    w, found = wording("en"), report()
    table, chart = document(found, w, money_unit(w.lang), chart=True).blocks
    assert isinstance(table, Table)
    assert isinstance(chart, Chart)
    points = found.total.points
    heads = [column.head for column in table.columns]
    for head, values in (
        (w("head.net"), [point.new for point in points]),
        (w("head.due"), [point.due for point in points]),
        (w("head.ahead"), [point.ahead_pp for point in points]),
        (w("head.growth"), [point.growth for point in points]),
    ):
        assert [row.cells[heads.index(head)] for row in table.rows] == values
    assert chart.labels == tuple(period.name for period in found.periods)
    assert chart.values == tuple(point.total for point in points)
    assert chart.before == tuple(point.total_before for point in points)


def test_a_line_has_what_each_period_added() -> None:
    found = report("district")
    (table,) = document(found, wording("en"), "bn", chart=True).blocks
    assert isinstance(table, Table)
    last = found.total.points[-1]
    total = table.rows[-1].cells
    assert total[1] == tuple(point.new for point in found.total.points)
    assert total[2:4] == (last.new, last.total)
    assert total[4] == Fraction(last.total) / (last.target or 0)


def test_json_and_csv_hold_the_same() -> None:
    shown = report("district")
    body = json.loads(json_text(shown))
    assert [next(iter(body)), *list(body)[3:9]] == [
        "report",
        "plan",
        "kind",
        "every",
        "as_of",
        "restated",
        "indicator",
    ]
    text = csv_of(data(shown, wording("en"), total=True), PLAN, wording("en"), labels=False)
    rows = list(csv.DictReader(io.StringIO(text)))
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
    w = wording("zh_Hans")
    told = data(report(), w, total=False)
    lines = csv_of(told, PLAN, w, labels=True).splitlines()
    assert lines[0].startswith(
        "单位,名称,梯队,指标,任务数（元）,期间,第一天,最后一天,新增（元）,累计（元）,"
    )
    assert len(lines) == 1 + 8


def test_before_the_plan_begins() -> None:
    empty = report()._replace(periods=(), total=report().total._replace(points=()))
    for lang in ("en", "zh_Hans"):
        w = wording(lang)
        assert w("empty.trend") in screen(empty, w, chart=True)
        assert w("empty.trend") in markdown(document(empty, w, money_unit(w.lang), chart=True))
