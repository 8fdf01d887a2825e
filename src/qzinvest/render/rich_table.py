"""A table on a terminal: a Rich table of fixed widths, so that Rich measures and cuts nothing."""

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.box import Box
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Span, Text

from qzinvest.render.layout import Cell, Line, Sheet, Track, filled
from qzinvest.render.widths import GAP, wrap

_RANKS = {"line": "", "heading": "bold", "subtotal": "dim", "total": "bold"}
_TONES = {"": "", "good": "green", "fair": "yellow", "bad": "bold red"}
_LONG = 100
"""Lines from which a table is a long one."""
_RULED = Box("    \n    \n ── \n    \n ── \n ── \n    \n    \n")
"""A rule below the header and above totals, and nothing else."""


def painted(sheet: Sheet) -> list[str]:
    """The lines of a table in colour; without their escapes they are those of ``screen.plain``.

    All lines between two rules make one row, whose cells have as many lines, and the rows of a long
    table do without Rich: it takes its time by the cell, a second for a list of 2,000 projects.
    """
    is_long = len(sheet.lines) > _LONG
    lines = _by_rich(sheet._replace(lines=())) if is_long and sheet.heads else []
    return [*lines, *_by_line(sheet)] if is_long else _by_rich(sheet)


def _by_rich(sheet: Sheet) -> list[str]:
    table = Table(
        box=_RULED,
        border_style="dim",
        show_edge=False,
        show_header=bool(sheet.heads),
        pad_edge=False,
        padding=0,
        header_style="",  # heads are dim of themselves, as off a terminal
    )
    heads = Line(tuple(map(Cell, sheet.heads or [""] * len(sheet.tracks))), "subtotal")
    for place, head in enumerate(_columns([heads], sheet)):
        width = len(_gap(place)) + sheet.tracks[place].width
        table.add_column(head, width=width, no_wrap=True, overflow="ignore")
    for lines in _between_rules(sheet.lines):
        table.add_row(*_columns(lines, sheet), end_section=True)
    console = _console(sum(track.width + GAP for track in sheet.tracks))
    console.print(table)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO of ``_console``
    return [line.rstrip() for line in text.removesuffix("\n").split("\n")]


def _by_line(sheet: Sheet) -> Iterator[str]:
    """The rows as they stand, in the same colours."""
    rule = "─" * (sum(track.width + GAP for track in sheet.tracks) - GAP)
    for number, lines in enumerate(_between_rules(sheet.lines)):
        if number:
            yield _sgr(rule, "dim")
        for line in lines:
            cells = _wrapped(line, sheet.tracks)
            for height in range(max(map(len, cells))):
                yield (
                    (" " * GAP)
                    .join(
                        _sgr(filled(cell, height, track), _style(line, place, track))
                        for place, (cell, track) in enumerate(zip(cells, sheet.tracks, strict=True))
                    )
                    .rstrip()
                )


def _sgr(text: str, style: str) -> str:
    system = ColorSystem.STANDARD
    return Style.parse(style).render(text, color_system=system) if style else text


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


def _columns(lines: Sequence[Line], sheet: Sheet) -> Iterator[Text]:
    """The columns of some rows, each one text with a line for every line that a row needs.

    All are as wide as the column: Rich has nothing to wrap, to fill and to cut.
    """
    rows = [_wrapped(line, sheet.tracks) for line in lines]
    for place, track in enumerate(sheet.tracks):
        text, styles = "", list[Span]()
        for line, cells in zip(lines, rows, strict=True):
            start = len(text)
            for height in range(max(map(len, cells))):
                text += _gap(place) + filled(cells[place], height, track) + "\n"
            if style := _style(line, place, track):
                styles.append(Span(start, len(text) - 1, style))
        yield Text(text.removesuffix("\n"), spans=styles)


def _wrapped(line: Line, tracks: Sequence[Track]) -> list[list[str]]:
    """The lines of each cell of a row."""
    if not line.cells:
        return [[""] for _ in tracks]
    return [wrap(cell.text, track.width) for cell, track in zip(line.cells, tracks, strict=True)]


def _style(line: Line, place: int, track: Track) -> str:
    tone = line.cells[place].tone if line.cells else ""
    return _TONES[tone] or _RANKS["subtotal" if track.heads else line.rank]


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
