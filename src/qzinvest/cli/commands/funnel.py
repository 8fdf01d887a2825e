"""``funnel``: what has become of the projects signed in a period."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, surroundings
from qzinvest.cli.declare import Amounts, Db, Lang, Looking, Opt
from qzinvest.cli.options import Options, answering
from qzinvest.errors import ExitCode
from qzinvest.ledger.cohorts import Asked, facts
from qzinvest.model.document import Said
from qzinvest.render.views import funnel as funnel_view
from qzinvest.reports.funnel import funnel
from qzinvest.reports.subjects import count_kind


def run(
    *,
    options: Options,
    since: Annotated[str | None, Opt("--since", "option.signed_since", "DATE")] = None,
    until: Annotated[str | None, Opt("--until", "option.signed_until", "DATE")] = None,
    days: Annotated[bool, Opt("--days", "option.days")] = False,
    looking: Looking,
    total: Annotated[bool, Opt("--total", "option.total")] = False,
    amounts: Amounts,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the funnel."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, here, frozen=options.edition is not None, amounts=amounts)
    with answering(here, options) as case:
        w = case.w
        options = case.options
        cohort = case.signed(since, until)
        asked = Asked(
            case.scope,
            cohort,
            count_kind(options.by),
            by_key=days or options.tier is not None,
            assessed=case.assessed,
        )
        found = facts(case.connection, asked)
    report = funnel(case.plan, found, cohort, case.question, days=days)
    said = Said(
        lambda: funnel_view.document(report, w, look.money(w)),
        lambda: funnel_view.data(report, w, total=total),
    )
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK
