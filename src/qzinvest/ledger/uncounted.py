"""What stood at a place of the log besides passages: names, and projects that no report counts."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from qzinvest.ledger import log
from qzinvest.ledger.facts import whole, whole_at
from qzinvest.ledger.log import Event
from qzinvest.ledger.passages import FILTERS, STANDS, Scope, conditions
from qzinvest.model.changes import Known
from qzinvest.model.edition import Positions
from qzinvest.model.project import Project

_MANY = 500
"""So many names are sooner read with all others than one by one."""


def uncounted(connection: sqlite3.Connection, scope: Scope = Scope()) -> Iterator[Project]:  # noqa: B008 - immutable
    """The projects of ``scope`` that have no passage: second reports, and what was left out."""
    anyone = scope._replace(chosen={}, credited=None)
    look = _uncounted_now if scope.positions is None else _uncounted_then
    for project in look(connection, anyone):
        if all(getattr(project, key) in codes for key, codes in scope.chosen.items()):
            yield project


def _uncounted_now(connection: sqlite3.Connection, scope: Scope) -> Iterator[Project]:
    where, values = conditions(scope)
    # Nothing but a ruling keeps a project out of the count.
    rows = connection.execute(
        "SELECT p.org, p.n, e.body FROM "
        "(SELECT DISTINCT org, n FROM ruling WHERE what IN ('excluded', 'same_as')) AS r "
        "JOIN project AS p ON p.org = r.org AND p.n = r.n "
        "JOIN event AS e ON e.org = p.org AND e.seq = p.ver WHERE NOT EXISTS "
        f"(SELECT 1 FROM passage WHERE passage.org = p.org AND passage.n = p.n AND {where}) "
        "ORDER BY p.org, p.n",
        values,
    )
    for row in rows:
        yield whole(connection, *row)


def _uncounted_then(connection: sqlite3.Connection, scope: Scope) -> Iterator[Project]:
    positions = scope.positions or {}
    where, values = conditions(scope)
    rows = connection.execute(f"SELECT DISTINCT org, n FROM passage WHERE {where}", values)
    counted = {f"{org}-{n}" for org, n in rows}
    for org, seq in sorted(positions.items()):
        rows = connection.execute(
            "SELECT key, MAX(seq) FROM event WHERE org = :org AND seq <= :seq AND kind = 'project' "
            "GROUP BY key ORDER BY 2",
            {"org": org, "seq": seq},
        )
        for key, last in rows.fetchall():
            event = None if key in counted else log.event_at(connection, org, last)
            if event is not None and event.body != log.NULL:
                yield whole_at(connection, event, positions)


def naming(terms: Mapping[str, tuple[str, ...]]) -> tuple[str, dict[str, object]]:
    """The condition on rows ``p`` of ``project`` to name a code of each vocabulary; its values.

    Whether they are counted or not.
    """
    counted, held, values = [STANDS], list[str](), dict[str, object]()
    for vocabulary, codes in terms.items():
        names = {f"{vocabulary}{i}": code for i, code in enumerate(codes)}
        # A body is canonical JSON, so this stands in it as a field or not at all: within a text
        # every quotation mark is escaped. REPLACE minds capitals, and LIKE may not.
        texts = {f"{name}_text": f'"{vocabulary}":"{code}"' for name, code in names.items()}
        counted.append(f"{FILTERS[vocabulary]} IN ({', '.join(f':{name}' for name in names)})")
        held.append(" OR ".join(f"REPLACE(e.body, :{text}, '') <> e.body" for text in texts))
        values |= names | texts
    # What has no passage, a ruling keeps out of the count: of these few the bodies say it.
    return (
        f"(p.org, p.n) IN (SELECT org, n FROM passage WHERE {' AND '.join(counted)} "
        "UNION SELECT q.org, q.n FROM ruling r JOIN project q ON q.org = r.org AND q.n = r.n "
        "JOIN event e ON e.org = q.org AND e.seq = q.ver "
        f"WHERE r.what IN ('excluded', 'same_as') AND ({') AND ('.join(held)}))"
    ), values


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
    # The end may lie behind the last finished recording: one is asked about itself.
    ends = dict.fromkeys(log.positions(connection), log.LAST)
    places = ends if positions is None else positions
    for event in _reports_at(connection, ids, places):
        project = whole_at(connection, event, places)
        aside = "excluded" if project.excluded else "linked" if project.same_as else ""
        found[event.key] = Known(project.name, aside)
    return found


def _reports_at(
    connection: sqlite3.Connection, ids: Iterable[str], positions: Positions
) -> Iterator[Event]:
    """The last events of these projects' reports at a place of the log.

    One that was not recorded yet, or had been taken back, is left out.
    """
    for project_id in ids:
        org = project_id.rpartition("-")[0]
        where = {"org": org, "key": project_id, "seq": positions.get(org, 0)}
        row = connection.execute(_STATE, where).fetchone()
        if row is not None and (event := Event._make(row)).body != log.NULL:
            yield event


_STATE = """
SELECT * FROM event WHERE key = :key AND org = :org AND seq <= :seq AND kind = 'project'
ORDER BY seq DESC LIMIT 1"""
