"""``watch``: what is new since the last edition, for cron to tell only then."""

from typing import Annotated

from qzinvest.cli.commands.due import listed
from qzinvest.cli.context import Surroundings, emit, look_of, surroundings
from qzinvest.cli.declare import Amounts, Db, Lang, Looking, Opt
from qzinvest.cli.judging import basis_of
from qzinvest.cli.options import Case, Options, answering
from qzinvest.cli.told import Told, earlier_edition, told_of
from qzinvest.errors import ExitCode, NoEarlierEdition
from qzinvest.model.document import Said
from qzinvest.model.due import RED
from qzinvest.model.news import RANK, News, Stall, Turn
from qzinvest.render.output import Look
from qzinvest.render.views import news as view
from qzinvest.reports.news import news
from qzinvest.reports.rank import rank
from qzinvest.tuples import NamedTuple


def run(
    *,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    previous: Annotated[str | None, Opt("--previous", "option.bulletin_since", "EDITION")] = None,
    check: Annotated[bool, Opt("--check", "option.check_told")] = False,
    looking: Looking,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print what is new since an edition; with nothing new print nothing, and exit with 0."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, amounts=amounts)
    told = told_of(here, Options(), "watch", previous or "") if check else None
    with answering(here, Options(as_of=as_of)) as case:
        return shown(here, case, Asked(previous, told), look, looking.output)


class Asked(NamedTuple):
    """Since which edition, the latest for ``None``, what was told, and whether of projects too."""

    previous: str | None
    told: Told | None
    projects: bool = True


def shown(here: Surroundings, case: Case, asked: Asked, look: Look, output: str | None) -> ExitCode:
    """Print what is new and not told yet; exit with 1 where there is anything.

    Raises:
        NoEarlierEdition: there is no earlier edition.
    """
    with earlier_edition(here, case, asked.previous) as before:
        if before is None:
            raise NoEarlierEdition(as_of=case.as_of)
        found = _found(case, before, projects=asked.projects)
    now = _weights(found)
    if asked.told is not None:
        fresh = asked.told.fresh(now, {})
        found = found._replace(
            turns=tuple(each for each in found.turns if _turn(each) in fresh),
            stalls=tuple(each for each in found.stalls if _stall(each) in fresh),
        )
    if found.any or output is not None or not look.is_read:  # else cron sends no mail
        said = Said(
            lambda: view.document(found, case.w, look.money(case.w)),
            lambda: view.data(found, case.w),
        )
        emit(case.written(said, look), output, case.w)
    if asked.told is not None:
        asked.told.remember(now)
    return ExitCode.NO if found.any else ExitCode.OK


def _found(case: Case, before: Case, *, projects: bool) -> News:
    by = case.options.by
    now, old = (basis_of(each, by, scorecard=False) for each in (case, before))
    codes = (each.code for each in case.plan.chosen(case.options.indicator))
    asked = [case.question._replace(indicator=code) for code in codes]
    after = [rank(now, old, each) for each in asked]
    known = {each.code for each in before.plan.indicators}
    earlier = [each._replace(as_of=before.as_of) for each in asked if each.indicator in known]
    then = [rank(old, None, each) for each in earlier]
    due = listed(case, RED, 0).rows if projects and case.plan.due else ()
    named = [(each, called.name) for each, called in due]
    return news(case.plan, then, after, named, before.as_of)


def _weights(found: News) -> dict[str, int]:
    """What is new by name, with how bad it is."""
    return {
        **{_turn(each): _weight(each, found) for each in found.turns},
        **{_stall(each): 0 for each in found.stalls},
    }


def _turn(each: Turn) -> str:
    return f"{each.kind} {each.after.unit} {each.heading.code}"


def _weight(each: Turn, found: News) -> int:
    if each.kind == RANK:
        return each.after.rank or 0
    return 0 if each.after.light is None else found.lights.index(each.after.light)


def _stall(each: Stall) -> str:
    return f"stall {each.id} {each.rule}"
