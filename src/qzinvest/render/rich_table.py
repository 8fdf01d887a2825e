"""A table on a terminal: a Rich table of fixed widths, so that Rich measures and cuts nothing."""

from collections.abc import Iterator, Sequence
from functools import partial
from io import StringIO

from rich.box import Box
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Span, Text

from qzinvest.render.layout import (
    Cell,
    Line,
    Sheet,
    Track,
    between_rules,
    filled,
    side_by_side,
    wrapped,
)
from qzinvest.render.widths import GAP

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
    for lines in between_rules(sheet.lines):
        table.add_row(*_columns(lines, sheet), end_section=True)
    console = _console(sum(track.width + GAP for track in sheet.tracks))
    console.print(table)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO of ``_console``
    return [line.rstrip() for line in text.removesuffix("\n").split("\n")]


def _by_line(sheet: Sheet) -> Iterator[str]:
    """The rows as they stand, in the same colours."""
    for number, lines in enumerate(between_rules(sheet.lines)):
        if number:
            yield _sgr(sheet.rule, "dim")
        for line in lines:
            yield from side_by_side(line, sheet.tracks, partial(_cell, line, sheet.tracks))


def _cell(line: Line, tracks: Sequence[Track], text: str, place: int) -> str:
    return _sgr(text, _style(line, place, tracks[place]))


def _sgr(text: str, style: str) -> str:
    system = ColorSystem.STANDARD
    return Style.parse(style).render(text, color_system=system) if style else text


def _gap(place: int) -> str:
    """What stands in front of a column besides the box's own blank: nothing before the first."""
    return " " * (GAP - 1) if place else ""


def _columns(lines: Sequence[Line], sheet: Sheet) -> Iterator[Text]:
    """The columns of some rows, each one text with a line for every line that a row needs.

    All are as wide as the column: Rich has nothing to wrap, to fill and to cut.
    """
    rows = [wrapped(line, sheet.tracks) for line in lines]
    for place, track in enumerate(sheet.tracks):
        text, styles = "", list[Span]()
        for line, cells in zip(lines, rows, strict=True):
            start = len(text)
            for height in range(max(map(len, cells))):
                text += _gap(place) + filled(cells[place], height, track) + "\n"
            if style := _style(line, place, track):
                styles.append(Span(start, len(text) - 1, style))
        yield Text(text.removesuffix("\n"), spans=styles)


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
