"""The funnel on a terminal."""

from qzinvest.locale import Wording
from qzinvest.model.funnel import Funnel
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.funnel_arrange import footer, grids, subtitle
from qzinvest.render.grid_screen import grid_screen
from qzinvest.render.terminal import BOLD, DIM, item, paint, wrap


def funnel_screen(
    funnel: Funnel, w: Wording, width: int, *, colour: bool, unit: MoneyUnit = "yi"
) -> str:
    """The report as text for a terminal or a pipe of ``width`` columns."""
    lines = [paint(line, BOLD, colour=colour) for line in wrap(funnel.title, width)]
    lines += [*wrap(subtitle(funnel, w), width), ""]
    for grid in grids(funnel, w, unit):
        lines += [*grid_screen(grid, w, width, colour=colour), ""]
    notes = [line for text in footer(funnel, w, unit) for line in item(text, width)]
    lines += [paint(line, DIM, colour=colour) for line in notes]
    return "\n".join(lines) + "\n"
