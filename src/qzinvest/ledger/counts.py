"""Counting: what each unit achieved by a date, under a plan's rules.

Two ways lead to the same figures. Indicators without a minimum take whole months from the roll-up
``tally`` and only the days of an unfinished month from ``milestone``; all others are counted from
the covering indices of ``milestone``. A test holds the two together over random ledgers.

What neither tells, filters, shares of an assessment, two kinds at once, days, another place of the
log, is summed over ``passage``: ``counts_in``, ``pair_sums``, ``flows``.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from qzinvest.ledger.passages import FILTERS, Scope, brings, conditions, passages
from qzinvest.model.counting import (
    Count,
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
from qzinvest.model.pace import month_of
from qzinvest.model.passage import Passage
from qzinvest.model.plan import UNIT_KINDS, Indicator, Plan
from qzinvest.model.precision import last_day
from qzinvest.model.stage import STAGES, Stage

LARGE = 1_000_000_000
"""The bound of the partial index ``milestone_large``: minima from here on are answered by it."""

_UNIT = {"district": "district", "department": "department", "group": "grp"}
Cells = dict[str, tuple[int, int]]


class Question(NamedTuple):
    """What is counted: an indicator of a plan, by ``kind`` of unit, as it stood on ``as_of``.

    Milestones count within the plan's period; drops take projects out until ``as_of``, which may
    lie after the period.
    """

    plan: Plan
    kind: str
    indicator: Indicator
    as_of: date

    @property
    def minimum(self) -> int:
        """The least total investment in yuan."""
        return max(self.indicator.minimum, self.plan.rules.minimum)


def counts(connection: sqlite3.Connection, plan: Plan, kind: str, as_of: date) -> tuple[Count, ...]:
    """What each unit achieved in each indicator of ``plan`` by ``as_of``.

    Args:
        kind: ``district``, ``department`` or ``group``.

    Returns:
        a count for each indicator and recorded unit; projects without one under ``None``.
    """
    found: list[Count] = []
    for indicator in plan.indicators:
        question = Question(plan, kind, indicator, as_of)
        rolled_up = question.minimum == 0 and plan.rules.expansions
        cells = (by_months if rolled_up else by_milestones)(connection, question)
        found += [
            Count(unit or None, indicator.code, gross, dropped)
            for unit, (gross, dropped) in sorted(cells.items())
        ]
    return tuple(found)


def by_milestones(connection: sqlite3.Connection, question: Question) -> Cells:
    """Gross and dropped by unit, counted from the milestones of the whole period."""
    cells: Cells = {}
    _add(cells, _counted_since(connection, question, question.plan.start))
    return cells


def by_months(connection: sqlite3.Connection, question: Question) -> Cells:
    """The same, whole months from the roll-up; only for questions without minimum or exclusion."""
    whole_to, partial_from = split_month(question.as_of)
    signing, values = _signings(question)
    value = _value(question.indicator, "n", "span / 10")
    values |= {
        "kind": question.kind,
        "start": month_of(question.plan.start),
        "last": min(whole_to, month_of(question.plan.end)),
        "whole_to": whole_to,
    }
    cells: Cells = {}
    _add(
        cells,
        connection.execute(
            f"SELECT unit, SUM({value}), COALESCE(SUM({value}) FILTER ("
            "WHERE drop_month > 0 AND drop_month <= :whole_to), 0) FROM tally "
            "WHERE org IN (SELECT org FROM chain) AND kind = :kind "
            f"AND span IN ({spans_of(question.indicator)}) "
            f"AND month >= :start AND month <= :last{signing} GROUP BY unit",
            values,
        ),
    )
    if partial_from is not None:
        since = max(partial_from, question.plan.start)
        _add(cells, _counted_since(connection, question, since))
        _add(cells, _dropped_since(connection, question, partial_from))
    return cells


def split_month(as_of: date) -> tuple[int, date | None]:
    """The number YYYYMM up to which months are whole, and the first day of the unfinished one."""
    if as_of == last_day(as_of, "month"):
        return month_of(as_of), None
    # The number before a January's is 13 to 99 below it and no month's: nothing lies between.
    return month_of(as_of) - 1, as_of.replace(day=1)


def _add(cells: Cells, rows: sqlite3.Cursor) -> None:
    for unit, gross, dropped in rows:
        before = cells.get(unit, (0, 0))
        cells[unit] = (before[0] + gross, before[1] + dropped)


def _counted_since(
    connection: sqlite3.Connection, question: Question, since: date
) -> sqlite3.Cursor:
    condition, values = _detail(question, since)
    value = _value(question.indicator)
    return connection.execute(
        f"SELECT {_UNIT[question.kind]}, SUM({value}), COALESCE(SUM({value}) FILTER ("
        "WHERE dropped_on <> '' AND dropped_on <= :as_of), 0) FROM milestone "
        f"WHERE {condition} AND counted_on >= :since AND counted_on <= :until GROUP BY 1",
        values,
    )


def _dropped_since(
    connection: sqlite3.Connection, question: Question, since: date
) -> sqlite3.Cursor:
    """What was counted in whole months and dropped from ``since`` on."""
    condition, values = _detail(question, since)
    return connection.execute(
        f"SELECT {_UNIT[question.kind]}, 0, SUM({_value(question.indicator)}) FROM milestone "
        f"WHERE {condition} AND dropped_on <> '' AND dropped_on >= :since "
        "AND dropped_on <= :as_of AND counted_on >= :start AND counted_on < :since "
        "AND counted_on <= :until GROUP BY 1",
        values,
    )


def _value(indicator: Indicator, one: str = "1", stage: str = "stage") -> str:
    """What a row brings: ``one``, or its amount; unrecorded stages bring the total investment."""
    if indicator.measure == "count":
        return one
    implied = "0" if indicator.stage == Stage.FUNDED else "size"
    return f"CASE WHEN {stage} = {int(indicator.stage)} THEN amount ELSE {implied} END"


def spans_of(indicator: Indicator) -> str:
    """The spans of all milestones that prove the indicator's stage, for ``IN``."""
    stage = indicator.stage
    return ", ".join(
        str(later * 10 + first) for later in STAGES[stage - 1 :] for first in STAGES[:stage]
    )


def _signings(question: Question) -> tuple[str, dict[str, object]]:
    """The condition on the kind of signing; before signing there is none."""
    if question.indicator.stage < Stage.SIGNED:
        return "", {}
    names = {f"signing{i}": code for i, code in enumerate(question.plan.rules.signings)}
    return f" AND signing IN ({', '.join(f':{name}' for name in names)})", dict(names)


def _detail(question: Question, since: date) -> tuple[str, dict[str, object]]:
    signing, values = _signings(question)
    condition = f"span IN ({spans_of(question.indicator)}){signing}"
    if question.minimum >= LARGE:
        condition += f" AND size >= {LARGE}"  # the index's own words, so that it is used
    if question.minimum:
        condition += " AND size >= :minimum"
    if not question.plan.rules.expansions:
        condition += " AND channel <> :expansion"
    return condition, values | {
        "minimum": question.minimum,
        "expansion": question.plan.rules.expansion_channel,
        "start": question.plan.start.isoformat(),
        "since": since.isoformat(),
        "until": min(question.as_of, question.plan.end).isoformat(),
        "as_of": question.as_of.isoformat(),
    }


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
