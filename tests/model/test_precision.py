"""Periods by their last day."""

from calendar import monthrange
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.precision import first_day, last_day


@given(st.dates())
def test_a_months_last_day_is_the_calendars(day: date) -> None:
    assert last_day(day, "month") == day.replace(day=monthrange(day.year, day.month)[1])


@given(st.dates(), st.sampled_from(("month", "quarter", "half", "year")))
def test_a_period_holds_its_days(day: date, precision: str) -> None:
    first, last = first_day(day, precision), last_day(day, precision)
    assert first <= day <= last
    assert (first.day, first.year, last.year) == (1, day.year, day.year)
