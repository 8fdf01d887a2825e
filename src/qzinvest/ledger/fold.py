"""Folding: from the state that an event carries to the rows of the projections.

The same functions serve recording, rebuilding and verifying, so that they cannot disagree.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from json import loads
from typing import NamedTuple

from qzinvest.ledger.log import NULL, Event
from qzinvest.model.allocation import shares_of
from qzinvest.model.normal import investor_key, name_key, search_text
from qzinvest.model.pace import month_of
from qzinvest.model.plan import UNIT_KINDS, Plan
from qzinvest.model.plan_json import plan_from_json, plan_to_json
from qzinvest.model.project import Milestone, Project
from qzinvest.model.project_json import project_from_json
from qzinvest.model.stage import Stage

TallyKey = tuple[str, str, str, str, int]

INSERT_PROJECT = """
INSERT INTO project VALUES (
    :org, :n, :ver, :code, :name, :amount, :district, :department, :grp, :signing, :stage,
    :stage_on, :dropped_on, :search, :name_key, :investor_key)
ON CONFLICT (org, n) DO UPDATE SET
    ver = excluded.ver, code = excluded.code, name = excluded.name, amount = excluded.amount,
    district = excluded.district, department = excluded.department, grp = excluded.grp,
    signing = excluded.signing, stage = excluded.stage, stage_on = excluded.stage_on,
    dropped_on = excluded.dropped_on, search = excluded.search, name_key = excluded.name_key,
    investor_key = excluded.investor_key
WHERE excluded.ver > project.ver"""
INSERT_MILESTONE = "INSERT INTO milestone VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_TALLY = """
INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, kind, stage, month, unit, signing, drop_month)
DO UPDATE SET n = n + excluded.n, amount = amount + excluded.amount"""
CLEAR_TALLY = """
DELETE FROM tally WHERE org = ? AND kind = ? AND stage = ? AND month = ? AND unit = ?
AND signing = ? AND drop_month = ? AND n = 0 AND amount = 0"""


class Change(NamedTuple):
    """A project's state before and after the event ``seq``; ``None`` where there is none."""

    seq: int
    before: Project | None
    after: Project | None


class Tally:
    """The differences that changes make to the roll-up, gathered and written once."""

    def __init__(self) -> None:
        # By (org, kind, unit, signing, drop month), then by (stage, month): number and yuan. Two
        # steps, for an import goes through here a million times.
        self._cells: dict[TallyKey, dict[tuple[int, int], list[int]]] = {}

    def add(self, project: Project, sign: int) -> None:
        """Put a project's contributions in (``sign`` 1) or take them out (-1)."""
        drop_month = 0 if project.dropped_on is None else month_of(project.dropped_on)
        tail = (project.signing or "", drop_month)
        groups = [
            self._cells.setdefault((project.org, kind, unit or "", *tail), {})
            for kind, unit in (
                ("district", project.district),
                ("department", project.department),
                ("group", project.group),
            )
        ]
        for stage, milestone in standing(project):
            key = (stage, month_of(milestone.counted_on))
            amount = sign * amount_at(project, milestone, stage)
            for cells in groups:
                cell = cells.get(key)
                if cell is None:
                    cells[key] = [sign, amount]
                else:
                    cell[0] += sign
                    cell[1] += amount

    def write(self, connection: sqlite3.Connection) -> None:
        """Add the gathered differences to the table and drop cells that have become empty."""
        rows = [
            (org, kind, stage, month, unit, signing, drop_month, n, amount)
            for (org, kind, unit, signing, drop_month), cells in self._cells.items()
            for (stage, month), (n, amount) in cells.items()
            if n or amount
        ]
        connection.executemany(ADD_TALLY, sorted(rows))
        connection.executemany(CLEAR_TALLY, [row[:7] for row in rows if row[7] < 0])
        self._cells.clear()


def standing(project: Project) -> Iterator[tuple[int, Milestone]]:
    """Each stage that the project has passed, with the milestone that proves it.

    A project counts at a stage from the first day on which it reached that stage or a later one.
    """
    reached = 1
    for milestone in project.milestones:
        for stage in range(reached, milestone.stage + 1):
            yield stage, milestone
        reached = milestone.stage + 1


def amount_at(project: Project, milestone: Milestone, stage: int) -> int:
    """The yuan that a project brings to a sum at ``stage``.

    The milestone's own figure if it was recorded for this very stage, else the total investment;
    for ``funded`` only money that was stated as paid in, never an assumption.
    """
    if milestone.stage == stage and milestone.amount is not None:
        return milestone.amount
    return 0 if stage == Stage.FUNDED else project.amount


