"""From a project to its rows in the projections, in the tables' column order; and sums of them.

A sum is what each chain keeps of its rows, so that a change from outside is seen. It does not
depend on the order of rows, and is brought up to date with what a step changes.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from qzinvest.ledger.log import GENESIS, LAST, Event
from qzinvest.model.credit import credit_text
from qzinvest.model.likeness import investors
from qzinvest.model.normal import investor_key, search_keys
from qzinvest.model.passage import ALWAYS, NEVER, Passage, days_by_spell, passages_of
from qzinvest.model.project import Project
from qzinvest.model.stage import STAGES, Stage

Row = tuple[object, ...]
Key = tuple[str, int]
"""Office and number of a project."""

_MODULUS = 1 << 56
_FUNDED = Stage.FUNDED - 1
_LATEST_FIRST = tuple(reversed(range(len(STAGES))))
_WINDOW = (LAST, ALWAYS, NEVER, ALWAYS, NEVER)
_NAME, _DISTRICT = map(Project._fields.index, ("name", "district"))
_PAST_EVENT = Project._fields.index("event") + 1


def project_rows(project: Project, ver: int) -> tuple[Row, list[Row]]:
    """The row of ``project``, and those of ``partner``: one for each further investor with a key.

    Args:
        ver: the number of its event.
    """
    own_id, name, investor, code = project[:_NAME], project.name, project.investor, project.code
    last = project.course[-1]
    dropped_on = project.dropped_on
    search, key, own = search_keys(name, investor, code)
    partners: list[Row] = []
    if investor and len(several := investors(investor)) > 1:
        own, *further = map(investor_key, several)
        partners = [(*own_id, place, ver, each) for place, each in enumerate(further, 2) if each]
    row = (
        *(*own_id, ver, code, name, project.amount, investor, *project[_DISTRICT:_PAST_EVENT]),
        *(int(last.stage), last.on.isoformat()),
        None if dropped_on is None else dropped_on.isoformat(),
        *(search, key, own, project.same_as, project.owner, project.phone),
    )
    return row, partners


def passage_rows(project: Project, reports: Sequence[Project], since: int) -> list[Row]:
    """The rows of ``passage``; none where nothing counts.

    Sums that no milestone states are left out: most are the total investment.

    Args:
        project: as it stands, with all that is recorded of it; what was paid in, as payments.
        reports: as of ``passages_of``.
        since: the step from which they are known.
    """
    is_plain = not (
        reports or project.payments or project.spells or project.formerly or any(project.rulings)
    )
    return [plain_passage(project, since)] if is_plain else told_passages(project, reports, since)


def told_passages(project: Project, reports: Sequence[Project], since: int) -> list[Row]:
    """As ``passage_rows``, of any project."""
    happened = days_by_spell(project)
    return [passage_row(p, since, happened[p.begins]) for p in passages_of(project, reports)]


def passage_row(p: Passage, since: int, happened: tuple[int | None, ...]) -> Row:
    """The row of a passage that is known from a step, with the days as they were recorded."""
    last = max((day for day, _ in p.payments), default=None)
    return (
        *(p.org, p.number, since, LAST, p.valid_from, p.valid_to, p.begins, p.ends),
        *p.said,
        *happened,
        *(None if own == p.amount else own for own in p.sums),
        *(p.paid if p.payments else None, last),
        *(p.dropped, p.drop_reason, credit_text(p.credit), p.spared),
    )


def plain_passage(project: Project, since: int) -> Row:
    """The one row of a project of which nothing but its milestones is recorded.

    It is what ``told_passages`` gives of it, in a third of the time.
    """
    # Fields by their places: an import comes here for every row.
    amount = project.amount
    days: list[int | None] = [None] * len(STAGES)
    happened, sums = days[:], days[:]
    recorded = 0
    for stage, on, counted_on, own, _, precision in project.milestones:
        place = stage - 1
        happened[place] = days[place] = on.toordinal()
        if counted_on is not on:
            days[place] = counted_on.toordinal()
        if own is not None and own != amount:
            sums[place] = own
        if precision == "day":
            recorded |= 2 << place
    del sums[_FUNDED]
    earliest: int | None = None
    for place in _LATEST_FIRST:
        day = days[place]
        if day is None or (earliest is not None and earliest < day):
            days[place] = earliest
        else:
            earliest = day
    dropped_on = project.dropped_on
    dropped = None if dropped_on is None else dropped_on.toordinal()
    return (
        *(*project[:_NAME], since, *_WINDOW, *project[_DISTRICT:_PAST_EVENT], amount, recorded),
        *(*days, *happened, *sums, None, None, dropped, project.drop_reason, "", None),
    )


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
