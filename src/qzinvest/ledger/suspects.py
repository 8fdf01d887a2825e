"""Suspected duplicates: pairs of recorded projects that may be one."""

import sqlite3
from collections.abc import Collection, Iterator

from qzinvest.model.likeness import Entry, Pair
from qzinvest.model.pairs import Index, pairs

MOST_NEW = 200_000
"""New projects that one import compares; every one of them is kept in memory for that."""


def entries(connection: sqlite3.Connection) -> Iterator[Entry]:
    """What is compared of every project that is not linked to another one, by office and number."""
    partners: dict[tuple[str, int], list[str]] = {}
    for org, n, key in connection.execute(
        "SELECT org, n, investor_key FROM partner ORDER BY org, n, place"
    ):
        partners.setdefault((org, n), []).append(key)
    rows = connection.execute(
        "SELECT org, n, name_key, investor_key, amount FROM project "
        "WHERE same_as IS NULL ORDER BY org, n"
    )
    for org, n, name, investor, amount in rows:
        keys = (*([investor] if investor else []), *partners.get((org, n), ()))
        yield Entry(f"{org}-{n}", name, keys, amount)


def all_suspects(connection: sqlite3.Connection) -> list[Pair]:
    """Every suspected pair of the ledger."""
    return pairs(entries(connection))


def suspects_of(
    connection: sqlite3.Connection, office: str, numbers: Collection[int]
) -> list[Pair]:
    """The suspected pairs in which the newly added projects of ``numbers`` are the later report."""
    new = {f"{office}-{number}" for number in numbers}
    if not new:
        return []
    index = Index()
    found: list[Pair] = []
    known = 0
    for entry in entries(connection):
        if entry.id in new:
            found += index.like(entry)
            index.add(entry)
        else:
            known += 1
    if not known:
        return found
    for entry in entries(connection):
        if entry.id not in new:
            found += [p._replace(first=p.second, second=p.first) for p in index.like(entry)]
    return found
