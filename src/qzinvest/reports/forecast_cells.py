"""From what a ledger knows on a day to the year ends of each unit in one indicator."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from qzinvest.model.counting import COUNTED, Measure, measure_of
from qzinvest.model.passage import Passage
from qzinvest.model.plan import UNIT_KINDS, Indicator, Plan
from qzinvest.model.stage import STAGES, Stage
from qzinvest.reports.forecast_course import Course, Ways, course_of, latest, steps_of, ways_of
from qzinvest.reports.forecast_draws import (
    Chance,
    Ends,
    Sizes,
    Stock,
    ends_of,
    luck_of,
    own_sizes,
    sizes_of,
)
from qzinvest.reports.forecast_rates import Cell, Rate, Rates, rates_of
from qzinvest.reports.forecast_season import (
    Calendar,
    calendar_of,
    complete_years,
    months,
    rhythm_of,
)

TURNS = 0.012
"""Variance of what may turn in a city within the year, of which no month so far tells."""
OPEN_DOUBT = 0.02
"""Variance of how open projects go on compared with those before them, besides chance."""
LEAST_SIZES = 5
"""So many sizes must be known before a sum is forecast."""
NOTED = 1000
"""How many of the newest signings tell how long before them projects are noted."""

Cells = tuple[str | None, ...]


class World(NamedTuple):
    """What is known on a day, by kind of unit; days are ordinals.

    ``cells`` are the units, and ``None`` for all that no unit of the plan has. ``known`` holds the
    passages as they stood on the day. ``years`` are the complete recorded years before.
    """

    plan: Plan
    kind: str
    cells: Cells
    tiers: dict[str | None, int | None]
    known: tuple[Passage, ...]
    as_of: date
    calendar: Calendar
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
    def is_over(self) -> bool:
        """Whether nothing of the plan's period is left."""
        return self.today >= self.end

    def cell(self, passage: Passage) -> str | None:
        """The cell of a passage."""
        unit = getattr(passage, self.kind)
        return unit if unit in self.tiers else None


class Open(NamedTuple):
    """A project that may yet come to count: its stage, and what it would bring."""

    passage: Passage
    stage: Stage
    chance: float
    brings: int


class Outcome(NamedTuple):
    """An indicator's year ends by cell; ``ends`` is ``None`` where nothing tells of the future."""

    actual: dict[str | None, int]
    ends: dict[str | None, tuple[int, ...]] | None
    open: tuple[Open, ...]


def known_on(passage: Passage, day: int) -> Passage | None:
    """What a passage was on a day; nothing of one that begins later."""
    days = passage.days
    if days[0] is None or days[0] > day:
        return None
    dropped = None if passage.dropped is None or passage.dropped > day else passage.dropped
    if dropped == passage.dropped and max(filter(None, days)) <= day:
        return passage
    past = [at if at is not None and at <= day else None for at in days]
    signing = passage.signing if past[Stage.SIGNED - 1] is not None else None
    named = {stage.code: at for stage, at in zip(STAGES, past, strict=True)}
    return passage._replace(signing=signing, dropped=dropped, **named)  # type: ignore[arg-type]


def world_of(plan: Plan, kind: str, passages: Iterable[Passage], as_of: date, seed: int) -> World:
    """What is known on ``as_of`` for the plan's units of ``kind`` (or groups)."""
    today = as_of.toordinal()
    known = tuple(k for p in passages if (k := known_on(p, today)) is not None)
    counting = tuple(_ended(passage, plan) for passage in known)
    days = [p.signed for p in counting if p.signed is not None]
    rhythm = rhythm_of(days, plan.start, min(today, plan.end.toordinal()))
    tiers: dict[str | None, int | None] = {unit.code: unit.tier for unit in plan.units_of(kind)}
    if kind not in UNIT_KINDS:
        terms = plan.groups if kind == "group" else plan.vocabularies.get(kind, ())
        tiers = {term.code: None for term in terms}
    return World(
        plan,
        kind,
        (*tiers, None),
        tiers,
        known,
        as_of,
        calendar_of(rhythm, plan.start, plan.end),
        tuple(complete_years(days, plan.start)),
        ways_of(counting, today),
        seed,
    )


def _ended(passage: Passage, plan: Plan) -> Passage:
    """A passage for which a signing that does not count is the end, as a drop would be."""
    if passage.signed is None or passage.signing in plan.rules.signings:
        return passage
    gone = dict.fromkeys((s.code for s in STAGES if s >= Stage.SIGNED), None)
    return passage._replace(dropped=passage.signed, **gone)  # type: ignore[arg-type]


class Process(NamedTuple):
    """All that the indicators of one stage and minimum share."""

    world: World
    measure: Measure
    fitting: tuple[Passage, ...]
    course: Course
    base: Stage
    arrivals: Mapping[str | None, Sequence[Passage]]
    counted: Mapping[str | None, Sequence[Passage]]
    open: tuple[Open, ...]


