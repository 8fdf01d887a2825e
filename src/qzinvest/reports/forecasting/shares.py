"""The city's draws divided among the lines of a view: each draw's lines sum to the city's.

A project that is known falls to its own cell. New ones fall to cells by their rates, which differ
from draw to draw by what is not known of them; each cell's rates have a stream of their own.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, repeat
from random import Random
from typing import NamedTuple

from qzinvest.reports.forecasting.bursts import binomial
from qzinvest.reports.forecasting.draws import Fate, Streams
from qzinvest.reports.forecasting.rates import Rate
from qzinvest.reports.forecasting.sizes import OwnSizes, Sizes

Code = str | None
GUESTS = 3.0
"""The shape of the Gamma distribution of how a burst favours one cell over another."""
NOWHERE = -1
"""The cell of a project that has none yet and will have one."""
MOST_LARGE = 1 - 1e-9
"""The part of large projects is never all, else the small ones of the city could fall nowhere."""


class Known(NamedTuple):
    """A known project that may come or go: its cell and what it brings.

    ``cell`` is a place among the cells, or ``NOWHERE``.
    """

    cell: int
    brings: int


class Portion(NamedTuple):
    """What one cell leads to expect: ``rate`` is ``None`` where no new project can fall to it."""

    code: Code
    rate: Rate | None
    sizes: OwnSizes | None


class Ends(NamedTuple):
    """A cell's changes until the year's end: one count and one sum a draw."""

    counts: list[int]
    sums: list[int]


class Division(NamedTuple):
    """How the fates of a city fall to cells.

    Args:
        portions: the cells.
        kept, open: the projects of which fates name the places.
        sizes: of the city; ``None`` where too few are known.
    """

    portions: Sequence[Portion]
    kept: Sequence[Known]
    open: Sequence[Known]
    sizes: Sizes | None


def divided(division: Division, fates: Iterable[Fate], streams: Streams) -> Mapping[Code, Ends]:
    """Each cell's changes, draw by draw: one fate is held at a time."""
    shares = zip(*(_gammas(portion, streams) for portion in division.portions), strict=True)
    parts = zip(*(_betas(portion, streams) for portion in division.portions), strict=True)
    dice = streams("division")
    ends = {p.code: Ends([], []) for p in division.portions}
    for fate, weights, large in zip(fates, shares, parts, strict=False):
        draw = _Draw(dice, weights, large)
        counts, sums = draw.of(division, fate)
        for end, count, sum_ in zip(ends.values(), counts, sums, strict=True):
            end.counts.append(count)
            end.sums.append(sum_)
    return ends


def _gammas(portion: Portion, streams: Streams) -> Iterator[float]:
    """The rate of a cell in each draw, without end."""
    if portion.rate is None:
        yield from repeat(0.0)
        return
    dice, rate = streams(f"rate {portion.code}"), portion.rate
    usual, idle = (rate.shape, 1 / rate.rate), (rate.idle_shape, 1 / rate.idle_rate)
    while True:
        yield dice.gammavariate(*(idle if dice.random() < rate.idle else usual))


def _betas(portion: Portion, streams: Streams) -> Iterator[float]:
    """The part of large projects of a cell in each draw, without end."""
    if portion.sizes is None:
        yield from repeat(0.0)
        return
    dice = streams(f"part {portion.code}")
    while True:
        yield min(dice.betavariate(*portion.sizes.part), MOST_LARGE)


def _times(weights: Sequence[float], factors: Sequence[float]) -> Sequence[float]:
    if not factors:
        return weights
    return [weight * factor for weight, factor in zip(weights, factors, strict=True)]


class _Draw:
    """One draw of the city, divided."""

    def __init__(self, dice: Random, weights: Sequence[float], large: Sequence[float]) -> None:
        self.dice = dice
        self.weights = weights
        self.large = [w * part for w, part in zip(weights, large, strict=True)]
        self.rest = [w - part for w, part in zip(weights, self.large, strict=True)]

    def of(self, division: Division, fate: Fate) -> tuple[list[int], list[int]]:
        """Counts and sums by cell."""
        counts = [0] * len(self.weights)
        sums = [0] * len(self.weights)
        homeless = list[int]()
        for sign, places, known in ((-1, fate.lost, division.kept), (1, fate.won, division.open)):
            for cell, brings in map(known.__getitem__, places):
                if cell == NOWHERE:
                    homeless.append(brings)
                else:
                    counts[cell] += sign
                    sums[cell] += sign * brings
        for cell, brings in zip(self._picked(self.weights, len(homeless)), homeless, strict=True):
            counts[cell] += 1
            sums[cell] += brings
        rushed = self._rushed(fate)
        guests = self._guests() if fate.rushed else []
        for weights, sizes in (
            (_times(self.large, guests), fate.big[:rushed]),
            (self.large, fate.big[rushed:]),
        ):
            for cell, size in zip(self._picked(weights, len(sizes)), sizes, strict=True):
                counts[cell] += 1
                sums[cell] += size
        usual = self._numbers(self.rest, [], fate.new - fate.rushed - len(fate.big) + rushed)
        together = self._numbers(self.rest, guests, fate.rushed - rushed)
        small = list(map(sum, zip(usual, together, strict=True)))
        for cell, money in enumerate(self._money(division, small, fate.small)):
            counts[cell] += small[cell]
            sums[cell] += money
        return counts, sums

    def _rushed(self, fate: Fate) -> int:
        """How many of the large ones come with the bursts."""
        large, others = len(fate.big), fate.new - fate.rushed
        some = binomial(self.dice, large, fate.rushed / fate.new) if fate.new else 0
        return max(min(some, fate.rushed), large - others)

    def _guests(self) -> list[float]:
        """By how much each cell is more, or less, present at a burst than it usually is."""
        return [self.dice.gammavariate(GUESTS, 1 / GUESTS) for _ in self.weights]

    def _picked(self, weights: Sequence[float], number: int) -> list[int]:
        """The cells of so many projects."""
        steps, random = list(accumulate(weights)), self.dice.random
        return [bisect_left(steps, random() * steps[-1]) for _ in range(number)]

    def _numbers(self, weights: Sequence[float], guests: Sequence[float], number: int) -> list[int]:
        """How many of so many projects fall to each cell."""
        found, left, each = [], number, _times(weights, guests)
        # Summed from the end on, so that the last one that has any weight takes all that is left.
        wholes = list(accumulate(reversed(each)))[::-1]
        for weight, whole in zip(each, wholes, strict=True):
            taken = binomial(self.dice, left, weight / whole) if left and weight else 0
            found.append(taken)
            left -= taken
        return found

    def _money(self, division: Division, numbers: Sequence[int], money: int) -> list[int]:
        """What the small projects of each cell bring of what all of them bring."""
        if not money or division.sizes is None or not division.sizes.mean:
            return [0] * len(numbers)
        spread = division.sizes.deviation / division.sizes.mean
        drawn = []
        for number, portion in zip(numbers, division.portions, strict=True):
            mean = portion.sizes.mean if portion.sizes else division.sizes.mean
            one = self.dice.gauss(number * mean, math.sqrt(number) * mean * spread) if number else 0
            drawn.append(max(one, number * mean * 0.01))
        parts = list(accumulate(drawn))
        whole = parts[-1]
        sums = [money if part >= whole else int(money * part / whole) for part in parts]
        return [after - before for before, after in zip([0, *sums], sums, strict=False)]
