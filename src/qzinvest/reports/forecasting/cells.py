"""From what a ledger knows on a day to the year ends of each unit in one indicator."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qzinvest.model.counting import COUNTED, Measure, measure_of, usual_part
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Indicator
from qzinvest.model.stage import Stage
from qzinvest.reports.forecasting.bursts import YEAR, drawn
from qzinvest.reports.forecasting.course import (
    Course,
    course_of,
    gone_of,
    latest,
    steps_of,
    ways_of,
)
from qzinvest.reports.forecasting.draws import DRAWS, Past, Prospect, fates_of, level_of, streams_of
from qzinvest.reports.forecasting.rates import Cell, rates_of
from qzinvest.reports.forecasting.season import months
from qzinvest.reports.forecasting.shares import NOWHERE, Division, Ends, Known, Portion, divided
from qzinvest.reports.forecasting.sizes import Sizes, own_sizes, sizes_of
from qzinvest.reports.forecasting.world import World

OPEN_DOUBT = 0.04
"""Variance of how open projects go on compared with those before them, besides chance."""
PULL = 0.5
"""How far open projects are taken to keep the pace of the year rather than that of their ages."""
LEAST_SIZES = 5
"""So many sizes must be known before a sum is forecast."""
NOTED = 1000
"""How many of the newest signings tell how long before them projects are noted."""


class Open(NamedTuple):
    """A project that may yet come to count: its stage, and what it would bring."""

    passage: Passage
    stage: Stage
    chance: float
    brings: int


class Outcome(NamedTuple):
    """An indicator by cell: its year ends, and the projects that may yet come to count.

    ``ends`` is ``None`` where nothing tells of the future.
    """

    actual: dict[str | None, int]
    ends: dict[str | None, tuple[int, ...]] | None
    open: dict[str | None, list[Open]]


class Process(NamedTuple):
    """All that the indicators of one stage and minimum share, whatever the view.

    ``arrivals`` came to the stage that new projects begin with, ``counted`` count today.
    """

    world: World
    measure: Measure
    fitting: tuple[Passage, ...]
    course: Course
    base: Stage
    arrivals: tuple[Passage, ...]
    counted: tuple[Passage, ...]
    open: tuple[Open, ...]


def process_of(world: World, indicator: Indicator) -> Process:
    """Gather what bears on an indicator."""
    measure = measure_of(world.plan, indicator, world.as_of)
    goal, base = indicator.stage, min(indicator.stage, Stage.SIGNED)
    known = world.counting if goal >= Stage.SIGNED else world.known
    fitting = tuple(p for p in known if _fits(p, measure))
    ways = world.ways if len(fitting) == len(known) else ways_of(fitting, world.today, world.ways)
    gone = gone_of(fitting, goal, world.today)
    course = course_of(ways, goal, gone, max(world.end - world.today, 0))
    return Process(
        world,
        measure,
        fitting,
        course,
        base,
        tuple(p for p in fitting if p.reached(base) is not None),
        tuple(p for p in fitting if measure.verdict(p) == COUNTED),
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
    ratio = usual_part(fitting, world.today) or 0
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
    world, stage = process.world, process.course.goal
    mine = _by_cell(world, process.counted)
    opened: dict[str | None, list[Open]] = {cell: [] for cell in world.cells}
    for each in process.open:
        opened[world.cell(each.passage)].append(each)
    changes = changes_of(process)
    found = {}
    for indicator in indicators:
        place = int(indicator.measure == "sum")
        actual = {
            cell: sum(p.brings(stage) for p in some) if place else len(some)
            for cell, some in mine.items()
        }
        ends = None
        if changes is not None and all(change[place] for change in changes.values()):
            ends = {
                cell: tuple(now + change for change in changes[cell][place])
                for cell, now in actual.items()
            }
        found[indicator.code] = Outcome(actual, ends, opened)
    return found


def changes_of(process: Process) -> Mapping[str | None, Ends] | None:
    """Draw what changes in every cell until the year's end.

    ``None`` where nothing tells of the future: nothing ever came to count. Sums are empty where too
    few sizes are known.
    """
    world, goal = process.world, process.course.goal
    if world.is_over or not any(p.reached(goal) is not None for p in process.fitting):
        return None
    level = level_of(_past(process), world.calendar)
    if level is None:
        return None
    observed = _brought(process, process.arrivals)
    sizes = sizes_of(observed) if len(observed) >= LEAST_SIZES else None
    unknown, known = _weights(process)
    ahead = world.calendar.part(world.today + 1, world.end)
    prospect = Prospect(
        _losses(process),
        [each.chance for each in process.open],
        level,
        unknown,
        [burst / ahead for burst in _bursts(world)],
        _pull(process, known * level.middle),
        _open_doubt(process),
        sizes,
    )
    stream = (world.seed, goal.code, process.measure.minimum)
    fates = fates_of(prospect, streams_of(*stream))
    changes = divided(_division(process, sizes), fates, streams_of(*stream, world.kind))
    if sizes is None:
        return {cell: Ends(each.counts, []) for cell, each in changes.items()}
    return changes


def _bursts(world: World) -> list[float]:
    """What bursts bring in each draw, as a part of a period; the same to all indicators."""
    elapsed = max(min(world.today, world.end) - world.start + 1, 0) / YEAR
    dice = streams_of(world.seed)("bursts")
    return [
        drawn(world.bursts, world.today, world.end, elapsed, dice) / world.length
        for _ in range(DRAWS)
    ]


def _past(process: Process) -> Past:
    """What the city's new projects tell of their level."""
    world, base = process.world, process.base
    came = [
        (day, p.was_recorded(base))
        for p in process.arrivals
        if (day := p.reached(base)) and day not in world.loud
    ]
    now = [(day, sure) for day, sure in came if world.start <= day <= min(world.today, world.end)]
    return Past(
        [day for day, _ in now],
        [day for day, sure in now if sure],
        [sum(first <= day <= last for day, _ in came) for first, last in world.years],
        world.length,
        world.today,
        world.start,
        world.end,
    )


