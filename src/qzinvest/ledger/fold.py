"""Folding: from the state that an event carries to the rows of the projections.

The same functions serve recording, rebuilding and verifying, so that they cannot disagree.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, islice

from qzinvest.ledger.facts import (
    ENTRY,
    OLD_MARK,
    RULING,
    entry_key,
    ever_linked,
    inline,
    is_old,
    mark_in,
    payment_in,
    project_in_key,
    timeline_in,
    whole,
)
from qzinvest.ledger.log import LAST, NULL, Event, plan_in, project_in
from qzinvest.ledger.rows import (
    Key,
    Row,
    add_facts,
    entry_facts,
    facts_of,
    passage_rows,
    plan_facts,
    project_rows,
    row_sum,
)
from qzinvest.model.entry import PAID, Payment
from qzinvest.model.passage import ALWAYS, spells_of
from qzinvest.model.project import Project
from qzinvest.model.ruling import Timeline

INSERT_PROJECT = """
INSERT INTO project VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, n) DO UPDATE SET
    ver = excluded.ver, code = excluded.code, name = excluded.name, amount = excluded.amount,
    investor = excluded.investor, district = excluded.district, department = excluded.department,
    grp = excluded.grp, signing = excluded.signing, channel = excluded.channel,
    origin = excluded.origin, investor_class = excluded.investor_class, event = excluded.event,
    stage = excluded.stage, stage_on = excluded.stage_on,
    dropped_on = excluded.dropped_on, search = excluded.search, name_key = excluded.name_key,
    investor_key = excluded.investor_key, same_as = excluded.same_as,
    owner = excluded.owner, phone = excluded.phone
