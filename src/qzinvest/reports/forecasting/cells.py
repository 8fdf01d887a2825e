"""From what a ledger knows on a day to the year ends of each unit in one indicator."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from qzinvest.model.plan import Indicator
from qzinvest.model.stage import Stage
from qzinvest.reports.forecasting.bursts import YEAR, drawn
from qzinvest.reports.forecasting.course import Course, age_at, aged, course_of, steps_of
from qzinvest.reports.forecasting.draws import (
    DRAWS,
    Fate,
    Past,
    Prospect,
    fates_of,
    level_of,
    streams_of,
)
from qzinvest.reports.forecasting.gathered import Gathered, Kept, Waiting
from qzinvest.reports.forecasting.lots import Known, known
from qzinvest.reports.forecasting.rates import Cell, rates_of
from qzinvest.reports.forecasting.season import months
from qzinvest.reports.forecasting.shares import NOWHERE, Division, Ends, Portion, divided
from qzinvest.reports.forecasting.sizes import Sizes, own_sizes, sizes_of
from qzinvest.reports.forecasting.world import World

OPEN_DOUBT = 0.04
"""Variance of how open projects go on compared with those before them, besides chance."""
PULL = 0.5
"""How far open projects are taken to keep the pace of the year rather than that of their ages."""
LEAST_SIZES = 5
"""So many sizes must be known before a sum is forecast."""


class Open(NamedTuple):
    """A project that may yet come to count, and what it would bring."""

    project: Waiting
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
    """All that the indicators of one stage and minimum share.

    ``counted`` count today; ``bursts`` are those of the year in each draw.
    """

    world: World
    gathered: Gathered
    course: Course
    counted: Sequence[Kept]
    open: Sequence[Open]
    bursts: Sequence[float]

    @property
    def arrivals(self) -> Iterator[tuple[int, bool]]:
        """The days on which new projects came that were no bursts, and whether each is known."""
        came = (each for some in self.gathered.came.values() for each in some.elements())
        return (each for each in came if each[0] not in self.world.loud)


def process_of(world: World, indicator: Indicator, bursts: Sequence[float]) -> Process:
    """Gather what bears on an indicator."""
    gathered = world.gathered[indicator.stage, indicator.minimum]
    is_part = gathered.narrows and gathered.number != world.number
    ways = gathered.watched.ways(world.ways) if is_part else world.ways
    goal, horizon = indicator.stage, max(world.end - world.today, 0)
    course = course_of(ways, goal, gathered.stays.gone(), horizon)
    opened = tuple(_open(world, gathered, course))
    return Process(world, gathered, course, gathered.kept(), opened, bursts)


def _open(world: World, gathered: Gathered, course: Course) -> Iterable[Open]:
    """The open projects with their chances, each computed once a stage and step of age."""
    steps = steps_of(world.end - world.today)
    before = round(max(world.start - 1 - world.today, 0) / course.days)
    usual = gathered.usual
    chances: dict[tuple[Stage, int], float] = {}
    for project in gathered.open():
        stage, step = project.stage, aged(world.today - project.since)
        if (stage, step) not in chances:
            age = age_at(step)
            earlier = course.reaching(stage, age, before) if before > 0 else 0.0
            chances[stage, step] = max(course.reaching(stage, age, steps) - earlier, 0.0)
        brings = project.brings
        if course.goal == Stage.FUNDED and not brings:
            brings = int(project.amount * usual)
        yield Open(project, chances[stage, step], brings)


def outcomes(world: World, indicators: Sequence[Indicator]) -> dict[str, Outcome]:
    """The outcomes by indicator; those of one stage and minimum come from the same draws."""
    alike: dict[tuple[Stage, int], list[Indicator]] = {}
    for each in indicators:
        alike.setdefault((each.stage, each.minimum), []).append(each)
    found: dict[str, Outcome] = {}
    bursts = _bursts(world)
    for some in alike.values():
        found |= outcome(process_of(world, some[0], bursts), some)
    return found


def outcome(process: Process, indicators: Sequence[Indicator]) -> dict[str, Outcome]:
    """The outcomes of all indicators of one process, by code, from the same draws."""
    cells = process.world.cells
    counts, sums = (dict.fromkeys(cells, 0) for _ in range(2))
    for kept in process.counted:
        counts[kept.cell] += 1
        sums[kept.cell] += kept.brings
    opened: dict[str | None, list[Open]] = {cell: [] for cell in cells}
    for each in process.open:
        opened[each.project.cell].append(each)
    changes = changes_of(process)
    found = {}
    for indicator in indicators:
        place = int(indicator.measure == "sum")
        actual = sums if place else counts
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
    if world.is_over or not process.gathered.reached:
        return None
    level = level_of(_past(process), world.calendar)
    if level is None:
        return None
    sizes = _sizes(process.gathered)
    unknown, due = _weights(process)
    ahead = world.calendar.part(world.today + 1, world.end)
    kept, opened = _kept(process), _opened(process)
    prospect = Prospect(
        kept,
        opened,
        level,
        unknown,
        [burst / ahead for burst in process.bursts],
        _pull(process, due * level.middle),
        _open_doubt(process),
        sizes,
    )
    stream = (world.seed, goal.code, process.gathered.measure.minimum)
    fates = fates_of(prospect, streams_of(*stream))
    if len(world.cells) > 1:
        division = Division(_portions(process, sizes), kept, opened, sizes)
        changes = divided(division, fates, streams_of(*stream, world.kind))
    else:
        changes = {world.cells[0]: _together(kept, opened, fates)}
    if sizes is None:
        return {cell: Ends(each.counts, []) for cell, each in changes.items()}
    return changes


def _together(kept: Known, opened: Known, fates: Iterable[Fate]) -> Ends:
    """What the changes of all cells sum to, for they divide what is drawn of the city."""
    ends = Ends([], [])
    sizes = [[one.whole for one in known.ones] for known in (kept, opened)]
    for fate in fates:
        count, money = fate.new, sum(fate.big) + fate.small
        for sign, moved, whole in zip((-1, 1), (fate.lost, fate.won), sizes, strict=True):
            count += sign * (len(moved.ones) + moved.number)
            money += sign * (sum(map(whole.__getitem__, moved.ones)) + moved.money)
        ends.counts.append(count)
        ends.sums.append(money)
    return ends


def _sizes(gathered: Gathered) -> Sizes | None:
    """The sizes of what came, of the whole city; ``None`` where too few are known."""
    observed = [each for some in gathered.brought.values() for each in some]
    return sizes_of(observed) if len(observed) >= LEAST_SIZES else None


def _bursts(world: World) -> list[float]:
    """What bursts bring in each draw, as a part of a period; the same to all indicators."""
    elapsed = max(min(world.today, world.end) - world.start + 1, 0) / YEAR
    dice, length = streams_of(world.seed)("bursts"), world.length
    return [
        drawn(world.bursts, world.today, world.end, elapsed, dice) / length for _ in range(DRAWS)
    ]


def _past(process: Process) -> Past:
    """What the city's new projects tell of their level."""
    world = process.world
    came = list(process.arrivals)
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


