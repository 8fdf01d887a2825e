"""Lists and cards on a terminal."""

from collections.abc import Sequence
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.table import Table
from qzinvest.render.listing import NUMERIC, shown_text
from qzinvest.render.terminal import BOLD, DIM, HEAD, Cell, Track, paint, row, rule, total_width
from qzinvest.render.widths import GAP, item, share_out, widest, wrap
from qzinvest.render.wording import header, note_texts, spared_note

WHOLE = ("id", "code", "event", "at", "key", "edition", "entry")
"""Text columns that people copy: they are not parted."""
WHOLE_MOST = 40
"""Only the keys of the log's smaller facts are longer; nobody has to type them."""
SPARED = ("tier", "signing", "code", "department", "group", "investor", "effective")
"""Columns that a narrow screen goes without, the first one first; a note names them."""
TEXT_LEAST, HEAD_LEAST, VALUE_LEAST = 14, 8, 12


class Shown(NamedTuple):
    """A column's key, kind and header, and its cells as text."""

    key: str
    kind: str
    head: str
    texts: list[str]


def table_screen(
    table: Table, w: Wording, width: int, *, colour: bool, unit: MoneyUnit = "yi"
) -> str:
    """A list with aligned columns; columns without any value are left out.

    Numbers, dates and ids are never cut or parted, other texts wrap. A narrow screen goes without
    some columns and says so; where even that does not do, every row becomes a few lines of
    ``label  value``. An empty list says so in a sentence.
    """
    spared: list[str] = []
    if not table.rows:
        lines = wrap(_empty(table, w), width)
    else:
        columns = _columns(table, w, unit)
        fitting, spared = _fitting(columns, width)
        tracks = _tracks(fitting, width)
        if total_width(tracks) <= width:
            lines = _grid(fitting, tracks, colour=colour)
        else:
            lines, spared = _records(columns, width, colour=colour), []
    notes = note_texts(table.notes, w)
    notes += spared_note(spared, w)
    if notes:
        lines.append("")
        lines += [paint(line, DIM, colour=colour) for text in notes for line in item(text, width)]
    return "\n".join(lines) + "\n"


def render_card(  # noqa: PLR0913 - what every screen takes, all by name
    title: str,
    facts: Table,
    sections: Sequence[Table],
    w: Wording,
    *,
    width: int = 80,
    colour: bool = False,
    unit: MoneyUnit = "yi",
) -> str:
    """One thing in full: a title, its fields as ``label  value``, and a list a section.

    Args:
        title: such as a project's id and name.
        facts: a table of one row; its columns become the labels, cells without value are left out.
        sections: lists below, each under the heading ``section.<table name>``.
        w: the reader's language.
        width: columns of the terminal.
        colour: whether to use ANSI colours.
        unit: 亿元 or 万元.
    """
    lines = [paint(line, BOLD, colour=colour) for line in wrap(title, width)]
    lines += ["", *_records(_columns(facts, w, unit), width, colour=colour)]
    parts = ["\n".join(lines) + "\n"]
    for section in sections:
        heading = paint(w(f"section.{section.name}"), HEAD, colour=colour)
        parts.append(heading + "\n" + table_screen(section, w, width, colour=colour, unit=unit))
    return "\n".join(parts)


def _empty(table: Table, w: Wording) -> str:
    key = f"empty.{table.name}"
    sentence = w(key)
    return w("empty.table") if sentence == key else sentence


def _columns(table: Table, w: Wording, unit: MoneyUnit) -> list[Shown]:
    """The columns that have a value in any row, written out."""
    return [
        Shown(
            column.key,
            column.kind,
            header(column, w, unit),
            [shown_text(cells, i, table, w, unit) for cells in table.rows],
        )
        for i, column in enumerate(table.columns)
        if column.kind != "nested" and any(cells[i] is not None for cells in table.rows)
    ]


def _natural(column: Shown) -> int:
    """The width that needs no wrapping."""
    return widest({column.head, *column.texts})


def _least(column: Shown) -> int:
    """The width that parts nothing that must stay whole; a figure's header may wrap."""
    if _is_number(column):
        return max(widest(set(column.texts)), min(widest([column.head]), HEAD_LEAST))
    whole = column.kind == "date" or (column.key in WHOLE and _natural(column) <= WHOLE_MOST)
    return _natural(column) if whole else min(_natural(column), TEXT_LEAST)


def _is_number(column: Shown) -> bool:
    return column.kind in NUMERIC


def _fitting(columns: list[Shown], width: int) -> tuple[list[Shown], list[str]]:
    """The columns that fit side by side, and the headers of those left out for it."""
    fitting, spared = columns, []
    for key in SPARED:
        if sum(_least(column) + GAP for column in fitting) - GAP <= width:
            break
        spared += [column.head for column in fitting if column.key == key]
        fitting = [column for column in fitting if column.key != key]
    return fitting, spared


def _tracks(columns: list[Shown], width: int) -> list[Track]:
    natural, least = [_natural(c) for c in columns], [_least(c) for c in columns]
    widths = share_out(natural, least, width - GAP * (len(columns) - 1))
    return [Track(size, _is_number(c)) for size, c in zip(widths, columns, strict=True)]


def _grid(columns: list[Shown], tracks: list[Track], *, colour: bool) -> list[str]:
    lines = row([Cell(column.head, DIM) for column in columns], tracks, colour=colour)
    lines.append(rule(tracks, colour=colour))
    for values in zip(*(column.texts for column in columns), strict=True):
        lines += row([Cell(value) for value in values], tracks, colour=colour)
    return lines


def _records(columns: list[Shown], width: int, *, colour: bool) -> list[str]:
    label = widest(column.head for column in columns)
    tracks = [Track(label), Track(max(width - label - GAP, VALUE_LEAST))]
    lines: list[str] = []
    for i in range(len(columns[0].texts)):
        if lines:
            lines.append("")
        for column in columns:
            if value := column.texts[i]:
                lines += row([Cell(column.head, DIM), Cell(value)], tracks, colour=colour)
    return lines
