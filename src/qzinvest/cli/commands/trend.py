"""``trend``: an indicator by week, month or quarter, against pace and the year before."""

import sys
from typing import Annotated

from qzinvest.cli.asking import Asking, Case, answering
from qzinvest.cli.context import (
    choice,
    colour,
    emit,
    ledger_path,
    refuse_wan,
    screen_width,
    words,
)
from qzinvest.cli.declare import FORMATS, Db, Format, Labels, Lang, Opt, Output, Wan
from qzinvest.errors import ExitCode
from qzinvest.ledger.sums import day_sums
from qzinvest.locale import Wording
from qzinvest.model.calendar import EVERY
from qzinvest.model.counting import measure_of
from qzinvest.model.plan import Indicator, Plan
from qzinvest.model.trend import Trend
from qzinvest.reports.subjects import count_kind
from qzinvest.reports.trend import DaySums, View, trend, year_before


def run(
    *,
    asking: Asking,
    every: Annotated[str, Opt("--every", "option.every", "PERIOD", EVERY)] = "month",
    form: Format = "table",
    output: Output = None,
    labels: Labels = False,
    total: Annotated[bool, Opt("--total", "option.total")] = False,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the trend."""
    w = words(lang)
    choice("--format", form, FORMATS)
    refuse_wan(form, wan=wan)
    choice("--every", every, EVERY)
    by = asking.by if asking.dimensions or asking.tier is not None else None
    with answering(ledger_path(db), asking, w) as case:
        chosen = case.asking.indicator
        indicator = next(i for i in case.plan.indicators if chosen in (None, i.code))
        now, before = _sums(case, indicator)
    adopted, as_of = case.adopted, case.as_of
    view = View(by, every, as_of, indicator, w.lang, asking.tier, adopted.effective, case.asked)
    report = trend(adopted.plan, adopted.shares, now, before, view, w)
    chart = by is None and output is None and sys.stdout.isatty()
    text = _rendered(report, form, w, case.plan, labels=labels, total=total, wan=wan, chart=chart)
    emit(text, output, w)
    return ExitCode.OK


def _sums(case: Case, indicator: Indicator) -> tuple[DaySums, DaySums]:
    """What counts day by day, now and a year before."""
    kind = count_kind(case.asking.by)
    measure = measure_of(case.plan, indicator, case.as_of)
    now, before = (
        day_sums(case.connection, case.scope, each, kind, assessed=case.assessed)
        for each in (measure, year_before(measure))
    )
    return now, before


def _rendered(
    report: Trend,
    form: str,
    w: Wording,
    plan: Plan,
    *,
    labels: bool,
    total: bool,
    wan: bool,
    chart: bool,
) -> str:
    # Each renderer is imported where it is chosen: CSV and JSON must not load Rich.
    if form == "json":
        from qzinvest.render.trend_json import trend_json

        return trend_json(report, w, plan)
    if form == "csv":
        from qzinvest.render.trend_csv import trend_csv

        return trend_csv(report, w, plan, total=total, labels=labels)
    if form == "markdown":
        from qzinvest.render.trend_markdown import trend_markdown

        return trend_markdown(report, w, unit="wan" if wan else "yi")
    from qzinvest.render.trend_screen import trend_screen

    return trend_screen(
        report,
        w,
        screen_width(),
        colour=colour(),
        chart=chart,
        unit="wan" if wan else "yi",
    )
