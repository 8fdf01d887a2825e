"""``trend``: an indicator by week, month or quarter, against pace and the year before."""

import sys
from typing import Annotated

from qzinvest.cli.context import choice, emit, look_of, surroundings
from qzinvest.cli.declare import Amounts, Db, Lang, Looking, Opt
from qzinvest.cli.options import Case, Options, answering
from qzinvest.errors import ExitCode
from qzinvest.ledger.counts import flows, plans_before
from qzinvest.ledger.passages import Scope
from qzinvest.ledger.queries import Adopted
from qzinvest.model.counting import Measure
from qzinvest.model.document import Said
from qzinvest.model.trend import EVERY, Facts, Flows, Trend, TrendQuestion, Version
from qzinvest.render.views import trend as trend_view
from qzinvest.reports.subjects import count_kind
from qzinvest.reports.trend import cut, measures, rules_of, trend, versions


def run(
    *,
    options: Options,
    every: Annotated[str, Opt("--every", "option.every", "PERIOD", EVERY)] = "month",
    restated: Annotated[bool, Opt("--restated", "option.restated")] = False,
    looking: Looking,
    total: Annotated[bool, Opt("--total", "option.total")] = False,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the trend."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, frozen=options.edition is not None, amounts=amounts)
    every = choice("--every", every, EVERY)
    with answering(here, options, views=()) as case:
        w = case.w
        options = case.options
        by = options.by if options.dimensions or options.tier is not None else None
        indicator = case.plan.chosen(options.indicator)[0]
        question = TrendQuestion(
            by, every, case.as_of, indicator, options.tier, case.selection, restated
        )
        report = trend_of(case, question)
    # A screen that nobody sees has no chart; every other format may.
    chart = look.form != "table" or (looking.output is None and sys.stdout.isatty())
    said = Said(
        lambda: trend_view.document(report, w, look.money(w), chart=chart),
        lambda: trend_view.data(report, w, total=total),
    )
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK


def trend_of(case: Case, question: TrendQuestion) -> Trend:
    """The report."""
    current = _version(case.adopted)
    held = _held(case, current, question)
    return trend(current, held, question)


def _version(adopted: Adopted) -> Version:
    return Version(adopted.plan, adopted.shares, adopted.effective)


def _held(case: Case, current: Version, question: TrendQuestion) -> list[tuple[Version, Facts]]:
    """What each period is held against, and what counts by that now and a year before."""
    indicator = question.indicator
    spans = cut(case.plan, question.every, case.as_of)
    found = case.plans_on([period.last for period in spans])
    known = {adopted.event: _version(adopted) for adopted in found if adopted is not None}
    in_force = [None if adopted is None else known[adopted.event] for adopted in found]
    kind, read = count_kind(case.options.by), dict[object, Facts]()

    def counted(scope: Scope, measure: Measure) -> Flows:
        return flows(case.connection, scope, measure, kind, assessed=case.assessed)

    held = []
    for version, period in zip(versions(current, in_force, indicator), spans, strict=True):
        plans = plans_before(case.connection, version.plan, period.last, case.plan_rows)
        pair = measures(version, plans, indicator.code, case.as_of)
        # A project that moved counted where it was then; restated, where it is known to be now.
        day = case.scope.day if question.restated else None
        scope = case.scope_by(version.plan)._replace(day=day)
        key = (*map(rules_of, pair), tuple(scope.chosen.items()))
        if key not in read:
            read[key] = Facts(*(counted(scope, measure) for measure in pair))
        held.append((version, read[key]))
    return held
