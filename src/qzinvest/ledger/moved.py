"""What two places of the log differ in: what was recorded between them, and what time alone moves.

The one is looked at project by project, the other is summed, of what is recorded alike at both
ends. ``reports.changes`` says in plain words what each brings and why; a test holds both together.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from qzinvest.ledger.log import LAST, positions
from qzinvest.ledger.passages import (
    AMONG_PIECED,
    KEY,
    PAST,
    PIECED,
    SCAN,
    STANDS,
    Scope,
    brings,
    chosen,
    conditions,
    fits,
    held_by,
    named,
    passage_of_key,
)
from qzinvest.model.changes import Pile
from qzinvest.model.counting import Measure
from qzinvest.model.passage import NEVER, Passage
from qzinvest.model.stage import STAGES
from qzinvest.tuples import NamedTuple

Values = dict[str, object]


def differing(
    connection: sqlite3.Connection, before: Scope, after: Scope, *, shared: bool = False
) -> tuple[Iterator[Passage], Iterator[Passage]]:
    """The projects of two scopes of one plan, at two ends, but for those that say both the same.

    Left out too is what is recorded alike at both ends and whole, so that time alone moves it: in
    no row ``PIECED``. ``moved`` looks at that.

    Args:
        before: at an edition's place of the log, on its day.
        after: of the same projects, at a later place or the end, on any day.
        shared: whether what has credit is to be looked at too.
    """
    alike, more = _alike(before, after)
    ends = []
    for scope in (before, after):
        where, values = conditions(scope, SCAN)
        stands = f"{where} AND {STANDS}"
        wheres = [f"{stands} AND {AMONG_PIECED} AND NOT ({alike})"]
        whole = f"{PIECED} IS NOT TRUE"
        if shared:
            wheres.append(f"{stands} AND {whole} AND credit > '' AND NOT ({alike})")
            whole += " AND credit = ''"
        for place, org in enumerate(positions(connection) if scope is after else ()):
            begin = (before.positions or {}).get(org, 0)
            wheres.append(f"{stands} AND {whole} AND org = :new{place} AND since > {begin}")
            values[f"new{place}"] = org
        if scope.positions is not None:
            wheres.append(f"{conditions(scope)[0]} AND {PAST} AND NOT ({alike})")
        ends.append(chosen(connection, scope, wheres, values | more))
    return ends[0], ends[1]


def _alike(before: Scope, after: Scope) -> tuple[str, dict[str, object]]:
    """The condition on rows that say the same at both ends, of days before or after both."""
    days = (each.day or date.max for each in (before, after))
    first, last = sorted(each.toordinal() for each in days)
    held, values = ["1 = 0"], dict[str, object]()
    for place, (org, seq) in enumerate(sorted((before.positions or {}).items())):
        until = LAST - 1 if after.positions is None else after.positions.get(org, 0)
        held.append(f"org = :both{place} AND since <= {seq} AND until > {until}")
        values[f"both{place}"] = org
    still = (
        f"({day} IS NULL OR {day} <= {first} OR {day} > {last})"
        for day in (*(stage.code for stage in STAGES), "dropped")
    )
    # Several payments are looked at one by one: corrected ones may sum up to the same.
    return (
        f"({' OR '.join(held)}) AND valid_from <= {first} AND valid_to > {last} "
        f"AND {' AND '.join(still)} AND (paid IS NULL OR paid_last = funded)"
    ), values


class Asked(NamedTuple):
    """Two ends of one plan, and what is compared.

    Attributes:
        before: the projects at an edition's place of the log, on its day.
        after: the same at a later place or the end.
        measures: each indicator as it is measured on both days, by its code.
        kind: a key of ``FILTERS``, what they are told apart by.
        codes, besides: those of which projects are to be shown, as in ``held_by``.
        shared: whether what has credit is left out, for it is looked at one by one.
    """

    before: Scope
    after: Scope
    measures: Mapping[str, tuple[Measure, Measure]]
    kind: str
    codes: frozenset[str] = frozenset()
    besides: bool = True
    shared: bool = False


def moved(
    connection: sqlite3.Connection, asked: Asked, limit: int
) -> tuple[list[Pile], Iterator[Passage]]:
    """How many projects bring another figure on the later day, and what that comes to.

    With them those that are to be shown and change the most, ``limit`` for each reason; 0: all.
    """
    if not asked.measures:
        return [], iter(())
    held, codes = held_by(asked.kind, asked.codes, besides=asked.besides)
    wheres, values = _rows(asked)
    rows, more = _moved(asked, wheres, held)
    values |= more | codes
    places = range(len(asked.measures))
    sums = "".join(f", COUNT(CASE WHEN move{n} <> 0 THEN 1 END), SUM(move{n})" for n in places)
    # One look at all rows serves both; a project has no reason.
    found = f"SELECT unit, reason, COUNT(*), NULL, NULL, NULL{sums} FROM moved GROUP BY 1, 2"
    for reason in ("time", "dropped") if limit else ():
        found += (
            f" UNION ALL SELECT * FROM (SELECT org, NULL, n, begins, valid_from, since"
            f"{', NULL, NULL' * len(places)} FROM moved WHERE reason = '{reason}' AND held = 1 "
            f"ORDER BY {_weight(places)} LIMIT {limit}) AS part"
        )
    told = connection.execute(f"WITH moved AS MATERIALIZED ({rows}) {found}", values).fetchall()
    piles = [
        Pile(
            unit,
            reason,
            n,
            dict(zip(asked.measures, zip(more[::2], more[1::2], strict=True), strict=True)),
        )
        for unit, reason, n, _, _, _, *more in told
        if reason is not None
    ]
    if not limit:
        wheres = [f"{where} AND {held}" for where in wheres]
        return piles, chosen(connection, asked.after, wheres, values)
    keys = ((row[0], *row[2:6]) for row in told if row[1] is None)
    return piles, (passage_of_key(connection, key, asked.after.positions) for key in keys)


def _weight(places: Sequence[int]) -> str:
    """The order of rows: by the largest change, then as they come among all moves."""
    sizes = [f"CASE WHEN move{n} < 0 THEN -move{n} ELSE move{n} END" for n in places]
    largest = " ".join(
        f"WHEN {' AND '.join(f'{size} >= {other}' for other in sizes[n + 1 :])} THEN {size}"
        for n, size in enumerate(sizes[:-1])
    )
    largest = f"CASE {largest} ELSE {sizes[-1]} END" if largest else sizes[-1]
    whens = [f"WHEN move{n} <> 0 THEN" for n in places]
    first = " ".join(f"{when} {n}" for n, when in enumerate(whens))
    of_first = " ".join(map(" ".join, zip(whens, sizes, strict=True)))
    return f"{largest} DESC, CASE {first} END, CASE {of_first} END DESC, {KEY}"


def _moved(asked: Asked, wheres: Iterable[str], held: str) -> tuple[str, Values]:
    """The select of the rows that bring another figure, with what it is more: ``move0`` and so on.

    What is dropped by the later day comes in nowhere then, and what is not leaves no figure but by
    a day that is no more covered: so each has one reason.
    """
    moves, values = [], Values()
    for place, (then, now) in enumerate(asked.measures.values()):
        stage, value = then.indicator.stage, "1"
        if then.indicator.measure != "count":
            value = "COALESCE(paid, 0)" if then.is_paid else brings(stage)
        sized, more = fits(then, f"of{place}_")
        values |= more
        was, is_ = (
            f"CASE WHEN {stage.code} <= {each.until} AND COALESCE(dropped, {NEVER}) > {each.as_of} "
            f"THEN {value} ELSE 0 END"
            for each in (then, now)
        )
        fit = " AND ".join([f"{stage.code} >= {then.start}", *sized])
        moves.append(f"CASE WHEN {fit} THEN {is_} - {was} ELSE 0 END AS move{place}")
    day_after = max((now.as_of for _, now in asked.measures.values()), default=0)
    reason = f"CASE WHEN dropped <= {day_after} THEN 'dropped' ELSE 'time' END"
    select = (
        f"SELECT {KEY}, {named(asked.kind)} AS unit, {reason} AS reason, "
        f"CASE WHEN {held} THEN 1 ELSE 0 END AS held, {', '.join(moves)} FROM passage WHERE "
    )
    rows = " UNION ALL ".join(select + where for where in wheres)
    any_ = " OR ".join(f"move{place} <> 0" for place in range(len(moves)))
    return f"SELECT * FROM ({rows}) AS part WHERE {any_}", values


def _rows(asked: Asked) -> tuple[list[str], Values]:
    """The conditions on rows that may, as no row meets two: one for each stage that is measured."""
    scope = asked.before._replace(credited=False) if asked.shared else asked.before
    known, values = conditions(scope, SCAN)
    wheres, met = list[str](), list[str]()
    for stage in dict.fromkeys(then.indicator.stage for then, _ in asked.measures.values()):
        pairs = [pair for pair in asked.measures.values() if pair[0].indicator.stage == stage]
        least = min(pairs, key=lambda pair: pair[0].minimum)[0]
        sized, more = fits(least, f"{stage.code}_")
        values |= more
        first, last = sorted(each.as_of for each in pairs[0])
        turns = " OR ".join(
            f"({day} > {first} AND {day} <= {last})" for day in (stage.code, "dropped")
        )
        terms = [f"{stage.code} >= {least.start} AND {stage.code} <= {last}", *sized, f"({turns})"]
        where = [known, STANDS, f"{PIECED} IS NOT TRUE", *terms]
        where += [f"({each}) IS NOT TRUE" for each in met]
        wheres.append(" AND ".join(where))
        met.append(" AND ".join(terms))
    return wheres, values
