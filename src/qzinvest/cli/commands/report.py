"""``report``: actuals against shares and pace."""

from typing import Annotated

from qzinvest.cli.asking import Asking, answering
from qzinvest.cli.context import Surroundings, emit, look_of, surroundings
from qzinvest.cli.declare import Db, Format, Labels, Lang, Opt, Output, Wan
from qzinvest.errors import ExitCode
from qzinvest.locale import Wording
from qzinvest.model.document import Said
from qzinvest.model.plan import Plan
from qzinvest.model.progress import Progress
from qzinvest.render.output import Look, written
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import count_kind


def run(
    *,
    asking: Asking,
    form: Format = None,
    output: Output = None,
    labels: Labels = False,
    total: Annotated[bool, Opt("--total", "option.total")] = False,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the progress report."""
    here = surroundings(db, lang, output)
    look = look_of(form, output, frozen=asking.edition is not None, wan=wan)
    if asking.across is not None:
        text = _crossed(here, asking, look._replace(labels=labels), total=total)
        emit(text, output, here.w)
        return ExitCode.OK
    with answering(here, asking) as case:
        w = case.w
        view = case.view._replace(outside=case.outside())
        found = case.counts(count_kind(view.by))
    adopted = case.adopted
    report = progress(adopted.plan, adopted.shares, found, view, w)
    text = _rendered(report, look, w, adopted.plan, labels=labels, total=total)
    emit(case.answer(text, look), output, w)
    return ExitCode.OK


def _rendered(
    report: Progress, look: Look, w: Wording, plan: Plan, *, labels: bool, total: bool
) -> str:
    # Each renderer is imported where it is chosen: CSV and JSON must not load Rich.
    if not look.is_read:
        from qzinvest.render.progress_data import progress_csv, progress_json

        if look.form == "json":
            return progress_json(report, w, plan)
        return progress_csv(report, w, plan, total=total, labels=labels)
    if look.form == "markdown":
        from qzinvest.render.arrange import progress_markdown

        return progress_markdown(report, w, unit=look.unit)
    from qzinvest.render.progress_screen import progress_screen

    return progress_screen(report, w, width=look.width, colour=look.colour, unit=look.unit)


def _crossed(here: Surroundings, asking: Asking, look: Look, *, total: bool) -> str:
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
            w.lang,
            case.asking.indicator,
            case.adopted.effective,
            case.asked,
            case.outside(),
        )
        report = cross(case.plan, case.pairs(*map(count_kind, by)), view, w)
    said = Said(
        lambda: cross_view.document(report, w, look.unit),
        lambda: cross_view.data(report, w, total=total),
    )
    return case.answer(written(said, look, w, case.plan), look)
