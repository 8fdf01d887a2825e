"""Reading passages: the counted projects as they stand today, or stood at a place of the log."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from qzinvest.ledger.log import LAST
from qzinvest.model.counting import Measure
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


STANDS = f"until = {LAST}"
"""What stands today; the indexes of ``passage`` say it in these words, and serve no others."""


class Scope(NamedTuple):
    """Which projects a report is about.

    ``chosen`` are codes by a key of ``FILTERS``; a project must have one of each key's codes.
    ``positions`` is a place of the log, ``None`` for its end. ``credited`` leaves only the projects
    that have credit, or only those that have none. ``day`` is the report's own: a project counts as
    it is said to be on that day; ``None`` for every day.
    """

    chosen: Mapping[str, tuple[str, ...]] = {}
    positions: Positions | None = None
    credited: bool | None = None
    day: date | None = None


def passages(connection: sqlite3.Connection, scope: Scope = Scope()) -> Iterator[Passage]:  # noqa: B008 - immutable
    """The counted projects of ``scope``, by office and number."""
    where, values = conditions(scope)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM passage WHERE {where} ORDER BY org, n", values
    )
    yield from map(_passage, rows)


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
    if scope.day is not None:
        terms.append("valid_from <= :day AND valid_to > :day")
        values["day"] = scope.day.toordinal()
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
        return STANDS, {}
    terms, values = ["1 = 0"], dict[str, object]()
    for place, (org, seq) in enumerate(sorted(positions.items())):
        terms.append(f"org = :org{place} AND since <= :seq{place} AND until > :seq{place}")
        values |= {f"org{place}": org, f"seq{place}": seq}
    return f"({' OR '.join(terms)})", values


def named(kind: str) -> str:
    """The unit or term of ``kind``, a key of ``FILTERS``, that a row names; ``''`` for none."""
    return f"COALESCE({FILTERS[kind]}, '')"


def fits(measure: Measure, of: str = "") -> tuple[list[str], dict[str, object]]:
    """The conditions on a row to fit a measure but for its days, and their values.

    Args:
        of: begins the names of values where several measures stand in one statement.
    """
    terms, values = list[str](), dict[str, object]()
    if measure.minimum:
        terms.append(f"amount >= :{of}minimum")
        values[f"{of}minimum"] = measure.minimum
    if measure.signings is not None:
        names = {f"{of}signing{n}": code for n, code in enumerate(sorted(measure.signings))}
        terms.append(f"signing IN ({', '.join(f':{name}' for name in names)})")
        values |= names
    if measure.barred is not None:
        terms.append(f"(channel IS NULL OR channel <> :{of}barred)")
        values[f"{of}barred"] = measure.barred
    return terms, values


def brings(stage: Stage) -> str:
    """What a row of ``passage`` brings to a sum of money at ``stage``, in yuan."""
    return "COALESCE(paid, 0)" if stage == Stage.FUNDED else f"COALESCE({stage.code}_sum, amount)"


_COLUMNS = ", ".join(
    [
        "org, n, district, department, grp, signing, channel, origin, investor_class, event",
        "amount, recorded",
        *(stage.code for stage in STAGES),
        *map(brings, STAGES),
        "dropped, drop_reason, credit",
    ]
)
