"""Ledger files: opened, migrated, copied, made; and transactions.

Opening does without pathlib: see ``place``.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from stat import S_ISREG
from typing import TYPE_CHECKING, Literal

from qzinvest.errors import (
    FileExists,
    LedgerDamaged,
    LedgerMissing,
    LedgerNewer,
    LedgerOccupied,
    LedgerStrange,
    NotALedger,
    unreadable,
)
from qzinvest.ledger import schema
from qzinvest.ledger.place import (
    FileName,
    refuse_dead_link,
    refuse_half_shared,
    refuse_name,
    refuse_network,
    refuse_new_name,
)
from qzinvest.ledger.trouble import TIMEOUT_SECONDS, faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Use = Literal["read", "write", "inspect", "mend"]
Connection = sqlite3.Connection
"""For commands that hold an open ledger and hand it on to its functions."""

SQLITE = sqlite3.sqlite_version
"""The release of SQLite that Python brings here."""
CACHE_KIB = 16 * 1024
"""Most memory for pages; taken only as far as a command touches them."""
PACE = 1_000_000
"""SQLite's instructions between two looks at whether to go on: some ten milliseconds."""
MOST_PACES = 100_000
"""The looks after which a connection's work is taken for one without end: about half an hour."""


def connect(path: FileName, use: Use = "read", wait: float = TIMEOUT_SECONDS) -> sqlite3.Connection:
    """Open the ledger at ``path``, migrated to the current version if it is older.

    What the file holds besides what this version lays is not trusted: a changed table shows other
    figures, a strange trigger writes what nobody recorded.

    Args:
        use: to ``read`` or ``write``, or to ``inspect`` or ``mend`` what may be anything but sound.
        wait: for how many seconds, where SQLite itself finds the ledger busy.

    Raises:
        LedgerMissing: there is no such file, or it is empty.
        LinkLeadsNowhere: it is a link to no file.
        NameTooLong: the files beside it could have no names.
        OldSqlite: the system's SQLite is older than ours.
        NotALedger: the file is something else.
        LedgerNewer: a newer version of the program wrote it.
        LedgerDamaged: its tables, views, indexes or triggers are not ours.
        LedgerOccupied: it is older, and somebody else's tables or views have names that are needed.
        LedgerStrange: it is to be written, and somebody else's triggers or indexes are on it.
        NetworkFileSystem: the file lies on a file system without shared memory.
        LedgerNotShared: it is for several users, and its folder is not.
        OthersFile: what another user's program laid beside it is closed to this one.
    """
    schema.refuse_old()
    refuse_name(path)
    _refuse_unfit_file(path)
    with faults(path):
        connection = opened(path, use, wait)
        try:
            _check_version(connection, path)
            configure(connection)
            if use in ("write", "mend"):
                _keep_wal(connection)
            if use in ("read", "write"):
                check_shape(connection, path, use)
        except BaseException:
            connection.close()
            raise
    return connection


def _refuse_unfit_file(path: FileName) -> None:
    """Refuse what is no file of a ledger, or lies where none can be used; errors as of above."""
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        refuse_dead_link(path)
        raise LedgerMissing(path=str(path)) from None
    except PermissionError as error:
        raise unreadable(error, str(path)) from None
    if not S_ISREG(status.st_mode):
        raise NotALedger(path=str(path))
    if status.st_size == 0:
        raise LedgerMissing(path=str(path))
    refuse_network(path)
    refuse_half_shared(path, status)


def check_shape(connection: sqlite3.Connection, path: FileName, use: Use) -> None:
    """Refuse tables that are not as we lay them; ``use`` and errors as of ``connect``."""
    shape = schema.shape(connection)
    if shape.wrong:
        raise LedgerDamaged(path=str(path), detail=f"schema: {', '.join(shape.wrong)}")
    if shape.foreign and use == "write":
        raise LedgerStrange(path=str(path), names=shape.foreign)


