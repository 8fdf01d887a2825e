"""Days that bring as many projects as weeks else do: conferences, great ceremonies.

They are told apart from the year's rhythm, which they would bend, and are drawn by themselves:
those of earlier years come again about the same time, and any city may have one that nobody has
seen yet.
"""

import math
from collections import Counter
from functools import cache
from random import Random
from statistics import NormalDist

from qzinvest.tuples import NamedTuple

LEAST, TIMES = 8, 12.0
"""A day is a burst with so many projects, which are so many times those of a usual day."""
MOST, MOST_PART = 4, 0.7
"""So many bursts a year, and so large a part of all projects, are no bursts any more."""
SEEN, SPAN = 0.7, 0.8
"""What is taken to be known of any city before its first year: so many bursts in so many years."""
NOVEL = 0.15
"""Bursts a year at no known time, of a city with earlier years."""
AGAIN = 0.9
"""How often a burst of an earlier year comes again."""
NEAR = 30
"""So many days around its day of an earlier year."""
SIZE, SIZE_SPREAD, AGAIN_SPREAD = 0.3, 0.6, 0.4
"""A burst's projects as a part of those of the rest of a year: the median, the deviation of the
logarithm, and that of a burst that comes again around the size that it had."""
YEAR = 365.25


class Burst(NamedTuple):
    """A day as an ordinal, and its projects as a part of those that a year brings besides."""

    day: int
    part: float


class Bursts(NamedTuple):
    """The bursts of the period so far and of each complete year before it, the latest first."""

    now: tuple[Burst, ...]
    earlier: tuple[tuple[Burst, ...], ...]


def burst_days(days: Counter[int], length: int) -> frozenset[int]:
    """The days among ``length`` ones on which far more projects came than on usual ones.

    ``days`` says how many came on each.

    None where there are more of them than a year has conferences, or hardly anything besides: then
    it is the way of recording.
    """
    found: frozenset[int] = frozenset()
    for _ in range(3):
        usual = sum(n for day, n in days.items() if day not in found) / max(length, 1)
        found = frozenset(day for day, n in days.items() if n >= max(LEAST, TIMES * usual))
    many = len(found) > 1 + MOST * length / YEAR
    most = sum(days[day] for day in found) > MOST_PART * days.total()
    return frozenset() if many or most else found


def bursts_of(days: Counter[int], since: int, until: int, whole: float) -> tuple[Burst, ...]:
    """The bursts of the days ``since`` … ``until``, the part ``whole`` of a year's work."""
    within = Counter({day: n for day, n in days.items() if since <= day <= until})
    found = burst_days(within, until - since + 1)
    usual = (sum(n for day, n in within.items() if day not in found) + 1) / max(whole, 1e-3)
    return tuple(Burst(day, within[day] / usual) for day in sorted(found))


def drawn(bursts: Bursts, today: int, end: int, elapsed: float, dice: Random) -> float:
    """What bursts bring until ``end`` in one possible year, as a part of a usual year.

    Args:
        bursts: what is known.
        today: the last day that is known.
        end: the last day of the period.
        elapsed: how much of a year the period has shown so far.
        dice: what is drawn from.
    """
    left = max(end - today, 0) / YEAR
    found = 0.0
    if bursts.earlier:
        back = int(dice.random() * len(bursts.earlier))
        for burst in bursts.earlier[back]:
            day = burst.day + round(YEAR * (back + 1))
            if any(abs(day - other.day) <= NEAR for other in bursts.now):
                continue
            if today < day <= end and dice.random() < AGAIN:
                found += burst.part * math.exp(dice.gauss(0, AGAIN_SPREAD))
        rate = NOVEL
    else:
        rate = dice.gammavariate(SEEN + len(bursts.now), 1 / (SPAN + elapsed))
    for _ in range(poisson(dice, rate * left)):
        found += SIZE * math.exp(dice.gauss(0, SIZE_SPREAD))
    return found


POISSON_NORMAL = 30
"""Means from which on a rounded normal deviate stands for a Poisson one."""
NORMAL_SPREAD = 6
"""Variances from which on a rounded normal deviate stands for a binomial one."""
CUBED = 3.0
"""Shapes from which on the cube of a normal deviate stands for a Gamma one."""


def lognormal(dice: Random, variance: float, draws: int) -> list[float]:
    """Log-normal factors of mean 1, evenly over their distribution, in random order."""
    spread = math.sqrt(variance)
    return [math.exp(z * spread - variance / 2) for z in shuffled(dice, draws)]


def shuffled(dice: Random, draws: int) -> list[float]:
    """Deviates that lie evenly over the normal distribution, in random order."""
    return sorted(even(draws), key=lambda _: dice.random())


@cache
def even(draws: int) -> list[float]:
    """The same in their order."""
    normal = NormalDist()
    return [normal.inv_cdf((n + 0.5) / draws) for n in range(draws)]


def gammas(dice: Random, shape: float, draws: int) -> list[float]:
    """Gamma deviates of mean ``shape``, in random order.

    Those of all but small shapes lie evenly over the distribution, by Wilson and Hilferty's cube.
    """
    if shape < CUBED:
        return [dice.gammavariate(shape, 1.0) for _ in range(draws)]
    middle, spread = 1 - 1 / (9 * shape), 1 / (3 * math.sqrt(shape))
    return [shape * max(middle + spread * z, 0.0) ** 3 for z in shuffled(dice, draws)]


def poisson(dice: Random, mean: float) -> int:
    """A Poisson deviate, of a rounded normal one for large means."""
    if mean >= POISSON_NORMAL:
        return max(round(dice.gauss(mean, math.sqrt(mean))), 0)
    count, left = 0, math.exp(-mean)
    product = dice.random()
    while product > left:
        count += 1
        product *= dice.random()
    return count


def binomial(dice: Random, tries: int, chance: float) -> int:
    """A binomial deviate; of large variances a rounded normal one."""
    if chance <= 0 or not tries:
        return 0
    if chance >= 1:
        return tries
    spread = tries * chance * (1 - chance)
    if spread > NORMAL_SPREAD:
        return min(max(round(dice.gauss(tries * chance, math.sqrt(spread))), 0), tries)
    rarer = min(chance, 1 - chance)
    left, odds, some = dice.random(), rarer / (1 - rarer), 0
    part = (1 - rarer) ** tries
    while left > part and some < tries:
        left -= part
        some += 1
        part *= (tries - some + 1) / some * odds
    return some if rarer == chance else tries - some
