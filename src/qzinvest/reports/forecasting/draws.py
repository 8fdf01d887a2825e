"""Possible year ends of the whole city, drawn: what is lost, what open projects add, what is new.

The city is drawn once, whatever is printed of it: ``shares`` divides the same draws among the
lines of a view. Every kind of draw has a stream of its own that is seeded by name, so that more
of one moves nothing of another.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random

from qzinvest.reports.forecasting.bursts import lognormal, poisson, shuffled
from qzinvest.reports.forecasting.lots import Known, Lots, Moved
from qzinvest.reports.forecasting.season import Calendar
from qzinvest.reports.forecasting.sizes import Sizes, year_of
from qzinvest.tuples import NamedTuple

GROWTH = 0.08
"""Variance of the logarithm of a city's growth from one year to the next."""
TURNS = 0.03
"""Variance of what may turn in a city within the year, of which no month so far tells."""


class Level(NamedTuple):
    """Log-normal projects a period: the logarithm's mean and variance."""

    log: float
    doubt: float

    @property
    def middle(self) -> float:
        """Projects a period, as likely to be missed as to be passed."""
        return math.exp(self.log)

    def factors(self, dice: Random, draws: int) -> list[float]:
        """Projects a period in each draw, evenly over their distribution, in random order."""
        spread = math.sqrt(self.doubt)
        return [math.exp(self.log + spread * z) for z in shuffled(dice, draws)]


class Past(NamedTuple):
    """What is known of the city's new projects; days are ordinals.

    Args:
        came: how many projects came in the period so far.
        exact: on which days those came of which the day was recorded, not only the month.
        earlier: projects in the complete years before, the latest first.
        length: of the period in years.
        today: the last day that is known.
        start, end: of the period.
    """

    came: int
    exact: Counter[int]
    earlier: Sequence[int]
    length: float
    today: int
    start: int
    end: int


def level_of(past: Past, calendar: Calendar) -> Level | None:
    """The level with all doubt of what is to come; ``None`` where nothing ever came."""
    came = past.came
    if not came and not any(past.earlier):
        return None
    elapsed = calendar.part(past.start, past.today)
    ahead = calendar.part(past.today + 1, past.end)
    clumps = calendar.clumping(past.exact, past.start, min(past.today, past.end))
    log, known = _usual(past), 1 / GROWTH if any(past.earlier) else 0.0
    if elapsed:
        seen = 1 / ((1 + clumps) / (came + 0.5) + calendar.doubt(past.start, past.today))
        log = (log * known + math.log((came + 0.2) / elapsed) * seen) / (known + seen)
        known += seen
    still = math.exp(log) * ahead
    doubt = 1 / known + calendar.doubt(past.today + 1, past.end) + clumps / (still + 1)
    return Level(log, doubt + TURNS)


def _usual(past: Past) -> float:
    """The logarithm of what earlier years lead to expect of the period, the latest most."""
    weights = [0.5**back for back in range(len(past.earlier))]
    usual = sum(n * w for n, w in zip(past.earlier, weights, strict=True)) / (sum(weights) or 1)
    return math.log(usual * past.length) if usual else 0.0


DRAWS = 400

Streams = Callable[[str], Random]
"""The random stream of a name."""


class Fate(NamedTuple):
    """What one possible rest of the year brings to the city.

    Args:
        lost, won: which come of those that count today to be dropped, and which open ones to count.
        new: how many projects come that nobody has noted yet.
        rushed: how many of them come together on days of bursts.
        big: the sizes of the large ones of them, in yuan.
        small: what the others bring together.
    """

    lost: Moved
    won: Moved
    new: int
    rushed: int
    big: list[int]
    small: int


class Prospect(NamedTuple):
    """All that the fates of a city are drawn from.

    Args:
        lost, won: the projects that count today with their chances to be dropped, and the open
            ones with those to come to count.
        level: of new projects, with all doubt.
        fresh: what part of a period's new projects comes to count and is not known yet.
        bursts: in each draw, what bursts bring as a part of that.
        pull: by what factor open projects go on faster than those before them.
        doubt: variance of the logarithm of how many open ones are won.
        sizes: of new projects; ``None`` where too few are known.
    """

    lost: Known
    won: Known
    level: Level
    fresh: float
    bursts: Sequence[float]
    pull: float
    doubt: float
    sizes: Sizes | None


def streams_of(*names: object) -> Streams:
    """Streams of one process; text seeds give the same numbers under every Python."""
    begin = " ".join(map(str, names))
    return lambda name: Random(f"{begin} {name}")  # noqa: S311 - no secret


def fates_of(prospect: Prospect, streams: Streams) -> Iterator[Fate]:
    """Draw the city's possible rests of the year, one after the other."""
    kept, opened = Lots(prospect.lost), Lots(prospect.won)
    came = prospect.level.factors(streams("new"), DRAWS)
    luck = lognormal(streams("luck"), prospect.doubt, DRAWS)
    losing, winning, coming = streams("lost"), streams("won"), streams("coming")
    paying = streams("sizes")
    for number, burst, factor in zip(came, prospect.bursts, luck, strict=True):
        mean = number * prospect.fresh
        rushed = poisson(coming, mean * burst)
        new = rushed + poisson(coming, mean)
        big, small = year_of(prospect.sizes, new, paying) if prospect.sizes else ([], 0)
        lost = kept.draw(losing, 1.0)
        won = opened.draw(winning, factor * prospect.pull)
        yield Fate(lost, won, new, rushed, big, small)


def between(ends: Sequence[int]) -> tuple[int, int, int]:
    """The bounds of the middle 80 % of year ends, with the median between them.

    Where whole projects allow no exact 80 %, the lower bound is the one that leaves out the part
    nearest to a tenth, and the upper one that which leaves out the rest of a fifth.
    """
    ordered = sorted(ends)
    low = _bound(ordered, 0.1)
    out = bisect_left(ordered, low) / len(ordered)
    high = -_bound([-n for n in ordered[::-1]], max(0.2 - out, 0.0))
    return low, ordered[len(ordered) // 2], max(low, high)


def _bound(ordered: Sequence[int], part: float) -> int:
    """The value below which ``part`` of the ordered values lie, as nearly as they allow."""
    aim = part * len(ordered)
    value = ordered[min(int(aim), len(ordered) - 1)]
    below = bisect_left(ordered, value)
    above = bisect_left(ordered, value + 1)
    if above < len(ordered) and abs(above - aim) < abs(below - aim):
        return ordered[above]
    return value
