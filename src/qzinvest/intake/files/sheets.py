"""Sheets of cells, whatever file they come from, and what is shown of a number besides it.

Typing 2022年3月 stores the first of the month, and shows the month; the day was never said. A unit
or a scale that stands in a format is part of what the sender sees and reads.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeVar

from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

T = TypeVar("T")

_LITERAL = pattern(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKET = pattern(r"\[(?:\$([^\]-]*))?[^\]]*\]")
_UNIT = pattern("[亿億万萬元圆圓$€£]|美金|million|bn", re.IGNORECASE)
_PLACES = pattern(r"[0#?][0#?.,]*")
_SCALED = pattern(r"[0#?],+(?![0#?])|!")


class Shown(NamedTuple):
    """How a number is shown.

    ``kind`` is ``month`` or ``year`` of a date, ``unit`` where ``before`` and ``after`` stand
    around the number, and ``scaled`` where what is shown is another number than the stored one.
    """

    kind: str
    before: str = ""
    after: str = ""

    def text(self, value: T) -> T | str:
        """The value as it is shown, where that says something else than the value."""
        if isinstance(value, date):
            if self.kind == "month":
                return f"{value:%Y-%m}"
            return f"{value:%Y}" if self.kind == "year" else value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        if self.kind in ("unit", "scaled"):
            return f"{self.before}{value}{self.after}"
        return value


_BUILT_IN = dict.fromkeys((17, 27, 36, 50, 52, 57), Shown("month"))
"""Formats without a code in the file: mmm-yy, and in Chinese editions yyyy"年"m"月"."""


def shown_by(code: str) -> Shown | None:
    """What a format code says besides the number, ``None`` for nothing.

    Args:
        code: such as ``yyyy"年"m"月"``, ``0.0"亿元"`` or ``[$$-409]#,##0.00``; ECMA-376, 18.8.31.
    """
    first = code.split(";", maxsplit=1)[0]
    signs = _LITERAL.sub("", _BRACKET.sub("", first)).lower()
    if not set(signs) & set("0#?"):
        return _of_date(signs)
    if _SCALED.search(signs):
        return Shown("scaled", "", f" [{code}]")
    plain = _LITERAL.sub(lambda m: m[1] or m[2] or "", _BRACKET.sub(lambda m: m[1] or "", first))
    before, after = _PLACES.split(plain, maxsplit=1)
    if not _UNIT.search(before + after):
        return None
    return Shown("unit", before.strip(" -()"), after.strip(" -()"))


def _of_date(signs: str) -> Shown | None:
    if "d" in signs or "h" in signs or "s" in signs or "general" in signs:
        return None
    if "m" in signs:
        return Shown("month")
    return Shown("year") if "y" in signs else None


def telling_styles(codes: dict[int, str], styles: list[int]) -> dict[int, Shown]:
    """The styles of cells that say more than the number, by their place.

    Args:
        codes: the workbook's own format codes by their number.
        styles: the number of the format of each style.
    """
    found = {}
    for place, number in enumerate(styles):
        shown = shown_by(codes[number]) if number in codes else _BUILT_IN.get(number)
        if shown is not None:
            found[place] = shown
    return found


UNCALCULATED = "=…"
"""What stands for the result of a formula that was never calculated."""

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


class Marks(NamedTuple):
    """What is seen of a sheet besides its cells' texts; rows from 1, columns from 0.

    Args:
        hidden: the rows that are hidden, ``filtered`` whether by a filter; read like all others.
        columns: the columns that are hidden, first and last.
        struck: the cells that are struck through, as columns by row; ``partly`` those in which a
            part of the text is.
    """

    hidden: Collection[int] = ()
    filtered: bool = False
    columns: Collection[tuple[int, int]] = ()
    struck: Mapping[int, Collection[int]] = MappingProxyType({})
    partly: Mapping[int, Collection[int]] = MappingProxyType({})


UNMARKED = Marks()


class Sheet(NamedTuple):
    """A sheet with something on it, or a text file's only table.

    Args:
        file: the file's name as the user knows it.
        name: empty for a text file.
        rows: gives the rows, as often as it is called; empty rows are left out.
        merges: first row, first column, last row, last column of merged cells; rows from 1, columns
            from 0. Only the upper left cell of a merged one has a value.
        size: about how many rows there are.
        marks: what is hidden or struck through in it.
    """

    file: str
    name: str
    rows: Callable[[], Iterator[Row]]
    merges: tuple[tuple[int, int, int, int], ...]
    size: int
    marks: Marks = UNMARKED


def squeezed(text: str) -> str:
    """A header without its blanks and line breaks, as headers are compared."""
    return "".join(text.split())


def trimmed(values: list[Value]) -> list[Value]:
    """The same list without the blanks at its end."""
    while values and values[-1] is None:
        values.pop()
    return values


NEVER = 1 << 40
"""A row that no sheet has."""

MOST_HELD = 320_000_000
"""Bytes that the reader of workbooks may hold: the program stays below 500 MB with them."""
SHARED, _CELL, _NOTE = 60, 75, 250
"""Bytes at most, as measured, of a text that cells share, besides its own; of a cell, whatever is
in it, besides its text; of a merged cell or an error."""
_MARKED = 150
"""Likewise of a row that is hidden, or has cells that are struck through."""
BARE, STRUCK, PLAIN = 1, 2, 4
"""Kinds of runs in a text: in the cell's font, in one of their own that strikes through or not."""

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
"""What Excel and LibreOffice have room for."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows from 1, columns from 0."""


