"""What has become of a cohort, as sums over ``passage``.

``model.cohort_facts`` says in plain words what is counted; a test holds both together over random
ledgers. Single projects are looked at only where an assessment shares them.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from qzinvest.ledger.passages import Scope, brings, conditions, fits, named, passages
from qzinvest.model.cohort import FUNNEL, LEGS, Cell, Facts
from qzinvest.model.cohort_facts import ARRIVED, ENDED, POOL, UNFINISHED, Gathered
from qzinvest.model.counting import Measure, by_holder
from qzinvest.model.credit import WHOLE
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.stage import Stage


class Asked(NamedTuple):
    """A cohort and how it is divided.

    Attributes:
        scope: of which projects.
        cohort: from ``model.cohort.cohort_of``.
        kind: a key of ``FILTERS``, the units or terms to divide it by.
        by_key: whether waits and endings are divided too; else all stand under ``""``.
        assessed: whether credit divides projects between units.
    """

    scope: Scope
    cohort: Measure
    kind: str
    by_key: bool = True
    assessed: bool = False


def facts(connection: sqlite3.Connection, asked: Asked) -> Facts:
    """What has become of the cohort, and what is open before a signing that counts."""
    return _found(connection, asked, (_cells, _pools, _waits)).facts()


def cells(connection: sqlite3.Connection, asked: Asked) -> Mapping[str, Cell]:
    """How far the projects of each unit have come; ``""`` where they name none."""
    return _found(connection, asked, (_cells,)).facts().cells


Reader = Callable[["_Whole", Gathered], None]


def _found(connection: sqlite3.Connection, asked: Asked, readers: tuple[Reader, ...]) -> Gathered:
    scope, cohort, kind, by_key, assessed = asked
    gathered = Gathered(
        by_holder(kind, assessed=assessed), grain=WHOLE if assessed else 1, by_key=by_key
    )
    if assessed and kind in UNIT_KINDS:
        for passage in passages(connection, scope._replace(credited=True)):
            gathered.take(passage, cohort)
        scope = scope._replace(credited=False)
    for read in readers:
        read(_Whole(connection, asked._replace(scope=scope)), gathered)
    return gathered


class _Whole(NamedTuple):
    """The projects that are nobody's in part, in the database."""

    connection: sqlite3.Connection
    asked: Asked

    @property
    def holder(self) -> str:
        """Whose waits and endings are, in SQL."""
        return named(self.asked.kind) if self.asked.by_key else "''"

    def rows(self, statement: str) -> Iterator[Any]:
        """What a statement gives, with its conditions put in.

        ``{cohort}`` are those on a project of the cohort, ``{scope}`` those on any that is asked
        for, ``{size}`` those that the cohort has besides days and kinds of signing, and
        ``{signings}`` are the kinds of signing that count.
        """
        scope, cohort = self.asked.scope, self.asked.cohort
        where, values = conditions(scope)
        fit, more = fits(cohort)
        size, _ = fits(cohort._replace(signings=None))
        days = "signed >= :start AND signed <= :until"
        ends = {"start": cohort.start, "until": cohort.until, "as_of": cohort.as_of}
        yield from self.connection.execute(
            statement.format(
                cohort=" AND ".join([where, days, *fit]),
                scope=" AND ".join([where, *size]),
                signings=", ".join(f":{name}" for name in more if name.startswith("signing")),
            ),
            values | more | ends,
        )


_CONTRACTED = brings(Stage.SIGNED)
_STEPS = " ".join(
    f"WHEN {stage.code} <= :as_of THEN {FUNNEL.index(stage) + 1}" for stage in FUNNEL[:0:-1]
)


def _cells(whole: _Whole, gathered: Gathered) -> None:
    """How far they came, or why they were dropped."""
    rows = whole.rows(
        f"SELECT {named(whole.asked.kind)}, {whole.holder}, "
        f"CASE WHEN dropped <= :as_of THEN 0 {_STEPS} ELSE 1 END, "
        "CASE WHEN dropped <= :as_of THEN COALESCE(drop_reason, '') ELSE '' END, "
        f"COUNT(*), SUM({_CONTRACTED}), SUM({brings(Stage.FUNDED, whole.asked.scope)}) "
        "FROM passage WHERE {cohort} GROUP BY 1, 2, 3, 4"
    )
    for key, holder, steps, reason, n, amount, paid in rows:
        if steps:
            gathered.came(key, steps, n, amount, paid)
        else:
            gathered.ended(key, holder, reason, n, amount)


def _pools(whole: _Whole, gathered: Gathered) -> None:
    """Leads and talks that are not signed, and signings of any day that do not count."""
    rows = whole.rows(
        f"SELECT {named(whole.asked.kind)}, "
        "CASE WHEN signed <= :as_of THEN 2 WHEN talks <= :as_of THEN 1 ELSE 0 END, COUNT(*), "
        f"SUM(CASE WHEN signed <= :as_of THEN {_CONTRACTED} ELSE amount END) "
        "FROM passage WHERE {scope} AND lead <= :as_of AND (dropped IS NULL OR dropped > :as_of) "
        "AND (signed IS NULL OR signed > :as_of OR signing IS NULL OR signing NOT IN ({signings})) "
        "GROUP BY 1, 2"
    )
    for key, place, n, amount in rows:
        gathered.open(key, POOL[place], n, amount)


def _waits(whole: _Whole, gathered: Gathered) -> None:
    """How long they took from each stage to the next, or have waited until now or their drop."""
    selects = []
    for leg, (first, then) in enumerate(LEGS):
        arrived = f"{then.code} <= :as_of AND (dropped IS NULL OR dropped >= {then.code})"
        selects.append(
            f"SELECT {whole.holder}, {leg}, "
            f"CASE WHEN {arrived} THEN {ARRIVED} WHEN dropped <= :as_of THEN {ENDED} "
            f"ELSE {UNFINISHED} END, "
            f"CASE WHEN {arrived} THEN {then.code} WHEN dropped <= :as_of THEN dropped "
            f"ELSE :as_of END - {first.code}, COUNT(*) FROM passage WHERE {{cohort}} "
            f"AND {first.code} <= :as_of AND (recorded & {1 << first}) <> 0 "
            f"AND (dropped IS NULL OR dropped >= {first.code}) GROUP BY 1, 2, 3, 4"
        )
    for key, leg, how, days, n in whole.rows(" UNION ALL ".join(selects)):
        gathered.waited(key, leg, how, days, n)
