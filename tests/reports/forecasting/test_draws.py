"""The city's draws: their means, their spread, and the bounds taken from them."""

from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.reports.forecasting.draws import (
    DRAWS,
    Fate,
    Level,
    Prospect,
    between,
    fates_of,
    streams_of,
)
from qzinvest.reports.forecasting.lots import Known, Moved
from tests.reports.told_sizes import singly, sized

NOBODY = singly()
STILL = Prospect(NOBODY, NOBODY, Level(0.0, 0.0), 0.0, [0.0] * DRAWS, 1.0, 0.0, None)
"""A city to which nothing happens."""
HUNDRED = Level(4.605170185988092, 0.0)


NOTHING = Moved([], 0, 0)


def by(*chances: float) -> Known:
    """A project for each chance, all alike but for that."""
    return singly(*((0, chance, 1) for chance in chances))


def drawn(prospect: Prospect, name: str = "tests") -> list[Fate]:
    return list(fates_of(prospect, streams_of(name)))


def test_nothing_happens_to_nothing() -> None:
    assert set(map(str, drawn(STILL))) == {str(Fate(NOTHING, NOTHING, 0, 0, [], 0))}


def test_new_projects_come_by_the_level_and_its_doubt() -> None:
    sure = [fate.new for fate in drawn(STILL._replace(level=HUNDRED, fresh=0.5))]
    assert fmean(sure) == pytest.approx(50, rel=0.03)
    assert pvariance(sure) == pytest.approx(50, rel=0.2)
    doubted = STILL._replace(level=HUNDRED._replace(doubt=0.09), fresh=0.5)
    assert pvariance([fate.new for fate in drawn(doubted)]) > 200


def test_bursts_come_on_top() -> None:
    some = drawn(STILL._replace(level=HUNDRED, fresh=0.5, bursts=[0.4] * DRAWS))
    assert fmean(fate.rushed for fate in some) == pytest.approx(20, rel=0.05)
    assert fmean(fate.new for fate in some) == pytest.approx(70, rel=0.03)


def test_known_ones_come_and_go_by_their_chances() -> None:
    some = drawn(STILL._replace(won=by(*[0.3] * 40), lost=by(*[0.02] * 50, *[0.5] * 10)))
    assert fmean(len(fate.won.ones) for fate in some) == pytest.approx(12, rel=0.05)
    assert fmean(len(fate.lost.ones) for fate in some) == pytest.approx(6, rel=0.05)


def test_more_of_one_kind_moves_nothing_of_another() -> None:
    some = STILL._replace(won=by(*[0.3] * 9), lost=by(*[0.1] * 9), level=HUNDRED, fresh=0.5)
    sizes = sized([10] * 80 + [1000] * 20)
    for other in (some._replace(lost=by(*[0.2] * 99)), some._replace(sizes=sizes)):
        assert [f.won for f in drawn(other)] == [f.won for f in drawn(some)]
        assert [f.new for f in drawn(other)] == [f.new for f in drawn(some)]


def test_bounds_of_a_continuous_figure() -> None:
    assert between(range(1000)) == (100, 500, 899)


@pytest.mark.parametrize(
    ("ends", "bounds"),
    [
        ([5] * 100, (5, 5, 5)),
        ([0] * 95 + [1] * 5, (0, 0, 0)),
        # Nothing can be left out below, so a fifth is above.
        ([0] * 80 + [1] * 20, (0, 0, 0)),
        ([0] * 50 + [1] * 29 + [2] * 21, (0, 1, 1)),
        # 13.5 % lie below 1, 5.3 % above 4: together nearer to a fifth than with any other number.
        ([0] * 135 + [1] * 271 + [2] * 271 + [3] * 180 + [4] * 90 + [5] * 53, (1, 2, 4)),
    ],
)
def test_bounds_of_whole_projects(ends: list[int], bounds: tuple[int, int, int]) -> None:
    assert between(ends) == bounds


@given(st.lists(st.integers(-5, 50), min_size=1))
def test_bounds_are_in_order(ends: list[int]) -> None:
    low, median, high = between(ends)
    assert min(ends) <= low <= median <= high <= max(ends)
    assert {low, median, high} <= set(ends)
