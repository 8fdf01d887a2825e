"""The changes on a terminal."""

from qzinvest.locale import Wording
from qzinvest.model.changes import Changes
from qzinvest.render.changes_arrange import footer, grids, subtitle
from qzinvest.render.figures import MoneyUnit
from qzinvest.render.grid_screen import grid_screen
from qzinvest.render.terminal import BOLD, DIM, item, paint, wrap


def changes_screen(  # noqa: PLR0913 - what every screen takes, all by name
    changes: Changes, w: Wording, width: int, *, colour: bool, unit: MoneyUnit, limit: int
) -> str:
    """The report as text for a terminal or a pipe of ``width`` columns.

    Args:
        changes: what to show.
        w: the reader's language.
        width: columns of the terminal.
        colour: whether to use ANSI colours.
        unit: ``yi`` shows money in 亿元, ``wan`` in 万元.
        limit: most projects that are shown of each reason, 0 for all.
    """
    lines = [paint(line, BOLD, colour=colour) for line in wrap(changes.title, width)]
    lines += [*wrap(subtitle(changes, w), width), ""]
    for grid in grids(changes, w, unit, limit):
        lines += [*grid_screen(grid, w, width, colour=colour), ""]
    notes = [line for text in footer(changes, w, unit) for line in item(text, width)]
    lines += [paint(line, DIM, colour=colour) for line in notes]
    return "\n".join(lines) + "\n"
