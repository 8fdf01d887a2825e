"""Folding: from the state that an event carries to the rows of the projections.

The same functions serve recording, rebuilding and verifying, so that they cannot disagree.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from qzinvest.ledger.cohort_tally import KINDS, CohortTally
from qzinvest.ledger.log import LAST, NULL, Event, plan_in, project_in
from qzinvest.model.credit import credit_text
from qzinvest.model.fact_json import plan_to_json
from qzinvest.model.likeness import investors
from qzinvest.model.normal import investor_key, search_keys
from qzinvest.model.pace import month_of
from qzinvest.model.passage import Passage, counts_nowhere, passage_of, sum_at
from qzinvest.model.plan import UNIT_KINDS, Plan, shares_of
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import STAGES

TallyKey = tuple[str, str, str, str, int]
Cells = dict[tuple[int, int], list[int]]

_CELLS = 50_000
"""Cells that a tally may gather before they are written: memory must not grow with an import."""

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
INSERT_MILESTONE = "INSERT INTO milestone VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_PASSAGE = f"INSERT INTO passage VALUES ({', '.join('?' * 31)})"
END_PASSAGE = """
UPDATE passage SET until = :seq WHERE org = :org AND n = :n AND until = :open"""
ADD_TALLY = """
INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, kind, span, month, unit, signing, drop_month)
DO UPDATE SET n = n + excluded.n, size = size + excluded.size, amount = amount + excluded.amount"""
CLEAR_TALLY = """
DELETE FROM tally WHERE org = ? AND kind = ? AND span = ? AND month = ? AND unit = ?
AND signing = ? AND drop_month = ? AND n = 0"""


class Change(NamedTuple):
    """A project's state before and after the event ``seq``; ``None`` where there is none."""

    seq: int
    before: Project | None
    after: Project | None


class Tally:
    """The differences that changes make to the roll-up, gathered and written once."""

    def __init__(self) -> None:
        # By (org, kind, unit, signing, drop month), then by (span, month): number, total
        # investment, milestones' amounts. In two steps, for an import comes here a million times.
        self._cells: dict[TallyKey, Cells] = {}
        self._groups: dict[tuple[object, ...], list[Cells]] = {}
        self._cohorts = CohortTally()
        self._cells_made = 0

    @property
    def cells(self) -> int:
        """How much is gathered."""
        return self._cells_made + self._cohorts.cells

    def add(self, project: Project, passage: Passage | None, sign: int) -> None:
        """Put a project's contributions in (``sign`` 1) or take them out (-1)."""
        if passage is None:
            return
        self._cohorts.add(passage, sign)
        groups = self._groups_of(project)
        size = sign * project.amount
        for span, milestone in spans(project):
            key = (span, month_of(milestone.counted_on))
            amount = sign * sum_at(project, milestone.stage, milestone)
            for cells in groups:
                cell = cells.get(key)
                if cell is None:
                    cells[key] = [sign, size, amount]
                    self._cells_made += 1
                else:
                    cell[0] += sign
                    cell[1] += size
                    cell[2] += amount

    def _groups_of(self, project: Project) -> list[Cells]:
        """The cells of the project's district, department and group."""
        drop_month = 0 if project.dropped_on is None else month_of(project.dropped_on)
        units = (project.district or "", project.department or "", project.group or "")
        signing = project.signing or ""
        key = (project.org, *units, signing, drop_month)
        found = self._groups.get(key)
        if found is None:
            found = self._groups[key] = [
                self._cells.setdefault((project.org, kind, unit, signing, drop_month), {})
                for kind, unit in zip(KINDS, units, strict=True)
            ]
        return found

    def write(self, connection: sqlite3.Connection) -> None:
        """Add the gathered differences to the table and drop cells that have become empty."""
        changed = {
            (org, kind, span, month, unit, signing, drop_month): sums
            for (org, kind, unit, signing, drop_month), cells in self._cells.items()
            for (span, month), sums in cells.items()
            if any(sums)
        }
        connection.executemany(ADD_TALLY, sorted((*key, *sums) for key, sums in changed.items()))
        connection.executemany(CLEAR_TALLY, [key for key, sums in changed.items() if sums[0] <= 0])
        self._cells.clear()
        self._groups.clear()
        self._cells_made = 0
        self._cohorts.write(connection)


