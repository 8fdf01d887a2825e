"""What counts from a day that no plan's period covers, and is in no figure for that."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from qzinvest.ledger.counts import spans_of
from qzinvest.model.counting import Period
from qzinvest.model.edition import PlanRow
from qzinvest.model.plan import Indicator, Plan
from qzinvest.model.stage import Stage

_EARLIEST, _LATEST = "0001-01-01", "9999-12-31"


def periods_of(rows: Iterable[PlanRow]) -> tuple[Period, ...]:
    """The periods of all adopted plans, as ordinals, in their order."""
    days = {(date.fromisoformat(r.starts), date.fromisoformat(r.ends)) for r in rows}
    return tuple(sorted((start.toordinal(), end.toordinal()) for start, end in days))


def count_outside(
    connection: sqlite3.Connection,
    plan: Plan,
    indicators: Sequence[Indicator],
    periods: Sequence[Period],
) -> int:
    """How many projects count from days outside the periods and are in none of the indicators.

    They would be but for the day: kind of signing, size and channel fit, and none was dropped.
    """
    outside, values = _reached(plan, indicators, list(_gaps(periods)))
    inside, more = _reached(plan, indicators, [_days(*each) for each in periods], of="m")
    (found,) = connection.execute(
        f"SELECT COUNT(*) FROM ({' UNION '.join(_select(each) for each in outside)}) AS found "
        "WHERE NOT EXISTS (SELECT 1 FROM milestone m "
        f"WHERE m.org = found.org AND m.n = found.n AND ({' OR '.join(inside)}))",
        values | more,
    ).fetchone()
    return int(found)


def recorded_outside(
    connection: sqlite3.Connection, plan: Plan, periods: Sequence[Period], org: str, begin: int
) -> int:
    """How many projects that an office recorded after its event ``begin`` have such a day."""
    outside, values = _reached(plan, plan.indicators, list(_gaps(periods)))
    touched = "org = :org AND ver > :begin"
    (found,) = connection.execute(
        f"SELECT COUNT(*) FROM ({' UNION '.join(_select(f'{touched} AND {o}') for o in outside)}) "
        "AS found",
        values | {"org": org, "begin": begin},
    ).fetchone()
    return int(found)


def _select(condition: str) -> str:
    return f"SELECT org, n FROM milestone WHERE {condition}"


def _reached(
    plan: Plan, indicators: Sequence[Indicator], ranges: Sequence[tuple[str, str]], of: str = ""
) -> tuple[list[str], dict[str, object]]:
    """For each indicator and range of days: what fits the indicator and reached it then."""
    prefix = f"{of}." if of else ""
    rules = plan.rules
    signings = {f"signing{place}": code for place, code in enumerate(rules.signings)}
    values: dict[str, object] = {**signings, "expansion": rules.expansion_channel}
    conditions = []
    for place, indicator in enumerate(indicators):
        terms = [f"{prefix}span IN ({spans_of(indicator)})", f"{prefix}dropped_on = ''"]
        if indicator.stage >= Stage.SIGNED:
            terms.append(f"{prefix}signing IN ({', '.join(f':{name}' for name in signings)})")
        if minimum := max(indicator.minimum, rules.minimum):
            values[f"minimum{place}"] = minimum
            terms.append(f"{prefix}size >= :minimum{place}")
        if not rules.expansions:
            terms.append(f"{prefix}channel <> :expansion")
        for number, (first, last) in enumerate(ranges):
            names = [f"{of}first{number}", f"{of}last{number}"]
            values |= dict(zip(names, (first, last), strict=True))
            days = f"{prefix}counted_on >= :{names[0]} AND {prefix}counted_on <= :{names[1]}"
            conditions.append(f"({' AND '.join([*terms, days])})")
    return conditions, values


def _gaps(periods: Sequence[Period]) -> Iterator[tuple[str, str]]:
    """The first and last days of the ranges that no period covers."""
    first = _EARLIEST
    for start, end in periods:
        before = (date.fromordinal(start) - timedelta(days=1)).isoformat()
        if first <= before:
            yield first, before
        first = max(first, (date.fromordinal(end) + timedelta(days=1)).isoformat())
    yield first, _LATEST


def _days(start: int, end: int) -> tuple[str, str]:
    return date.fromordinal(start).isoformat(), date.fromordinal(end).isoformat()
