"""From what a ledger knows on a day to the year ends of each unit in one indicator."""

import math
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from qzinvest.model.counting import COUNTED, Measure, measure_of, usual_part
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Indicator
from qzinvest.model.stage import Stage
from qzinvest.reports.forecast_course import (
    Course,
    course_of,
    gone_of,
    latest,
    steps_of,
    ways_of,
)
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
from qzinvest.reports.forecast_season import months
from qzinvest.reports.forecast_world import World, ended

TURNS, TURNS_AHEAD = 0.012, 0.02
"""Variance of what may turn in a city within the year, of which no month so far tells: in any case,
and for a whole year ahead."""
OPEN_DOUBT = 0.02
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
    """An indicator's year ends by cell; ``ends`` is ``None`` where nothing tells of the future."""

    actual: dict[str | None, int]
    ends: dict[str | None, tuple[int, ...]] | None
    open: tuple[Open, ...]


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
        known = tuple(ended(passage, world.plan) for passage in known)
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
    rates = rates_of([_cell(process, cell) for cell in world.cells], elapsed, world.length)
    sizes = _sizes(process) if with_sums else None
    if rates is None or world.is_over:
        return dict.fromkeys(world.cells, Ends((), ()))
    # Text seeds give the same numbers under every Python.
    dice = Random(f"{world.seed} {process.course.goal.code} {process.measure.minimum}")  # noqa: S311 - no secret
    luck = luck_of(dice, _doubt(world, rates), _open_doubt(process), sizes)
    unknown, known = _weights(process)
    pull = _pull(process, known * sum(rate.mean for rate in rates.cells))
    luck = luck._replace(open=tuple(won * pull for won in luck.open))
    ends = {
        cell: ends_of(dice, stock._replace(weight=unknown), luck, sizes)
        for cell, stock in _stocks(process, rates, sizes).items()
    }
    if with_sums and sizes is None:
        return {cell: Ends(end.counts, ()) for cell, end in ends.items()}
    return ends


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


def _doubt(world: World, rates: Rates) -> float:
    """The variance that all units share."""
    calendar = world.calendar
    months_ = calendar.doubt(world.today + 1, world.end) + calendar.doubt(world.start, world.today)
    ahead = calendar.part(world.today + 1, world.end)
    return months_ + TURNS + TURNS_AHEAD * ahead * world.length + rates.level


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
    world = process.world
    opened: dict[str | None, list[Chance]] = {cell: [] for cell in world.cells}
    homeless = 0.0
    for each in process.open:
        if _is_homeless(world, each):
            homeless += each.chance
        else:
            opened[world.cell(each.passage)].append(Chance(each.chance, each.brings))
    ahead = world.calendar.part(world.today + 1, world.end)
    whim = rates.whim / max(4 * ahead * world.length, 1)
    own = zip(world.cells, rates.cells, strict=True)
    total = sum(rate.mean for cell, rate in own if cell is not None) or 1.0
    return {
        cell: _stock(process, cell, sizes)._replace(
            open=tuple(opened[cell]),
            rate=rate.doubted(whim),
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
