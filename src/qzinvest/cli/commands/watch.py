"""``watch``: what is new since the last edition, for cron to tell only then."""

from typing import Annotated

from qzinvest.cli.commands.due import listed
from qzinvest.cli.composing import earlier_edition
from qzinvest.cli.context import emit, look_of, surroundings
from qzinvest.cli.declare import Db, Lang, Looking, Opt, Wan
from qzinvest.cli.judging import basis_of
from qzinvest.cli.options import Case, Options, answering
from qzinvest.errors import ExitCode, NoEditions
from qzinvest.model.document import Said
from qzinvest.model.due import RED
from qzinvest.model.news import News
from qzinvest.render.views import news as view
from qzinvest.reports.news import news
from qzinvest.reports.rank import rank
from qzinvest.reports.subjects import Question


def run(
    *,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    previous: Annotated[str | None, Opt("--previous", "option.bulletin_since", "EDITION")] = None,
    looking: Looking,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print what is new since an edition; with nothing new print nothing, and exit with 0."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, wan=wan)
    with (
        answering(here, Options(as_of=as_of)) as case,
        earlier_edition(here, case, previous) as before,
    ):
        if before is None:
            raise NoEditions(edition=f"{case.as_of:%Y-%m}")
        found = _found(case, before)
    if not found.any and looking.output is None and look.is_read:
        return ExitCode.OK  # cron sends no mail
    said = Said(lambda: view.document(found, case.w, look.unit), lambda: view.data(found, case.w))
    emit(case.written(said, look), looking.output, case.w)
    return ExitCode.NO if found.any else ExitCode.OK


def _found(case: Case, before: Case) -> News:
    now, old = (basis_of(each, "district", scorecard=False) for each in (case, before))
    question = Question("district", case.as_of, effective=case.adopted.effective)
    asked = [question._replace(indicator=each.code) for each in case.plan.indicators]
    after = [rank(now, old, each) for each in asked]
    known = {each.code for each in before.plan.indicators}
    earlier = [each._replace(as_of=before.as_of) for each in asked if each.indicator in known]
    then = [rank(old, None, each) for each in earlier]
    due = listed(case, RED, 0).rows if case.plan.due else ()
    return news(case.plan, then, after, due, before.as_of)