def _losses(process: Process) -> list[float]:
    """The chance of each project that counts today to be dropped, computed once an age."""
    world, course = process.world, process.course
    steps = steps_of(world.end - world.today)
    goes: dict[int, float] = {}
    found = []
    for passage in process.counted:
        age = world.today - (passage.reached(course.goal) or 0)
        if age not in goes:
            goes[age] = 1 - course.staying(age, steps)
        found.append(goes[age])
    return found


def _pull(process: Process, due: float) -> float:
    """By what factor open projects will go on faster than those before them.

    Their ages say how many of them will be signed; so do the rates of the year, from what part of
    the signings was noted before. The truth is taken to lie between the two.

    Args:
        due: how many signings of open projects the rates lead to expect.
    """
    if process.course.goal != process.base:
        return 1.0
    won = sum(each.chance for each in process.open)
    return math.pow((due + 1) / (won + 1), PULL)


def _open_doubt(process: Process) -> float:
    goal = process.course.goal
    return OPEN_DOUBT + 1 / (process.course.ways.seen[Stage(max(goal - 1, 1))] + 4)


def _division(process: Process, sizes: Sizes | None) -> Division:
    """What the cells of the view divide the city's draws by."""
    world, goal = process.world, process.course.goal
    places = {cell: place for place, cell in enumerate(world.cells)}

    def goes_to(each: Open) -> int:
        return NOWHERE if _is_homeless(world, each) else places[world.cell(each.passage)]

    return Division(
        _portions(process, sizes),
        [Known(places[world.cell(p)], p.brings(goal)) for p in process.counted],
        [Known(goes_to(each), each.brings) for each in process.open],
        sizes,
    )


def _portions(process: Process, sizes: Sizes | None) -> list[Portion]:
    world = process.world
    arrivals = _by_cell(world, process.arrivals)
    elapsed = world.calendar.part(world.start, world.today)
    cells = [_cell(process, cell, arrivals[cell]) for cell in world.cells]
    rates = rates_of(cells, elapsed, world.length)
    ahead = world.calendar.part(world.today + 1, world.end)
    whim = rates.whim / max(4 * ahead * world.length, 1)
    return [
        Portion(
            cell,
            # Of those that name no unit more come only where some came.
            rate.doubted(whim) if cell in world.possible and (cell or arrivals[cell]) else None,
            own_sizes(_brought(process, arrivals[cell]), sizes) if sizes else None,
        )
        for cell, rate in zip(world.cells, rates.cells, strict=True)
    ]


def _cell(process: Process, cell: str | None, arrivals: Sequence[Passage]) -> Cell:
    """What one cell has signed, or brought to the stage that new projects begin with."""
    world, base = process.world, process.base
    came = (p.reached(base) for p in arrivals)
    days = sorted(day for day in came if day and day not in world.loud)

    def within(since: int, until: int) -> int:
        return bisect_right(days, until) - bisect_left(days, since)

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


def _brought(process: Process, passages: Iterable[Passage]) -> list[int]:
    goal = process.course.goal
    reached_only = goal == Stage.FUNDED
    return [p.brings(goal) for p in passages if not reached_only or p.reached(goal) is not None]


def _is_homeless(world: World, open_: Open) -> bool:
    """Whether an open project will have a district once it is signed, but has none yet."""
    return (
        world.kind == "district"
        and open_.stage < Stage.SIGNED
        and world.cell(open_.passage) is None
    )


def _weights(process: Process) -> tuple[float, float]:
    """The parts of a period's new projects that are still to come, and will come to count.

    First of those that the ledger does not know yet, then of those that it does.
    """
    world, course = process.world, process.course
    steps = steps_of(world.end - world.today)
    fresh = _fresh(process, [(n + 0.5) * course.days for n in range(steps)])
    unknown = known = 0.0
    after = course.arriving[process.base]
    for n in range(steps):
        since = world.today + 1 + round(n * course.days)
        part = world.calendar.part(since, world.today + round((n + 1) * course.days))
        part *= (after[steps - n - 1] + after[steps - n]) / 2
        unknown += part * fresh[n]
        known += part * (1 - fresh[n])
    return unknown, known


def _fresh(process: Process, ahead: Sequence[float]) -> list[float]:
    """The part of projects so many days ahead that the ledger does not know yet today."""
    base = process.base
    first = min((p.lead or 0 for p in process.fitting), default=0)
    notes = sorted(
        (day, day - p.lead) for p in process.arrivals if (day := p.reached(base)) and p.lead
    )[-NOTED:]
    found: list[float] = []
    for days in ahead:
        told = [noted for day, noted in notes if day - first >= days]
        if told or not found:
            found.append((sum(noted <= days for noted in told) + 1) / (len(told) + 1))
        else:
            found.append(found[-1])
    return found
