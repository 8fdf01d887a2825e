"""The funnel as CSV: the rows of the JSON, in the same order."""

from collections.abc import Iterable

from qzinvest.locale import Wording
from qzinvest.model.funnel import Funnel, Line
from qzinvest.model.plan import Plan
from qzinvest.render.data import report_csv
from qzinvest.render.funnel_json import days_fields, line_fields


def funnel_csv(
    funnel: Funnel, w: Wording, plan: Plan, *, total: bool = False, labels: bool = False
) -> str:
    """One row a line; where days were asked for by line, one row a line and leg instead.

    Args:
        funnel: what to write.
        w: the language of names.
        plan: the plan in force.
        total: whether the total's rows follow.
        labels: whether it is for people (``render.data``).
    """
    lines = (*funnel.lines, funnel.total) if total else funnel.lines
    by_leg = any(line.days for line in funnel.lines)
    rows = list(_days(lines) if by_leg else map(line_fields, lines))
    keys = list(rows[0]) if rows else []
    return report_csv(keys, rows, plan, w, (), labels=labels)


def _days(lines: Iterable[Line]) -> Iterable[dict[str, object]]:
    for line in lines:
        for days in line.days:
            yield {"unit": line.unit, "name": line.name, "tier": line.tier} | days_fields(days)
