"""Reading passages: the counted projects as they stand today, or stood at a place of the log."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from qzinvest.ledger.log import LAST
from qzinvest.model.counting import Measure
from qzinvest.model.credit import credit_parts
from qzinvest.model.edition import Positions
from qzinvest.model.entry import PAID
from qzinvest.model.passage import ALWAYS, NEVER, SUMMED, Passage
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

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


STANDS, PAST = f"until = {LAST}", f"until < {LAST}"
"""What stands today, and what does not any more; the indexes of ``passage`` say it in these words,
and serve no others."""


PIECED = (
    f"(valid_from > {ALWAYS} OR valid_to < {NEVER} OR begins > {ALWAYS} OR ends < {NEVER} "
    "OR paid_last <> funded)"
)
"""Of few rows: what holds on some days only, is one of several spells, or was paid in on several
days. An index says it in these words, and serves no others."""


AMONG_PIECED = f"n > 0 AND {PIECED}"
"""The same, for that index to find them: no other one begins with the number that every project
has."""


PLAIN = f"{STANDS} AND dropped IS NULL AND valid_from = {ALWAYS} AND valid_to = {NEVER}"
"""Of most rows: what stands, was never dropped and holds on every day; a narrow index says it in
these words."""


SCAN = "+"
"""Before a condition: no index is to serve it. A scan takes an eighth of looking each row up."""


class Scope(NamedTuple):
    """Which projects a report is about.

    ``chosen`` are codes by a key of ``FILTERS``; a project must have one of each key's codes.
    ``positions`` is a place of the log, ``None`` for its end. ``credited`` leaves only the projects
    that have credit, or only those that have none. ``day`` is the report's own: a project counts as
    it is said to be on that day; ``None`` for every day. ``unspared`` leaves out what is spared.
    """

    chosen: Mapping[str, tuple[str, ...]] = {}
    positions: Positions | None = None
    credited: bool | None = None
    day: date | None = None
    unspared: bool = False


def passages(
    connection: sqlite3.Connection,
    scope: Scope = Scope(),  # noqa: B008 - immutable
    measures: Sequence[Measure] = (),
    held: tuple[str, Mapping[str, object]] = ("1 = 1", {}),
) -> Iterator[Passage]:
    """The counted projects of ``scope``, by office, number and spell.

    Args:
        measures: if there are any, only what reached the stage of one of them in its days.
        held: a further condition, such as ``held_by``.
    """
    where, values = conditions(scope)
    if measures:
        where += f" AND ({' OR '.join(dict.fromkeys(map(reaches, measures)))})"
    yield from chosen(connection, scope, [f"{where} AND {held[0]}"], values | dict(held[1]))


def chosen(
    connection: sqlite3.Connection, scope: Scope, wheres: Iterable[str], values: dict[str, object]
) -> Iterator[Passage]:
    """The projects that meet one of the conditions, of which no row meets two."""
    selects = (f"SELECT {_COLUMNS} FROM passage WHERE {where}" for where in wheres)
    rows = connection.execute(
        f"{' UNION ALL '.join(selects)} ORDER BY org, n, begins, valid_from", values
    )
    for row in rows:
        yield _passage(connection, row, scope.positions)


def is_any_spared(connection: sqlite3.Connection, positions: Positions | None) -> bool:
    """Whether a project may be spared at a place of the log; at its end, whether one is."""
    return positions is not None or bool(
        connection.execute("SELECT 1 FROM ruling WHERE what = 'spared' LIMIT 1").fetchone()
    )


KEY = "org, n, begins, valid_from, since"
"""What a row of ``passage`` is known by."""


def passage_of_key(
    connection: sqlite3.Connection, key: tuple[Any, ...], positions: Positions | None
) -> Passage:
    """The state of a project that a row holds; its key is in the order of ``KEY``."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM passage WHERE {_IS_KEY}", key).fetchone()
    return _passage(connection, row, positions)


_IS_KEY = " AND ".join(f"{column} = ?" for column in KEY.split(", "))


