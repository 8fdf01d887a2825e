"""Sizes of new projects: parted, pooled, and drawn beyond the largest seen."""

from random import Random
from statistics import fmean

import pytest

from qzinvest.reports.forecasting.sizes import BEYOND, own_sizes, year_of
from tests.reports.told_sizes import sized, whole

SIZES = sized([10] * 80 + [1000, 2000, 3000, 4000] * 5)


def dice() -> Random:
    return Random("tests")  # noqa: S311 - no secret


def test_sizes_are_parted_and_pooled() -> None:
    assert SIZES.big[0] == 3000
    assert (len(SIZES.big), SIZES.known, SIZES.part) == (10, 100, 0.1)
    small, part = own_sizes(whole([5] * 100), [], SIZES)
    city, usual = own_sizes(whole([]), [], SIZES)
    assert 5 < small < city == SIZES.mean
    assert part[0] / sum(part) < usual[0] / sum(usual) == pytest.approx(0.1)
    few = sized([3, 1, 2])
    assert (few.big, few.mean, few.part) == ((1, 2, 3), 0.0, 1.0)


def test_a_year_brings_the_mean_of_the_sizes() -> None:
    some = dice()
    drawn = [year_of(SIZES, 100, some) for _ in range(400)]
    assert fmean(len(big) for big, _ in drawn) == pytest.approx(10, rel=0.1)
    whole = fmean(sum(big) + small for big, small in drawn)
    # The tail beyond the largest may add to the large ones.
    usual = 10 * fmean(SIZES.big) + 90 * SIZES.mean
    assert 0.9 < whole / usual < 1.5


def test_large_ones_may_pass_the_largest_seen_but_not_by_any_amount() -> None:
    some = dice()
    sizes = [size for _ in range(400) for size in year_of(SIZES, 100, some)[0]]
    assert SIZES.big[-1] < max(sizes) <= SIZES.big[-1] * BEYOND
    assert min(sizes) >= SIZES.big[0]


def test_none_come_and_nothing_is_brought() -> None:
    assert year_of(SIZES, 0, dice()) == ([], 0)
