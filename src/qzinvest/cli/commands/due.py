"""``due``: what must be chased today."""

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
from qzinvest.ledger.uncounted import names_of
from qzinvest.model.document import Said
from qzinvest.model.due import LEVELS, RED, YELLOW, Due, DueList
from qzinvest.render.views import due as due_view
from qzinvest.reports.due import GAPS, due, from_level, levels_of, sums_money
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
        w = case.w
        options = case.options
        if options.by not in GAPS:
            raise BadOption(option="--by", value=options.by, allowed=GAPS)
        if not case.plan.due:
            raise PlanWithout(plan=case.plan.code, what="due")
        found = _found(case)
        wanted = from_level(found, least)
        shown = wanted[:rows] if rows else wanted
        ids = [each.passage.id for each in shown]
        called = names_of(case.connection, ids, case.positions)
    if check and not wanted and looking.output is None and look.is_read:
        return ExitCode.OK  # cron sends no mail; a file must not keep an older list
    levels = levels_of(found)
    listed = DueList(
        case.plan, options.by, case.as_of, case.selection, levels, len(wanted), shown, called
    )
    said = Said(lambda: due_view.document(listed, w, look.unit), lambda: due_view.data(listed, w))
    emit(case.written(said, look), looking.output, w)
    return ExitCode.NO if check and from_level(wanted, RED) else ExitCode.OK


def _found(case: Case) -> tuple[Due, ...]:
    # A unit lacks what it lacks, whichever of its projects are asked for.
    everything = case.selection.all_rows._replace(filters=())
    whole = case._replace(selection=everything)
    counts = whole.counts(count_kind(case.options.by))
    everyone = whole.passages() if sums_money(case.plan) else ()
    return due(case.plan, case.adopted.shares, counts, case.passages(), case.question, everyone)
