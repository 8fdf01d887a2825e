"""A folder of files that changes as a whole: what cron exports, and other programs read.

The new folder is built beside the old one and takes its place in one step, so a reader sees all old
files or all new ones. A manifest with every file's SHA-256 tells whether anything changed.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from errno import ENOSPC
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from shutil import rmtree

from qzinvest.errors import DiskFull, FileUnwritable, ForeignFolder

MANIFEST = "manifest.json"


def publish(
    folder: Path, files: Mapping[str, Iterable[bytes]], facts: Mapping[str, object]
) -> bool:
    """Make ``folder`` hold exactly ``files`` and their manifest; tells whether anything changed.

    Args:
        files: the content of each file as pieces, by name; the first line is a header.
        facts: what the manifest says besides, such as the plan and the date.

    Raises:
        ForeignFolder: the folder holds files that no export wrote.
        DiskFull, FileUnwritable: the new folder could not be written; the old one is untouched.
    """
    folder = folder.absolute()
    with _outside(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            old = _manifest(folder)
            _refuse_foreign(folder, old)
            fresh = folder.with_name(f".{folder.name}.new")
            rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            try:
                manifest = _write(fresh, files, facts)
                if old == manifest and _is_whole(folder, old):
                    return False
                _swap(fresh, folder)
            finally:
                rmtree(fresh, ignore_errors=True)
    return True


@contextmanager
def _outside(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == ENOSPC:
            raise DiskFull(path=str(folder)) from error
        raise FileUnwritable(path=str(folder), reason=str(error.strerror)) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one export at a time work on a folder; the lock ends when the process does."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:  # a system without advisory locks: the swap alone keeps the folder whole
        yield
        return
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _manifest(folder: Path) -> dict[str, object]:
    try:
        found = loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _files(manifest: Mapping[str, object]) -> Mapping[str, Mapping[str, object]]:
    listed = manifest.get("files")
    return listed if isinstance(listed, dict) else {}


def _refuse_foreign(folder: Path, manifest: Mapping[str, object]) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ForeignFolder(path=str(folder), names=[folder.name])
    ours = {MANIFEST, *_files(manifest)}
    foreign = sorted(entry.name for entry in folder.iterdir() if entry.name not in ours)
    if foreign:
        raise ForeignFolder(path=str(folder), names=foreign)


def _write(
    fresh: Path, files: Mapping[str, Iterable[bytes]], facts: Mapping[str, object]
) -> dict[str, object]:
    listed = {}
    for name, pieces in files.items():
        digest, lines = sha256(), 0
        with (fresh / name).open("wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                lines += 1
            file.flush()
            os.fsync(file.fileno())
        listed[name] = {"rows": lines - 1, "sha256": digest.hexdigest()}
    manifest = {**facts, "files": listed}
    with (fresh / MANIFEST).open("w", encoding="utf-8") as file:
        file.write(dumps(manifest, ensure_ascii=False, indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _is_whole(folder: Path, manifest: Mapping[str, object]) -> bool:
    """Whether the folder's files still are what its manifest says."""
    for name, entry in _files(manifest).items():
        try:
            content = (folder / name).read_bytes()
        except OSError:
            return False
        if sha256(content).hexdigest() != entry["sha256"]:
            return False
    return True


def _swap(fresh: Path, folder: Path) -> None:
    """Put ``fresh`` in the place of ``folder``; in one step where the system can exchange two."""
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchanged(fresh, folder):
        aside = folder.with_name(f".{folder.name}.old")
        rmtree(aside, ignore_errors=True)
        folder.rename(aside)
        fresh.rename(folder)
        rmtree(aside)
    descriptor = os.open(folder.parent, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _exchanged(one: Path, other: Path) -> bool:
    """Linux exchanges two names in one step; tells whether it did."""
    from ctypes import CDLL, c_char_p, c_int, c_uint

    exchange = getattr(CDLL(None), "renameat2", None)
    if exchange is None:
        return False
    exchange.argtypes = (c_int, c_char_p, c_int, c_char_p, c_uint)
    here = -100  # AT_FDCWD: the paths are absolute anyway
    return bool(exchange(here, os.fsencode(one), here, os.fsencode(other), 2) == 0)
