"""What figures are made of: projects by what keeps each from counting, summed in the database.

``Measure.obstacles`` and ``reports.explain`` say the rules in plain words; a test holds both
together over random ledgers.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qzinvest.ledger.log import LAST
from qzinvest.ledger.passages import (
    KEY,
    Scope,
    brings,
    conditions,
    fits,
    held_by,
    passage_of_key,
    passages,
    standing,
)
from qzinvest.model.counting import COUNTED, DROPPED, Measure
from qzinvest.model.entry import PAID
from qzinvest.model.explanation import Pile
from qzinvest.model.passage import Passage
from qzinvest.model.stage import Stage

Values = dict[str, object]


class Asked(NamedTuple):
    """Whose projects are asked for, and how they are judged.

    ``kind``, ``codes`` and ``besides`` are as in ``held_by``. Where the figure is a rate, ``part``
    is the stage that is held against the measure's cohort, and ``money`` says whether in yuan.
    """

    scope: Scope
    measure: Measure
    kind: str
    codes: frozenset[str]
    besides: bool
    part: Stage | None = None
    money: bool = False


def piles(connection: sqlite3.Connection, asked: Asked) -> list[Pile]:
    """How many projects each verdict has, by recorded district, and what they bring."""
    judged, values = _judged(asked)
    rows = connection.execute(
        "SELECT verdict, district, COUNT(*), SUM(alone), SUM(brings), SUM(base), "
        f"MAX(day) IS NOT NULL, MAX(remark) IS TRUE FROM ({judged}) AS told GROUP BY 1, 2",
        values,
    )
    return [Pile(*row) for row in rows]


def weightiest(
    connection: sqlite3.Connection, asked: Asked, verdicts: Iterable[str], limit: int
) -> Iterator[Passage]:
    """The first projects of each verdict by what they bring, ``limit`` of each; 0: all."""
    if not limit:
        held = held_by(asked.kind, asked.codes, besides=asked.besides)
        yield from passages(connection, asked.scope, held=held)
        return
    judged, values = _judged(asked)
    chosen = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {KEY} FROM judged WHERE verdict = '{verdict}' ORDER BY "
        f"brings DESC, base DESC, amount DESC, day IS NULL, day, {KEY} LIMIT {limit})"
        for verdict in sorted(set(verdicts))
    )
    statement = f"WITH judged AS MATERIALIZED ({judged}) {chosen}"
    for key in connection.execute(statement, values) if chosen else ():
        yield passage_of_key(connection, key, asked.scope.positions)


def _judged(asked: Asked) -> tuple[str, Values]:
    """The select of all rows with verdict and worth; ``alone`` is 1 but for a second obstacle."""
    scope, measure = asked.scope, asked.measure
    where, values = conditions(scope)
    held, more = held_by(asked.kind, asked.codes, besides=asked.besides)
    obstacles, found = _obstacles(asked)
    value, base = _worth(asked)
    verdict = " ".join(f"WHEN {sql} THEN '{name}'" for name, sql in obstacles)
    timed = " OR ".join(sql for name, sql in obstacles[1:5])
    barriers = " + ".join(
        f"(({sql}) IS TRUE)" for sql in (obstacles[0][1], timed, *(sql for _, sql in obstacles[5:]))
    )
    return (
        f"SELECT {KEY}, district, amount, day, verdict, remark, barriers < 2 AS alone, "
        "CASE WHEN barriers < 2 THEN value ELSE 0 END AS brings, "
        f"CASE WHEN barriers < 2 THEN base ELSE 0 END AS base FROM (SELECT {KEY}, district, "
        f"amount, {measure.indicator.stage.code} AS day, {value} AS value, {base} AS base, "
        f"CASE {verdict} ELSE '{COUNTED}' END AS verdict, {barriers} AS barriers, "
        f"({obstacles[0][1]}) AND drop_reason > '' AS remark "
        f"FROM passage WHERE {where} AND {held} LIMIT {LAST}) AS told"
    ), values | more | found


def _obstacles(asked: Asked) -> tuple[list[tuple[str, str]], Values]:
    """The verdicts on what does not count with their conditions, the first that is met decides."""
    measure, stage = asked.measure, asked.measure.indicator.stage.code
    day = stage
    if measure.is_paid:
        known, _ = standing(asked.scope.positions, "e.")
        day = (
            f"CASE WHEN {stage} < :start AND paid_last >= :start THEN (SELECT MIN(e.day) "
            f"FROM entry AS e WHERE e.subject = passage.org || '-' || passage.n "
            f"AND e.topic = '{PAID}' AND {known} AND e.day >= :start "
            f"AND e.day >= passage.begins AND e.day < passage.ends) ELSE {stage} END"
        )
    found = [
        (DROPPED, "dropped <= :as_of"),
        ("unreached", f"{stage} IS NULL"),
        ("before", f"{day} < :start"),
        ("after", f"{day} > :end"),
        ("later", f"{day} > :until"),
    ]
    values = {name: getattr(measure, name) for name in ("start", "end", "until", "as_of")}
    if measure.signings is not None:
        (fit,), more = fits(measure._replace(minimum=0, barred=None))
        found.append(
            ("signing", f"(signing IS NOT NULL OR {stage} IS NOT NULL) AND ({fit}) IS NOT TRUE")
        )
        values |= more
    for name, rule in (("size", {"barred": None}), ("expansion", {"minimum": 0})):
        terms, more = fits(measure._replace(signings=None, **rule))
        found += [(name, f"NOT ({term})") for term in terms]
        values |= more
    return found, values


def _worth(asked: Asked) -> tuple[str, str]:
    """What a whole project brings to the figure, and to the base of a rate, in SQL."""
    measure, part = asked.measure, asked.part
    if part is None:
        if measure.indicator.measure == "count":
            return "1", "0"
        return brings(measure.indicator.stage, asked.scope, ":start", ":until"), "0"
    value = brings(part, asked.scope) if asked.money else "1"
    base = brings(measure.indicator.stage) if asked.money else "1"
    return f"CASE WHEN {part.code} <= :as_of THEN {value} ELSE 0 END", base
