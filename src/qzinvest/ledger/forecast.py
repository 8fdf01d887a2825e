"""What a forecast must know, summed in the database; ``model.forecast_facts`` says what that is.

Nothing later than the report's day is looked at: a later day stands for none, and what a milestone
brings is not known before it. A signing that does not count is the end of what is asked from the
signing on, as a drop would be. A test holds it against plain Python over random ledgers.
"""

import sqlite3
from collections.abc import Sequence
from fractions import Fraction
from heapq import nlargest
from operator import add
from typing import Any

from qzinvest.ledger.passages import FILTERS, Scope, brings, conditions, fits
from qzinvest.model.counting import Measure, measure_of
from qzinvest.model.forecast import LEVERS
from qzinvest.model.forecast_facts import (
    LARGE,
    NOTED,
    OLD,
    ONES,
    SAMPLE,
    SQUARED,
    STEP,
    Facts,
    Key,
    Known,
    Place,
    Single,
    Sums,
    Told,
    Went,
    key_of,
)
from qzinvest.model.plan import Indicator, Plan
from qzinvest.model.stage import STAGES, Stage
from qzinvest.tuples import NamedTuple


def facts(
    connection: sqlite3.Connection,
    scope: Scope,
    plan: Plan,
    kind: str | None,
    indicators: Sequence[Indicator],
) -> Facts:
    """All that the projects of ``scope`` tell on its day.

    Args:
        kind: what the cells are, a key of ``FILTERS``; ``None`` for all in one.
        indicators: those that are asked for, one at least.
    """
    until = scope.day or plan.end
    any_signed = indicators[0]._replace(stage=Stage.SIGNED)
    signed = measure_of(plan, any_signed, until)._replace(minimum=0, barred=None)
    everyone = _Asked(connection, scope, kind, signed)
    whole = everyone.sums()
    went = everyone.went(whole.number)
    told: dict[Key, Told] = {}
    for indicator in indicators:
        measure = measure_of(plan, indicator, until)
        if key_of(measure) not in told:
            told[key_of(measure)] = _Asked(connection, scope, kind, measure).told(whole, went)
    by_day: dict[int, tuple[int, int]] = {}
    for (_, day), (some, sure) in whole.came.items():
        before = by_day.get(day, (0, 0))
        by_day[day] = (before[0] + some, before[1] + sure)
    codes = whole.codes if scope.chosen else frozenset[str]()
    return Facts(whole.number, whole.so_far, codes, by_day, went, told)


class _Whole(NamedTuple):
    """What projects tell as a whole, as of ``Facts`` and ``Told``.

    ``least`` is what the ``LARGE`` largest arrivals bring at least, or less.
    """

    number: int
    first: int | None
    so_far: int
    codes: frozenset[str]
    reached: int
    usual: Fraction
    came: dict[tuple[str, int], tuple[int, int]]
    brought: dict[str, Sums]
    least: int


