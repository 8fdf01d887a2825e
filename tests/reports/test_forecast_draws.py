"""Draws: their means, their spread, and the bounds taken from them."""

import math
from random import Random
from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.reports.forecast_draws import (
    BEYOND,
    Chance,
    Ends,
    Luck,
    Sizes,
    Stock,
    between,
    ends_of,
    luck_of,
    own_sizes,
    poisson,
    sizes_of,
)
from qzinvest.reports.forecast_rates import Rate

EMPTY = Stock(0, 0, (), (), Rate(1, 1), 0.0, 0.0, 0.0, (1.0, 1.0))
DRAWS = 4000
SIZES = sizes_of([10] * 80 + [1000, 2000, 3000, 4000] * 5)


def dice() -> Random:
    return Random("tests")  # noqa: S311 - no secret


def even(sizes: Sizes | None = None) -> Luck:
    """Luck that changes nothing."""
    return luck_of(dice(), 0, 0, sizes, DRAWS)


def drawn(stock: Stock, sizes: Sizes | None = None, luck: Luck | None = None) -> Ends:
    return ends_of(dice(), stock, luck or even(sizes), sizes)


@pytest.mark.parametrize("mean", [0, 0.3, 5, 29, 31, 400])
def test_poisson(mean: float) -> None:
    some = dice()
    values = [poisson(some, mean) for _ in range(DRAWS)]
    assert fmean(values) == pytest.approx(mean, rel=0.06, abs=0.01)
    assert pvariance(values) == pytest.approx(mean, rel=0.1, abs=0.02)


def test_new_projects_are_negative_binomial() -> None:
    counts = drawn(EMPTY._replace(rate=Rate(20, 0.5), weight=0.5)).counts
    assert fmean(counts) == pytest.approx(20, rel=0.03)
    assert pvariance(counts) == pytest.approx(20 + 20**2 / 20, rel=0.1)


@pytest.mark.parametrize(
    "chances", [[0.05] * 100, [0.3] * 40, [0.9] * 200, [0.02, 0.5, 0.97] * 30, [1.0, 0.0]]
)
def test_open_projects_come_by_their_chances(chances: list[float]) -> None:
    open_ = tuple(Chance(chance, 10) for chance in chances)
    counts = drawn(EMPTY._replace(open=open_)).counts
    spread = sum(chance * (1 - chance) for chance in chances)
    assert fmean(counts) == pytest.approx(sum(chances), rel=0.03, abs=0.05)
    assert pvariance(counts) <= spread * 1.35 + 0.1
    assert 0 <= min(counts) <= max(counts) <= len(chances)


def test_dropped_projects_leave_with_their_sizes() -> None:
    kept = tuple(Chance(0.05, size) for size in [10] * 50 + [1000] * 10)
    worth = sum(each.size for each in kept)
    ends = drawn(EMPTY._replace(projects=60, money=worth, kept=kept), SIZES)
    assert fmean(ends.counts) == pytest.approx(57, rel=0.01)
    assert fmean(ends.sums) == pytest.approx(worth * 0.95, rel=0.01)


def test_sums_have_the_mean_of_the_sizes() -> None:
    mean, part = own_sizes([], SIZES)
    stock = EMPTY._replace(rate=Rate(1000, 100), weight=10.0, mean=mean, part=part)
    ends = drawn(stock, SIZES)
    assert fmean(ends.counts) == pytest.approx(100, rel=0.02)
    # Ten small to each of two, on average; the tail beyond may add to the large ones.
    per = fmean(ends.sums) / fmean(ends.counts)
    assert 0.85 < per / (SIZES.part * fmean(SIZES.big) + (1 - SIZES.part) * SIZES.mean) < 1.25


def test_shared_luck_moves_all_cells_together() -> None:
    luck = luck_of(dice(), 0.09, 0.0, None, DRAWS)
    stock = EMPTY._replace(rate=Rate(10000, 100), weight=1.0)
    some = dice()
    a, b = (ends_of(some, stock, luck, None).counts for _ in range(2))
    both = pvariance([x + y for x, y in zip(a, b, strict=True)])
    assert both > 1.7 * (pvariance(a) + pvariance(b)) * 0.95
    assert fmean(luck.new) == pytest.approx(1, rel=0.02)
    assert pvariance([math.log(x) for x in luck.new]) == pytest.approx(0.09, rel=0.05)


def test_sizes_are_parted_and_pooled() -> None:
    assert SIZES.bound == 3000
    assert len(SIZES.big) == 10
    assert SIZES.part == 0.1
    small, part = own_sizes([5] * 100, SIZES)
    city, whole = own_sizes([], SIZES)
    assert 5 < small < city == SIZES.mean
    assert part[0] / sum(part) < whole[0] / sum(whole) == pytest.approx(0.1)
    few = sizes_of([3, 1, 2])
    assert (few.big, few.mean, few.part) == ((1, 2, 3), 0.0, 1.0)


def test_large_ones_may_pass_the_largest_seen_but_not_by_far() -> None:
    luck = luck_of(dice(), 0, 0, SIZES, 500)
    sizes = [size for big in luck.big for size in big]
    assert SIZES.big[-1] < max(sizes) <= SIZES.big[-1] * BEYOND
    assert min(sizes) >= SIZES.bound


def test_bounds_of_a_continuous_figure() -> None:
    assert between(range(1000)) == (100, 500, 899)


@pytest.mark.parametrize(
    ("ends", "bounds"),
    [
        ([5] * 100, (5, 5, 5)),
        ([0] * 95 + [1] * 5, (0, 0, 0)),
        ([0] * 80 + [1] * 20, (0, 0, 1)),
        # 13.5 % lie below 1, 14.3 % above 3: both are nearer to a tenth than the next whole number.
        ([0] * 135 + [1] * 271 + [2] * 271 + [3] * 180 + [4] * 90 + [5] * 53, (1, 2, 3)),
    ],
)
def test_bounds_of_whole_projects(ends: list[int], bounds: tuple[int, int, int]) -> None:
    assert between(ends) == bounds


@given(st.lists(st.integers(-5, 50), min_size=1))
def test_bounds_are_in_order(ends: list[int]) -> None:
    low, median, high = between(ends)
    assert min(ends) <= low <= high <= max(ends)
    assert low in ends
    assert high in ends
    assert median in ends