def states_of(
    connection: sqlite3.Connection, key: tuple[str, int], places: Sequence[int | None], day: date
) -> list[Passage | None]:
    """A project as reports of a day saw it after each of these events of its office.

    Of several spells it is the last one that has begun by the day.

    Args:
        key: its office and number.
        places: events' numbers; ``None``: as it stands.
    """
    found: list[Passage | None] = []
    for place in places:
        positions = None if place is None else {key[0]: place}
        where, values = conditions(Scope(positions=positions, day=day))
        # A project is written anew as a whole: what stands is what was written last.
        row = connection.execute(
            f"SELECT {_COLUMNS} FROM passage WHERE org = :org AND n = :n AND since = ("
            "SELECT MAX(since) FROM passage WHERE org = :org AND n = :n AND since <= :place) "
            f"AND {where} "
            "ORDER BY CASE WHEN begins <= :spell_day THEN 0 ELSE 1 END, begins DESC LIMIT 1",
            {
                **values,
                "spell_day": day.toordinal(),
                "org": key[0],
                "n": key[1],
                "place": LAST if place is None else place,
            },
        ).fetchone()
        found.append(None if row is None else _passage(connection, row, positions))
    return found


def changed_since(connection: sqlite3.Connection, org: str, begin: int) -> set[int]:
    """The numbers of an office's projects of which a state began or ended after its event."""
    rows = connection.execute(
        "SELECT DISTINCT n FROM passage WHERE org = :org "
        "AND (since > :begin OR (until > :begin AND until < :last))",
        {"org": org, "begin": begin, "last": LAST},
    )
    return {number for (number,) in rows}


def _passage(
    connection: sqlite3.Connection, row: tuple[Any, ...], positions: Positions | None
) -> Passage:
    *facts, credit, spared, paid, last, begins, valid_from, valid_to, ends = row
    payments: tuple[tuple[int, int], ...] = ()
    if paid is not None:
        payments = ((last, paid),)
        if last != facts[_FUNDED]:  # there may be several
            where, values = standing(positions)
            payments = tuple(
                connection.execute(
                    "SELECT day, SUM(amount) FROM entry WHERE subject = :subject AND topic = :paid "
                    f"AND day >= :begins AND day < :ends AND {where} GROUP BY day ORDER BY day",
                    {
                        **values,
                        "subject": f"{facts[0]}-{facts[1]}",
                        "paid": PAID,
                        "begins": begins,
                        "ends": ends,
                    },
                )
            )
    shares = credit_parts(credit) if credit else ()
    return Passage._make((*facts, shares, spared, payments, begins, valid_from, valid_to, ends))


def conditions(scope: Scope, of: str = "") -> tuple[str, dict[str, object]]:
    """The condition on the rows of ``passage`` of the projects of ``scope``, and its values.

    Args:
        of: ``SCAN`` where most rows are read, of columns that no index has.
    """
    where, values = standing(scope.positions, of)
    terms = [where]
    # What leaves most rows out stands first.
    for key, codes in scope.chosen.items():
        names = {f"{key}{place}": code for place, code in enumerate(codes)}
        terms.append(f"{FILTERS[key]} IN ({', '.join(f':{name}' for name in names)})")
        values |= names
    if scope.day is not None:
        terms.append("valid_from <= :day AND valid_to > :day")
        values["day"] = scope.day.toordinal()
    if scope.credited is not None:
        # Few have any: an index finds them if it is asked so.
        terms.append("credit > ''" if scope.credited else "credit = ''")
    if scope.unspared:
        terms.append("spared IS NULL")
    return " AND ".join(terms), values


def standing(positions: Positions | None, of: str = "") -> tuple[str, dict[str, object]]:
    """The condition on rows that are known at a place of the log, with its values.

    Offices that are not in ``positions`` had recorded nothing.

    Args:
        of: the table's name in the statement, with a point; or ``SCAN``.
    """
    if positions is None:
        return f"{of}{STANDS}", {}
    terms, values = list[str](), dict[str, object]()
    for place, (org, seq) in enumerate(sorted(positions.items())):
        days = f"{of}since <= :seq{place} AND {of}until > :seq{place}"
        terms.append(f"{of}org = :org{place} AND {days}")
        values |= {f"org{place}": org, f"seq{place}": seq}
    return f"({' OR '.join(terms) or '1 = 0'})", values


