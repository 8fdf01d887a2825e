"""Sums of facts: what each chain keeps of its rows, so that a change from outside is seen.

A sum does not depend on the order of rows, and is brought up to date with what a step changes.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from itertools import groupby

from qzinvest.ledger.log import GENESIS, Event

Row = tuple[object, ...]
Key = tuple[str, int]
"""Office and number of a project."""

_MODULUS = 1 << 56


def row_sum(rows: Iterable[Row]) -> int:
    """A number that is another one if any of the rows is, whatever their order."""
    # Imported here: who only reads has no use for it.
    from hashlib import blake2b

    found = 0
    for row in rows:
        found += int.from_bytes(blake2b(repr(row).encode(), digest_size=7).digest(), "big")
    return found % _MODULUS


def all_sums(connection: sqlite3.Connection) -> dict[str, int]:
    """By office, the sum of all rows of facts about its projects, as ``chain`` should have it."""
    sums: dict[str, int] = {}
    for table in ("project", "passage", "ruling", "entry", "plan", "target", "name"):
        place = "subject" if table == "entry" else "org"
        rows = connection.execute(f"SELECT {place}, {table}.* FROM {table} ORDER BY {place}")
        by_office = groupby(rows, key=_owner)
        for org, found in by_office:
            sums[org] = (sums.get(org, 0) + row_sum(row[1:] for row in found)) % _MODULUS
    return sums


def _owner(row: tuple[str, ...]) -> str:
    """The office of a row's subject; of what is recorded of a unit, that which recorded it."""
    subject, org = row[:2]
    return org if ":" in subject else subject.rpartition("-")[0] or subject


_ABOUT = {
    "project": "org = :org AND n = :n",
    # What stood was written last before the step, all at once.
    "passage": "org = :org AND n = :n AND until >= :since AND since >= (SELECT "
    "COALESCE(MAX(p.since), 0) FROM passage AS p WHERE p.org = :org AND p.n = :n "
    "AND p.since < :since)",
    "ruling": "org = :org AND n = :n",
    "entry": "subject = :id AND until >= :since",
}


def facts_of(connection: sqlite3.Connection, key: Key, since: int) -> list[Row]:
    """The rows about a project that a step may change: those that stood when it began."""
    where = {"org": key[0], "n": key[1], "id": f"{key[0]}-{key[1]}", "since": since}
    return [
        row
        for table, about in _ABOUT.items()
        for row in connection.execute(f"SELECT * FROM {table} WHERE {about}", where)
    ]


def entry_facts(connection: sqlite3.Connection, org: str, key: str) -> list[Row]:
    """The rows of an entry of a unit, all that an office ever recorded under its key."""
    rows = connection.execute("SELECT * FROM entry WHERE org = ? AND key = ?", (org, key))
    return rows.fetchall()


def plan_facts(connection: sqlite3.Connection, event: Event) -> list[Row]:
    """The rows of the adoption that an event is about, and of the names that it may change."""
    code, _, effective = event.key.rpartition("@")
    names = connection.execute("SELECT * FROM name WHERE org = ?", (event.org,)).fetchall()
    return names + [
        row
        for table, column in (("plan", "code"), ("target", "plan"))
        for row in connection.execute(
            f"SELECT * FROM {table} WHERE org = ? AND {column} = ? AND effective = ?",
            (event.org, code, effective),
        )
    ]


def add_facts(connection: sqlite3.Connection, gains: Mapping[str, int]) -> None:
    """Bring the sums in ``chain`` up to date: the only ones that are kept while rows change."""
    for org, gain in gains.items():
        where = {"org": org, "none": GENESIS}
        row = connection.execute("SELECT facts FROM chain WHERE org = :org", where).fetchone()
        facts = ((row[0] if row else 0) + gain) % _MODULUS
        connection.execute(
            "INSERT INTO chain VALUES (:org, 0, :none, 0, :facts) "
            "ON CONFLICT (org) DO UPDATE SET facts = excluded.facts",
            where | {"facts": facts},
        )
