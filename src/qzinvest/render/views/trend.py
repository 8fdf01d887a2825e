"""The trend: an indicator by week, month or quarter, against pace and the year before."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from qzinvest.locale import Wording
from qzinvest.model.counting import settled
from qzinvest.model.document import (
    Block,
    Chart,
    Column,
    Data,
    Document,
    Kind,
    MoneyUnit,
    Row,
    Table,
    Value,
)
from qzinvest.model.selection import ASSESSMENT
from qzinvest.model.trend import Line, Period, Point, Trend
from qzinvest.render.figures import MOST_BESIDE, points_number, whole
from qzinvest.render.wording import (
    Addition,
    assumed_json,
    closing,
    figure_title,
    hint,
    kind_of,
    name_head,
    number,
    rows_notes,
    rows_of,
    selection_json,
    selection_words,
    worded,
)

CUT, RETARGETED = "*", "#"
_OF_TARGETS = {"trend.target", "trend.first", "trend.shares"}
_KEYS = (
    *("unit", "name", "tier", "indicator", "target", "period", "begins", "ends"),
    *("new", "total", "due", "ahead_pp", "new_before", "total_before", "growth"),
    "dropped_in_period",
)


def document(trend: Trend, w: Wording, unit: MoneyUnit, *, chart: bool) -> Document:
    """The total's periods, or what each line had at the last one.

    Args:
        chart: whether a chart of the total's periods stands below their table.
    """
    blocks: list[Block] = [Table("", (), (), w("empty.trend"))]
    if trend.periods:
        blocks = [_by_period(trend, w, unit) if trend.by is None else _by_line(trend, w, unit)]
        blocks += [_chart(trend, w)] if chart and trend.by is None else []
    return Document(
        trend.title.get(w.lang),
        _subtitle(trend, w),
        tuple(blocks),
        _notes(trend, w, unit),
        unit,
        brief=_brief(trend, w),
        hints=hint(trend.assumed, w),
    )


def data(trend: Trend, w: Wording, *, total: bool) -> Data:
    """Counts as numbers, money in whole yuan, ratios unrounded; ``null`` where there is none.

    CSV has the periods of every line, or of the total where there are no lines; there ``target`` is
    that of the row's period.

    Args:
        total: whether the total's rows follow those of the lines in CSV.
    """
    lines = [(line, list(_points(line, trend))) for line in (*trend.lines, trend.total)]
    body = {
        "report": "trend",
        "plan": trend.plan,
        "kind": trend.by,
        "every": trend.every,
        "as_of": trend.as_of.isoformat(),
        "restated": trend.restated,
        **selection_json(trend.selection),
        "indicator": trend.heading.code,
        "measure": trend.heading.measure,
        "assumed": assumed_json(trend.assumed, w),
        "rows": [_line(*line, w) for line in lines[:-1]],
        "total": _line(*lines[-1], w),
    }
    rows = (
        {
            "unit": line.unit,
            "name": worded(line.name, w),
            "tier": line.tier,
            "indicator": trend.heading.code,
            **point,
        }
        for line, points in (lines if total or trend.by is None else lines[:-1])
        for point in points
    )
    return Data(body, _KEYS, rows, (trend.heading,))


def _chart(trend: Trend, w: Wording) -> Chart:
    points = trend.total.points
    return Chart(
        w("chart.total"),
        kind_of(trend.heading.measure),
        tuple(period.name for period in trend.periods),
        tuple(point.total for point in points),
        tuple(point.due for point in points),
        tuple(point.total_before for point in points) if trend.has_before else (),
    )


def _subtitle(trend: Trend, w: Wording) -> str:
    """The line under the title: by what, as of when, and whether drops left earlier periods."""
    every, as_of = w(f"every.{trend.every}"), trend.as_of.isoformat()
    said = w("trend.subtitle", every=every, as_of=as_of)
    if trend.by is not None:
        said = f"{w(f'by.{trend.by}')} · {said}"
    if trend.restated:
        said = w("trend.subtitle_restated", said=said)
    return said + selection_words(trend.selection, w)


def _brief(trend: Trend, w: Wording) -> tuple[str, str]:
    """The same on a terminal."""
    by, every = "" if trend.by is None else rows_of(trend.by, w), w(f"every.{trend.every}")
    what = w("trend.brief_by", by=by, every=every) if by else w("trend.brief", every=every)
    if trend.restated:
        what = w("trend.subtitle_restated", said=what)
    what += selection_words(trend.selection, w)
    return what, w("brief.day", as_of=trend.as_of.isoformat())


def _notes(trend: Trend, w: Wording, unit: MoneyUnit) -> tuple[str, ...]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    lines = [w("asked.shared")] if trend.selection.view == ASSESSMENT else []
    lines += rows_notes(trend.selection, w)
    if trend.by is not None:
        lines.append(w("trend.bars", every=w(f"every.{trend.every}"), most=MOST_BESIDE))
    shown = "".join(_period_names(trend) if trend.by is None else _period_names(trend)[-1:])
    if CUT in shown:
        lines.append(f"{CUT} {w('trend.partial')}")
    if any(point.due is not None for point in trend.total.points):
        lines.append(w("trend.due"))
    for note in trend.notes:
        said = worded(note, w)
        signed = RETARGETED in shown and note.key in _OF_TARGETS
        lines.append(f"{RETARGETED} {said}" if signed else said)
    return (*lines, *closing(_sums(trend), unit, trend.assumed, w, trend.source))


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
    return (
        name if trend.by is not None else w("trend.of", name=name, of=worded(trend.total.name, w))
    )


def _period_names(trend: Trend) -> list[str]:
    """The periods as they head rows, signed where cut off, or held against another target."""
    return [
        period.name
        + ("" if period.is_whole else CUT)
        + (RETARGETED if place in trend.retargeted else "")
        for place, period in enumerate(trend.periods)
    ]


def _by_period(trend: Trend, w: Wording, unit: MoneyUnit) -> Table:
    total = trend.total
    new = "new" if trend.restated else "net"
    fields = [new, "net_dropped", "new_before", "total", "due", "ahead", "total_before", "growth"]
    # Drops and the year before do not fit side by side into 80 columns.
    left_out = {"net_dropped"} if trend.has_before else {"new_before", "total_before", "growth"}
    if not any(point.dropped for point in total.points):
        left_out.add("net_dropped")
    if all(point.due is None for point in total.points):
        left_out |= {"due", "ahead"}
    fields = [field for field in fields if field not in left_out]
    columns = (Column(w("column.period")), *(_column(field, trend, w) for field in fields))
    rows = []
    for name, point in zip(_period_names(trend), total.points, strict=True):
        figures = _figures(point)
        rows.append(Row((name, *(figures[field] for field in fields))))
    return Table(_title(trend, w, unit), columns, rows)


def _by_line(trend: Trend, w: Wording, unit: MoneyUnit) -> Table:
    fields = ["total", "completion", "ahead", "growth"]
    if all(line.target is None for line in (*trend.lines, trend.total)):
        fields = ["total", "growth"]
    if not trend.has_before:
        fields.remove("growth")
    new = "new_last" if trend.restated else "net_last"
    columns = (
        Column(name_head(trend.by or "", w), lines=2),
        Column(w("head.bars"), "spark"),
        Column(w(f"head.{new}", period=_period_names(trend)[-1]), kind_of(trend.heading.measure)),
        *(_column(field, trend, w) for field in fields),
    )
    rows = [Row(_line_cells(line, ["new", *fields], w)) for line in trend.lines]
    total = Row(_line_cells(trend.total, ["new", *fields], w), "total")
    return Table(_title(trend, w, unit), columns, (*rows, total))


def _column(field: str, trend: Trend, w: Wording) -> Column:
    kind = kind_of(trend.heading.measure)
    kinds: Mapping[str, Kind] = {
        "due": "number" if kind == "count" else kind,
        "ahead": "gap",
        "completion": "ratio",
        "growth": "growth",
    }
    return Column(w(f"head.{field}"), kinds.get(field, kind))


def _line_cells(line: Line, fields: Sequence[str], w: Wording) -> tuple[Value, ...]:
    """A line's name, what each period added, and its figures at the last one."""
    figures: Mapping[str, Value] = _figures(line.points[-1]) if line.points else {}
    bars = tuple(point.new for point in line.points)
    return (worded(line.name, w), bars, *(figures.get(field) for field in fields))


