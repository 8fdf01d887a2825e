"""Reading passages: the counted projects as they stand today, or stood at a place of the log."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from qzinvest.ledger.log import LAST
from qzinvest.model.credit import credit_parts
from qzinvest.model.edition import Positions
from qzinvest.model.passage import Passage
from qzinvest.model.stage import STAGES, Stage

FILTERS = {
    "district": "district",
    "department": "department",
    "group": "grp",
    "channel": "channel",
    "origin": "origin",
    "investor_class": "investor_class",
    "event": "event",
}
"""What projects can be chosen by, and the columns that hold it."""


class Scope(NamedTuple):
    """Which projects a report is about.

    ``chosen`` are codes by a key of ``FILTERS``; a project must have one of each key's codes.
    ``positions`` is a place of the log, ``None`` for its end. ``credited`` leaves only the projects
    that have credit, or only those that have none.
    """

    chosen: Mapping[str, tuple[str, ...]] = {}
    positions: Positions | None = None
    credited: bool | None = None


def passages(connection: sqlite3.Connection, scope: Scope = Scope()) -> Iterator[Passage]:  # noqa: B008 - immutable
    """The counted projects of ``scope``, by office and number."""
    where, values = conditions(scope)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM passage WHERE {where} ORDER BY org, n", values
    )
    yield from map(_passage, rows)


def changed_between(connection: sqlite3.Connection, first: date, last: date) -> Iterator[Passage]:
    """The counted projects, as they stand today, that reached a stage or were dropped then.

    Args:
        first: the first day that is meant.
        last: the last day that is meant.
    """
    values = {"first": first.isoformat(), "last": last.isoformat(), "open": LAST}
    yield from map(_passage, connection.execute(f"SELECT {_COLUMNS} FROM {CHANGED}", values))


def states_of(
    connection: sqlite3.Connection, org: str, number: int, places: Sequence[int | None]
) -> list[Passage | None]:
    """One project as it stood after each of these events of its office; ``None``: as it stands."""
    rows = connection.execute(
        f"SELECT since, until, {_COLUMNS} FROM passage WHERE org = :org AND n = :n",
        {"org": org, "n": number},
    ).fetchall()
    ends = [LAST - 1 if place is None else place for place in places]
    return [
        next((_passage(row[2:]) for row in rows if row[0] <= end < row[1]), None) for end in ends
    ]


def _passage(row: tuple[Any, ...]) -> Passage:
    credit = row[-1]
    return Passage._make((*row[:-1], credit_parts(credit) if credit else ()))


def conditions(scope: Scope) -> tuple[str, dict[str, object]]:
    """The condition on the rows of ``passage`` of the projects of ``scope``, and its values."""
    where, values = standing(scope.positions)
    terms = [where]
    for key, codes in scope.chosen.items():
        names = {f"{key}{place}": code for place, code in enumerate(codes)}
        terms.append(f"{FILTERS[key]} IN ({', '.join(f':{name}' for name in names)})")
        values |= names
    if scope.credited is not None:
        terms.append("credit <> ''" if scope.credited else "credit = ''")
    return " AND ".join(terms), values


def standing(positions: Positions | None) -> tuple[str, dict[str, object]]:
    """The condition on the rows of ``passage`` that stood at a place of the log, with its values.

    Offices that are not in ``positions`` had recorded nothing.
    """
    if positions is None:
        return "until = :open", {"open": LAST}
    terms, values = ["1 = 0"], dict[str, object]()
    for place, (org, seq) in enumerate(sorted(positions.items())):
        terms.append(f"org = :org{place} AND since <= :seq{place} AND until > :seq{place}")
        values |= {f"org{place}": org, f"seq{place}": seq}
    return f"({' OR '.join(terms)})", values


_SPANS = ", ".join(str(stage * 10 + first) for stage in STAGES for first in STAGES[:stage])
CHANGED = (
    f"(SELECT org AS o, n AS p FROM milestone WHERE span IN ({_SPANS}) "
    "AND counted_on >= :first AND counted_on <= :last "
    f"UNION SELECT org, n FROM milestone WHERE span IN ({_SPANS}) "
    "AND dropped_on <> '' AND dropped_on >= :first AND dropped_on <= :last) "
    "CROSS JOIN passage ON org = o AND n = p AND until = :open"
)
"""What stands today and reached a stage or was dropped in the days ``first`` … ``last``, for
``FROM``. All spans are named, so that the indexes of ``milestone`` are used."""


def brings(stage: Stage) -> str:
    """What a row of ``passage`` brings to a sum of money at ``stage``, in yuan."""
    other = "0" if stage == Stage.FUNDED else "amount"
    return f"COALESCE({stage.code}_sum, {other})"


_COLUMNS = ", ".join(
    [
        "org, n, district, department, grp, signing, channel, origin, investor_class, event",
        "amount, recorded",
        *(stage.code for stage in STAGES),
        *map(brings, STAGES),
        "dropped, drop_reason, credit",
    ]
)