def _kept(process: Process) -> Known:
    """What counts today, with the chances to be dropped, each computed once a step of age."""
    world, course = process.world, process.course
    places = {cell: place for place, cell in enumerate(world.cells)}
    steps = steps_of(world.end - world.today)
    goes: dict[int, float] = {}
    found = []
    for kept in process.counted:
        step = aged(world.today - kept.since)
        if step not in goes:
            goes[step] = 1 - course.staying(age_at(step), steps)
        found.append((places[kept.cell], goes[step], kept.brings))
    return known(found)


def _opened(process: Process) -> Known:
    """What may yet come to count."""
    world = process.world
    places = {cell: place for place, cell in enumerate(world.cells)}

    def goes_to(each: Open) -> int:
        return NOWHERE if _is_homeless(world, each) else places[each.project.cell]

    return known([(goes_to(each), each.chance, each.brings) for each in process.open])


def _pull(process: Process, due: float) -> float:
    """By what factor open projects will go on faster than those before them.

    Their ages say how many of them will be signed; so do the rates of the year, from what part of
    the signings was noted before. The truth is taken to lie between the two.

    Args:
        due: how many signings of open projects the rates lead to expect.
    """
    if process.course.goal != process.gathered.base:
        return 1.0
    won = sum(each.chance for each in process.open)
    return math.pow((due + 1) / (won + 1), PULL)


def _open_doubt(process: Process) -> float:
    goal = process.course.goal
    return OPEN_DOUBT + 1 / (process.course.ways.seen[Stage(max(goal - 1, 1))] + 4)


def _portions(process: Process, sizes: Sizes | None) -> list[Portion]:
    world, gathered = process.world, process.gathered
    elapsed = world.calendar.part(world.start, world.today)
    cells = [_cell(process, cell) for cell in world.cells]
    rates = rates_of(cells, elapsed, world.length)
    ahead = world.calendar.part(world.today + 1, world.end)
    whim = rates.whim / max(4 * ahead * world.length, 1)
    return [
        Portion(
            cell,
            # Of those that name no unit more come only where some came.
            rate.doubted(whim)
            if cell in world.possible and (cell or gathered.came[cell])
            else None,
            own_sizes(gathered.brought[cell], sizes) if sizes else None,
        )
        for cell, rate in zip(world.cells, rates.cells, strict=True)
    ]


def _cell(process: Process, cell: str | None) -> Cell:
    """What one cell has signed, or brought to the stage that new projects begin with."""
    world, came = process.world, process.gathered.came[cell]
    days = sorted(day for day, _ in came.elements() if day and day not in world.loud)

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


def _is_homeless(world: World, open_: Open) -> bool:
    """Whether an open project will have a district once it is signed, but has none yet."""
    return (
        world.kind == "district"
        and open_.project.stage < Stage.SIGNED
        and open_.project.cell is None
    )


def _weights(process: Process) -> tuple[float, float]:
    """The parts of a period's new projects that are still to come, and will come to count.

    First of those that the ledger does not know yet, then of those that it does.
    """
    world, course = process.world, process.course
    steps = steps_of(world.end - world.today)
    fresh = _fresh(process, [(n + 0.5) * course.days for n in range(steps)])
    unknown = known = 0.0
    after = course.arriving[process.gathered.base]
    for n in range(steps):
        since = world.today + 1 + round(n * course.days)
        part = world.calendar.part(since, world.today + round((n + 1) * course.days))
        part *= (after[steps - n - 1] + after[steps - n]) / 2
        unknown += part * fresh[n]
        known += part * (1 - fresh[n])
    return unknown, known


def _fresh(process: Process, ahead: Sequence[float]) -> list[float]:
    """The part of projects so many days ahead that the ledger does not know yet today."""
    first, notes = process.gathered.first or 0, sorted(process.gathered.notes)
    found: list[float] = []
    for days in ahead:
        told = [noted for day, noted in notes if day - first >= days]
        if told or not found:
            found.append((sum(noted <= days for noted in told) + 1) / (len(told) + 1))
        else:
            found.append(found[-1])
    return found
