"""The projects of an explanation as CSV: one line a project, those that count first."""

from qzinvest.locale import Wording
from qzinvest.model.explanation import Explanation
from qzinvest.model.plan import Plan
from qzinvest.render.data import report_csv
from qzinvest.render.explanation_json import FIELDS, item_fields


def explanation_csv(
    found: Explanation, w: Wording, plan: Plan, rows: int = 0, *, labels: bool = False
) -> str:
    """The figure is the sum of ``brings``; what does not count has its ``verdict``.

    Args:
        found: what to write.
        w: the language of the title, and of everything with ``labels``.
        plan: the plan in force.
        rows: how many projects of each list, 0 for all.
        labels: whether it is for people (``render.data``).
    """
    lists = (found.counted, *(group.items for group in found.left))
    items = [item for of in lists for item in (of[:rows] if rows else of)]
    records = (item_fields(item, found) for item in items)
    return report_csv(FIELDS, records, plan, w, (found.heading,), labels=labels)
