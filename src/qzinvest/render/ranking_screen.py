"""The ranking on a terminal."""

from collections.abc import Sequence
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.ranking import Ranking
from qzinvest.render.ranking import Field, Row, fields, footer, rows, subtitle, title
from qzinvest.render.terminal import (
    BAD,
    BOLD,
    DIM,
    GOOD,
    HEAD,
    PLAIN,
    Cell,
    Track,
    paint,
    row,
    rule,
    total_width,
)
from qzinvest.render.widths import GAP, item, share_out, widest, wrap

NAME_LEAST, PART_LEAST, INDENT = 8, 6, 4
_BELOW = ("part", "ahead", "moved")
"""What a narrow screen has no columns for, the first one first: it stands in lines below."""


class Fit(NamedTuple):
    """Which columns stand side by side, which in lines below each unit, and the widths."""

    shown: list[int]
    below: list[int]
    tracks: list[Track]


def ranking_screen(
    ranking: Ranking, w: Wording, width: int, *, colour: bool, unit: MoneyUnit = "yi"
) -> str:
    """The ranking as text for a terminal or a pipe of ``width`` columns; digits are never cut.

    The parts of a score, the lead and the move stand in columns of their own where they fit, else
    in lines below each unit.

    Args:
        ranking: what to show.
        w: the reader's language.
        width: columns of the terminal.
        colour: whether to use ANSI colours.
        unit: ``yi`` shows money in 亿元, ``wan`` in 万元.
    """
    lines = [paint(line, BOLD, colour=colour) for line in wrap(ranking.title, width)]
    lines += [*wrap(subtitle(ranking, w), width), ""]
    lines += [paint(line, HEAD, colour=colour) for line in wrap(title(ranking, w, unit), width)]
    heads, entries = fields(ranking, w), rows(ranking, w, unit)
    fit = _fitting(heads, entries, width)
    lines += [*_grid(heads, entries, fit, width, colour=colour), ""]
    for text in footer(ranking, w):
        lines += [paint(line, DIM, colour=colour) for line in item(text, width)]
    return "\n".join(lines) + "\n"


def _grid(
    heads: Sequence[Field], entries: Sequence[Row], fit: Fit, width: int, *, colour: bool
) -> list[str]:
    shown, below, tracks = fit
    lines = row([Cell(heads[i].head, DIM) for i in shown], tracks, colour=colour)
    lines.append(rule(tracks, colour=colour))
    for entry in entries:
        if not entry.cells:
            lines.append(paint(entry.name, BOLD, colour=colour))
            continue
        judged = (PLAIN, GOOD, BAD)[entry.sign]
        cells = [Cell(entry.cells[i], judged if heads[i].kind == "moved" else PLAIN) for i in shown]
        lines += row(cells, tracks, colour=colour)
        lines += [paint(line, DIM, colour=colour) for line in _parts(heads, entry, below, width)]
    return lines


def _parts(heads: Sequence[Field], entry: Row, below: Sequence[int], width: int) -> list[str]:
    """What has no column, named, in lines under its unit, one above the other."""
    if not below:
        return []
    name = widest(heads[i].head for i in below)
    figure = widest(entry.cells[i] for i in below)
    pair = [Track(name), Track(max(figure, PART_LEAST), right=True)]
    beside = max(1, (width - INDENT + 2 * GAP) // (total_width(pair) + 2 * GAP))
    texts = [row([Cell(heads[i].head), Cell(entry.cells[i])], pair, colour=False)[0] for i in below]
    lines = (texts[start : start + beside] for start in range(0, len(texts), beside))
    return [" " * INDENT + (" " * 2 * GAP).join(line) for line in lines]


def _fitting(heads: Sequence[Field], entries: Sequence[Row], width: int) -> Fit:
    """As many columns as fit side by side."""
    below: list[int] = []
    shown = list(range(len(heads)))
    tracks = _tracks(heads, entries, shown, width)
    for kind in _BELOW:
        if total_width(tracks) <= width:
            break
        below += [i for i in shown if heads[i].kind == kind]
        shown = [i for i in shown if heads[i].kind != kind]
        tracks = _tracks(heads, entries, shown, width)
    return Fit(shown, below, tracks)


def _tracks(
    heads: Sequence[Field], entries: Sequence[Row], shown: Sequence[int], width: int
) -> list[Track]:
    """Figures keep their width, and their headers wrap; names wrap where the screen is narrow."""
    natural, least = [], []
    for i in shown:
        cells = widest(entry.cells[i] for entry in entries if entry.cells)
        head = widest([heads[i].head])
        # Chinese breaks anywhere, other words do not.
        words = widest(heads[i].head.split()) if heads[i].head.isascii() else min(head, PART_LEAST)
        natural.append(max(cells, head))
        least.append(min(cells, NAME_LEAST) if heads[i].kind == "name" else max(cells, words))
    sizes = share_out(natural, least, width - GAP * (len(shown) - 1))
    return [Track(size, heads[i].right) for size, i in zip(sizes, shown, strict=True)]
