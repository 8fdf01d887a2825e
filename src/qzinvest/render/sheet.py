"""A table whose widths are settled, and its lines: cells side by side, rules, headings."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Literal

from qzinvest.model.document import Rank, Tone
from qzinvest.render.widths import GAP, balanced, cut, width_of, wrap
from qzinvest.tuples import NamedTuple

RULE = "─"
_LEAST = 14
"""Columns of a rule that words can stand in."""


class Track(NamedTuple):
    """A column's width in terminal columns, and whether its cells stand at its right edge.

    ``heads`` says that they name what stands beside them; ``lines`` is how many a cell may have, 0
    for any; ``gap`` is the space before it, ``group`` a head above it and its neighbours.
    """

    width: int
    right: bool = False
    heads: bool = False
    lines: int = 0
    gap: int = GAP
    group: str = ""


class Cell(NamedTuple):
    """A text, and what colour may repeat of it."""

    text: str
    tone: Tone = ""


class Line(NamedTuple):
    """A row of cells, one a track; none for a blank line; a heading has its words alone.

    ``head`` is the rank of what names the columns.
    """

    cells: tuple[Cell, ...]
    rank: Rank | Literal["head"] = "line"


class Sheet(NamedTuple):
    """A table, or a part of one, whose widths are settled."""

    title: str
    heads: tuple[str, ...]
    tracks: tuple[Track, ...]
    lines: tuple[Line, ...]

    @property
    def width(self) -> int:
        """The width of a row."""
        return sum(track.width + track.gap for track in self.tracks) - self.tracks[0].gap

    @property
    def groups(self) -> list[str]:
        """The lines of the heads above several columns; none where there are no such heads."""
        cells = [
            (group, list(tracks)) for group, tracks in groupby(self.tracks, lambda each: each.group)
        ]
        if not any(group for group, _ in cells):
            return []
        spans = [
            Track(sum(t.width + t.gap for t in tracks) - tracks[0].gap, gap=tracks[0].gap)
            for _, tracks in cells
        ]
        texts = [balanced(group, span.width) for (group, _), span in zip(cells, spans, strict=True)]
        most = max(map(len, texts))
        low = [[""] * (most - len(each)) + each for each in texts]
        return list(laid_out(low, spans))


def sections(sheet: Sheet, *, rules: bool = True) -> Iterator[tuple[list[str], list[Line]]]:
    """The lines in parts, with what stands above each: below heads, at headings, above totals.

    Without ``rules`` that is the words of headings alone.
    """
    rule = [RULE * sheet.width] if rules else []
    above: list[str] = rule if sheet.heads else []
    part: list[Line] = []
    is_said = False
    for line in sheet.lines:
        is_heading = line.rank == "heading"
        if is_heading or (line.rank == "total" and part and part[-1].rank != "total"):
            if part or is_said:
                yield above, part
            above = _ruled(line.cells[0].text, sheet.width, rules=rules) if is_heading else rule
            part, is_said = [], is_heading
        if not is_heading:
            part.append(line)
    if part or above:
        yield above, part


def _ruled(words: str, width: int, *, rules: bool) -> list[str]:
    """A rule with words in it."""
    lead = RULE * 2 + " "
    if not rules or width < _LEAST:
        return wrap(words, max(width, _LEAST))
    first, *rest = wrap(words, width - len(lead))
    end = RULE * (width - len(lead) - width_of(first) - 1)
    return [f"{lead}{first} {end}".rstrip(), *(" " * len(lead) + line for line in rest)]


def wrapped(line: Line, tracks: Sequence[Track]) -> list[list[str]]:
    """The lines of each cell of a row."""
    if not line.cells:
        return [[""] for _ in tracks]
    if line.rank == "head":
        return [balanced(c.text, track.width) for c, track in zip(line.cells, tracks, strict=True)]
    return [
        cut(cell.text, track.width, track.lines)
        for cell, track in zip(line.cells, tracks, strict=True)
    ]


def filled(lines: Sequence[str], number: int, track: Track) -> str:
    """A line of a cell, as wide as its column; nothing where those beside it have more lines."""
    text = lines[number] if number < len(lines) else ""
    space = " " * (track.width - width_of(text))
    return space + text if track.right else text + space


def side_by_side(
    line: Line, tracks: Sequence[Track], paint: Callable[[str, int], str] = lambda text, _: text
) -> Iterator[str]:
    """The lines of a row: its cells side by side, as many lines as the tallest cell needs.

    Args:
        paint: gives a cell's text its colour; asked with the cell's place.
    """
    return laid_out(wrapped(line, tracks), tracks, paint)


def laid_out(
    cells: Sequence[Sequence[str]],
    tracks: Sequence[Track],
    paint: Callable[[str, int], str] = lambda text, _: text,
) -> Iterator[str]:
    """The same of cells whose lines are known."""
    for height in range(max(map(len, cells))):
        texts = (
            " " * (track.gap if place else 0) + paint(filled(cell, height, track), place)
            for place, (cell, track) in enumerate(zip(cells, tracks, strict=True))
        )
        yield "".join(texts).rstrip()
