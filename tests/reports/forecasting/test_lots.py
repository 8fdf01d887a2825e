"""Lots: drawn together as if one by one, and parted again among the cells."""

import math
from random import Random
from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.forecast_facts import SQUARED, Single
from qzinvest.model.forecast_facts import Known as Told
from qzinvest.reports.forecasting.lots import Known, Lots, Moved, Parting, known
from tests.reports.told_sizes import lot, singly, whole

DRAWS = 3000


def dice() -> Random:
    return Random("tests")  # noqa: S311 - no secret


def drawn(some: Known, factor: float = 1.0) -> list[Moved]:
    lots, random = Lots(some), dice()
    return [lots.draw(random, factor) for _ in range(DRAWS)]


@pytest.mark.parametrize(
    "chances", [[0.05] * 100, [0.3] * 40, [0.9] * 200, [0.02, 0.5, 0.97] * 30, [1.0, 0.0]]
)
@pytest.mark.parametrize("factor", [1.0, 0.6])
def test_lots_and_single_projects_come_alike(chances: list[float], factor: float) -> None:
    chances = [1 - (1 - chance) ** (1 / factor) for chance in chances]
    sizes = [SQUARED * (10 + 7 * n % 91) for n in range(len(chances))]
    ones = singly(*((0, chance, size) for chance, size in zip(chances, sizes, strict=True)))
    lots = [
        lot(
            0, chance, [size for other, size in zip(chances, sizes, strict=True) if other == chance]
        )
        for chance in set(chances)
    ]
    alone, together = drawn(ones, factor), drawn(Known([], lots), factor)
    goes = [1 - (1 - chance) ** factor for chance in chances]
    numbers = [len(each.ones) for each in alone], [each.number for each in together]
    sums = (
        [sum(sizes[place] for place in each.ones) for each in alone],
        [each.money for each in together],
    )
    for found, worth in zip((*numbers, *sums), ([1] * len(sizes),) * 2 + (sizes,) * 2, strict=True):
        mean = sum(p * size for p, size in zip(goes, worth, strict=True))
        spread = sum(p * (1 - p) * size**2 for p, size in zip(goes, worth, strict=True))
        assert fmean(found) == pytest.approx(mean, abs=5 * math.sqrt(spread / DRAWS) + 1e-9)
        assert pvariance(found) == pytest.approx(spread, rel=0.15, abs=0.1)
    assert all(len(set(each.ones)) == len(each.ones) for each in alone)


@given(
    st.lists(
        st.tuples(
            st.integers(-1, 4),
            st.sampled_from([0.0, 0.001, 0.2, 0.5, 0.99, 1.0]),
            st.lists(st.integers(0, 10**12), min_size=1, max_size=30),
        ),
        max_size=8,
    ),
    st.floats(0.3, 3),
)
def test_what_comes_is_never_more_than_there_is_and_falls_to_its_cells(
    told: list[tuple[int, float, list[int]]], factor: float
) -> None:
    lots, random = [lot(*each) for each in told], dice()
    draws, parting = Lots(Known([], lots)), Parting(lots)
    for _ in range(5):
        came = draws.draw(random, factor)
        parts = list(parting.of(random, came))
        assert sum(number for _, number, _ in parts) == came.number
        assert sum(money for _, _, money in parts) == came.money
        for cell, number, money in parts:
            own = [each for each in lots if each.cell == cell and each.chance]
            assert 0 <= number <= sum(each.number for each in own)
            assert 0 <= money <= sum(each.whole for each in own)
        if came.number == sum(each.number for each in lots if each.chance):
            assert came.money == sum(each.whole for each in lots if each.chance)


def test_cells_get_what_is_due_from_them() -> None:
    lots = [lot(0, 0.2, [10, 30] * 100), lot(1, 0.4, [20] * 50), lot(2, 0.01, [5] * 3)]
    draws, parting, random = Lots(Known([], lots)), Parting(lots), dice()
    found: list[list[tuple[int, int]]] = [[], [], []]
    for _ in range(DRAWS):
        came = draws.draw(random, 1.0)
        for cell, number, money in parting.of(random, came):
            found[cell].append((number, money))
    for each, (due, worth) in zip(found, [(40, 20), (20, 20), (0.03, 5)], strict=True):
        assert sum(number for number, _ in each) / DRAWS == pytest.approx(due, rel=0.05, abs=0.01)
        assert sum(money for _, money in each) / DRAWS == pytest.approx(
            due * worth, rel=0.05, abs=0.1
        )
    assert pvariance([number for number, _ in found[0]]) == pytest.approx(32, rel=0.15)
    assert pvariance([number for number, _ in found[1]]) == pytest.approx(12, rel=0.15)


def test_the_order_of_cells_moves_nothing_of_the_city() -> None:
    lots = [lot(n % 3, 0.1 + n % 5 / 10, [n * 7 % 11 + 1] * (n + 1)) for n in range(20)]
    other = [each._replace(cell=9 - each.cell) for each in reversed(lots)]
    assert drawn(Known([], lots)) == drawn(Known([], other))


def test_the_largest_stand_alone_and_are_in_no_lot() -> None:
    ones = [Single("QZ", n, "ab"[n % 2], 1, 3, size, size) for n, size in enumerate([90, 80, 70])]
    lots = {("a", 1, 3): whole([90, 70, 60, 50]), ("b", 1, 3): whole([80])}
    some = known(Told(lots, ones), lambda place: "ab".index(place[0]), {(1, 3): 0.5})
    assert [(one.cell, one.whole) for one in some.ones] == [(0, 90), (1, 80), (0, 70)]
    assert some.lots == [lot(0, 0.5, [60, 50])]
