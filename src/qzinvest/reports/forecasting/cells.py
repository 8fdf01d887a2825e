"""From what a ledger knows on a day to the year ends of each unit in one indicator."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from qzinvest.model.counting import measure_of
from qzinvest.model.forecast_facts import Key, Known, Place, Single, Sums, key_of
from qzinvest.model.plan import Indicator
from qzinvest.model.stage import Stage
from qzinvest.reports.forecasting import lots
from qzinvest.reports.forecasting.bursts import YEAR, drawn
from qzinvest.reports.forecasting.course import Course, age_at, course_of, steps_of
from qzinvest.reports.forecasting.draws import (
    DRAWS,
    Fate,
    Past,
    Prospect,
    fates_of,
    level_of,
    streams_of,
)
from qzinvest.reports.forecasting.gathered import Gathered
from qzinvest.reports.forecasting.rates import Cell, rates_of
from qzinvest.reports.forecasting.season import months
from qzinvest.reports.forecasting.shares import NOWHERE, Division, Ends, Portion, divided
from qzinvest.reports.forecasting.sizes import Sizes, own_sizes, sizes_of
from qzinvest.reports.forecasting.world import World
from qzinvest.tuples import NamedTuple

OPEN_DOUBT = 0.04
"""Variance of how open projects go on compared with those before them, besides chance."""
PULL = 0.5
"""How far open projects are taken to keep the pace of the year rather than that of their ages."""
LEAST_SIZES = 5
"""So many sizes must be known before a sum is forecast."""


class Open(NamedTuple):
    """A project that may yet come to count, and what it would bring."""

    project: Single
    chance: float
    brings: int


class Opened(NamedTuple):
    """What may yet come to count in a cell, and the ``named`` projects that could close a gap."""

    number: int
    brings: int
    named: list[Open]


class Outcome(NamedTuple):
    """An indicator by cell: its year ends, and the projects that may yet come to count.

    ``ends`` is ``None`` where nothing tells of the future.
    """

    actual: dict[str | None, int]
    ends: dict[str | None, tuple[int, ...]] | None
    open: dict[str | None, Opened]


class Process(NamedTuple):
    """All that the indicators of one stage and minimum share.

    Args:
        world: what is known.
        gathered: what bears on them.
        course: how open projects go on.
        opened: the open projects.
        chances: of these, by stage and step of age.
        bursts: those of the year in each draw.
    """

    world: World
    gathered: Gathered
    course: Course
    opened: Known
    chances: Mapping[tuple[int, int], float]
    bursts: Sequence[float]


def process_of(world: World, gathered: Gathered, bursts: Sequence[float]) -> Process:
    """Gather what bears on an indicator."""
    goal, horizon = gathered.goal, max(world.end - world.today, 0)
    course = course_of(gathered.ways(world.ways), goal, gathered.gone, horizon)
    opened = _opened(gathered)
    chances = _chances(world, course, {place[1:] for place in opened.lots})
    return Process(world, gathered, course, opened, chances, bursts)


def _opened(gathered: Gathered) -> Known:
    """The open projects; of what they bring in money the part that is usually paid in."""
    opened, part = gathered.told.open, gathered.told.usual
    if gathered.goal != Stage.FUNDED:
        return opened
    return Known(
        {
            place: Sums(number, int(whole * part), int(square * part**2))
            for place, (number, whole, square) in opened.lots.items()
        },
        [one._replace(brings=int(one.amount * part)) for one in opened.ones],
    )


def _chances(
    world: World, course: Course, places: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """The chance of open projects of each stage and step of age to come to count in the period."""
    steps = steps_of(world.end - world.today)
    before = round(max(world.start - 1 - world.today, 0) / course.days)
    found = {}
    for stage, step in places:
        age = age_at(step)
        earlier = course.reaching(Stage(stage), age, before) if before > 0 else 0.0
        found[stage, step] = max(course.reaching(Stage(stage), age, steps) - earlier, 0.0)
    return found


def outcomes(world: World, indicators: Sequence[Indicator]) -> dict[str, Outcome]:
    """The outcomes by indicator; those of one stage and minimum come from the same draws."""
    alike: dict[Key, list[Indicator]] = {}
    for each in indicators:
        key = key_of(measure_of(world.plan, each, world.as_of))
        alike.setdefault(key, []).append(each)
    found: dict[str, Outcome] = {}
    bursts = _bursts(world)
    for key, some in alike.items():
        found |= outcome(process_of(world, world.told[key], bursts), some)
    return found


def outcome(process: Process, indicators: Sequence[Indicator]) -> dict[str, Outcome]:
    """The outcomes of all indicators of one process, by code, from the same draws."""
    cells, told = process.world.cells, process.gathered.told
    counts, sums = (dict.fromkeys(cells, 0) for _ in range(2))
    for (code, *_), kept in told.kept.lots.items():
        counts[process.gathered.home(code)] += kept.number
        sums[process.gathered.home(code)] += kept.whole
    opened = _by_cell(process)
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


def _by_cell(process: Process) -> dict[str | None, Opened]:
    """What is open in each cell."""
    gathered = process.gathered
    found = {cell: Opened(0, 0, []) for cell in process.world.cells}
    for (code, *_), sums in process.opened.lots.items():
        number, brings, named = found[gathered.home(code)]
        found[gathered.home(code)] = Opened(number + sums.number, brings + sums.whole, named)
    part = gathered.told.usual if gathered.goal == Stage.FUNDED else 1
    for one in gathered.told.first_open:
        chance = process.chances[one.stage, one.step]
        found[gathered.home(one.code)].named.append(Open(one, chance, int(one.brings * part)))
    return found


def changes_of(process: Process) -> Mapping[str | None, Ends] | None:
    """Draw what changes in every cell until the year's end.

    ``None`` where nothing tells of the future: nothing ever came to count. Sums are empty where too
    few sizes are known.
    """
    world, goal = process.world, process.course.goal
    if world.is_over or not process.gathered.told.reached:
        return None
    level = level_of(_past(process), world.calendar)
    if level is None:
        return None
    sizes = _sizes(process.gathered)
    unknown, due = _weights(process)
    ahead = world.calendar.part(world.today + 1, world.end)
    kept, opened = _kept(process), _won(process)
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


def _together(kept: lots.Known, opened: lots.Known, fates: Iterable[Fate]) -> Ends:
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
    whole = Sums()
    for sums in gathered.brought.values():
        whole = whole.more(sums)
    largest = [brings for _, brings in gathered.told.largest]
    return sizes_of(whole, largest) if whole.number >= LEAST_SIZES else None


def _bursts(world: World) -> list[float]:
    """What bursts bring in each draw, as a part of a period; the same to all indicators."""
    elapsed = max(min(world.today, world.end) - world.start + 1, 0) / YEAR
    dice, length = streams_of(world.seed)("bursts"), world.length
    return [
        drawn(world.bursts, world.today, world.end, elapsed, dice) / length for _ in range(DRAWS)
    ]


def _past(process: Process) -> Past:
    """What the city's new projects tell of their level."""
    world, gathered = process.world, process.gathered
    came = Counter[int]()
    for some in gathered.came.values():
        came.update(some)
    last = min(world.today, world.end)

    def within(days: Counter[int], since: int, until: int) -> Counter[int]:
        usual = ((day, some) for day, some in days.items() if day not in world.loud)
        return Counter({day: some for day, some in usual if since <= day <= until})

    return Past(
        within(came, world.start, last).total(),
        within(gathered.exact, world.start, last),
        [within(came, *year).total() for year in world.years],
        world.length,
        world.today,
        world.start,
        world.end,
    )


