"""A plan's period cut into weeks, months or quarters, and the same days a year before."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from qzinvest.model.precision import first_day, last_day, written

EVERY = ("week", "month", "quarter")


class Period(NamedTuple):
    """A stretch of days: its name (``2022-W11``, ``2022-03``, ``2022-Q1``), first and last day.

    ``is_whole`` is false where the stretch was cut off by the report's date or the plan's period.
    """

    name: str
    first: date
    last: date
    is_whole: bool = True


def periods(start: date, end: date, every: str) -> tuple[Period, ...]:
    """``start`` … ``end`` in periods of ``every``, one of ``EVERY``; none if it ends first.

    Weeks are those of ISO 8601, from Monday on.
    """
    return tuple(_periods(start, end, every))


def _periods(start: date, end: date, every: str) -> Iterator[Period]:
    first = start
    while first <= end:
        last = last_day(first, every)
        cut = min(last, end)
        begins = first == first_day(first, every)
        yield Period(written(last, every), first, cut, begins and cut == last)
        first = cut + timedelta(days=1)


def a_year_before(day: date) -> date:
    """The same day of the year before; a month's last day stays its last."""
    month = monthrange(day.year - 1, day.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, month if is_last else min(day.day, month))