def _figures(point: Point) -> Mapping[str, Value]:
    return {
        "new": point.new,
        "net": point.new,
        "net_dropped": -point.dropped,
        "new_before": point.new_before,
        "total": point.total,
        "due": point.due,
        "ahead": point.ahead_pp,
        "completion": point.completion,
        "total_before": point.total_before,
        "growth": point.growth,
    }


def _line(line: Line, points: Sequence[Mapping[str, object]], w: Wording) -> dict[str, object]:
    return {
        "unit": line.unit,
        "name": worded(line.name, w),
        "tier": line.tier,
        "target": line.target,
        "points": points,
    }


def _points(line: Line, trend: Trend) -> Iterator[dict[str, object]]:
    """A line's periods by stable keys, in the order in which every machine format has them."""
    for period, point in zip(trend.periods, line.points, strict=True):
        yield _point(period, point, trend.heading.measure)


def _point(period: Period, point: Point, measure: str) -> dict[str, object]:
    return {
        "period": period.name,
        "begins": period.first.isoformat(),
        "ends": period.last.isoformat(),
        "new": number(settled(point.new)),
        "total": number(settled(point.total)),
        "due": None if point.due is None else _due(point.due, measure),
        "ahead_pp": points_number(point.ahead_pp),
        "new_before": number(settled(point.new_before)),
        "total_before": number(settled(point.total_before)),
        "growth": number(point.growth),
        "target": point.target,
        "dropped_in_period": number(settled(point.dropped)),
    }


def _due(due: Fraction, measure: str) -> int | float | None:
    """Projects with decimals, or whole yuan."""
    return whole(due) if measure == "sum" else number(settled(due))
