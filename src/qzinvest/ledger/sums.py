"""Summing what counts in the database: of any projects, as of any place of the log.

``model.counting`` says the same project by project; a test holds both together over random ledgers.
Only what credit divides is computed there, since a database rounds no parts to a whole.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

from qzinvest.ledger.passages import FILTERS, Scope, brings, conditions, passages
from qzinvest.model.counting import (
    Figure,
    Flow,
    Measure,
    Sum,
    by_holder,
    by_pair,
    came_and_left,
    counts_of,
    measure_of,
    settled,
    summed,
)
from qzinvest.model.passage import Passage
from qzinvest.model.plan import UNIT_KINDS, Plan
from qzinvest.model.progress import Count

Pair = tuple[str, str]


def counts_in(  # noqa: PLR0913 - what ``ledger.counts.counts`` takes, and of which projects
    connection: sqlite3.Connection,
    scope: Scope,
    plan: Plan,
    kind: str,
    as_of: date,
    *,
    assessed: bool = False,
) -> tuple[Count, ...]:
    """What each unit or term of ``kind`` achieved by ``as_of``: the projects of ``scope`` alone.

    Args:
        kind: a key of ``FILTERS``.
        assessed: whether credit divides projects between units.
    """
    shared = tuple[Count, ...]()
    if assessed and kind in UNIT_KINDS:
        credited = passages(connection, scope._replace(credited=True))
        shared = counts_of(credited, plan, kind, as_of, assessed=True)
        scope = scope._replace(credited=False)
    found: dict[tuple[str | None, str], Sum] = {}
    for indicator in plan.indicators:
        measure = measure_of(plan, indicator, as_of)
        for (unit,), each in _summed(connection, scope, measure, (_named(kind),)).items():
            found[unit or None, indicator.code] = each
    for count in shared:
        key = count.unit, count.indicator
        found[key] = _added(found.get(key), Sum(count.gross, count.dropped))
    return tuple(Count(*key, *each) for key, each in found.items())


def pair_sums(
    connection: sqlite3.Connection,
    scope: Scope,
    measure: Measure,
    kinds: Pair,
    *,
    assessed: bool = False,
) -> dict[Pair, Sum]:
    """An indicator's figures by two keys of ``FILTERS`` at once; ``""`` where one is not named."""
    shared = dict[Pair, Sum]()
    if assessed and not set(kinds).isdisjoint(UNIT_KINDS):
        credited = passages(connection, scope._replace(credited=True))
        shared = summed(credited, measure, by_pair(*kinds, assessed=True))
        scope = scope._replace(credited=False)
    whole = _summed(connection, scope, measure, (_named(kinds[0]), _named(kinds[1])))
    found = {(row, column): each for (row, column), each in whole.items()}
    for key, each in shared.items():
        found[key] = _added(found.get(key), each)
    return found


def flows(
    connection: sqlite3.Connection, scope: Scope, measure: Measure, kind: str, *, assessed: bool
) -> dict[Flow, Figure]:
    """An indicator's gross figures by unit, the day from which they count, and that of the drop.

    Days are ordinals. A drop takes out from its own day, or from the day of counting if that is
    later; it is ``None`` where there is none up to the measure's day.
    """
    shared = dict[Flow, Sum]()
    stage = measure.indicator.stage
    if assessed and kind in UNIT_KINDS:
        credited = passages(connection, scope._replace(credited=True))
        holders = by_holder(kind, assessed=True)

        def by_days(passage: Passage, value: int) -> Iterator[tuple[Flow, int]]:
            days = came_and_left(measure, passage)
            yield from (((unit, *days), part) for unit, part in holders(passage, value))

        shared = summed(credited, measure, by_days)
        scope = scope._replace(credited=False)
    left = (
        f"CASE WHEN dropped > :as_of THEN NULL WHEN dropped > {stage.code} THEN dropped "
        f"WHEN dropped IS NOT NULL THEN {stage.code} END"
    )
    whole = _summed(connection, scope, measure, (_named(kind), stage.code, left))
    found: dict[Flow, Sum] = {(unit, day, gone): each for (unit, day, gone), each in whole.items()}
    for key, each in shared.items():
        found[key] = _added(found.get(key), each)
    return {key: each.gross for key, each in found.items() if each.gross}


def _added(one: Sum | None, other: Sum) -> Sum:
    if one is None:
        return other
    return Sum(settled(one.gross + other.gross), settled(one.dropped + other.dropped))


def _named(kind: str) -> str:
    """The unit or term of ``kind`` that a row names, in SQL."""
    return f"COALESCE({FILTERS[kind]}, '')"


def _summed(
    connection: sqlite3.Connection, scope: Scope, measure: Measure, keys: tuple[str, ...]
) -> dict[tuple[Any, ...], Sum]:
    """The figures of whole projects by ``keys``, which are SQL."""
    stage = measure.indicator.stage
    value = "1" if measure.indicator.measure == "count" else brings(stage)
    where, values = conditions(scope)
    terms = [where, f"{stage.code} BETWEEN :start AND :until", "amount >= :minimum"]
    if measure.signings is not None:
        names = {f"signing{i}": code for i, code in enumerate(sorted(measure.signings))}
        terms.append(f"signing IN ({', '.join(f':{name}' for name in names)})")
        values |= names
    if measure.barred is not None:
        terms.append("(channel IS NULL OR channel <> :barred)")
    places = ", ".join(str(place) for place in range(1, len(keys) + 1))
    rows = connection.execute(
        f"SELECT {', '.join(keys)}, SUM({value}), "
        f"COALESCE(SUM({value}) FILTER (WHERE dropped <= :as_of), 0) "
        f"FROM passage WHERE {' AND '.join(terms)} GROUP BY {places}",
        {
            **values,
            "start": measure.start,
            "until": measure.until,
            "minimum": measure.minimum,
            "barred": measure.barred,
            "as_of": measure.as_of,
        },
    )
    return {tuple(row[:-2]): Sum(*row[-2:]) for row in rows}
