"""The city's draws divided among the lines of a view: each draw's lines sum to the city's.

A project that is known falls to its own cell. New ones fall to cells by their rates, which differ
from draw to draw by what is not known of them; each cell's rates have a stream of their own.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import add, mul, sub
from random import Random

from qzinvest.reports.forecasting.bursts import binomial, gammas
from qzinvest.reports.forecasting.draws import DRAWS, Fate, Streams
from qzinvest.reports.forecasting.lots import Known, Moved, Parting
from qzinvest.reports.forecasting.rates import Rate
from qzinvest.reports.forecasting.sizes import OwnSizes, Sizes
from qzinvest.tuples import NamedTuple

Code = str | None
GUESTS = 3.0
"""The shape of the Gamma distribution of how a burst favours one cell over another."""
NOWHERE = -1
"""The cell of a project that has none yet and will have one."""
FEW = 40
"""So many projects fall to cells one by one."""
MOST_LARGE = 1 - 1e-9
"""The part of large projects is never all, else the small ones of the city could fall nowhere."""


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
        kept, open: the projects of which fates tell; their cells are places among ``portions``, or
            ``NOWHERE``.
        sizes: of the city; ``None`` where too few are known.
    """

    portions: Sequence[Portion]
    kept: Known
    open: Known
    sizes: Sizes | None


def divided(division: Division, fates: Iterable[Fate], streams: Streams) -> Mapping[Code, Ends]:
    """Each cell's changes, draw by draw: one fate is held at a time."""
    weights = [_rates(portion, streams) for portion in division.portions]
    large = [_large(portion, streams) for portion in division.portions]
    city = _City(division, streams("division"))
    draws = [
        city.divided(fate, rates, parts)
        for fate, rates, parts in zip(
            fates, zip(*weights, strict=True), zip(*large, strict=True), strict=False
        )
    ]
    counts, sums = zip(*draws, strict=True)
    each = zip(zip(*counts, strict=True), zip(*sums, strict=True), strict=True)
    return {
        portion.code: Ends(list(own), list(money))
        for portion, (own, money) in zip(division.portions, each, strict=True)
    }


def _rates(portion: Portion, streams: Streams) -> list[float]:
    """The rate of a cell in each draw."""
    if portion.rate is None:
        return [0.0] * DRAWS
    dice, rate = streams(f"rate {portion.code}"), portion.rate
    found = [each / rate.rate for each in gammas(dice, rate.shape, DRAWS)]
    if rate.idle <= 0:
        return found
    return [
        dice.gammavariate(rate.idle_shape, 1 / rate.idle_rate)
        if dice.random() < rate.idle
        else each
        for each in found
    ]


def _large(portion: Portion, streams: Streams) -> list[float]:
    """The part of large projects of a cell in each draw: nearly a Beta one."""
    if portion.sizes is None:
        return [0.0] * DRAWS
    some, others = portion.sizes.part
    # A Gamma distribution of the same mean and variance.
    shape = some * (some + others + 1) / others
    scale = some / (some + others) / shape
    dice = streams(f"part {portion.code}")
    return [min(each * scale, MOST_LARGE) for each in gammas(dice, shape, DRAWS)]


