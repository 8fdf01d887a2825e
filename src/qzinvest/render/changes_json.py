"""The changes as one JSON object: scripts rely on its keys."""

from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.changes import Changes, End, Move, Standing
from qzinvest.model.plan import Plan
from qzinvest.render.asked import asked_json
from qzinvest.render.data import report_json


def changes_json(changes: Changes, w: Wording, plan: Plan) -> str:
    """Counts as numbers, money in whole yuan; ``null`` where a target or a rank is not."""
    body = {
        "report": "changes",
        "kind": changes.by,
        **asked_json(changes.asked),
        "from": _end(changes.before),
        "to": _end(changes.after),
        "assumed": [f"{item.path}: {item.text.get(w.lang)}" for item in changes.assumed],
        "total": {
            total.indicator: fields_of(total)
            | {
                "reasons": {
                    each.reason: {"projects": each.projects, "change": number(each.change)}
                    for each in changes.sums
                    if each.indicator == total.indicator
                }
            }
            for total in changes.totals
        },
        "units": [fields_of(standing) for standing in changes.standings],
        "rows": [fields_of(move) for move in changes.moves],
    }
    return report_json(body, plan, w, changes.headings)


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
