"""What has become of a cohort, as sums over ``passage``.

``model.cohort_facts`` says in plain words what is counted; a test holds both together over random
ledgers. Single projects are looked at only where an assessment shares them.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from qzinvest.ledger.passages import Scope, apart, brings, fits, named, passages, reaches, totals
from qzinvest.model.cohort import FUNNEL, LEGS, Cell, Facts, Waits
from qzinvest.model.cohort_facts import ARRIVED, ENDED, UNFINISHED, Gathered
from qzinvest.model.counting import Measure, by_holder
from qzinvest.model.credit import WHOLE
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple


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
    return _found(connection, asked, (_cells, _endings, _pools, _waits)).facts()


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
        held = _cohort_or_open(cohort)
        for passage in passages(connection, scope._replace(credited=True), held=held):
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

    def totals(self, sums: Sequence[str], wheres: Sequence[str]) -> Iterator[Any]:
        """Sums by the units or terms."""
        return self.rows(totals(Stage.SIGNED, (named(self.asked.kind),), sums, wheres))

    def rows(self, statement: str) -> Iterator[Any]:
        """What a statement gives, with its conditions put in.

        ``{cohort}`` are those on a project of the cohort, ``{scope}`` those on any that is asked
        for, ``{size}`` those that the cohort has besides days and kinds of signing, and
        ``{signings}`` are the kinds of signing that count.
        """
        scope, cohort = self.asked.scope, self.asked.cohort
        wheres, values = apart(scope)
        fit, more = fits(cohort)
        size, _ = fits(cohort._replace(signings=None))
        for where in wheres:
            yield from self.connection.execute(
                statement.format(
                    cohort=" AND ".join([where, reaches(cohort), *fit]),
                    scope=" AND ".join([where, *size]),
                    signings=", ".join(f":{name}" for name in more if name.startswith("signing")),
                ),
                values | more | {"as_of": cohort.as_of},
            )


_CONTRACTED = brings(Stage.SIGNED)
_HOWS = len(Waits._fields)
_GONE = "dropped <= :as_of"
_ALIVE = f"({_GONE}) IS NOT TRUE"
_UNSIGNED = "(signed <= :as_of) IS NOT TRUE"
_POOL = (
    f"(talks <= :as_of) IS NOT TRUE AND {_UNSIGNED}",
    f"talks <= :as_of AND {_UNSIGNED}",
    "signed <= :as_of",
)
"""At which stage of ``POOL`` a row is."""
_CAME = (_ALIVE, *(f"{stage.code} <= :as_of AND {_ALIVE}" for stage in FUNNEL[1:]))


def _cohort_or_open(cohort: Measure) -> tuple[str, dict[str, object]]:
    """The condition on a project to be of the cohort, or neither dropped nor signed as counts."""
    _, signings = fits(cohort._replace(minimum=0, barred=None))
    counts = f"signed <= :as_of AND signing IN ({', '.join(f':{name}' for name in signings)})"
    is_open = f"({counts}) IS NOT TRUE AND {_ALIVE}"
    return f"({reaches(cohort)} OR {is_open})", {**signings, "as_of": cohort.as_of}


def _cells(whole: _Whole, gathered: Gathered) -> None:
    """How far they came, and what was dropped."""
    paid = brings(Stage.FUNDED, whole.asked.scope)
    sums = (
        *(f"COUNT(*) FILTER (WHERE {came})" for came in _CAME),
        *(f"SUM({_CONTRACTED}) FILTER (WHERE {came})" for came in _CAME),
        f"SUM({paid}) FILTER (WHERE {_CAME[FUNNEL.index(Stage.FUNDED)]})",
        *(f"{each} FILTER (WHERE {_GONE})" for each in ("COUNT(*)", f"SUM({_CONTRACTED})")),
    )
    for key, *found in whole.totals(sums, ["{cohort}"]):
        gathered.came(key, found)


def _endings(whole: _Whole, gathered: Gathered) -> None:
    """Why they were dropped."""
    rows = whole.rows(
        f"SELECT {whole.holder}, COALESCE(drop_reason, ''), COUNT(*), SUM({_CONTRACTED}) "
        f"FROM passage WHERE {{cohort}} AND {_GONE} GROUP BY 1, 2"
    )
    for row in rows:
        gathered.ended(*row)


def _pools(whole: _Whole, gathered: Gathered) -> None:
    """Leads and talks that are not signed, and signings of any day that do not count."""
    # One select for each range of the index; what does not count lies between what does.
    names = [f":signing{place}" for place in range(len(whole.asked.cohort.signings or ()))]
    after = [f"signing > {name}" for name in names]
    before = [f"signing < {name}" for name in names]
    ranges = (
        "signing IS NULL",
        "signing IN ({signings}) AND signed IS NULL",
        "signing IN ({signings}) AND signed > :as_of",
        *map(" AND ".join, zip(("signing >= ''", *after), (*before, "1 = 1"), strict=True)),
    )
    sums = (
        *(f"COUNT(*) FILTER (WHERE {place})" for place in _POOL),
        *(f"SUM(amount) FILTER (WHERE {place})" for place in _POOL[:-1]),
        f"SUM({_CONTRACTED}) FILTER (WHERE {_POOL[-1]})",
        "COUNT(*) FILTER (WHERE amount = 0)",
    )
    is_open = f"{{scope}} AND lead <= :as_of AND {_ALIVE}"
    for key, *found in whole.totals(sums, [f"{is_open} AND {each}" for each in ranges]):
        gathered.opened(key, found)


def _waits(whole: _Whole, gathered: Gathered) -> None:
    """How long they took from each stage to the next, or have waited until now or their drop.

    Days and how they were last seen are one number: one is sorted in half the time of two.
    """
    by, selects = "1, 3" if whole.asked.by_key else "3", []
    for leg, (begin, end) in enumerate(LEGS):
        arrived = f"{end.code} <= :as_of AND (dropped IS NULL OR dropped >= {end.code})"
        selects.append(
            f"SELECT {whole.holder}, {leg}, CASE "
            f"WHEN {arrived} THEN ({end.code} - {begin.code}) * {_HOWS} + {ARRIVED} "
            f"WHEN {_GONE} THEN (dropped - {begin.code}) * {_HOWS} + {ENDED} "
            f"ELSE (:as_of - {begin.code}) * {_HOWS} + {UNFINISHED} END, COUNT(*) "
            f"FROM passage WHERE {{cohort}} AND {begin.code} <= :as_of "
            f"AND (recorded & {1 << begin}) <> 0 "
            f"AND (dropped IS NULL OR dropped >= {begin.code}) GROUP BY {by}"
        )
    for key, leg, seen, n in whole.rows(" UNION ALL ".join(selects)):
        days, how = divmod(seen, _HOWS)
        gathered.waited(key, leg, how, days, n)
