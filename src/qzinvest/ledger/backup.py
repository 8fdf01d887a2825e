"""Copies of a ledger that are whole: never a copy of the live file's bytes."""

import os
import sqlite3
from pathlib import Path
from shutil import copyfile

from qzinvest.errors import FileExists, LedgerDamaged
from qzinvest.ledger.connection import connect, faults, on_network
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
    # A network share may hold a copy, but no ledger can be opened there to prove it.
    beside = path if on_network(target) else target
    temporary = beside.with_name(f".qzinvest-{os.urandom(8).hex()}.new")
    try:
        with faults(target):
            _copy(connection, temporary)
            found = findings(temporary)
            if found:
                named = "; ".join(f"{f.problem} {f.about}{f.detail}" for f in found[:3])
                raise LedgerDamaged(path=str(path), detail=named)
            events = _events(temporary)
            if beside is path:
                temporary = _carried(temporary, target)
            _publish(temporary, target)
    finally:
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{temporary}{suffix}").unlink(missing_ok=True)
    return events


def _carried(temporary: Path, target: Path) -> Path:
    """Move the proven copy to the target's file system, byte for byte."""
    there = target.with_name(temporary.name)
    try:
        copyfile(temporary, there)
        there.chmod(0o600)
        with there.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException:
        there.unlink(missing_ok=True)
        raise
    finally:
        temporary.unlink()
    return there


def copy_beside(path: Path, version: int) -> Path:
    """Copy an older ledger beside itself before it is migrated, once; gives the copy's path.

    The caller holds the write lock, so the copy is made through a connection that only reads.
    """
    target = path.with_name(f"{path.name}.v{version}.bak")
    if not target.exists():
        temporary = target.with_name(f".qzinvest-{os.urandom(8).hex()}.new")
        connection = sqlite3.connect(path)
        try:
            _copy(connection, temporary)
        finally:
            connection.close()
        temporary.replace(target)
    return target


def _copy(connection: sqlite3.Connection, temporary: Path) -> None:
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection.execute("VACUUM INTO :path", {"path": str(temporary)})
    # VACUUM INTO does not carry the mode over, and the copy must be fit to become the ledger.
    copy = sqlite3.connect(temporary)
    copy.execute("PRAGMA journal_mode = WAL")
    copy.close()
    descriptor = os.open(temporary, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _publish(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise FileExists(path=str(target)) from None
    except OSError:
        # A file system without hard links, such as a memory stick's.
        if target.exists():
            raise FileExists(path=str(target)) from None
        temporary.rename(target)


def _events(path: Path) -> int:
    connection = sqlite3.connect(path)
    (count,) = connection.execute("SELECT COUNT(*) FROM event").fetchone()
    connection.close()
    return int(count)
