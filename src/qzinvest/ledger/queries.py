"""Reading: everything that the program asks of a ledger."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from types import MappingProxyType

from qzinvest.errors import (
    AmbiguousName,
    BadText,
    NoPlanInForce,
    PlanUnknown,
    RepeatedCode,
    UnknownProject,
)
from qzinvest.ledger.connection import connect
from qzinvest.ledger.facts import whole
from qzinvest.ledger.log import NULL, plan_in, project_in
from qzinvest.ledger.place import FileName
from qzinvest.ledger.trouble import faults
from qzinvest.model.edition import PlanRow, Positions
from qzinvest.model.pace import default_as_of
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project, number_of
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple


@contextmanager
def reading(path: FileName) -> Iterator[sqlite3.Connection]:
    """Open the ledger at ``path`` to read: one snapshot, whatever is recorded meanwhile."""
    connection = connect(path)
    try:
        with faults(path):
            connection.execute("BEGIN")
            yield connection
    finally:
        connection.close()


def office(connection: sqlite3.Connection) -> str:
    """The office that records in this file."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'office'").fetchone()
    if row is None:
        message = "no office"
        raise sqlite3.DatabaseError(message)
    return str(row[0])


def project(connection: sqlite3.Connection, text: str) -> Project:
    """The project of this id (``QZ-17``, or ``17`` for one of the own office), code or name.

    A name is meant only where nothing has it as id or code.

    Raises:
        UnknownProject: there is none.
        AmbiguousName: it is one project's id and another one's code, or the name of several.
    """
    org, _, number = text.strip().upper().rpartition("-")
    rows = connection.execute(
        _BODIES + "WHERE p.code = :code AND p.org IN (SELECT org FROM chain)", {"code": text}
    ).fetchall()
    n = number_of(number)
    if n is not None:
        rows += connection.execute(
            _BODIES + "WHERE p.org = :org AND p.n = :n",
            {"org": org or office(connection), "n": n},
        ).fetchall()
    if not rows:
        # Imported here: scripts give the id.
        from qzinvest.model.normal import name_key

        rows = connection.execute(
            f"{_BODIES}WHERE p.name_key = :key AND :key <> '' ORDER BY p.org, p.n LIMIT {_SAME}",
            {"key": name_key(text)},
        ).fetchall()
    found = {project.id: project for project in (whole(connection, *row) for row in rows)}
    if len(found) > 1:
        raise AmbiguousName(what="project", text=text, candidates=sorted(found))
    if not found:
        raise UnknownProject(project=text)
    return found.popitem()[1]


def is_invented(connection: sqlite3.Connection) -> bool | None:
    """Whether a ledger holds invented projects or real ones, ``None`` where it never held any.

    It is what its first record is, and takes nothing else (``Recorder.add``).
    """
    row = connection.execute(
        "SELECT org, body FROM event WHERE kind = 'project' ORDER BY org, seq LIMIT 1"
    ).fetchone()
    return None if row is None else project_in(row[0], 0, row[1]).is_invented


_SAME = 20
"""Projects of one name that are told."""
_BODIES = """
SELECT p.org, p.n, e.body FROM project p JOIN event e ON e.org = p.org AND e.seq = p.ver """


def by_codes(
    connection: sqlite3.Connection, org: str, codes: Sequence[str]
) -> dict[str, tuple[Project, int]]:
    """The office's projects that carry one of these codes or ids, with the event that left them.

    A code goes before an id of the same text.
    """
    found = {}
    for code in codes:
        # One look-up a code: for a long IN list SQLite reads the whole office.
        row = connection.execute(_BY_CODE, (org, code)).fetchone()
        prefix, _, number = code.rpartition("-")
        if row is None and prefix == org:
            row = connection.execute(_BY_NUMBER, (org, number_of(number))).fetchone()
        if row is not None:
            found[code] = (whole(connection, *row[:3]), int(row[3]))
    return found


