"""``report``: actuals against shares and pace."""

from typing import Annotated

from qzinvest.cli.asking import Asking, answering
from qzinvest.cli.context import Surroundings, emit, look_of, surroundings
from qzinvest.cli.declare import Db, Lang, Looking, Opt, Wan
from qzinvest.errors import ExitCode
from qzinvest.model.document import Said
from qzinvest.render.output import Look
from qzinvest.render.views import progress as progress_view
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import count_kind


def run(
    *,
    asking: Asking,
    looking: Looking,
    total: Annotated[bool, Opt("--total", "option.total")] = False,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the progress report."""
    here = surroundings(db, lang, looking.output)
    look = look_of(looking, frozen=asking.edition is not None, wan=wan)
    if asking.across is not None:
        text = _crossed(here, asking, look, total=total)
        emit(text, looking.output, here.w)
        return ExitCode.OK
    with answering(here, asking) as case:
        w = case.w
        view = case.view._replace(outside=case.outside())
        found = case.counts(count_kind(view.by))
    adopted = case.adopted
    report = progress(adopted.plan, adopted.shares, found, view)
    said = Said(
        lambda: progress_view.document(report, w, look.unit),
        lambda: progress_view.data(report, w, total=total),
    )
    emit(case.written(said, look), looking.output, w)
    return ExitCode.OK


def _crossed(here: Surroundings, asking: Asking, look: Look, *, total: bool) -> str | bytes:
    """The cross table of two ``--by``."""
    # Imported here: most reports have one.
    from qzinvest.render.views import cross as cross_view
    from qzinvest.reports.cross import View as CrossView
    from qzinvest.reports.cross import cross

    with answering(here, asking, most=2) as case:
        w = case.w
        by = (asking.by, asking.across or asking.by)
        view = CrossView(
            by,
            case.as_of,
            case.asking.indicator,
            case.adopted.effective,
            case.asked,
            case.outside(),
        )
        report = cross(case.plan, case.pairs(*map(count_kind, by)), view)
    said = Said(
        lambda: cross_view.document(report, w, look.unit),
        lambda: cross_view.data(report, w, total=total),
    )
    return case.written(said, look)
