"""Random deviates of a forecast: they rest on the generator's own, so a seed gives the same."""

import math
from random import Random
from statistics import NormalDist

POISSON_NORMAL = 30
"""Means from which on a rounded normal deviate stands for a Poisson one."""
NORMAL_SPREAD = 6
"""Variances from which on a rounded normal deviate stands for a binomial one."""


def lognormal(dice: Random, variance: float, draws: int) -> list[float]:
    """Log-normal factors of mean 1, evenly over their distribution, in random order."""
    spread = math.sqrt(variance)
    factors = [math.exp(z * spread - variance / 2) for z in even(draws)]
    dice.shuffle(factors)
    return factors


def even(draws: int) -> list[float]:
    """Deviates that lie evenly over the normal distribution, in their order."""
    normal = NormalDist()
    return [normal.inv_cdf((n + 0.5) / draws) for n in range(draws)]


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
    """A binomial deviate, of a rounded normal one for large variances."""
    if chance <= 0 or not tries:
        return 0
    if chance >= 1:
        return tries
    spread = tries * chance * (1 - chance)
    if spread > NORMAL_SPREAD:
        return min(max(round(dice.gauss(tries * chance, math.sqrt(spread))), 0), tries)
    random = dice.random
    return sum([random() < chance for _ in range(tries)])
