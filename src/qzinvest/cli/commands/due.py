"""``due``: what must be chased today."""

from typing import Annotated

from qzinvest.cli.asking import Asking, Case, answering
from qzinvest.cli.context import (
    choice,
    emit,
    look_of,
    row_limit,
    surroundings,
)
from qzinvest.cli.declare import Db, Format, Labels, Lang, Opt, Output, Wan
from qzinvest.errors import BadOption, ExitCode, PlanWithout
from qzinvest.ledger.passages import Scope
from qzinvest.ledger.standing import names_of
from qzinvest.locale import Wording
from qzinvest.model.due import LEVELS, RED, YELLOW, Due, DueTitle
from qzinvest.model.plan import Plan
from qzinvest.model.table import Table
from qzinvest.render.due_title import due_csv, due_json, due_markdown
from qzinvest.render.output import Look
from qzinvest.reports.due import GAPS, due, due_table, from_level, levels_of, sums_money
from qzinvest.reports.listing import Names
from qzinvest.reports.subjects import count_kind

_SCREENFUL = 50
"""Rows of a table without ``--limit``; machine formats give all."""


def run(
    *,
    asking: Asking,
    level: Annotated[str | None, Opt("--level", "option.level", "LEVEL", LEVELS)] = None,
    check: Annotated[bool, Opt("--check", "option.check_due")] = False,
    limit: Annotated[int | None, Opt("--limit", "option.limit", "N")] = None,
    form: Format = None,
    output: Output = None,
    labels: Labels = False,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the projects that are due; with ``--check`` say "no" if any is overdue."""
    here = surroundings(db, lang, output)
    look = look_of(form, output, frozen=asking.edition is not None, wan=wan)
    least = choice("--level", level or (RED if check else YELLOW), LEVELS)
    rows = row_limit(limit, _SCREENFUL if look.form == "table" else 0)
    with answering(here, asking) as case:
        w = case.w
        asking = case.asking
        if asking.by not in GAPS:
            raise BadOption(option="--by", value=asking.by, allowed=GAPS)
        if not case.plan.due:
            raise PlanWithout(plan=case.plan.code, what="due")
        found = _found(case)
        wanted = from_level(found, least)
        shown = wanted[:rows] if rows else wanted
        ids = [each.passage.id for each in shown]
        called = names_of(case.connection, ids, case.scope.positions)
    if check and not wanted and output is None and look.is_read:
        return ExitCode.OK  # cron sends no mail; a file must not keep an older list
    names = Names(w.lang if labels or look.is_read else None, case.plan)
    table = due_table(case.plan, found, len(wanted), shown, called, names)
    titles, levels, more = case.plan.titles, levels_of(found), len(wanted) - len(shown)
    title = DueTitle(titles.get(w.lang), asking.by, case.as_of, case.asked, levels, more)
    text = _rendered(title, table, look, w, case.plan, labels=labels)
    emit(case.answer(text, look), output, w)
    return ExitCode.NO if check and from_level(wanted, RED) else ExitCode.OK


def _found(case: Case) -> tuple[Due, ...]:
    # A unit lacks what it lacks, whichever of its projects are asked for.
    everything = case.asked.all_rows._replace(filters=())
    whole = case._replace(scope=Scope({}, case.scope.positions), asked=everything)
    counts = whole.counts(count_kind(case.asking.by))
    everyone = whole.passages() if sums_money(case.plan) else ()
    return due(case.plan, case.adopted.shares, counts, case.passages(), case.view, everyone)


def _rendered(
    title: DueTitle, table: Table, look: Look, w: Wording, plan: Plan, *, labels: bool
) -> str:
    if look.form == "table":
        from qzinvest.render.due_screen import due_screen

        return due_screen(title, table, w, look.width, colour=look.colour, unit=look.unit)
    if look.form == "json":
        return due_json(title, table, w, plan)
    if look.form == "markdown":
        return due_markdown(title, table, w, look.unit)
    return due_csv(table, w, plan, labels=labels)
