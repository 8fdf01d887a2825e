"""What time alone moves between two days: of projects that are recorded alike at both ends.

``reports.changes`` says in plain words what a project brings and why; a test holds both together
over random ledgers. Whatever is not as simple is of ``passages.differing``.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from qzinvest.ledger.passages import (
    KEY,
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

Values = dict[str, object]


class Asked(NamedTuple):
    """Two ends of one plan, and what is compared.

    Attributes:
        before: the projects at an edition's place of the log, on its day.
        after: the same at a later place or the end.
        measures: each indicator as it is measured on both days, by its code.
        kind: a key of ``FILTERS``, what they are told apart by.
        shared: whether what has credit is left out, for it is looked at one by one.
    """

    before: Scope
    after: Scope
    measures: Mapping[str, tuple[Measure, Measure]]
    kind: str
    shared: bool = False


def piles(connection: sqlite3.Connection, asked: Asked) -> list[Pile]:
    """How many projects bring another figure on the later day, and what that comes to."""
    if not asked.measures:
        return []
    moved, values = _moved(asked)
    places = range(len(asked.measures))
    sums = "".join(f", COUNT({_only(place)}), SUM(move{place})" for place in places)
    rows = connection.execute(
        f"SELECT unit, reason, COUNT(*){sums} FROM ({moved}) AS moved GROUP BY 1, 2", values
    )
    return [
        Pile(unit, reason, n, dict(zip(asked.measures, zip(more[::2], more[1::2], strict=True))))  # noqa: B905 - as many
        for unit, reason, n, *more in rows
    ]


def weightiest(
    connection: sqlite3.Connection, asked: Asked, units: Collection[str], limit: int
) -> Iterator[Passage]:
    """Those of some units that change the most, ``limit`` for each reason; 0: all of them."""
    if not units:
        return
    held, named_ = held_by(asked.kind, units, besides=False)
    if not limit:
        wheres, values = _rows(asked)
        wheres = [f"{where} AND {held}" for where in wheres]
        yield from chosen(connection, asked.after, wheres, values | named_)
        return
    moved, values = _moved(asked, held)
    places = range(len(asked.measures))
    whens = [f"WHEN move{place} <> 0 THEN" for place in places]
    first = " ".join(f"{when} {place}" for place, when in enumerate(whens))
    of_first = " ".join(f"{when} {_size(place)}" for place, when in enumerate(whens))
    order = f"{_largest(places)} DESC, CASE {first} END, CASE {of_first} END DESC, {KEY}"
    found = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {KEY} FROM moved WHERE reason = '{reason}' "
        f"ORDER BY {order} LIMIT {limit}) AS part"
        for reason in ("time", "dropped")
    )
    keys = connection.execute(f"WITH moved AS MATERIALIZED ({moved}) {found}", values | named_)
    for key in keys:
        yield passage_of_key(connection, key, asked.after.positions)


def _moved(asked: Asked, held: str = "1 = 1") -> tuple[str, Values]:
    """The select of the rows that bring another figure, with what it is more: ``move0`` and so on.

    What is dropped by the later day comes in nowhere then, and what is not leaves no figure but by
    a day that is no more covered: so each has one reason.
    """
    wheres, values = _rows(asked)
    moves = []
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
        f"SELECT {KEY}, {named(asked.kind)} AS unit, {reason} AS reason, {', '.join(moves)} "
        "FROM passage WHERE "
    )
    rows = " UNION ALL ".join(f"{select}{where} AND {held}" for where in wheres)
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


def _only(place: int) -> str:
    return f"CASE WHEN move{place} <> 0 THEN 1 END"


def _size(place: int) -> str:
    return f"CASE WHEN move{place} < 0 THEN -move{place} ELSE move{place} END"


def _largest(places: Sequence[int]) -> str:
    """The largest change of a row, whichever indicator's."""
    sizes = [_size(place) for place in places]
    whens = " ".join(
        f"WHEN {' AND '.join(f'{size} >= {other}' for other in sizes[n + 1 :])} THEN {size}"
        for n, size in enumerate(sizes[:-1])
    )
    return f"CASE {whens} ELSE {sizes[-1]} END" if whens else sizes[-1]
