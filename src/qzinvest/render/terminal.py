"""Paint on a terminal: display widths, wrapping, aligned cells, colour.

Widths come from Rich's Unicode tables. Lists are laid out here and not by Rich's Table, which takes
over a second for 2,000 rows; the report, a few dozen rows, is a Rich Table. Widths are fixed before
the first line is painted, and nothing is ever cut: what is too long wraps.
"""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from rich.cells import cell_len

PLAIN, BOLD, DIM, HEAD, GOOD, BAD = "", "1", "2", "1;36", "32", "33"
"""Styles: parameters of the ANSI sequence SGR. Colour repeats a sign, it never replaces one."""
GAP = 2
WIDE = "\u2e80-\u2fff\u3005-\u3007\u3021-\u9fff\uac00-\ud7af\uf900-\ufaff\uff10-\uff19\uff21-\uff5a"
CLOSING = "、。，．：；？！）］｝」』》〉】”’·"
OPENING = "（［｛「『《〈【“‘"
# What may not be parted: a wide character or a word, with the wide marks that belong to it.
PIECE = re.compile(
    rf"\s+|[{OPENING}]*(?:[{WIDE}]|[^\s{WIDE}{OPENING}{CLOSING}]+)[{CLOSING}]*|[^\s{WIDE}]"
)
EIGHTHS = " ▏▎▍▌▋▊▉"
FULL, BEYOND, TICK = "█", "▒", "│"


class Cell(NamedTuple):
    """A text and its style."""

    text: str
    style: str = PLAIN


class Track(NamedTuple):
    """A column's width in terminal columns, and whether its cells stand at its right edge."""

    width: int
    right: bool = False


def widest(texts: Iterable[str]) -> int:
    """The display width of the widest text."""
    return max(map(cell_len, texts), default=0)


def widest_piece(texts: Iterable[str]) -> int:
    """The width in which nothing is parted that should stay whole, such as a word."""
    return widest(piece for text in texts for piece in PIECE.findall(text))


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns; a single longer word is parted anywhere.

    A path is parted after a slash. Chinese may break between any two characters, but a line neither
    begins with a closing mark nor ends with an opening one.
    """
    if cell_len(text) <= width:
        return [text]
    lines, line, used = [], "", 0
    for piece in (part for long in PIECE.findall(text) for part in _parts(long, width)):
        size = cell_len(piece)
        if used + size > width:
            lines.append(line.rstrip())
            line, used = "", 0
        if line or not piece.isspace():
            line += piece
            used += size
    return [*lines, line.rstrip()] if line.strip() else lines


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
            space = " " * (track.width - cell_len(text))
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


def item(text: str, width: int, *, lead: str = "· ") -> list[str]:
    """A footer line after ``lead``, wrapped with its continuation under the text."""
    first, *rest = wrap(text, max(width - cell_len(lead), 8)) or [""]
    return [lead + first, *(" " * cell_len(lead) + line for line in rest)]


def bar(level: Fraction, width: int, mark: Fraction | None = None) -> str:
    """``level`` of 0 … 1 as a bar of ``width`` columns in eighths.

    More than 1 fills it, and what lies beyond 1 is its lighter part. ``mark`` draws a tick where
    the bar should have arrived and has not.
    """
    if level > 1:
        full = min(int(width / level), width - 1)
        return FULL * full + BEYOND * (width - full)
    eighths = max(0, min(int(level * width * 8), width * 8))
    full, part = divmod(eighths, 8)
    text = (FULL * full + (EIGHTHS[part] if part else "")).ljust(width)
    if mark is not None and level < mark:
        place = min(int(mark * width), width - 1)
        if text[place] == " ":
            return text[:place] + TICK
    return text.rstrip()


def share_out(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths within ``room``: the widest give way first, none below its ``least``."""
    widths = list(natural)
    while sum(widths) > room:
        can = [i for i, width in enumerate(widths) if width > least[i]]
        if not can:
            break
        widths[max(can, key=lambda i: widths[i])] -= 1
    return widths


def _parts(piece: str, width: int) -> list[str]:
    """A word in pieces that fit; a path is parted after a slash."""
    if cell_len(piece) <= width:
        return [piece]
    parts, part = [], ""
    for char in piece:
        if part and cell_len(part + char) > width:
            end = part.rfind("/") + 1 or len(part)
            parts.append(part[:end])
            part = part[end:]
        part += char
    return [*parts, part]