def process_of(world: World, indicator: Indicator) -> Process:
    """Gather what bears on an indicator."""
    measure = measure_of(world.plan, indicator, world.as_of)
    goal, base = indicator.stage, min(indicator.stage, Stage.SIGNED)
    known = world.known
    if goal >= Stage.SIGNED:
        known = tuple(_ended(passage, world.plan) for passage in known)
    fitting = tuple(p for p in known if _fits(p, measure))
    ways = world.ways if len(fitting) == len(known) else ways_of(fitting, world.today, world.ways)
    course = course_of(ways, goal, max(world.end - world.today, 0))
    return Process(
        world,
        measure,
        fitting,
        course,
        base,
        _by_cell(world, (p for p in fitting if p.reached(base) is not None)),
        _by_cell(world, (p for p in fitting if measure.verdict(p) == COUNTED)),
        () if world.is_over else tuple(_open(world, fitting, course)),
    )


def _by_cell(world: World, passages: Iterable[Passage]) -> dict[str | None, list[Passage]]:
    found: dict[str | None, list[Passage]] = {cell: [] for cell in world.cells}
    for passage in passages:
        found[world.cell(passage)].append(passage)
    return found


def _fits(passage: Passage, measure: Measure) -> bool:
    """Whether a passage counts, or may come to count, by its size and channel."""
    barred = measure.barred is not None and passage.channel == measure.barred
    return passage.amount >= measure.minimum and not barred


def _open(world: World, fitting: Sequence[Passage], course: Course) -> Iterable[Open]:
    """The open projects with their chances, each computed once a stage and age."""
    steps = steps_of(world.end - world.today)
    before = round(max(world.start - 1 - world.today, 0) / course.days)
    ratio = _paid_ratio(fitting)
    chances: dict[tuple[Stage, int], float] = {}
    for passage in fitting:
        if passage.dropped is not None or passage.reached(course.goal) is not None:
            continue
        stage = latest(passage)
        age = world.today - (passage.reached(stage) or 0)
        if (stage, age) not in chances:
            earlier = course.reaching(stage, age, before) if before > 0 else 0.0
            chances[stage, age] = course.reaching(stage, age, steps) - earlier
        brings = passage.brings(course.goal)
        if course.goal == Stage.FUNDED and not brings:
            brings = int(passage.amount * ratio)
        yield Open(passage, stage, max(chances[stage, age], 0.0), brings)


def _paid_ratio(fitting: Sequence[Passage]) -> float:
    """What part of its amount a project pays in, on average."""
    paid = [p for p in fitting if p.funded is not None]
    amount = sum(p.amount for p in paid)
    return sum(p.funded_sum for p in paid) / amount if amount else 0.0


def outcomes(world: World, indicators: Sequence[Indicator]) -> dict[str, Outcome]:
    """The outcomes by indicator; those of one stage and minimum come from the same draws."""
    alike: dict[tuple[Stage, int], list[Indicator]] = {}
    for each in indicators:
        alike.setdefault((each.stage, each.minimum), []).append(each)
    found: dict[str, Outcome] = {}
    for some in alike.values():
        found |= outcome(process_of(world, some[0]), some)
    return found


def outcome(process: Process, indicators: Sequence[Indicator]) -> dict[str, Outcome]:
    """The outcomes of all indicators of one process, by code, from the same draws."""
    stage = process.course.goal
    ends = ends_by_cell(process, with_sums=any(i.measure == "sum" for i in indicators))
    found = {}
    for indicator in indicators:
        place = int(indicator.measure == "sum")
        actual = {
            cell: sum(p.brings(stage) for p in mine) if place else len(mine)
            for cell, mine in process.counted.items()
        }
        drawn = {cell: end[place] for cell, end in ends.items()}
        known = all(drawn.values())
        found[indicator.code] = Outcome(actual, drawn if known else None, process.open)
    return found


def ends_by_cell(process: Process, *, with_sums: bool) -> dict[str | None, Ends]:
    """Draw every cell's year ends; empty ones where nothing tells of the future."""
    world = process.world
    elapsed = world.calendar.part(world.start, world.today)
    rates = rates_of([_cell(process, cell) for cell in world.cells], elapsed)
    sizes = _sizes(process) if with_sums else None
    if rates is None or world.is_over:
        return dict.fromkeys(world.cells, Ends((), ()))
    # Text seeds give the same numbers under every Python.
    dice = Random(f"{world.seed} {process.course.goal.code} {process.measure.minimum}")  # noqa: S311 - no secret
    luck = luck_of(dice, _doubt(world, rates), _open_doubt(process), sizes)
    ends = {
        cell: ends_of(dice, stock, luck, sizes)
        for cell, stock in _stocks(process, rates, sizes).items()
    }
    if with_sums and sizes is None:
        return {cell: Ends(end.counts, ()) for cell, end in ends.items()}
    return ends


def _doubt(world: World, rates: Rates) -> float:
    """The variance that all units share."""
    calendar = world.calendar
    months_ = calendar.doubt(world.today + 1, world.end) + calendar.doubt(world.start, world.today)
    return months_ + TURNS + rates.level