_VERSIONS = """
SELECT p.org, p.n, e.body, p.ver FROM project p JOIN event e ON e.org = p.org AND e.seq = p.ver """
_BY_CODE = _VERSIONS + "WHERE p.org = ? AND p.code = ?"
_BY_NUMBER = _VERSIONS + "WHERE p.org = ? AND p.n = ?"


def is_empty(connection: sqlite3.Connection, positions: Positions | None = None) -> bool:
    """Whether no project is recorded, or none was at a place of the log."""
    if positions is None:
        return connection.execute("SELECT 1 FROM project LIMIT 1").fetchone() is None
    return not any(
        connection.execute(_HELD, {"org": org, "seq": seq, "gone": NULL}).fetchone()
        for org, seq in positions.items()
    )


_HELD = """
SELECT 1 FROM event e WHERE org = :org AND seq <= :seq AND kind = 'project' AND body <> :gone
AND NOT EXISTS (SELECT 1 FROM event l WHERE l.key = e.key AND l.org = e.org AND l.seq > e.seq
AND l.seq <= :seq) LIMIT 1"""


class Wanted(NamedTuple):
    """What a list asks for; ``None`` and empty mean "any".

    ``terms`` are codes by the vocabulary that has them. ``since`` and ``until`` bound the date of
    the latest milestone. ``sort`` is one of ``SORTS``, after ``-`` descending; ``limit`` 0 is all.
    """

    districts: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    stage: Stage | None = None
    text: str | None = None
    since: date | None = None
    until: date | None = None
    at_least: int | None = None
    at_most: int | None = None
    dropped: bool | None = None
    sort: str = "id"
    limit: int = 0


SORTS = {
    "id": "p.org {0}, p.n {0}",
    "name": "p.name {0}, p.org, p.n",
    "amount": "p.amount = 0, p.amount {0}, p.org, p.n",
    "date": "p.stage_on {0}, p.org, p.n",
    "stage": "p.stage {0}, p.stage_on {0}, p.org, p.n",
}


def projects(connection: sqlite3.Connection, wanted: Wanted) -> Iterator[Project]:
    """The projects that a list asks for, in its order; each is read where it is taken."""
    table, values = _wanted(wanted)
    order = SORTS[wanted.sort.removeprefix("-")].format("DESC" if wanted.sort[0] == "-" else "ASC")
    limit = " LIMIT :limit" if wanted.limit else ""
    # Bodies one by one: SQLite would look up and sort those of all, whatever the limit.
    rows = connection.execute(
        f"SELECT p.org, p.n, p.ver FROM {table} ORDER BY {order}{limit}",
        {**values, "limit": wanted.limit},
    )
    for org, n, ver in rows:
        (body,) = connection.execute(_BODY, (org, ver)).fetchone()
        yield whole(connection, org, n, body)


_BODY = "SELECT body FROM event WHERE org = ? AND seq = ?"


def count_projects(connection: sqlite3.Connection, wanted: Wanted | None = None) -> int:
    """How many projects a list without a limit would show; all of them by default."""
    table, values = _wanted(wanted or Wanted())
    (count,) = connection.execute(f"SELECT COUNT(*) FROM {table}", values).fetchone()
    return int(count)


def _wanted(wanted: Wanted) -> tuple[str, dict[str, object]]:
    """The rows ``p`` of ``project`` that are wanted, for ``FROM``, and the values."""
    values: dict[str, object] = {
        "stage": None if wanted.stage is None else int(wanted.stage),
        "since": None if wanted.since is None else wanted.since.isoformat(),
        "until": None if wanted.until is None else wanted.until.isoformat(),
        "at_least": wanted.at_least,
        "at_most": wanted.at_most,
    }
    terms = [sql for name, sql in _FILTERS.items() if values[name] is not None]
    named = (("district", wanted.districts), ("department", wanted.departments))
    for column, codes in (*named, ("grp", wanted.groups), *wanted.terms.items()):
        if codes:
            names = {f"{column}{i}": code for i, code in enumerate(codes)}
            terms.append(f"p.{column} IN ({', '.join(f':{name}' for name in names)})")
            values |= names
    if wanted.text:
        escaped = wanted.text
        for character in "\\%_":
            escaped = escaped.replace(character, f"\\{character}")
        values["text"] = f"%{escaped}%"
        terms.append("p.search LIKE :text ESCAPE '\\'")
    if wanted.dropped is not None:
        terms.append(f"p.dropped_on IS {'NOT ' if wanted.dropped else ''}NULL")
    return (f"project p WHERE {' AND '.join(terms)}" if terms else "project p"), values


