"""How well the ledger is kept: fields that are missing, and days between happening and recording.

When something was recorded is said by the log: a stage was known from the first state of the
project on that has its day. What another office decided about a project hides that.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from functools import cache
from sys import intern

from qzinvest.ledger.log import LAST
from qzinvest.ledger.passages import FILTERS, SCAN, Scope, conditions, named
from qzinvest.ledger.suspects import suspects_among
from qzinvest.model.quality import Delay, Filled
from qzinvest.model.stage import STAGES, Stage
from qzinvest.tuples import NamedTuple

_SPELL = "begins <= :as_of AND ends > :as_of"
"""Of several spells of a project that of the day."""

_SAME_SPELL = (
    "(b.begins = met.begins OR (met.begins > 0 AND b.begins > ("
    "SELECT MAX(p.dropped) FROM passage AS p WHERE p.org = met.org AND p.n = met.n "
    "AND p.since = met.since AND p.begins < met.begins) "
    "AND (met.dropped IS NULL OR b.begins <= met.dropped)))"
)
"""Of an earlier state ``b`` the spell after the same drop: what is found later can let it begin on
another day."""


class Asked(NamedTuple):
    """Of which projects, by which field of ``FILTERS``, what lies in the plan's period by a day."""

    scope: Scope
    kind: str
    start: date
    end: date
    as_of: date
    zone: tzinfo

    @property
    def days(self) -> dict[str, object]:
        """The values of ``:start``, ``:until`` and ``:as_of``."""
        days = (self.start, min(self.end, self.as_of), self.as_of)
        return dict(zip(("start", "until", "as_of"), map(date.toordinal, days), strict=True))


def filled(
    connection: sqlite3.Connection, asked: Asked, fields: Sequence[str]
) -> dict[str, Filled]:
    """Of the projects signed in the period, how many lack which fields."""
    signed, values = _signed(asked, fields)
    lacks = [f"COUNT(*) FILTER (WHERE lacks_{field} = 1)" for field in fields]
    any_ = " OR ".join(f"lacks_{field} = 1" for field in fields) or "1 = 0"
    rows = connection.execute(
        f"SELECT unit, COUNT(*), COUNT(*) FILTER (WHERE {any_}){''.join(f', {n}' for n in lacks)} "
        # A select with a limit is not dissolved: who invests is looked up once.
        f"FROM ({signed} LIMIT {LAST}) AS s GROUP BY unit",
        values,
    )
    return {unit: Filled(n, flawed, tuple(more)) for unit, n, flawed, *more in rows}


