"""A table on a terminal: a Rich table of fixed widths, so that Rich measures and cuts nothing."""

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qzinvest.render.layout import Cell, Line, Sheet, Track
from qzinvest.render.widths import GAP, wrap

_RANKS = {"line": "", "heading": "bold", "subtotal": "dim", "total": "bold"}
_TONES = {"": "", "good": "green", "fair": "yellow", "bad": "bold red"}
_RULED = Box("    \n    \n ── \n    \n ── \n ── \n    \n    \n")
"""A rule below the header and above totals, and nothing else."""


def painted(sheet: Sheet) -> list[str]:
    """The lines of a table in colour; without their escapes they are those of ``screen.plain``.

    All lines between two rules make one row, whose cells have as many lines: Rich takes its time by
    the cell, and a list of 2,000 projects would else take over a second.
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
    # Rich would put a short head at the bottom, so all are made as tall.
    head = Line(tuple(map(Cell, sheet.heads or [""] * len(sheet.tracks))), "subtotal")
    for place, (cell, track) in enumerate(
        zip(_cells(head, sheet.tracks), sheet.tracks, strict=True)
    ):
        table.add_column(
            Text("\n").join(cell),
            width=len(_gap(place)) + track.width,
            justify="right" if track.right else "left",
            no_wrap=True,
        )
    for lines in _between_rules(sheet.lines):
        cells = zip(*(_cells(line, sheet.tracks) for line in lines), strict=True)
        table.add_row(*map(_joined, cells), end_section=True)
    console = _console(sum(track.width + GAP for track in sheet.tracks))
    console.print(table)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO of ``_console``
    return [line.rstrip() for line in text.removesuffix("\n").split("\n")]


def _gap(place: int) -> str:
    """What stands in front of a column besides the box's own blank: nothing before the first."""
    return " " * (GAP - 1) if place else ""


def _put(gap: str, text: str, track: Track) -> str:
    return text if track.right else gap + text


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


def _cells(line: Line, tracks: Sequence[Track]) -> list[list[Text]]:
    """The cells of one row, each of as many lines as the tallest needs."""
    if not line.cells:
        return [[Text("")] for _ in tracks]
    texts = [wrap(cell.text, track.width) for cell, track in zip(line.cells, tracks, strict=True)]
    height = max(map(len, texts))
    return [
        [
            Text(_put(_gap(place), text, track), _TONES[cell.tone] or _RANKS[line.rank])
            for text in [*found, *[""] * (height - len(found))]
        ]
        for place, (cell, track, found) in enumerate(zip(line.cells, tracks, texts, strict=True))
    ]


def _joined(cells: Sequence[list[Text]]) -> Text:
    return Text("\n").join(line for cell in cells for line in cell)


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