WHERE excluded.ver >= project.ver"""
INSERT_PARTNER = "INSERT INTO partner VALUES (?, ?, ?, ?, ?)"
INSERT_PASSAGE = f"INSERT INTO passage VALUES ({', '.join('?' * 44)})"
INSERT_RULING = "INSERT INTO ruling VALUES (?, ?, ?, ?, ?, ?, ?)"
INSERT_ENTRY = f"INSERT INTO entry VALUES ({', '.join('?' * 15)})"
_INSERTS = (INSERT_PROJECT, INSERT_PARTNER, INSERT_PASSAGE, INSERT_RULING, INSERT_ENTRY)


def write_new(
    connection: sqlite3.Connection,
    projects: Iterable[tuple[int, Project]],
    step: int,
    beside: Iterable[Event] = (),
) -> None:
    """Fold projects that nobody knew before, with all that is recorded of them at once.

    Args:
        projects: each with the number of its event.
        step: that of the recording.
        beside: the events of rulings and payments that the projects have.
    """
    rows: dict[str, list[Row]] = {sql: [] for sql in _INSERTS}
    org = ""
    for seq, project in projects:
        org = project.org
        row, partners = project_rows(project, seq)
        rows[INSERT_PROJECT].append(row)
        rows[INSERT_PARTNER].extend(partners)
        rows[INSERT_PASSAGE].extend(passage_rows(project, (), step))
    for event in beside:
        if event.kind == ENTRY:
            rows[INSERT_ENTRY].append(_entry_row(event, payment_in(event.body)))
        else:
            rows[INSERT_RULING].extend(_ruling_rows(event, timeline_in(event.body)))
    for sql, each in rows.items():
        connection.executemany(sql, each)
    if org:
        rows.pop(INSERT_PARTNER)
        add_facts(connection, {org: sum(map(row_sum, rows.values()))})


def write(connection: sqlite3.Connection, events: Iterable[Event]) -> Collection[Key]:
    """Fold the events of one step, or of a part of it; gives the projects that they move."""
    before: dict[Key, int] = {}
    gains: dict[str, int] = {}

    def touch(keys: Iterable[Key], event: Event) -> None:
        for key in keys:
            if key not in before:
                before[key] = row_sum(facts_of(connection, key, _since(event, key)))

    for event in events:
        key = project_in_key(event.kind, event.key)
        if key is None:
            if gain := _write_beside(connection, event):
                gains[event.org] = gains.get(event.org, 0) + gain
            continue
        touch((key, *_counted_with(connection, *key)), event)
        if event.kind == "project":
            _write_project(connection, event, *key)
        elif event.kind == RULING:
            _decide(connection, event, timeline_in(event.body))
        else:
            _write_entry(connection, event)
        touch(_counted_with(connection, *key), event)
    for key, was in before.items():
        since = _since(event, key)
        _refold(connection, key, since)
        now = row_sum(facts_of(connection, key, since))
        gains[key[0]] = gains.get(key[0], 0) + now - was
    add_facts(connection, gains)
    return before


def _write_beside(connection: sqlite3.Connection, event: Event) -> int:
    """Fold a fact that is about no project, if any table shows it; gives the gain of its sum."""
    if event.kind == "plan":
        was = row_sum(plan_facts(connection, event))
        write_plan(connection, event.org, event.seq, event.key, event.body)
        return row_sum(plan_facts(connection, event)) - was
    key = entry_key(event)
    if key is None:
        return 0
    was = row_sum(entry_facts(connection, event.org, key))
    _write_entry(connection, event._replace(kind=ENTRY, key=key))
    return row_sum(entry_facts(connection, event.org, key)) - was


def _since(event: Event, key: Key) -> int:
    """The step from which a project is known to be as an event leaves it.

    Of what another office decided no past is known: it was always so.
    """
    return (event.step or event.seq) if event.org == key[0] else 0


def _counted_with(connection: sqlite3.Connection, org: str, n: int) -> Iterator[Key]:
    """The projects with which one is counted on some day."""
    rows = connection.execute(
        "SELECT DISTINCT value FROM ruling WHERE org = :org AND n = :n AND what = 'same_as' "
        "AND value IS NOT NULL ORDER BY value",
        {"org": org, "n": n},
    )
    for (first,) in rows.fetchall():
        office, _, number = first.rpartition("-")
        yield office, int(number)


def _write_project(connection: sqlite3.Connection, event: Event, org: str, n: int) -> None:
    where = {"org": org, "n": n, "key": event.key}
    connection.execute("DELETE FROM partner WHERE org = :org AND n = :n", where)
    _end_entry(connection, event)
    if event.body == NULL:
        connection.execute("DELETE FROM project WHERE org = :org AND n = :n", where)
        return
    project = project_in(org, n, event.body)
    if is_old(connection, event):
        for what, timeline in inline(event.body)._asdict().items():
            _decide(connection, event._replace(key=f"{event.key}/{what}"), timeline)
    for payment in project.payments:
        connection.execute(INSERT_ENTRY, _entry_row(event, payment))
    row, partners = project_rows(project, event.seq)
    connection.execute(INSERT_PROJECT, row)
    connection.executemany(INSERT_PARTNER, partners)


def _decide(connection: sqlite3.Connection, event: Event, timeline: Timeline[str]) -> None:
    about = _about(event)
    connection.execute("DELETE FROM ruling WHERE org = ? AND n = ? AND what = ?", about)
    connection.executemany(INSERT_RULING, _ruling_rows(event, timeline))


def _about(event: Event) -> tuple[str, int, str]:
    """Office and number of the project that a ruling is about, and its kind."""
    subject, _, what = event.key.partition("/")
    org, _, number = subject.rpartition("-")
    return org, int(number), what


def _ruling_rows(event: Event, timeline: Timeline[str]) -> list[Row]:
    about = _about(event)
    return [
        (*about, ALWAYS if day is None else day.toordinal(), value, event.org, event.seq)
        for day, value in timeline
    ]


def _write_entry(connection: sqlite3.Connection, event: Event) -> None:
    _end_entry(connection, event)
    if mark := mark_in(event):
        days = (mark.on.toordinal(),) * 2
        row = (*days, None, None, None, mark.score, None, mark.note or None)
        connection.execute(INSERT_ENTRY, (*_known(event, mark.item), *row))
    elif event.body != NULL:
        connection.execute(INSERT_ENTRY, _entry_row(event, payment_in(event.body)))


def _end_entry(connection: sqlite3.Connection, event: Event) -> None:
    step = event.step or event.seq
    where = {"org": event.org, "key": event.key, "step": step, "open": LAST}
    connection.execute("DELETE FROM entry WHERE org = :org AND key = :key AND since = :step", where)
    connection.execute(
        "UPDATE entry SET until = :step WHERE org = :org AND key = :key AND until = :open", where
    )


def _entry_row(event: Event, payment: Payment) -> Row:
    days = (payment.on.toordinal(), payment.counted_on.toordinal(), None, None)
    return (*_known(event, PAID), *days, payment.amount, None, None, payment.evidence)


def _known(event: Event, topic: str) -> Row:
    subject, step = event.key.partition("/")[0], event.step or event.seq
    return event.org, event.key, step, LAST, event.seq, subject, topic


def _refold(connection: sqlite3.Connection, key: Key, step: int) -> None:
    """End the states of a project that stood before a step, and write those that stand since.

    Of what another office decided no past is known: there ``step`` is 0, and it was always so.
    """
    where = {"org": key[0], "n": key[1], "step": step, "open": LAST}
    connection.execute("DELETE FROM passage WHERE org = :org AND n = :n AND since >= :step", where)
    connection.execute(
        # What stands was written last, all at once: of a long history no more is looked at.
        "UPDATE passage SET until = :step WHERE org = :org AND n = :n AND since = ("
        "SELECT MAX(p.since) FROM passage AS p WHERE p.org = :org AND p.n = :n) "
        "AND until = :open",
        where,
    )
    row = connection.execute(
        "SELECT p.ver, e.body FROM project AS p JOIN event AS e ON e.org = p.org AND e.seq = p.ver "
        "WHERE p.org = :org AND p.n = :n",
        where,
    ).fetchone()
    if row is not None:
        project = whole(connection, *key, row[1])
        connection.execute(INSERT_PROJECT, project_rows(project, row[0])[0])
        rows = passage_rows(project, _reports(connection, project.id), step)
        connection.executemany(INSERT_PASSAGE, rows)


def _reports(connection: sqlite3.Connection, first: str) -> list[Project]:
    """The second reports that are ever counted with a first one, the earliest first."""
    found = ever_linked(connection, first)
    return sorted(found, key=lambda each: (_first_day(each), each.org, each.number))


def _first_day(project: Project) -> date:
    milestones = (own for spell in spells_of(project) for own in spell.milestones)
    return min(own.counted_on for own in milestones)


def project_of(event: Event) -> Project | None:
    """The report that a project event leaves, ``None`` if it took it away."""
    if event.body == NULL:
        return None
    org, _, number = event.key.rpartition("-")
    return project_in(org, int(number), event.body)


def replay(connection: sqlite3.Connection) -> None:
    """Fold the whole log of ``connection`` into its empty projections, step by step."""
    rows = connection.execute(_LOG)
    for _, step in groupby(rows, key=lambda row: (row[0], row[7] or row[1])):
        while batch := list(islice(step, _BATCH)):
            _replay(connection, [(Event._make(row[:-1]), bool(row[-1])) for row in batch])
    connection.execute(_CHAINS)


def _replay(connection: sqlite3.Connection, batch: Sequence[tuple[Event, bool]]) -> None:
    """Fold events of one step, each with whether it is the first of its fact."""
    new: list[tuple[int, Project]] = []
    rest: list[Event] = []
    for event, is_first in batch:
        project = project_of(event) if event.kind == "project" and is_first else None
        if (
            project is None
            or project.payments
            or (is_old(connection, event) and any(inline(event.body)))
        ):
            rest.append(event)
        else:
            new.append((event.seq, project))
    write_new(connection, new, batch[0][0].step or batch[0][0].seq)
    write(connection, rest)


_LOG = f"""
SELECT e.*, NOT EXISTS (
    SELECT 1 FROM event AS b WHERE b.key = e.key AND b.org = e.org AND b.seq < e.seq) AS is_first
