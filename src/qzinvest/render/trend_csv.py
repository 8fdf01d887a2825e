"""The trend as CSV: one row a line and period."""

from qzinvest.locale import Wording
from qzinvest.model.plain_layout import guard
from qzinvest.model.trend import Trend
from qzinvest.render.csv_text import csv_text
from qzinvest.render.trend_json import points_fields

KEYS = (
    *("unit", "name", "tier", "indicator", "target", "period", "begins", "ends"),
    *("new", "total", "due", "ahead_pp", "new_before", "total_before", "growth"),
)


def trend_csv(trend: Trend, w: Wording, *, total: bool = False, labels: bool = False) -> str:
    """The periods of every line, or of the total where there are no lines.

    Args:
        trend: what to write.
        w: the language of names.
        total: whether the total's rows follow those of the lines.
        labels: whether the header is in the language instead of stable English keys.
    """
    lines = (*trend.lines, trend.total) if total or trend.by is None else trend.lines
    rows = [
        [line.unit, guard(line.name), line.tier, trend.heading.code, line.target, *fields.values()]
        for line in lines
        for fields in points_fields(line, trend)
    ]
    return csv_text([w(f"column.{key}") for key in KEYS] if labels else KEYS, rows)
