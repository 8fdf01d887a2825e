"""A cross table on a terminal."""

from qzinvest.locale import Wording
from qzinvest.model.cross import Cross
from qzinvest.render.cross_arrange import footer, grids, subtitle
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.grid_screen import blocks, grid_screen
from qzinvest.render.terminal import BOLD, DIM, item, paint, wrap


def cross_screen(
    cross: Cross, w: Wording, width: int, *, colour: bool, unit: MoneyUnit = "yi"
) -> str:
    """The report as text for a terminal or a pipe of ``width`` columns.

    Columns that do not fit go on below, under the same rows; no figure is ever cut.
    """
    lines = [paint(line, BOLD, colour=colour) for line in wrap(cross.title, width)]
    lines += [*wrap(subtitle(cross, w), width), ""]
    for grid in grids(cross, w, unit):
        for part in blocks(grid, w, width):
            lines += [*grid_screen(part, w, width, colour=colour), ""]
    notes = [line for text in footer(cross, w, unit) for line in item(text, width)]
    lines += [paint(line, DIM, colour=colour) for line in notes]
    return "\n".join(lines) + "\n"
