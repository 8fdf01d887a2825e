"""What must be known of a sheet before its cells are asked for, whatever the file's format.

The reader of workbooks lays a sheet out as one block from its first to its last cell with content,
gives errors (``#REF!``) as blanks, and formulas that were never calculated as blanks too. So the
scanners look for the block's corner, the errors and such formulas first.
"""

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qzinvest.intake.number_formats import Shown

MOST_CELLS = 8_000_000
"""Cells of the block that a sheet may span: about 500 MB while it is read."""

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
"""What Excel and LibreOffice have room for."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows from 1, columns from 0."""


class TooLarge(Exception):  # noqa: N818 - caught by the guard, which says it to the user
    """The sheet spans too many cells."""


class BombError(Exception):
    """Unpacked, it is larger than any honest workbook."""


class SheetFacts:
    """One sheet's facts, gathered while it is scanned; rows from 1, columns from 0.

    Attributes:
        rows: the last row with content, ``columns`` the number of columns up to the last one.
        errors: of each row the column and text of its error cells.
        uncalculated: the first cells that hold a formula and no result, ``lacking`` how many do.
        merges: the merged cells.
        hidden: how many rows are hidden.
        shown: the rows of the cells whose format says more than their number, by column and format.
    """

    _NAMED = 5

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0
        self.errors: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self.uncalculated: list[tuple[int, int]] = []
        self.lacking = 0
        self.merges: list[Merge] = []
        self.hidden = 0
        self.shown: defaultdict[tuple[int, Shown], array[int]]
        self.shown = defaultdict(lambda: array("I"))

    @property
    def cells(self) -> int:
        """The size of the block that the sheet spans, counted from its upper left corner."""
        return self.rows * self.columns

    def content(self, row: int, column: int) -> None:
        """There is content as far as this cell."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column + 1)

    def error(self, row: int, column: int, text: str) -> None:
        """The cell holds an error."""
        self.content(row, column)
        self.errors[row].append((column, text))

    def formula(self, row: int, column: int) -> None:
        """The cell holds a formula and no result."""
        self.lacking += 1
        if len(self.uncalculated) < self._NAMED:
            self.uncalculated.append((row, column))

    def check(self) -> None:
        """Refuse a block that would take too much memory.

        Raises:
            TooLarge: it has more than ``MOST_CELLS`` cells, or more than any program's rows.
        """
        if self.cells > MOST_CELLS or self.rows > MOST_ROWS or self.columns > MOST_COLUMNS:
            raise TooLarge(f"{self.rows} × {self.columns}")
