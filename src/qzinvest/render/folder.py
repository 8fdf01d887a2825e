"""A folder of files that changes as a whole: what cron exports, and other programs read.

The new folder is built beside the old one and takes its place in one step, so a reader sees all old
files or all new ones. A manifest with every file's SHA-256 tells whether anything changed.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from errno import EBUSY
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from typing import BinaryIO

from qzinvest.errors import FileUnwritable, ForeignFolder, refused_by_system
from qzinvest.temporary import SAFELY, locked, temporary_folder

MANIFEST = "manifest.json"
MAKER = "qzinvest export"
"""Stands in every manifest of ours: other programs write a manifest.json too."""
_PATIENCE = 600
"""Seconds for the exports before this one; whoever may look into a folder can also hold it."""


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Let one export at a time work on a folder, from before it reads until it has written.

    Gives the folder's real path. The lock ends when the process does.

    Raises:
        FileUnwritable: the folder cannot be one that is replaced as a whole (``/``), or somebody
            held it for ten minutes.
    """
    folder = Path(os.path.realpath(folder))
    if not folder.name:
        raise FileUnwritable(path=str(folder), reason="/")
    with _outside(folder):
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The folder itself is exchanged. The one that it lies in stays; its lock leaves nothing.
        handle = None if sys.platform == "win32" else os.open(folder.parent, os.O_RDONLY)
    try:
        if handle is not None and locked(handle, wait=_PATIENCE) is False:
            raise FileUnwritable(path=str(folder), reason=os.strerror(EBUSY))
        yield folder
    finally:
        if handle is not None:
            os.close(handle)


def publish(
    folder: Path, files: Mapping[str, Iterable[bytes]], facts: Mapping[str, object]
) -> bool:
    """Make ``folder``, which is ``held``, hold exactly ``files`` and their manifest.

    Args:
        files: the content of each file as pieces, by name; the first line is a header.
        facts: what the manifest says besides, such as the plan and the date.

    Returns:
        whether anything changed.

    Raises:
        ForeignFolder: the folder holds files that no export wrote.
        DiskFull, FileUnwritable: the new folder could not be written; the old one is untouched.
    """
    with _outside(folder):
        old = _manifest(folder)
        _refuse_foreign(folder, {MANIFEST, *files} if old else set())
        with temporary_folder(folder) as fresh:
            manifest = _write(fresh, files, {"made_by": MAKER, **facts})
            if old == manifest and _is_whole(folder, old):
                return False
            if folder.exists():
                _take_mode(folder, fresh)
            _swap(fresh, folder)
    return True


def manifest_of(folder: Path) -> Mapping[str, object]:
    """The manifest of the export that stands in ``folder``, empty where there is none of ours.

    Raises:
        FileUnwritable: the folder cannot even be read.
    """
    with _outside(folder):
        return _manifest(folder)


@contextmanager
def _outside(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refused_by_system(error, str(folder)) from error


def _manifest(folder: Path) -> dict[str, object]:
    """The manifest of an earlier export, empty where there is none or it is somebody else's."""
    try:
        found = loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("made_by") == MAKER else {}


def _files(manifest: Mapping[str, object]) -> Mapping[str, Mapping[str, object]]:
    listed = manifest.get("files")
    return listed if isinstance(listed, dict) else {}


def _refuse_foreign(folder: Path, ours: set[str]) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ForeignFolder(path=str(folder), names=[folder.name])
    foreign = sorted(entry.name for entry in folder.iterdir() if entry.name not in ours)
    if foreign:
        raise ForeignFolder(path=str(folder), names=foreign)


def _write(
    fresh: Path, files: Mapping[str, Iterable[bytes]], facts: Mapping[str, object]
) -> dict[str, object]:
    listed = {}
    for name, pieces in files.items():
        digest, lines = sha256(), 0
        with _private(fresh / name) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                lines += 1
            file.flush()
            os.fsync(file.fileno())
        listed[name] = {"rows": lines - 1, "sha256": digest.hexdigest()}
    manifest = {**facts, "files": listed}
    with _private(fresh / MANIFEST) as file:
        file.write(f"{dumps(manifest, ensure_ascii=False, indent=2)}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFELY, 0o600), "wb")


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


def _take_mode(folder: Path, fresh: Path) -> None:
    """Let the same people read the new folder and its files as the old one."""
    mode = folder.stat().st_mode & 0o7777
    for file in fresh.iterdir():
        file.chmod(mode & 0o666)
    fresh.chmod(mode)


def _swap(fresh: Path, folder: Path) -> None:
    """Put ``fresh`` in the place of ``folder``; in one step where the system can exchange two."""
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchanged(fresh, folder):
        with temporary_folder(folder) as aside:
            folder.rename(aside / "old")  # not every system renames over an empty folder
            fresh.rename(folder)
    if sys.platform != "win32":
        descriptor = os.open(folder.parent, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def _exchanged(one: Path, other: Path) -> bool:
    """Linux exchanges two names in one step; tells whether it did."""
    from ctypes import CDLL, c_char_p, c_int, c_uint

    exchange = None if sys.platform == "win32" else getattr(CDLL(None), "renameat2", None)
    if exchange is None:
        return False
    exchange.argtypes = (c_int, c_char_p, c_int, c_char_p, c_uint)
    here = -100  # AT_FDCWD: the paths are absolute anyway
    return bool(exchange(here, os.fsencode(one), here, os.fsencode(other), 2) == 0)
