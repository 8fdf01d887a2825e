"""Counting: what each unit achieved by a date, under a plan's rules, as sums over ``passage``.

``model.counting`` says in plain words what counts; a test holds both together over random ledgers.
Single projects are looked at only where an assessment shares them in a cross table or a trend. What
counted by the same day a year before (同比) has its one rule here.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from qzinvest.ledger.passages import (
    Scope,
    apart,
    brings,
    first,
    fits,
    named,
    passages,
    reaches,
    standing,
    totals,
)
from qzinvest.ledger.queries import plan_rows, plans_on
from qzinvest.model.counting import (
    Count,
    Figure,
    Flow,
    Measure,
    Sum,
    by_holder,
    by_pair,
    came_and_left,
    figure,
    grain_of,
    measure_of,
    settled,
    summed,
)
from qzinvest.model.credit import Portion, credit_parts, divided, portions
from qzinvest.model.edition import PlanRow
from qzinvest.model.entry import PAID
from qzinvest.model.passage import ALWAYS, NEVER, Passage
from qzinvest.model.plan import UNIT_KINDS, Plan
from qzinvest.model.precision import a_year_before
from qzinvest.tuples import NamedTuple

Pair = tuple[str, str]
Sums = dict[tuple[Any, ...], Sum]


class _Both(NamedTuple):
    """What a rule counts, by the same keys."""

    projects: Sums
    yuan: Sums

    def of(self, measure: str) -> Sums:
        """The figures of an indicator that measures so."""
        return dict(self.projects if measure == "count" else self.yuan)


def counts(  # noqa: PLR0913 - what is counted, and of which projects
    connection: sqlite3.Connection,
    scope: Scope,
    plan: Plan,
    kind: str,
    as_of: date,
    *,
    assessed: bool = False,
) -> tuple[Count, ...]:
    """What each unit or term of ``kind`` achieved by ``as_of``, of the projects of ``scope``.

    Args:
        kind: a key of ``FILTERS``.
        assessed: whether credit divides projects between units.

    Returns:
        a count for each indicator and recorded unit; projects without one under ``None``.
    """
    is_shared = assessed and kind in UNIT_KINDS
    whole = scope._replace(credited=False) if is_shared else scope
    sums = _by_indicator(connection, whole, plan, as_of, (named(kind),))
    if is_shared:
        for code, unit, each in _shared(connection, scope, plan, as_of, kind):
            sums[code][unit,] = _added(sums[code].get((unit,)), each)
    return tuple(
        Count(unit or None, indicator, *each)
        for indicator, found in sums.items()
        for (unit,), each in sorted(found.items())
    )


def pairs(  # noqa: PLR0913 - as ``counts``
    connection: sqlite3.Connection,
    scope: Scope,
    plan: Plan,
    kinds: Pair,
    as_of: date,
    *,
    assessed: bool = False,
) -> dict[str, dict[Pair, Sum]]:
    """Each indicator's figures by two keys of ``FILTERS``; ``""`` where one is not named."""
    shared = list[Passage]()
    if assessed and not set(kinds).isdisjoint(UNIT_KINDS):
        measures = [measure_of(plan, each, as_of) for each in plan.indicators]
        shared = list(passages(connection, scope._replace(credited=True), measures))
        scope = scope._replace(credited=False)
    sums = _by_indicator(connection, scope, plan, as_of, tuple(map(named, kinds)))
    for indicator in plan.indicators:
        measure, found = measure_of(plan, indicator, as_of), sums[indicator.code]
        for key, each in summed(shared, measure, by_pair(*kinds, assessed=True)).items():
            found[key] = _added(found.get(key), each)
    return {
        code: {(row, col): each for (row, col), each in of.items()} for code, of in sums.items()
    }


def flows(
    connection: sqlite3.Connection, scope: Scope, measure: Measure, kind: str, *, assessed: bool
) -> dict[Flow, Figure]:
    """An indicator's gross figures by unit, the day from which they count, and that of the drop.

    Days are ordinals. A drop takes out from its own day, or from the day of counting if that is
    later; it is ``None`` where there is none up to the measure's day. Where ``scope`` has no day, a
    project that moved counts from then on for its new unit, and is taken from its old one by a
    figure below 0. Money paid in counts from the day of each payment.
    """
    shared = dict[Flow, int]()
    if assessed and kind in UNIT_KINDS:
        holders, grain = by_holder(kind, assessed=True), grain_of(measure)
        for passage in passages(connection, scope._replace(credited=True), [measure]):
            for came, left, value in came_and_left(measure, passage, moving=scope.day is None):
                for unit, part in holders(passage, value * grain):
                    key = unit, came, left
                    shared[key] = shared.get(key, 0) + part
        scope = scope._replace(credited=False)
    found: dict[Flow, Figure] = {
        key: figure(value, grain_of(measure)) for key, value in shared.items()
    }
    for unit, came, left, value in _flowing(connection, scope, measure, named(kind)):
        key = unit, came, left
        found[key] = settled(found.get(key, 0) + value)
    return {key: each for key, each in found.items() if each}


