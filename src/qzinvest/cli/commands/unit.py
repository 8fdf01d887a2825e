"""``unit``: how one unit stands, and ``today``: the campaign at a glance."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from qzinvest.cli.composing import reports_of
from qzinvest.cli.context import Surroundings, emit, look_of, surroundings
from qzinvest.cli.declare import Amounts, Arg, Db, Lang, Looking, Opt
from qzinvest.cli.options import Case, Options, answering
from qzinvest.cli.rows import unit_named
from qzinvest.cli.writing import ask, can_ask
from qzinvest.errors import ExitCode, MissingValues
from qzinvest.ledger.uncounted import names_of
from qzinvest.model.document import Said
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.render.output import Look
from qzinvest.render.views import unit as view
from qzinvest.reports.unit import overview, unit_page
from qzinvest.tasks.ground import ground


def run(
    *,
    name: Annotated[str | None, Arg("UNIT", "argument.own_unit")] = None,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    edition: Annotated[str | None, Opt("--edition", "option.edition", "EDITION")] = None,
    looking: Looking,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the page of one district or department."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, frozen=edition is not None, amounts=amounts)

    wanted = name or here.settings.of("unit")[0] or _asked(here)

    def said(case: Case) -> Said:
        unit = unit_named(case.plan, wanted, case.w)
        page = unit_page(reports_of(here, case, None, by_unit=True), unit, _names(case))
        return Said(
            lambda: view.unit_document(page, case.w, look.money(case.w)),
            lambda: view.unit_data(page, case.w),
        )

    return _shown(here, Options(as_of=as_of, edition=edition), looking, look, said)


def _asked(here: Surroundings) -> str:
    """The unit that a person names at a terminal.

    Raises:
        MissingValues: there is no one to ask.
    """
    if not can_ask():
        raise MissingValues(flags=["UNIT"], what="unit")
    w, plan = here.w, ground(here.path, here.w, here.today).plan
    units = {kind: [each.short.get(w.lang) for each in plan.units_of(kind)] for kind in UNIT_KINDS}
    known = [
        w("ask.units", kind=w(f"kind.{kind}"), units=w("list.separator").join(names))
        for kind, names in units.items()
        if names
    ]
    return ask(w("ask.unit"), lambda text: unit_named(plan, text, w), w, known)


def today(
    *,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    looking: Looking,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the campaign at a glance; where there is no ledger yet, how to begin."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, amounts=amounts)
    if look.is_read and not Path(here.ledger).exists():
        emit("".join(f"{line}\n" for line in view.first_steps(here.w)))
        return ExitCode.OK

    def said(case: Case) -> Said:
        page = overview(reports_of(here, case, None), _names(case))
        return Said(
            lambda: view.overview_document(page, case.w, look.money(case.w)),
            lambda: view.overview_data(page, case.w),
        )

    return _shown(here, Options(as_of=as_of), looking, look, said)


def _names(case: Case) -> Callable[..., dict[str, str]]:
    return lambda ids: names_of(case.connection, ids, case.positions)


def _shown(
    here: Surroundings, options: Options, looking: Looking, look: Look, made: Callable[[Case], Said]
) -> ExitCode:
    with answering(here, options) as case:
        said = made(case)
    emit(case.written(said, look), looking.output, case.w)
    return ExitCode.OK
