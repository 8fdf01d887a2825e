"""The trend as one JSON object, and as CSV: one row a line and period. Scripts rely on the keys."""

from collections.abc import Iterator
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.calendar import Period
from qzinvest.model.plan import Plan
from qzinvest.model.trend import Line, Point, Trend
from qzinvest.render.asked import asked_json, assumed_json
from qzinvest.render.data import report_csv, report_json
from qzinvest.render.figures import points_number, whole

_KEYS = (
    *("unit", "name", "tier", "indicator", "target", "period", "begins", "ends"),
    *("new", "total", "due", "ahead_pp", "new_before", "total_before", "growth"),
    "dropped_in_period",
)


def trend_json(trend: Trend, w: Wording, plan: Plan) -> str:
    """Counts as numbers, money in whole yuan, ratios unrounded; ``null`` where there is none."""
    body = {
        "report": "trend",
        "plan": trend.plan,
        "kind": trend.by,
        "every": trend.every,
        "as_of": trend.as_of.isoformat(),
        "restated": trend.restated,
        **asked_json(trend.asked),
        "indicator": trend.heading.code,
        "measure": trend.heading.measure,
        "assumed": assumed_json(trend.assumed, w),
        "rows": [_line(line, trend) for line in trend.lines],
        "total": _line(trend.total, trend),
    }
    return report_json(body, plan, w, (trend.heading,))


def _line(line: Line, trend: Trend) -> dict[str, object]:
    return {
        "unit": line.unit,
        "name": line.name,
        "tier": line.tier,
        "target": line.target,
        "points": list(_points_fields(line, trend)),
    }


def _points_fields(line: Line, trend: Trend) -> Iterator[dict[str, object]]:
    """A line's periods by stable keys, in the order in which every machine format has them."""
    for period, point in zip(trend.periods, line.points, strict=True):
        yield _point(period, point, trend.heading.measure)


def _point(period: Period, point: Point, measure: str) -> dict[str, object]:
    return {
        "period": period.name,
        "begins": period.first.isoformat(),
        "ends": period.last.isoformat(),
        "new": _number(point.new),
        "total": _number(point.total),
        "due": None if point.due is None else _due(point.due, measure),
        "ahead_pp": None if point.ahead_pp is None else points_number(point.ahead_pp),
        "new_before": _number(point.new_before),
        "total_before": _number(point.total_before),
        "growth": None if point.growth is None else float(point.growth),
        "target": point.target,
        "dropped_in_period": _number(point.dropped),
    }


def _due(due: Fraction, measure: str) -> int | float:
    """Projects with decimals, or whole yuan."""
    return whole(due) if measure == "sum" else _number(due)


def _number(figure: int | Fraction) -> int | float:
    return figure.numerator if figure.denominator == 1 else float(figure)


def trend_csv(
    trend: Trend, w: Wording, plan: Plan, *, total: bool = False, labels: bool = False
) -> str:
    """The periods of every line, or of the total where there are no lines.

    ``target`` is that of the row's period.

    Args:
        trend: what to write.
        w: the language of names.
        plan: the plan in force.
        total: whether the total's rows follow those of the lines.
        labels: whether it is for people (``render.data``).
    """
    lines = (*trend.lines, trend.total) if total or trend.by is None else trend.lines
    rows = (
        line._asdict() | {"indicator": trend.heading.code} | fields
        for line in lines
        for fields in _points_fields(line, trend)
    )
    return report_csv(_KEYS, rows, plan, w, (trend.heading,), labels=labels)
