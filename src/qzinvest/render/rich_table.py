"""A table on a terminal: a Rich table of fixed widths, so that Rich measures and cuts nothing."""

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Span, Text

from qzinvest.render.layout import Cell, Line, Sheet, Track
from qzinvest.render.widths import GAP, width_of, wrap

_RANKS = {"line": "", "heading": "bold", "subtotal": "dim", "total": "bold"}
_TONES = {"": "", "good": "green", "fair": "yellow", "bad": "bold red"}
_LONG = 100
"""Lines from which a table's columns make one of Rich's."""
_RULED = Box("    \n    \n ── \n    \n ── \n ── \n    \n    \n")
"""A rule below the header and above totals, and nothing else."""


def painted(sheet: Sheet) -> list[str]:
    """The lines of a table in colour; without their escapes they are those of ``screen.plain``.

    All lines between two rules make one row, whose cells have as many lines, and the columns of a
    long table make one: Rich takes its time by the cell, a second for a list of 2,000 projects.
    """
    table = Table(
        box=_RULED,
        border_style="dim",
        show_edge=False,
        show_header=bool(sheet.heads),
        pad_edge=False,
        padding=0,
        header_style="",  # heads are dim of themselves, as off a terminal
    )
    places = range(len(sheet.tracks))
    spans = [places] if len(sheet.lines) > _LONG else [range(p, p + 1) for p in places]
    heads = Line(tuple(map(Cell, sheet.heads or [""] * len(places))), "subtotal")
    for span, head in zip(spans, _texts([heads], sheet, spans), strict=True):
        width = sum(sheet.tracks[place].width + GAP for place in span) - GAP
        table.add_column(head, width=width + len(_gap(span[0])), no_wrap=True, overflow="ignore")
    for lines in _between_rules(sheet.lines):
        table.add_row(*_texts(lines, sheet, spans), end_section=True)
    console = _console(sum(track.width + GAP for track in sheet.tracks))
    console.print(table)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO of ``_console``
    return [line.rstrip() for line in text.removesuffix("\n").split("\n")]


def _gap(place: int) -> str:
    """What stands in front of a column besides the box's own blank: nothing before the first."""
    return " " * (GAP - 1) if place else ""


def _between_rules(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines in parts; a rule stands above each part but the first."""
    part: list[Line] = []
    for line in lines:
        if line.rank == "total" and part and part[-1].rank != "total":
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _texts(lines: Sequence[Line], sheet: Sheet, spans: Sequence[range]) -> Iterator[Text]:
    """Some rows as one text a span of columns, with a line for every line that a row needs.

    Each is as wide as its columns: Rich has nothing to wrap, to fill and to cut.
    """
    rows = [_wrapped(line, sheet.tracks) for line in lines]
    for span in spans:
        texts, styles, start = list[str](), list[Span](), 0
        for line, cells in zip(lines, rows, strict=True):
            for height in range(max(map(len, cells))):
                for place in span:
                    found = cells[place][height] if height < len(cells[place]) else ""
                    gap = " " * GAP if place > span[0] else _gap(place)
                    text = gap + _filled(found, sheet.tracks[place])
                    if style := _style(line, place, sheet.tracks[place]):
                        styles.append(Span(start, start + len(text), style))
                    texts.append(text)
                    start += len(text)
                texts.append("\n")
                start += 1
        yield Text("".join(texts[:-1]), spans=styles)


def _wrapped(line: Line, tracks: Sequence[Track]) -> list[list[str]]:
    """The lines of each cell of a row."""
    if not line.cells:
        return [[""] for _ in tracks]
    return [wrap(cell.text, track.width) for cell, track in zip(line.cells, tracks, strict=True)]


def _style(line: Line, place: int, track: Track) -> str:
    tone = line.cells[place].tone if line.cells else ""
    return _TONES[tone] or _RANKS["subtotal" if track.heads else line.rank]


def _filled(text: str, track: Track) -> str:
    space = " " * (track.width - width_of(text))
    return space + text if track.right else text + space


def _console(width: int) -> Console:
    """A console of ``width`` columns that gathers what it prints."""
    return Console(
        file=StringIO(),
        width=width,
        color_system="standard",
        force_terminal=True,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