def _open_doubt(process: Process) -> float:
    goal = process.course.goal
    return OPEN_DOUBT + 1 / (process.course.ways.seen[Stage(max(goal - 1, 1))] + 4)


def _cell(process: Process, cell: str | None) -> Cell:
    """What one cell has signed, or brought to the stage that new projects begin with."""
    world, base = process.world, process.base
    days = [day for p in process.arrivals[cell] if (day := p.reached(base))]

    def within(since: int, until: int) -> int:
        return sum(since <= day <= until for day in days)

    spans = [quarter for year in reversed(world.years) for quarter in _quarters(*year)]
    spans += [q for q in _quarters(world.start, world.end) if q[1] <= world.today]
    return Cell(
        cell is not None,
        world.tiers.get(cell),
        within(world.start, min(world.today, world.end)),
        tuple(within(*year) for year in world.years),
        tuple(within(*span) for span in spans),
    )


def _quarters(since: int, until: int) -> list[tuple[int, int]]:
    spans = months(since, until)
    return [(spans[i][0], spans[min(i + 2, len(spans) - 1)][1]) for i in range(0, len(spans), 3)]


def _sizes(process: Process) -> Sizes | None:
    """The sizes of a city's projects, if enough of them are known."""
    observed = _brought(process, (p for mine in process.arrivals.values() for p in mine))
    return sizes_of(observed) if len(observed) >= LEAST_SIZES else None


def _brought(process: Process, passages: Iterable[Passage]) -> list[int]:
    goal = process.course.goal
    reached_only = goal == Stage.FUNDED
    return [p.brings(goal) for p in passages if not reached_only or p.reached(goal) is not None]


def _stocks(process: Process, rates: Rates, sizes: Sizes | None) -> dict[str | None, Stock]:
    """What each cell has at hand."""
    world, weight = process.world, _weight(process)
    opened: dict[str | None, list[Chance]] = {cell: [] for cell in world.cells}
    homeless = 0.0
    for each in process.open:
        if _is_homeless(world, each):
            homeless += each.chance
        else:
            opened[world.cell(each.passage)].append(Chance(each.chance, each.brings))
    ahead = world.calendar.part(world.today + 1, world.end)
    whim = rates.whim / max(4 * ahead, 1)
    own = zip(world.cells, rates.cells, strict=True)
    total = sum(rate.mean for cell, rate in own if cell is not None) or 1.0
    return {
        cell: _stock(process, cell, sizes)._replace(
            open=tuple(opened[cell]),
            rate=rate.doubted(whim),
            weight=weight,
            more=homeless * rate.mean / total if cell is not None else 0.0,
        )
        for cell, rate in zip(world.cells, rates.cells, strict=True)
    }


def _stock(process: Process, cell: str | None, sizes: Sizes | None) -> Stock:
    """What counts of one cell today, and its sizes."""
    world, course = process.world, process.course
    goal, steps = course.goal, steps_of(world.end - world.today)
    mine = process.counted[cell]
    stays: dict[int, float] = {}
    kept = []
    for passage in mine:
        age = world.today - (passage.reached(goal) or 0)
        if age not in stays:
            stays[age] = course.staying(age, steps)
        kept.append(Chance(1 - stays[age], passage.brings(goal)))
    mean, part = 0.0, (1.0, 1.0)
    if sizes is not None:
        mean, part = own_sizes(_brought(process, process.arrivals[cell]), sizes)
    come = sum(each.size for each in kept)
    return Stock(len(mine), come, tuple(kept), (), Rate(1.0, 1.0), 0.0, 0.0, mean, part)


def _is_homeless(world: World, open_: Open) -> bool:
    """Whether an open project will have a district once it is signed, but has none yet."""
    return (
        world.kind == "district"
        and open_.stage < Stage.SIGNED
        and world.cell(open_.passage) is None
    )


def _weight(process: Process) -> float:
    """The part of a period's new projects that is still to come, and will come to count."""
    world, course = process.world, process.course
    steps = steps_of(world.end - world.today)
    fresh = _fresh(process, [(n + 0.5) * course.days for n in range(steps)])
    weight = 0.0
    for n in range(steps):
        since = world.today + 1 + round(n * course.days)
        part = world.calendar.part(since, world.today + round((n + 1) * course.days))
        after = course.arriving[process.base]
        weight += part * fresh[n] * (after[steps - n - 1] + after[steps - n]) / 2
    return weight


def _fresh(process: Process, ahead: Sequence[float]) -> list[float]:
    """The part of projects so many days ahead that the ledger does not know yet today."""
    base = process.base
    first = min((p.lead or 0 for p in process.fitting), default=0)
    notes = sorted(
        (day, day - p.lead)
        for mine in process.arrivals.values()
        for p in mine
        if (day := p.reached(base)) and p.lead
    )[-NOTED:]
    found: list[float] = []
    for days in ahead:
        told = [noted for day, noted in notes if day - first >= days]
        if told or not found:
            found.append((sum(noted <= days for noted in told) + 1) / (len(told) + 1))
        else:
            found.append(found[-1])
    return found
