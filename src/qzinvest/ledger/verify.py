"""Verifying: does the file say what its log says, and is the log the one that was written?

Four looks, from the outside in: SQLite's own check, the schema with its triggers, the hash chain,
and a replay of the whole log into a scratch ledger whose projections must equal the file's.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from qzinvest.ledger import fold, log, schema
from qzinvest.ledger.connection import connect, faults, transaction
from qzinvest.ledger.settings import SETTINGS

_UNREADABLE = (
    sqlite3.Error,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What reading damaged pages and bodies can raise."""
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
        return self.problem in ("schema", "head", "differs", "missing")


def findings(path: Path) -> list[Finding]:
    """Everything that is wrong with the ledger at ``path``; empty if it holds.

    Raises:
        LedgerTrouble: there is no ledger, or it cannot even be opened as one.
    """
    connect(path).close()
    # The scratch file holds the replayed projections under the plain names; the ledger is attached,
    # so what only it has (event, meta) answers to the plain name too.
    connection = sqlite3.connect("", isolation_level=None)
    try:
        with faults(path):
            connection.execute("ATTACH :path AS ledger", {"path": str(path)})
            connection.execute("BEGIN")
        return _looks(connection)
    finally:
        connection.close()


def _looks(connection: sqlite3.Connection) -> list[Finding]:
    found: list[Finding] = []
    for look in (_sqlite, _schema, _chain, _office, _fold):
        try:
            found += look(connection)
        except _UNREADABLE as error:
            # A damaged page or body stops the look that meets it; that is itself the finding.
            found.append(Finding("unreadable", detail=str(error)))
    return found


def _sqlite(connection: sqlite3.Connection) -> Iterator[Finding]:
    for (line,) in connection.execute(f"PRAGMA ledger.integrity_check({_SHOWN})"):
        if line != "ok":
            yield Finding("sqlite", detail=line)


def _schema(connection: sqlite3.Connection) -> Iterator[Finding]:
    yield from (Finding("schema", name) for name in schema.differences(connection, "ledger"))


def _chain(connection: sqlite3.Connection) -> list[Finding]:
    heads = {row[0]: row[1:] for row in connection.execute("SELECT * FROM ledger.chain")}
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
        "SELECT m.key, e.kind FROM ledger.meta AS m LEFT JOIN ledger.event AS e "
        "ON e.org = m.value AND e.seq = 1"
    ).fetchall()
    rows = [row for row in rows if row[0] not in SETTINGS]
    if rows != [("office", "office")]:
        yield Finding("office")


def _fold(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Replay the log and compare every projection row by row."""
    for table in schema.PROJECTIONS:
        connection.execute(schema.TABLES[table])
    fold.replay(connection)
    for table in schema.PROJECTIONS:
        for problem, one, other in (("differs", "ledger", "main"), ("missing", "main", "ledger")):
            rows = connection.execute(
                f"SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table} LIMIT {_SHOWN}"
            )
            yield from (Finding(problem, _row_name(table, row)) for row in rows)


def _row_name(table: str, row: tuple[object, ...]) -> str:
    if table in ("project", "milestone"):
        return f"{table} {row[0]}-{row[1]}"
    return " ".join((table, *(str(cell) for cell in row if not isinstance(cell, bytes))))


def _shortened(found: list[Finding]) -> list[Finding]:
    more = len(found) - _SHOWN
    return found if more <= 0 else [*found[:_SHOWN], Finding("more", detail=str(more))]


def rebuild(path: Path) -> None:
    """Fold the whole log anew into this file's projections, in one transaction.

    Indexes and triggers are laid anew too. For a ledger whose findings all ``mends``.
    """
    connection = connect(path)
    try:
        with faults(path), transaction(connection):
            for table in schema.PROJECTIONS:
                connection.execute(f"DELETE FROM {table}")
            fold.replay(connection)
            schema.relay(connection)
    finally:
        connection.close()
