"""``list``: the recorded projects."""

from datetime import date
from math import ceil, floor
from typing import Annotated

from qzinvest.cli.context import answer, choice, emit, look_of, row_limit, surroundings
from qzinvest.cli.days import period_asked
from qzinvest.cli.declare import Db, Lang, Looking, Opt, Several
from qzinvest.errors import BackwardsPeriod, BadOption, ExitCode
from qzinvest.intake.words.amounts import exact_amount
from qzinvest.intake.words.names import Resolver
from qzinvest.ledger.connection import Connection
from qzinvest.ledger.queries import (
    SORTS,
    Wanted,
    count_projects,
    is_empty,
    plan_for,
    projects,
    reading,
)
from qzinvest.locale import Wording
from qzinvest.model.document import Said
from qzinvest.model.normal import search_text
from qzinvest.model.plan import VOCABULARIES, Plan
from qzinvest.model.project import Project
from qzinvest.model.stage import STAGE_BY_CODE
from qzinvest.render.output import pieces, written
from qzinvest.render.views import projects as view
from qzinvest.tuples import NamedTuple

_SCREENFUL = 50
"""Rows of a table without ``--limit``; machine formats give all."""
SORT_CHOICES = tuple(f"{sign}{name}" for name in SORTS for sign in ("", "-"))


class Choosing(NamedTuple):
    """Which projects are listed, and in which order."""

    text: Annotated[str | None, Opt("--text", "option.text", "TEXT")] = None
    district: Annotated[Several, Opt("--district", "option.district", "UNIT")] = None
    department: Annotated[Several, Opt("--department", "option.department", "UNIT")] = None
    group: Annotated[Several, Opt("--group", "option.group", "GROUP")] = None
    channel: Annotated[Several, Opt("--channel", "option.channel", "TERM")] = None
    origin: Annotated[Several, Opt("--origin", "option.origin", "TERM")] = None
    investor_class: Annotated[Several, Opt("--investor-class", "option.investor_class", "TERM")] = (
        None
    )
    event: Annotated[Several, Opt("--event", "option.event", "TERM")] = None
    tier: Annotated[int | None, Opt("--tier", "option.tier", "N", ("1", "2", "3"))] = None
    stage: Annotated[
        str | None, Opt("--stage", "option.stage_filter", "STAGE", (*STAGE_BY_CODE, "dropped"))
    ] = None
    since: Annotated[str | None, Opt("--since", "option.since", "DATE")] = None
    until: Annotated[str | None, Opt("--until", "option.until", "DATE")] = None
    at_least: Annotated[str | None, Opt("--at-least", "option.at_least", "AMOUNT")] = None
    at_most: Annotated[str | None, Opt("--at-most", "option.at_most", "AMOUNT")] = None
    sort: Annotated[str, Opt("--sort", "option.sort_list", "FIELD", SORT_CHOICES)] = "id"
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None


def run(
    *,
    choosing: Choosing,
    looking: Looking,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the projects that are asked for."""
    here = surroundings(db, lang, looking.output)
    w = here.w
    look = look_of(looking, here)
    choosing = choosing._replace(sort=choice("--sort", choosing.sort, SORT_CHOICES))
    with reading(here.ledger) as connection:
        plan = plan_for(connection, None, None, here.today)[0].plan
        wanted = _wanted(choosing, plan, w, here.today)
        most = row_limit(choosing.limit, look, _SCREENFUL)
        wanted = wanted._replace(limit=most)
        found = projects(connection, wanted)
        said = Said(
            lambda: view.document(*_counted(connection, wanted), plan, w, look.money(w)),
            lambda: view.data(found, plan, labels=look.labels),
        )
        if is_empty(connection):
            emit(answer(written(said, look, w, plan), look.form, w), looking.output, w)
        else:
            emit(pieces(said, look, w, plan), looking.output, w)
    return ExitCode.OK


def _counted(connection: Connection, wanted: Wanted) -> tuple[list[Project], int]:
    """The projects that are shown, and how many are wanted."""
    found = list(projects(connection, wanted))
    is_all = not wanted.limit or len(found) < wanted.limit
    return found, len(found) if is_all else count_projects(connection, wanted)


def _wanted(choosing: Choosing, plan: Plan, w: Wording, now: date) -> Wanted:
    """What is asked of the ledger, by codes and days."""
    begin, end = (period_asked(text, now, w) for text in (choosing.since, choosing.until))
    if begin is not None and end is not None and begin.first > end.last:
        raise BackwardsPeriod(since=begin.first, until=end.last)
    resolver = Resolver(plan, w.lang)
    stage, text = choosing.stage, choosing.text
    is_drop = stage in ("dropped", "终止", "已终止", "終止", "已終止")
    least, most = choosing.at_least, choosing.at_most
    return Wanted(
        districts=_districts(plan, resolver, choosing.district, choosing.tier),
        departments=plan.recorded(
            "department",
            (resolver.unit("department", each).code for each in choosing.department or ()),
        ),
        groups=tuple(resolver.group(each).code for each in choosing.group or ()),
        terms={
            name: tuple(resolver.term(name, each).code for each in getattr(choosing, name) or ())
            for name in VOCABULARIES
        },
        stage=resolver.stage(stage) if stage is not None and not is_drop else None,
        text=search_text(text) if text is not None else None,
        since=begin and begin.first,
        until=end and end.last,
        at_least=ceil(exact_amount(least)) if least is not None else None,
        at_most=floor(exact_amount(most)) if most is not None else None,
        dropped=is_drop if stage is not None else None,
        sort=choosing.sort,
    )


def _districts(
    plan: Plan, resolver: Resolver, district: Several, tier: int | None
) -> tuple[str, ...]:
    """The codes that ``--district`` and ``--tier`` leave; a tier must be one of the plan's."""
    units = plan.units_of("district")
    tiers = sorted({unit.tier for unit in units})
    if tier is not None and tier not in tiers:
        raise BadOption(option="--tier", value=str(tier), allowed=[str(t) for t in tiers])
    chosen = [resolver.unit("district", each) for each in district or ()]
    if not chosen and tier is None:
        return ()
    codes = (unit.code for unit in chosen or units if tier in (None, unit.tier))
    return plan.recorded("district", codes) or ("",)