def spans(project: Project) -> Iterator[tuple[int, Milestone]]:
    """Each milestone with its span, ``stage * 10 + first``: the stages from ``first`` to ``stage``.

    A project counts at a stage from the first day on which it reached that stage or a later one, so
    a milestone also stands for the unrecorded stages before it. For the same reason one of which
    only the period is known counts no later than the next one. A project that is linked to its
    first report is counted there, one that was excluded nowhere.
    """
    if counts_nowhere(project):
        return
    first = 1
    for place, milestone in enumerate(project.milestones, 1):
        if milestone.precision != "day":
            later = (m.counted_on for m in project.milestones[place:])
            counted_on = min((milestone.counted_on, *later))
            yield milestone.stage * 10 + first, milestone._replace(counted_on=counted_on)
        else:
            yield milestone.stage * 10 + first, milestone
        first = milestone.stage + 1


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


def milestone_rows(project: Project, ver: int) -> list[tuple[object, ...]]:
    """The rows of ``milestone``, in the table's column order."""
    org, number = project.org, project.number
    shared = (
        project.district or "",
        project.department or "",
        project.group or "",
        project.signing or "",
        project.channel or "",
        project.amount,
    )
    dropped = "" if project.dropped_on is None else project.dropped_on.isoformat()
    return [
        (
            *(org, number, int(m.stage), ver, span, m.counted_on.isoformat()),
            *shared,
            sum_at(project, m.stage, m),
            dropped,
        )
        for span, m in spans(project)
    ]


_SUMS = Passage._fields.index("lead_sum")


def passage_row(
    project: Project, passage: Passage, since: int, until: int = LAST
) -> tuple[object, ...]:
    """The row of ``passage``, in the table's column order.

    Sums that no milestone states are left out: most are the total investment.
    """
    p = passage
    stated = {m.stage: m.amount for m in project.milestones}
    sums = [stated.get(stage) for stage in STAGES]
    head = (p.org, p.number, since, until)
    return (*head, *p[2:_SUMS], *sums, p.dropped, p.drop_reason, credit_text(p.credit))


def _counted(project: Project) -> Passage | None:
    """The project's passage, if it counts at all."""
    return None if counts_nowhere(project) else passage_of(project)


def write_changes(connection: sqlite3.Connection, changes: Iterable[Change], tally: Tally) -> None:
    """Bring projects, partners and milestones to the new states; gather what the roll-up gains."""
    projects: list[tuple[object, ...]] = []
    partners: list[tuple[object, ...]] = []
    milestones: list[tuple[object, ...]] = []
    passages: list[tuple[object, ...]] = []
    for seq, before, after in changes:
        if before is not None:
            tally.add(before, _counted(before), -1)
            _clear(connection, before, seq, gone=after is None)
        if after is not None:
            passage = _counted(after)
            tally.add(after, passage, 1)
            projects.append(project_row(after, seq))
            partners.extend(partner_rows(after, seq))
            milestones.extend(milestone_rows(after, seq))
            if passage is not None:
                passages.append(passage_row(after, passage, seq))
    connection.executemany(INSERT_PROJECT, projects)
    connection.executemany(INSERT_PARTNER, partners)
    connection.executemany(INSERT_MILESTONE, milestones)
    connection.executemany(INSERT_PASSAGE, passages)
    if tally.cells > _CELLS:
        tally.write(connection)


def _clear(connection: sqlite3.Connection, project: Project, seq: int, *, gone: bool) -> None:
    key = {"org": project.org, "n": project.number}
    connection.execute(END_PASSAGE, key | {"seq": seq, "open": LAST})
    connection.execute("DELETE FROM milestone WHERE org = :org AND n = :n", key)
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
    tally = Tally()
    for batch in _batches(connection.execute(_STATES)):
        changes: list[Change] = []
        past: list[tuple[object, ...]] = []
        for *columns, until in batch:
            event = Event._make(columns)
            project = project_of(event)
            if until is None:
                changes.append(Change(event.seq, None, project))
            elif project is not None and (passage := _counted(project)) is not None:
                past.append(passage_row(project, passage, event.seq, until))
        connection.executemany(INSERT_PASSAGE, past)
        write_changes(connection, changes, tally)
    tally.write(connection)
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