def _kept(process: Process) -> lots.Known:
    """What counts today, with the chances to be dropped."""
    world, home = process.world, process.gathered.home
    places = {cell: place for place, cell in enumerate(world.cells)}
    steps, told = steps_of(world.end - world.today), process.gathered.told.kept
    goes = {
        place[1:]: 1 - process.course.staying(age_at(place[2]), steps)
        for place in {(0, *place[1:]) for place in told.lots}
    }
    return lots.known(told, lambda place: places[home(place[0])], goes)


def _won(process: Process) -> lots.Known:
    """What may yet come to count, with the chances to do so."""
    world, home = process.world, process.gathered.home
    places = {cell: place for place, cell in enumerate(world.cells)}

    def goes_to(place: Place) -> int:
        cell = home(place[0])
        # It will have a district once it is signed, but has none yet.
        homeless = world.kind == "district" and place[1] < Stage.SIGNED and cell is None
        return NOWHERE if homeless else places[cell]

    return lots.known(process.opened, goes_to, process.chances)


def _pull(process: Process, due: float) -> float:
    """By what factor open projects will go on faster than those before them.

    Their ages say how many of them will be signed; so do the rates of the year, from what part of
    the signings was noted before. The truth is taken to lie between the two.

    Args:
        due: how many signings of open projects the rates lead to expect.
    """
    if process.course.goal != process.gathered.base:
        return 1.0
    numbers = Counter[tuple[int, int]]()
    for place, sums in process.opened.lots.items():
        numbers[place[1:]] += sums.number
    # In one order, so that no view changes the last digit.
    won = sum(some * process.chances[place] for place, some in sorted(numbers.items()))
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
    large = defaultdict[str | None, list[int]](list)
    for code, brings in gathered.told.largest[: len(sizes.big) if sizes else 0]:
        large[gathered.home(code)].append(brings)
    return [
        Portion(
            cell,
            # Of those that name no unit more come only where some came.
            rate.doubted(whim)
            if cell in world.possible and (cell or gathered.came[cell])
            else None,
            own_sizes(gathered.brought[cell], large[cell], sizes) if sizes else None,
        )
        for cell, rate in zip(world.cells, rates.cells, strict=True)
    ]


def _cell(process: Process, cell: str | None) -> Cell:
    """What one cell has signed, or brought to the stage that new projects begin with."""
    world, came = process.world, process.gathered.came[cell]
    days = sorted(day for day in came if day not in world.loud)
    sums = list(accumulate((came[day] for day in days), initial=0))

    def within(since: int, until: int) -> int:
        return sums[bisect_right(days, until)] - sums[bisect_left(days, since)]

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
    first, notes = process.gathered.told.first or 0, sorted(process.gathered.told.notes)
    found: list[float] = []
    for days in ahead:
        told = [noted for day, noted in notes if day - first >= days]
        if told or not found:
            found.append((sum(noted <= days for noted in told) + 1) / (len(told) + 1))
        else:
            found.append(found[-1])
    return found
