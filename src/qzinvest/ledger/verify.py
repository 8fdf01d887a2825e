"""Verifying: does the file say what its log says, and is the log the one that was written?

Four looks, from the outside in: SQLite's own check, the schema with its triggers, the hash chain,
and a replay of the whole log into temporary tables that must equal the file's projections. To be
quick, the sums that are kept of the rows of facts take the place of the replay.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from qzinvest.errors import DiskFull, LedgerDamaged, LedgerDiffers, LedgerOccupied, NotALedger
from qzinvest.ledger import fold, log, schema
from qzinvest.ledger.connection import connect
from qzinvest.ledger.queries import reading
from qzinvest.ledger.rows import all_sums
from qzinvest.ledger.settings import SETTINGS
from qzinvest.ledger.trouble import TIMEOUT_SECONDS, faults, translated
from qzinvest.ledger.turns import writing
from qzinvest.temporary import spill
from qzinvest.tuples import NamedTuple

_UNREADABLE = (sqlite3.Error, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading damaged pages and bodies can raise."""
_NAMED = 3
"""Findings that a refusal names; ``verify`` tells all."""
_END = ("", 0, "")
"""Stands behind the last event of all."""
_GROWN = 16_000_000
"""Bytes beside the ledger; a program that leaves in time lets them come to a quarter of it."""
_SHOWN = 20
"""Findings of one kind that are named one by one; a broken file can have millions."""


class Finding(NamedTuple):
    """One thing that is wrong; its words stand under ``finding.<problem>`` in the catalogues.

    ``about`` names an event (``QZ:17``), a project (``project QZ-17``), a row of a projection or an
    object of the schema; ``detail`` is SQLite's word or a number.
    """

    problem: str
    about: str = ""
    detail: str = ""

    @property
    def mends(self) -> bool:
        """Whether the log itself is whole, so that folding it anew mends this."""
        if self.about.startswith("table "):
            return False  # in its place may be a view, and what it held may be lost
        return self.problem in ("schema", "foreign", "head", "differs", "missing", "facts")

    @property
    def is_remark(self) -> bool:
        """Whether it is worth saying and nothing is wrong."""
        return self.problem in ("beside", "reader")


def findings(path: Path, *, quick: bool = False) -> list[Finding]:
    """Everything that is wrong with the ledger at ``path``, and remarks; empty if it holds.

    Args:
        quick: whether the rows of facts are held against the sums that are kept of them, and the
            log is not folded anew: what changed a row and its sum together is not found.

    Raises:
        LedgerTrouble: there is no ledger, or it cannot even be opened as one.
        DiskFull: the log cannot be replayed for want of temporary space.
    """
    connection = connect(path, "inspect")
    try:
        with faults(path):
            connection.execute("BEGIN")
        found = _looks(connection, path, _facts if quick else _fold)
    finally:
        connection.close()
    return found + kept_open(path)


