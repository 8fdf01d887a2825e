"""``rank``: who is ahead, by one indicator or by the scorecard, and who moved."""

from datetime import date, timedelta
from typing import Annotated

from qzinvest.cli.context import emit, look_of, surroundings
from qzinvest.cli.days import day_asked
from qzinvest.cli.declare import Amounts, Db, Lang, Looking, Opt
from qzinvest.cli.judging import basis_of, refuse_score
from qzinvest.cli.options import Case, Options, answering, of_own_tier
from qzinvest.errors import Conflict, ExitCode, NotEarlier
from qzinvest.model.document import Said
from qzinvest.render.views import ranking as ranking_view
from qzinvest.reports.rank import rank


def run(
    *,
    options: Options,
    scorecard: Annotated[bool, Opt("--scorecard", "option.scorecard")] = False,
    since: Annotated[str | None, Opt("--since", "option.rank_since", "DATE")] = None,
    looking: Looking,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the ranking."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, frozen=options.edition is not None, amounts=amounts)
    options = of_own_tier(here, options, look)
    if scorecard and options.indicator is not None:
        raise Conflict(option="--scorecard", other="--indicator")
    with answering(here, options) as case:
        w = case.w
        options = case.options
        if scorecard:
            refuse_score(case, options.by, "--scorecard")
        day = _earlier_day(case, since)
        earlier = case.on(day)
        now = basis_of(case, options.by, scorecard=scorecard, yearly=not scorecard)
        before = None if earlier is None else basis_of(earlier, options.by, scorecard=scorecard)
    codes = (options.indicator,) if options.indicator else [i.code for i in case.plan.indicators]
    asked = [case.question._replace(indicator=code) for code in ((None,) if scorecard else codes)]
    ranking, *others = (rank(now, before, question) for question in asked)
    said = Said(
        lambda: ranking_view.document(ranking, w, look.money(w), others),
        lambda: ranking_view.data(ranking, w, others),
    )
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK


def _earlier_day(case: Case, since: str | None) -> date:
    """The day that ranks are compared with: ``since``, else the end of the month before."""
    day = day_asked(since, case.today) or case.as_of.replace(day=1) - timedelta(days=1)
    if day >= case.as_of:
        raise NotEarlier(since=day, as_of=case.as_of)
    return day
