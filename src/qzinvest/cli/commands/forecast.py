"""``forecast``: what the period's end may bring, and what would close the gap."""

from typing import Annotated

from qzinvest.cli.asking import Asking, answering
from qzinvest.cli.context import emit, look_of, surroundings
from qzinvest.cli.declare import Db, Format, Labels, Lang, Opt, Output, Wan
from qzinvest.errors import BadOption, ExitCode
from qzinvest.locale import Wording
from qzinvest.model.asked import STATISTICS
from qzinvest.model.forecast import Forecast
from qzinvest.model.plan import Plan
from qzinvest.render.output import Look
from qzinvest.reports.forecast import SEED, forecast


def run(
    *,
    asking: Asking,
    seed: Annotated[int | None, Opt("--seed", "option.seed", "N")] = None,
    form: Format = None,
    output: Output = None,
    labels: Labels = False,
    total: Annotated[bool, Opt("--total", "option.total")] = False,
    wan: Wan = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Print the forecast."""
    here = surroundings(db, lang, output)
    look = look_of(form, output, frozen=asking.edition is not None, wan=wan)
    if asking.view != STATISTICS:
        # What an assessment shares out is settled when a project counts, not before.
        raise BadOption(option="--view", value=asking.view, allowed=[STATISTICS])
    with answering(here, asking) as case:
        w = case.w
        passages = tuple(case.passages())
    adopted = case.adopted
    drawn = SEED if seed is None else seed
    report = forecast(adopted.plan, adopted.shares, passages, case.view, w, drawn)
    text = _rendered(report, look, w, adopted.plan, labels=labels, total=total)
    emit(case.answer(text, look), output, w)
    return ExitCode.OK


def _rendered(
    report: Forecast, look: Look, w: Wording, plan: Plan, *, labels: bool, total: bool
) -> str:
    # Each renderer is imported where it is chosen: CSV and JSON must not load the screen's.
    if not look.is_read:
        from qzinvest.render.forecast_data import forecast_csv, forecast_json

        if look.form == "json":
            return forecast_json(report, w, plan)
        return forecast_csv(report, w, plan, total=total, labels=labels)
    from qzinvest.render.forecast_text import forecast_markdown, forecast_screen

    if look.form == "markdown":
        return forecast_markdown(report, w, unit=look.unit)
    return forecast_screen(report, w, look.width, colour=look.colour, unit=look.unit)
