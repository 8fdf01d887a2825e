"""The rhythm of a year: which months bring how much, and how far single months depart from that.

Learnt from the complete years before the plan's period, and shrunk to an even year by what chance
and a single year's moods would do alone. Without such years the rhythm is even, and its doubt is
what this year's own months show of unevenness.
"""

import math
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import accumulate

from qzinvest.tuples import NamedTuple

MONTHS = 12
WEEK, WORKDAYS = 7, 5
MOST_YEARS = 5
LEAST_PROJECTS = 30
"""Below so many projects a year says nothing about its months."""
LATE_START = 45
"""A year whose first project comes later than so many days was not recorded from its start on."""
MONTH = 31
USUAL = (0.85, 0.75, 1.05, 0.95, 0.95, 1.05, 0.95, 0.95, 1.05, 0.95, 1.0, 1.45)
"""What a day of each month brings before anything is known of a city: little around the spring
festival, more at the end of a quarter and most at that of the year."""
SWING = 0.12
"""Variance of a month's weight around that."""
SURGE_FROM = 21
"""From this day on the last month of a quarter may surge."""
WITHIN = 0.01
"""Variance of how a whole month's days depart from its rhythm; of fewer days the more."""
MOOD = 0.03
"""Variance of a month's departure from its usual weight in a single year."""
TRUST, TRUST_ALONE = 8.0, 10.0
"""How many months those two variances are worth against what the ledger shows; more without earlier
years, for the months so far tell little of a rush to come."""


class Rhythm(NamedTuple):
    """What a day of each month brings, 1 on average, and the variance of a month's departure.

    ``years`` is the number of complete years that it was learnt from. ``surge`` is by how much the
    last days of a quarter are busier than those of their month before, ``weekend`` what a day of a
    weekend brings as a part of a workday.
    """

    weights: tuple[float, ...]
    unrest: float
    years: int
    surge: float = 1.0
    weekend: float = 1.0

    def weight(self, day: date) -> float:
        """What a day brings, 1 on average over a year."""
        weight = self.weights[day.month - 1]
        free = WEEK - WORKDAYS
        weight *= (self.weekend if _is_free(day) else 1.0) * WEEK / (WORKDAYS + free * self.weekend)
        if day.month % 3:
            return weight
        last = monthrange(day.year, day.month)[1]
        late = last - SURGE_FROM + 1
        mean = (last - late + late * self.surge) / last
        return weight * (self.surge if _is_late(day) else 1.0) / mean


def _is_free(day: date) -> bool:
    return day.isoweekday() > WORKDAYS


def _is_late(day: date) -> bool:
    return day.month % 3 == 0 and day.day >= SURGE_FROM


class Contrast(NamedTuple):
    """Some days (``of``) of those ``among`` which they are, against the others.

    ``log`` and ``doubt`` are the logarithm of how much busier they are, and its variance, before
    anything is known of a city.
    """

    of: Callable[[date], bool]
    among: Callable[[date], bool]
    log: float
    doubt: float


SURGES = Contrast(_is_late, lambda day: day.month % 3 == 0, 0.4, 0.4)
WEEKENDS = Contrast(_is_free, lambda _: True, -1.2, 1.0)


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

    def clumping(self, days: Counter[int], since: int, until: int) -> float:
        """How many more projects come beside one on its day than the rhythm leads to expect."""
        whole, number = self.part(since, until), days.total()
        if not number or not whole:
            return 0.0
        beside = sum(n * (n - 1) for n in days.values()) / number
        square = sum(self.part(day, day) ** 2 for day in range(since, until + 1))
        return max(beside - number * square / whole**2, 0.0)

    def doubt(self, since: int, until: int) -> float:
        """Variance of the logarithm of what the days bring, from the months' departures."""
        parts = [self.part(max(a, since), min(b, until)) for a, b in months(since, until)]
        whole = sum(parts)
        if not whole:
            return 0.0
        apart = self.rhythm.unrest * sum(part * part for part in parts) / whole**2
        return apart + WITHIN * MONTH / (until - since + 1)


def calendar_of(rhythm: Rhythm, first: date, last: date) -> Calendar:
    """The calendar of a plan's period."""
    days = range(first.toordinal(), last.toordinal() + 1)
    weights = (rhythm.weight(date.fromordinal(day)) for day in days)
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


def complete_years(days: Counter[int], start: date, today: int) -> list[tuple[int, int]]:
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
        came = sum(n for day, n in days.items() if first <= day <= last)
        if came < LEAST_PROJECTS or earliest > first + LATE_START:
            break
        found.append((first, last))
    return found


def rhythm_of(days: Counter[int], start: date, as_of: int) -> Rhythm:
    """The rhythm that the ledger shows.

    Args:
        days: how many projects came on each, none after ``as_of``.
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
    learnt = (_learnt(days, start, as_of, contrast) for contrast in (SURGES, WEEKENDS))
    return Rhythm(weights, max(spread / trust, 0.002), len(years), *learnt)


def _learnt(days: Counter[int], start: date, as_of: int, times: Contrast) -> float:
    """By how much some days are busier than others, drawn towards what is usual."""
    since = start.replace(year=start.year - MOST_YEARS).toordinal()
    came, seen = {False: 0, True: 0}, {False: 0, True: 0}
    for day, n in days.items():
        at = date.fromordinal(day)
        if since <= day <= as_of and times.among(at):
            came[times.of(at)] += n
    for day in range(max(since, min(days, default=as_of)), as_of + 1):
        at = date.fromordinal(day)
        if times.among(at):
            seen[times.of(at)] += 1
    if not seen[True] or not seen[False]:
        return math.exp(times.log)
    some, others = ((came[which] + 0.5) / seen[which] for which in (True, False))
    noise = 1 / (came[True] + 0.5) + 1 / (came[False] + 0.5) + 0.02
    shrunk = times.doubt / (times.doubt + noise)
    return math.exp(times.log + shrunk * (math.log(some / others) - times.log))


def _by_month(days: Counter[int], since: int, until: int) -> dict[int, tuple[int, int]]:
    """Projects and days by calendar month."""
    spans = months(since, until)
    counts = dict.fromkeys(range(1, MONTHS + 1), 0)
    for day, n in days.items():
        if since <= day <= until:
            counts[date.fromordinal(day).month] += n
    return {
        (month := date.fromordinal(first).month): (counts[month], last - first + 1)
        for first, last in spans
    }


def _weights(years: Sequence[dict[int, tuple[int, int]]]) -> tuple[tuple[float, ...], float]:
    """Each month's weight, and the variance that stays unknown of it."""
    if not years:
        return _even(USUAL), SWING
    total = sum(count for year in years for count, _ in year.values())
    noise = MOOD / len(years) + MONTHS / total
    shrunk = SWING / (SWING + noise)
    raw = [0.0] * MONTHS
    for year in years:
        mean = sum(count for count, _ in year.values()) / sum(days for _, days in year.values())
        for month, (count, days) in year.items():
            raw[month - 1] += count / days / mean / len(years)
    usual = _even(USUAL)
    weights = tuple(u + shrunk * (each - u) for each, u in zip(raw, usual, strict=True))
    return weights, SWING * (1 - shrunk)


def _even(weights: Sequence[float]) -> tuple[float, ...]:
    """The same weights with a mean of 1."""
    return tuple(each * len(weights) / sum(weights) for each in weights)


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