def _flowing(
    connection: sqlite3.Connection, scope: Scope, measure: Measure, unit: str
) -> Iterator[tuple[str, int, int | None, int]]:
    """What whole projects bring: unit, day, day of the drop, projects or yuan."""
    stage = measure.indicator.stage
    wheres, values = apart(scope)
    fit, more = fits(measure)
    day, value = stage.code, "1" if measure.indicator.measure == "count" else brings(stage)
    joined, terms = "", list[str]()
    if measure.is_paid:
        day, value = "e.day", "e.amount"
        known, _ = standing(scope.positions, "e.")
        joined = " JOIN entry AS e ON e.subject = p.org || '-' || p.n"
        terms = [f"e.topic = '{PAID}' AND {known} AND e.day >= p.begins AND e.day < p.ends"]
    terms.append(f"{day} >= :start AND {day} <= :until")
    held = "p.valid_from, p.valid_to"
    ever = held if scope.day is None else f"{ALWAYS} AS valid_from, {NEVER} AS valid_to"
    by = dict.fromkeys([*first(stage, [unit]), day, held, "p.dropped"])
    for where in wheres:
        yield from connection.execute(
            f"WITH part AS (SELECT {unit} AS unit, {day} AS day, {ever}, p.dropped, "
            f"SUM({value}) AS value FROM "
            f"(SELECT * FROM passage WHERE {' AND '.join([where, *fit])}) AS p{joined} "
            f"WHERE {' AND '.join(terms)} GROUP BY {', '.join(by)}) {_FLOWS}",
            values
            | more
            | {"start": measure.start, "until": measure.until, "as_of": measure.as_of},
        )


_CAME = "CASE WHEN valid_from > day THEN valid_from ELSE day END"
_FLOWS = f"""
SELECT unit, {_CAME}, CASE WHEN dropped <= :as_of AND dropped <= valid_to
    THEN CASE WHEN dropped > {_CAME} THEN dropped ELSE {_CAME} END END, SUM(value) FROM part
WHERE day < valid_to AND valid_from <= :as_of
    AND (valid_from = {ALWAYS} OR dropped IS NULL OR dropped > valid_from) GROUP BY 1, 2, 3
UNION ALL SELECT unit, valid_to, NULL, -SUM(value) FROM part
WHERE day < valid_to AND valid_to <= :as_of AND (dropped IS NULL OR dropped > valid_to)
GROUP BY 1, 2"""
"""What comes and leaves by day, of what rows of ``part`` bring while they are valid."""


def _shared(
    connection: sqlite3.Connection, scope: Scope, plan: Plan, as_of: date, kind: str
) -> Iterator[tuple[str, str, Sum]]:
    """What projects that an assessment shares bring: indicator, unit, figures."""
    read, whose = dict[object, Sums](), dict[Pair, tuple[Portion, ...]]()
    credited = scope._replace(credited=True)
    for indicator in plan.indicators:
        measure = measure_of(plan, indicator, as_of)
        rule, grain = _rule(measure), grain_of(measure)
        if rule not in read:
            keys = (named(kind), "credit", brings(indicator.stage, scope, ":start", ":until"))
            read[rule] = _summed(connection, credited, measure, keys).projects
        pieces = dict[str, Sum]()
        for (unit, credit, yuan), (n, gone) in read[rule].items():
            if (unit, credit) not in whose:
                whose[unit, credit] = portions(credit_parts(credit), kind, unit or None)
            value = yuan if indicator.measure == "sum" else 1
            for holder, part in divided(value * grain, whose[unit, credit]).items():
                gross, dropped = pieces.get(holder or "", (0, 0))
                pieces[holder or ""] = Sum(gross + part * n, dropped + part * gone)
        for holder, found in pieces.items():
            yield indicator.code, holder, Sum(*(settled(Fraction(each, grain)) for each in found))


def _added(one: Sum | None, other: Sum) -> Sum:
    if one is None:
        return other
    return Sum(settled(one.gross + other.gross), settled(one.dropped + other.dropped))


