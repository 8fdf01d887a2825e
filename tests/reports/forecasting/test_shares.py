"""The city's draws divided: nothing is lost, and each cell gets by its rate."""

from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.reports.forecasting.draws import Fate, streams_of
from qzinvest.reports.forecasting.lots import Known, Lot, Moved
from qzinvest.reports.forecasting.rates import Rate
from qzinvest.reports.forecasting.shares import NOWHERE, Division, Ends, Portion, divided
from qzinvest.reports.forecasting.sizes import own_sizes
from tests.reports.told_sizes import singly as known
from tests.reports.told_sizes import sized, whole

SIZES = sized([10] * 80 + [1000, 2000, 3000, 4000] * 5)
OWN = own_sizes(whole([]), [], SIZES)
SURE = 1e6
NOBODY, NOTHING = known(), Moved((), 0, 0)


def portions(*rates: float | None) -> list[Portion]:
    """Cells ``a``, ``b`` … whose rates are known well."""
    return [
        Portion(code, None if rate is None else Rate(SURE, SURE / rate), OWN)
        for code, rate in zip("abcdefgh", rates, strict=False)
    ]


def these(*projects: tuple[int, int]) -> Known:
    """Known projects, each with its cell and what it brings."""
    return known(*((cell, 0.5, brings) for cell, brings in projects))


def singly(*places: int) -> Moved:
    """These come, and no others."""
    return Moved(places, 0, 0)


def parted(division: Division, *fates: Fate) -> dict[str | None, Ends]:
    return dict(divided(division, fates, streams_of("tests")))


def test_known_projects_fall_to_their_own_cells() -> None:
    division = Division(portions(1, 1), these((0, 5), (1, 7)), these((1, 9)), SIZES)
    ends = parted(division, Fate(singly(0, 1), singly(0), 0, 0, [], 0))
    assert ends == {"a": Ends([-1], [-5]), "b": Ends([0], [2])}


def test_what_has_no_cell_yet_and_what_is_new_fall_by_the_rates() -> None:
    division = Division(portions(1, 3, None), NOBODY, these((NOWHERE, 5)), SIZES)
    ends = parted(division, *[Fate(NOTHING, singly(0), 40, 0, [3000] * 4, 360)] * 400)
    assert fmean(ends["a"].counts) == pytest.approx(41 / 4, rel=0.05)
    assert fmean(ends["b"].sums) == pytest.approx((12_000 + 365) * 3 / 4, rel=0.1)
    assert (set(ends["c"].counts), set(ends["c"].sums)) == ({0}, {0})


def test_a_burst_favours_one_cell_or_another() -> None:
    division = Division(portions(1, 1), NOBODY, NOBODY, SIZES)
    usual = parted(division, *[Fate(NOTHING, NOTHING, 40, 0, [], 400)] * 400)["a"].counts
    rushed = parted(division, *[Fate(NOTHING, NOTHING, 40, 40, [], 400)] * 400)["a"].counts
    assert fmean(usual) == pytest.approx(20, rel=0.03)
    assert fmean(rushed) == pytest.approx(20, rel=0.08)
    assert pvariance(rushed) > 2 * pvariance(usual)


def test_small_ones_of_one_size_fall_to_cells_too() -> None:
    sizes = sized([7] * 100)
    cells = [Portion(code, Rate(SURE, SURE), own_sizes(whole([]), [], sizes)) for code in "ab"]
    fate = Fate(NOTHING, NOTHING, 20, 0, [], 140)
    ends = parted(Division(cells, NOBODY, NOBODY, sizes), fate)
    assert sum(end.sums[0] for end in ends.values()) == 140


@given(
    st.lists(st.one_of(st.none(), st.floats(0.01, 50)), min_size=1, max_size=8),
    st.integers(0, 60),
    st.data(),
)
def test_the_cells_of_every_draw_sum_to_the_city(
    rates: list[float | None], new: int, data: st.DataObject
) -> None:
    rates = [*rates[:7], 1.0]
    rushed = data.draw(st.integers(0, new))
    big = data.draw(st.lists(st.integers(3000, 9000), max_size=new))
    small = data.draw(st.integers(0, 5000)) if len(big) < new else 0
    kept = these(*((n % len(rates), n) for n in range(5)))
    opened = these((NOWHERE, 70), (0, 80))
    fate = Fate(singly(1, 4), singly(0, 1), new, rushed, big, small)
    ends = parted(Division(portions(*rates), kept, opened, SIZES), fate)
    assert sum(end.counts[0] for end in ends.values()) == new
    assert sum(end.sums[0] for end in ends.values()) == sum(big) + small + 150 - 5


def test_lots_fall_to_their_cells_and_what_has_none_by_the_rates() -> None:
    lots = [Lot(0, 0.5, 60, 600, 9000), Lot(1, 0.5, 20, 100, 700), Lot(NOWHERE, 0.5, 20, 40, 90)]
    opened = Known([], lots)
    fates = [Fate(NOTHING, Moved((), some, some * 7, some), 0, 0, [], 0) for some in range(101)]
    ends = parted(Division(portions(1, 3), NOBODY, opened, SIZES), *fates)
    for draw, some in enumerate(range(101)):
        assert sum(end.counts[draw] for end in ends.values()) == some
        assert sum(end.sums[draw] for end in ends.values()) == some * 7
    assert (ends["a"].counts[-1], ends["b"].counts[-1]) != (60, 40)
    assert 60 < ends["a"].counts[-1] < 75


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.integers(0, 60))
def test_of_few_sizes_all_may_be_large_and_small_ones_still_fall_somewhere(
    sizes_known: list[int], new: int
) -> None:
    sizes = sized(sizes_known)
    cells = [
        Portion(
            code,
            Rate(SURE, SURE),
            own_sizes(whole(sizes_known), sizes_known[: len(sizes.big)], sizes),
        )
        for code in "abc"
    ]
    fates = [Fate(NOTHING, NOTHING, new, rushed, [], 0) for rushed in (0, new // 2, new)] * 20
    ends = parted(Division(cells, NOBODY, NOBODY, sizes), *fates)
    assert [sum(each) for each in zip(*(end.counts for end in ends.values()), strict=True)] == [
        new
    ] * 60
