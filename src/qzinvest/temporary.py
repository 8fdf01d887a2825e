"""Files and folders that are only there for a moment: new, private, and gone with their maker.

Each stands beside what it will replace, under a random name of our own, and its maker holds a lock
on it. The system lifts the lock when the maker ends, however it ends. So what has such a name and
can be locked is nobody's any more, and whoever comes to that folder next removes it.
"""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

_NAME = r"\.qzinvest-[0-9a-f]{16}\.new"
SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""For whoever opens a file by a name: no link is followed, no line end changed."""
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite adds to the name of a ledger."""
_SPILLS = ("/var/tmp", "/usr/tmp", "/tmp")  # noqa: S108 - SQLite's own list


def spill() -> str:
    """The folder in which SQLite lays the temporary files that it gives no name.

    Source: ``azTempDirs`` in SQLite's ``os_unix.c``. Python's own choice differs: it passes over a
    folder that is full.
    """
    if os.name == "nt":
        from tempfile import gettempdir

        return gettempdir()
    asked = (os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"), *_SPILLS)
    fit = (place for place in asked if place and os.access(place, os.W_OK | os.X_OK))
    return next(fit, ".")


def temporary_file(target: Path) -> AbstractContextManager[Path]:
    """A new empty file beside ``target``, its owner's alone, removed at the end if it still stands.

    Raises:
        OSError: the system refuses it.
    """
    return _made(target.parent, _new_file, _remove_file)


def temporary_folder(target: Path) -> AbstractContextManager[Path]:
    """A new folder beside ``target``, its owner's alone, removed at the end if it still stands.

    Raises:
        OSError: the system refuses it.
    """
    return _made(target.parent, _new_folder, _remove_folder)


@contextmanager
def _made(
    folder: Path, make: Callable[[Path], int | None], remove: Callable[[Path], None]
) -> Iterator[Path]:
    """Make a thing in ``folder`` and hold its lock; what dead makers left there goes first."""
    _reap(folder)
    while True:
        path = folder / f".qzinvest-{os.urandom(8).hex()}.new"
        handle = make(path)
        try:
            # Between making and locking, another process may have taken it for a dead one's.
            if handle is None or (locked(handle) is not False and _is_at(handle, path)):
                try:
                    yield path
                finally:
                    remove(path)
                return
        finally:
            if handle is not None:
                os.close(handle)


def _new_file(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | SAFELY, 0o600)
    if sys.platform == "win32":
        os.close(handle)  # what is open there can be neither renamed nor removed
    return None if sys.platform == "win32" else handle


def _new_folder(path: Path) -> int | None:
    path.mkdir(mode=0o700)
    try:
        return None if sys.platform == "win32" else os.open(path, os.O_RDONLY)
    except FileNotFoundError:  # another process has taken it for a dead one's in between
        return _new_folder(path)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


if sys.platform == "darwin":

    def synced(handle: int) -> None:
        """See to it that a file is on the disk: ``fsync`` leaves it in the disk's own memory."""
        from fcntl import F_FULLFSYNC, fcntl

        try:
            fcntl(handle, F_FULLFSYNC)
        except OSError:  # not every file system knows it
            os.fsync(handle)
else:

    def synced(handle: int) -> None:
        """See to it that a file is on the disk."""
        os.fsync(handle)


if sys.platform == "win32":

    def locked(handle: int, *, wait: float = 0) -> bool | None:  # noqa: ARG001 - as below
        """No such locks here: nothing can be known to be dead."""
        return None

    def _is_own(entry: os.DirEntry[str]) -> bool:  # noqa: ARG001 - as below
        return False

else:
    from fcntl import LOCK_EX, LOCK_NB, flock

    def locked(handle: int, *, wait: float = 0) -> bool | None:
        """Take the lock on an open file or folder, which ends with the process.

        Who waits is in the system's queue: the first that came is the first to be let in.

        Args:
            wait: for how many seconds; in the main thread only.

        Returns:
            whether it was to be had; ``None`` where the file system has no such locks.
        """
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return bool(wait) and _in_turn(handle, wait)
        except OSError:
            return None
        return True

    class _TimeUpError(Exception):
        """The lock was not to be had in time."""

    def _in_turn(handle: int, seconds: float) -> bool:
        def ring(number: int, frame: object) -> None:  # noqa: ARG001 - the protocol of signals
            raise _TimeUpError

        try:
            before = signal.signal(signal.SIGALRM, ring)
            try:
                signal.setitimer(signal.ITIMER_REAL, seconds)
                flock(handle, LOCK_EX)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, before)
        except _TimeUpError:
            return False
        return True

    def _is_own(entry: os.DirEntry[str]) -> bool:
        return entry.stat(follow_symlinks=False).st_uid == os.geteuid()


def _reap(folder: Path) -> None:
    """Remove what makers that are dead left in ``folder``: ours by name and owner, and unlocked."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if re.fullmatch(_NAME, entry.name) and _is_own(entry):
                with suppress(OSError):
                    _remove_if_dead(Path(entry.path))


def _remove_if_dead(path: Path) -> None:
    # A pipe of that name would keep us waiting for who writes to it.
    handle = os.open(path, os.O_RDONLY | SAFELY | getattr(os, "O_NONBLOCK", 0))
    try:
        if locked(handle) and _is_at(handle, path):
            if path.is_dir():
                _remove_folder(path)
            else:
                _remove_file(path)
    finally:
        os.close(handle)


def _remove_file(path: Path) -> None:
    for suffix in (*BESIDE, ""):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _remove_folder(path: Path) -> None:
    # Imported here: reports make no folder, and it would take them a twentieth of their time.
    from shutil import rmtree

    rmtree(path, ignore_errors=True)
