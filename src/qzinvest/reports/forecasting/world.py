"""What a forecast knows: the projects as they stood on a day, and what they tell of the year."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from qzinvest.model.counting import measure_of
from qzinvest.model.passage import Passage
from qzinvest.model.plan import UNIT_KINDS, Indicator, Plan
from qzinvest.model.selection import Selection
from qzinvest.model.stage import STAGES, Stage
from qzinvest.reports.forecasting.bursts import Bursts, burst_days, bursts_of
from qzinvest.reports.forecasting.course import Watched, Ways
from qzinvest.reports.forecasting.gathered import Gathered
from qzinvest.reports.forecasting.season import (
    MONTHS,
    Calendar,
    calendar_of,
    complete_years,
    months,
    rhythm_of,
)

ALL = Selection()
Cells = tuple[str | None, ...]


class World(NamedTuple):
    """What is known on a day, by kind of unit; days are ordinals.

    ``cells`` are the units, and ``None`` for all that no unit of the plan has;
    ``possible`` are the cells to which new projects can fall. ``gathered`` is
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
    gathered: Mapping[tuple[Stage, int], Gathered]
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


_CODES = {stage: stage.code for stage in STAGES}
_UNSIGNED = {stage.code: None for stage in STAGES if stage >= Stage.SIGNED}


def known_on(passage: Passage, day: int) -> Passage | None:
    """What a passage was on a day; nothing of one that begins later."""
    days = passage.days
    if days[0] is None or days[0] > day:
        return None
    dropped = None if passage.dropped is None or passage.dropped > day else passage.dropped
    if passage.payments and passage.payments[-1][0] > day:
        known = tuple(each for each in passage.payments if each[0] <= day)
        passage = passage._replace(payments=known)
    if dropped == passage.dropped and max(filter(None, days)) <= day:
        return passage
    fields: dict[str, int | None] = {"dropped": dropped}
    for stage, at in zip(STAGES, days, strict=True):
        if at is None or at > day:
            # What a milestone brings is not known before it: then the total investment stands.
            code = _CODES[stage]
            fields[code] = None
            if stage != Stage.FUNDED:
                fields[f"{code}_sum"] = passage.amount
    signing = None if "signed" in fields else passage.signing
    return passage._replace(signing=signing, **fields)  # type: ignore[arg-type]


def world_of(  # noqa: PLR0913, PLR0917 - a report's facts, plan and question
    plan: Plan,
    kind: str,
    passages: Iterable[Passage],
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
    today = as_of.toordinal()
    tiers, homes = _homes(plan, kind) if by_cell else ({}, {})
    place = Passage._fields.index(kind)

    def cell(passage: Passage) -> str | None:
        code: str | None = passage[place]  # type: ignore[assignment]  # a code's column
        return homes.get(code or "")

    crowd = _Crowd(cell, plan.start.toordinal(), today)
    over = as_of >= plan.end
    gathered = {
        (each.stage, each.minimum): Gathered(
            measure_of(plan, each, as_of), cell, today, is_over=over
        )
        for each in reversed(plan.indicators if indicators is None else indicators)
    }
    for passage in passages:
        known = known_on(passage, today)
        if known is not None:
            counting = ended(known, plan)
            crowd.take(known, counting)
            for each in gathered.values():
                each.take(known, counting)
    cells = (*tiers, None)
    # With a filter new ones can fall only where it keeps any.
    possible = frozenset(crowd.cells if selection.is_part else cells)
    world = (plan, kind, cells, possible, tiers, crowd.number, crowd.so_far, gathered, as_of)
    return World(*world, *_pulse(crowd.came, plan, today), crowd.watched.ways(), seed)


def _homes(plan: Plan, kind: str) -> tuple[dict[str | None, int | None], dict[str, str]]:
    """The tiers of the cells of a kind, and the cells of recorded codes."""
    if kind in UNIT_KINDS:
        homes = {code: unit.code for code, unit in plan.homes(kind).items()}
        return {unit.code: unit.tier for unit in plan.units_of(kind)}, homes
    terms = plan.groups if kind == "group" else plan.vocabularies.get(kind, ())
    return {term.code: None for term in terms}, {term.code: term.code for term in terms}


class _Crowd:
    """What all projects tell together, put in one by one.

    Attributes:
        number: how many they are.
        so_far: how many of them were signed in the period, whether that counts or not.
        cells: those of any.
        came: how many were signed so that it counts, by day and whether that was recorded.
        watched: how they went on.
    """

    def __init__(self, cell: Callable[[Passage], str | None], start: int, today: int) -> None:
        """``cell`` is that of a project, ``start`` the first day of the period."""
        self._cell, self._start = cell, start
        self.number = self.so_far = 0
        self.cells = set[str | None]()
        self.came = Counter[tuple[int, bool]]()
        self.watched = Watched(today)

    def take(self, known: Passage, counting: Passage) -> None:
        """Put in a project as it is known, and the same with what counts as its end."""
        self.number += 1
        self.cells.add(self._cell(known))
        if known.signed is not None and known.signed >= self._start:
            self.so_far += 1
        if counting.signed is not None:
            self.came[counting.signed, counting.was_recorded(Stage.SIGNED)] += 1
        self.watched.take(counting.days, counting.dropped)


def _pulse(
    came: Counter[tuple[int, bool]], plan: Plan, today: int
) -> tuple[Calendar, Bursts, frozenset[int], tuple[tuple[int, int], ...]]:
    """When projects come: the rhythm of the period, bursts, their days, and the years before."""
    days = [day for day, _ in came.elements()]
    # Of projects whose month alone is known, the day tells nothing.
    exact = [day for day, sure in came.elements() if sure]
    start, until = plan.start.toordinal(), min(today, plan.end.toordinal())
    years = tuple(complete_years(days, plan.start, today))
    earlier = tuple(bursts_of(exact, *year, 1.0) for year in years)
    loud = frozenset(burst.day for year in earlier for burst in year)
    loud |= burst_days([day for day in exact if start <= day <= until], until - start + 1)
    rhythm = rhythm_of([day for day in days if day not in loud], plan.start, until)
    calendar = calendar_of(rhythm, plan.start, plan.end)
    length = len(months(start, plan.end.toordinal())) / MONTHS
    now = bursts_of(exact, start, until, calendar.part(start, until) * length)
    return calendar, Bursts(now, earlier), loud, years


def ended(passage: Passage, plan: Plan) -> Passage:
    """A passage for which a signing that does not count is the end, as a drop would be."""
    if passage.signed is None or passage.signing in plan.rules.signings:
        return passage
    return passage._replace(dropped=passage.signed, **_UNSIGNED)  # type: ignore[arg-type]
