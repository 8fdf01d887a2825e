"""The one door for files: from whatever an office sends to sheets of cells.

What a file is, its bytes say; its name is not asked. Cells come as they are stored: nothing is
computed, guessed or changed.
"""

import os
from errno import ESPIPE
from hashlib import file_digest
from pathlib import Path

from qzinvest.errors import FileUnreadable, NotATable, unreadable
from qzinvest.intake.files.sheets import Sheet
from qzinvest.tuples import NamedTuple

_HEAD = 1 << 16
_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How zip archives and OLE compound files begin."""
_BEGINNINGS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"{\\rtf", "word"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"SQLite format 3\0", "other"),
)
_MARKUP = (
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<head", "html"),
    (b"<meta", "html"),
    (b"<style", "html"),
    (b"<body", "html"),
    (b"<table", "html"),
    (b"<div", "html"),
    (b"mime-version:", "mhtml"),
    (b"<?xml", "xml"),
)


class Opened(NamedTuple):
    """A file that can be read.

    Args:
        file: its name as the user knows it.
        kind: csv, xlsx, xls, xlsb or ods.
        encoding: of a text file: utf-8, utf-8-sig, utf-16, gb18030 or big5hkscs.
        delimiter: what parts the cells of a text file.
        epoch: the year from which day numbers count, 1900 or 1904; ``None`` of a text file.
        sheets: those that are visible and not empty.
        hidden: the names of those that are hidden, and left out.
        digest: SHA-256 of the file, as hexadecimal digits.
        size: bytes.
        path: where the bytes are.
    """

    file: str
    kind: str
    encoding: str
    delimiter: str
    epoch: int | None
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...]
    digest: str
    size: int
    path: Path


def open_tables(
    path: Path,
    name: str | None = None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Opened:
    """Find out what a file is, and make its cells available.

    Args:
        name: what errors call it, its path by default.
        encoding: of a text file, where it shall not be found out.
        delimiter: likewise.

    Raises:
        NotATable: it is no table, or one that cannot be read as it is; also from ``rows``.
        FileUnreadable: it cannot be opened or read; also from ``rows``.
    """
    file = name or str(path)
    if path.is_dir():
        raise NotATable(file=file, reason="folder")
    if path.exists() and not path.is_file():
        # A pipe can be read once only; a table is looked at before it is read.
        raise FileUnreadable(path=file, reason=os.strerror(ESPIPE))
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(0)
            digest = file_digest(stream, "sha256").hexdigest()
        found = _open(path, file, head, (encoding, delimiter))
        return found._replace(digest=digest, size=path.stat().st_size)
    except OSError as error:
        raise unreadable(error, file) from error


def _open(path: Path, file: str, head: bytes, wishes: tuple[str | None, str | None]) -> Opened:
    if not head:
        raise NotATable(file=file, reason="empty")
    if head.startswith(_WORKBOOKS):
        from qzinvest.intake.files.workbook import open_workbook  # heavy

        book, sheets, hidden = open_workbook(path, file)
        return Opened(file, book.kind, "", "", book.epoch, sheets, hidden, "", 0, path)
    if reason := "owner" if path.name.startswith("~$") else _reason(head):
        raise NotATable(file=file, reason=reason)
    from qzinvest.intake.files.text_table import open_text

    text = open_text(path, file, *wishes)
    return Opened(file, "csv", text.encoding, text.delimiter, None, (text.sheet,), (), "", 0, path)


def _reason(head: bytes) -> str | None:
    """Why this is no text file with a table, if it is none."""
    for beginning, reason in _BEGINNINGS:
        if head.startswith(beginning):
            return reason
    if (head[:2], head[6:10]) == (b"BM", bytes(4)) or (head[:4], head[8:12]) == (b"RIFF", b"WEBP"):
        return "image"
    # Such files are written in UTF-16 too, which is ASCII with zeros between.
    text = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    text = text.replace(b"\0", b"").lstrip().lower()
    for beginning, reason in _MARKUP:
        if text.startswith(beginning):
            return "html" if reason == "xml" and b"<html" in text else reason
    return None
