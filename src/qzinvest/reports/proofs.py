"""The proof of every figure of the districts' board: its formula, and the projects that count."""

from collections.abc import Iterable, Iterator, Sequence

from qzinvest.model.bulletin import Proof, Reports
from qzinvest.model.counting import COUNTED, DROPPED, measure_of
from qzinvest.model.explanation import Pile
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Indicator
from qzinvest.reports.bulletin import first
from qzinvest.reports.explain import TOTAL, Candidate, explained, holder_of
from qzinvest.reports.progress import alone
from qzinvest.reports.subjects import Question
from qzinvest.tuples import NamedTuple

LARGEST = 3
"""Projects that a proof names, and more where some are equal."""
_NONE = Pile("", None, 0, 0, 0, 0, dated=True, remarked=False)


class _Sums(NamedTuple):
    """What a district has of an indicator: projects with what they bring and amount, and sums."""

    counted: list[tuple[int, int, Passage]]
    piles: dict[str, Pile]


def proofs(reports: Reports, kept: Iterable[tuple[Passage, tuple[str, ...]]]) -> Iterator[Proof]:
    """By indicator: of the city, then of each row of the board.

    Args:
        kept: what counts in an indicator, or was dropped, with the verdicts: ``behind.counted``.
    """
    kept = tuple(kept)
    for place, indicator in enumerate(reports.plan.indicators):
        found = ((passage, verdicts[place]) for passage, verdicts in kept)
        yield from _of(reports, indicator, _summed(reports, indicator, found))


def _summed(
    reports: Reports, indicator: Indicator, found: Iterable[tuple[Passage, str]]
) -> dict[str, _Sums]:
    """By district, ``""`` where none is named, what counts in an indicator and what was dropped."""
    measure = measure_of(reports.plan, indicator, reports.as_of)
    sums = dict[str, _Sums]()
    for passage, verdict in found:
        if verdict not in (COUNTED, DROPPED):
            continue
        mine = sums.setdefault(passage.district or "", _Sums([], {}))
        brings = measure.value(passage)
        if verdict == COUNTED:
            mine.counted.append((brings, passage.amount, passage))
        pile = mine.piles.get(verdict) or _NONE._replace(verdict=verdict, district=passage.district)
        n, whole = pile.projects + 1, pile.brings + brings
        mine.piles[verdict] = pile._replace(projects=n, alone=n, brings=whole)
    return sums


def _of(reports: Reports, indicator: Indicator, sums: dict[str, _Sums]) -> Iterator[Proof]:
    plan, effective = reports.plan, reports.effective
    question = Question("district", reports.as_of, None, indicator.code, effective)
    report = alone(reports.districts, plan, question)
    for unit in (TOTAL, *(line.unit for line in report.lines)):
        holder = holder_of(plan, unit, question)
        mine = [each for code, each in sums.items() if holder.gathers(code)]
        piles = [pile for each in mine for pile in each.piles.values()]
        counted = [one for each in mine for one in each.counted]
        shown = _largest(counted)
        explanation = explained(plan, reports.shares, report, shown, holder, question, piles)
        largest = first(explanation.counted.items, LARGEST, lambda each: (each.brings, each.amount))
        yield Proof(explanation, tuple(largest))


def _largest(counted: Sequence[tuple[int, int, Passage]]) -> list[Candidate]:
    """Those of which a proof may name some; the sums have all."""
    most = sorted((each[:2] for each in counted), reverse=True)[:LARGEST]
    return [Candidate(each[2], summed=True) for each in counted if each[:2] >= most[-1]]
