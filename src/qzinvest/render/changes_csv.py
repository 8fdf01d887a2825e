"""The changes as CSV: the rows of the JSON, or its units, in the same order."""

from collections.abc import Iterable

from qzinvest.locale import Wording
from qzinvest.model.changes import Changes, Move, Standing
from qzinvest.model.plan import Plan
from qzinvest.render.changes_arrange import reason_text
from qzinvest.render.changes_json import fields_of
from qzinvest.render.data import report_csv


def changes_csv(
    changes: Changes, w: Wording, plan: Plan, *, units: bool = False, labels: bool = False
) -> str:
    """One row a project, unit and indicator; they sum up to the differences.

    Args:
        changes: what to write.
        w: the language of names.
        plan: the plan in force at the later end.
        units: one row a unit and indicator instead, with figures, targets and ranks at both ends.
        labels: whether it is for people (``render.data``).
    """
    keys = Standing._fields if units else Move._fields
    lines: tuple[Move | Standing, ...] = changes.standings if units else changes.moves
    rows: Iterable[dict[str, object]] = map(fields_of, lines)
    if labels and not units:
        rows = (row | {"reason": reason_text(str(row["reason"]), changes, w)} for row in rows)
    return report_csv(keys, rows, plan, w, changes.headings, labels=labels)
