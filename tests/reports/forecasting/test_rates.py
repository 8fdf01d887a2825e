"""Rates: own projects against those of the tier and of earlier years."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.reports.forecasting.rates import Cell, Rate, rates_of


def unit(came: int, quarters: tuple[int, ...], earlier: tuple[int, ...] = ()) -> Cell:
    return Cell(named=True, tier=1, came=came, earlier=earlier, quarters=quarters)


def cells(came: Sequence[int], earlier: Sequence[tuple[int, ...]] = ()) -> list[Cell]:
    """Units of one tier, two quarters each half of what came."""
    return [
        unit(n, (n // 2, n - n // 2), earlier[i] if earlier else ()) for i, n in enumerate(came)
    ]


def test_a_rate_lies_between_its_own_and_its_tiers() -> None:
    found = rates_of(cells([40, 10, 25, 25]), 0.5)
    means = [rate.mean for rate in found.cells]
    assert 50 < means[0] < 80
    assert 20 < means[1] < 50
    assert sum(means) == pytest.approx(200, rel=0.05)


def test_few_projects_are_pulled_more() -> None:
    few, many = rates_of(cells([4, 2, 2, 0]), 0.5), rates_of(cells([400, 200, 200, 0]), 0.5)
    pulled = [found.cells[0].mean / own for found, own in ((few, 8), (many, 800))]
    assert pulled[0] < pulled[1] < 1


def test_units_that_differ_more_are_pulled_less() -> None:
    alike, apart = rates_of(cells([12, 10, 10, 8]), 0.5), rates_of(cells([12, 25, 6, 3]), 0.5)
    assert abs(apart.cells[0].mean - 24) < abs(alike.cells[0].mean - 24)


def test_earlier_years_stand_in_for_the_tier_and_grow_with_the_city() -> None:
    earlier = [(60,), (20,), (20,), (20,)]
    same = rates_of(cells([30, 10, 10, 10], earlier), 0.5)
    more = rates_of(cells([60, 20, 20, 20], earlier), 0.5)
    none = rates_of(cells([0, 0, 0, 0], earlier), 0.0)
    assert same.cells[0].mean == pytest.approx(60, rel=0.08)
    assert more.cells[0].mean > 90
    assert none.cells[0].mean == pytest.approx(60, rel=0.08)


def test_a_unit_with_next_to_nothing_may_be_one_that_hardly_signs_anything() -> None:
    found = rates_of(cells([0, 40, 40, 40]), 0.5).cells
    assert found[0].idle > 0.8
    assert found[0].idle_shape / found[0].idle_rate < 5
    assert max(rate.idle for rate in found[1:]) < 0.01
    # What earlier years tell of it is told, be it much or little.
    assert rates_of(cells([0, 40, 40, 40], [(9,), (60,), (60,), (60,)]), 0.5).cells[0].idle == 0


def test_what_names_no_unit_has_no_peers() -> None:
    named = cells([40, 40])
    rest = unit(0, (0, 0))._replace(named=False, tier=None)
    found = rates_of([*named, rest], 0.5)
    assert found.cells[2].mean < 1


def test_restless_units_leave_more_doubt() -> None:
    calm = [unit(40, (20, 20)) for _ in range(6)]
    wild = [unit(40, (35, 5) if n % 2 else (5, 35)) for n in range(6)]
    found = rates_of(calm, 0.5), rates_of(wild, 0.5)
    assert found[0].whim < found[1].whim
    assert found[0].cells[0].shape > found[1].cells[0].shape


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=20),
    st.floats(0.01, 1),
)
def test_rates_are_always_positive(units: list[tuple[int, int]], elapsed: float) -> None:
    for earlier in ((), [(before,) for _, before in units]):
        found = rates_of(cells([now for now, _ in units], earlier), elapsed)
        assert all(rate.shape > 0 and rate.rate > 0 for rate in found.cells)
        assert found.whim > 0


def test_doubt_widens_a_rate_and_keeps_its_mean() -> None:
    rate = Rate(50, 2)
    doubted = rate.doubted(0.1)
    assert doubted.mean == pytest.approx(rate.mean)
    assert 1 / doubted.shape == pytest.approx(1 / 50 + 0.1)
