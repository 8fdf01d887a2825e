"""Writing: who does, when, in turn, the first of all too; and rehearsing what would be written.

SQLite lets in whoever happens to ask when the ledger is free: among many writers some wait for
ever. So who writes first takes a place in the system's queue, on the ledger's own file.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from qzinvest.errors import DiskFull, LedgerLocked
from qzinvest.ledger.connection import (
    Use,
    check_shape,
    configure,
    connect,
    is_there,
    make_room,
    transaction,
)
from qzinvest.ledger.trouble import TIMEOUT_SECONDS, faults
from qzinvest.model.normal import seen
from qzinvest.temporary import locked, spill

_GRACE = 1
"""Seconds that SQLite may still find the ledger busy when it is one's turn: others look at it."""


@contextmanager
def writing(
    path: Path, use: Use = "write", wait: float = TIMEOUT_SECONDS
) -> Iterator[sqlite3.Connection]:
    """Open the ledger at ``path`` and one transaction that writes: all of it is kept, or nothing.

    Args:
        use: as of ``connect``.
        wait: for how many seconds, if others write.

    Raises:
        LedgerLocked: they still did; and what ``connect`` raises.
    """
    with (
        _turn(path, wait) as left,
        faults(path, wait),
        closing(connect(path, use, left)) as connection,
        transaction(connection),
    ):
        yield connection


@contextmanager
def first_turn(path: Path, wait: float = TIMEOUT_SECONDS) -> Iterator[bool]:
    """Whether there is no ledger at ``path`` yet; nobody else makes one until the end.

    Others that would make one wait as for a ledger, on the folder. Where the system cannot lock
    that, whoever is done first makes it, and ``creating`` refuses the others.

    Raises:
        LedgerLocked: another process makes one for longer than ``wait`` seconds.
    """
    if is_there(path):
        yield False
        return
    make_room(path)
    try:
        handle = os.open(path.parent, os.O_RDONLY)
    except OSError:
        yield not is_there(path)
        return
    try:
        if locked(handle, wait=wait) is False:
            raise LedgerLocked(path=str(path), seconds=int(wait))
        yield not is_there(path)
    finally:
        os.close(handle)


@contextmanager
def _turn(path: Path, wait: float) -> Iterator[float]:
    """One's turn to write; gives the seconds that are left to wait."""
    begin = monotonic()
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:  # ``connect`` says why
        yield wait
        return
    try:
        if locked(handle, wait=wait) is False:
            raise LedgerLocked(path=str(path), seconds=int(wait))
        yield max(wait - (monotonic() - begin), _GRACE)
    finally:
        # SQLite has closed the file: closing it here lifts every lock of the process on it (POSIX).
        os.close(handle)


@contextmanager
def rehearsing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction on a copy of the ledger as it stands, which nobody ever sees.

    The ledger is only read, and others write meanwhile. The copy has no name, and is gone at the
    end.

    Raises:
        DiskFull: there is no room for temporary files; and what ``connect`` raises.
    """
    with (
        faults(path),
        closing(connect(path)) as source,
        closing(sqlite3.connect("", isolation_level=None)) as copy,
    ):
        try:
            source.backup(copy)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise DiskFull(path=spill()) from error
            raise
        configure(copy)
        check_shape(copy, path, "write")
        with transaction(copy):
            yield copy


_WHO_LIMIT = 64
"""Most characters of a name in the log."""


def stamp_now(environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """The clock's UTC second and who records.

    Whom ``QZINVEST_WHO`` names, with the system's user beside it where that is another: several
    clerks share a login, and nobody signs for somebody else unseen. Else the system's user alone.
    """
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    user = _signed(system_user())
    who = _signed(environ.get("QZINVEST_WHO", ""))
    return at, user if who in ("", user) else f"{who} ({user})"


if sys.platform == "win32":
    from getpass import getuser as system_user
else:
    from pwd import getpwuid

    def system_user() -> str:
        """The name of the user that the process runs as, else its number."""
        try:
            return getpwuid(os.getuid()).pw_name
        except KeyError:  # a user without a name, as in containers
            return str(os.getuid())


def _signed(name: str) -> str:
    """A name as it stands in the log: what nobody sees is gone, and it is of a bounded length.

    A line break would end the column in the hashed row; bytes that are no text become signs.
    """
    return seen(name.encode("utf-8", "replace").decode())[:_WHO_LIMIT].strip()
