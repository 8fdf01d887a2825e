"""Where a ledger may lie: its name, the file system, and for several users of a machine the folder.

SQLite gives the files that it lays beside the ledger the ledger's mode, and the system the folder's
group where the folder passes it on (setgid), else that of whoever was first: then they stop
everybody else.

What every command asks takes the name of a file in any form and does without pathlib, which takes a
fifteenth of a report to load.
"""

from __future__ import annotations

import os
import re
import sys
from errno import EACCES, ENOTSUP
from stat import S_ISGID, S_IWGRP
from typing import TYPE_CHECKING

from qzinvest.errors import (
    FileUnreadable,
    FolderNotShared,
    LedgerNotShared,
    LinkLeadsNowhere,
    NameTaken,
    NameTooLong,
    NetworkFileSystem,
    OthersFile,
    QzinvestError,
    SystemRefuses,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FileName = str | os.PathLike[str]
"""The name of a file as text, or as a path."""
MOST_NAME = 255 - len("-journal")
"""Bytes of a ledger's name."""
_LOCAL = frozenset(
    {
        *(
            "apfs",
            "bcachefs",
            "btrfs",
            "ecryptfs",
            "erofs",
            "exfat",
            "ext2",
            "ext3",
            "ext4",
            "f2fs",
        ),
        *(
            "fuseblk",
            "hfs",
            "hfsplus",
            "iso9660",
            "jfs",
            "msdos",
            "nilfs2",
            "ntfs",
            "ntfs3",
            "overlay",
        ),
        *("ramfs", "reiserfs", "rootfs", "squashfs", "tmpfs", "ubifs", "udf", "ufs", "vfat", "xfs"),
        "zfs",
    }
)
"""File systems of one machine alone. Any other may be a network's: there are dozens of kinds, and
on each of them SQLite's shared memory would be two machines' guess at one ledger."""
_REMOTE = 4
"""Windows' ``DRIVE_REMOTE``."""
_MNT_LOCAL, _STATFS = 0x1000, 2168
"""macOS's flag of a local file system; bytes of its ``struct statfs``."""
_ESCAPED = r"\\([0-7]{3})"
"""How the system's list of mounts writes blanks, tabs, line breaks and backslashes."""
FOLDER, FILE = 0o2770, 0o660
_PASSES_ON = 0o2070
"""Of a folder: its group may do all, and what is made in it is the group's."""


def share_folder(path: Path) -> None:
    """Make, or take, the folder of the ledger at ``path`` for all users of its group.

    A folder that holds anything else is left as it is: its rights are not the ledger's to change.
    So is that of another folder at ``path`` (``/`` lies in itself), which no ledger can be.

    Raises:
        FolderNotShared: such a folder does not pass its group on.
        SystemRefuses: it knows no groups.
        OSError: it refuses the rights.
    """
    # Imported here, as below: who only reads makes no files.
    from qzinvest.temporary import BESIDE

    folder = path.parent
    if path.is_dir():
        return  # who opens it says what it is
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(FOLDER)
    elif not _passes_on(folder.stat()):
        own = {f"{path.name}{suffix}" for suffix in ("", *BESIDE)}
        if any(entry.name not in own for entry in folder.iterdir()):
            raise FolderNotShared(path=str(folder), group=_group(folder))
        folder.chmod(FOLDER)


def share_files(path: Path) -> str:
    """Open the ledger at ``path``, and what SQLite laid beside it, to its group; gives the group.

    Raises:
        OSError: the system refuses it; only the owner may.
    """
    for file in (path, *_beside(path)):
        if file.stat().st_mode & FILE != FILE:
            file.chmod(FILE)
    return _group(path)


def others_file(path: FileName) -> QzinvestError | None:
    """An error that says which file stops this user; ``None`` where none does.

    It is the ledger, which may not even be read, or one beside it, which could not be written.
    """
    if os.access(path, os.F_OK) and not os.access(path, os.R_OK):
        return FileUnreadable(path=str(path), reason=os.strerror(EACCES))
    for file in _beside(path):
        if not os.access(file, os.R_OK | os.W_OK) and not _is_own(file):
            return OthersFile(path=str(file), ledger=str(path), owner=_owner(file))
    return None


def _beside(path: FileName) -> list[Path]:
    from pathlib import Path

    from qzinvest.temporary import BESIDE

    return [file for suffix in BESIDE if (file := Path(f"{path}{suffix}")).exists()]


def _passes_on(folder: os.stat_result) -> bool:
    return folder.st_mode & _PASSES_ON == _PASSES_ON


if sys.platform == "win32":

    def refuse_half_shared(path: FileName, status: os.stat_result) -> None:
        """Nothing here belongs to a group."""

    def _is_own(path: Path) -> bool:  # noqa: ARG001 - as below
        return True  # nobody is known

    def _owner(path: Path) -> str:  # noqa: ARG001 - as below
        return "?"

    def _group(path: Path) -> str:
        raise SystemRefuses(path=str(path), reason=os.strerror(ENOTSUP))

else:

    def refuse_half_shared(path: FileName, status: os.stat_result) -> None:
        """Refuse to open a group's ledger, where what is laid beside it would not be the group's.

        Raises:
            LedgerNotShared: its folder does not pass the group on, and the user's own is another.
        """
        # SQLite gives what root makes the ledger's own owner and group.
        if status.st_mode & S_IWGRP and os.geteuid() and os.getegid() != status.st_gid:
            # Imported here: most ledgers are one user's.
            from pathlib import Path

            path = Path(path)
            folder = path.parent.stat()
            if not (folder.st_mode & S_ISGID and folder.st_gid == status.st_gid):
                raise LedgerNotShared(path=str(path), folder=str(path.parent), group=_group(path))

    def _is_own(path: Path) -> bool:
        return path.stat().st_uid == os.geteuid()

    def _owner(path: Path) -> str:
        try:
            return path.owner()
        except KeyError:
            return str(path.stat().st_uid)

    def _group(path: Path) -> str:
        try:
            return path.group()
        except KeyError:
            return str(path.stat().st_gid)


def refuse_name(path: FileName) -> None:
    """Refuse a name that leaves no room for the longest one beside it."""
    if len(os.fsencode(os.path.basename(path))) > MOST_NAME:
        raise NameTooLong(path=str(path), most=MOST_NAME)


def refuse_new_name(path: Path) -> None:
    """Refuse what ``refuse_name`` does, and a name whose file SQLite would remove as its own."""
    from qzinvest.temporary import BESIDE

    refuse_name(path)
    if path.name.endswith(BESIDE):
        raise NameTaken(path=str(path))


def refuse_dead_link(path: FileName) -> None:
    """Refuse a link that leads to no file.

    A second ledger in place of one on a disk that is away would part the records.
    """
    if os.path.islink(path) and not os.path.exists(path):
        raise LinkLeadsNowhere(path=str(path), target=str(os.readlink(path)))


def refuse_network(path: FileName) -> None:
    """Refuse a file system on which SQLite's write-ahead log may not work."""
    kind = on_network(path)
    if kind:
        raise NetworkFileSystem(path=str(path), kind=kind)


if sys.platform == "win32":

    def on_network(path: FileName) -> str:
        """The share or drive that ``path`` lies on, empty for one of this machine."""
        # Imported here: no other system has it.
        from ctypes import windll

        return remote_drive(os.path.realpath(path), windll.kernel32.GetDriveTypeW)

elif sys.platform == "darwin":

    def on_network(path: FileName) -> str:
        """The type of the file system that ``path`` lies on, empty for a local one."""
        # Imported here, as above.
        from ctypes import CDLL, create_string_buffer

        place, found = os.path.realpath(path), create_string_buffer(_STATFS)
        while not os.path.exists(place):
            place = os.path.dirname(place)
        system = CDLL(None)
        # The name of the call with 64-bit inodes, on the processors that had one before.
        ask = getattr(system, "statfs$INODE64", None) or system.statfs
        return mounted(found.raw) if ask(os.fsencode(place), found) == 0 else ""

else:

    def on_network(path: FileName) -> str:
        """The type of the file system that ``path`` lies on, empty for one known to be local."""
        try:
            with open("/proc/self/mounts", "rb") as file:
                mounts = os.fsdecode(file.read())
        except OSError:
            return ""  # no such list on this system: nothing can be told
        kind = file_system(os.path.realpath(path), mounts)
        return "" if kind in _LOCAL else kind


def remote_drive(path: str, kind: Callable[[str], int]) -> str:
    """The share or drive of Windows that holds ``path``, empty for one of this machine.

    Args:
        path: as a whole, with its drive.
        kind: Windows' ``GetDriveTypeW``, asked for the root of a drive.
    """
    # Imported here: every start loads this module.
    from ntpath import splitdrive

    drive, _ = splitdrive(path)
    shared = drive.startswith("\\\\") and drive[2:3] not in ("?", ".")
    return drive or "?" if shared or kind(f"{drive}\\") == _REMOTE else ""


def mounted(found: bytes) -> str:
    """The type of a file system from macOS's ``statfs``, empty for a local one.

    Source: ``struct statfs`` with 64-bit inodes in ``sys/mount.h``: ``f_flags`` at 64, whose
    ``MNT_LOCAL`` is 0x1000, ``f_fstypename`` at 72.
    """
    flags = int.from_bytes(found[64:68], "little")
    return "" if flags & _MNT_LOCAL else found[72:88].partition(b"\0")[0].decode() or "?"


def file_system(path: str, mounts: str) -> str:
    """The type of the file system that holds ``path``, from the text of ``/proc/mounts``."""
    best, kind = "", ""
    for line in mounts.rstrip("\n").split("\n"):  # other line breaks may stand in a name
        _, point, found, *_ = line.split(" ")
        if "\\" in point:
            point = re.sub(_ESCAPED, lambda octal: chr(int(octal[1], 8)), point)
        point = point.rstrip("/")
        if len(point) >= len(best) and (path == point or path.startswith(point + "/")):
            best, kind = point, found
    return kind
