"""Which plans a ledger takes, what rests on one that is to be taken back, and the units' marks."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from qzinvest.errors import ForeignPlan, NoPlanInForce, PlanLacks, PlanNeeded
from qzinvest.ledger.editions import editions
from qzinvest.ledger.log import plan_in
from qzinvest.ledger.outside import gaps, periods_of, within
from qzinvest.ledger.passages import STANDS, standing
from qzinvest.ledger.queries import adopted, office, plan_for, plan_rows
from qzinvest.ledger.uncounted import uncounted
from qzinvest.model.credit import Part, credit_parts
from qzinvest.model.edition import PlanRow, Positions
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.fact_json import plan_to_json
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES, Plan, Unit, shares_of
from qzinvest.model.project import Project
from qzinvest.model.stage import STAGES

Name = tuple[str, str]
"""What a project names of its plan: a field and the code in it."""

_FIELDS: Mapping[str, str] = {
    **{kind: kind for kind in UNIT_KINDS},
    "group": "grp",
    **{name: name for name in VOCABULARIES},
}
_SHOWN = 20
"""So many projects are named that rest on a plan."""


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


def names_in(plan: Plan) -> set[Name]:
    """Everything that projects can name of a plan."""
    names = {(unit.kind, code) for unit in plan.units for code in unit.recorded}
    names |= {("group", group.code) for group in plan.groups}
    return names | {(word, term.code) for word in VOCABULARIES for term in plan.vocabularies[word]}


def named_by(project: Project) -> set[Name]:
    """Everything that a project names of its plan."""
    fields = ((field, getattr(project, field)) for field in _FIELDS)
    return {(field, code) for field, code in fields if code is not None} | _credited(project.credit)


def _credited(credit: Iterable[Part]) -> set[Name]:
    return {(kind, code) for kind, code, _ in credit}


def authority(connection: sqlite3.Connection) -> str:
    """The issuer whose plans this ledger takes: that of the plan with which it was founded."""
    (body,) = connection.execute(
        "SELECT body FROM event WHERE kind = 'plan' "
        "AND org = (SELECT value FROM meta WHERE key = 'office') ORDER BY seq LIMIT 1"
    ).fetchone()
    return plan_in(body)[0].issuer


def refuse_unfit(connection: sqlite3.Connection, plan: Plan) -> None:
    """Refuse a plan that this ledger cannot be judged by.

    Raises:
        ForeignPlan: another authority issued it.
        PlanLacks: recorded projects name what it has not, or have credit for it.
    """
    own = authority(connection)
    if plan.issuer != own:
        raise ForeignPlan(plan=plan.code, issuer=plan.issuer, authority=own)
    refuse_lost(plan.code, _named(connection) - names_in(plan))


def last_names(connection: sqlite3.Connection) -> tuple[str, set[Name]]:
    """The code of the plan that comes into force last, and everything in it."""
    last = max(plan_rows(connection), key=lambda row: (row.effective, row.ver))
    (body,) = connection.execute(
        "SELECT body FROM event WHERE org = :org AND seq = :ver", {"org": last.org, "ver": last.ver}
    ).fetchone()
    plan = plan_in(body)[0]
    return plan.code, names_in(plan)


def refuse_lost(plan: str, lost: set[Name]) -> None:
    """Refuse names that a plan has not.

    Raises:
        PlanLacks: naming their codes, if there are any.
    """
    if lost:
        units = {(field, code) for field, code in lost if field in UNIT_KINDS}
        raise PlanLacks(plan=plan, codes=_codes(lost), units=_codes(units))


def _codes(names: set[Name]) -> list[str]:
    order = list(_FIELDS)
    return [code for _, code in sorted(names, key=lambda name: (order.index(name[0]), name[1]))]


def former_units(connection: sqlite3.Connection, plan: Plan) -> tuple[Unit, ...]:
    """The units that a plan's units take over, as the last adoption that had them knows them."""
    taken = plan.taken.keys()
    found: dict[tuple[str, str], Unit] = {}
    for row in sorted(plan_rows(connection), key=lambda row: (row.effective, row.ver)):
        units = adopted(connection, row).plan.units
        found |= {(u.kind, u.code): u for u in units if (u.kind, u.code) in taken}
    return tuple(found.values())


def displaced(connection: sqlite3.Connection, plan: Plan, effective: date) -> list[PlanRow]:
    """The plans of another code that are in force on days which ``plan`` would take over."""
    start, end = max(plan.start, effective).isoformat(), plan.end.isoformat()
    return [
        row
        for row in plan_rows(connection)
        if row.code != plan.code and row.starts <= end and row.ends >= start
    ]