class _City:
    """What divides one draw after the other."""

    def __init__(self, division: Division, dice: Random) -> None:
        self._dice = dice
        self._cells = range(len(division.portions))
        self._kept = _Places(division.kept)
        self._open = _Places(division.open)
        sizes = division.sizes
        self._means = [p.sizes.mean if p.sizes else 0.0 for p in division.portions]
        self._apart = sizes.deviation / sizes.mean if sizes and sizes.mean else 0.0

    def divided(
        self, fate: Fate, weights: Sequence[float], parts: Sequence[float]
    ) -> tuple[list[int], list[int]]:
        """Counts and sums by cell, from the rates and the parts of large ones of this draw."""
        counts, sums = [0 for _ in self._cells], [0 for _ in self._cells]
        homeless = []
        for cell, brings in self._kept.ones(fate.lost):
            counts[cell] -= 1
            sums[cell] -= brings
        for cell, brings in self._open.ones(fate.won):
            if cell == NOWHERE:
                homeless.append(brings)
            else:
                counts[cell] += 1
                sums[cell] += brings
        for sign, moved, places in ((-1, fate.lost, self._kept), (1, fate.won, self._open)):
            for cell, number, money in places.lots.of(self._dice, moved):
                if cell == NOWHERE:
                    self._spread(weights, number, money, counts, sums)
                else:
                    counts[cell] += sign * number
                    sums[cell] += sign * money
        self._place(weights, homeless, counts, sums)
        return self._new(fate, weights, parts, counts, sums)

    def _new(
        self,
        fate: Fate,
        weights: Sequence[float],
        parts: Sequence[float],
        counts: list[int],
        sums: list[int],
    ) -> tuple[list[int], list[int]]:
        """The same with the new projects."""
        dice = self._dice
        large = list(map(mul, weights, parts))
        rest = list(map(sub, weights, large))
        rushed, together = self._rushed(fate), list[int]()
        if fate.rushed:
            # By how much each cell is more, or less, present at a burst than it usually is.
            guests = [dice.gammavariate(GUESTS, 1 / GUESTS) for _ in weights]
            self._place(list(map(mul, large, guests)), fate.big[:rushed], counts, sums)
            together = self._numbers(list(map(mul, rest, guests)), fate.rushed - rushed)
        self._place(large, fate.big[rushed:], counts, sums)
        small = self._numbers(rest, fate.new - fate.rushed - len(fate.big) + rushed)
        if together:
            small = list(map(add, small, together))
        money = self._money(small, fate.small)
        return list(map(add, counts, small)), list(map(add, sums, money))

    def _rushed(self, fate: Fate) -> int:
        """How many of the large ones come with the bursts."""
        if not fate.rushed:
            return 0
        large, others = len(fate.big), fate.new - fate.rushed
        some = binomial(self._dice, large, fate.rushed / fate.new)
        return max(min(some, fate.rushed), large - others)

    def _place(
        self, weights: Sequence[float], sizes: Sequence[int], counts: list[int], sums: list[int]
    ) -> None:
        """Let projects of these sizes fall to cells, one by one."""
        if not sizes:
            return
        for cell, size in zip(
            self._dice.choices(self._cells, weights, k=len(sizes)), sizes, strict=True
        ):
            counts[cell] += 1
            sums[cell] += size

    def _spread(
        self,
        weights: Sequence[float],
        number: int,
        money: int,
        counts: list[int],
        sums: list[int],
    ) -> None:
        """Let so many projects fall to cells, each with the same part of the money."""
        numbers = self._numbers(weights, number)
        before = 0
        for cell, after in enumerate(accumulate(numbers)):
            counts[cell] += numbers[cell]
            sums[cell] += money * after // (number or 1) - money * before // (number or 1)
            before = after

    def _numbers(self, weights: Sequence[float], left: int) -> list[int]:
        """How many of so many projects fall to each cell."""
        dice, found = self._dice, []
        if left <= FEW:
            found = [0 for _ in self._cells]
            for cell in dice.choices(self._cells, weights, k=left) if left else ():
                found[cell] += 1
            return found
        # Summed from the end on, so that the last one that has any weight takes all that is left.
        wholes = list(accumulate(reversed(weights)))[::-1]
        for weight, whole in zip(weights, wholes, strict=True):
            taken = binomial(dice, left, weight / whole) if left and weight else 0
            found.append(taken)
            left -= taken
        return found

    def _money(self, numbers: Sequence[int], money: int) -> Sequence[int]:
        """What the small projects of each cell bring of what all of them bring."""
        if not money:
            return [0] * len(numbers)
        gauss, drawn = self._dice.gauss, []
        for number, mean in zip(numbers, self._means, strict=True):
            one = gauss(number * mean, math.sqrt(number) * mean * self._apart) if number else 0
            drawn.append(max(one, number * mean * 0.01))
        parts = list(accumulate(drawn))
        whole = parts[-1]
        sums = [money if part >= whole else int(money * part / whole) for part in parts]
        return list(map(sub, sums, [0, *sums]))


class _Places:
    """In which cells known projects are."""

    def __init__(self, known: Known) -> None:
        self._ones = [(one.cell, one.whole) for one in known.ones]
        self.lots = Parting(known.lots)

    def ones(self, moved: Moved) -> Iterator[tuple[int, int]]:
        """Cell and size of each that comes singly."""
        return map(self._ones.__getitem__, moved.ones)
