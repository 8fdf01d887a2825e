"""What SQLite and the system say about a ledger, as our errors."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from errno import EIO
from typing import TYPE_CHECKING

from qzinvest.errors import (
    DiskFull,
    FileUnwritable,
    LedgerDamaged,
    LedgerEndless,
    LedgerLocked,
    LimitReached,
    NotALedger,
    QzinvestError,
    refused_by_system,
)
from qzinvest.ledger.place import FileName, others_file

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT_SECONDS = 30
"""How long a command waits for its turn to write, where nothing else was asked for."""
_READING = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)
_NAMED = {
    sqlite3.SQLITE_NOTADB: NotALedger,
    sqlite3.SQLITE_INTERRUPT: LedgerEndless,
    sqlite3.SQLITE_IOERR_WRITE: LimitReached,
}
_REFUSED = {
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_CANTOPEN: "unopened",
}
"""Reasons of a catalogue, for SQLite's own words are English."""
_SMALL = 1 << 20
"""Bytes of free space below which an input/output error is taken for a full disk."""


@contextmanager
def faults(path: FileName, waited: float = TIMEOUT_SECONDS) -> Iterator[None]:
    """Turn what SQLite and the system raise inside into our errors about ``path``.

    Args:
        waited: for how many seconds, if it is busy.
    """
    try:
        yield
    except BrokenPipeError:  # who reads our answer has seen enough
        raise
    except sqlite3.Error as error:
        raise translated(error, path, waited) from error
    except UnicodeDecodeError as error:
        # SQLite's message quotes the damaged bytes themselves.
        raise LedgerDamaged(path=str(path), detail=str(error)) from error
    except OSError as error:
        raise others_file(path) or refused_by_system(error, str(path)) from error


def translated(
    error: sqlite3.Error, path: FileName, waited: float = TIMEOUT_SECONDS
) -> QzinvestError:
    """Our error for what SQLite said about the ledger at ``path``."""
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    code = extended & 0xFF
    where = str(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return LedgerLocked(path=where, seconds=int(waited))
    if refused := _REFUSED.get(code):
        return others_file(path) or FileUnwritable(path=where, reason=refused)
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return DiskFull(path=where)
    if named := _NAMED.get(extended) or _NAMED.get(code):
        return named(path=where)
    if code == sqlite3.SQLITE_IOERR and extended not in _READING:
        # The ledger itself is as it was.
        return FileUnwritable(path=where, reason=os.strerror(EIO))
    return LedgerDamaged(path=where, detail=str(error))


def _is_full(path: FileName) -> bool:
    # Imported here: few commands meet an error.
    from shutil import disk_usage

    return disk_usage(os.path.dirname(path) or ".").free < _SMALL
