"""``rank``: who is ahead, by one indicator or by the scorecard, and who moved."""

from datetime import date, timedelta
from typing import Annotated

from qzinvest.cli.asking import Asking, Case, answering
from qzinvest.cli.context import day_asked, emit, look_of, surroundings
from qzinvest.cli.declare import Db, Lang, Looking, Opt, Wan
from qzinvest.cli.judging import basis_of, refuse_score
from qzinvest.errors import Conflict, ExitCode, NotEarlier
from qzinvest.model.document import Said
from qzinvest.render.views import ranking as ranking_view
from qzinvest.reports.rank import Question, rank


def run(
    *,
    asking: Asking,
    scorecard: Annotated[bool, Opt("--scorecard", "option.scorecard")] = False,
    since: Annotated[str | None, Opt("--since", "option.rank_since", "DATE")] = None,
    looking: Looking,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the ranking."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, frozen=asking.edition is not None, wan=wan)
    if scorecard and asking.indicator is not None:
        raise Conflict(option="--scorecard", other="--indicator")
    with answering(here, asking) as case:
        w = case.w
        asking = case.asking
        if scorecard:
            refuse_score(case, asking.by, "--scorecard")
        day = _earlier_day(case, since)
        earlier = case.on(day)
        now = basis_of(case, asking.by, scorecard=scorecard)
        before = None if earlier is None else basis_of(earlier, asking.by, scorecard=scorecard)
    indicator = None if scorecard else asking.indicator or case.plan.indicators[0].code
    question = Question(asking.by, asking.tier, indicator, case.asked)
    ranking = rank(now, before, question)
    said = Said(
        lambda: ranking_view.document(ranking, w, look.unit),
        lambda: ranking_view.data(ranking, w),
    )
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK


def _earlier_day(case: Case, since: str | None) -> date:
    """The day that ranks are compared with: ``since``, else the end of the month before."""
    day = day_asked(since, case.today) or case.as_of.replace(day=1) - timedelta(days=1)
    if day >= case.as_of:
        raise NotEarlier(since=day, as_of=case.as_of)
    return day
