"""An explanation on a terminal."""

from qzinvest.locale import Wording
from qzinvest.model.explanation import Explanation
from qzinvest.render.explanation import footer, grids, rules, subtitle
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.formula import steps
from qzinvest.render.grid_screen import grid_screen
from qzinvest.render.terminal import BOLD, DIM, HEAD, item, paint, wrap


def explanation_screen(  # noqa: PLR0913 - what every screen takes, all by name
    found: Explanation,
    w: Wording,
    rows: int,
    *,
    width: int = 80,
    colour: bool = False,
    unit: MoneyUnit = "yi",
) -> str:
    """The explanation as text for a terminal or a pipe of ``width`` columns.

    Args:
        found: what to show.
        w: the reader's language.
        rows: how many projects of each list, 0 for all.
        width: columns of the terminal.
        colour: whether to use ANSI colours.
        unit: ``yi`` shows money in 亿元, ``wan`` in 万元.
    """
    lines = [paint(line, DIM, colour=colour) for line in wrap(found.title, width)]
    lines += [paint(line, BOLD, colour=colour) for line in wrap(subtitle(found, w, unit), width)]
    for heading, texts in (("formula", steps(found, w, unit)), ("rules", rules(found, w))):
        lines += ["", paint(w(f"explain.{heading}"), HEAD, colour=colour)]
        lines += [line for text in texts for line in item(text, width)]
    for grid in grids(found, w, rows, unit):
        lines += ["", *grid_screen(grid, w, width, colour=colour)]
    notes = [line for text in footer(found, w, rows, unit) for line in item(text, width)]
    lines += ["", *(paint(line, DIM, colour=colour) for line in notes)] if notes else []
    return "\n".join(lines) + "\n"
