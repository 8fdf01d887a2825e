"""Known projects that come to count, or are dropped: the largest one by one, the others as lots.

A lot are projects of one cell that go by one chance. How many of a lot come is a binomial number;
what they bring has the mean and deviation of so many drawn from it without putting back. The
largest projects, which decide the sum, are lots of one and have a lot of their own in every draw.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import accumulate
from operator import add
from random import Random

from qzinvest.model.forecast_facts import SQUARED, Place, sums_of
from qzinvest.model.forecast_facts import Known as Told
from qzinvest.reports.forecasting.bursts import NORMAL_SPREAD, binomial, poisson
from qzinvest.tuples import NamedTuple

UNLIKELY = 0.1
"""Chances below which single projects come and go by how many there are."""
GRAIN = 2
"""Hazards of lots that are drawn together differ by less than this root of 2."""


class Lot(NamedTuple):
    """So many projects of a cell that come, or go, by one chance.

    ``cell`` is a place among the cells, or ``NOWHERE``; ``number`` … ``square`` are as of ``Sums``.
    """

    cell: int
    chance: float
    number: int
    whole: int
    square: int


class Known(NamedTuple):
    """Known projects: the largest as lots of one, in an order that no view changes, and others."""

    ones: Sequence[Lot]
    lots: Sequence[Lot]


class Moved(NamedTuple):
    """Those that come in one draw: places among the ``ones``; how many others, with how much.

    ``due`` is how many others were to be expected.
    """

    ones: Sequence[int]
    number: int
    money: int
    due: float = 0.0


class _Equals(NamedTuple):
    """Projects of one hazard, wherever they are; ``spread`` is their variance over number - 1."""

    hazard: float
    number: int
    whole: int
    spread: float


def _spread(number: int, whole: int, square: int) -> float:
    varies = number * square * SQUARED**2 - whole * whole
    return max(varies, 0) / (number * number * max(number - 1, 1))


def _hazard(chance: float) -> float:
    return -math.log(max(1 - chance, 1e-9))


def _equals(lots: Iterable[Lot]) -> list[_Equals]:
    """The lots of all cells, put together by their hazards; whole numbers, so in any order."""
    by_chance: dict[float, list[int]] = {}
    for _, chance, *sums in lots:
        if chance > 0:
            found = by_chance.setdefault(chance, [0, 0, 0])
            found[:] = map(add, found, sums)
    together: dict[int, list[float]] = {}
    for chance, (number, whole, square) in sorted(by_chance.items()):
        near = together.setdefault(math.floor(GRAIN * math.log2(_hazard(chance))), [0, 0, 0, 0.0])
        more = (number, whole, square, number * chance)
        near[:] = map(add, near, more)
    return [
        _Equals(
            _hazard(due / number),
            int(number),
            int(whole),
            _spread(int(number), int(whole), int(square)),
        )
        for number, whole, square, due in together.values()
    ]


class Lots:
    """What is drawn of known projects, whatever the cells; ``factor`` multiplies all hazards."""

    def __init__(self, known: Known) -> None:
        """``known`` are the projects with their chances."""
        hazards = [_hazard(one.chance) for one in known.ones]
        # Many have the same age and so the same hazard, which is then looked at once a draw.
        likely = {one.chance for one in known.ones if one.chance >= UNLIKELY}
        self._hazards = sorted(map(_hazard, likely))
        which = {hazard: place for place, hazard in enumerate(self._hazards)}
        self._likely = [
            (place, which[hazard]) for place, hazard in enumerate(hazards) if hazard in which
        ]
        self._unlikely = [n for n, one in enumerate(known.ones) if 0 < one.chance < UNLIKELY]
        self._sums = list(accumulate(hazards[n] for n in self._unlikely))
        self._equals = _equals(known.lots)
        self._number = sum(each.number for each in self._equals)
        self._whole = sum(each.whole for each in self._equals)

    def draw(self, dice: Random, factor: float) -> Moved:
        """Those that come in one draw."""
        random = dice.random
        fails = [math.exp(-hazard * factor) for hazard in self._hazards]
        ones = [n for n, which in self._likely if random() > fails[which]]
        if self._sums:
            events = poisson(dice, self._sums[-1] * factor)
            # Sorted, for the order of a set is not that of the draws.
            ones += sorted(set(dice.choices(self._unlikely, cum_weights=self._sums, k=events)))
        return Moved(ones, *self._others(dice, factor))

    def _others(self, dice: Random, factor: float) -> tuple[int, int, float]:
        """How many others come, what they bring, and how many were to be expected."""
        number = money = 0
        spread = due = 0.0
        for hazard, whole_number, whole, each in self._equals:
            chance = 1 - math.exp(-hazard * factor)
            some = binomial(dice, whole_number, chance)
            due += chance * whole_number
            number += some
            money += whole * some // whole_number
            spread += some * (whole_number - some) * each
        if number and number < self._number:
            money = min(max(round(dice.gauss(money, math.sqrt(spread))), 0), self._whole)
        return number, money, due


class _Part(NamedTuple):
    """The lots of one cell together; ``due`` is how many of them are expected to come."""

    cell: int
    number: int
    whole: int
    due: float
    spread: float


class Parting:
    """How those that come in a draw fall to the cells that they are known in."""

    def __init__(self, lots: Iterable[Lot]) -> None:
        """``lots`` are those that ``Lots`` draws from."""
        cells: dict[int, list[int]] = {}
        dues: dict[int, float] = {}
        for cell, chance, *sums in lots:
            if chance > 0:
                found = cells.setdefault(cell, [0, 0, 0])
                found[:] = map(add, found, sums)
                dues[cell] = dues.get(cell, 0.0) + sums[0] * chance
        parts = [
            _Part(cell, number, whole, dues[cell], _spread(number, whole, square))
            for cell, (number, whole, square) in sorted(cells.items())
        ]
        # The largest comes last: what the others leave matters least to it.
        self._parts = sorted(parts, key=lambda part: part.due)
        self._cells = [part.cell for part in self._parts]
        self._sizes = [part.number for part in self._parts]
        self._wholes = [part.whole for part in self._parts]
        self._due = sum(dues.values())

    def of(self, dice: Random, moved: Moved) -> Iterable[tuple[int, int, int]]:
        """How many others fall to each cell, and what they bring; together exactly what came."""
        if not moved.number:
            return ()
        more = moved.due / self._due
        means = [min(part.due * more, part.number) for part in self._parts]
        spreads = [mean * (1 - mean / n) for mean, n in zip(means, self._sizes, strict=True)]
        numbers = _parted(moved.number, means, spreads, self._sizes, partial(_counted, dice))
        both = list(zip(self._parts, numbers, strict=True))
        means = [part.whole * some / part.number for part, some in both]
        spreads = [some * (part.number - some) * part.spread for part, some in both]
        sums = _parted(moved.money, means, spreads, self._wholes, partial(_rounded, dice))
        return zip(self._cells, numbers, sums, strict=True)


def _parted(
    left: int,
    means: Sequence[float],
    spreads: Sequence[float],
    mosts: Sequence[int],
    drawn: Callable[[float, float, float, int], int],
) -> list[int]:
    """Parts of ``left`` as they would be drawn one by one, if together they had come to it.

    Args:
        left: the whole.
        means, spreads: of each part, were it drawn alone.
        mosts: what each part has.
        drawn: a part by its mean, its variance as a part and were it alone, and what it has.
    """
    apart, spread, after = left - sum(means), sum(spreads), sum(mosts)
    found = []
    for mean, varies, most in zip(means, spreads, mosts, strict=True):
        # The whole departs from its mean by as much as each part varies.
        share = min(varies / spread, 1.0) if spread > 0 else 0.0
        own = drawn(mean + apart * share, varies * (1 - share), varies, most)
        after -= most
        # What is left must find room in the parts that follow.
        own = min(max(own, left - after, 0), most, left)
        found.append(own)
        left -= own
        apart -= own - mean
        spread -= varies
    return found


def _counted(dice: Random, mean: float, spread: float, alone: float, most: int) -> int:
    """Some of a part's projects."""
    if alone > NORMAL_SPREAD:
        return round(dice.gauss(mean, math.sqrt(spread)))
    return binomial(dice, most, mean / most)


def _rounded(dice: Random, mean: float, spread: float, _alone: float, _most: int) -> int:
    """Some of a part's money."""
    return round(dice.gauss(mean, math.sqrt(spread)) if spread > 0 else mean)


def known(
    found: Told, cell: Callable[[Place], int], chance: Mapping[tuple[int, int], float]
) -> Known:
    """Known projects as lots.

    Args:
        found: what is told of them.
        cell: where those of a code and stage are.
        chance: that one of a stage and step comes, or goes.
    """
    others = dict(found.lots)
    ones = []
    for one in found.ones:
        place, sums = one.place, sums_of(one.brings)
        others[place] = others[place].more(sums, -1)
        ones.append(Lot(cell(place), chance[place[1:]], *sums))
    return Known(
        ones,
        [
            Lot(cell(place), chance[place[1:]], *sums)
            for place, sums in others.items()
            if sums.number
        ],
    )
