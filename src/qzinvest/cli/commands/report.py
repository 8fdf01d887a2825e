"""``report``: actuals against shares and pace."""

from typing import Annotated

from qzinvest.cli.context import (
    choice,
    colour,
    day_asked,
    emit,
    ledger_path,
    screen_width,
    today,
    words,
)
from qzinvest.cli.declare import FORMATS, Db, Format, Labels, Lang, Opt, Output, Wan
from qzinvest.errors import BadOption, Conflict, ExitCode, UnknownName
from qzinvest.ledger.counts import counts
from qzinvest.ledger.queries import plan_for, reading
from qzinvest.locale import Wording
from qzinvest.model.plan import Plan
from qzinvest.model.progress import Progress
from qzinvest.reports.progress import VIEWS, View, count_kind, progress


def run(
    *,
    tier: Annotated[int | None, Opt("--tier", "option.tier", "N", ("1", "2", "3"))] = None,
    by: Annotated[str, Opt("--by", "option.by", "WHAT", VIEWS)] = "district",
    indicator: Annotated[str | None, Opt("--indicator", "option.indicator", "CODE")] = None,
    as_of: Annotated[str | None, Opt("--as-of", "option.as_of", "DATE")] = None,
    plan: Annotated[str | None, Opt("--plan", "option.plan", "CODE")] = None,
    form: Format = "table",
    output: Output = None,
    labels: Labels = False,
    total: Annotated[bool, Opt("--total", "option.total")] = False,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the progress report."""
    w = words(lang)
    choice("--format", form, FORMATS)
    choice("--by", by, VIEWS)
    path = ledger_path(db)
    with reading(path) as connection:
        adopted, date_of = plan_for(connection, plan, day_asked(as_of), today())
        _check(adopted.plan, by, tier, indicator)
        found = counts(connection, adopted.plan, count_kind(by), date_of)
    view = View(by, date_of, w.lang, tier, indicator, adopted.effective)
    report = progress(adopted.plan, adopted.shares, found, view, w)
    text = _rendered(report, form, w, labels=labels, total=total, wan=wan)
    emit(text, output, w)
    return ExitCode.OK


def _check(plan: Plan, by: str, tier: int | None, indicator: str | None) -> None:
    known = [i.code for i in plan.indicators]
    if indicator is not None and indicator not in known:
        raise UnknownName(what="indicator", text=indicator, near=known)
    if tier is None:
        return
    if by in ("group", "area"):
        raise Conflict(option=f"--by {by}", other="--tier")
    tiers = sorted({unit.tier for unit in plan.units_of(count_kind(by))})
    if tier not in tiers:
        raise BadOption(option="--tier", value=str(tier), allowed=[str(t) for t in tiers])


def _rendered(
    report: Progress, form: str, w: Wording, *, labels: bool, total: bool, wan: bool
) -> str:
    # Each renderer is imported where it is chosen: CSV and JSON must not load Rich.
    if form == "json":
        from qzinvest.render.progress_json import progress_json

        return progress_json(report, w)
    if form == "csv":
        from qzinvest.render.progress_csv import progress_csv

        return progress_csv(report, w, total=total, labels=labels)
    if form == "markdown":
        from qzinvest.render.progress_markdown import progress_markdown

        return progress_markdown(report, w, unit="wan" if wan else "yi")
    from qzinvest.render.progress_screen import progress_screen

    return progress_screen(
        report, w, width=screen_width(), colour=colour(), unit="wan" if wan else "yi"
    )
