"""What new projects bring: sizes as observed, and for the largest a Pareto tail beyond them.

Many small ones come by their mean and deviation; the few large ones, which decide the sum, one by
one from those of the whole city and from the tail that fits them.
"""

import math
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from qzinvest.reports.forecasting.bursts import binomial

BIG_PART = 0.1
"""The part of the projects, the largest, that are drawn one by one."""
BIG_LEAST, BIG_MOST = 8, 400
SIZE_TRUST = 12.0
"""Projects of a unit for which its own sizes weigh as much as those of the whole city."""
TAIL = 0.35
"""How often a big one is drawn from the tail instead of from the observed ones."""
TAIL_ALPHA, TAIL_TRUST = 1.5, 6.0
BEYOND = 10.0
"""The largest size that is thought possible, as a multiple of the largest seen."""


class Sizes(NamedTuple):
    """Sizes in yuan: the bound between small and big ones, and both kinds as observed.

    ``part`` of the ``known`` ones are big; ``logs`` is the sum of the logarithms of their multiples
    of the bound, which says how heavy the tail is (Hill).
    """

    bound: int
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


def sizes_of(observed: Sequence[int]) -> Sizes:
    """Sizes of all projects of a city, parted into small and big; at least one is known."""
    ordered = sorted(observed)
    big = min(max(round(len(ordered) * BIG_PART), BIG_LEAST), BIG_MOST, len(ordered))
    small = ordered[: len(ordered) - big]
    mean = sum(small) / len(small) if small else 0.0
    square = sum((size - mean) ** 2 for size in small) / len(small) if small else 0.0
    large = tuple(ordered[len(ordered) - big :])
    known, least = len(ordered), max(large[0], 1)
    logs = sum(math.log(max(size, 1) / least) for size in large)
    return Sizes(large[0], mean, math.sqrt(square), large, big / known, known, logs)


def own_sizes(own: Sequence[int], sizes: Sizes) -> OwnSizes:
    """A unit's sizes, pooled with the city's."""
    small = [size for size in own if size < sizes.bound]
    mean = (sum(small) + SIZE_TRUST * sizes.mean) / (len(small) + SIZE_TRUST)
    big = len(own) - len(small)
    part = (SIZE_TRUST * sizes.part + big, SIZE_TRUST * (1 - sizes.part) + len(small))
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
