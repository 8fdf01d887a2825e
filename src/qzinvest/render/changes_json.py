"""The changes as one JSON object: scripts rely on its keys."""

from collections.abc import Sequence
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.changes import Changes, End, Move, Standing, Sum
from qzinvest.model.counting import settled
from qzinvest.model.plan import Plan
from qzinvest.render.asked import asked_json
from qzinvest.render.changes_arrange import shown_moves
from qzinvest.render.data import assumed_json, report_json


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
            total.indicator: fields_of(total)
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
        "units": [fields_of(standing) for standing in changes.standings],
        "rows": [fields_of(move) for move in moves],
    }
    return report_json(body, plan, w, changes.headings)


def _more(of: Sum, moves: Sequence[Move]) -> dict[str, object]:
    """What of a reason's sum stands in none of the rows."""
    mine = [m for m in moves if (m.reason, m.indicator) == (of.reason, of.indicator)]
    projects = len({move.project for move in mine})
    change = settled(Fraction(of.change) - sum(move.change for move in mine))
    return {"projects": of.projects - projects, "change": number(change)}


def fields_of(line: Move | Standing) -> dict[str, object]:
    """One line by stable keys, in the order in which every machine format has them."""
    figures = {name: number(getattr(line, name)) for name in ("before", "after", "change")}
    return line._asdict() | figures


def number(figure: int | Fraction) -> int | float:
    """A figure as machine formats give it."""
    return figure if isinstance(figure, int) else float(figure)


def _end(end: End) -> dict[str, object]:
    return {
        "edition": end.edition,
        "as_of": end.as_of.isoformat(),
        "plan": end.plan,
        "effective": end.effective.isoformat(),
        "pace": float(end.pace),
    }