def incomplete(
    connection: sqlite3.Connection, asked: Asked, fields: Sequence[str]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The projects that lack a field: id, unit, and what is missing."""
    signed, values = _signed(asked, fields)
    any_ = " OR ".join(f"lacks_{field} = 1" for field in fields) or "1 = 0"
    rows = connection.execute(f"SELECT * FROM ({signed}) AS s WHERE {any_}", values)
    for org, n, unit, *lacks in rows:
        missing = (field for field, flag in zip(fields, lacks, strict=True) if flag)
        yield f"{org}-{n}", unit, tuple(missing)


def _signed(asked: Asked, fields: Sequence[str]) -> tuple[str, dict[str, object]]:
    """The projects signed in the period, each with 1 for every field that it lacks."""
    where, values = conditions(asked.scope, SCAN)
    lacks = (f"CASE WHEN {_has(f, asked.scope)} THEN 0 ELSE 1 END AS lacks_{f}" for f in fields)
    return (
        f"SELECT org, n, {named(asked.kind)} AS unit{''.join(f', {each}' for each in lacks)} "
        f"FROM passage WHERE {where} AND {_SPELL} AND signed BETWEEN :start AND :until"
    ), values | asked.days


def _has(field: str, scope: Scope) -> str:
    """The condition on a row of ``passage`` to have a field."""
    if field != "investor":
        return f"{FILTERS.get(field, field)} IS NOT NULL"
    if scope.positions is None:
        return (
            "EXISTS (SELECT 1 FROM project AS p WHERE p.org = passage.org AND p.n = passage.n "
            "AND p.investor IS NOT NULL)"
        )
    # As it was then: what a report does not state is left out of its canonical text, and what it
    # quotes has its own quotation marks escaped.
    heads = " ".join(f"WHEN :org{n} THEN :seq{n}" for n in range(len(scope.positions)))
    return (
        "EXISTS (SELECT 1 FROM event AS e WHERE e.org = passage.org AND e.seq = (SELECT MAX(b.seq) "
        "FROM event AS b WHERE b.key = passage.org || '-' || passage.n AND b.org = passage.org "
        f"AND b.seq <= CASE passage.org {heads} END) AND e.body LIKE '%\"investor\":%')"
    )


def delays(connection: sqlite3.Connection, asked: Asked) -> dict[str, dict[int, int]]:
    """How many stages of the period were recorded so many days after they were reached."""
    met, reached, values = _reached(asked)
    # By steps first: a step may be an import of a whole list, and its time is looked up once.
    rows = connection.execute(
        f"{met} SELECT g.unit, g.happened, SUBSTR(e.at, 1, 16), SUM(g.stages) FROM ("
        "SELECT r.unit, r.happened, r.org, r.step, COUNT(*) AS stages "
        f"FROM ({reached}) AS r GROUP BY 1, 2, 3, 4"
        ") AS g JOIN event AS e ON e.org = g.org AND e.seq = g.step GROUP BY 1, 2, 3",
        values,
    )
    day_of, found = _days(asked.zone), dict[str, dict[int, int]]()
    for unit, happened, minute, stages in rows:
        days = max(0, day_of(minute).toordinal() - happened)
        of = found.setdefault(unit, {})
        of[days] = of.get(days, 0) + stages
    return found


def late(
    connection: sqlite3.Connection, asked: Asked, limit: int
) -> Iterator[tuple[str, str, Delay]]:
    """The stages that were recorded more than so many days later: the project's id, its unit."""
    met, reached, values = _reached(asked)
    rows = connection.execute(
        f"{met} SELECT r.org, r.n, r.unit, r.stage, r.happened, SUBSTR(e.at, 1, 16) "
        f"FROM ({reached}) AS r JOIN event AS e ON e.org = r.org AND e.seq = r.step",
        values,
    )
    day_of = _days(asked.zone)
    for org, n, unit, stage, happened, minute in rows:
        on = day_of(minute)
        if (days := on.toordinal() - happened) > limit:
            yield f"{org}-{n}", unit, Delay(Stage(stage), on, days)


def _reached(asked: Asked) -> tuple[str, str, dict[str, object]]:
    """The stages that were reached in the period, with the step by which each was known first.

    They are a select from what comes before it: the projects that reached any in the period.
    """
    where, values = conditions(asked.scope, SCAN)
    within = {stage: f"{stage.code}_on BETWEEN :start AND :until" for stage in STAGES}
    met = (
        f"WITH met AS MATERIALIZED (SELECT org, n, since, begins, dropped, "
        f"{named(asked.kind)} AS unit, {', '.join(f'{stage.code}_on' for stage in STAGES)} "
        f"FROM passage WHERE {where} AND {_SPELL} AND ({' OR '.join(within.values())}))"
    )
    parts = (
        f"SELECT org, n, unit, {stage:d} AS stage, {stage.code}_on AS happened, "
        f"(SELECT MIN(b.since) FROM passage AS b WHERE b.org = met.org AND b.n = met.n "
        f"AND {_SAME_SPELL} AND b.{stage.code}_on IS NOT NULL) AS step FROM met WHERE {in_days}"
        for stage, in_days in within.items()
    )
    return met, " UNION ALL ".join(parts), values | asked.days


def spoken(connection: sqlite3.Connection, asked: Asked) -> dict[str, date]:
    """The last day on which something was recorded about each unit's projects."""
    where, values = conditions(asked.scope, SCAN)
    rows = connection.execute(
        "SELECT s.unit, MAX(SUBSTR(e.at, 1, 16)) FROM ("
        f"SELECT {named(asked.kind)} AS unit, org, MAX(since) AS step FROM passage WHERE {where} "
        "GROUP BY 1, 2) AS s JOIN event AS e ON e.org = s.org AND e.seq = s.step GROUP BY 1",
        values,
    )
    day_of = _days(asked.zone)
    return {unit: day_of(minute) for unit, minute in rows}


def look_alikes(connection: sqlite3.Connection, asked: Asked) -> Iterator[tuple[str, str, str]]:
    """The projects signed in the period that may be another one: id, unit, and the other's id."""
    signed, values = _signed(asked, ())
    rows = connection.execute(signed, values)
    units = {(org, n): intern(unit) for org, n, unit in rows}
    select = f"SELECT org, n FROM ({signed}) AS s"
    for pair in suspects_among(connection, units, select, values):
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            org, _, number = one.rpartition("-")
            if (unit := units.get((org, int(number)))) is not None:
                yield one, unit, other


def _days(zone: tzinfo) -> Callable[[str], date]:
    """Gives the local day of a UTC minute of the log."""

    @cache
    def day_of(minute: str) -> date:
        return datetime.fromisoformat(f"{minute}:00+00:00").astimezone(zone).date()

    return day_of
