"""What has become of a cohort, of all projects as they stand today.

Whole months come from the roll-up that ``ledger.cohort_tally`` keeps. The days of an unfinished
month are added from what has changed in them: it goes out as it stood at the end of the month
before, and comes in as it stands. Cohorts that the roll-up cannot know, for a minimum, an
exclusion or a period that is no whole months, are found from all projects.
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from qzinvest.ledger.cohort_tally import DROPPED, KINDS, LEFT, OPEN_POOL
from qzinvest.ledger.counts import split_month
from qzinvest.ledger.log import LAST
from qzinvest.ledger.passages import CHANGED, FILTERS, brings, changed_between, passages
from qzinvest.model.cohort import FUNNEL, Cell, Facts
from qzinvest.model.cohort_facts import ARRIVED, ENDED, POOL, UNFINISHED, Gathered
from qzinvest.model.counting import Measure, by_holder
from qzinvest.model.pace import month_of
from qzinvest.model.precision import last_day
from qzinvest.model.stage import Stage


def facts(connection: sqlite3.Connection, cohort: Measure, kind: str) -> Facts:
    """The cohort by units or terms of ``kind``; waits and endings of all together, under ``""``.

    Args:
        cohort: from ``model.cohort.cohort_of``.
        kind: a field of ``Passage`` that names a unit, group or term.
    """
    return _found(connection, cohort, kind, (_cells, _pools, _waits, _endings)).facts()


def cells(connection: sqlite3.Connection, cohort: Measure, kind: str) -> Mapping[str, Cell]:
    """How far the projects of each unit have come; ``""`` where they name none."""
    return _found(connection, cohort, kind, (_cells,)).facts().cells


class _Whole(NamedTuple):
    """The whole months of a cohort: where to read, which kind of unit, and which rows.

    ``whole_to`` is the number of the last whole month, ``whole_until`` its last day.
    """

    connection: sqlite3.Connection
    kind: str
    cohort: Measure
    whole_to: int
    whole_until: int

    def rows(self, columns: str, table: str, condition: str, group: str) -> sqlite3.Cursor:
        """The sums over the rows of ``table`` that are of the cohort."""
        codes = {f"signing{n}": code for n, code in enumerate(sorted(self.cohort.signings or ()))}
        condition = condition.format(signings=", ".join(f":{name}" for name in codes))
        return self.connection.execute(
            f"SELECT {columns} FROM {table} "
            f"WHERE org IN (SELECT org FROM chain) AND {condition} GROUP BY {group}",
            codes
            | {
                "kind": self.kind,
                "first": month_of(date.fromordinal(self.cohort.start)),
                "last": min(month_of(date.fromordinal(self.cohort.end)), self.whole_to),
                "whole_to": self.whole_to,
                "whole_until": self.whole_until,
                "pool": OPEN_POOL,
            },
        )


Reader = Callable[[_Whole, Gathered], None]
_OF = "signed >= :first AND signed <= :last AND signing IN ({signings})"


def _codes(*stages: int) -> str:
    """The codes under which projects come under these stages and leave them, for ``IN``."""
    return ", ".join(str(stage + left) for stage in stages for left in (0, LEFT))


_STAGES = _codes(DROPPED, *FUNNEL)
_EARLY = _codes(Stage.LEAD, Stage.TALKS)
_SIGNED = _codes(Stage.SIGNED)


def _found(
    connection: sqlite3.Connection, cohort: Measure, kind: str, readers: tuple[Reader, ...]
) -> Gathered:
    gathered = Gathered(by_holder(kind, assessed=False), by_key=False)
    if not is_rolled_up(cohort, kind):
        for passage in passages(connection):
            gathered.take(passage, cohort)
        return gathered
    as_of = date.fromordinal(cohort.as_of)
    whole_to, partial_from = split_month(as_of)
    then = cohort if partial_from is None else _before(cohort, partial_from)
    for read in readers:
        read(_Whole(connection, kind, cohort, whole_to, then.as_of), gathered)
    if partial_from is None:
        return gathered
    if readers == (_cells,):
        _cells_since(connection, cohort, kind, partial_from, gathered)
        return gathered
    for passage in changed_between(connection, partial_from, as_of):
        gathered.take(passage, then, -1, cohort.as_of)
        gathered.take(passage, cohort)
    return gathered


def _before(cohort: Measure, first: date) -> Measure:
    """The cohort as it stood the day before ``first``."""
    day = first.toordinal() - 1
    return cohort._replace(as_of=day, until=min(cohort.end, day))


def _cells_since(
    connection: sqlite3.Connection, cohort: Measure, kind: str, first: date, gathered: Gathered
) -> None:
    """What the cells have gained from ``first`` on, summed in the database."""
    contracted = brings(Stage.SIGNED)
    columns = []
    for stage in FUNNEL:
        gain = _gain(f"{stage.code} <= {{0}}", "COALESCE(dropped > {0}, 1)")
        paid = brings(stage) if stage == Stage.FUNDED else "0"
        columns += [f"SUM({gain})", f"SUM(({gain}) * {contracted})", f"SUM(({gain}) * {paid})"]
    gone = _gain("dropped <= {0}")
    columns += [f"SUM({gone})", f"SUM(({gone}) * {contracted})", "0"]
    codes = {f"signing{n}": code for n, code in enumerate(sorted(cohort.signings or ()))}
    then = _before(cohort, first)
    rows = connection.execute(
        f"SELECT COALESCE({FILTERS[kind]}, ''), {', '.join(columns)} FROM {CHANGED} "
        f"WHERE signed >= :start AND signed <= :until "
        f"AND signing IN ({', '.join(f':{name}' for name in codes)}) GROUP BY 1",
        {
            **codes,
            "first": first.isoformat(),
            "last": date.fromordinal(cohort.as_of).isoformat(),
            "open": LAST,
            "start": cohort.start,
            "until": cohort.until,
            "as_of": cohort.as_of,
            "signed_before": then.until,
            "before": then.as_of,
        },
    )
    stages: tuple[int, ...] = (*FUNNEL, DROPPED)
    for unit, *sums in rows:
        for place, code in enumerate(stages):
            n, amount, paid = sums[3 * place : 3 * place + 3]
            gathered.add_to_cell(unit, code, (n, amount, paid))


def _gain(*conditions: str) -> str:
    """1 where a row has come to meet the conditions, -1 where it has ceased to, in SQL."""
    now, before = (
        " AND ".join(f"COALESCE({each.format(day)}, 0)" for each in conditions)
        for day in (":as_of", ":before")
    )
    return f"({now}) - (signed <= :signed_before AND {before})"


def is_rolled_up(cohort: Measure, kind: str) -> bool:
    """Whether the roll-up knows the cohort: no minimum, no exclusion, signed in whole months."""
    first, last = date.fromordinal(cohort.start), date.fromordinal(cohort.end)
    whole = first.day == 1 and last == last_day(last, "month")
    return whole and cohort.minimum == 0 and cohort.barred is None and kind in KINDS


def _cells(whole: _Whole, gathered: Gathered) -> None:
    condition = f"kind = :kind AND stage IN ({_STAGES}) AND {_OF} AND month <= :whole_to"
    columns = "unit, stage, SUM(n), SUM(amount), SUM(paid)"
    for unit, code, *sums in whole.rows(columns, "cohort", condition, "unit, stage"):
        stage, sign = _turn(code)
        n, amount, paid = (sign * each for each in sums)
        gathered.add_to_cell(unit, stage, (n, amount, paid))


def _pools(whole: _Whole, gathered: Gathered) -> None:
    """Leads and talks that are not signed, and signings of any month that do not count."""
    columns = "unit, stage, SUM(n), SUM(amount)"
    for condition in (
        f"stage IN ({_EARLY}) AND signed = :pool",
        f"stage IN ({_SIGNED}) AND signing NOT IN ({{signings}})",
    ):
        of = f"kind = :kind AND {condition} AND month <= :whole_to"
        for unit, code, n, amount in whole.rows(columns, "cohort", of, "unit, stage"):
            stage, sign = _turn(code)
            place = POOL.index(Stage(stage))
            gathered.pool(unit)[place] += sign * n
            gathered.pool(unit)[place + len(POOL)] += sign * amount


def _turn(code: int) -> tuple[int, int]:
    """The stage that a row is about, and whether projects come (1) or leave (-1)."""
    return code % LEFT, -1 if code >= LEFT else 1


def _waits(whole: _Whole, gathered: Gathered) -> None:
    legs = gathered.wait("")
    ended = f"how IN ({ARRIVED}, {ENDED}) AND {_OF} AND month <= :whole_to"
    for how, leg, days, n in whole.rows("how, leg, day, SUM(n)", "wait", ended, "how, leg, day"):
        legs[leg][how][days] = n
    # Who waited when the whole months ended: what began since comes from ``changed_between``.
    unfinished = f"how = {UNFINISHED} AND {_OF} AND month > :whole_to AND day <= :whole_until"
    for leg, begin, n in whole.rows("leg, day, SUM(n)", "wait", unfinished, "leg, day"):
        legs[leg][UNFINISHED][whole.cohort.as_of - begin] = n


def _endings(whole: _Whole, gathered: Gathered) -> None:
    endings = gathered.endings.setdefault("", {})
    columns = "reason, SUM(n), SUM(amount)"
    for reason, n, amount in whole.rows(
        columns, "ending", f"{_OF} AND month <= :whole_to", "reason"
    ):
        endings[reason] = [n, amount]
