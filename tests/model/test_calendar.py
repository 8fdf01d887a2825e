"""Weeks, months and quarters of a period, and the same days a year before."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.precision import a_year_before
from qzinvest.model.trend import EVERY, Period, periods

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


def test_a_period_that_is_cut_off_says_so() -> None:
    start, end = date(2022, 1, 1), date(2022, 5, 10)
    assert periods(start, end, "quarter") == (
        Period("2022-Q1", start, date(2022, 3, 31)),
        Period("2022-Q2", date(2022, 4, 1), end, is_whole=False),
    )
    months = periods(start, end, "month")
    assert [month.name for month in months] == [f"2022-0{n}" for n in range(1, 6)]
    assert [month.is_whole for month in months] == [True] * 4 + [False]
    first, second, *_ = periods(start, end, "week")
    assert first == Period("2021-W52", start, date(2022, 1, 2), is_whole=False)
    assert second == Period("2022-W01", date(2022, 1, 3), date(2022, 1, 9))
    assert periods(end, start, "month") == ()


@given(DAYS, st.integers(0, 800), st.sampled_from(EVERY))
def test_periods_cover_every_day_once(start: date, length: int, every: str) -> None:
    end = start + timedelta(days=length)
    cut = periods(start, end, every)
    assert (cut[0].first, cut[-1].last) == (start, end)
    for earlier, later in itertools.pairwise(cut):
        assert earlier.last + timedelta(days=1) == later.first
    assert len({period.name for period in cut}) == len(cut)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2022-03-15", "2021-03-15"),
        ("2024-02-29", "2023-02-28"),
        ("2025-02-28", "2024-02-29"),
        ("2024-02-28", "2023-02-28"),
        ("2022-12-31", "2021-12-31"),
    ],
)
def test_a_year_before(day: str, before: str) -> None:
    assert a_year_before(date.fromisoformat(day)) == date.fromisoformat(before)


@given(DAYS, DAYS)
def test_a_year_before_keeps_the_order(one: date, other: date) -> None:
    assert (one <= other) <= (a_year_before(one) <= a_year_before(other))
