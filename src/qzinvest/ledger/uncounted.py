"""What stood at a place of the log besides passages: names, and projects that no report counts."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from qzinvest.ledger import log
from qzinvest.ledger.facts import inline, is_old, timeline_in, whole, whole_at
from qzinvest.ledger.log import Event
from qzinvest.ledger.passages import Scope, conditions
from qzinvest.model.edition import Positions
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.project import Project, unit_on
from qzinvest.model.ruling import NONE, on_day

if TYPE_CHECKING:
    from qzinvest.model.changes import Known

_MANY = 500
"""So many names are sooner read with all others than one by one, and so many reports at once."""


def uncounted(connection: sqlite3.Connection, scope: Scope = Scope()) -> Iterator[Project]:  # noqa: B008 - immutable
    """The projects of ``scope`` that have no passage: second reports, and what was left out."""
    anyone = scope._replace(chosen={}, credited=None)
    look = _uncounted_now if scope.positions is None else _uncounted_then
    for project in look(connection, anyone):
        if all(_named(project, key, scope.day) in codes for key, codes in scope.chosen.items()):
            yield project


def _named(project: Project, key: str, day: date | None) -> str | None:
    """What a project names of a key of ``FILTERS``; its unit on a day, as it holds last without."""
    if key in UNIT_KINDS and day is not None:
        return unit_on(project, key, day.toordinal())
    code: str | None = getattr(project, key)
    return code


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


def names_of(
    connection: sqlite3.Connection, ids: Iterable[str], positions: Positions | None = None
) -> dict[str, str]:
    """What projects were called, by id, at a place of the log, ``None`` for its end."""
    return {id_: known.name for id_, known in called(connection, ids, positions).items()}


def called(
    connection: sqlite3.Connection, ids: Iterable[str], positions: Positions | None = None
) -> "dict[str, Known]":
    """What projects and their investors were called, and whom to call about them, likewise.

    Why one counts nowhere is said of a place of the log alone.
    """
    if positions is not None:
        return known_at(connection, ids, positions)
    ids = tuple(ids)
    if len(ids) < _MANY:
        keys = (id_.rpartition("-") for id_ in ids)
        rows = (connection.execute(_CALLED_ONE, (org, int(n))).fetchone() for org, _, n in keys)
    else:
        wanted = frozenset(ids)
        rows = (row for row in connection.execute(_CALLED) if f"{row[0]}-{row[1]}" in wanted)
    # Imported here, as below.
    from qzinvest.model.changes import Known

    found = {
        f"{org}-{n}": Known(name, "", *(each or "" for each in told))
        for org, n, name, *told in filter(None, rows)
    }
    return {id_: found.get(id_) or _last_called(connection, id_) for id_ in ids}


def _last_called(connection: sqlite3.Connection, id_: str) -> "Known":
    """The same of a project that was taken back, as it was until then: editions may have it."""
    org, _, _ = id_.rpartition("-")
    (last,) = connection.execute(
        "SELECT MAX(seq) FROM event WHERE org = :org AND key = :key AND body <> :gone",
        {"org": org, "key": id_, "gone": log.NULL},
    ).fetchone()
    return known_at(connection, [id_], {org: last})[id_]


_CALLED = "SELECT org, n, name, investor, owner, phone FROM project"
_CALLED_ONE = f"{_CALLED} WHERE org = ? AND n = ?"


def known_at(
    connection: sqlite3.Connection,
    ids: Iterable[str],
    positions: Positions | None,
    day: date = date.max,
) -> "dict[str, Known]":
    """What was known of projects at a place of the log, by id, for a report of a day.

    One that was not recorded then, or not any more, is left out.
    """
    # Imported here: most ask only for names of today.
    from qzinvest.model.changes import Known

    # The end may lie behind the last finished recording: one is asked about itself.
    ends = dict.fromkeys(log.positions(connection), log.LAST)
    places = ends if positions is None else positions
    found, left = {}, iter(ids)
    while some := tuple(islice(left, _MANY)):
        last = _last(connection, some, places)
        for id_ in some:
            event = last.get(id_)
            if event is not None and event.body != log.NULL:
                body = log.decode(event.body)
                told = (str(body.get(key) or "") for key in ("investor", "owner", "phone"))
                found[id_] = Known(str(body["name"]), _aside(connection, event, last, day), *told)
    return found


def _aside(
    connection: sqlite3.Connection, report: Event, last: Mapping[str, Event], day: date
) -> str:
    """Why a project counts nowhere on a day, of its report and the rulings in ``last``."""
    old = inline(report.body) if is_old(connection, report) else NONE
    for what, aside in _ASIDE.items():
        ruling = last.get(f"{report.key}/{what}")
        turns = getattr(old, what) if ruling is None else timeline_in(ruling.body)
        if on_day(turns, day.toordinal()) is not None:
            return aside
    return ""


_ASIDE = {"excluded": "excluded", "same_as": "linked"}
"""What keeps a project out of the count, and how it is told."""


def _last(
    connection: sqlite3.Connection, ids: Iterable[str], places: Positions
) -> dict[str, Event]:
    """The last events at a place of the log of these reports and what keeps them out, by key."""
    keys = [key for id_ in ids for key in (id_, *(f"{id_}/{what}" for what in _ASIDE))]
    names = {f"key{place}": key for place, key in enumerate(keys)}
    known, values = ["1 = 0"], dict[str, object](names)
    for place, (org, seq) in enumerate(sorted(places.items())):
        # Expressions, that SQLite may not go through a whole chain instead of looking keys up.
        known.append(f"org || '' = :org{place} AND seq + 0 <= :seq{place}")
        values |= {f"org{place}": org, f"seq{place}": seq}
    rows = connection.execute(
        "SELECT e.* FROM (SELECT org, MAX(seq) AS seq FROM event "
        f"WHERE key IN ({', '.join(f':{name}' for name in names)}) AND ({' OR '.join(known)}) "
        "GROUP BY org, key) AS l JOIN event AS e ON e.org = l.org AND e.seq = l.seq ORDER BY e.org",
        values,
    )
    events = map(Event._make, rows)
    # A report is of its own office, a ruling of any.
    return {e.key: e for e in events if "/" in e.key or e.key.startswith(f"{e.org}-")}
