"""Every report of one day at once: for the bulletin, the page of a unit, and the overview."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qzinvest.cli.commands.due import all_due
from qzinvest.cli.context import Surroundings
from qzinvest.cli.judging import basis_of
from qzinvest.cli.options import Case
from qzinvest.cli.told import earlier_edition
from qzinvest.ledger.cohorts import Asked, facts
from qzinvest.ledger.forecast import facts as facts_of
from qzinvest.ledger.uncounted import called
from qzinvest.model.bulletin import Bulletin, Course, Reports
from qzinvest.model.due import YELLOW
from qzinvest.model.forecast import Forecast
from qzinvest.model.passage import Passage
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.reports.forecast import forecast
from qzinvest.reports.funnel import funnel
from qzinvest.reports.progress import progress
from qzinvest.reports.rank import rank
from qzinvest.reports.subjects import Question

if TYPE_CHECKING:
    from qzinvest.model.changes import Changes


def reports_of(
    here: Surroundings, case: Case, since: str | None, *, by_unit: bool = False
) -> Reports:
    """Every report that the bulletin is composed of, each computed once.

    Only a forecast ``by_unit`` has lines.
    """
    adopted, plan = case.adopted, case.plan
    with earlier_edition(here, case, since) as before:
        changes = None if before is None else _compared(before, case)
        bases = {kind: basis_of(case, kind, scorecard=False, yearly=True) for kind in UNIT_KINDS}
        olds = {
            kind: None if before is None else basis_of(before, kind, scorecard=False)
            for kind in UNIT_KINDS
        }
    question = Question("district", case.as_of, effective=adopted.effective)
    passages = tuple(case.passages())
    units = {
        kind: progress(
            plan, adopted.shares, each.counts, question._replace(by=kind), each.year_before
        )
        for kind, each in bases.items()
    }
    rankings = {
        kind: tuple(
            rank(bases[kind], olds[kind], question._replace(by=kind, indicator=each.code), report)
            for each in plan.indicators
        )
        for kind, report in units.items()
    }
    cohort = case.signed(None, None)
    cells = facts(case.connection, Asked(case.scope, cohort, "district", by_key=False))
    return Reports(
        plan=plan,
        shares=adopted.shares,
        effective=adopted.effective,
        districts=units["district"],
        departments=units["department"],
        rankings=rankings,
        changes=changes,
        funnel=funnel(plan, cells, cohort, question),
        forecast=_forecast(case, question, by_unit=by_unit),
        due=all_due(case, YELLOW, passages) if plan.due else None,
        passages=passages,
    )


def _forecast(case: Case, question: Question, *, by_unit: bool) -> Forecast:
    """The forecast by unit, or of the city alone."""
    plan, kind = case.plan, "district" if by_unit else None
    told = facts_of(case.connection, case.scope, plan, kind, plan.indicators)
    return forecast(plan, case.adopted.shares, told, question, by_line=by_unit)


def _compared(before: Case, case: Case) -> "Changes":
    # Imported here: a first bulletin is compared with none.
    from qzinvest.cli.commands.changes import compared

    return compared(before, case, named=False)


def tabled(
    case: Case, reports: Reports, found: Bulletin, kept: Sequence[tuple[Passage, tuple[str, ...]]]
) -> Bulletin:
    """The bulletin with what its tables have besides: what is due, and its ``counted`` projects."""
    # Imported here, as above.
    from qzinvest.reports.behind import projects

    known = called(case.connection, {each.id for each, _ in kept}, case.positions)
    return found._replace(
        projects=tuple(projects(reports, kept, known)), due=tuple(reports.due or ())
    )


def courses_of(case: Case) -> tuple[Course, ...]:
    """The year by month, an indicator after the other."""
    # Imported here: for some of the formats alone.
    from qzinvest.cli.commands.trend import trend_of
    from qzinvest.model.trend import TrendQuestion
    from qzinvest.reports.behind import course

    questions = (TrendQuestion(None, "month", case.as_of, each) for each in case.plan.indicators)
    return tuple(course(trend_of(case, each), case.plan) for each in questions)
