"""The program's world as on Windows, as far as its own code can tell; loaded by ``PYTHONPATH``.

What the program imports as ``sys``, ``os`` and ``ctypes`` says Windows and lacks what Windows
lacks; ``fcntl``, ``pwd`` and ``grp`` are not to be had. And files behave: no folder can be opened,
nothing that is open can be renamed, replaced or removed, a rename replaces nothing, a handle that
cannot write cannot be synced, and what the program writes without ``O_BINARY`` gets other line
ends. Who writes to a pipe that nobody reads any more does something invalid.

The environment says the rest: ``WINDOWS_LANGUAGE`` is the number of the language of menus,
``WINDOWS_DRIVE`` the kind of every drive, ``WINDOWS_COLOURS`` whether the console takes them,
``WINDOWS_HELD`` a file that another program has open.
"""

import builtins
import ctypes
import errno
import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

BINARY = 1 << 30


def say(name: str, usual: int) -> Callable[..., int]:
    """A call that answers what the environment says."""
    return lambda *_: int(os.environ.get(f"WINDOWS_{name}", usual))


def library(name: str | None, *more: Any) -> object:  # noqa: ANN401 - as ctypes.CDLL
    """Load no library without a name, which only POSIX has."""
    if name is None:
        raise TypeError(name)
    return ctypes.CDLL(name, *more)


KERNEL = SimpleNamespace(
    GetUserDefaultUILanguage=say("LANGUAGE", 0x0409),
    GetDriveTypeW=say("DRIVE", 3),
    GetConsoleOutputCP=say("PAGE", 65001),
    GetStdHandle=lambda number: number,
    GetConsoleMode=lambda *_: 1,
    SetConsoleMode=say("COLOURS", 1),
)
LACKS = {
    "os": {"fork", "getuid", "geteuid", "getgid", "getegid", "getgroups", "setuid", "chown"}
    | {"O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "fchmod", "mkfifo", "statvfs"},
    "sys": set(),
    "ctypes": set(),
}
HAS: dict[str, dict[str, object]] = {
    "os": {"O_BINARY": BINARY},
    "sys": {"platform": "win32"},
    "ctypes": {"windll": SimpleNamespace(kernel32=KERNEL), "CDLL": library},
}
REAL: dict[str, Any] = {"os": os, "sys": sys, "ctypes": ctypes}
GONE = {"fcntl", "pwd", "grp", "resource", "termios"}


class Seen:
    """A module as a program on Windows sees it."""

    name: str

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "name", name)

    def __getattr__(self, attribute: str) -> object:
        if attribute in LACKS[self.name]:
            raise AttributeError(attribute)
        has = HAS[self.name]
        return has[attribute] if attribute in has else getattr(REAL[self.name], attribute)

    def __setattr__(self, attribute: str, value: object) -> None:
        setattr(REAL[self.name], attribute, value)


SEEN = {name: Seen(name) for name in REAL}
real_import = builtins.__import__


def seen_import(name: str, importer: Any = None, *more: Any, **named: Any) -> object:  # noqa: ANN401 - the protocol
    """What ``import`` gives: to the program the other world, to all else its own."""
    if importer and str(importer.get("__name__", "")).startswith("qzinvest"):
        if name in GONE:
            raise ModuleNotFoundError(name)
        if name in SEEN:
            return SEEN[name]
    return real_import(name, importer, *more, **named)


real_open, real_write, real_fsync = os.open, os.write, os.fsync


def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:  # noqa: ANN401 - as os.open
    """Open no folder; a new or writable file only in binary."""
    if Path(os.fspath(path)).is_dir():
        raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
    device = str(path) == os.devnull
    ours = str(sys._getframe(1).f_globals.get("__name__")).startswith("qzinvest")  # noqa: SLF001
    if ours and flags & os.O_ACCMODE and not flags & BINARY and not device:
        raise OSError(errno.EINVAL, "written as text", os.fspath(path))
    return real_open(path, flags & ~BINARY, *more, **named)


def synced(handle: Any) -> None:  # noqa: ANN401 - as os.fsync
    """Sync what can be written."""
    number = handle if isinstance(handle, int) else handle.fileno()
    info = Path(f"/proc/self/fdinfo/{number}").read_text(encoding="ascii")
    if not int(info.split("flags:")[1].split()[0], 8) & os.O_ACCMODE:
        raise OSError(errno.EBADF, "Bad file descriptor")
    real_fsync(handle)


def refuse_open(path: Any, *other: Any) -> None:  # noqa: ANN401 - as os.rename
    """Refuse a file that this process, or the one of ``WINDOWS_HELD``, has open."""
    held = os.environ.get("WINDOWS_HELD")
    for handle in os.listdir("/proc/self/fd"):  # noqa: PTH208 - a list, closed before it is read
        try:
            same = os.path.samestat(os.fstat(int(handle)), os.stat(path))  # noqa: PTH116 - as named
        except OSError:
            continue
        if same:
            raise PermissionError(errno.EACCES, "used", os.fspath(path), None, *other)
    if held and os.path.realpath(path) == os.path.realpath(held):
        raise PermissionError(errno.EACCES, "used", os.fspath(path), None, *other)


def guarded(function: Callable[..., None], *, replaces: bool) -> Callable[..., None]:
    """A function that renames or removes, as Windows has it."""

    def guard(path: Any, *more: Any, **named: Any) -> None:  # noqa: ANN401 - as the function
        to = [os.fspath(name) for name in more if isinstance(name, (str, os.PathLike))]
        refuse_open(path, *to)
        if to and os.path.lexists(to[0]):
            if not replaces:
                raise FileExistsError(errno.EEXIST, "File exists", to[0])
            refuse_open(to[0], os.fspath(path))
        function(path, *more, **named)

    return guard


class Pipe(io.FileIO):
    """A stream that, once nobody reads it any more, finds what is written invalid."""

    def write(self, data: Any) -> int:  # noqa: ANN401 - as io.RawIOBase
        try:
            return super().write(data)
        except BrokenPipeError:
            raise OSError(errno.EINVAL, "Invalid argument") from None


if not sys.stdout.isatty() and "pytest" not in sys.argv[0]:
    stream = io.BufferedWriter(Pipe(sys.stdout.fileno(), "w", closefd=False))
    sys.stdout = io.TextIOWrapper(stream, encoding=sys.stdout.encoding)

changed: Any = os
changed.O_BINARY = BINARY
changed.open, changed.fsync = opened, synced
changed.rename = guarded(os.rename, replaces=False)
changed.replace = guarded(os.replace, replaces=True)
changed.unlink = changed.remove = guarded(os.unlink, replaces=True)
changed = shutil
changed._use_fd_functions = False  # noqa: SLF001 - it would open folders
changed = builtins
changed.__import__ = seen_import
