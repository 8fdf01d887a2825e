"""What new projects bring: sizes as observed, and for the largest a Pareto tail beyond them.

Many small ones come by their mean and deviation; the few large ones, which decide the sum, one by
one from those of the whole city and from the tail that fits them.
"""

import math
from collections.abc import Iterable, Sequence
from random import Random

from qzinvest.model.forecast_facts import LARGE, SQUARED, Sums, sums_of
from qzinvest.reports.forecasting.bursts import binomial
from qzinvest.tuples import NamedTuple

BIG_PART = 0.1
"""The part of the projects, the largest, that are drawn one by one."""
BIG_LEAST = 8
SIZE_TRUST = 12.0
"""Projects of a unit for which its own sizes weigh as much as those of the whole city."""
TAIL = 0.35
"""How often a big one is drawn from the tail instead of from the observed ones."""
TAIL_ALPHA, TAIL_TRUST = 1.5, 6.0
BEYOND = 10.0
"""The largest size that is thought possible, as a multiple of the largest seen."""


class Sizes(NamedTuple):
    """Sizes in yuan: the small ones' mean and deviation, the big ones as observed.

    ``part`` of the ``known`` ones are big; ``logs`` is the sum of the logarithms of their multiples
    of the smallest of them, which says how heavy the tail is (Hill).
    """

    mean: float
    deviation: float
    big: tuple[int, ...]
    part: float
    known: int
    logs: float


class OwnSizes(NamedTuple):
    """A unit's sizes: the mean of its small ones, and its part of big ones as a Beta."""

    mean: float
    part: tuple[float, float]


def sizes_of(all_: Sums, largest: Sequence[int]) -> Sizes:
    """Sizes of all projects of a city, parted into small and big; at least one is known.

    Args:
        all_: what they bring.
        largest: the ``LARGE`` largest of them, or all; the largest first.
    """
    known = all_.number
    large = largest[: min(max(round(known * BIG_PART), BIG_LEAST), LARGE, known)]
    small = without(all_, large)
    mean = small.whole / small.number if small.number else 0.0
    square = small.square * SQUARED**2 / small.number - mean**2 if small.number else 0.0
    logs = sum(math.log(max(size, 1) / max(large[-1], 1)) for size in large)
    deviation = math.sqrt(max(square, 0.0))
    return Sizes(mean, deviation, tuple(large[::-1]), len(large) / known, known, logs)


def without(all_: Sums, large: Iterable[int]) -> Sums:
    """What others bring."""
    for size in large:
        all_ = all_.more(sums_of(size), -1)
    return all_


def own_sizes(own: Sums, large: Sequence[int], sizes: Sizes) -> OwnSizes:
    """A unit's sizes, pooled with the city's; ``large`` are those of its own that are big there."""
    small, big = without(own, large), len(large)
    mean = (small.whole + SIZE_TRUST * sizes.mean) / (small.number + SIZE_TRUST)
    part = (SIZE_TRUST * sizes.part + big, SIZE_TRUST * (1 - sizes.part) + small.number)
    return OwnSizes(mean, (max(part[0], 1e-3), max(part[1], 1e-3)))


def year_of(sizes: Sizes, new: int, dice: Random) -> tuple[list[int], int]:
    """What so many new projects bring in one possible year: big sizes, and the small ones' sum."""
    seen = sizes.part * sizes.known
    part = dice.betavariate(seen + 0.5, sizes.known - seen + 0.5)
    large = binomial(dice, new, part)
    big = _drawn(dice, sizes, large)
    small = new - large
    if not small:
        return big, 0
    whole = dice.gauss(small * sizes.mean, sizes.deviation * math.sqrt(small))
    return big, max(int(whole), 0)


def _drawn(dice: Random, sizes: Sizes, number: int) -> list[int]:
    """Big sizes as they might come: observed ones, weighted anew, some from the tail beyond."""
    big, least = sizes.big, max(sizes.big[0], 1)
    alpha = dice.gammavariate(len(big) + TAIL_TRUST, 1 / (sizes.logs + TAIL_TRUST / TAIL_ALPHA))
    most, among, random = big[-1] * BEYOND, len(big), dice.random
    known = dice.choices(big, k=len(big))
    return [
        int(min(least * (1 - random()) ** (-1 / alpha), most))
        if random() < TAIL
        else known[int(random() * among)]
        for _ in range(number)
    ]