def _keep_wal(connection: sqlite3.Connection) -> None:
    """Set a mode back that another program changed, in which readers would keep writers waiting."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        # While somebody reads it cannot be changed: the next to write will.
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")


def opened(path: FileName, use: Use = "read", wait: float = TIMEOUT_SECONDS) -> sqlite3.Connection:
    """A connection that can read; of a ledger where nothing can be written, to a copy.

    SQLite shares memory between readers in a file beside the ledger. On a full disk or a medium
    that nobody can write to it cannot make one.
    """
    wal = f"{path}-wal"
    folder = os.path.dirname(path) or "."
    if not os.access(folder, os.W_OK) and not (os.path.exists(wal) and os.path.getsize(wal)):
        return _connection(f"{_uri(path)}?mode=ro&immutable=1")
    connection = _connection(_uri(path), wait)
    try:
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if use in ("write", "mend") or not _lacks_shared_memory(error):
            raise
        return _copied(path, wal)
    return connection


def _uri(path: FileName) -> str:
    """A file's name as SQLite takes it; source: https://www.sqlite.org/uri.html, section 3."""
    name = os.path.join(os.getcwd(), path).replace(os.sep, "/")
    for sign in "%?#":
        name = name.replace(sign, f"%{ord(sign):02x}")
    return f"file://{name}" if name.startswith("/") else f"file:///{name}"


def _connection(uri: str, wait: float = TIMEOUT_SECONDS) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, timeout=wait, isolation_level=None, uri=True)
    # Python comes to its senses at every pace, so that Ctrl-C stops a long statement too.
    paces = iter(range(MOST_PACES))
    connection.set_progress_handler(lambda: next(paces, None) is None, PACE)
    return connection


def _lacks_shared_memory(error: sqlite3.Error) -> bool:
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    shared = (
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_SHMMAP,
        sqlite3.SQLITE_READONLY_CANTINIT,
        sqlite3.SQLITE_READONLY_DIRECTORY,
    )
    return extended in shared or extended & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN)


def _copied(path: FileName, wal: str) -> sqlite3.Connection:
    """A connection to a copy in the system's place for temporary files; its files are gone."""
    # Imported here: rare.
    from pathlib import Path
    from shutil import copyfile
    from tempfile import gettempdir

    from qzinvest.temporary import temporary_folder

    with temporary_folder(Path(gettempdir()) / os.path.basename(path)) as folder:
        copy = folder / "ledger.db"
        copyfile(path, copy)
        if os.path.exists(wal):
            copyfile(wal, f"{copy}-wal")
        connection = _connection(_uri(copy))
        # From here on all its files are open: their names are not needed any more.
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    return connection


def configure(connection: sqlite3.Connection) -> None:
    """Apply the settings that SQLite does not keep in the file."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS alone knows it: see ``temporary.synced``
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _check_version(connection: sqlite3.Connection, path: FileName) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != schema.APPLICATION_ID:
        raise NotALedger(path=str(path))
    if version > schema.VERSION:
        raise LedgerNewer(path=str(path), found=version, known=schema.VERSION)
    if version < schema.VERSION:
        if version < 1:
            raise LedgerDamaged(path=str(path), detail=f"user_version = {version}")
        if wrong := schema.changed_log(connection, version):
            raise LedgerDamaged(path=str(path), detail=f"schema: {', '.join(wrong)}")
        _migrate(connection, path)
        # A still newer program may have been quicker.
        _check_version(connection, path)


def _migrate(connection: sqlite3.Connection, path: FileName) -> None:
    """Back the older ledger up beside itself and migrate it, both under one lock.

    Without the lock a copy could be of a ledger that another process has just migrated.
    """
    # Imported here, as below.
    from pathlib import Path

    with transaction(connection):
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found < schema.VERSION:
            if names := schema.taken(connection, found):
                raise LedgerOccupied(path=str(path), names=names)
            copy_beside(connection, Path(path), found)
            schema.migrate(connection)


def copy_beside(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Copy an older ledger beside itself before it is migrated, unless such a copy is there.

    The caller holds the write lock on ``connection``, so the copy is made through one that only
    reads.
    """
    # Imported here: a ledger is migrated once a version.
    from qzinvest.temporary import temporary_file

    target, ends = path.with_name(f"{path.name}.v{version}.bak"), _ends(connection)
    if target.exists():
        with closing(_connection(f"{_uri(target)}?mode=ro&immutable=1")) as earlier:
            if _ends(earlier) != ends:
                # The ledger was put back since, and went on under the earlier program.
                target = target.with_suffix(f".{ends[-1].hex()[:8]}.bak")
    if not target.exists():
        with temporary_file(target) as temporary:
            with closing(sqlite3.connect(path)) as reading:
                copy_into(reading, temporary)
            temporary.replace(target)