_FILTERS = {
    "stage": "p.stage = :stage",
    "since": "p.stage_on >= :since",
    "until": "p.stage_on <= :until",
    "at_least": "p.amount >= :at_least",
    "at_most": "p.amount BETWEEN 1 AND :at_most",  # 0 is none known
}


def look_alikes(
    connection: sqlite3.Connection, key: str, investors: Sequence[str], limit: int = 200
) -> list[Project]:
    """Projects of the same name key, then the latest ``limit`` of each of the investor keys."""
    rows = connection.execute(
        _BODIES + "WHERE p.name_key = :key ORDER BY p.org, p.n LIMIT :limit",
        {"key": key, "limit": limit},
    ).fetchall()
    for investor in investors:
        where = {"investor": investor, "key": key, "limit": limit}
        rows += connection.execute(
            _BODIES + "WHERE p.investor_key = :investor AND p.name_key <> :key "
            "ORDER BY p.org, p.n DESC LIMIT :limit",
            where,
        ).fetchall()
        rows += connection.execute(
            "SELECT p.org, p.n, e.body FROM partner f "
            "JOIN project p ON p.org = f.org AND p.n = f.n "
            "JOIN event e ON e.org = p.org AND e.seq = p.ver "
            "WHERE f.investor_key = :investor AND p.name_key <> :key "
            "ORDER BY p.org, p.n DESC LIMIT :limit",
            where,
        ).fetchall()
    found = (whole(connection, *row) for row in rows)
    return list({project.id: project for project in found}.values())


def linked_to(connection: sqlite3.Connection, project_id: str) -> list[Project]:
    """The later reports that are counted with this project."""
    rows = connection.execute(
        _BODIES + "WHERE p.same_as = :id ORDER BY p.org, p.n", {"id": project_id}
    )
    return [whole(connection, *row) for row in rows.fetchall()]


def by_name(connection: sqlite3.Connection, org: str, key: str) -> list[tuple[Project, int]]:
    """The office's projects of this name key, with the event that left each."""
    # By the name alone, which few have: by the office SQLite would read all its projects.
    rows = connection.execute(_VERSIONS + "WHERE p.name_key = ?", (key,))
    return [(whole(connection, *row[:3]), int(row[3])) for row in rows.fetchall() if row[0] == org]


class Adopted(NamedTuple):
    """A plan in force, with its shares ``{(kind, unit, indicator): share}`` as adopted.

    ``event`` names the event that adopted it, ``QZ:2``.
    """

    plan: Plan
    effective: date
    shares: dict[tuple[str, str, str], int]
    event: str


def plan_rows(connection: sqlite3.Connection) -> list[PlanRow]:
    """The office's own adoptions, by plan and then by effective date: no other sets its shares."""
    rows = connection.execute(
        "SELECT * FROM plan WHERE org = :org ORDER BY starts, code, effective, ver",
        {"org": office(connection)},
    )
    return [PlanRow._make(row) for row in rows]


