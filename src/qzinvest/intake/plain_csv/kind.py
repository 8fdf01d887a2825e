"""Whether a file is a plain one, and how long it is: known before its rows are read."""

from codecs import BOM_UTF8
from pathlib import Path

from qzinvest.errors import FileUnreadable
from qzinvest.model.plain_layout import BASE_COLUMNS

_BEGINNING = ",".join(BASE_COLUMNS[:4]).encode()
_HEAD = len(BOM_UTF8) + len(_BEGINNING)


def count_rows(path: Path) -> int:
    """About how many rows follow the header, for a progress bar: line breaks after the first.

    Raises:
        FileUnreadable: the file cannot be opened or read.
    """
    try:
        with path.open("rb") as file:
            lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except OSError as error:
        raise FileUnreadable(path=str(path), reason=str(error.strerror)) from error
    return max(lines - 1, 0)


def is_plain(path: Path) -> bool:
    """Whether a file begins as the plain layout does: with its first columns, in UTF-8.

    Raises:
        FileUnreadable: the file cannot be opened or read.
    """
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise FileUnreadable(path=str(path), reason=str(error.strerror)) from error
    return head.removeprefix(BOM_UTF8).startswith(_BEGINNING)
