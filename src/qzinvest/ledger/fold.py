"""Folding: from the state that an event carries to the rows of the projections.

The same functions serve recording, rebuilding and verifying, so that they cannot disagree.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from qzinvest.ledger.log import LAST, NULL, Event, plan_in, project_in
from qzinvest.model.credit import credit_text
from qzinvest.model.fact_json import plan_to_json
from qzinvest.model.likeness import investors
from qzinvest.model.normal import investor_key, search_keys
from qzinvest.model.passage import counts_nowhere, passage_of
from qzinvest.model.plan import UNIT_KINDS, Plan, shares_of
from qzinvest.model.project import Project
from qzinvest.model.stage import STAGES, Stage

INSERT_PROJECT = """
INSERT INTO project VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, n) DO UPDATE SET
    ver = excluded.ver, code = excluded.code, name = excluded.name, amount = excluded.amount,
    district = excluded.district, department = excluded.department, grp = excluded.grp,
    signing = excluded.signing, stage = excluded.stage, stage_on = excluded.stage_on,
    dropped_on = excluded.dropped_on, search = excluded.search, name_key = excluded.name_key,
    investor_key = excluded.investor_key, same_as = excluded.same_as
WHERE excluded.ver > project.ver"""
INSERT_PARTNER = "INSERT INTO partner VALUES (?, ?, ?, ?, ?)"
INSERT_PASSAGE = f"INSERT INTO passage VALUES ({', '.join('?' * 37)})"
END_PASSAGE = """
UPDATE passage SET until = :seq WHERE org = :org AND n = :n AND until = :open"""


class Change(NamedTuple):
    """A project's state before and after the event ``seq``; ``None`` where there is none."""

    seq: int
    before: Project | None
    after: Project | None


def project_row(project: Project, ver: int) -> tuple[object, ...]:
    """The row of ``project``, in the table's column order."""
    last = project.milestones[-1]
    search, key, investor = search_keys(project.name, project.investor, project.code)
    if len(several := investors(project.investor)) > 1:
        investor = investor_key(several[0])
    return (
        project.org,
        project.number,
        ver,
        project.code,
        project.name,
        project.amount,
        project.district,
        project.department,
        project.group,
        project.signing,
        int(last.stage),
        last.on.isoformat(),
        None if project.dropped_on is None else project.dropped_on.isoformat(),
        search,
        key,
        investor,
        project.same_as,
    )


def partner_rows(project: Project, ver: int) -> list[tuple[object, ...]]:
    """The rows of ``partner``: one for each further investor that has a key."""
    keys = map(investor_key, investors(project.investor)[1:])
    return [
        (project.org, project.number, place, ver, key) for place, key in enumerate(keys, 2) if key
    ]


ALWAYS = (0, 9_999_999)
"""The days on which a state holds, and those of a spell, where nothing bounds them."""


def passage_rows(project: Project, since: int, until: int = LAST) -> list[tuple[object, ...]]:
    """The rows of ``passage``, in the table's column order; none where nothing counts.

    Sums that no milestone states are left out: most are the total investment.
    """
    if counts_nowhere(project):
        return []
    p = passage_of(project)
    stated = {milestone.stage: milestone.amount for milestone in project.milestones}
    paid = stated.get(Stage.FUNDED)
    row = (
        *(p.org, p.number, since, until, *ALWAYS, *ALWAYS),
        *(p.district, p.department, p.group, p.signing, p.channel, p.origin),
        *(p.investor_class, p.event, p.amount, p.recorded, *p.days),
        *(stated.get(stage) for stage in STAGES if stage != Stage.FUNDED),
        *(paid, None if paid is None else p.funded),
        *(p.dropped, p.drop_reason, credit_text(p.credit), None),
    )
    return [row]


def write_changes(connection: sqlite3.Connection, changes: Iterable[Change]) -> None:
    """Bring projects, partners and passages to the new states."""
    projects: list[tuple[object, ...]] = []
    partners: list[tuple[object, ...]] = []
    passages: list[tuple[object, ...]] = []
    for seq, before, after in changes:
        if before is not None:
            _clear(connection, before, seq, gone=after is None)
        if after is not None:
            projects.append(project_row(after, seq))
            partners.extend(partner_rows(after, seq))
            passages.extend(passage_rows(after, seq))
    connection.executemany(INSERT_PROJECT, projects)
    connection.executemany(INSERT_PARTNER, partners)
    connection.executemany(INSERT_PASSAGE, passages)