class _Asked:
    """The projects that a measure asks for, but for its days."""

    def __init__(
        self, connection: sqlite3.Connection, scope: Scope, kind: str | None, measure: Measure
    ) -> None:
        self._connection, self._measure = connection, measure
        self._day = measure.as_of
        self._goal = measure.indicator.stage
        self._base = min(self._goal, Stage.SIGNED)
        self._code = "''" if kind is None else FILTERS[kind]
        where, values = conditions(scope)
        self._sized, more = fits(measure._replace(signings=None))
        signings = sorted(measure.signings or ())
        names = {f"counts{place}": code for place, code in enumerate(signings)}
        self._signings = signings
        self._values: dict[str, object] = {**values, **more, **names}
        self._stands = f"{where} AND lead <= {self._day}"
        # What leaves out the most comes first.
        self._fit = " AND ".join([*self._sized, self._stands])
        # Whether a signing, where there is one by the day, counts; any does before the signing.
        counts = f"signing IN ({', '.join(f':{name}' for name in names) or 'NULL'})"
        asked = self._goal >= Stage.SIGNED
        self._counts = f" AND {counts}" if asked else ""
        self._ended = (
            f"signed <= {self._day} AND (signing IS NULL OR NOT {counts})" if asked else "1 = 0"
        )
        self._paid = brings(Stage.FUNDED, scope, "0", str(self._day))
        self._paid_now = brings(Stage.FUNDED, scope, str(measure.start), str(measure.until))

    def _has(self, stage: Stage) -> str:
        """The condition to have come to a stage by the day."""
        counts = self._counts if stage >= Stage.SIGNED else ""
        return f"({stage.code} <= {self._day}{counts})"

    @property
    def _goes_on(self) -> str:
        """The condition not to have ended by the day."""
        return f"(dropped IS NULL OR dropped > {self._day}) AND NOT ({self._none(self._ended)})"

    @staticmethod
    def _none(condition: str) -> str:
        """The same, false where it is unknown."""
        return f"CASE WHEN {condition} THEN 1 ELSE 0 END = 1"

    def _brought(self) -> str:
        """What an arrival brings, as far as it is known by the day."""
        if self._goal == Stage.FUNDED:
            return self._paid
        code = self._goal.code
        if self._goal == self._base:
            return f"COALESCE({code}_sum, amount)"
        return f"CASE WHEN {code} <= {self._day} THEN COALESCE({code}_sum, amount) ELSE amount END"

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, self._values).fetchall()

    def told(self, whole: _Whole, went: Sequence[Went]) -> Told:
        """What they tell; what all projects tell is not asked again."""
        same = self._goal == Stage.SIGNED and not self._sized
        sums = whole if same else self.sums()
        asked = self._goal >= Stage.SIGNED and sums.number == whole.number
        largest, kept, open_, first = self._singly(sums.least)
        return Told(
            sums.number,
            sums.first,
            sums.reached,
            sums.usual,
            sums.came,
            sums.brought,
            largest,
            self._notes(sums.came),
            went if asked else self.went(sums.number),
            kept,
            open_,
            first,
        )

    def sums(self) -> _Whole:
        """What they tell as a whole."""
        paid, signed = self._goal == Stage.FUNDED, self._base == Stage.SIGNED
        came: dict[tuple[str, int], tuple[int, int]] = {}
        brought: dict[str, list[int]] = {}
        codes, large, firsts = set[str](), list[int](), list[int]()
        number = so_far = reached = amount = 0
        for code, signing, day, some, first, far, of, sure, *sums, most in self._groups():
            codes.add(code or "")
            firsts.append(first)
            number += some
            reached += far
            amount += of
            if day is None or day > self._day:
                continue
            so_far += some if day >= self._measure.start else 0
            if signed and signing not in self._signings:
                continue
            before = came.get((code or "", day), (0, 0))
            came[code or "", day] = (before[0] + some, before[1] + sure)
            lot = brought.setdefault(code or "", [0, 0, 0])
            lot[:] = map(add, lot, (far if paid else some, *sums))
            large.append(most)
        # As many are as large as the largest of so many groups.
        largest = nlargest(LARGE, large)
        return _Whole(
            number,
            min(firsts, default=None),
            so_far,
            frozenset(codes),
            sum(some for some, _ in came.values()) if self._goal == self._base else reached,
            Fraction(sum(lot[1] for lot in brought.values()), amount) if amount else Fraction(0),
            came,
            {code: Sums(*lot) for code, lot in brought.items()},
            largest[-1] if len(largest) == LARGE else 0,
        )

    def _groups(self) -> sqlite3.Cursor:
        """Sums by kind of signing, day and code; the amount of those alone that paid in."""
        base, value, has = self._base.code, self._brought(), self._has(self._goal)
        reached = amount = "0"
        if self._goal != self._base:
            reached = f"COUNT(CASE WHEN {has} THEN 1 END)"
        if self._goal == Stage.FUNDED:
            value = f"CASE WHEN {has} THEN {value} ELSE 0 END"
            amount = f"SUM(CASE WHEN {has} THEN amount ELSE 0 END)"
        # In the order of the index of what is signed: rows of a kind of signing come by their days.
        signing, keys = "NULL", [base]
        if self._base == Stage.SIGNED:
            signing, keys = "signing", ["signing", base]
        keys += [self._code] if self._code in FILTERS.values() else []
        rounded = f"(({value} + {SQUARED // 2}) / {SQUARED})"
        return self._connection.execute(
            f"SELECT {self._code} AS code, {signing}, {base}, COUNT(*), MIN(lead), {reached}, "
            f"{amount}, SUM(recorded / {1 << self._base} % 2), SUM({value}), "
            f"SUM({rounded} * {rounded}), MAX({value}) "
            f"FROM passage WHERE {self._fit} GROUP BY {', '.join(keys)}",
            self._values,
        )

    def _notes(self, came: dict[tuple[str, int], tuple[int, int]]) -> list[tuple[int, int]]:
        by_day: dict[int, int] = {}
        for (_, day), (some, _) in came.items():
            by_day[day] = by_day.get(day, 0) + some
        least, found = 0, 0
        for day in sorted(by_day, reverse=True):
            found += by_day[day]
            if found >= NOTED:
                least = day
                break
        base = self._base.code
        return self._rows(
            f"SELECT {base}, {base} - lead AS noted FROM passage WHERE {self._fit} "
            f"AND {self._has(self._base)} AND {base} >= {least} "
            f"ORDER BY {base} DESC, noted DESC LIMIT {NOTED}"
        )

    def went(self, number: int) -> list[Went]:
        """How they went on; of many each second, third or further one is enough."""
        days = [f"CASE WHEN {self._has(stage)} THEN {stage.code} END" for stage in STAGES]
        gone = f"CASE WHEN {self._ended} THEN signed WHEN dropped <= {self._day} THEN dropped END"
        every = max(number // SAMPLE, 1)
        some = [f"n % {every} = 0"] if every > 1 else []
        fit = " AND ".join([*self._sized, *some, self._stands])
        rows = self._rows(f"SELECT {', '.join(days)}, {gone} FROM passage WHERE {fit}")
        return [Went(row[:-1], row[-1]) for row in rows]

    def _singly(self, least: int) -> tuple[list[tuple[str, int]], Known, Known, Sequence[Single]]:
        """The largest arrivals, what counts today and what may yet, and the first of these.

        Sums of what counts, or may, are made here: the database would sort all rows for each.
        """
        lots: dict[Place, _Lot] = {}
        arrived, counting, waiting = _Largest(LARGE), _Largest(ONES), _Largest(ONES)
        for org, n, begins, code, amount, arrives, at, since, value in self._single_rows(least):
            if arrives is not None and arrives >= arrived.least:
                arrived.take((-arrives, 0, org, n, begins, (code or "", 0, 0)))
            if at is None:
                continue
            place = (code or "", at, min((self._day - since) // STEP, OLD))
            lot = lots.get(place)
            if lot is None:
                lot = lots[place] = _Lot()
            lot.number += 1
            lot.whole += value
            lot.square += ((value + SQUARED // 2) // SQUARED) ** 2
            ones = waiting if at else counting
            if value >= ones.least or value >= lot.largest.least:
                one = (-value, -amount, org, n, begins, place)
                ones.take(one)
                lot.largest.take(one)
        sums = {at: Sums(lot.number, lot.whole, lot.square) for at, lot in sorted(lots.items())}
        kept = {place: lot for place, lot in sums.items() if not place[1]}
        open_ = {place: lot for place, lot in sums.items() if place[1]}
        first = [one for place in open_ for one in lots[place].largest.singles()]
        largest = [(one.code, one.brings) for one in arrived.singles()]
        return largest, Known(kept, counting.singles()), Known(open_, waiting.singles()), first

    def _single_rows(self, least: int) -> sqlite3.Cursor:
        """Rows that arrived and bring so much at least, that count today or that may yet.

        Each with what it brings as an arrival; with the stage, 0 for what counts, since when it has
        been there, and what it brings to the figure.
        """
        goal, measure, value = self._goal.code, self._measure, self._brought()
        now, comes = value, f"{goal} >= {measure.start} AND {goal} <= {measure.until}"
        if measure.is_paid:
            now, comes = self._paid_now, f"{self._paid_now} > 0"
        large = f"{value} >= {least} AND "
        large += self._has(self._goal if self._goal == Stage.FUNDED else self._base)
        kept = f"{comes} AND {self._has(self._goal)} AND {self._goes_on}"
        waits = f"({goal} IS NULL OR {goal} > {self._day}) AND {self._goes_on}"
        if self._day >= measure.end:
            waits = "1 = 0"
        stage, since = self._latest()
        return self._connection.execute(
            f"SELECT org, n, begins, {self._code}, amount, CASE WHEN {large} THEN {value} END, "
            f"CASE WHEN {kept} THEN 0 WHEN {waits} THEN {stage} END, "
            f"CASE WHEN {goal} <= {self._day} THEN {goal} ELSE {since} END, "
            f"CASE WHEN {goal} <= {self._day} THEN {now} ELSE amount END "
            f"FROM passage WHERE {self._fit} AND ({kept} OR {waits} OR {large})",
            self._values,
        )

    def _latest(self) -> tuple[str, str]:
        """The latest stage of a row that has not come to the goal, and the day of it."""
        earlier = [stage for stage in reversed(STAGES) if Stage.LEAD < stage < self._goal]
        found = []
        for least, values in (
            (str(int(Stage.LEAD)), [str(int(stage)) for stage in earlier]),
            (Stage.LEAD.code, [stage.code for stage in earlier]),
        ):
            whens = [
                f"WHEN {self._has(stage)} THEN {value}"
                for stage, value in zip(earlier, values, strict=True)
            ]
            found.append(f"CASE {' '.join(whens)} ELSE {least} END" if whens else least)
        return found[0], found[1]


class _Lot:
    """Rows of one place: their sums, as of ``Sums``, and the largest of them."""

    __slots__ = ("largest", "number", "square", "whole")

    def __init__(self) -> None:
        self.number = self.whole = self.square = 0
        self.largest = _Largest(LEVERS)


class _Largest:
    """The largest of many rows; what brings less than ``least`` is none of them."""

    __slots__ = ("_most", "_rows", "least")

    def __init__(self, most: int) -> None:
        self._most, self.least = most, 0
        self._rows: list[_One] = []

    def take(self, one: "_One") -> None:
        """Put in a row."""
        self._rows.append(one)
        if len(self._rows) > 2 * self._most:
            self._cut()

    def singles(self) -> list[Single]:
        """The largest first; of equals by office and number."""
        self._cut()
        return [
            Single(org, n, *place, -amount, -brings)
            for brings, amount, org, n, _, place in self._rows
        ]

    def _cut(self) -> None:
        self._rows.sort()
        del self._rows[self._most :]
        if len(self._rows) == self._most:
            self.least = -self._rows[-1][0]


_One = tuple[int, int, str, int, int, Place]
"""What a row brings and its amount, both negative, its key and place: the largest are least."""
