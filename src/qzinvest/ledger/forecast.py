"""What a forecast must know, summed in the database; ``model.forecast_facts`` says what that is.

Nothing later than the report's day is looked at: a later day stands for none, and what a milestone
brings is not known before it. A signing that does not count is the end of what is asked from the
signing on, as a drop would be. A test holds it against plain Python over random ledgers.
"""

import sqlite3
from collections.abc import Sequence
from fractions import Fraction
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
    sums_of,
)
from qzinvest.model.plan import Indicator, Plan
from qzinvest.model.stage import STAGES, Stage
from qzinvest.tuples import NamedTuple

_SINGLE = "org, n, code, stage, step, amount, brings"
_LARGEST_FIRST = "brings DESC, amount DESC, org, n, begins"


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
    whole, so_far = everyone.whole()
    told: dict[Key, Told] = {}
    for indicator in indicators:
        measure = measure_of(plan, indicator, until)
        if key_of(measure) not in told:
            told[key_of(measure)] = _Asked(connection, scope, kind, measure).told(whole)
    by_day: dict[int, tuple[int, int]] = {}
    for (_, day), (some, sure) in whole.came[0].items():
        before = by_day.get(day, (0, 0))
        by_day[day] = (before[0] + some, before[1] + sure)
    codes = everyone.codes() if scope.chosen else frozenset[str]()
    return Facts(whole.number, so_far, codes, by_day, whole.went, told)


Came = tuple[dict[tuple[str, int], tuple[int, int]], dict[str, Sums]]