def _by_indicator(
    connection: sqlite3.Connection, scope: Scope, plan: Plan, as_of: date, keys: tuple[str, ...]
) -> dict[str, Sums]:
    """The figures of whole projects by indicator and ``keys``, which are SQL."""
    found, read = dict[str, Sums](), dict[object, _Both]()
    for indicator in plan.indicators:
        measure = measure_of(plan, indicator, as_of)
        rule = _rule(measure)
        if rule not in read:
            read[rule] = _summed(connection, scope, measure, keys)
        found[indicator.code] = read[rule].of(indicator.measure)
    return found


def _rule(measure: Measure) -> object:
    """What is the same of indicators by which projects and yuan are summed at once."""
    return measure.indicator.stage, measure.minimum, measure.is_paid


def _summed(
    connection: sqlite3.Connection, scope: Scope, measure: Measure, keys: tuple[str, ...]
) -> _Both:
    """The figures of whole projects by ``keys``, which are SQL."""
    stage = measure.indicator.stage
    wheres, values = apart(scope)
    fit, more = fits(measure)
    gone, money = "FILTER (WHERE dropped <= :as_of)", brings(stage, scope, ":start", ":until")
    sums = ("COUNT(*)", f"COUNT(*) {gone}", f"SUM({money})", f"SUM({money}) {gone}")
    fits_ = " AND ".join([reaches(measure), *fit])
    if scope.credited:  # they are few: only their own index is to serve
        fits_ = f"({fits_}) IS TRUE"
    rows = connection.execute(
        totals(stage, keys, sums, [f"{where} AND {fits_}" for where in wheres]),
        values | more | {"start": measure.start, "until": measure.until, "as_of": measure.as_of},
    )
    found = _Both({}, {})
    for *key, n, n_gone, yuan, yuan_gone in rows:
        found.projects[tuple(key)] = Sum(n, n_gone)
        found.yuan[tuple(key)] = Sum(yuan, yuan_gone)
    return found


def a_year_earlier(plan: Plan) -> Plan:
    """The plan with the days of its period moved: what it would have counted a year before."""
    return plan._replace(start=a_year_before(plan.start), end=a_year_before(plan.end))


def plans_before(
    connection: sqlite3.Connection, plan: Plan, day: date, rows: Sequence[PlanRow] | None = None
) -> tuple[Plan, ...]:
    """The plans by which the year before ``plan`` is counted, each with what it counts.

    That of the same period a year earlier which was in force on the same ``day`` then, for all that
    it measures as ``plan`` does; ``plan`` itself with its days moved for all else.

    Args:
        plan: the one that a report of ``day`` uses.
        day: of this year.
        rows: adoptions; by default all of today's.
    """
    moved = a_year_earlier(plan)
    period = (moved.start.isoformat(), moved.end.isoformat())
    known = plan_rows(connection) if rows is None else rows
    theirs = [row for row in known if (row.starts, row.ends) == period]
    (found,) = plans_on(connection, None, (a_year_before(day),), theirs)
    if found is None:
        return (moved,)
    mine, other = list[str](), []
    for each in plan.indicators:
        then = found.plan.indicator(each.code)
        if then is not None and then.measure == each.measure:
            mine.append(each.code)
        else:
            other.append(each)
    kept = tuple(each for each in found.plan.indicators if each.code in mine)
    both = (found.plan._replace(indicators=kept), moved._replace(indicators=tuple(other)))
    return tuple(each for each in both if each.indicators)


def year_before(  # noqa: PLR0913 - as ``counts``
    connection: sqlite3.Connection,
    scope: Scope,
    plan: Plan,
    kind: str,
    as_of: date,
    *,
    assessed: bool = False,
    rows: Sequence[PlanRow] | None = None,
) -> tuple[Count, ...] | None:
    """What ``counts`` of the same day a year before were, as the ledger knows it now.

    ``None`` where nothing at all counts in that year, of whichever projects.
    """
    plans, day = plans_before(connection, plan, as_of, rows), a_year_before(as_of)

    def counted(scope: Scope) -> tuple[Count, ...]:
        found = (counts(connection, scope, each, kind, day, assessed=assessed) for each in plans)
        return tuple(count for of in found for count in of)

    found = counted(scope._replace(day=day))
    if any(each.gross for each in found):
        return found
    if scope.chosen and any(each.gross for each in counted(scope._replace(chosen={}, day=day))):
        return found
    return None
