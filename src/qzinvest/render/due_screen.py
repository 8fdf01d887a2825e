"""What is due, on a terminal: one line a project, with fewer columns where it is narrow."""

from collections.abc import Sequence
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.due import DueTitle
from qzinvest.model.table import Table
from qzinvest.render.due_title import subtitle
from qzinvest.render.grid import Grid, GridRow, Head
from qzinvest.render.grid_screen import grid_screen
from qzinvest.render.listing import NUMERIC, shown_text
from qzinvest.render.terminal import BOLD, DIM, paint
from qzinvest.render.widths import GAP, item, widest, wrap
from qzinvest.render.wording import header, note_texts, spared_note

SPARED = ("indicator", "department", "since", "stage", "district")
"""Columns that a narrow screen goes without, the first one first; a note names them."""


EASY = {"name": 12, "district": 10, "department": 10}
"""Texts that wrap, and the widths in which they are still read with ease."""
HEAD_EASY = 8


class Shown(NamedTuple):
    """A column's key and header, and its cells as text."""

    key: str
    head: Head
    texts: list[str]


def due_screen(  # noqa: PLR0913 - what every screen takes, all by name
    title: DueTitle,
    table: Table,
    w: Wording,
    width: int,
    *,
    colour: bool,
    unit: MoneyUnit = "yi",
) -> str:
    """The list as text for a terminal or a pipe of ``width`` columns; digits are never cut."""
    lines = [paint(line, BOLD, colour=colour) for line in wrap(title.plan, width)]
    lines += [*wrap(subtitle(title, w), width), ""]
    notes = note_texts(table.notes, w)
    if table.rows:
        columns = [_shown(table, place, w, unit) for place in range(len(table.columns))]
        spared = _spared(columns, width)
        left = [column for column in columns if column.key not in spared]
        cells = zip(*(column.texts for column in left), strict=True)
        grid = Grid("", tuple(column.head for column in left), tuple(map(GridRow, cells)))
        lines += grid_screen(grid, w, width, colour=colour)
        notes += spared_note([c.head.text for c in columns if c.key in spared], w)
    else:
        lines += wrap(w("empty.due"), width)
    footer = [line for text in notes for line in item(text, width)]
    lines += ["", *(paint(line, DIM, colour=colour) for line in footer)]
    return "\n".join(lines) + "\n"


def _shown(table: Table, place: int, w: Wording, unit: MoneyUnit) -> Shown:
    column = table.columns[place]
    head = Head(header(column, w, unit), column.kind in NUMERIC)
    return Shown(column.key, head, [shown_text(row, place, table, w, unit) for row in table.rows])


def _spared(columns: Sequence[Shown], width: int) -> Sequence[str]:
    """As few of ``SPARED`` as leave names room beside the rest."""
    for count in range(len(SPARED)):
        least = [_least(column) for column in columns if column.key not in SPARED[:count]]
        if sum(least) + GAP * (len(least) - 1) <= width:
            return SPARED[:count]
    return SPARED


def _least(column: Shown) -> int:
    natural = widest([column.head.text, *column.texts])
    if column.key in EASY:
        return min(natural, EASY[column.key])
    return max(widest(column.texts), min(natural, HEAD_EASY))
