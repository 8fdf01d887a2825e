"""What counts: an indicator held against projects one by one.

The ledger counts whole views at once, in the database (``ledger.counts``); here the same rules
stand in plain words, for everything that must look at single projects: why one counts or not, and
the shares of an assessment. A test holds both together over random ledgers.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeVar

from qzinvest.model.credit import WHOLE, Portion, crossed, divided, portions
from qzinvest.model.passage import ALWAYS, NEVER, Passage
from qzinvest.model.plan import UNIT_KINDS, Indicator, Plan
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

Key = TypeVar("Key", bound=Hashable)
Figure = int | Fraction
"""Projects or yuan; a fraction only of projects that an assessment shares between units."""

Flow = tuple[str, int, int | None]
"""A unit, the day from which something counts for it, and that of its drop: ``came_and_left``."""

COUNTED, DROPPED = "counted", "dropped"


class Count(NamedTuple):
    """What a unit achieved in one indicator.

    Args:
        unit: the code as recorded; ``None`` where the projects name no unit of the asked kind.
        indicator: the indicator's code.
        gross: projects or yuan that reached the stage by the date, dropped ones included; a
            fraction where an assessment shares projects.
        dropped: the part of ``gross`` that was dropped by the date.
    """

    unit: str | None
    indicator: str
    gross: Figure
    dropped: Figure


class Measure(NamedTuple):
    """An indicator of a plan as it stands on a day; days are ordinals.

    ``signings`` is ``None`` where the kind of signing does not matter; ``barred`` is the channel
    whose projects do not count, if there is one. What counts lies between ``start`` and ``until``;
    drops take projects out until ``as_of``, which may lie after the plan's period.
    """

    indicator: Indicator
    minimum: int
    signings: frozenset[str] | None
    barred: str | None
    start: int
    until: int
    end: int
    as_of: int

    def verdict(self, passage: Passage) -> str:
        """Why the passage counts (``counted``) or not.

        ``dropped``: it would count, but was dropped by the day. ``signing``: its kind of signing
        does not count. ``size``: it is below the minimum. ``expansion``: the plan leaves expansions
        out. ``unreached``: it never reached the stage. ``later``: it reached it after the day,
        ``before``: before the plan's period, ``after``: after it.
        """
        if self._is_signed_otherwise(passage):
            return "signing"
        if passage.amount < self.minimum:
            return "size"
        if self.barred is not None and passage.channel == self.barred:
            return "expansion"
        return self._timing(passage)

    def _is_signed_otherwise(self, passage: Passage) -> bool:
        """Whether the kind of signing does not count; what has none yet is not judged by it."""
        if self.signings is None or passage.signing in self.signings:
            return False
        return passage.signing is not None or passage.reached(self.indicator.stage) is not None

    def _timing(self, passage: Passage) -> str:
        day = passage.reached(self.indicator.stage)
        if day is None:
            return "unreached"
        if day < self.start:
            # Money counts in the period in which it came, whenever the first of it did.
            come = (on for on, _ in passage.payments if self.is_paid and on >= self.start)
            day = next(come, None)
            if day is None:
                return "before"
        if day > self.until:
            return "after" if day > self.end else "later"
        if passage.dropped is not None and passage.dropped <= self.as_of:
            return DROPPED
        return COUNTED

    def obstacles(self, passage: Passage) -> tuple[str, ...]:
        """Every reason for which the passage does not count, the last in time first.

        Empty where it counts; else ``verdict`` is one of them.
        """
        found = []
        if passage.dropped is not None and passage.dropped <= self.as_of:
            found.append(DROPPED)
        timing = self._timing(passage)
        if timing not in (COUNTED, DROPPED):
            found.append(timing)
        if self._is_signed_otherwise(passage):
            found.append("signing")
        if passage.amount < self.minimum:
            found.append("size")
        if self.barred is not None and passage.channel == self.barred:
            found.append("expansion")
        return tuple(found)

    def value(self, passage: Passage) -> int:
        """What the passage brings to the indicator if it counts: 1, or yuan."""
        if self.indicator.measure == "count":
            return 1
        if self.is_paid:
            return passage.paid_between(self.start, self.until)
        return passage.brings(self.indicator.stage)

    @property
    def is_paid(self) -> bool:
        """Whether it sums money paid in: each payment counts in the period in which it came."""
        return self.indicator.measure == "sum" and self.indicator.stage == Stage.FUNDED


def measure_of(plan: Plan, indicator: Indicator, as_of: date) -> Measure:
    """The rules of ``plan`` for one of its indicators on ``as_of``."""
    rules, start, end = plan.rules, plan.start.toordinal(), plan.end.toordinal()
    return Measure(
        indicator,
        max(indicator.minimum, rules.minimum),
        frozenset(rules.signings) if indicator.stage >= Stage.SIGNED else None,
        None if rules.expansions else rules.expansion_channel,
        start,
        min(as_of.toordinal(), end),
        end,
        as_of.toordinal(),
    )


Period = tuple[int, int]
"""First and last day of a plan's period, as ordinals."""


def fitting_days(passage: Passage, measures: Iterable[Measure]) -> dict[Stage, int]:
    """By stage, the days from which the passage would count if a plan's period covered them.

    Kind of signing, size and channel fit an indicator there; a dropped project has none.
    """
    if passage.dropped is not None:
        return {}
    days = ((each, passage.reached(each.indicator.stage)) for each in measures)
    return {
        measure.indicator.stage: day
        for measure, day in days
        if day is not None and not {"signing", "size", "expansion"} & {*measure.obstacles(passage)}
    }


