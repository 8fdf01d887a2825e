"""The rhythm of a year: which months bring how much, and how far single months depart from that.

Learnt from the complete years before the plan's period, and shrunk to an even year by what chance
and a single year's moods would do alone. Without such years the rhythm is even, and its doubt is
what this year's own months show of unevenness.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple

MONTHS = 12
MOST_YEARS = 5
LEAST_PROJECTS = 30
"""Below so many projects a year says nothing about its months."""
LATE_START = 45
"""A year whose first project comes later than so many days was not recorded from its start on."""
MONTH = 31
SWING = 0.3
"""Variance of a month's weight between months, before anything is known of a city."""
MOOD = 0.03
"""Variance of a month's departure from its usual weight in a single year."""
TRUST, TRUST_ALONE = 8.0, 24.0
"""How many months those two variances are worth against what the ledger shows; more without earlier
years, for the months so far tell little of a rush to come."""


class Rhythm(NamedTuple):
    """What a day of each month brings, 1 on average, and the variance of a month's departure.

    ``years`` is the number of complete years that it was learnt from.
    """

    weights: tuple[float, ...]
    unrest: float
    years: int


class Calendar(NamedTuple):
    """Sums of a rhythm's daily weights from ``first`` on; the plan's whole period makes 1."""

    rhythm: Rhythm
    first: int
    whole: float
    sums: tuple[float, ...]

    def part(self, since: int, until: int) -> float:
        """The part of a period's work that falls on the days ``since`` … ``until``."""
        if until < since:
            return 0.0
        last = len(self.sums) - 1
        return (
            self.sums[min(max(until + 1 - self.first, 0), last)]
            - self.sums[min(max(since - self.first, 0), last)]
        ) / self.whole

    def doubt(self, since: int, until: int) -> float:
        """Variance of the logarithm of what the days bring, from the months' departures."""
        parts = [self.part(max(a, since), min(b, until)) for a, b in months(since, until)]
        whole = sum(parts)
        return self.rhythm.unrest * sum(part * part for part in parts) / whole**2 if whole else 0.0


def calendar_of(rhythm: Rhythm, first: date, last: date) -> Calendar:
    """The calendar of a plan's period."""
    days = range(first.toordinal(), last.toordinal() + 1)
    weights = (rhythm.weights[date.fromordinal(day).month - 1] for day in days)
    known = tuple(accumulate(weights, initial=0.0))
    return Calendar(rhythm, days[0], known[-1], known)


def months(since: int, until: int) -> list[tuple[int, int]]:
    """First and last days of the calendar months that the days touch."""
    found: list[tuple[int, int]] = []
    day = date.fromordinal(since).replace(day=1).toordinal()
    while day <= until:
        at = date.fromordinal(day)
        last = day + monthrange(at.year, at.month)[1] - 1
        found.append((day, last))
        day = last + 1
    return found


def complete_years(days: Sequence[int], start: date, today: int) -> list[tuple[int, int]]:
    """First and last days of the recorded years right before ``start``, the latest first.

    Args:
        days: on which projects came, in any order, none after ``today``.
        start: the first day of the plan's period, which is the first of a month.
        today: the last day that is known; a year of which more than a month is to come is left out.
    """
    found: list[tuple[int, int]] = []
    earliest = min(days, default=start.toordinal())
    for back in range(1, MOST_YEARS + 1):
        first = start.replace(year=start.year - back).toordinal()
        last = start.replace(year=start.year - back + 1).toordinal() - 1
        if last > today + MONTH:
            continue
        came = sum(first <= day <= last for day in days)
        if came < LEAST_PROJECTS or earliest > first + LATE_START:
            break
        found.append((first, last))
    return found


def rhythm_of(days: Sequence[int], start: date, as_of: int) -> Rhythm:
    """The rhythm that the ledger shows.

    Args:
        days: on which projects came, in any order, none after ``as_of``.
        start: the first day of the plan's period.
        as_of: the last day that is known.
    """
    years = [_by_month(days, *span) for span in complete_years(days, start, as_of)]
    weights, left = _weights(years)
    trust = TRUST if years else TRUST_ALONE
    spread = trust * (left + MOOD)
    for counts in years if len(years) > 1 else ():
        excess = _excess(counts, weights) * len(years) / (len(years) - 1)
        trust += MONTHS - 1
        spread += (MONTHS - 1) * excess * (1 + 1 / len(years))
    begun = [span for span in months(start.toordinal(), as_of) if span[1] <= as_of][-MONTHS:]
    if len(begun) > 1:
        counts = _by_month(days, begun[0][0], begun[-1][1])
        trust += len(begun) - 1
        spread += (len(begun) - 1) * _excess(counts, weights)
    return Rhythm(weights, max(spread / trust, 0.002), len(years))


def _by_month(days: Sequence[int], since: int, until: int) -> dict[int, tuple[int, int]]:
    """Projects and days by calendar month."""
    spans = months(since, until)
    counts = dict.fromkeys(range(1, MONTHS + 1), 0)
    for day in days:
        if since <= day <= until:
            counts[date.fromordinal(day).month] += 1
    return {
        (month := date.fromordinal(first).month): (counts[month], last - first + 1)
        for first, last in spans
    }


def _weights(years: Sequence[dict[int, tuple[int, int]]]) -> tuple[tuple[float, ...], float]:
    """Each month's weight, and the variance that stays unknown of it."""
    if not years:
        return (1.0,) * MONTHS, SWING
    total = sum(count for year in years for count, _ in year.values())
    noise = MOOD / len(years) + MONTHS / total
    shrunk = SWING / (SWING + noise)
    raw = [0.0] * MONTHS
    for year in years:
        mean = sum(count for count, _ in year.values()) / sum(days for _, days in year.values())
        for month, (count, days) in year.items():
            raw[month - 1] += count / days / mean / len(years)
    return tuple(1 + shrunk * (each - 1) for each in raw), SWING * (1 - shrunk)


def _excess(counts: dict[int, tuple[int, int]], weights: Sequence[float]) -> float:
    """The variance of months around their weights beyond that of chance; may be negative."""
    came = sum(count for count, _ in counts.values())
    due = {month: weights[month - 1] * days for month, (_, days) in counts.items()}
    if not came:
        return 0.0
    scale = came / sum(due.values())
    square = sum(
        (count - due[month] * scale) ** 2 / (due[month] * scale)
        for month, (count, _) in counts.items()
    )
    return (square / (len(counts) - 1) - 1) * len(counts) / came