def project_row(project: Project, ver: int) -> dict[str, object]:
    """The row of ``project``, by column."""
    last = project.milestones[-1]
    return {
        "org": project.org,
        "n": project.number,
        "ver": ver,
        "code": project.code,
        "name": project.name,
        "amount": project.amount,
        "district": project.district,
        "department": project.department,
        "grp": project.group,
        "signing": project.signing,
        "stage": int(last.stage),
        "stage_on": last.on.isoformat(),
        "dropped_on": None if project.dropped_on is None else project.dropped_on.isoformat(),
        "search": search_text(project.name, project.investor, project.code),
        "name_key": name_key(project.name),
        "investor_key": investor_key(project.investor) if project.investor else None,
    }


def milestone_rows(project: Project, ver: int) -> Iterator[tuple[object, ...]]:
    """The rows of ``milestone``, in the table's column order."""
    shared = (
        project.district or "",
        project.department or "",
        project.group or "",
        project.signing or "",
        project.channel or "",
        project.amount,
    )
    dropped = "" if project.dropped_on is None else project.dropped_on.isoformat()
    first = 1
    for m in project.milestones:
        yield (
            project.org,
            project.number,
            int(m.stage),
            ver,
            m.stage * 10 + first,
            m.counted_on.isoformat(),
            *shared,
            amount_at(project, m, m.stage),
            dropped,
        )
        first = m.stage + 1


def write_changes(connection: sqlite3.Connection, changes: Iterable[Change], tally: Tally) -> None:
    """Bring ``project`` and ``milestone`` to the new states; gather what the roll-up gains."""
    projects: list[dict[str, object]] = []
    milestones: list[tuple[object, ...]] = []
    for seq, before, after in changes:
        if before is not None:
            tally.add(before, -1)
            _clear(connection, before, gone=after is None)
        if after is not None:
            tally.add(after, 1)
            projects.append(project_row(after, seq))
            milestones.extend(milestone_rows(after, seq))
    connection.executemany(INSERT_PROJECT, projects)
    connection.executemany(INSERT_MILESTONE, milestones)


def _clear(connection: sqlite3.Connection, project: Project, *, gone: bool) -> None:
    key = {"org": project.org, "n": project.number}
    connection.execute("DELETE FROM milestone WHERE org = :org AND n = :n", key)
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
    content = loads(body)
    plan = plan_from_json(content["plan"])
    connection.execute(
        "INSERT INTO plan VALUES (:org, :code, :effective, :ver, :starts, :ends)",
        where | {"ver": seq, "starts": plan.start.isoformat(), "ends": plan.end.isoformat()},
    )
    connection.executemany(
        "INSERT INTO target VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (org, code, effective, kind, unit, indicator, seq, share)
            for kind, indicators in content["shares"].items()
            for indicator, units in indicators.items()
            for unit, share in units.items()
        ],
    )


def project_of(event: Event) -> Project | None:
    """The project that a project event leaves, ``None`` if it took it away."""
    if event.body == NULL:
        return None
    org, _, number = event.key.rpartition("-")
    return project_from_json(org, int(number), loads(event.body))


def replay(connection: sqlite3.Connection) -> None:
    """Fold the whole log of ``connection`` into its empty projections.

    A projection shows the latest state of each fact, so only each project's last event is folded;
    plans and chain heads are few and go in order.
    """
    tally = Tally()
    for batch in _batches(map(Event._make, connection.execute(_LATEST))):
        changes = [Change(event.seq, None, project_of(event)) for event in batch]
        write_changes(connection, changes, tally)
    tally.write(connection)
    for event in map(Event._make, connection.execute(_PLANS).fetchall()):
        write_plan(connection, event.org, event.seq, event.key, event.body)
    connection.execute(_CHAINS)


_LATEST = """
SELECT * FROM event AS e WHERE kind = 'project' AND seq = (
    SELECT MAX(seq) FROM event AS later WHERE later.org = e.org AND later.key = e.key)
ORDER BY org, seq"""
_PLANS = "SELECT * FROM event WHERE kind = 'plan' ORDER BY org, seq"
_CHAINS = """
INSERT INTO chain
SELECT last.org, last.seq, e.hash, last.numbers FROM (
    SELECT org, MAX(seq) AS seq, COALESCE(MAX(CAST(SUBSTR(key, LENGTH(org) + 2) AS INTEGER))
        FILTER (WHERE kind = 'project'), 0) AS numbers
    FROM event GROUP BY org) AS last
JOIN event AS e ON e.org = last.org AND e.seq = last.seq"""

_BATCH = 2000


def _batches(log: Iterator[Event]) -> Iterator[list[Event]]:
    while batch := list(islice(log, _BATCH)):
        yield batch
