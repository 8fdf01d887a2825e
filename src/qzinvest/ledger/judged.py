"""What figures are made of: projects by what keeps each from counting, summed in the database.

``Measure.obstacles`` and ``reports.explain`` say the rules in plain words; a test holds both
together over random ledgers.
"""

import sqlite3
from collections.abc import Iterator

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
from qzinvest.tuples import NamedTuple

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


def judged(
    connection: sqlite3.Connection, asked: Asked, limit: int
) -> tuple[list[Pile], Iterator[Passage]]:
    """How many projects each verdict has, by recorded district, and what they bring.

    With them the first projects of each verdict by what they bring, ``limit`` of each; 0: all.
    """
    rows, verdicts, values = _judged(asked)
    brings, base = (f"CASE WHEN told % 2 = 0 THEN {of} ELSE 0 END" for of in ("value", "base"))
    of_one = asked.kind == "district" and len(asked.codes) == 1 and not asked.besides
    found = (
        f"SELECT told / 2, MIN(district), COUNT(*), SUM(1 - told % 2), SUM({brings}), SUM({base}), "
        "MAX(day) IS NOT NULL, MAX(remark) IS TRUE FROM judged "
        f"GROUP BY told / 2{'' if of_one else ', district'}"
    )
    # One look at all rows serves both. What is dated is told of every pile and of no project.
    for place in range(len(verdicts)) if limit else ():
        found += (
            " UNION ALL SELECT * FROM (SELECT org, NULL, n, begins, valid_from, since, NULL, NULL "
            f"FROM judged WHERE told IN ({2 * place}, {2 * place + 1}) ORDER BY {brings} DESC, "
            f"{base} DESC, amount DESC, day IS NULL, day, {KEY} LIMIT {limit}) AS first"
        )
    told = connection.execute(f"WITH judged AS MATERIALIZED ({rows}) {found}", values).fetchall()
    piles = [Pile(verdicts[row[0]], *row[1:]) for row in told if row[6] is not None]
    if not limit:
        held = held_by(asked.kind, asked.codes, besides=asked.besides)
        return piles, passages(connection, asked.scope, held=held)
    keys = (tuple(row[at] for at in (0, 2, 3, 4, 5)) for row in told if row[6] is None)
    return piles, (passage_of_key(connection, key, asked.scope.positions) for key in keys)


_OF_DAYS = {"unreached", "before", "after", "later"}
"""The obstacles that are days."""


def _judged(asked: Asked) -> tuple[str, list[str], Values]:
    """The select of all rows with worth and verdict, the verdicts in their order, and values.

    ``told`` is twice the verdict's place, and one more where there is a second obstacle.
    """
    where, values = conditions(asked.scope)
    held, more = held_by(asked.kind, asked.codes, besides=asked.besides)
    obstacles, found = _obstacles(asked)
    value, base = _worth(asked)
    whens = []
    for place, (name, sql) in enumerate(obstacles):
        # Of the days one alone is an obstacle.
        later = [each for each in obstacles[place + 1 :] if not {name, each[0]} <= _OF_DAYS]
        second = " OR ".join(f"({each})" for _, each in later) or "1 = 0"
        whens.append(f"WHEN {sql} THEN {2 * place} + CASE WHEN {second} THEN 1 ELSE 0 END")
    return (
        (
            f"SELECT {KEY}, district, amount, {asked.measure.indicator.stage.code} AS day, "
            f"{value} AS value, {base} AS base, "
            f"CASE {' '.join(whens)} ELSE {2 * len(obstacles)} END AS told, "
            f"({obstacles[0][1]}) AND drop_reason > '' AS remark "
            # Whose a row is, first: that leaves out the most.
            f"FROM passage WHERE {held} AND {where}"
        ),
        [*(name for name, _ in obstacles), COUNTED],
        values | more | found,
    )


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
