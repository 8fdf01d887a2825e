"""Possible year ends, drawn: what stays of today's figure, what open projects add, what is new.

All units of a draw share the city's luck, so sums over units are as uncertain as they should be.
Sizes come from the ledger: many small ones by their mean and deviation, the few big ones, which
decide the sum, one by one from the observed ones of the whole city.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from qzinvest.reports.forecast_rates import Rate

DRAWS = 400
POISSON_NORMAL = 30
"""Means from which on a rounded normal deviate stands for a Poisson one."""
NORMAL_SPREAD = 6
"""Variances from which on a rounded normal deviate stands for a binomial one."""
UNLIKELY = 0.1
"""Chances below which projects come and go by how many there are."""
BIG_PART = 0.1
"""The part of the projects, the largest, that are drawn one by one."""
BIG_LEAST, BIG_MOST = 8, 400
SIZE_TRUST = 12.0
"""Projects of a unit for which its own sizes weigh as much as those of the whole city."""
TAIL = 0.25
"""How often a big one is drawn from a Pareto tail instead of from the observed ones."""
TAIL_ALPHA, TAIL_TRUST = 1.5, 6.0
BEYOND = 3.0
"""The largest size that is thought possible, as a multiple of the largest seen."""


SCARCE = 1e-9
"""Projects that stand for none, where a mean must not be 0."""


class Chance(NamedTuple):
    """A project that may come or go: its chance, and what it brings or takes."""

    chance: float
    size: int


class Sizes(NamedTuple):
    """Sizes in yuan: the bound between small and big ones, and both kinds as observed."""

    bound: int
    mean: float
    deviation: float
    big: tuple[int, ...]
    part: float


class Stock(NamedTuple):
    """What one cell has at hand.

    Args:
        projects, money: what counts today.
        kept: the projects that count today, with their chances to be dropped.
        open: the open projects, with their chances to come to count.
        rate: of new projects a period, with all doubt that is the cell's own.
        weight: what part of a period's new projects comes to count.
        more: means of projects that have no unit yet and may come to this one.
        mean, part: of the cell's own sizes; the mean of small ones, the part of big ones as a
            Beta distribution.
    """

    projects: int
    money: int
    kept: tuple[Chance, ...]
    open: tuple[Chance, ...]
    rate: Rate
    weight: float
    more: float
    mean: float
    part: tuple[float, float]


class Luck(NamedTuple):
    """What the cells of each draw share: factors of new and of open projects; big sizes."""

    new: tuple[float, ...]
    open: tuple[float, ...]
    big: tuple[tuple[int, ...], ...]


class Ends(NamedTuple):
    """A cell's year ends: one count and one sum a draw."""

    counts: tuple[int, ...]
    sums: tuple[int, ...]


def sizes_of(observed: Sequence[int]) -> Sizes:
    """Sizes of all projects of a city, parted into small and big."""
    ordered = sorted(observed)
    big = min(max(round(len(ordered) * BIG_PART), BIG_LEAST), BIG_MOST, len(ordered))
    small = ordered[: len(ordered) - big]
    mean = sum(small) / len(small) if small else 0.0
    square = sum((size - mean) ** 2 for size in small) / len(small) if small else 0.0
    bound = ordered[len(ordered) - big] if ordered else 0
    part = (big / len(ordered)) if ordered else 0.0
    return Sizes(bound, mean, math.sqrt(square), tuple(ordered[len(ordered) - big :]), part)


def own_sizes(own: Sequence[int], sizes: Sizes) -> tuple[float, tuple[float, float]]:
    """A unit's mean of small sizes and its part of big ones, pooled with the city's."""
    small = [size for size in own if size < sizes.bound]
    mean = (sum(small) + SIZE_TRUST * sizes.mean) / (len(small) + SIZE_TRUST)
    big = len(own) - len(small)
    part = (SIZE_TRUST * sizes.part + big, SIZE_TRUST * (1 - sizes.part) + len(small))
    return mean, (max(part[0], 1e-3), max(part[1], 1e-3))


def luck_of(
    dice: Random, new: float, open_: float, sizes: Sizes | None, draws: int = DRAWS
) -> Luck:
    """The shared part of the draws.

    Args:
        dice: what is drawn from.
        new: variance of the logarithm of how many new projects come.
        open_: the same of how many open ones are won.
        sizes: of the city; ``None`` where only projects are counted.
        draws: how many year ends.
    """
    big: tuple[tuple[int, ...], ...] = ()
    if sizes:
        least = max(sizes.big[0], 1)
        logs = sum(math.log(max(size, 1) / least) for size in sizes.big)
        big = tuple(_big(dice, sizes.big, least, logs) for _ in range(draws))
    return Luck(_factors(dice, new, draws), _factors(dice, open_, draws), big)


def _factors(dice: Random, variance: float, draws: int) -> tuple[float, ...]:
    """Log-normal factors of mean 1, evenly over their distribution, in random order."""
    normal, spread = NormalDist(), math.sqrt(variance)
    even = ((n + 0.5) / draws for n in range(draws))
    factors = [math.exp(normal.inv_cdf(part) * spread - variance / 2) for part in even]
    dice.shuffle(factors)
    return tuple(factors)