class TooLarge(Exception):  # noqa: N818 - caught by the guard, which says it to the user
    """The sheet spans too many cells."""


class BombError(Exception):
    """Unpacked, it is larger than any honest workbook."""


class SharedTexts:
    """How long the texts are that a workbook keeps once and its cells share, in bytes.

    Args:
        lengths: by their number.
        sure: whether the numbers are certain; else every cell may hold the longest.
        struck: the kinds of runs in texts of several, as far as any is struck through.

    Raises:
        BombError: they take too much memory themselves.
    """

    def __init__(
        self,
        lengths: "array[int]",
        *,
        sure: bool = True,
        struck: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        self._lengths = lengths
        self._sure = sure
        self.struck = struck
        self.longest = max(lengths, default=0)
        self.held = sum(lengths) + SHARED * len(lengths) + _MARKED * len(struck)
        if self.held > MOST_HELD:
            raise BombError

    def of(self, number: int) -> int:
        """The length of one text."""
        known = self._sure and number < len(self._lengths)
        return self._lengths[number] if known else self.longest

    def together(self, numbers: Iterable[int]) -> int:
        """The length of many."""
        wanted = list(numbers)
        if self._sure and max(wanted, default=0) < len(self._lengths):
            return sum(map(self._lengths.__getitem__, wanted))
        return len(wanted) * self.longest


class SheetFacts:
    """One sheet's facts, gathered while it is scanned; rows from 1, columns from 0.

    Args:
        copies: how often its texts are held: by the reader, which keeps the sheets of some formats
            apart from the one that is asked for, and by the import.

    Attributes:
        rows: the last row with content, ``columns`` the number of columns up to the last one.
        errors: of each row the column and text of its error cells, and of those that hold a
            formula and no result.
        merges: the merged cells.
        filtered: whether a filter hides rows.
        text: bytes of text in all cells, the repeated and shared ones too: each is held for itself.
        shown: the rows of the cells whose format says more than their number, by column and format.
    """

    def __init__(self, copies: int = 2) -> None:
        self._copies = copies
        self.rows = 0
        self.columns = 0
        self.errors: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self.merges: list[Merge] = []
        self.filtered = False
        self._hidden: set[int] = set()
        self._columns: list[tuple[int, int]] = []
        self._struck: defaultdict[int, array[int]] = defaultdict(lambda: array("H"))
        self._partly: defaultdict[int, array[int]] = defaultdict(lambda: array("H"))
        self.text = 0
        self._errors = 0
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
        self._errors += 1
        self._check_notes()

    def merge(self, cell: Merge) -> None:
        """These cells are merged."""
        self.merges.append(cell)
        self._check_notes()

    def formula(self, row: int, column: int) -> None:
        """The cell holds a formula and no result."""
        self.error(row, column, UNCALCULATED)

    def hide(self, row: int) -> None:
        """The row is hidden."""
        self._hidden.add(row)

    def hide_columns(self, first: int, last: int) -> None:
        """These columns are hidden."""
        self._columns.append((first, last))

    def strike(self, row: int, column: int, *, styled: bool, runs: int = BARE) -> None:
        """Note the cell if it is struck through, by its style or in runs of its text."""
        struck = runs & STRUCK or (styled and runs & BARE)
        if struck and column < MOST_COLUMNS:
            plain = runs & PLAIN or (not styled and runs & BARE)
            (self._partly if plain else self._struck)[row].append(column)

    @property
    def marks(self) -> Marks:
        """What is hidden or struck through."""
        return Marks(self._hidden, self.filtered, self._columns, self._struck, self._partly)

    @property
    def held(self) -> int:
        """Bytes that reading the sheet takes at most."""
        notes = len(self.merges) + self._errors + len(self.shown) + len(self._columns)
        marked = len(self._hidden) + len(self._struck) + len(self._partly)
        return _CELL * self.cells + self._copies * self.text + _NOTE * notes + _MARKED * marked

    def check(self, beside: int = 0) -> None:
        """Refuse a sheet that would take too much memory, together with so many bytes beside it.

        Raises:
            TooLarge: its block alone does, or has more than any program's rows or columns.
            BombError: it does with what its cells hold.
        """
        block = _CELL * self.cells
        if block > MOST_HELD or self.rows > MOST_ROWS or self.columns > MOST_COLUMNS:
            raise TooLarge(f"{self.rows} × {self.columns}")
        if self.held + beside > MOST_HELD:
            raise BombError

    def _check_notes(self) -> None:
        if (len(self.merges) + self._errors) * _NOTE > MOST_HELD:
            raise BombError


def together(sheets: Iterable[SheetFacts], beside: int = 0) -> list[SheetFacts]:
    """The sheets of a workbook that is held as a whole, with so many bytes beside them.

    Raises:
        TooLarge: their blocks take too much memory.
        BombError: they do with what their cells hold.
    """
    gathered: list[SheetFacts] = []
    cells = 0
    for sheet in sheets:
        gathered.append(sheet)
        cells += sheet.cells
        beside += sheet.held
        if _CELL * cells > MOST_HELD:
            raise TooLarge(str(cells))
        if beside > MOST_HELD:
            raise BombError
    return gathered
