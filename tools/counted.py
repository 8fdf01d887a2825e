"""What the ledger counts at once, counted from passages one by one."""

from collections.abc import Iterable
from datetime import date

from qzinvest.model.counting import Count, by_holder, measure_of, summed
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Plan


def counts_of(
    passages: Iterable[Passage], plan: Plan, kind: str, as_of: date, *, assessed: bool = False
) -> tuple[Count, ...]:
    """The counts that ``ledger.counts.counts`` gives.

    Args:
        kind: a field of ``Passage`` that names a unit, group or term.
        assessed: whether credit divides projects between units.
    """
    passages = tuple(passages)
    found: list[Count] = []
    for indicator in plan.indicators:
        measure = measure_of(plan, indicator, as_of)
        sums = summed(passages, measure, by_holder(kind, assessed=assessed))
        found += [
            Count(unit or None, indicator.code, each.gross, each.dropped)
            for unit, each in sorted(sums.items())
        ]
    return tuple(found)
