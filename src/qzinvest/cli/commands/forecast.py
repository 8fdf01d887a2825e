"""``forecast``: what the period's end may bring, and what would close the gap."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, surroundings
from qzinvest.cli.declare import Amounts, Db, Lang, Looking, Opt
from qzinvest.cli.options import Options, answering
from qzinvest.errors import BadOption, ExitCode
from qzinvest.ledger.forecast import facts
from qzinvest.ledger.uncounted import names_of
from qzinvest.model.document import Said
from qzinvest.model.selection import STATISTICS
from qzinvest.render.views import forecast as forecast_view
from qzinvest.reports.forecast import SEED, forecast
from qzinvest.reports.subjects import count_kind


def run(
    *,
    options: Options,
    seed: Annotated[int | None, Opt("--seed", "option.seed", "N")] = None,
    looking: Looking,
    total: Annotated[bool, Opt("--total", "option.total")] = False,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the forecast."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, frozen=options.edition is not None, amounts=amounts)
    if options.view != STATISTICS:
        # What an assessment shares out is settled when a project counts, not before.
        raise BadOption(option="--view", value=options.view, allowed=[STATISTICS])
    with answering(here, options) as case:
        w, (plan, question) = case.w, (case.plan, case.question)
        drawn = SEED if seed is None else seed
        asked = (count_kind(question.by), plan.chosen(question.indicator))
        told = facts(case.connection, case.scope, plan, *asked)
        report = forecast(plan, case.adopted.shares, told, question, drawn)
        levers = {id_ for line in (*report.lines, *report.totals) for id_ in line.lever}
        names = names_of(case.connection, levers, case.positions) if look.is_read else {}
    said = Said(
        lambda: forecast_view.document(report, w, look.money(w), names),
        lambda: forecast_view.data(report, w, total=total),
    )
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK
