"""The trend as written cells: what the screen and Markdown both paint."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil

from qzinvest.locale import Wording
from qzinvest.model.asked import ASSESSMENT
from qzinvest.model.document import MoneyUnit
from qzinvest.model.money import WAN, YI
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.trend import Line, Point, Trend
from qzinvest.render.asked import asked_words, rows_notes
from qzinvest.render.chart import BEFORE, MARK, MOST_BESIDE, sparkline
from qzinvest.render.figures import DOWN, LEVEL, NOTHING, UP, number, percent, points, quantity
from qzinvest.render.grid import TOTAL, Grid, GridRow, Head
from qzinvest.render.page import Block, Chart, Page
from qzinvest.render.rounding import Addition, amounts, rounding_notes
from qzinvest.render.wording import assumed_texts, fields_text, figure_title

CUT, RETARGETED = "*", "#"
_OF_TARGETS = {"trend.target", "trend.first", "trend.shares"}


def trend_page(trend: Trend, w: Wording, unit: MoneyUnit, *, chart: bool = False) -> Page:
    """The trend as people read it.

    Args:
        trend: what to show.
        w: the reader's language.
        unit: ``yi`` shows money in 亿元, ``wan`` in 万元.
        chart: whether a chart of the total's periods stands below the table.
    """
    blocks: list[Block] = [w("empty.trend")]
    if trend.periods:
        table = _by_period(trend, w, unit) if trend.by is None else _by_line(trend, w, unit)
        blocks = [table, *([_chart(trend, w, unit)] if chart else [])]
    return Page(trend.title, _subtitle(trend, w), tuple(blocks), _footer(trend, w, unit))


def _chart(trend: Trend, w: Wording, unit: MoneyUnit) -> Chart:
    points = trend.total.points
    values = tuple(point.total for point in points)
    dues = tuple(point.due for point in points)
    before = tuple(point.total_before for point in points)
    top = max((*values, *(due or 0 for due in dues), *before), default=0)
    says = [f"{trend.periods[0].name} … {trend.periods[-1].name}", w("chart.total")]
    says += [w("chart.due", sign=MARK)] if any(dues) else []
    says += [w("chart.before", sign=BEFORE)] if any(before) else []
    label = quantity(ceil(top), trend.heading.measure, unit)
    return Chart(values, dues, before, label, " · ".join(says))


def _subtitle(trend: Trend, w: Wording) -> str:
    """The line under the title: by what, as of when, and whether drops left earlier periods."""
    every, as_of = w(f"every.{trend.every}"), trend.as_of.isoformat()
    said = w("trend.subtitle", every=every, as_of=as_of)
    if trend.by is not None:
        said = f"{w(f'by.{trend.by}')} · {said}"
    if trend.restated:
        said = w("trend.subtitle_restated", said=said)
    return said + asked_words(trend.asked, w)


def _footer(trend: Trend, w: Wording, unit: MoneyUnit) -> tuple[str, ...]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    lines = [w("asked.shared")] if trend.asked.view == ASSESSMENT else []
    lines += rows_notes(trend.asked, w)
    if trend.by is not None:
        lines.append(w("trend.bars", every=w(f"every.{trend.every}"), most=MOST_BESIDE))
    shown = "".join(_period_names(trend) if trend.by is None else _period_names(trend)[-1:])
    if CUT in shown:
        lines.append(f"{CUT} {w('trend.partial')}")
    if any(point.due is not None for point in trend.total.points):
        lines.append(w("trend.due", up=UP, down=DOWN))
    for note in trend.notes:
        said = w(note.key, **fields_text(note.fields, w))
        signed = RETARGETED in shown and note.key in _OF_TARGETS
        lines.append(f"{RETARGETED} {said}" if signed else said)
    lines += rounding_notes(_sums(trend), w, amounts(unit))
    lines += assumed_texts(trend.assumed, w)
    lines.append(w("progress.source", source=trend.source.get(w.lang)))
    return tuple(lines)


def _sums(trend: Trend) -> Iterator[Addition]:
    """The columns of money with their total; of periods, what each adds to the one before."""
    points = trend.total.points
    if trend.heading.measure != "sum" or not points:
        return
    if trend.by is not None:
        ends = [line.points[-1] for line in trend.lines]
        yield [each.new for each in ends], points[-1].new
        yield [each.total for each in ends], points[-1].total
        return
    yield [change for each in points for change in (each.new, -each.dropped)], points[-1].total
    for before, each in pairwise(points):
        yield [before.total, each.new, -each.dropped], each.total


def _title(trend: Trend, w: Wording, unit: MoneyUnit) -> str:
    name = figure_title(trend.heading, w, unit)
    return name if trend.by is not None else w("trend.of", name=name, of=trend.total.name)


def _period_names(trend: Trend) -> list[str]:
    """The periods as they head rows, signed where cut off, or held against another target."""
    return [
        period.name
        + ("" if period.is_whole else CUT)
        + (RETARGETED if place in trend.retargeted else "")
        for place, period in enumerate(trend.periods)
    ]


def _by_period(trend: Trend, w: Wording, unit: MoneyUnit) -> Grid:
    total, measure = trend.total, trend.heading.measure
    new = "new" if trend.restated else "net"
    fields = [new, "net_dropped", "new_before", "total", "due", "ahead", "total_before", "growth"]
    # Drops and the year before do not fit side by side into 80 columns.
    left_out = {"net_dropped"} if trend.has_before else {"new_before", "total_before", "growth"}
    if not any(point.dropped for point in total.points):
        left_out.add("net_dropped")
    if all(point.due is None for point in total.points):
        left_out |= {"due", "ahead"}
    fields = [field for field in fields if field not in left_out]
    heads = (Head(w("head.period"), figure=False), *(Head(w(f"head.{field}")) for field in fields))
    rows = []
    for name, point in zip(_period_names(trend), total.points, strict=True):
        texts = _texts(point, measure, unit)
        rows.append(GridRow((name, *(texts[field] for field in fields))))
    return Grid(_title(trend, w, unit), heads, tuple(rows))


def _by_line(trend: Trend, w: Wording, unit: MoneyUnit) -> Grid:
    fields = ["new_last", "total", "completion", "ahead", "growth"]
    if all(line.target is None for line in (*trend.lines, trend.total)):
        fields = [field for field in fields if field not in {"completion", "ahead"}]
    if not trend.has_before:
        fields.remove("growth")
    by = "unit" if trend.by in UNIT_KINDS else trend.by
    last = _period_names(trend)[-1] if trend.periods else ""
    heads = (
        Head(w(f"head.{by}"), figure=False),
        Head(w("head.bars")),
        Head(w("head.new_last" if trend.restated else "head.net_last", period=last)),
        *(Head(w(f"head.{field}")) for field in fields[1:]),
    )
    rows = [_line_row(line, trend, fields, unit) for line in trend.lines]
    total = _line_row(trend.total, trend, fields, unit)._replace(kind=TOTAL)
    return Grid(_title(trend, w, unit), heads, (*rows, total))


def _line_row(line: Line, trend: Trend, fields: Iterable[str], unit: MoneyUnit) -> GridRow:
    bars = sparkline([point.new for point in line.points])
    if not line.points:
        return GridRow((line.name, bars, *(NOTHING for _ in fields)))
    last = line.points[-1]
    texts = _texts(last, trend.heading.measure, unit)
    texts["new_last"] = texts["new"]
    texts["completion"] = percent(Fraction(last.total) / last.target) if last.target else NOTHING
    return GridRow((line.name, bars, *(texts[field] for field in fields)))


def _texts(point: Point, measure: str, unit: MoneyUnit) -> dict[str, str]:
    growth, sign = point.growth, 0
    ahead = NOTHING
    if point.ahead_pp is not None:
        text = points(point.ahead_pp)
        sign = {"+": 1, "-": -1}.get(text[0], 0)
        ahead = f"{text} {(LEVEL, UP, DOWN)[sign]}"
    signed = NOTHING if growth is None else ("+" if growth > 0 else "") + percent(growth)
    return {
        "new": quantity(point.new, measure, unit),
        "net": quantity(point.new, measure, unit),
        "net_dropped": quantity(-point.dropped, measure, unit),
        "new_before": quantity(point.new_before, measure, unit),
        "total": quantity(point.total, measure, unit),
        "total_before": quantity(point.total_before, measure, unit),
        "due": NOTHING if point.due is None else _due(point.due, measure, unit),
        "ahead": ahead,
        "growth": signed,
    }


def _due(due: Fraction, measure: str, unit: MoneyUnit) -> str:
    if measure == "count":
        return number(due, 1)
    return number(due / YI, 2) if unit == "yi" else number(due / WAN, 0)