def refuse_needed(
    connection: sqlite3.Connection, undone: Plan, effective: date, event: str
) -> None:
    """Refuse that a plan has been taken back while something rests on it.

    Args:
        connection: the ledger without the plan, inside the transaction.
        event: what adopted it, ``QZ:3``.

    Raises:
        PlanNeeded: projects, credit or marks name what only it has; projects count on days that no
            other plan covers; or an edition was published by it.
    """
    left = _in_place_of(connection, undone, effective)
    lost = names_in(undone) - (names_in(left) if left else set())
    resting = {
        "names": _holders(connection, lost & _named(connection)),
        "days": _uncovered(connection, undone),
        "marks": _marked(connection, undone, left, effective),
        "editions": (e.code for e in editions(connection) if e.plan_event == event),
    }
    for reason, found in resting.items():
        items = list(dict.fromkeys(found))
        if items:
            more = "…" if len(items) > _SHOWN else ""
            shown = [*items[:_SHOWN], *([more] if more else [])]
            raise PlanNeeded(plan=undone.code, effective=effective, reason=reason, items=shown)


def _in_place_of(connection: sqlite3.Connection, undone: Plan, effective: date) -> Plan | None:
    """The plan that reports use now where they used ``undone``, if there is one."""
    day = max(undone.start, effective)
    try:
        return plan_for(connection, None, day, day)[0].plan
    except NoPlanInForce:
        return None


def _named(connection: sqlite3.Connection) -> set[Name]:
    """Everything that recorded projects name, counted or not."""
    names = set[Name]()
    for project in uncounted(connection):
        names |= named_by(project)
    for field, column in _FIELDS.items():
        rows = connection.execute(
            f"SELECT DISTINCT {column} FROM passage WHERE {STANDS} AND {column} IS NOT NULL"
        )
        names |= {(field, code) for (code,) in rows}
    for (credit,) in connection.execute(
        f"SELECT DISTINCT credit FROM passage WHERE credit <> '' AND {STANDS}"
    ):
        names |= _credited(credit_parts(credit))
    return names


def _holders(connection: sqlite3.Connection, names: set[Name]) -> Iterator[str]:
    """The projects that name any of this, each with what it names: ``QZ-2 350599``."""
    for field, code in sorted(names):
        rows = connection.execute(
            f"SELECT org, n FROM passage WHERE {STANDS} AND ({_FIELDS[field]} = :code "
            "OR credit LIKE :part) ORDER BY org, n LIMIT :limit",
            {"code": code, "part": f"%{field}:{code}=%", "limit": _SHOWN + 1},
        )
        yield from (f"{org}-{n} {code}" for org, n in rows)
    for project in uncounted(connection) if names else ():
        for _, code in sorted(named_by(project) & names):
            yield f"{project.id} {code}"


def _uncovered(connection: sqlite3.Connection, undone: Plan) -> Iterator[str]:
    """The projects that count from a day of the plan's period which no plan covers now."""
    days = undone.start.toordinal(), undone.end.toordinal()
    left = list(gaps(periods_of(plan_rows(connection)), *days))
    rows = connection.execute(
        " UNION ".join(
            f"SELECT org, n, {stage.code} FROM passage WHERE {STANDS} "
            f"AND ({within(stage.code, left)})"
            for stage in STAGES
        )
        + " ORDER BY 1, 2, 3 LIMIT :limit",
        {"limit": _SHOWN + 1},
    )
    yield from (f"{org}-{n} {date.fromordinal(day)}" for org, n, day in rows)


def _marked(
    connection: sqlite3.Connection, undone: Plan, left: Plan | None, effective: date
) -> Iterator[str]:
    """The marks of units or items that only the plan has, on days on which it was in force."""
    had, has = ({line.code for line in p.scorecard} if p else set() for p in (undone, left))
    for given in evaluations(connection):
        if not effective <= given.on <= undone.end or given.item not in had:
            continue
        if given.item not in has or (left and left.unit(given.kind, given.unit) is None):
            yield f"{given.unit} {given.item} {given.on.isoformat()}"


def evaluations(
    connection: sqlite3.Connection, positions: Positions | None = None
) -> list[Evaluation]:
    """The evaluations that stand at a place of the log, those recorded last at the end.

    They are the office's own: no other one judges.

    Args:
        positions: ``None`` for the log's end.
    """
    where, values = standing(positions)
    found: list[tuple[int, Evaluation]] = []
    for kind in UNIT_KINDS:
        rows = connection.execute(
            "SELECT ver, subject, topic, day, number, evidence FROM entry "
            # An expression, that SQLite may not go through all payments of the office instead.
            f"WHERE subject >= :first AND subject < :last AND org || '' = :own AND {where}",
            {**values, "first": f"{kind}:", "last": f"{kind};", "own": office(connection)},
        )
        for ver, subject, item, day, score, note in rows:
            unit, on = subject.removeprefix(f"{kind}:"), date.fromordinal(day)
            found.append((ver, Evaluation(kind, unit, item, on, score, note or "")))
    return [given for _, given in sorted(found)]
