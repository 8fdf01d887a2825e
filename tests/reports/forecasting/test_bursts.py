"""Conferences: told from usual days, and drawn again about the same time."""

from collections import Counter
from datetime import date
from random import Random
from statistics import fmean

import pytest

from qzinvest.reports.forecasting.bursts import AGAIN, Burst, Bursts, burst_days, bursts_of, drawn

YEAR = range(date(2021, 1, 1).toordinal(), date(2022, 1, 1).toordinal())
FAIR = date(2021, 9, 8).toordinal()
DAYS = [*YEAR, *[FAIR] * 99]
"""A project a day, and a hundred at the fair."""


def mean(bursts: Bursts, today: date) -> float:
    dice = Random("tests")  # noqa: S311 - no secret
    end = date(2022, 12, 31).toordinal()
    elapsed = today.timetuple().tm_yday / 365
    return fmean(drawn(bursts, today.toordinal(), end, elapsed, dice) for _ in range(4000))


def test_a_conference_stands_out() -> None:
    assert burst_days(Counter(DAYS), len(YEAR)) == {FAIR}
    assert burst_days(Counter(YEAR), len(YEAR)) == frozenset()
    (burst,) = bursts_of(Counter(DAYS), YEAR[0], YEAR[-1], 1.0)
    assert burst.day == FAIR
    assert burst.part == pytest.approx(100 / 365, rel=0.01)


def test_a_few_in_a_small_place_are_no_conference() -> None:
    assert burst_days(Counter([FAIR] * 7), len(YEAR)) == frozenset()


def test_a_way_of_recording_is_no_conference() -> None:
    monthly = [date(2021, month, 28).toordinal() for month in range(1, 13) for _ in range(50)]
    assert burst_days(Counter(monthly), len(YEAR)) == frozenset()
    assert burst_days(Counter([FAIR] * 50), 31) == frozenset()


def test_it_comes_again_until_it_has_come() -> None:
    last = (Burst(FAIR, 0.3),)
    due = mean(Bursts((), (last,)), date(2022, 6, 30))
    assert due == pytest.approx(0.3 * AGAIN, rel=0.35)
    early = Burst(date(2022, 8, 30).toordinal(), 0.2)
    assert mean(Bursts((early,), (last,)), date(2022, 8, 31)) < due / 3
    assert mean(Bursts((), (last,)), date(2022, 9, 30)) < due / 3


def test_a_first_year_may_have_one_and_the_likelier_where_one_was() -> None:
    june = date(2022, 6, 30)
    seen = Burst(date(2022, 5, 1).toordinal(), 0.3)
    assert 0 < mean(Bursts((), ()), june) < mean(Bursts((seen,), ()), june)
    assert mean(Bursts((), ()), date(2022, 12, 31)) == 0
