"""The forecast for programs: one JSON object, or CSV with the same rows and columns."""

from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.forecast import Forecast, Outlook
from qzinvest.model.plan import Plan
from qzinvest.render.asked import asked_json, assumed_json
from qzinvest.render.data import report_csv, report_json
from qzinvest.render.figures import points_number


def forecast_json(forecast: Forecast, w: Wording, plan: Plan) -> str:
    """The forecast with counts as integers and money in integer yuan.

    Keys are English in every language; names and the assumptions' sentences are in the language.
    """
    measures = {heading.code: heading.measure for heading in forecast.headings}
    body = {
        "report": "forecast",
        "plan": forecast.plan,
        "kind": forecast.by,
        "as_of": forecast.as_of.isoformat(),
        "end": forecast.end.isoformat(),
        **asked_json(forecast.asked),
        "pace": float(forecast.pace),
        "over": forecast.over,
        "seed": forecast.seed,
        "years": forecast.years,
        "assumed": assumed_json(forecast.assumed, w),
        "rows": [_row(line, measures[line.indicator]) for line in forecast.lines],
        "total": {line.indicator: _row(line, measures[line.indicator]) for line in forecast.totals},
    }
    return report_json(body, plan, w, forecast.headings)


def forecast_csv(
    forecast: Forecast, w: Wording, plan: Plan, *, total: bool = False, labels: bool = False
) -> str:
    """One row a unit and indicator; a figure that does not apply is an empty cell.

    Args:
        forecast: what to write.
        w: the language of names.
        plan: the plan in force.
        total: whether one row an indicator with the city's total follows.
        labels: whether it is for people (``render.data``).
    """
    measures = {heading.code: heading.measure for heading in forecast.headings}
    lines = forecast.lines + forecast.totals if total else forecast.lines
    rows = (
        _row(line, measures[line.indicator]) | {"lever": " ".join(line.lever)} for line in lines
    )
    return report_csv(Outlook._fields, rows, plan, w, forecast.headings, labels=labels)


def _row(line: Outlook, measure: str) -> dict[str, object]:
    fields: dict[str, object] = line._asdict()
    return fields | {
        "holds": None if line.holds is None else float(line.holds),
        "probability": None if line.probability is None else float(line.probability),
        "weekly_so_far": _weekly(line.weekly_so_far, measure),
        "weekly_needed": _weekly(line.weekly_needed, measure),
        "lever": list(line.lever),
    }


def _weekly(figure: Fraction | None, measure: str) -> int | float | None:
    """Whole yuan, or projects with two decimals."""
    if figure is None:
        return None
    return round(figure) if measure == "sum" else points_number(figure)