def plan_for(
    connection: sqlite3.Connection,
    code: str | None,
    as_of: date | None,
    today: date,
    rows: Sequence[PlanRow] | None = None,
) -> tuple[Adopted, date]:
    """The plan that a report uses, and its date; of the adoptions ``rows``, by default of today's.

    Without ``code``: of the plans in force on the day, the one whose period holds it, else the one
    that ended last; of several the one adopted from the latest day on. Without ``as_of``: today
    inside the plan's period, else the period's last day, and a plan that is only to come will do.

    Raises:
        NoPlanInForce, PlanUnknown: no plan, or not this one, is in force then.
    """
    day = (as_of or today).isoformat()
    known = plan_rows(connection) if rows is None else rows
    rows = [row for row in known if code is None or row.code == code]
    in_force = [row for row in rows if row.effective <= day]
    if as_of is None:
        in_force = in_force or rows
    if not in_force:
        error = NoPlanInForce if code is None else PlanUnknown
        raise error(plan=code or "", as_of=as_of or today)
    chosen = _chosen(in_force, day)
    start, end = map(date.fromisoformat, (chosen.starts, chosen.ends))
    date_of = as_of or default_as_of(start, end, today)
    return adopted(connection, _version(rows, chosen.code, date_of.isoformat())), date_of


def plans_on(
    connection: sqlite3.Connection,
    code: str | None,
    days: Iterable[date],
    rows: Sequence[PlanRow] | None = None,
) -> list["Adopted | None"]:
    """The plan that a report of each of these days uses, as ``plan_for`` chooses it.

    ``None`` where no plan, or not this one, was in force.
    """
    known = plan_rows(connection) if rows is None else rows
    rows = [row for row in known if code is None or row.code == code]
    read: dict[PlanRow, Adopted] = {}
    found: list[Adopted | None] = []
    for day in map(date.isoformat, days):
        in_force = [row for row in rows if row.effective <= day]
        if not in_force:
            found.append(None)
            continue
        row = _version(rows, _chosen(in_force, day).code, day)
        if row not in read:
            read[row] = adopted(connection, row)
        found.append(read[row])
    return found


def _chosen(in_force: Sequence[PlanRow], day: str) -> PlanRow:
    """The adoption whose period holds the day, the latest of several; else what ended last."""
    inside = [row for row in in_force if row.starts <= day <= row.ends]
    if inside:
        return max(inside, key=lambda row: (row.effective, row.ver))
    return max(in_force, key=lambda row: (row.ends, row.effective, row.ver))


def _version(rows: Iterable[PlanRow], code: str, day: str) -> PlanRow:
    """The version of one plan that is in force on a day."""
    versions = (row for row in rows if row.code == code and row.effective <= day)
    return max(versions, key=lambda row: (row.effective, row.ver))


def adopted(connection: sqlite3.Connection, row: PlanRow) -> Adopted:
    """The plan of one adoption, with the shares that it set."""
    (body,) = connection.execute(
        "SELECT body FROM event WHERE org = :org AND seq = :ver", {"org": row.org, "ver": row.ver}
    ).fetchone()
    plan, by_kind = plan_in(body)
    shares = {
        (kind, unit, indicator): share
        for kind, by_indicator in by_kind.items()
        for indicator, by_unit in by_indicator.items()
        for unit, share in by_unit.items()
    }
    return Adopted(plan, date.fromisoformat(row.effective), shares, f"{row.org}:{row.ver}")


def refuse_taken_code(connection: sqlite3.Connection, project: Project) -> None:
    """Refuse a project's code that another project of its office has, or that looks like an id.

    Raises:
        RepeatedCode: naming the other one.
        BadText: the code is of the form of the office's own ids.
    """
    prefix, _, number = (project.code or "").rpartition("-")
    if prefix == project.org and number_of(number) is not None:
        raise BadText(field="code", text=project.code or "", reason="id")
    row = connection.execute(
        "SELECT n FROM project WHERE org = :org AND code = :code AND n <> :n",
        {"org": project.org, "code": project.code, "n": project.number},
    ).fetchone()
    if row is not None:
        raise RepeatedCode(code=project.code or "", where=f"{project.org}-{row[0]}")
