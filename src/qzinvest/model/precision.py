"""How precisely a date is known: a report of 2022年3月 names no day, and none is invented."""

from datetime import date, timedelta

from qzinvest.tuples import NamedTuple

PRECISIONS = ("day", "week", "month", "quarter", "half", "year")
"""From the finest to the coarsest; weeks are those of ISO 8601, from Monday on."""

SHORT = ("day", "week", "month")
"""Periods that may be reported while they last; a longer one that has begun may be a plan."""

_DECEMBER = 12
_MONTHS = {"day": 1, "month": 1, "quarter": 3, "half": 6, "year": 12}


def first_day(last: date, precision: str) -> date:
    """The first day of the period of this precision that ends on ``last``, or holds it."""
    if precision == "day":
        return last
    if precision == "week":
        return last - timedelta(days=last.weekday())
    months = _MONTHS[precision]
    return date(last.year, (last.month - 1) // months * months + 1, 1)


def last_day(day: date, precision: str) -> date:
    """The last day of the period of this precision that holds ``day``."""
    if precision == "day":
        return day
    first = first_day(day, precision)
    if precision == "week":
        return first + timedelta(days=6)
    month = first.month + _MONTHS[precision]
    if month > _DECEMBER:  # of the year 9999 there is no day after it
        return date(first.year, _DECEMBER, 31)
    return date(first.year, month, 1) - timedelta(days=1)


def written(last: date, precision: str) -> str:
    """A date as far as it is known: 2022-03-15, 2022-W11, 2022-03, 2022-Q1, 2022-H1, 2022.

    Args:
        last: the day, or the last day of the period.
    """
    if precision == "day":
        return last.isoformat()
    if precision == "week":
        year, week, _ = last.isocalendar()
        return f"{year}-W{week:02}"
    if precision == "month":
        return f"{last.year}-{last.month:02}"
    if precision == "year":
        return str(last.year)
    letter = "Q" if precision == "quarter" else "H"
    return f"{last.year}-{letter}{(last.month - 1) // _MONTHS[precision] + 1}"


class When(NamedTuple):
    """A date as far as it is known: the first and last day that it can be, and its precision."""

    first: date
    last: date
    precision: str

    def __str__(self) -> str:
        """As ``written``: ``2022-03-15``, ``2022-03``, ``2022-Q1``."""
        return written(self.last, self.precision)


def when_of(day: date, precision: str = "day") -> When:
    """The period of this precision that holds ``day``."""
    return When(first_day(day, precision), last_day(day, precision), precision)


def a_year_before(day: date) -> date:
    """The same day of the year before; a month's last day stays its last."""
    last = last_day(date(day.year - 1, day.month, 1), "month")
    return last if day == last_day(day, "month") else last.replace(day=min(day.day, last.day))
