"""What counts from a day that no plan's period covers, and is in no figure for that."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from qzinvest.ledger.passages import AMONG_PIECED, PLAIN, Scope, apart, conditions, fits
from qzinvest.model.counting import MOST_OUTSIDE, Measure, Period
from qzinvest.model.edition import PlanRow
from qzinvest.model.passage import ALWAYS, NEVER


def periods_of(rows: Iterable[PlanRow]) -> tuple[Period, ...]:
    """The periods of all adopted plans, as ordinals, in their order."""
    days = {(date.fromisoformat(r.starts), date.fromisoformat(r.ends)) for r in rows}
    return tuple(sorted((start.toordinal(), end.toordinal()) for start, end in days))


def count_outside(
    connection: sqlite3.Connection,
    scope: Scope,
    measures: Sequence[Measure],
    periods: Sequence[Period],
    most: int = MOST_OUTSIDE,
) -> int:
    """How many projects count from days outside the periods and are in none of the measures.

    They would be but for the day: kind of signing, size and channel fit, and none was dropped.
    Looks no further than one more than ``most``.
    """
    plain, others, values = _divided(scope)
    # Projects and yuan of the same projects are one rule.
    rules = list({(each.indicator.stage, each[1:]): each for each in measures}.values())
    wheres, counted, wide = list[str](), "", _widest(rules)
    for place, measure in enumerate(wide):
        stage = measure.indicator.stage
        terms, _ = fits(measure, of=f"wide{place}")
        # In a gap it counts by another stage alone.
        besides = [each for each in rules if each.indicator.stage != stage]
        _, inside, more = _reached(besides, periods, of=f"in{place}_")
        values |= more
        for gap in gaps(periods):  # each is a range of the index
            of = [within(stage.code, [gap]), *terms, "dropped IS NULL"]
            of += [f"({each or '1 = 0'}) IS NOT TRUE" for each in (inside, counted)]
            wheres.append(" AND ".join([plain, *of]))
            wheres += [f"{where} AND ({' AND '.join(of)}) IS TRUE" for where in others]
        counted, _, more = _reached(wide[: place + 1], periods, of="wide")
        values |= more
    selects = " UNION ALL ".join(f"SELECT 1 FROM passage WHERE {each}" for each in wheres)
    (found,) = connection.execute(
        f"SELECT COUNT(*) FROM ({selects} LIMIT :most) AS part", values | {"most": most + 1}
    ).fetchone()
    return int(found)


def _divided(scope: Scope) -> tuple[str, list[str], dict[str, object]]:
    """As ``apart``, but what is ``PLAIN`` by itself, for an index serves it; the others are few."""
    wheres, values = apart(scope)
    always, _ = apart(scope._replace(day=None))
    pieced = f"{AMONG_PIECED} AND (valid_from > {ALWAYS} OR valid_to < {NEVER})"
    return f"{always[0]} AND {PLAIN}", [f"{wheres[0]} AND {pieced}", *wheres[1:]], values


def _widest(measures: Iterable[Measure]) -> list[Measure]:
    """Those of the measures that the others only narrow.

    What fits another one has a day at the stage of one of these too, and fits it.
    """
    wide = list[Measure]()
    for measure in sorted(measures, key=lambda each: (each.indicator.stage, each.minimum)):
        if not any(_narrows(measure, each) for each in wide):
            wide.append(measure)
    return wide


def _narrows(measure: Measure, wide: Measure) -> bool:
    """Whether what fits a measure fits the ``wide`` one too."""
    return (
        wide.indicator.stage <= measure.indicator.stage
        and wide.minimum <= measure.minimum
        and wide.barred in (None, measure.barred)
        and wide.signings in (None, measure.signings)
    )


def recorded_outside(
    connection: sqlite3.Connection,
    measures: Sequence[Measure],
    periods: Sequence[Period],
    org: str,
    begin: int,
) -> int:
    """How many projects that an office recorded after its event ``begin`` have such a day."""
    where, values = conditions(Scope())
    outside, _, more = _reached(measures, periods)
    (found,) = connection.execute(
        f"SELECT COUNT(DISTINCT n) FROM passage WHERE {where} AND dropped IS NULL "
        f"AND org = :org AND since > :begin AND ({outside})",
        values | more | {"org": org, "begin": begin},
    ).fetchone()
    return int(found)


def _reached(
    measures: Sequence[Measure], periods: Sequence[Period], of: str = "m"
) -> tuple[str, str, dict[str, object]]:
    """The conditions to fit a measure from a day outside the periods, and from one inside."""
    outside, inside, values = list[str](), list[str](), dict[str, object]()
    for place, measure in enumerate(measures):
        terms, more = fits(measure, of=f"{of}{place}")
        values |= more
        for found, ranges in ((outside, gaps(periods)), (inside, periods)):
            days = within(measure.indicator.stage.code, ranges)
            found.append(" AND ".join([f"({days})", *terms]))
    return " OR ".join(outside), " OR ".join(inside), values


def within(column: str, ranges: Iterable[Period]) -> str:
    """The condition that a day lies in one of the ranges, in SQL."""
    return " OR ".join(f"{column} BETWEEN {first} AND {last}" for first, last in ranges) or "1 = 0"


def gaps(
    periods: Iterable[Period], first: int = date.min.toordinal(), last: int = date.max.toordinal()
) -> Iterator[Period]:
    """The ranges of days from ``first`` to ``last`` that no period covers."""
    for start, end in periods:
        if first < start and first <= last:
            yield first, min(start - 1, last)
        first = max(first, end + 1)
    if first <= last:
        yield first, last
