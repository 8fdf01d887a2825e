"""How fast units sign: Gamma–Poisson rates with partial pooling over tiers, and their doubts.

A unit's own projects move its rate away from what its tier, or its own earlier years, would lead to
expect; the fewer they are, the less. How much units differ is estimated from the units themselves
(empirical Bayes), and so is how much a unit's quarters depart from its share of the city. In a
first year a unit with few projects may also be one that hardly ever signs any, whatever its tier.
"""

import math
from collections.abc import Sequence

from qzinvest.tuples import NamedTuple

APART, APART_TRUST = 0.15, 4.0
"""Squared coefficient of variation between units of a tier, and the units that it is worth."""
APART_LEAST, APART_MOST = 0.02, 2.0
GROWTH = 0.08
"""Variance of a city's growth from one year to the next."""
TURN = 0.06
"""Variance of a unit's share of its city from one year to the next."""
WHIM, WHIM_TRUST = 0.05, 16.0
"""Variance of a unit's quarter around its share, and the cells that it is worth."""
WHIM_LEAST = 0.004
IDLE, IDLE_TRUST = 0.08, 6.0
"""The part of units that hardly ever sign anything, and the units that it is worth."""
IDLE_PART = 0.05
"""What such a unit signs, as a part of what its tier leads to expect."""
ROUNDS = 5
NONE = 0.01
"""Projects that stand for none, where a mean must not be 0."""


class Cell(NamedTuple):
    """What one unit has signed: this period so far, in earlier years, and by quarter.

    ``named`` is false for the cell of what names no unit: it has no peers. ``earlier`` are complete
    years, the latest first. ``quarters`` are the earlier years' quarters and the complete ones of
    this period.
    """

    named: bool
    tier: int | None
    came: int
    earlier: tuple[int, ...]
    quarters: tuple[int, ...]


class Rate(NamedTuple):
    """A Gamma distribution of projects a period: shape, and rate (the inverse of the scale).

    With the chance ``idle`` the unit is one that hardly signs anything: then it is that of
    ``idle_shape`` and ``idle_rate``.
    """

    shape: float
    rate: float
    idle: float = 0.0
    idle_shape: float = 1.0
    idle_rate: float = 1.0

    @property
    def mean(self) -> float:
        """Projects a period."""
        return self.shape / self.rate

    def doubted(self, variance: float) -> "Rate":
        """The same mean with more doubt: the variance of a factor of mean 1."""
        shape = 1 / (1 / self.shape + variance)
        return self._replace(shape=shape, rate=shape / self.mean)


class Rates(NamedTuple):
    """One rate a cell; ``whim`` is the variance of a unit's quarter around its share."""

    cells: tuple[Rate, ...]
    whim: float


def rates_of(cells: Sequence[Cell], elapsed: float, length: float = 1.0) -> Rates:
    """The rates of all cells, by which they differ: the city's level is ``draws.level_of``'s.

    Args:
        cells: the units of a view; together they hold every project.
        elapsed: the part of the period's work that has passed, by the rhythm of the year.
        length: of the period in years.
    """
    years = len(cells[0].earlier)
    whim = _whim([cell.quarters for cell in cells])
    # A quarter's whim makes a unit's projects say less of its rate than their number would.
    noise = whim / max(4 * elapsed * length, 1)
    weighed = [1 / (1 + cell.came * noise) for cell in cells]
    prior = _from_years(cells, elapsed, length) if years else _from_tiers(cells, elapsed)
    found = tuple(
        Rate(
            shape + cell.came * weight,
            shape / mean + elapsed * weight,
            idle,
            1 + cell.came,
            1 / (IDLE_PART * mean) + elapsed,
        )
        for (shape, mean, idle), cell, weight in zip(prior, cells, weighed, strict=True)
    )
    return Rates(found, whim)


Prior = tuple[float, float, float]
"""Shape and mean of a Gamma distribution, and the chance that the unit hardly signs anything."""


def _from_tiers(cells: Sequence[Cell], elapsed: float) -> list[Prior]:
    """For each cell, of its tier's mean: what the period itself leads to expect."""
    idle = [0.0] * len(cells)
    for _ in range(ROUNDS):
        means = _means(cells, idle)
        both = [
            (cell.came, mean, 1 - chance)
            for cell, mean, chance in zip(cells, means, idle, strict=True)
            if cell.named
        ]
        shape = 1 / _apart(both) if both else 1 / APART
        named = [chance for cell, chance in zip(cells, idle, strict=True) if cell.named]
        part = (sum(named) + IDLE * IDLE_TRUST) / (len(named) + IDLE_TRUST)
        idle = [
            _idle(cell.came, mean, shape, part) if cell.named else 0.0
            for cell, mean in zip(cells, means, strict=True)
        ]
    return [
        (shape, mean / max(elapsed, 1e-6), chance) for mean, chance in zip(means, idle, strict=True)
    ]


