"""Titled tables on a terminal."""

from itertools import chain

from qzinvest.locale import Wording
from qzinvest.render.grid import TOTAL, Grid, GridRow
from qzinvest.render.terminal import (
    BOLD,
    DIM,
    HEAD,
    PLAIN,
    Cell,
    Track,
    paint,
    row,
    rule,
    total_width,
)
from qzinvest.render.widths import GAP, bar, share_out, widest, widest_piece, wrap

NAME_LEAST, NAME_PART = 8, 4
"""Names have a quarter of the width if that leaves room for the figures."""
HEAD_EASY = 8
BAR_LEAST, BAR_MOST = 6, 24


def grid_screen(grid: Grid, w: Wording, width: int, *, colour: bool) -> list[str]:
    """The table in ``width`` columns.

    Figures are never cut: where the width does not do, the bars go first, then names and headers
    wrap, and at last the columns that do not fit go on below, under the same rows.
    """
    tracks = _tracks(grid, width)
    crowded = grid.easy or total_width(tracks) > width
    if crowded and len(parts := _blocks(grid, w, width)) > 1:
        tables = [["", *grid_screen(part, w, width, colour=colour)] for part in parts]
        return list(chain.from_iterable(tables))[1:]
    size = _bar_size(grid, tracks, width)
    tracks += [Track(size)] if size else []
    title = wrap(grid.title, width) if grid.title else []
    lines = [paint(line, HEAD, colour=colour) for line in title]
    heads = [Cell(head.text, DIM) for head in grid.heads]
    lines += row([*heads, Cell("")] if size else heads, tracks, colour=colour)
    lines.append(rule(tracks, colour=colour))
    for place, each in enumerate(grid.rows):
        if each.kind == TOTAL and grid.rows[place - 1].kind != TOTAL:
            lines.append(rule(tracks, colour=colour))
        lines += row(_cells(each, size), tracks, colour=colour)
    return lines


def _blocks(grid: Grid, w: Wording, width: int) -> list[Grid]:
    """The table in parts that fit into ``width``, each with its first column and some others.

    Where there are several, their titles number them.
    """
    natural, least = _natural_and_least(grid)
    taken = _easy_name(natural[0], least[0], width)
    parts: list[list[int]] = []
    room = 0
    for place in range(1, len(grid.heads)):
        size = GAP + max(least[place], min(widest([grid.heads[place].text]), HEAD_EASY))
        if not parts or size > room:
            parts.append([0])
            room = width - taken
        parts[-1].append(place)
        room -= size
    if len(parts) == 1:
        return [grid]
    titles = (
        w("grid.part", name=grid.title, part=place, parts=len(parts)).strip(" ·")
        for place in range(1, len(parts) + 1)
    )
    return [
        _part(grid, places)._replace(title=title)
        for places, title in zip(parts, titles, strict=True)
    ]


def _easy_name(natural: int, least: int, width: int) -> int:
    """The width in which names need few lines."""
    return max(least, min(natural, width // NAME_PART))


def _part(grid: Grid, places: list[int]) -> Grid:
    rows = [each._replace(cells=tuple(each.cells[p] for p in places)) for each in grid.rows]
    return Grid(grid.title, tuple(grid.heads[p] for p in places), tuple(rows))


def _cells(each: GridRow, size: int) -> list[Cell]:
    style = BOLD if each.kind == TOTAL else PLAIN
    cells = [Cell(text, style) for text in each.cells]
    if size:
        cells.append(Cell("" if each.level is None else bar(each.level, size)))
    return cells


def _tracks(grid: Grid, width: int) -> list[Track]:
    natural, least = _natural_and_least(grid)
    room = width - GAP * (len(natural) - 1)
    easy = [_easy_name(natural[0], least[0], width), *least[1:]]
    widths = share_out(natural, easy if sum(easy) <= room else least, room)
    # A name's words are parted only where the figures leave no other way.
    names = min(widths[0], NAME_LEAST)
    widths[0] = max(names, min(widths[0], room - sum(widths[1:])))
    return [Track(size, head.figure) for size, head in zip(widths, grid.heads, strict=True)]


def _natural_and_least(grid: Grid) -> tuple[list[int], list[int]]:
    """The columns' widths that need no wrapping, and those that part nothing that is whole."""
    texts = list(zip(*(each.cells for each in grid.rows), strict=True))
    natural = [widest([head.text, *of]) for head, of in zip(grid.heads, texts, strict=True)]
    least = [
        max(widest(of) if head.figure else min(size, NAME_LEAST), widest_piece([head.text, *of]))
        for head, of, size in zip(grid.heads, texts, natural, strict=True)
    ]
    return natural, least


def _bar_size(grid: Grid, tracks: list[Track], width: int) -> int:
    """What is left for bars; no bar is better than a stump."""
    if all(each.level is None for each in grid.rows):
        return 0
    used = sum(chain.from_iterable((track.width, GAP) for track in tracks))
    return min(width - used, BAR_MOST) if width - used >= BAR_LEAST else 0
