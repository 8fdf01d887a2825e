"""The trend as CSV: one row a line and period."""

from qzinvest.locale import Wording
from qzinvest.model.plan import Plan
from qzinvest.model.trend import Trend
from qzinvest.render.data import report_csv
from qzinvest.render.trend_json import points_fields

KEYS = (
    *("unit", "name", "tier", "indicator", "target", "period", "begins", "ends"),
    *("new", "total", "due", "ahead_pp", "new_before", "total_before", "growth"),
    "dropped_in_period",
)


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
        for fields in points_fields(line, trend)
    )
    return report_csv(KEYS, rows, plan, w, (trend.heading,), labels=labels)
