"""Whether a file is a plain one, and how long it is: known before its rows are read."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from pathlib import Path

from qzinvest.errors import unreadable
from qzinvest.model.plain_layout import BASE_COLUMNS, ENTRY_COLUMNS

_TELLING = 4
"""Columns by which a file is known."""


def count_rows(path: Path) -> int:
    """About how many rows follow the header, for a progress bar: line breaks after the first.

    Raises:
        FileUnreadable: the file cannot be opened or read.
    """
    try:
        with path.open("rb") as file:
            lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except OSError as error:
        raise unreadable(error, str(path)) from error
    return max(lines - 1, 0)


def is_plain(path: Path) -> bool:
    """Whether a file begins as the plain layout does: with its first columns, in UTF-8.

    Raises:
        FileUnreadable: the file cannot be opened or read.
    """
    return _begins(path, BASE_COLUMNS[:_TELLING])


def is_entries(path: Path) -> bool:
    """Whether a file begins as an export's ``entries.csv`` does.

    Raises:
        FileUnreadable: the file cannot be opened or read.
    """
    return _begins(path, ENTRY_COLUMNS[:_TELLING])


def _begins(path: Path, columns: Sequence[str]) -> bool:
    if not path.is_file():
        return False
    beginning = ",".join(columns).encode()
    try:
        with path.open("rb") as file:
            head = file.read(len(BOM_UTF8) + len(beginning))
    except OSError as error:
        raise unreadable(error, str(path)) from error
    return head.removeprefix(BOM_UTF8).startswith(beginning)
