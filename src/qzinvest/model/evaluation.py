"""Evaluations: marks that people give a unit for an item of the scorecard, such as 三看两评."""

from collections.abc import Iterable
from datetime import date

from qzinvest.model.plan import Plan, ScoreLine
from qzinvest.tuples import NamedTuple

_MOST = 1_000_00


class Evaluation(NamedTuple):
    """One mark.

    Args:
        kind: the kind of unit.
        unit: its code.
        item: the code of the scorecard's line.
        on: the day from which it counts, until a later one is given.
        score: hundredths of a mark.
        note: why; empty for none.
    """

    kind: str
    unit: str
    item: str
    on: date
    score: int
    note: str = ""


def highest_mark(line: ScoreLine) -> int:
    """The highest mark of an item, in hundredths: by proportion, what earns the cap."""
    return line.goal * line.cap // line.points if line.form == "proportion" else _MOST


Marks = dict[tuple[str, str], int]
"""Hundredths of a mark by unit and item."""


def marks_on(evaluations: Iterable[Evaluation], kind: str, plan: Plan, as_of: date) -> Marks:
    """The marks of the units of ``kind`` that count on ``as_of``: of each item the newest.

    A unit that takes others over keeps its own marks; where it has none of an item, theirs count:
    the newest, of one day that of the unit which ``takes`` names first.

    Args:
        evaluations: where two are of one day, the later one in this order counts.
        plan: marks of other years than its own do not count.
    """
    until = min(plan.end, as_of)
    newest: dict[tuple[str, str], Evaluation] = {}
    for given in evaluations:
        if given.kind != kind or not plan.start <= given.on <= until:
            continue
        known = newest.get((given.unit, given.item))
        if known is None or known.on <= given.on:
            newest[given.unit, given.item] = given

    def order(given: Evaluation) -> tuple[bool, date, int]:
        unit = plan.unit(kind, given.unit)
        if unit is None or unit.code == given.unit:
            return True, given.on, 0
        return False, given.on, -unit.takes.index(given.unit)

    # Of the units that one takes the newest, and its own last of all.
    return {
        (plan.holder(kind, given.unit) or given.unit, given.item): given.score
        for given in sorted(newest.values(), key=order)
    }
