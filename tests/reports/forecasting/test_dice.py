"""Deviates: their means and their spread."""

import math
from random import Random
from statistics import fmean, pvariance

import pytest

from qzinvest.reports.forecasting.bursts import binomial, gammas, lognormal, poisson

DRAWS = 4000


def dice() -> Random:
    return Random("tests")  # noqa: S311 - no secret


@pytest.mark.parametrize("mean", [0, 0.3, 5, 29, 31, 400])
def test_poisson(mean: float) -> None:
    some = dice()
    values = [poisson(some, mean) for _ in range(DRAWS)]
    assert fmean(values) == pytest.approx(mean, rel=0.06, abs=0.01)
    assert pvariance(values) == pytest.approx(mean, rel=0.1, abs=0.02)


@pytest.mark.parametrize(
    ("tries", "chance"),
    [(0, 0.5), (10, 0.0), (10, 1.0), (10, 0.3), (400, 0.5), (400, 0.01), (3000, 0.999)],
)
def test_binomial(tries: int, chance: float) -> None:
    some = dice()
    values = [binomial(some, tries, chance) for _ in range(DRAWS)]
    assert fmean(values) == pytest.approx(tries * chance, rel=0.05)
    assert pvariance(values) == pytest.approx(tries * chance * (1 - chance), rel=0.1)
    assert 0 <= min(values) <= max(values) <= tries


@pytest.mark.parametrize("shape", [0.2, 2.9, 3.0, 40])
def test_gammas(shape: float) -> None:
    values = gammas(dice(), shape, DRAWS)
    assert fmean(values) == pytest.approx(shape, rel=0.05)
    assert pvariance(values) == pytest.approx(shape, rel=0.1)
    assert min(values) >= 0
    assert values != sorted(values)


def test_lognormal_factors_have_mean_one_and_lie_evenly() -> None:
    factors = lognormal(dice(), 0.09, DRAWS)
    assert fmean(factors) == pytest.approx(1, rel=0.01)
    assert pvariance([math.log(x) for x in factors]) == pytest.approx(0.09, rel=0.02)
    assert factors != sorted(factors)
