"""``due``: what must be chased today."""

from heapq import merge
from itertools import islice
from typing import Annotated

from qzinvest.cli.context import (
    choice,
    emit,
    look_of,
    row_limit,
    surroundings,
)
from qzinvest.cli.declare import Db, Lang, Looking, Opt, Wan
from qzinvest.cli.options import Case, Options, answering
from qzinvest.errors import BadOption, ExitCode, PlanWithout
from qzinvest.ledger.due import levels, usual_parts, waiting
from qzinvest.ledger.passages import passages
from qzinvest.ledger.uncounted import names_of
from qzinvest.model.counting import measure_of
from qzinvest.model.document import Said
from qzinvest.model.due import LEVELS, RED, YELLOW, Due, DueList, Gaps, from_level
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.render.views import due as due_view
from qzinvest.reports.due import GAPS, due, due_of, gaps_of, place
from qzinvest.reports.subjects import count_kind

_SCREENFUL = 50
"""Rows of a table without ``--limit``; machine formats give all."""


def run(
    *,
    options: Options,
    level: Annotated[str | None, Opt("--level", "option.level", "LEVEL", LEVELS)] = None,
    check: Annotated[bool, Opt("--check", "option.check_due")] = False,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    looking: Looking,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the projects that are due; with ``--check`` say "no" if any is overdue."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, frozen=options.edition is not None, wan=wan)
    least = choice("--level", level or (RED if check else YELLOW), LEVELS)
    rows = row_limit(limit, _SCREENFUL if look.form == "table" else 0)
    with answering(here, options) as case:
        options = case.options
        if options.by not in GAPS:
            raise BadOption(option="--by", value=options.by, allowed=GAPS)
        if not case.plan.due:
            raise PlanWithout(plan=case.plan.code, what="due")
        found = listed(case, least, rows)
        if check and not found.wanted and looking.output is None and look.is_read:
            return ExitCode.OK  # cron sends no mail; a file must not keep an older list
        said = Said(
            lambda: due_view.document(found, case.w, look.unit),
            lambda: due_view.data(found, case.w),
        )
        emit(case.written(said, look), looking.output, case.w)
    red = sum(found.levels[level] for level in from_level(max(least, RED, key=LEVELS.index)))
    return ExitCode.NO if check and red else ExitCode.OK


def listed(case: Case, least: str, rows: int) -> DueList:
    """What is due at a level and worse, so many rows of it, all for 0."""
    gaps, scope, shared = _gaps(case), case.scope, tuple[Due, ...]()
    at, spared = levels(case.connection, scope, gaps)
    if gaps.assessed and gaps.kind in UNIT_KINDS:
        # Of what credit shares a line gains its part alone, which plain Python says.
        shared = due(gaps, passages(case.connection, scope._replace(credited=True)))
        scope = scope._replace(credited=False)
    asked = from_level(least)
    wanted = sum(at[level] for level in asked)
    waits = waiting(case.connection, scope, gaps, least, rows)
    whole = (each for p in waits if (each := due_of(gaps, p)) is not None)
    found = merge(whole, (each for each in shared if each.level in asked), key=place)
    shown = min(rows or wanted, wanted)

    def called(each: Due) -> tuple[Due, str]:
        id_ = each.passage.id
        return each, names_of(case.connection, [id_], case.positions)[id_]

    named = map(called, islice(found, shown))
    by, selection = case.options.by, case.selection
    return DueList(case.plan, by, case.as_of, selection, at, spared, wanted, shown, named)


def _gaps(case: Case) -> Gaps:
    # A unit lacks what it lacks, whichever of its projects are asked for.
    everything = case.selection.all_rows._replace(filters=())
    whole = case._replace(selection=everything)
    counts = whole.counts(count_kind(case.options.by))
    paid_in = [measure_of(case.plan, i, case.as_of) for i in case.plan.indicators if i.is_paid_in]
    usual = usual_parts(case.connection, whole.scope, paid_in)
    return gaps_of(case.plan, case.adopted.shares, counts, case.question, usual)
