"""Paint on a terminal: display widths, wrapping, aligned cells, colour.

Widths come from Rich's Unicode tables. Lists are laid out here and not by Rich's Table, which takes
over a second for 2,000 rows; the report, a few dozen rows, is a Rich Table. Widths are fixed before
the first line is painted, and nothing is ever cut: what is too long wraps.
"""

from collections.abc import Sequence
from typing import NamedTuple

from qzinvest.render.widths import GAP, width_of, wrap

PLAIN, BOLD, DIM, HEAD, GOOD, BAD = "", "1", "2", "1;36", "32", "33"
"""Styles: parameters of the ANSI sequence SGR. Colour repeats a sign, it never replaces one."""


class Cell(NamedTuple):
    """A text and its style."""

    text: str
    style: str = PLAIN


class Track(NamedTuple):
    """A column's width in terminal columns, and whether its cells stand at its right edge."""

    width: int
    right: bool = False


def paint(text: str, style: str, *, colour: bool) -> str:
    """``text`` in ``style``, plain where there is no colour."""
    return f"\x1b[{style}m{text}\x1b[0m" if colour and style and text else text


def row(cells: Sequence[Cell], tracks: Sequence[Track], *, colour: bool) -> list[str]:
    """The lines of one row: cells side by side, as many lines as the tallest cell needs."""
    columns = [wrap(cell.text, track.width) for cell, track in zip(cells, tracks, strict=True)]
    height = max(map(len, columns))
    lines = []
    for i in range(height):
        parts = []
        for cell, track, texts in zip(cells, tracks, columns, strict=True):
            text = texts[i] if i < len(texts) else ""
            space = " " * (track.width - width_of(text))
            painted = paint(text, cell.style, colour=colour)
            parts.append(space + painted if track.right else painted + space)
        lines.append((" " * GAP).join(parts).rstrip())
    return lines


def rule(tracks: Sequence[Track], *, colour: bool) -> str:
    """A line as wide as the tracks."""
    return paint("─" * total_width(tracks), DIM, colour=colour)


def total_width(tracks: Sequence[Track]) -> int:
    """The display width of a row."""
    return sum(track.width for track in tracks) + GAP * (len(tracks) - 1)