def _big(dice: Random, big: Sequence[int], least: int, logs: float) -> tuple[int, ...]:
    """The big sizes as they might have been: drawn anew, some from the tail beyond.

    ``logs`` is the sum of the logarithms of their multiples of the ``least``, which says how heavy
    the tail is (Hill).
    """
    alpha = dice.gammavariate(len(big) + TAIL_TRUST, 1 / (logs + TAIL_TRUST / TAIL_ALPHA))
    most, number = big[-1] * BEYOND, len(big)
    random = dice.random
    return tuple(
        [
            int(min(least * (1 - random()) ** (-1 / alpha), most))
            if random() < TAIL
            else big[int(random() * number)]
            for _ in range(number)
        ]
    )


def ends_of(dice: Random, stock: Stock, luck: Luck, sizes: Sizes | None) -> Ends:
    """Draw one cell's year ends.

    Args:
        dice: what is drawn from.
        stock: what the cell has at hand.
        luck: what it shares with the other cells.
        sizes: of the city; ``None`` where only projects are counted.
    """
    bound = sizes.bound if sizes else 0
    kept, open_ = _Lot(stock.kept, bound), _Lot(stock.open, bound)
    shape, scale = stock.rate.shape, max(stock.weight / stock.rate.rate, SCARCE)
    counts, sums = [], []
    for place, (new, won) in enumerate(zip(luck.new, luck.open, strict=True)):
        mean = dice.gammavariate(shape, scale) * new + stock.more * won
        lost, lost_sum = kept.draw(dice, 1.0)
        got, got_sum = open_.draw(dice, won)
        if sizes is None:
            fresh, fresh_sum = poisson(dice, mean), 0
        else:
            fresh, fresh_sum = _fresh(dice, mean, stock, sizes, luck.big[place])
        counts.append(stock.projects - lost + got + fresh)
        sums.append(stock.money - lost_sum + got_sum + fresh_sum)
    return Ends(tuple(counts), tuple(sums))


def _fresh(
    dice: Random, mean: float, stock: Stock, sizes: Sizes, big: Sequence[int]
) -> tuple[int, int]:
    """New projects and their sum."""
    part = dice.betavariate(*stock.part)
    large = poisson(dice, mean * part)
    small = poisson(dice, mean * (1 - part))
    random = dice.random
    money = sum([big[int(random() * len(big))] for _ in range(large)])
    if small:
        scale = stock.mean / sizes.mean if sizes.mean else 0.0
        spread = sizes.deviation * scale * math.sqrt(small)
        money += max(int(dice.gauss(small * stock.mean, spread)), 0)
    return small + large, money


class _Lot:
    """Projects that each may come or go.

    Unlikely ones are drawn by how many there are and which, likely big ones one by one, and likely
    small ones by how many there are and their mean.
    """

    def __init__(self, chances: Sequence[Chance], bound: int) -> None:
        unlikely = [each for each in chances if each.chance < UNLIKELY]
        self.unlikely = [each.size for each in unlikely]
        self.sums = list(accumulate((each.chance for each in unlikely), initial=0.0))[1:]
        likely = [each for each in chances if each.chance >= UNLIKELY]
        self.big = [
            (-math.log(max(1 - chance, 1e-9)), size) for chance, size in likely if size >= bound > 0
        ]
        small = [each for each in likely if not each.size >= bound > 0]
        self.tries = len(small)
        self.mean = sum(each.chance for each in small)
        self.even = sum(each.chance**2 for each in small) / self.mean if small else 0.0
        self.size = sum(each.chance * each.size for each in small) / self.mean if small else 0.0
        square = sum(each.chance * (each.size - self.size) ** 2 for each in small)
        self.deviation = math.sqrt(square / self.mean) if small else 0.0

    def draw(self, dice: Random, factor: float) -> tuple[int, int]:
        """How many come, and what they bring; ``factor`` multiplies the chances' hazards."""
        count = money = 0
        if self.sums:
            whole, sizes = self.sums[-1], self.unlikely
            count = min(poisson(dice, whole * factor), len(sizes))
            for _ in range(count):
                money += sizes[min(bisect_left(self.sums, dice.random() * whole), len(sizes) - 1)]
        for hazard, size in self.big:
            if dice.random() > math.exp(-hazard * factor):
                count += 1
                money += size
        if self.tries and (small := self._small(dice, factor)):
            count += small
            money += max(int(dice.gauss(small * self.size, self.deviation * math.sqrt(small))), 0)
        return count, money

    def _small(self, dice: Random, factor: float) -> int:
        """A binomial deviate of the same mean and variance as the small ones' sum."""
        even = min(self.even * factor, 0.999)
        mean = min(self.mean * factor, self.tries * 0.999)
        spread = mean * (1 - even)
        if spread > NORMAL_SPREAD:
            return min(max(round(dice.gauss(mean, math.sqrt(spread))), 0), self.tries)
        random = dice.random
        tries = mean / even + random()
        return min(sum([random() < even for _ in range(int(tries))]), self.tries)


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


def between(ends: Sequence[int]) -> tuple[int, int, int]:
    """The bounds of the middle 80 % of year ends, with the median between them.

    Where whole projects allow no exact 80 %, each bound is the one that leaves out the part nearest
    to a tenth.
    """
    ordered = sorted(ends)
    low, high = _bound(ordered, 0.1), -_bound([-n for n in ordered[::-1]], 0.1)
    return low, ordered[len(ordered) // 2], high


def _bound(ordered: Sequence[int], part: float) -> int:
    """The value below which ``part`` of the ordered values lie, as nearly as they allow."""
    aim = part * len(ordered)
    value = ordered[int(aim)]
    below = bisect_left(ordered, value)
    above = bisect_left(ordered, value + 1)
    if above < len(ordered) and abs(above - aim) < abs(below - aim):
        return ordered[above]
    return value
