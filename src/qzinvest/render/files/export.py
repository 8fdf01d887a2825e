"""An export: its files line by line, and their folder, which changes as a whole.

``import`` reads ``projects.csv`` and ``entries.csv`` back. The new folder is built beside the old
one and takes its place in one step, so a reader sees all old files or all new ones. A manifest with
every file's SHA-256 tells whether anything changed.
"""

import csv
import os
import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from errno import EBUSY
from hashlib import sha256
from io import StringIO
from itertools import chain, count
from json import dumps, loads
from pathlib import Path
from typing import BinaryIO

from qzinvest.errors import FileUnwritable, ForeignFolder, refused_by_system
from qzinvest.model.credit import credit_text
from qzinvest.model.entry import PAID
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.fact_json import beside_text
from qzinvest.model.money import hundredths_text
from qzinvest.model.plain_layout import (
    BASE_COLUMNS,
    DETAILS,
    ENTRY_COLUMNS,
    OPTIONAL_COLUMNS,
    guard,
)
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import STAGES
from qzinvest.temporary import SAFELY, locked, synced, temporary_folder

_UNSAFE = frozenset('\\/:*?"<>|')
_DEVICES = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10)))
)
_LONGEST = 60
"""Characters of a name; some systems take 255 bytes, and a hanzi has three."""
_BOM = b"\xef\xbb\xbf"
MILESTONE_COLUMNS = (
    *("id", "code", "stage", "on", "counted_on", "amount", "evidence"),
    *("precision", "same_as", "fictional"),
)


def pieces(text: str, *, bom: bool) -> Iterator[bytes]:
    """A finished CSV text line by line, with Excel's byte order mark if asked for."""
    for number, line in enumerate(text.splitlines(keepends=True)):
        yield (_BOM if bom and number == 0 else b"") + line.encode()


def project_pieces(projects: Iterable[Project], *, bom: bool, fictional: bool) -> Iterator[bytes]:
    """``projects.csv``: the plain layout with every optional column.

    A project without a code of its own goes out under its id, so that no row is ever without one.
    """
    said = str(fictional).lower()
    rows = ([*_project_row(project), said, beside_text(project)] for project in projects)
    return _lines((*BASE_COLUMNS, *OPTIONAL_COLUMNS), rows, bom=bom)


def milestone_pieces(projects: Iterable[Project], *, bom: bool, fictional: bool) -> Iterator[bytes]:
    """``milestones.csv``: one row a recorded milestone; amounts in yuan where stated."""
    said = str(fictional).lower()
    rows = (
        (
            project.id,
            guard(project.code or ""),
            m.stage.code,
            m.on.isoformat(),
            m.counted_on.isoformat(),
            "" if m.amount is None else m.amount,
            guard(m.evidence or ""),
            m.precision,
            project.same_as or "",
            said,
        )
        for project in projects
        for m in project.course
    )
    return _lines(MILESTONE_COLUMNS, rows, bom=bom)


def entry_pieces(
    projects: Iterable[Project], marks: Iterable[Evaluation], *, bom: bool, fictional: bool
) -> Iterator[bytes]:
    """``entries.csv``: one row a payment, under its project, in yuan; and one a mark of a unit."""
    said = str(fictional).lower()
    payments = (
        (
            project.id,
            PAID,
            payment.on.isoformat(),
            payment.counted_on.isoformat(),
            payment.amount,
            guard(payment.evidence or ""),
            payment.precision,
            said,
            guard(project.name),
            "",
        )
        for project in projects
        for payment in project.payments
    )
    given = (
        (
            f"{mark.kind}:{mark.unit}",
            mark.item,
            mark.on.isoformat(),
            mark.on.isoformat(),
            "",
            guard(mark.note),
            "day",
            said,
            "",
            hundredths_text(mark.score),
        )
        for mark in marks
    )
    return _lines(ENTRY_COLUMNS, chain(payments, given), bom=bom)


def _lines(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool
) -> Iterator[bytes]:
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    yield (_BOM if bom else b"") + _taken(buffer)
    for row in rows:
        writer.writerow(row)
        yield _taken(buffer)


def _taken(buffer: StringIO) -> bytes:
    line = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return line


def _project_row(project: Project) -> list[object]:
    """A project's cells, all but the last two: what is fictional, and what no other cell says."""
    by_stage = {m.stage: m for m in project.course}
    dates = [by_stage[s].on.isoformat() if s in by_stage else "" for s in STAGES]
    texts = [guard(getattr(project, field) or "") for field in DETAILS]
    details: list[object] = []
    for stage in STAGES:
        m = by_stage.get(stage)
        if m is None:
            details += ["", "", ""]
            continue
        counted = "" if m.counted_on == m.on else m.counted_on.isoformat()
        amount = "" if m.amount is None else m.amount
        details += [counted, amount, guard(m.evidence or "")]
    stated = project.stated or ("", "", None)
    precisions = [_precision(by_stage.get(stage)) for stage in STAGES]
    return [
        guard(project.code or project.id),
        guard(project.name),
        guard(project.investor or ""),
        project.district or "",
        project.department or "",
        project.group or "",
        project.amount or "",
        project.signing or "",
        *dates,
        "" if project.dropped_on is None else project.dropped_on.isoformat(),
        guard(project.drop_reason or ""),
        *texts,
        *details,
        *(guard(text or "") for text in stated),
        project.same_as or "",
        *precisions,
        guard(project.excluded or ""),
        credit_text(project.credit),
        project.id,
    ]


def _precision(milestone: Milestone | None) -> str:
    return "" if milestone is None or milestone.precision == "day" else milestone.precision


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
        alike = _files(old) if old.get("kind") == facts.get("kind") else {}
        _refuse_foreign(folder, {MANIFEST, *files, *alike} if old else set())
        with temporary_folder(folder) as fresh:
            manifest = _write(fresh, files, {"made_by": MAKER, **facts})
            if old == manifest and _is_whole(folder, old):
                return False
            if folder.exists():
                _take_mode(folder, fresh)
            _swap(fresh, folder)
    return True


def file_name(name: str, suffix: str, taken: Container[str]) -> str:
    """A file's name that every system takes, from what people call the thing; none of ``taken``.

    What some system does not take becomes ``-``, and the devices of Windows are none.
    """
    kept = "".join("-" if c in _UNSAFE or not c.isprintable() else c for c in name)
    kept = kept[:_LONGEST].strip(" .") or "-"
    kept = f"-{kept}" if kept.partition(".")[0].upper() in _DEVICES else kept
    names = (f"{kept}{'' if n == 1 else f'-{n}'}.{suffix}" for n in count(1))
    return next(each for each in names if each not in taken)


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
            synced(file.fileno())
        listed[name] = {"rows": lines - 1, "sha256": digest.hexdigest()}
    manifest = {**facts, "files": listed}
    with _private(fresh / MANIFEST) as file:
        file.write(f"{dumps(manifest, ensure_ascii=False, indent=2)}\n".encode())
        file.flush()
        synced(file.fileno())
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
        synced(descriptor)
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