class _Whole(NamedTuple):
    """What all projects tell: how many they are, the first day of any, and as of ``Told``."""

    number: int
    first: int | None
    came: Came
    went: Sequence[Went]


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
        self._values: dict[str, object] = {**values, **more, **names}
        self._fit = " AND ".join([where, f"lead <= {self._day}", *self._sized])
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

    def _row(self, columns: str) -> tuple[Any, ...]:
        """Sums over all that fit."""
        [found] = self._rows(f"SELECT {columns} FROM passage WHERE {self._fit}")
        return found

    def whole(self) -> tuple[_Whole, int]:
        """What they tell as a whole, and how many of them were signed in the period."""
        within = f"signed >= {self._measure.start} AND signed <= {self._day}"
        number, first, so_far = self._row(
            f"COUNT(*), MIN(lead), COUNT(CASE WHEN {within} THEN 1 END)"
        )
        return _Whole(number, first, self._came(), self._went(number)), so_far

    def told(self, whole: _Whole) -> Told:
        """What they tell; what all projects tell is not asked again."""
        same = self._goal == Stage.SIGNED and not self._sized
        came, brought = whole.came if same else self._came()
        if same:
            reached = sum(some for some, _ in came.values())
            number, first, usual = whole.number, whole.first, Fraction(0)
        else:
            number, first, reached, usual = self._numbers()
        asked = self._goal >= Stage.SIGNED and number == whole.number
        return Told(
            number,
            first,
            reached,
            usual,
            came,
            brought,
            self._largest(),
            self._notes(came),
            whole.went if asked else self._went(number),
            self._kept(),
            *self._open(),
        )

    def _numbers(self) -> tuple[int, int | None, int, Fraction]:
        """How many they are, since when, how many came to the stage, what part these paid in."""
        has = self._has(self._goal)
        paid = self._paid if self._goal == Stage.FUNDED else "0"
        number, first, reached, amount, payments = self._row(
            f"COUNT(*), MIN(lead), COUNT(CASE WHEN {has} THEN 1 END), "
            f"COALESCE(SUM(CASE WHEN {has} THEN amount END), 0), "
            f"COALESCE(SUM(CASE WHEN {has} THEN {paid} END), 0)"
        )
        return number, first, reached, Fraction(payments, amount or 1)

    def codes(self) -> frozenset[str]:
        """The codes of any of them."""
        rows = self._rows(f"SELECT DISTINCT {self._code} FROM passage WHERE {self._fit}")
        return frozenset(code or "" for (code,) in rows)

    def _came(self) -> Came:
        """Arrivals by code and day, and what they bring by code."""
        base = self._base.code
        value = self._brought()
        if self._goal == Stage.FUNDED:
            value = f"CASE WHEN {self._has(self._goal)} THEN {value} END"
        # In the order of the index of what is signed: rows of a kind of signing come by their days.
        keys = ["signing", base] if self._base == Stage.SIGNED else [base]
        keys += [self._code] if self._code in FILTERS.values() else []
        rows = self._rows(
            f"SELECT {self._code} AS code, {base}, COUNT(*), "
            f"SUM(recorded / {1 << self._base} % 2), {_sums(value)} FROM passage "
            f"WHERE {self._fit} AND {self._has(self._base)} GROUP BY {', '.join(keys)}"
        )
        came: dict[tuple[str, int], tuple[int, int]] = {}
        brought: dict[str, Sums] = {}
        for code, day, some, sure, *sums in rows:
            key = (code or "", day)
            before = came.get(key, (0, 0))
            came[key] = (before[0] + some, before[1] + sure)
            brought[code or ""] = brought.get(code or "", Sums()).more(Sums(*sums))
        return came, brought

    def _largest(self) -> list[tuple[str, int]]:
        sized = self._has(self._goal if self._goal == Stage.FUNDED else self._base)
        rows = self._rows(
            f"SELECT {self._code}, {self._brought()} AS brings FROM passage "
            f"WHERE {self._fit} AND {sized} ORDER BY brings DESC, org, n, begins LIMIT {LARGE}"
        )
        return [(code or "", value) for code, value in rows]

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

    def _went(self, number: int) -> list[Went]:
        """How they went on; of many each second, third or further one is enough."""
        days = [f"CASE WHEN {self._has(stage)} THEN {stage.code} END" for stage in STAGES]
        gone = f"CASE WHEN {self._ended} THEN signed WHEN dropped <= {self._day} THEN dropped END"
        every = max(number // SAMPLE, 1)
        some = f" AND n % {every} = 0" if every > 1 else ""
        rows = self._rows(f"SELECT {', '.join(days)}, {gone} FROM passage WHERE {self._fit}{some}")
        return [Went(row[:-1], row[-1]) for row in rows]

    def _kept(self) -> Known:
        """What counts today."""
        goal, measure = self._goal.code, self._measure
        if measure.is_paid:
            value, comes = self._paid_now, f"{self._paid_now} > 0"
        else:
            value = self._brought()
            comes = f"{goal} >= {measure.start} AND {goal} <= {measure.until}"
        condition = f"{comes} AND {self._has(self._goal)} AND {self._goes_on}"
        return self._known(self._placed("0", goal, value, condition))

    def _open(self) -> tuple[Known, Sequence[Single]]:
        """What may yet come to count, and of each place the first to be named."""
        if self._day >= self._measure.end:
            return Known({}, ()), ()
        stage, since = self._latest()
        goal = self._goal.code
        condition = f"({goal} IS NULL OR {goal} > {self._day}) AND {self._goes_on}"
        rows = self._placed(stage, since, "amount", condition)
        known = self._known(rows)
        return known, self._first(known, rows)

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

    def _placed(self, stage: str, since: str, value: str, condition: str) -> str:
        """The rows that meet a condition, with their places, for ``FROM``.

        Args:
            stage: of the row, in SQL.
            since: from which day it has been there.
            value: what it brings.
            condition: which rows.
        """
        step = (
            f"CASE WHEN {self._day} - ({since}) >= {OLD * STEP} THEN {OLD} "
            f"ELSE ({self._day} - ({since})) / {STEP} END"
        )
        return (
            f"(SELECT org, n, begins, {self._code} AS code, {stage} AS stage, {step} AS step, "
            f"amount, {value} AS brings FROM passage WHERE {self._fit} AND {condition}) AS known"
        )

    def _known(self, rows: str) -> Known:
        """These rows as lots and singly."""
        ones = self._singles(
            f"SELECT {_SINGLE} FROM {rows} ORDER BY {_LARGEST_FIRST} LIMIT {ONES + 1}"
        )
        lots: dict[Place, Sums] = {}
        if len(ones) <= ONES:
            for one in ones:
                lots[one.place] = lots.get(one.place, Sums()).more(sums_of(one.brings))
            return Known(lots, ones)
        for code, stage, step, *sums in self._rows(
            f"SELECT code, stage, step, {_sums('brings')} FROM {rows} GROUP BY code, stage, step"
        ):
            lots[code or "", stage, step] = Sums(*sums)
        return Known(lots, ones[:ONES])

    def _first(self, known: Known, rows: str) -> list[Single]:
        """Of each place the first to be named."""
        if sum(sums.number for sums in known.lots.values()) > len(known.ones):
            return self._singles(
                f"SELECT {_SINGLE} FROM (SELECT {_SINGLE}, ROW_NUMBER() OVER "
                f"(PARTITION BY code, stage, step ORDER BY {_LARGEST_FIRST}) AS place "
                f"FROM {rows}) AS ranked WHERE place <= {LEVERS}"
            )
        by_place: dict[Place, list[Single]] = {}
        for one in known.ones:
            by_place.setdefault(one.place, []).append(one)
        return [one for some in by_place.values() for one in some[:LEVERS]]

    def _singles(self, sql: str) -> list[Single]:
        return [Single(org, n, code or "", *more) for org, n, code, *more in self._rows(sql)]


def _sums(value: str) -> str:
    """Number, sum and sum of the squares of a value, in SQL."""
    rounded = f"(({value} + {SQUARED // 2}) / {SQUARED})"
    return f"COUNT({value}), COALESCE(SUM({value}), 0), COALESCE(SUM({rounded} * {rounded}), 0)"
