"""``funnel``: what has become of the projects signed in a period."""

from typing import Annotated

from qzinvest.cli.context import emit, look_of, surroundings
from qzinvest.cli.declare import Db, Lang, Looking, Opt, Wan
from qzinvest.cli.options import Case, Options, answering
from qzinvest.errors import ExitCode
from qzinvest.ledger.cohorts import facts
from qzinvest.model.cohort import Facts
from qzinvest.model.cohort_facts import facts_of
from qzinvest.model.counting import Measure, by_holder
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
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the funnel."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, frozen=options.edition is not None, wan=wan)
    with answering(here, options) as case:
        w = case.w
        options = case.options
        cohort = case.signed(since, until)
        found = _facts(case, cohort, by_line=days or options.tier is not None)
    report = funnel(case.plan, found, cohort, case.question, days=days)
    said = Said(
        lambda: funnel_view.document(report, w, look.unit),
        lambda: funnel_view.data(report, w, total=total),
    )
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK


def _facts(case: Case, cohort: Measure, *, by_line: bool) -> Facts:
    kind = count_kind(case.options.by)
    if case.is_plain and not by_line:
        return facts(case.connection, cohort, kind)
    shares = by_holder(kind, assessed=case.assessed)
    return facts_of(case.passages(), cohort, shares, assessed=case.assessed)
