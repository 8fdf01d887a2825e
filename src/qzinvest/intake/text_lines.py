"""Records of a CSV text, none of which can fill the memory."""

import csv
import os
from collections.abc import Iterator
from errno import ESPIPE, ESTALE
from functools import partial
from pathlib import Path
from typing import TextIO

from qzinvest.errors import BadRow, Fault, FileUnreadable, NotATable

MOST_RECORD = 4_000_000
"""Characters of one record, whose cells are all held at once; a spreadsheet's row has fewer."""


class BoundedLines:
    """The lines of ``text`` for ``csv.reader``; whoever takes records says where each ends.

    An unbroken line, and a record of quoted line breaks, would otherwise be read to the file's end.
    """

    def __init__(self, text: TextIO, file: str) -> None:
        self._text = text
        self._file = file
        self._records = 0
        self._room = MOST_RECORD

    def __iter__(self) -> Iterator[str]:
        """Raises ``NotATable`` where a record is too long."""
        for line in iter(partial(self._text.readline, MOST_RECORD + 1), ""):
            self._room -= len(line)
            if self._room < 0:
                detail = str(self._records + 1)
                raise NotATable(file=self._file, reason="long", detail=detail)
            yield line

    def ended(self) -> None:
        """A record has ended, sound or not."""
        self._records += 1
        self._room = MOST_RECORD


def read_records(path: Path) -> Iterator[tuple[int, list[str] | Fault]]:
    """Every record of a CSV file in UTF-8 with its row, or the fault that makes it unreadable.

    Raises:
        FileUnreadable: the file cannot be opened or read, or is no regular file.
    """
    if path.exists() and not path.is_dir() and not path.is_file():
        # A pipe can be read once only; repeated codes and the progress bar need it twice.
        raise FileUnreadable(path=str(path), reason=os.strerror(ESPIPE))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = BoundedLines(file, str(path))
            yield from _numbered(path, csv.reader(lines, strict=True), lines)
    except OSError as error:
        raise FileUnreadable(path=str(path), reason=str(error.strerror)) from error


def _numbered(
    path: Path, reader: Iterator[list[str]], lines: BoundedLines
) -> Iterator[tuple[int, list[str] | Fault]]:
    row = 0
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield row, Fault(str(path), row, "", "", BadRow(reason="quotes", detail=str(error)))
        except UnicodeDecodeError:
            fault = _undecodable(path)
            yield fault.row, fault
            return
        else:
            yield row, cells
        lines.ended()


def _undecodable(path: Path) -> Fault:
    """The first byte that is not UTF-8; its row is the number of its line."""
    start = 0
    with path.open("rb") as file:
        for row, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                byte = f"0x{line[error.start]:02X}, {start + error.start}"
                return Fault(str(path), row, "", "", BadRow(reason="encoding", detail=byte))
            start += len(line)
    # Every line is sound now: somebody has written to the file between the two readings.
    raise FileUnreadable(path=str(path), reason=os.strerror(ESTALE))
