"""Workbooks to sheets of cells: XLSX, XLSM, XLS, XLSB and ODS.

Only cells as they are stored: formulas give the result that stands beside them and are never
computed. What the reader drops (errors, formulas without a result) is put back from the facts that
the guard has found.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qzinvest.errors import NotATable, PartMissing, QzinvestError
from qzinvest.intake.files.guard.book import Book, examine
from qzinvest.intake.files.sheets import Row, Sheet, SheetFacts, Shown, Value, trimmed
from qzinvest.intake.words.texts import GUARDS, without_guard

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_KEPT = 160_000_000
"""Bytes of sheets that stay in memory for a second reading."""
_EXACT = 1 << 53
_STDERR = 2


def open_workbook(path: Path, file: str) -> tuple[Book, tuple[Sheet, ...], tuple[str, ...]]:
    """A workbook's facts, its visible sheets that hold anything, and the names of hidden ones.

    Raises:
        NotATable: it is no workbook that can be read as it is.
        PartMissing: this machine has nothing to read it by.
        OSError: it cannot be read.
    """
    _refuse_without_reader()
    book = examine(path, file)
    reader = _Reader(path, file)
    sheets: list[Sheet] = []
    hidden: list[str] = []
    named = reader.sheets()
    if len(named) != len(book.sheets):
        raise NotATable(file=file, reason="damaged")
    for index, ((name, visible), facts) in enumerate(zip(named, book.sheets, strict=True)):
        if not visible:
            hidden.append(name)
        elif facts is not None and facts.cells:
            rows: Callable[[], Iterator[Row]] = partial(_rows, reader, index, facts)
            sheets.append(Sheet(file, name, rows, tuple(facts.merges), facts.rows, facts.marks))
    if not sheets:
        raise NotATable(file=file, reason="blank")
    return book, tuple(sheets), tuple(hidden)


def _refuse_without_reader() -> None:
    try:
        import python_calamine
    except ImportError as error:
        raise PartMissing(package="python-calamine") from error
    del python_calamine


class _Reader:
    """The library's workbook, opened once; large sheets are let go when the next is asked for."""

    def __init__(self, path: Path, file: str) -> None:
        self._path = path
        self._file = file
        self._book: CalamineWorkbook | None = None
        self._kept: dict[int, CalamineSheet] = {}
        self._held = 0

    def sheets(self) -> list[tuple[str, bool]]:
        """Name of each sheet, and whether it is visible."""
        from python_calamine import SheetVisibleEnum

        with self.trouble():
            return [
                (sheet.name, sheet.visible == SheetVisibleEnum.Visible)
                for sheet in self._opened().sheets_metadata
            ]

    def sheet(self, index: int, held: int) -> "CalamineSheet":
        """One sheet, which takes so many bytes."""
        if index not in self._kept:
            self._held += held
            if self._held > _KEPT:
                self._kept.clear()
                self._held = held
            with self.trouble(), _quiet():
                self._kept[index] = self._opened().get_sheet_by_index(index)
        return self._kept[index]

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Whatever goes wrong inside the library means that the file is damaged.

        A panic of its Rust code comes as an exception that is no ``Exception``.
        """
        from python_calamine import PasswordError

        try:
            yield
        except QzinvestError:
            raise
        except PasswordError as error:
            raise NotATable(file=self._file, reason="password") from error
        except BaseException as error:
            # The library's own complaints about a file may be OSErrors, but without a number.
            if isinstance(error, OSError) and error.errno is not None:
                raise
            if isinstance(error, Exception) or type(error).__name__ == "PanicException":
                raise NotATable(file=self._file, reason="damaged") from error
            raise

    def _opened(self) -> "CalamineWorkbook":
        from python_calamine import CalamineWorkbook

        if self._book is None:
            with self._path.open("rb") as stream, _quiet():
                self._book = CalamineWorkbook.from_filelike(stream)
        return self._book


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what a panic writes to the terminal, before it is raised, from the user."""
    try:
        kept = os.dup(_STDERR)
    except OSError:  # there is none
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, _STDERR)
    os.close(nothing)
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)


def _rows(reader: _Reader, index: int, facts: SheetFacts) -> Iterator[Row]:
    sheet = reader.sheet(index, facts.held)
    # Rows come from the sheet's first on, but columns only from the first that holds anything.
    indent: list[Value] = [None] * (sheet.start[1] if sheet.start else 0)
    formats = {place: deque(rows) for place, rows in facts.shown.items()}
    with reader.trouble():
        rows = sheet.iter_rows()
        for number in range(1, max(facts.rows, sheet.total_height) + 1):
            values = indent + [_value(cell) for cell in next(rows, ())]
            for column, shown in _shown(formats, number):
                if column < len(values):
                    values[column] = shown.text(values[column])
            for column, text in facts.errors.get(number, ()):
                values += [None] * (column + 1 - len(values))
                values[column] = text
            if values := trimmed(values):
                yield Row(number, values)


def _shown(
    formats: dict[tuple[int, Shown], deque[int]], number: int
) -> Iterator[tuple[int, Shown]]:
    """The cells of the next row whose format says more than the number."""
    for place, rows in formats.items():
        while rows and rows[0] <= number:
            if rows.popleft() == number:
                yield place


def _value(cell: Any) -> Value:  # noqa: ANN401 - whatever the library gives
    """A cell as the rest of the program knows it: whole numbers as such, durations as text."""
    if isinstance(cell, str):
        if cell[:1] in GUARDS:
            cell = without_guard(cell)
        elif "_x000" in cell:
            cell = cell.replace("_x000D_", "")  # a line break that was escaped and never read back
        return cell if cell and not cell.isspace() else None
    if isinstance(cell, float):
        if not isfinite(cell):
            return str(cell)
        return int(cell) if cell.is_integer() and abs(cell) <= _EXACT else cell
    if isinstance(cell, bool | int | date | datetime):
        return cell
    return str(cell)