def _ends(connection: sqlite3.Connection) -> list[bytes]:
    """The hashes with which the chains of a ledger of any version end."""
    return [row[0] for row in connection.execute("SELECT hash FROM chain ORDER BY org")]


def copy_into(connection: sqlite3.Connection, temporary: Path) -> None:
    """Copy a ledger whole to a file that is not there yet, or empty."""
    connection.execute("VACUUM INTO :path", {"path": str(temporary)})
    # VACUUM INTO does not carry the mode over, and the copy must be fit to become the ledger.
    copy = sqlite3.connect(temporary)
    copy.execute("PRAGMA journal_mode = WAL")
    copy.close()
    sync(temporary)


def sync(path: Path) -> None:
    """See to it that a file is on the disk."""
    # Imported here: who reads makes no files.
    from qzinvest.temporary import synced

    with path.open("r+b") as file:
        synced(file.fileno())


def create(path: Path, office: str, begin: Callable[[sqlite3.Connection], None]) -> bool:
    """Make a new ledger file, as ``creating`` does; an existing one is left alone.

    Args:
        begin: records the first events, inside the transaction that lays out the tables.

    Returns:
        whether the file was made now.
    """
    try:
        with creating(path, office) as connection:
            begin(connection)
    except FileExists:
        return False
    return True


@contextmanager
def creating(path: Path, office: str) -> Iterator[sqlite3.Connection]:
    """A new ledger file, readable by its owner only, and the transaction that it begins with.

    The file is laid out under a temporary name and linked into place whole, when all inside has
    gone well: nobody ever sees half a ledger, of several processes that start at once one wins, and
    where anything is refused no file is left.

    Raises:
        FileExists: meanwhile there is another, which is left alone; nothing is kept.
    """
    # Imported here: a ledger is made once.
    from qzinvest.temporary import temporary_file

    schema.refuse_old()
    make_room(path)
    with faults(path), temporary_file(path) as temporary:
        connection = _connection(_uri(temporary))
        try:
            # Nobody sees the file before it is whole, and what fails goes with it.
            connection.execute("PRAGMA journal_mode = MEMORY")
            configure(connection)
            with transaction(connection):
                schema.create(connection)
                connection.execute(
                    "INSERT INTO meta VALUES ('office', :office)", {"office": office}
                )
                yield connection
            connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()
        if not _publish(temporary, path):
            raise FileExists(path=str(path))


def make_room(path: Path) -> None:
    """Make the folder of a new ledger, or refuse its place."""
    refuse_new_name(path)
    with faults(path):
        refuse_dead_link(path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_network(path)


def is_there(path: FileName) -> bool:
    """Whether anything stands at a ledger's place; an empty file, as ``mktemp`` makes, is none."""
    try:
        status = os.stat(path)
    except OSError:  # who opens or makes it says why
        return False
    return status.st_size > 0 or not S_ISREG(status.st_mode)


def _publish(temporary: Path, path: Path) -> bool:
    """Put the new file in place, unless there is one; tells whether it was put there."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return _replaced_empty(temporary, path)
    except OSError:
        # A file system without hard links, such as a memory stick's.
        if path.exists():
            return False
        temporary.rename(path)
    return True


def _replaced_empty(temporary: Path, path: Path) -> bool:
    """Take the place of an empty file, such as ``mktemp`` makes; never that of anything else."""
    if not path.is_file() or path.stat().st_size:
        return False
    # Imported here: rare.
    from qzinvest.temporary import temporary_folder

    with temporary_folder(path) as folder:
        aside = folder / "empty"
        path.rename(aside)
        # Another process may have put its ledger there just now.
        os.link(aside if aside.stat().st_size else temporary, path)
    return path.samefile(temporary)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that takes the write lock at once; a deferred one would lose races."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