MOST_OUTSIDE = 1000
"""Of more projects outside every period a report says that they are more: they are other years'.

A few are slips of the pen and worth a number; a number of the whole past takes a third of a report.
"""


def outside(days: Mapping[Stage, int], periods: Iterable[Period]) -> dict[Stage, int]:
    """Those of the days that no period covers."""
    periods = tuple(periods)
    return {
        stage: day
        for stage, day in days.items()
        if not any(start <= day <= end for start, end in periods)
    }


def settled(figure: Figure) -> Figure:
    """The same figure, a whole number wherever it is one."""
    return figure.numerator if figure.denominator == 1 else figure


def grown(figure: Figure, before: Figure | None) -> Fraction | None:
    """The change on the year before (同比): figure ÷ before − 1.

    ``None`` where there was nothing then, or nothing is known of it.
    """
    return Fraction(figure) / before - 1 if before else None


class Sum(NamedTuple):
    """Projects or yuan, with dropped projects (``gross``) and of those alone (``dropped``)."""

    gross: Figure
    dropped: Figure

    @property
    def net(self) -> Figure:
        """What counts."""
        return settled(self.gross - self.dropped)


def summed(
    passages: Iterable[Passage],
    measure: Measure,
    shares: Callable[[Passage, int], Iterable[tuple[Key, int]]],
) -> dict[Key, Sum]:
    """An indicator's figures by any key.

    Args:
        passages: each project at most once.
        shares: divides what a passage brings, in basis points of a project or in yuan, between
            keys.
    """
    grain = grain_of(measure)
    gross: dict[Key, int] = {}
    dropped: dict[Key, int] = {}
    for passage in passages:
        verdict = measure.verdict(passage)
        if verdict not in (COUNTED, DROPPED):
            continue
        for key, value in shares(passage, measure.value(passage) * grain):
            gross[key] = gross.get(key, 0) + value
            if verdict == DROPPED:
                dropped[key] = dropped.get(key, 0) + value
    return {
        key: Sum(figure(value, grain), figure(dropped.get(key, 0), grain))
        for key, value in gross.items()
    }


def grain_of(measure: Measure) -> int:
    """The pieces in which an indicator is divided: basis points of a project, or yuan."""
    return WHOLE if measure.indicator.measure == "count" else 1


def figure(value: int, grain: int) -> Figure:
    """``value`` pieces of which ``grain`` make one, as a whole number where it is one."""
    whole, rest = divmod(value, grain)
    return Fraction(value, grain) if rest else whole


def holders(passage: Passage, kind: str, *, assessed: bool) -> tuple[Portion, ...]:
    """Who holds the project by ``kind``: a field of ``Passage`` such as ``district`` or ``event``.

    Credit moves parts only in an assessment, and only between units.
    """
    unit: str | None = getattr(passage, kind)
    if assessed and passage.credit and kind in UNIT_KINDS:
        return portions(passage.credit, kind, unit)
    return (Portion(unit, WHOLE),)


def by_holder(kind: str, *, assessed: bool) -> Callable[[Passage, int], Iterable[tuple[str, int]]]:
    """For ``summed``: what a passage brings, by the units or terms of ``kind``; ``""`` for none."""

    def shares(passage: Passage, value: int) -> Iterator[tuple[str, int]]:
        parts = holders(passage, kind, assessed=assessed)
        if len(parts) == 1:
            yield parts[0].unit or "", value
        else:
            yield from ((unit or "", part) for unit, part in divided(value, parts).items())

    return shares


def by_pair(
    rows: str, columns: str, *, assessed: bool
) -> Callable[[Passage, int], Iterable[tuple[tuple[str, str], int]]]:
    """For ``summed``: what a passage brings, by two fields of ``Passage`` at once.

    Where both are one field, such as the district of a district and of a tier, every part stands in
    its own row and its own column.
    """
    one = by_holder(rows, assessed=assessed)

    def shares(passage: Passage, value: int) -> Iterator[tuple[tuple[str, str], int]]:
        if rows == columns:
            yield from (((unit, unit), part) for unit, part in one(passage, value))
            return
        sides = (holders(passage, kind, assessed=assessed) for kind in (rows, columns))
        for (row, column), part in crossed(value, *sides).items():
            yield (row or "", column or ""), part

    return shares


def came_and_left(
    measure: Measure, passage: Passage, *, moving: bool = False
) -> Iterator[tuple[int, int | None, int]]:
    """What a passage brings from a day on, with that of its drop: day, day, projects or yuan.

    Of a drop before the day of counting it is that same day: it never counted. ``None`` where the
    passage was not dropped by the measure's day.

    Args:
        passage: it brings nothing where it does not fit.
        moving: whether it counts from ``valid_from`` alone and leaves at ``valid_to``.
    """
    if measure.verdict(passage) not in (COUNTED, DROPPED):
        return
    as_of, dropped = measure.as_of, passage.dropped
    first, after = (passage.valid_from, passage.valid_to) if moving else (ALWAYS, NEVER)
    if measure.is_paid:
        days = [each for each in passage.payments if measure.start <= each[0] <= measure.until]
    else:
        days = [(passage.reached(measure.indicator.stage) or 0, measure.value(passage))]
    for day, value in days:
        if day >= after or first > as_of:
            continue
        came = max(day, first)
        gone = dropped is not None and dropped <= min(as_of, after)
        if not first or dropped is None or dropped > first:
            yield came, max(came, dropped or 0) if gone else None, value
        if after <= as_of and (dropped is None or dropped > after):
            yield after, None, -value
