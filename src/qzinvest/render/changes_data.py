"""The changes as one JSON object, and as CSV: its rows, or its units. Scripts rely on the keys."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.changes import Changes, End, Move, Standing, Sum
from qzinvest.model.counting import settled
from qzinvest.model.plan import Plan
from qzinvest.render.asked import asked_json, assumed_json, number
from qzinvest.render.changes_arrange import reason_text, shown_moves
from qzinvest.render.data import report_csv, report_json


def changes_json(changes: Changes, w: Wording, plan: Plan, limit: int = 0) -> str:
    """Counts as numbers, money in whole yuan; ``null`` where a target or a rank is not.

    ``limit`` is how many projects of each reason are given, 0 for all; ``more`` sums the others.
    """
    moves = shown_moves(changes, limit)
    body = {
        "report": "changes",
        "kind": changes.by,
        **asked_json(changes.asked),
        "from": _end(changes.before),
        "to": _end(changes.after),
        "assumed": assumed_json(changes.assumed, w),
        "total": {
            total.indicator: _fields_of(total)
            | {
                "reasons": {
                    each.reason: {"projects": each.projects, "change": number(each.change)}
                    | ({"more": _more(each, moves)} if limit else {})
                    for each in changes.sums
                    if each.indicator == total.indicator
                }
            }
            for total in changes.totals
        },
        "units": [_fields_of(standing) for standing in changes.standings],
        "rows": [_fields_of(move) for move in moves],
    }
    return report_json(body, plan, w, changes.headings)


def _more(of: Sum, moves: Sequence[Move]) -> dict[str, object]:
    """What of a reason's sum stands in none of the rows."""
    mine = [m for m in moves if (m.reason, m.indicator) == (of.reason, of.indicator)]
    projects = len({move.project for move in mine})
    change = settled(Fraction(of.change) - sum(move.change for move in mine))
    return {"projects": of.projects - projects, "change": number(change)}


def _fields_of(line: Move | Standing) -> dict[str, object]:
    """One line by stable keys, in the order in which every machine format has them."""
    figures = {name: number(getattr(line, name)) for name in ("before", "after", "change")}
    return line._asdict() | figures


def _end(end: End) -> dict[str, object]:
    return {
        "edition": end.edition,
        "as_of": end.as_of.isoformat(),
        "plan": end.plan,
        "effective": end.effective.isoformat(),
        "pace": float(end.pace),
    }


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
    rows: Iterable[dict[str, object]] = map(_fields_of, lines)
    if labels and not units:
        rows = (row | {"reason": reason_text(str(row["reason"]), changes, w)} for row in rows)
    return report_csv(keys, rows, plan, w, changes.headings, labels=labels)