def _clear(connection: sqlite3.Connection, project: Project, seq: int, *, gone: bool) -> None:
    key = {"org": project.org, "n": project.number}
    connection.execute(END_PASSAGE, key | {"seq": seq, "open": LAST})
    connection.execute("DELETE FROM partner WHERE org = :org AND n = :n", key)
    if gone:
        connection.execute("DELETE FROM project WHERE org = :org AND n = :n", key)


def plan_body(plan: Plan) -> dict[str, object]:
    """The body of a plan's adoption: the plan, and its shares as they are computed today.

    The shares are kept so that a later version's arithmetic can never change what was set.
    """
    shares = {
        kind: {indicator.code: shares_of(plan, kind, indicator) for indicator in plan.indicators}
        for kind in UNIT_KINDS
    }
    return {"plan": plan_to_json(plan), "shares": shares}


def plan_key(code: str, effective: str) -> str:
    """The key of a plan's adoption in the log."""
    return f"{code}@{effective}"


def write_plan(connection: sqlite3.Connection, org: str, seq: int, key: str, body: str) -> None:
    """Bring ``plan`` and ``target`` to the state of one adoption."""
    code, _, effective = key.rpartition("@")
    where = {"org": org, "code": code, "effective": effective}
    connection.execute(
        "DELETE FROM plan WHERE org = :org AND code = :code AND effective = :effective", where
    )
    connection.execute(
        "DELETE FROM target WHERE org = :org AND plan = :code AND effective = :effective", where
    )
    if body == NULL:
        return
    plan, shares = plan_in(body)
    connection.execute(
        "INSERT INTO plan VALUES (:org, :code, :effective, :ver, :starts, :ends)",
        where | {"ver": seq, "starts": plan.start.isoformat(), "ends": plan.end.isoformat()},
    )
    connection.executemany(
        "INSERT INTO target VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (org, code, effective, kind, unit, indicator, seq, share)
            for kind, indicators in shares.items()
            for indicator, units in indicators.items()
            for unit, share in units.items()
        ],
    )


def project_of(event: Event) -> Project | None:
    """The project that a project event leaves, ``None`` if it took it away."""
    if event.body == NULL:
        return None
    org, _, number = event.key.rpartition("-")
    return project_in(org, int(number), event.body)


def replay(connection: sqlite3.Connection) -> None:
    """Fold the whole log of ``connection`` into its empty projections.

    All but ``passage`` show the latest state of each fact, so of the earlier events of a project
    only that is folded; plans and chain heads are few and go in order.
    """
    for batch in _batches(connection.execute(_STATES)):
        changes: list[Change] = []
        past: list[tuple[object, ...]] = []
        for *columns, until in batch:
            event = Event._make(columns)
            project = project_of(event)
            if until is None:
                changes.append(Change(event.seq, None, project))
            elif project is not None:
                past.extend(passage_rows(project, event.seq, until))
        connection.executemany(INSERT_PASSAGE, past)
        write_changes(connection, changes)
    for event in map(Event._make, connection.execute(_PLANS).fetchall()):
        write_plan(connection, event.org, event.seq, event.key, event.body)
    connection.execute(_CHAINS)


_STATES = """
SELECT e.*, (
    SELECT MIN(seq) FROM event AS later
    WHERE later.org = e.org AND later.key = e.key AND later.seq > e.seq) AS until
FROM event AS e WHERE kind = 'project' ORDER BY org, seq"""
_PLANS = "SELECT * FROM event WHERE kind = 'plan' ORDER BY org, seq"
_CHAINS = """
INSERT INTO chain
SELECT last.org, last.seq, e.hash, last.numbers FROM (
    SELECT org, MAX(seq) AS seq, COALESCE(MAX(CAST(SUBSTR(key, LENGTH(org) + 2) AS INTEGER))
        FILTER (WHERE kind = 'project'), 0) AS numbers
    FROM event GROUP BY org) AS last
JOIN event AS e ON e.org = last.org AND e.seq = last.seq"""

_BATCH = 2000


def _batches(log: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(log, _BATCH)):
        yield batch
