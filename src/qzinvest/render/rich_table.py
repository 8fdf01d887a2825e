"""A table on a terminal: a Rich table of fixed widths, so that Rich measures and cuts nothing."""

from collections.abc import Iterator, Sequence
from functools import partial
from io import StringIO

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Span, Text

from qzinvest.patterns import pattern
from qzinvest.render.figures import DOWN, END, LEVEL, PACE, UP
from qzinvest.render.sheet import (
    RULE,
    Cell,
    Line,
    Sheet,
    Track,
    filled,
    sections,
    side_by_side,
    wrapped,
)

_RANKS = {"line": "", "head": "dim", "heading": "bold", "subtotal": "dim", "total": "bold"}
_TONES = {"": "", "soft": "dim", "good": "green", "fair": "yellow", "bad": "bold red"}
_TOKENS = pattern(rf"[-+]?\d[\d,.]*%?|{PACE}|{END}|[^\d{PACE}{END}+-]+|[+-]")
"""A cell in parts: figures, the scale of bars, and what a colour may repeat."""
_LONG = 100
"""Lines from which a part of a table is a long one."""


def painted(sheet: Sheet, *, rules: bool = True) -> list[str]:
    """The lines of a table in colour; without their escapes they are those of ``screen.plain``.

    All lines between two rules make one row of a Rich table, whose cells have as many lines, and
    the rows of a long part do without Rich: it takes its time by the cell, a second for a list of
    2,000 projects.
    """
    lines = [_sgr(line, "bold") for line in sheet.groups]
    if sheet.heads:
        # Heads are dim of themselves, as off a terminal.
        lines += _by_rich([Line(tuple(map(Cell, sheet.heads)), "head")], sheet)
    for above, part in sections(sheet, rules=rules):
        lines += [_rule(line) for line in above]
        lines += _by_line(part, sheet) if len(part) > _LONG else _by_rich(part, sheet)
    return lines


def _rule(line: str) -> str:
    """A rule in dim, and the words in it as they are."""
    words = line.strip(f"{RULE} ")
    if not words:
        return _sgr(line, "dim")
    before, _, after = line.partition(words)
    return _sgr(before, "dim") + _sgr(words, "bold") + _sgr(after, "dim")


def _by_rich(lines: Sequence[Line], sheet: Sheet) -> list[str]:
    """Some rows, whose cells are as wide as their columns: Rich has nothing to wrap or to cut."""
    if not lines:
        return []
    table = Table.grid(padding=0)
    rows = [wrapped(line, sheet.tracks) for line in lines]
    cells = []
    for place, track in enumerate(sheet.tracks):
        space = track.gap if place else 0
        table.add_column(width=space + track.width, no_wrap=True, overflow="ignore")
        texts = Text()
        for line, found in zip(lines, rows, strict=True):
            for height in range(max(map(len, found))):
                if texts:
                    texts.append("\n")
                texts.append(" " * space)
                texts.append_text(_cell(line, place, track, filled(found[place], height, track)))
        cells.append(texts)
    table.add_row(*cells)
    console = _console(sheet.width)
    console.print(table)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO of ``_console``
    return [line.rstrip() for line in text.removesuffix("\n").split("\n")]


def _by_line(lines: Sequence[Line], sheet: Sheet) -> Iterator[str]:
    """The rows as they stand, in the same colours."""
    for line in lines:
        yield from side_by_side(line, sheet.tracks, partial(_escaped, line, sheet.tracks))


def _escaped(line: Line, tracks: Sequence[Track], text: str, place: int) -> str:
    found = _cell(line, place, tracks[place], text)
    return "".join(_sgr(part.plain, str(part.style)) for part in _parts(found))


def _parts(text: Text) -> Iterator[Text]:
    """A text by its spans, which follow one another; what has no style stands between."""
    place = 0
    for span in text.spans:
        yield Text(text.plain[place : span.start])
        yield Text(text.plain[span.start : span.end], style=span.style)
        place = span.end
    yield Text(text.plain[place:])


def _sgr(text: str, style: str) -> str:
    system = ColorSystem.STANDARD
    return Style.parse(style).render(text, color_system=system) if style and text else text


def _cell(line: Line, place: int, track: Track, text: str) -> Text:
    """A cell: signs and bars take its colour, digits never; under a red light they are bold."""
    tone = line.cells[place].tone if line.cells else ""
    base = _RANKS["subtotal" if track.heads else line.rank]
    if not tone:
        return Text(text, spans=[Span(0, len(text), base)] if base and text.strip() else [])
    if tone == "soft":
        moves = [place for sign in (UP, DOWN, LEVEL) if (place := text.find(sign)) >= 0]
        return Text(text, spans=[Span(moves[0], len(text), _TONES[tone])] if moves else [])
    tokens = ((token, _styled(token[0], tone, base)) for token in _TOKENS.finditer(text))
    spans = [Span(*token.span(), style) for token, style in tokens if style and token[0].strip()]
    return Text(text, spans=spans)


def _styled(token: str, tone: str, base: str) -> str:
    if token in (PACE, END):
        return base if token == PACE else "dim"
    if any(map(str.isdigit, token)):
        return "bold" if tone == "bad" else base
    return _TONES[tone]


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
