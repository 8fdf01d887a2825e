"""The changes as CSV: the rows of the JSON, or its units, in the same order."""

from collections.abc import Iterable, Sequence

from qzinvest.locale import Wording
from qzinvest.model.changes import Changes, Move, Standing
from qzinvest.model.plan import Plan
from qzinvest.render.changes_arrange import reason_text, shown_moves
from qzinvest.render.changes_json import fields_of
from qzinvest.render.data import report_csv


def changes_csv(  # noqa: PLR0913 - what is asked of the format, all by name
    changes: Changes,
    w: Wording,
    plan: Plan,
    limit: int = 0,
    *,
    units: bool = False,
    labels: bool = False,
) -> str:
    """One row a project, unit and indicator; they sum up to the differences.

    Args:
        changes: what to write.
        w: the language of names.
        plan: the plan in force at the later end.
        limit: how many projects of each reason, 0 for all.
        units: one row a unit and indicator instead, with figures, targets and ranks at both ends.
        labels: whether it is for people (``render.data``).
    """
    keys = Standing._fields if units else Move._fields
    lines: Sequence[Move | Standing] = changes.standings if units else shown_moves(changes, limit)
    rows: Iterable[dict[str, object]] = map(fields_of, lines)
    if labels and not units:
        rows = (row | {"reason": reason_text(str(row["reason"]), changes, w)} for row in rows)
    return report_csv(keys, rows, plan, w, changes.headings, labels=labels)
