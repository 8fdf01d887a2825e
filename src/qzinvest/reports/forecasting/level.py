"""How many new projects a period brings to the city: a rate, and how much is not known of it.

The rate is log-normal: what the period has brought so far and what earlier years lead to expect
weigh by what is known of each. Days on which many come at once (a ceremony, a conference) say less
of the rate than their projects would one by one, and make more doubt of what is to come.
"""

import math
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from qzinvest.reports.forecasting.dice import even
from qzinvest.reports.forecasting.season import Calendar

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
        found = [math.exp(self.log + spread * z) for z in even(draws)]
        dice.shuffle(found)
        return found


class Past(NamedTuple):
    """What is known of the city's new projects; days are ordinals.

    Args:
        days: on which projects came in the period so far.
        exact: those of which the very day was recorded, not only the month.
        earlier: projects in the complete years before, the latest first.
        length: of the period in years.
        today: the last day that is known.
        start, end: of the period.
    """

    days: Sequence[int]
    exact: Sequence[int]
    earlier: Sequence[int]
    length: float
    today: int
    start: int
    end: int


def level_of(past: Past, calendar: Calendar) -> Level | None:
    """The level with all doubt of what is to come; ``None`` where nothing ever came."""
    came = len(past.days)
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
