"""Sheets of cells, whatever file they come from."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

Value = str | int | float | bool | date | datetime | None
"""A cell as stored; ``None`` where it is blank. Times and durations come as text."""


class Row(NamedTuple):
    """A row that is not empty.

    Args:
        number: as a spreadsheet shows it, from 1; in a text file that of the record.
        values: from column A on, without the blanks at the end.
    """

    number: int
    values: list[Value]

    def at(self, column: int | None) -> Value:
        """The cell in a column, ``None`` beyond the last one."""
        return self.values[column] if column is not None and column < len(self.values) else None


class Sheet(NamedTuple):
    """A sheet with something on it, or a text file's only table.

    Args:
        file: the file's name as the user knows it.
        name: empty for a text file.
        rows: gives the rows, as often as it is called; empty rows are left out.
        merges: first row, first column, last row, last column of merged cells; rows from 1, columns
            from 0. Only the upper left cell of a merged one has a value.
        size: about how many rows there are.
        hidden: how many of them are hidden; they are read like all others.
    """

    file: str
    name: str
    rows: Callable[[], Iterator[Row]]
    merges: tuple[tuple[int, int, int, int], ...]
    size: int
    hidden: int = 0


def squeezed(text: str) -> str:
    """A header without its blanks and line breaks, as headers are compared."""
    return "".join(text.split())


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet calls a cell: row 17 and column 1 make ``B17``."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def trimmed(values: list[Value]) -> list[Value]:
    """The same list without the blanks at its end."""
    while values and values[-1] is None:
        values.pop()
    return values
