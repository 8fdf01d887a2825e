"""What units are judged by: the facts behind ranks and scores."""

from collections.abc import Mapping

from qzinvest.cli.options import Case
from qzinvest.errors import Conflict, PlanWithout
from qzinvest.ledger.cohorts import Asked, cells
from qzinvest.ledger.counts import counts
from qzinvest.ledger.passages import is_any_spared
from qzinvest.ledger.plans import evaluations
from qzinvest.model.cohort import Cell, cohort_of
from qzinvest.model.counting import Count
from qzinvest.model.evaluation import marks_on
from qzinvest.model.plan import Plan
from qzinvest.reports.rank import Basis
from qzinvest.reports.subjects import UNTARGETED, count_kind


def refuse_score(case: Case, by: str, option: str) -> None:
    """Refuse a score that nobody has: without a scorecard, or of a part of the projects."""
    if by in UNTARGETED:
        raise Conflict(option=option, other=f"--by {by}")
    if not case.plan.scorecard:
        raise PlanWithout(plan=case.plan.code, what="scorecard")
    for each in case.selection.filters:
        raise Conflict(option=option, other=f"--{each.key.replace('_', '-')}")


def basis_of(case: Case, by: str, *, scorecard: bool, yearly: bool = False) -> Basis:
    """What the rows of the view ``by`` are judged by on the case's day.

    ``yearly`` adds what they had achieved a year before.
    """
    kind = count_kind(by)
    sources = {line.source for line in case.plan.scorecard} if scorecard else set[str]()
    adopted = case.adopted
    basis = Basis(adopted.plan, adopted.effective, adopted.shares, case.as_of, case.counts(kind))
    if yearly:
        basis = basis._replace(year_before=case.year_before(kind))
    if "rate" in sources:
        basis = basis._replace(cells=_cells(case, kind))
    if "quality" in sources:
        # Imported here: few scorecards judge records.
        from qzinvest.cli.records import records_of

        basis = basis._replace(records=records_of(case, kind, whole=False))
    if "evaluation" in sources:
        given = evaluations(case.connection, case.positions)
        basis = basis._replace(marks=marks_on(given, kind, adopted.plan, case.as_of))
    apart = _drops_of_sums(case.plan) or is_any_spared(case.connection, case.positions)
    if "dropped" in sources and apart:
        basis = basis._replace(drops=_drops(case, kind))
    return basis


def _drops(case: Case, kind: str) -> tuple[Count, ...]:
    """What was dropped of each indicator that the scorecard judges so, in projects."""
    judged = {line.of for line in case.plan.scorecard if line.source == "dropped"}
    wanted = (each for each in case.plan.indicators if each.code in judged)
    plan = case.plan._replace(indicators=tuple(i._replace(measure="count") for i in wanted))
    scope = case.scope._replace(unspared=True)
    return counts(case.connection, scope, plan, kind, case.as_of, assessed=case.assessed)


def _drops_of_sums(plan: Plan) -> bool:
    """Whether the scorecard judges how many projects were dropped of an indicator of money."""
    sums = {indicator.code for indicator in plan.indicators if indicator.measure == "sum"}
    return any(line.source == "dropped" and line.of in sums for line in plan.scorecard)


def _cells(case: Case, kind: str) -> Mapping[str, Cell]:
    """What has become of the projects signed in the plan's period, by unit."""
    cohort = cohort_of(case.plan, case.as_of)
    return cells(case.connection, Asked(case.scope, cohort, kind, assessed=case.assessed))
