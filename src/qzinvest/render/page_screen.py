"""A page on a terminal."""

from rich.cells import cell_len

from qzinvest.locale import Wording
from qzinvest.render.bars import bars
from qzinvest.render.grid import Grid
from qzinvest.render.grid_screen import grid_screen
from qzinvest.render.page import Block, Chart, Page, Texts
from qzinvest.render.terminal import BOLD, DIM, HEAD, PLAIN, paint
from qzinvest.render.widths import item, wrap


def page_screen(page: Page, w: Wording, width: int, *, colour: bool) -> str:
    """The page as text for a terminal or a pipe of ``width`` columns; no figure is ever cut."""
    styles = (BOLD, PLAIN) if page.titled else (DIM, BOLD)
    lines = [
        paint(line, style, colour=colour)
        for text, style in zip((page.title, page.subtitle), styles, strict=True)
        for line in wrap(text, width)
    ]
    for block in page.blocks:
        if drawn := _drawn(block, w, width, colour=colour):
            lines += ["", *drawn]
    notes = [line for text in page.notes for line in item(text, width)]
    lines += ["", *(paint(line, DIM, colour=colour) for line in notes)] if notes else []
    return "\n".join(lines) + "\n"


def _drawn(block: Block, w: Wording, width: int, *, colour: bool) -> list[str]:
    if isinstance(block, Grid):
        return grid_screen(block, w, width, colour=colour)
    if isinstance(block, Texts):
        items = (line for text in block.items for line in item(text, width))
        return [paint(block.title, HEAD, colour=colour), *items]
    return _chart(block, width) if isinstance(block, Chart) else wrap(block, width)


def _chart(chart: Chart, width: int) -> list[str]:
    """The bars with their scale at the left, and what the signs mean."""
    drawn = bars(chart.values, chart.dues, chart.before, width - cell_len(chart.top) - 2)
    if not drawn:
        return []
    scale = [chart.top, *[""] * (len(drawn) - 2), "0"]
    lines = [f"{text:>{len(chart.top)}} ┤{row}" for text, row in zip(scale, drawn, strict=True)]
    return [*lines, *wrap(chart.says, width)]
