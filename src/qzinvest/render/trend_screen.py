"""The trend on a terminal: a table, and a chart where somebody looks on."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from rich.cells import cell_len

from qzinvest.locale import Wording
from qzinvest.model.trend import Trend
from qzinvest.render.chart import BEFORE, MARK, bars
from qzinvest.render.figures import MoneyUnit, quantity
from qzinvest.render.grid_screen import grid_screen
from qzinvest.render.terminal import BOLD, DIM, item, paint, wrap
from qzinvest.render.trend_arrange import footer, grid_of, subtitle


def trend_screen(  # noqa: PLR0913 - what every screen takes, all by name
    trend: Trend,
    w: Wording,
    width: int,
    *,
    colour: bool,
    chart: bool = False,
    unit: MoneyUnit = "yi",
) -> str:
    """The report as text for a terminal or a pipe of ``width`` columns.

    Args:
        chart: whether a chart of the total's periods stands below the table.
    """
    lines = [paint(line, BOLD, colour=colour) for line in wrap(trend.title, width)]
    lines += [*wrap(subtitle(trend, w), width), ""]
    if trend.periods:
        lines += [*grid_screen(grid_of(trend, w, unit), w, width, colour=colour), ""]
        lines += _chart(trend, w, width, unit) if chart else []
    else:
        lines += [*wrap(w("empty.trend"), width), ""]
    notes = [line for text in footer(trend, w, unit) for line in item(text, width)]
    lines += [paint(line, DIM, colour=colour) for line in notes]
    return "\n".join(lines) + "\n"


def _chart(trend: Trend, w: Wording, width: int, unit: MoneyUnit) -> list[str]:
    """The total's bars with their scale at the left, and what the signs mean."""
    points = trend.total.points
    values: Sequence[int | Fraction] = [point.total for point in points]
    dues = [point.due for point in points]
    before: Sequence[int | Fraction] = [p.total_before for p in points]
    top = max((*values, *(due or 0 for due in dues), *before), default=0)
    label = quantity(ceil(top), trend.heading.measure, unit)
    drawn = bars(values, dues, before, width - cell_len(label) - 2)
    if not drawn:
        return []
    scale = [label, *[""] * (len(drawn) - 2), "0"]
    lines = [f"{text:>{len(label)}} ┤{row}" for text, row in zip(scale, drawn, strict=True)]
    says = [w("chart.total")]
    says += [w("chart.due", sign=MARK)] if any(dues) else []
    says += [w("chart.before", sign=BEFORE)] if any(before) else []
    span = f"{trend.periods[0].name} … {trend.periods[-1].name}"
    return [*lines, *wrap(" · ".join((span, *says)), width), ""]
