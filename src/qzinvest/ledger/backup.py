"""Copies of a ledger that are whole: never a copy of the live file's bytes."""

import os
from pathlib import Path
from shutil import copyfile

from qzinvest.errors import DiskFull, FileExists, LedgerDamaged
from qzinvest.ledger import log
from qzinvest.ledger.connection import connect, copy_into, sync
from qzinvest.ledger.place import on_network, refuse_new_name
from qzinvest.ledger.queries import reading
from qzinvest.ledger.trouble import faults
from qzinvest.ledger.verify import refuse_unsound
from qzinvest.model.edition import Heads
from qzinvest.temporary import temporary_file


def backup(path: Path, target: Path) -> tuple[int, Heads]:
    """Copy the ledger at ``path`` to the new file ``target``, prove the copy, and put it in place.

    Returns:
        the number of events in the copy, and where its chains end.

    Raises:
        NameTooLong, NameTaken: no ledger can be called as the copy is to be.
        FileExists: there is a file at ``target`` already.
        LedgerDamaged: the copy does not verify; nothing is left at ``target``.
    """
    refuse_new_name(target)
    if target.exists():
        raise FileExists(path=str(target))
    connection = connect(path)
    # A network share may hold a copy, but no ledger can be opened there to prove it.
    beside = path if on_network(target) else target
    try:
        with faults(target), temporary_file(beside) as temporary:
            try:
                with faults(target):
                    copy_into(connection, temporary)
            except (DiskFull, LedgerDamaged):
                # What makes no copy may be the ledger itself: a broken page can ask for any space.
                refuse_unsound(path)
                raise
            refuse_unsound(temporary, of=path)
            with reading(temporary) as copy:
                held = log.count(copy), log.heads(copy)
            if beside is target:
                _publish(temporary, target)
            else:
                _carry(temporary, target)
    finally:
        connection.close()
    return held


def _carry(proven: Path, target: Path) -> None:
    """Put the proven copy on the target's file system, byte for byte."""
    with temporary_file(target) as there:
        copyfile(proven, there)
        sync(there)
        _publish(there, target)


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