FROM event AS e WHERE e.kind IN ('project', 'plan', '{RULING}', '{ENTRY}', '{OLD_MARK}')
ORDER BY e.org, e.seq"""
_CHAINS = """
INSERT INTO chain
SELECT last.org, last.seq, e.hash, last.numbers, 0 FROM (
    SELECT org, MAX(seq) AS seq, COALESCE(MAX(CAST(SUBSTR(key, LENGTH(org) + 2) AS INTEGER))
        FILTER (WHERE kind = 'project'), 0) AS numbers
    FROM event GROUP BY org) AS last
JOIN event AS e ON e.org = last.org AND e.seq = last.seq WHERE 1 = 1
ON CONFLICT (org) DO UPDATE SET
    seq = excluded.seq, hash = excluded.hash, numbers = excluded.numbers"""

_BATCH = 2000


def write_plan(connection: sqlite3.Connection, org: str, seq: int, key: str, body: str) -> None:
    """Bring ``plan``, ``target`` and ``name`` to the state of one adoption."""
    code, _, effective = key.rpartition("@")
    where = {"org": org, "code": code, "effective": effective}
    connection.execute(
        "DELETE FROM plan WHERE org = :org AND code = :code AND effective = :effective", where
    )
    connection.execute(
        "DELETE FROM target WHERE org = :org AND plan = :code AND effective = :effective", where
    )
    if body != NULL:
        _insert_plan(connection, where | {"ver": seq}, body)
    _name(connection, org)


def _insert_plan(connection: sqlite3.Connection, of: dict[str, object], body: str) -> None:
    plan, shares = plan_in(body)
    connection.execute(
        "INSERT INTO plan VALUES (:org, :code, :effective, :ver, :starts, :ends)",
        of | {"starts": plan.start.isoformat(), "ends": plan.end.isoformat()},
    )
    connection.executemany(
        "INSERT INTO target VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (of["org"], of["code"], of["effective"], kind, unit, indicator, of["ver"], share)
            for kind, indicators in shares.items()
            for indicator, units in indicators.items()
            for unit, share in units.items()
        ],
    )


def _name(connection: sqlite3.Connection, org: str) -> None:
    """Bring ``name`` to what an office's adoptions call things; the one in force last prevails."""
    bodies = connection.execute(
        "SELECT e.body FROM plan AS p JOIN event AS e ON e.org = p.org AND e.seq = p.ver "
        "WHERE p.org = :org ORDER BY p.effective, p.ver",
        {"org": org},
    ).fetchall()
    called: dict[tuple[str, str], str] = {}
    for (body,) in bodies:
        plan = plan_in(body)[0]
        called |= {(unit.kind, unit.code): unit.names.zh_Hans for unit in plan.units}
        terms = {"group": plan.groups, **plan.vocabularies}
        called |= {(kind, t.code): t.names.zh_Hans for kind, of in terms.items() for t in of}
    connection.execute("DELETE FROM name WHERE org = :org", {"org": org})
    connection.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?)", [(org, *key, name) for key, name in called.items()]
    )
