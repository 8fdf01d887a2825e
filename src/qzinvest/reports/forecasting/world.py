"""What a forecast knows: the projects as they stood on a day, and what they tell of the year."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from qzinvest.model.counting import measure_of
from qzinvest.model.forecast_facts import Facts, Key, key_of
from qzinvest.model.plan import UNIT_KINDS, Indicator, Plan
from qzinvest.model.selection import Selection
from qzinvest.reports.forecasting.bursts import Bursts, burst_days, bursts_of
from qzinvest.reports.forecasting.course import Ways
from qzinvest.reports.forecasting.gathered import Gathered, gathered, watched
from qzinvest.reports.forecasting.season import (
    MONTHS,
    Calendar,
    calendar_of,
    complete_years,
    months,
    rhythm_of,
)
from qzinvest.tuples import NamedTuple

ALL = Selection()
Cells = tuple[str | None, ...]


class World(NamedTuple):
    """What is known on a day, by kind of unit; days are ordinals.

    ``cells`` are the units, and ``None`` for all that no unit of the plan has;
    ``possible`` are the cells to which new projects can fall. ``told`` is
    what the ``number`` of projects tell, by stage and minimum; ``so_far`` of them were signed in
    the period. ``years`` are the complete recorded years before, ``loud`` the days of bursts.
    """

    plan: Plan
    kind: str
    cells: Cells
    possible: frozenset[str | None]
    tiers: dict[str | None, int | None]
    number: int
    so_far: int
    told: Mapping[Key, Gathered]
    as_of: date
    calendar: Calendar
    bursts: Bursts
    loud: frozenset[int]
    years: tuple[tuple[int, int], ...]
    ways: Ways
    seed: int

    @property
    def today(self) -> int:
        """The last day that is known."""
        return self.as_of.toordinal()

    @property
    def start(self) -> int:
        """The first day of the plan's period."""
        return self.plan.start.toordinal()

    @property
    def end(self) -> int:
        """The last day of the plan's period."""
        return self.plan.end.toordinal()

    @property
    def length(self) -> float:
        """The plan's period in years."""
        return len(months(self.start, self.end)) / MONTHS

    @property
    def is_over(self) -> bool:
        """Whether nothing of the plan's period is left."""
        return self.today >= self.end


def world_of(  # noqa: PLR0913, PLR0917 - a report's facts, plan and question
    plan: Plan,
    kind: str,
    facts: Facts,
    as_of: date,
    seed: int,
    selection: Selection = ALL,
    indicators: Sequence[Indicator] | None = None,
    *,
    by_cell: bool = True,
) -> World:
    """What is known on ``as_of`` for the plan's units of ``kind`` (or groups), or all in one cell.

    ``selection`` says of which projects: what a filter leaves out gets no new ones. ``indicators``
    are those that are asked for, all by default.
    """
    tiers, homes = _homes(plan, kind) if by_cell else ({}, {})
    told: dict[Key, Gathered] = {}
    for each in plan.indicators if indicators is None else indicators:
        measure = measure_of(plan, each, as_of)
        if key_of(measure) not in told:
            told[key_of(measure)] = gathered(
                measure, facts.told[key_of(measure)], homes.get, facts.number
            )
    cells = (*tiers, None)
    # With a filter new ones can fall only where it keeps any.
    possible = frozenset(map(homes.get, facts.codes) if selection.is_part else cells)
    world = (plan, kind, cells, possible, tiers, facts.number, facts.so_far, told, as_of)
    ways = watched(facts.courses, as_of.toordinal()).ways()
    return World(*world, *_pulse(facts.came, plan, as_of.toordinal()), ways, seed)


def _homes(plan: Plan, kind: str) -> tuple[dict[str | None, int | None], dict[str, str]]:
    """The tiers of the cells of a kind, and the cells of recorded codes."""
    if kind in UNIT_KINDS:
        homes = {code: unit.code for code, unit in plan.homes(kind).items()}
        return {unit.code: unit.tier for unit in plan.units_of(kind)}, homes
    terms = plan.groups if kind == "group" else plan.vocabularies.get(kind, ())
    return {term.code: None for term in terms}, {term.code: term.code for term in terms}


def _pulse(
    came: Mapping[int, tuple[int, int]], plan: Plan, today: int
) -> tuple[Calendar, Bursts, frozenset[int], tuple[tuple[int, int], ...]]:
    """When projects come: the rhythm of the period, bursts, their days, and the years before."""
    days = Counter({day: some for day, (some, _) in came.items()})
    # Of projects whose month alone is known, the day tells nothing.
    exact = Counter({day: sure for day, (_, sure) in came.items() if sure})
    start, until = plan.start.toordinal(), min(today, plan.end.toordinal())
    years = tuple(complete_years(days, plan.start, today))
    earlier = tuple(bursts_of(exact, *year, 1.0) for year in years)
    loud = frozenset(burst.day for year in earlier for burst in year)
    now = Counter({day: some for day, some in exact.items() if start <= day <= until})
    loud |= burst_days(now, until - start + 1)
    quiet = Counter({day: some for day, some in days.items() if day not in loud})
    calendar = calendar_of(rhythm_of(quiet, plan.start, until), plan.start, plan.end)
    length = len(months(start, plan.end.toordinal())) / MONTHS
    bursts = bursts_of(exact, start, until, calendar.part(start, until) * length)
    return calendar, Bursts(bursts, earlier), loud, years
