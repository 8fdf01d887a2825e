"""The city's level of new projects: what is known, and how well."""

import math
from collections import Counter
from datetime import date

import pytest

from qzinvest.reports.forecasting.draws import Level, Past, level_of
from qzinvest.reports.forecasting.season import Rhythm, calendar_of

START, END, JUNE = (date(2022, *day).toordinal() for day in ((1, 1), (12, 31), (6, 30)))
CALENDAR = calendar_of(Rhythm((1.0,) * 12, 0.05, 0), date.fromordinal(START), date.fromordinal(END))
HALF = list(range(START, JUNE + 1))
"""A project a day."""


def level(days: list[int], earlier: tuple[int, ...] = (), today: int = JUNE) -> Level | None:
    return level_of(Past(len(days), Counter(days), earlier, 1.0, today, START, END), CALENDAR)


def test_half_a_year_is_half_of_a_year() -> None:
    found = level(HALF)
    assert found is not None
    assert found.middle == pytest.approx(365, rel=0.01)
    assert 0.03 < found.doubt < 0.15


def test_nothing_tells_nothing() -> None:
    assert level([]) is None
    assert level([], (0, 0)) is None


def test_earlier_years_and_this_one_meet_between() -> None:
    found = level(HALF, (730, 730))
    alone = level(HALF)
    before = level([], (730, 730), START - 1)
    assert found is not None
    assert alone is not None
    assert before is not None
    assert before.middle == pytest.approx(730)
    assert 365 < found.middle < 500
    assert found.doubt < min(alone.doubt, before.doubt)


def test_what_comes_in_clumps_says_less() -> None:
    clumped = level([day - day % 5 for day in HALF if day - day % 5 >= START])
    even = level(HALF)
    assert clumped is not None
    assert even is not None
    assert clumped.doubt > even.doubt + 0.01


def test_early_days_leave_nearly_everything_open() -> None:
    third = START + 2
    few, many = level([START, third], (), third), level(HALF)
    assert few is not None
    assert many is not None
    assert math.sqrt(few.doubt) > 2 * math.sqrt(many.doubt)