def kept_open(path: Path) -> list[Finding]:
    """The remark that some program keeps the ledger open, so that the file beside it grows.

    Whoever closes it last folds that file in: it is large, and still there, only for a reason.
    """
    wal = Path(f"{path}-wal")
    with suppress(OSError):
        if (size := wal.stat().st_size) > _GROWN:
            return [Finding("reader", str(wal), str(size // 1_000_000))]
    return []


def clock_leaps(path: Path) -> list[Finding]:
    """Where the clock went back, or a year forward, in the log of a sound ledger; remarks.

    Named are ``clock_back`` and ``clock_ahead`` events, and as ``clock_now`` the last of an office
    if this computer's clock has not reached it; ``detail`` is the UTC second.
    """
    found: list[Finding] = []
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    org, seq, last = "", 0, ""
    with reading(path) as connection:
        rows = connection.execute("SELECT org, seq, at FROM event ORDER BY org, seq")
        for event in chain(rows, (_END,)):
            if event[0] != org:
                if log.clock_leap(last, now) == "clock_back":
                    found.append(Finding("clock_now", f"{org}:{seq}", last))
                last = ""
            if leap := log.clock_leap(last, event[2]):
                found.append(Finding(leap, f"{event[0]}:{event[1]}", last))
            org, seq, last = event
    return found[-_SHOWN:]


def refuse_unsound(path: Path, of: Path | None = None) -> None:
    """Refuse to publish from a ledger that does not verify quickly; remarks do not count.

    Args:
        of: the ledger that ``path`` is a copy of.

    Raises:
        LedgerDamaged: naming the first findings.
        LedgerDiffers: the log is whole, and what was folded from it is not what it says.
        LedgerTrouble, DiskFull: as ``findings``.
    """
    found = [finding for finding in findings(path, quick=True) if not finding.is_remark]
    if found:
        error = LedgerDiffers if all(finding.mends for finding in found) else LedgerDamaged
        named = (f"{f.problem} {f.about}{f.detail}" for f in found[:_NAMED])
        raise error(path=str(of or path), detail="; ".join(named))


@contextmanager
def proven(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the ledger at ``path`` to publish from it; errors as ``refuse_unsound``."""
    refuse_unsound(path)
    with reading(path) as connection:
        yield connection


Look = Callable[[sqlite3.Connection], Iterable[Finding]]


def _looks(connection: sqlite3.Connection, path: Path, last: Look) -> list[Finding]:
    found: list[Finding] = []
    looks: tuple[Look, ...] = (_sqlite, _schema, _chain, _office, last)
    for look in looks:
        if any(finding.problem == "schema" and not finding.mends for finding in found):
            break  # what is in a table's place could be anything, a query without end too
        try:
            found += look(connection)
        except _UNREADABLE as error:
            _refuse_trouble(error, path)
            # A damaged page or body stops the look that meets it; that is itself the finding.
            found.append(Finding("unreadable", detail=str(error)))
    return found


def _refuse_trouble(error: Exception, path: Path) -> None:
    """Raise what says nothing of the ledger: a full or busy disk, no memory."""
    if isinstance(error, sqlite3.Error):
        trouble = translated(error, path)
        if isinstance(trouble, DiskFull):
            raise DiskFull(path=spill()) from error
        if not isinstance(trouble, LedgerDamaged | NotALedger):
            raise trouble from error


def _sqlite(connection: sqlite3.Connection) -> Iterator[Finding]:
    for (line,) in connection.execute(f"PRAGMA main.integrity_check({_SHOWN})"):
        if line != "ok":
            yield Finding("sqlite", detail=line)


def _schema(connection: sqlite3.Connection) -> Iterator[Finding]:
    shape = schema.shape(connection)
    yield from (Finding("schema", name) for name in shape.wrong)
    yield from (Finding("foreign", name) for name in shape.foreign)
    yield from (Finding("beside", name) for name in shape.beside)


def _chain(connection: sqlite3.Connection) -> list[Finding]:
    heads = {row[0]: row[1:] for row in connection.execute("SELECT * FROM main.chain")}
    found: list[Finding] = []
    org, seq, prev = "", 0, log.GENESIS
    for event in log.events(connection):
        if event.org != org:
            found += _head_faults(heads, org, seq, prev)
            org, seq, prev = event.org, 0, log.GENESIS
        if event.seq != seq + 1:
            found.append(Finding("order", event.id, str(seq)))
        if event.prev != prev:
            found.append(Finding("chain", event.id))
        if log.expected_hash(event) != event.hash:
            found.append(Finding("hash", event.id))
        seq, prev = event.seq, event.hash
    return _shortened([*found, *_head_faults(heads, org, seq, prev)])


def _head_faults(
    heads: dict[str, tuple[object, ...]], org: str, seq: int, last: bytes
) -> Iterator[Finding]:
    if org and heads.get(org, ())[:2] != (seq, last):
        yield Finding("head", org, f"{org}:{seq}")


def _office(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT m.key, e.kind FROM meta AS m LEFT JOIN event AS e ON e.org = m.value AND e.seq = 1"
    ).fetchall()
    rows = [row for row in rows if row[0] not in SETTINGS]
    if rows != [("office", "office")]:
        yield Finding("office")


def _fold(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Replay the log into temporary tables and compare every projection row by row.

    A plain name means the temporary table where there is one, else the ledger's own.
    """
    for table in schema.PROJECTIONS:
        connection.execute(schema.TABLES[table].replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
    for index in ("entry_subject", "ruling_same_as"):  # by which a fold looks single projects up
        connection.execute(schema.INDEXES[index].replace("INDEX ", "INDEX temp.", 1))
    fold.replay(connection)
    for table in schema.PROJECTIONS:
        for problem, one, other in (("differs", "main", "temp"), ("missing", "temp", "main")):
            rows = connection.execute(
                f"SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table} LIMIT {_SHOWN}"
            )
            yield from (Finding(problem, _row_name(table, row)) for row in rows)


def _facts(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Hold the rows of facts against the sum of them that each chain keeps."""
    kept = dict(connection.execute("SELECT org, facts FROM main.chain").fetchall())
    sums = all_sums(connection)
    for org in sorted(kept.keys() | sums.keys()):
        if kept.get(org, 0) != sums.get(org, 0):
            yield Finding("facts", org)


def _row_name(table: str, row: tuple[object, ...]) -> str:
    if table in ("project", "passage"):
        return f"{table} {row[0]}-{row[1]}"
    if table == "chain":
        return f"{table} {row[0]}"
    return " ".join((table, *(str(cell) for cell in row if not isinstance(cell, bytes))))


def _shortened(found: list[Finding]) -> list[Finding]:
    more = len(found) - _SHOWN
    return found if more <= 0 else [*found[:_SHOWN], Finding("more", detail=str(more))]


def rebuild(path: Path, wait: float = TIMEOUT_SECONDS) -> None:
    """Fold the whole log anew into this file's projections, in one transaction.

    Views, indexes and triggers are laid anew too. For a ledger whose findings all ``mends``;
    ``wait`` as of ``writing``.

    Raises:
        LedgerOccupied: somebody else's table stands in the place of a view.
    """
    with writing(path, "mend", wait) as connection:
        if names := schema.taken(connection):
            raise LedgerOccupied(path=str(path), names=names)
        schema.drop_foreign(connection)
        for table in schema.PROJECTIONS:
            connection.execute(f"DELETE FROM {table}")
        fold.replay(connection)
        schema.relay(connection)
