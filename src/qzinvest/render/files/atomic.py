"""Write a file so that a reader only ever sees the whole old or the whole new one."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from qzinvest.errors import FileExists, refused_by_system
from qzinvest.temporary import BESIDE, synced, temporary_file

_DATABASE = b"SQLite format 3\0"


def write_atomic(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Replace ``path`` by ``content`` (text in UTF-8, whole or in pieces), synced to disk.

    A temporary file beside it is written, synced and renamed. A new file is its owner's alone, as
    the ledger is; an existing one keeps its mode, a link stays a link. What is no regular file,
    such as ``/dev/stdout`` or a pipe, is written to directly.

    Raises:
        DiskFull: no space (or quota) is left; the old file is as it was.
        FileUnwritable: any other refusal of the system.
        FileExists: the file is a database, or what SQLite lays beside one: a slip, or a link that
            somebody planted, must not cost a ledger.
    """
    raw = _raw(content)
    try:
        real = Path(os.path.realpath(path))
        if path.is_file() and (real.name.endswith(BESIDE) or _is_database(path)):
            raise FileExists(path=str(path))
        if path.exists() and not path.is_file():
            with os.fdopen(os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0)), "wb") as file:
                file.writelines(raw)
        else:
            _replace(real, raw)
    except OSError as error:
        raise refused_by_system(error, str(path)) from error


def _raw(content: str | bytes | Iterable[str]) -> Iterable[bytes]:
    if isinstance(content, bytes):
        return (content,)
    return (piece.encode() for piece in ((content,) if isinstance(content, str) else content))


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_DATABASE)) == _DATABASE


def _replace(path: Path, raw: Iterable[bytes]) -> None:
    mode = path.stat().st_mode & 0o7777 if path.exists() else None
    with temporary_file(path) as beside:
        with beside.open("r+b") as file:
            if mode is not None:
                beside.chmod(mode)
            file.writelines(raw)
            file.flush()
            synced(file.fileno())
        beside.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # Not every system lets a folder be opened or synced; the file itself is safe already.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            synced(handle)
        finally:
            os.close(handle)
