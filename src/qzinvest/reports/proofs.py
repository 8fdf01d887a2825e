"""The proof of every figure of the districts' board: its formula, and the projects that count."""

from collections.abc import Iterator

from qzinvest.model.bulletin import Proof, Reports
from qzinvest.model.counting import COUNTED, DROPPED, measure_of
from qzinvest.model.plan import Indicator
from qzinvest.model.progress import Progress
from qzinvest.reports.bulletin import first
from qzinvest.reports.explain import TOTAL, Candidate, explained, holder_of
from qzinvest.reports.subjects import Question

LARGEST = 3
"""Projects that a proof names, and more where some are equal."""


def proofs(reports: Reports) -> Iterator[Proof]:
    """By indicator: of the city, then of each row of the board."""
    for indicator in reports.plan.indicators:
        yield from _of(reports, indicator)


def _of(reports: Reports, indicator: Indicator) -> Iterator[Proof]:
    plan, report = reports.plan, _alone(reports.districts, indicator.code)
    question = Question(
        "district", reports.as_of, indicator=indicator.code, effective=reports.effective
    )
    measure = measure_of(plan, indicator, reports.as_of)
    found = dict[str, list[Candidate]]()
    for each in reports.passages:
        if measure.verdict(each) in (COUNTED, DROPPED):
            found.setdefault(each.district or "", []).append(Candidate(each))
    for unit in (TOTAL, *(line.unit for line in report.lines)):
        holder = holder_of(plan, unit, question)
        mine = [one for code, all_ in found.items() if holder.gathers(code) for one in all_]
        explanation = explained(plan, reports.shares, report, mine, holder, question)
        largest = first(explanation.counted.items, LARGEST, lambda each: (each.brings, each.amount))
        yield Proof(explanation, tuple(largest))


def _alone(report: Progress, code: str) -> Progress:
    """The report of one of its indicators."""
    return report._replace(
        headings=tuple(each for each in report.headings if each.code == code),
        lines=tuple(each for each in report.lines if each.indicator == code),
        subtotals=tuple(each for each in report.subtotals if each.indicator == code),
        totals=tuple(each for each in report.totals if each.indicator == code),
    )