def apart(scope: Scope) -> tuple[list[str], dict[str, object]]:
    """As ``conditions``, of a place of the log as two conditions that no row meets both.

    Indexes serve each of them: most of what was known then still stands.
    """
    where, values = conditions(scope)
    if scope.positions is None:
        return [where], values
    return [f"{conditions(scope, SCAN)[0]} AND {STANDS}", f"{where} AND {PAST}"], values


def named(kind: str) -> str:
    """The unit or term of ``kind``, a key of ``FILTERS``, that a row names; ``''`` for none."""
    return f"COALESCE({FILTERS[kind]}, '')"


def held_by(kind: str, codes: Iterable[str], *, besides: bool) -> tuple[str, dict[str, object]]:
    """The condition on rows that name one of the codes, or, where ``besides``, none of them."""
    values: dict[str, object] = {f"held{n}": code for n, code in enumerate(sorted(codes))}
    if not values:
        return ("1 = 1" if besides else "1 = 0"), values
    has = "NOT IN" if besides else "IN"
    return f"{named(kind)} {has} ({', '.join(f':{name}' for name in values)})", values


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


def reaches(measure: Measure) -> str:
    """The condition on a row to have reached the measure's stage in its days."""
    stage = measure.indicator.stage.code
    last = f"COALESCE(paid_last, {stage})" if measure.is_paid else stage
    return f"{last} >= {measure.start} AND {stage} <= {measure.until}"


def totals(stage: Stage, keys: Sequence[str], sums: Sequence[str], wheres: Sequence[str]) -> str:
    """The statement that sums rows of ``passage``; its arguments are SQL.

    Args:
        stage: by whose days they are chosen.
        keys: what to sum by.
        sums: what to sum: numbers and sums, no averages.
        wheres: the conditions on rows: on some, then on others.
    """
    by = ", ".join(f"key{place}" for place in range(len(keys)))
    chosen = [f"{key} AS key{place}" for place, key in enumerate(keys)]
    chosen += [f"{each} AS sum{place}" for place, each in enumerate(sums)]
    total = ", ".join(f"COALESCE(SUM(sum{place}), 0)" for place in range(len(sums)))
    select, group = f"SELECT {', '.join(chosen)} FROM passage", ", ".join(first(stage, keys))
    parts = " UNION ALL ".join(f"{select} WHERE {each} GROUP BY {group}" for each in wheres)
    return f"SELECT {by}, {total} FROM ({parts}) AS part GROUP BY {by}"


def first(stage: Stage, keys: Sequence[str]) -> Sequence[str]:
    """By what rows are summed that are then summed by ``keys``, both in SQL.

    By district it is the order in which the indexes of ``passage`` hold the rows of a kind of
    signing: none is sorted.
    """
    if stage in (Stage.SIGNED, Stage.REGISTERED) and tuple(keys) == (named("district"),):
        return "signing", stage.code, "district"
    return keys


def brings(stage: Stage, scope: Scope = Scope(), first: str = "0", last: str = ":as_of") -> str:  # noqa: B008 - immutable
    """What a row of ``passage`` brings to a sum of money at ``stage``, in yuan.

    Args:
        stage: at *funded* it is what was paid in from the day ``first`` to ``last``, both in SQL.
        scope: at which place of the log.
        first: a day.
        last: a day.
    """
    if stage != Stage.FUNDED:
        return f"COALESCE({stage.code}_sum, amount)"
    # Only of what was paid in on several days, some beyond these, the entries are looked at.
    return (
        f"CASE WHEN paid IS NULL THEN 0 WHEN funded >= {first} AND paid_last <= {last} THEN paid "
        f"ELSE (SELECT COALESCE(SUM(e.amount), 0) FROM entry AS e "
        f"WHERE e.subject = passage.org || '-' || passage.n AND e.topic = '{PAID}' "
        f"AND {standing(scope.positions, 'e.')[0]} AND e.day >= {first} AND e.day <= {last} "
        "AND e.day >= passage.begins AND e.day < passage.ends) END"
    )


_COLUMN_OF = {
    "number": "n",
    "group": "grp",
    "payments": "paid, paid_last",
    **{f"{stage.code}_sum": brings(stage) for stage in SUMMED},
}
_READ = {field: _COLUMN_OF.get(field, field) for field in Passage._fields}
"""What is read for each field of a passage, in SQL."""
_FUNDED = Passage._fields.index("funded")
_COLUMNS = ", ".join(_READ.values())
