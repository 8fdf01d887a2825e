"""Copies of a ledger that are whole: never a copy of the live file's bytes."""

import os
import sqlite3
from pathlib import Path

from qzinvest.errors import FileExists, LedgerDamaged
from qzinvest.ledger.connection import connect, faults
from qzinvest.ledger.verify import findings


def backup(path: Path, target: Path) -> int:
    """Copy the ledger at ``path`` to the new file ``target``, prove the copy, and put it in place.

    Returns:
        the number of events in the copy.

    Raises:
        FileExists: there is a file at ``target`` already.
        LedgerDamaged: the copy does not verify; nothing is left at ``target``.
    """
    if target.exists():
        raise FileExists(path=str(target))
    connection = connect(path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with faults(target):
            _copy(connection, temporary)
            found = findings(temporary)
            if found:
                raise LedgerDamaged(path=str(path), detail="; ".join(found[:3]))
            events = _events(temporary)
            os.link(temporary, target)
    except FileExistsError:
        raise FileExists(path=str(target)) from None
    finally:
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{temporary}{suffix}").unlink(missing_ok=True)
    return events


def copy_beside(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy an older ledger beside itself before it is migrated, once; gives the copy's path."""
    target = path.with_name(f"{path.name}.v{version}.bak")
    if not target.exists():
        temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
        _copy(connection, temporary)
        temporary.replace(target)
    return target


def _copy(connection: sqlite3.Connection, temporary: Path) -> None:
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection.execute("VACUUM INTO :path", {"path": str(temporary)})
    descriptor = os.open(temporary, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _events(path: Path) -> int:
    connection = sqlite3.connect(path)
    (count,) = connection.execute("SELECT COUNT(*) FROM event").fetchone()
    connection.close()
    return int(count)
