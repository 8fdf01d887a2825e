"""How well a ledger is kept: what is missing, late, corrected, alike, and who is silent."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from qzinvest.model.note import Name
from qzinvest.model.plan import UNIT_KINDS, Assumption, Names, Plan
from qzinvest.model.selection import Selection
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

FIELDS = ("district", "department", "group", "investor", "signing", "channel", "origin")
"""What a signed project is asked for."""
LATE = 10
"""Days after which a stage is recorded late; the published text gives no limit."""


def fields_asked(plan: Plan) -> tuple[str, ...]:
    """Those of ``FIELDS`` that a plan has any units, groups or terms for."""

    def has(field: str) -> bool:
        if field in UNIT_KINDS:
            return bool(plan.units_of(field))
        if field == "group":
            return bool(plan.groups)
        return field not in ("channel", "origin") or bool(plan.vocabularies.get(field))

    return tuple(field for field in FIELDS if has(field))


class Filled(NamedTuple):
    """How many projects were signed, lack a field, and lack each of the fields asked for."""

    projects: int = 0
    incomplete: int = 0
    missing: tuple[int, ...] = ()


class Records(NamedTuple):
    """What a ledger's records are like, by the recorded code of a unit; ``""`` for none.

    Args:
        fields: what projects are asked for.
        filled: of the projects signed in the plan's period.
        delays: how many stages of the period were recorded so many days after they were reached.
        corrected: the projects of which an edition's own day has other figures now.
        alike: the projects that may be the same as another one.
        spoken: the last day on which something was recorded.
    """

    fields: tuple[str, ...] = ()
    filled: Mapping[str, Filled] = {}
    delays: Mapping[str, Mapping[int, int]] = {}
    corrected: Mapping[str, frozenset[str]] = {}
    alike: Mapping[str, frozenset[str]] = {}
    spoken: Mapping[str, date] = {}

    def of(self, units: Iterable[str]) -> "Record":
        """All of some recorded codes together."""
        units = sorted(units)
        filled = [self.filled[unit] for unit in units if unit in self.filled]
        delays: dict[int, int] = {}
        for unit in units:
            for days, stages in self.delays.get(unit, {}).items():
                delays[days] = delays.get(days, 0) + stages
        none: frozenset[str] = frozenset()
        return Record(
            sum(each.projects for each in filled),
            sum(each.incomplete for each in filled),
            tuple(sum(each.missing[n] for each in filled) for n in range(len(self.fields))),
            delays,
            none.union(*(self.corrected.get(unit, none) for unit in units)),
            none.union(*(self.alike.get(unit, none) for unit in units)),
            max((self.spoken[unit] for unit in units if unit in self.spoken), default=None),
        )


class Record(NamedTuple):
    """The same of one line."""

    projects: int
    incomplete: int
    missing: tuple[int, ...]
    delays: Mapping[int, int]
    corrected: frozenset[str]
    alike: frozenset[str]
    spoken: date | None

    @property
    def stages(self) -> int:
        """How many stages were recorded."""
        return sum(self.delays.values())

    def late(self, limit: int) -> int:
        """How many of them more than so many days after they were reached."""
        return sum(stages for days, stages in self.delays.items() if days > limit)

    @property
    def median(self) -> Fraction | None:
        """The median of the days, the mean of the two middle ones of an even number."""
        if not self.stages:
            return None
        middle = ((self.stages - 1) // 2, self.stages // 2)
        return Fraction(sum(self._nth(place) for place in middle), 2)

    def _nth(self, place: int) -> int:
        for days in sorted(self.delays):
            place -= self.delays[days]
            if place < 0:
                return days
        raise IndexError(place)

    def ratio(self, of: str) -> Fraction | None:
        """What a scorecard's line judges: a part of 1, ``None`` of nothing.

        ``complete`` projects, ``prompt`` stages, and ``steady`` projects: those that no edition's
        correction touched.
        """
        whole, flawed = {
            "complete": (self.projects, self.incomplete),
            "prompt": (self.stages, self.late(LATE)),
            "steady": (self.projects, len(self.corrected)),
        }[of]
        return max(Fraction(0), 1 - Fraction(flawed, whole)) if whole else None


class Line(NamedTuple):
    """A unit's records: as ``Record``, ready to be shown; ``silent`` are days."""

    unit: str
    name: Name
    tier: int | None
    projects: int
    incomplete: int
    missing: Mapping[str, int]
    stages: int
    late: int
    median: Fraction | None
    corrected: int
    alike: int
    silent: int | None


class Quality(NamedTuple):
    """The report; stages count as late from more than ``limit`` days on."""

    plan: str
    title: Names
    by: str
    as_of: date
    limit: int
    lines: tuple[Line, ...]
    total: Line
    assumed: tuple[Assumption, ...] = ()
    selection: Selection = Selection()


class Delay(NamedTuple):
    """A stage that was recorded late: on which day, and how many days after it was reached."""

    stage: Stage
    on: date
    days: int


class Flawed(NamedTuple):
    """A project of which something is wrong.

    ``missing`` are of ``FIELDS``; ``late`` is what was recorded latest; ``edition`` is the last one
    that it was corrected after, ``alike`` the projects that it may be the same as.
    """

    id: str
    unit: str
    missing: tuple[str, ...] = ()
    late: Delay | None = None
    edition: str | None = None
    alike: tuple[str, ...] = ()


class FlawList(NamedTuple):
    """The projects behind the figures, with their names; ``wanted`` of them in all."""

    plan: Plan
    by: str
    as_of: date
    limit: int
    rows: tuple[tuple[Flawed, str], ...]
    wanted: int
    selection: Selection = Selection()
