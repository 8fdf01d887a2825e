"""Titled tables on a terminal."""

from itertools import chain

from qzinvest.render.grid import TOTAL, Grid, GridRow
from qzinvest.render.terminal import (
    BOLD,
    DIM,
    GAP,
    HEAD,
    PLAIN,
    Cell,
    Track,
    bar,
    paint,
    row,
    rule,
    share_out,
    widest,
    widest_piece,
    wrap,
)

NAME_LEAST = 8
BAR_LEAST, BAR_MOST = 6, 24


def grid_screen(grid: Grid, width: int, *, colour: bool) -> list[str]:
    """The table in ``width`` columns.

    Figures are never cut: where the width does not do, the bars go first, then names and headers
    wrap, and at last lines run over.
    """
    tracks = _tracks(grid, width)
    size = _bar_size(grid, tracks, width)
    tracks += [Track(size)] if size else []
    lines = [paint(line, HEAD, colour=colour) for line in wrap(grid.title, width)]
    heads = [Cell(head.text, DIM) for head in grid.heads]
    lines += row([*heads, Cell("")] if size else heads, tracks, colour=colour)
    lines.append(rule(tracks, colour=colour))
    for place, each in enumerate(grid.rows):
        if each.kind == TOTAL and grid.rows[place - 1].kind != TOTAL:
            lines.append(rule(tracks, colour=colour))
        lines += row(_cells(each, size), tracks, colour=colour)
    return lines


def _cells(each: GridRow, size: int) -> list[Cell]:
    style = BOLD if each.kind == TOTAL else PLAIN
    cells = [Cell(text, style) for text in each.cells]
    if size:
        cells.append(Cell("" if each.level is None else bar(each.level, size)))
    return cells


def _tracks(grid: Grid, width: int) -> list[Track]:
    texts = list(zip(*(each.cells for each in grid.rows), strict=True))
    natural = [widest([head.text, *of]) for head, of in zip(grid.heads, texts, strict=True)]
    least = [
        max(widest(of) if head.figure else min(size, NAME_LEAST), widest_piece([head.text, *of]))
        for head, of, size in zip(grid.heads, texts, natural, strict=True)
    ]
    widths = share_out(natural, least, width - GAP * (len(natural) - 1))
    return [Track(size, head.figure) for size, head in zip(widths, grid.heads, strict=True)]


def _bar_size(grid: Grid, tracks: list[Track], width: int) -> int:
    """What is left for bars; no bar is better than a stump."""
    if all(each.level is None for each in grid.rows):
        return 0
    used = sum(chain.from_iterable((track.width, GAP) for track in tracks))
    return min(width - used, BAR_MOST) if width - used >= BAR_LEAST else 0
