"""Pace (序时进度): the elapsed share of a plan's period, and what lies ahead of it or behind."""

from datetime import date
from fractions import Fraction

from qzinvest.model.precision import last_day
from qzinvest.tuples import NamedTuple


def pace(start: date, end: date, as_of: date) -> Fraction:
    """The share of ``start`` … ``end`` that has elapsed at the end of ``as_of``.

    Formula: (full months + day / days in month) / months of the period. A month end gives n/12 in a
    plan of one year, as the published figures do: on 2024-03-31 a completion of 30.1 % is published
    as 5.1 points ahead, on 2024-06-30 54.83 % as 4.83 points ahead.

    Args:
        start: first day of a month.
        end: last day of a month.
        as_of: any day; before ``start`` the pace is 0, after ``end`` it is 1.
    """
    if as_of < start:
        return Fraction(0)
    if as_of >= end:
        return Fraction(1)
    gone = elapsed(start, end, as_of)
    return (gone.months + Fraction(gone.day, gone.days)) / gone.length


class Elapsed(NamedTuple):
    """The numbers of the formula: full months, the day, days in its month, months in all."""

    months: int
    day: int
    days: int
    length: int


def elapsed(start: date, end: date, as_of: date) -> Elapsed:
    """What ``pace`` puts into its formula for a day of the period."""
    days = last_day(as_of, "month").day
    return Elapsed(_months(start, as_of), as_of.day, days, _months(start, end) + 1)


def completed(actual: int | Fraction, target: int | None) -> Fraction | None:
    """Completion (完成率): actual ÷ target; none where there is no target, or one of 0."""
    return Fraction(actual) / target if target else None


def ahead_of(passed: Fraction, completion: Fraction | None) -> Fraction | None:
    """Completion − pace (较序时) in percentage points, below 0 behind it; none without a target."""
    return None if completion is None else (completion - passed) * 100


def default_as_of(start: date, end: date, today: date) -> date:
    """Today inside the plan's period, else the period's last day."""
    return today if start <= today <= end else end


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month
