"""``report``: actuals against shares and pace."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated

from qzinvest.cli.context import Surroundings, choice, emit, look_of, surroundings
from qzinvest.cli.declare import Amounts, Db, Lang, Looking, Opt
from qzinvest.cli.options import Case, Options, answering, indicator_named, of_own_tier
from qzinvest.errors import BadOption, Conflict, ExitCode
from qzinvest.model.document import Said
from qzinvest.render.output import Look
from qzinvest.render.views import progress as progress_view
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import PLAN, RANK, count_kind


def run(
    *,
    options: Options,
    looking: Looking,
    sort: Annotated[str, Opt("--sort", "option.sort", "ORDER", (RANK, PLAN))] = RANK,
    total: Annotated[bool, Opt("--total", "option.total")] = False,
    check: Annotated[bool, Opt("--check", "option.check_report")] = False,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the progress report."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, frozen=options.edition is not None, amounts=amounts)
    options = of_own_tier(here, options, look)
    if check:
        return _checked(here, options, look, looking.output)
    if options.across is not None:
        if sort != RANK:
            raise Conflict(option=f"--by {options.by} --by {options.across}", other="--sort")
        text = _crossed(here, options, look, total=total)
        emit(text, looking.output, here.w)
        return ExitCode.OK
    with answering(here, options) as case:
        w = case.w
        question = case.question._replace(outside=case.outside(), sort=_order(case, sort))
        kind = count_kind(question.by)
        found, before = case.counts(kind), case.year_before(kind)
    adopted = case.adopted
    report = progress(adopted.plan, adopted.shares, found, question, before)
    said = Said(
        lambda: progress_view.document(report, w, look.money(w)),
        lambda: progress_view.data(report, w, total=total),
    )
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK


def _checked(here: Surroundings, options: Options, look: Look, output: str | None) -> ExitCode:
    """What is new since the last edition and call: of targets, so of all projects of a line.

    Raises:
        Conflict: the lines have no targets.
    """
    # Imported here: most reports show all.
    from qzinvest.cli.commands.watch import Asked, shown
    from qzinvest.cli.told import told_of

    with answering(here, options) as case:
        if not case.question.has_targets:
            filters = [f"--{each.key.replace('_', '-')}" for each in case.selection.filters]
            raise Conflict(option="--check", other=[*filters, f"--by {case.options.by}"][0])
        told = told_of(here, options, "report")
        return shown(here, case, Asked(None, told, projects=False), look, output)


def _order(case: Case, text: str) -> str:
    """The order of the lines: a word for it, or an indicator that is shown."""
    with suppress(BadOption):
        return choice("--sort", text, (RANK, PLAN))
    code = indicator_named(case.plan, text, case.w)
    if case.options.indicator not in (None, code):
        raise Conflict(option=f"--sort {text}", other=f"--indicator {case.options.indicator}")
    return code


def _crossed(
    here: Surroundings, options: Options, look: Look, *, total: bool
) -> str | bytes | Iterator[str]:
    """The cross table of two ``--by``."""
    # Imported here: most reports have one.
    from qzinvest.render.views import cross as cross_view
    from qzinvest.reports.cross import cross

    with answering(here, options, most=2) as case:
        w = case.w
        by = (options.by, options.across or options.by)
        question = case.question._replace(across=by[1], outside=case.outside())
        report = cross(case.plan, case.pairs(*map(count_kind, by)), question)
    said = Said(
        lambda: cross_view.document(report, w, look.money(w)),
        lambda: cross_view.data(report, w, total=total),
    )
    return case.written(said, look)