def _means(cells: Sequence[Cell], idle: Sequence[float]) -> list[float]:
    """What the tier of each cell has brought a unit, those left out that hardly sign anything."""
    active = [(cell, 1 - chance) for cell, chance in zip(cells, idle, strict=True) if cell.named]
    overall = sum(cell.came * part for cell, part in active) / max(sum(p for _, p in active), 1)
    means = []
    for cell in cells:
        peers = [(other.came, part) for other, part in active if other.tier == cell.tier]
        came, count = sum(n * part for n, part in peers), sum(part for _, part in peers)
        pooled = (came + 1) / (count + 1 / max(overall, 0.1))
        means.append(pooled if cell.named else cell.came or NONE)
    return means


def _idle(came: int, mean: float, shape: float, part: float) -> float:
    """The chance that a unit with so many projects is one that hardly signs anything."""
    usual = (1 - part) * _chance(came, mean, shape)
    rare = part * _chance(came, mean * IDLE_PART, 1.0)
    return rare / (usual + rare) if rare else 0.0


def _chance(came: int, mean: float, shape: float) -> float:
    """The chance of so many projects of a negative binomial distribution."""
    return math.exp(
        math.lgamma(came + shape)
        - math.lgamma(shape)
        - math.lgamma(came + 1)
        + shape * math.log(shape / (shape + mean))
        + came * math.log(mean / (shape + mean))
    )


def _apart(counts: Sequence[tuple[int, float, float]]) -> float:
    """How much units differ from their means beyond chance, as a squared variation."""
    mean = sum(m for _, m, _ in counts) / len(counts)
    beyond = sum(((n - m) ** 2 - m) * part for n, m, part in counts)
    square = sum(m * m * part for _, m, part in counts)
    apart = (beyond + APART_TRUST * APART * mean**2) / (square + APART_TRUST * mean**2)
    return min(max(apart, APART_LEAST), APART_MOST)


def _from_years(cells: Sequence[Cell], elapsed: float, length: float) -> list[Prior]:
    """For each cell, of its earlier years and of the city's growth since."""
    years = len(cells[0].earlier)
    fading = [0.5**back for back in range(years)]
    usual = [
        sum(n * w for n, w in zip(cell.earlier, fading, strict=True)) / sum(fading)
        for cell in cells
    ]
    city, came = sum(usual), sum(cell.came for cell in cells)
    growth = (came + 1 / GROWTH) / (elapsed * city * length + 1 / GROWTH)
    tiers: dict[tuple[bool, int | None], list[float]] = {}
    for cell, each in zip(cells, usual, strict=True):
        tiers.setdefault((cell.named, cell.tier), []).append(each)
    prior = []
    for cell, each in zip(cells, usual, strict=True):
        peers = tiers[cell.named, cell.tier]
        mean = (each * sum(fading) + sum(peers) / len(peers) + NONE) / (sum(fading) + 1)
        mean = (each * each + mean) / (each + 1)  # the tier matters where a unit has few
        shape = 1 / (TURN + 1 / (each * sum(fading) + 2))
        prior.append((shape, mean * growth * length, 0.0))
    return prior


def _whim(quarters: Sequence[Sequence[int]]) -> float:
    """The variance of a unit's quarter around its share, beyond chance."""
    spread, trust = WHIM * WHIM_TRUST, WHIM_TRUST
    columns = list(zip(*quarters, strict=True))
    # Four quarters at a time: what a unit is changes over the years.
    for begin in range(0, len(columns), 4):
        block = [list(column) for column in columns[begin : begin + 4]]
        total = sum(map(sum, block))
        if len(block) < 2 or not total:  # noqa: PLR2004 - one quarter has nothing to depart from
            continue
        rows = [sum(column[i] for column in block) for i in range(len(quarters))]
        square, used = 0.0, 0
        for column in block:
            for i, count in enumerate(column):
                due = rows[i] * sum(column) / total
                if due:
                    square += (count - due) ** 2 / due
                    used += 1
        freedom = (len(block) - 1) * (sum(row > 0 for row in rows) - 1)
        if freedom <= 0:
            continue
        spread += freedom * (square / freedom - 1) * used / total
        trust += freedom
    return max(spread / trust, WHIM_LEAST)
