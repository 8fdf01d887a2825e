"""What stood at a place of the log besides passages: names, and projects that no report counts."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import cast

from qzinvest.ledger import log
from qzinvest.ledger.log import decode, project_in
from qzinvest.ledger.passages import Scope
from qzinvest.model.changes import Known
from qzinvest.model.edition import Positions
from qzinvest.model.project import Project

_MANY = 500
"""So many names are sooner read with all others than one by one."""


def uncounted(connection: sqlite3.Connection, scope: Scope = Scope()) -> Iterator[Project]:  # noqa: B008 - immutable
    """The projects of ``scope`` that have no passage: second reports, and what was left out."""
    if scope.positions is None:
        found = _uncounted_now(connection)
    else:
        found = _uncounted_then(connection, scope.positions)
    for project in found:
        if all(getattr(project, key) in codes for key, codes in scope.chosen.items()):
            yield project


def _uncounted_now(connection: sqlite3.Connection) -> Iterator[Project]:
    rows = connection.execute(
        "SELECT p.org, p.n, e.body FROM project p JOIN event e ON e.org = p.org AND e.seq = p.ver "
        "WHERE NOT EXISTS (SELECT 1 FROM passage q "
        "WHERE q.org = p.org AND q.n = p.n AND q.until = :open) ORDER BY p.org, p.n",
        {"open": log.LAST},
    )
    for org, n, body in rows:
        yield project_in(org, n, body)


def _uncounted_then(connection: sqlite3.Connection, positions: Positions) -> Iterator[Project]:
    """A passage begins with the event that left its project as it stood: all other ones are it."""
    for org, seq in sorted(positions.items()):
        where = {"org": org, "seq": seq}
        rows = connection.execute(
            "SELECT since FROM passage WHERE org = :org AND since <= :seq AND until > :seq", where
        )
        counted = {since for (since,) in rows}
        rows = connection.execute(
            "SELECT MAX(seq) FROM event WHERE org = :org AND seq <= :seq AND kind = 'project' "
            "GROUP BY key ORDER BY 1",
            where,
        )
        for (last,) in rows.fetchall():
            event = None if last in counted else log.event_at(connection, org, last)
            if event is not None and event.body != log.NULL:
                yield project_in(org, int(event.key.rpartition("-")[2]), event.body)


def names_of(
    connection: sqlite3.Connection, ids: Iterable[str], positions: Positions | None = None
) -> dict[str, str]:
    """What projects were called, by id, at a place of the log, ``None`` for its end."""
    if positions is not None:
        return {id_: known.name for id_, known in known_at(connection, ids, positions).items()}
    ids = tuple(ids)
    if len(ids) < _MANY:
        return {id_: _name(connection, id_) for id_ in ids}
    rows = connection.execute("SELECT org, n, name FROM project")
    called = {f"{org}-{n}": name for org, n, name in rows}
    return {id_: called[id_] for id_ in ids}


def _name(connection: sqlite3.Connection, id_: str) -> str:
    org, _, number = id_.rpartition("-")
    (name,) = connection.execute(
        "SELECT name FROM project WHERE org = :org AND n = :n", {"org": org, "n": int(number)}
    ).fetchone()
    return str(name)


def known_at(
    connection: sqlite3.Connection, ids: Iterable[str], positions: Positions | None
) -> dict[str, Known]:
    """What was known of projects at a place of the log, by id.

    One that was not recorded then, or not any more, is left out.
    """
    found = {}
    for id_, body in bodies_at(connection, ids, positions):
        fields = decode(body)
        aside = "excluded" if fields.get("excluded") else "linked" if fields.get("same_as") else ""
        found[id_] = Known(cast("str", fields["name"]), aside)
    return found


def bodies_at(
    connection: sqlite3.Connection, ids: Iterable[str], positions: Positions | None
) -> Iterator[tuple[str, str]]:
    """The ids and bodies of these projects as they stood at a place of the log, or at its end.

    One that was not recorded yet, or had been taken back, is left out.
    """
    for project_id in ids:
        org = project_id.rpartition("-")[0]
        until = log.LAST if positions is None else positions.get(org, 0)
        event = log.state_at(connection, org, project_id, until)
        if event is not None and event.body != log.NULL:
            yield project_id, event.body
