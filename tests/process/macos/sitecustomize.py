"""The program's world as on macOS, as far as its own code can tell; loaded by ``PYTHONPATH``.

It has no list of mounts and no ``renameat2``, but ``statfs``, which tells of ``MACOS_MOUNT`` (local
where that is not set), and a sync to the disk itself, told in the file ``MACOS_SYNCS``.
"""

import builtins
import ctypes
import fcntl
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

FULL_SYNC = 51


def statfs(path: bytes, found: Any) -> int:  # noqa: ANN401 - ctypes' buffer
    """Fill in what the program reads of a file system."""
    if not Path(os.fsdecode(path)).exists():
        return -1
    name = os.environ.get("MACOS_MOUNT", "")
    flags = 0 if name else 0x1000
    found[64:72] = flags.to_bytes(8, "little")
    found[72:88] = (name or "apfs").encode().ljust(16, b"\0")
    return 0


def controlled(handle: int, command: int, *more: Any) -> Any:  # noqa: ANN401 - as fcntl.fcntl
    """Note a full sync, and do it."""
    if command != FULL_SYNC:
        return fcntl.fcntl(handle, command, *more)
    os.fsync(handle)
    with Path(os.environ["MACOS_SYNCS"]).open("a") as syncs:
        print(handle, file=syncs)
    return 0


SEEN: dict[str, Any] = {
    "sys": SimpleNamespace(**{**vars(sys), "platform": "darwin"}),
    "fcntl": SimpleNamespace(**{**vars(fcntl), "F_FULLFSYNC": FULL_SYNC, "fcntl": controlled}),
    "ctypes": SimpleNamespace(**{**vars(ctypes), "CDLL": lambda _: SimpleNamespace(statfs=statfs)}),
}
real_import: Callable[..., object] = builtins.__import__


def seen_import(name: str, importer: Any = None, *more: Any, **named: Any) -> object:  # noqa: ANN401 - the protocol
    """What ``import`` gives: to the program the other world, to all else its own."""
    ours = importer and str(importer.get("__name__", "")).startswith("qzinvest")
    if ours and name in SEEN:
        return SEEN[name]
    return real_import(name, importer, *more, **named)


changed: Any = builtins
changed.__import__ = seen_import
