"""Shares: exact to the last project and yuan, and as printed they add up."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.document import MoneyUnit
from qzinvest.model.plan import UNIT_KINDS, Indicator, allocate, shares_of
from qzinvest.render.figures import money

PLAN = shipped_plan()
SIGNED, INVESTMENT, LANDED = PLAN.indicators

totals = st.integers(0, 10**15)
weights = st.lists(st.integers(0, 50), min_size=1, max_size=50).filter(any)
grains = st.sampled_from([1, 7, 10_000])


@given(total=totals, weights=weights, grain=grains)
def test_shares_sum_to_the_total(total: int, weights: list[int], grain: int) -> None:
    assert sum(allocate(total, weights, grain)) == total


@given(total=totals, weights=weights, grain=grains)
def test_a_larger_weight_never_has_a_smaller_share(
    total: int, weights: list[int], grain: int
) -> None:
    shares = allocate(total, weights, grain)
    ordered = sorted(zip(weights, shares, strict=True))
    for (lighter, least), (heavier, most) in pairwise(ordered):
        assert lighter == heavier or least <= most


@given(grain=grains, grains_=st.integers(0, 10**11), weights=weights)
def test_every_share_is_within_one_grain_of_its_quota(
    grain: int, grains_: int, weights: list[int]
) -> None:
    shares = allocate(grain * grains_, weights, grain)
    for share, weight in zip(shares, weights, strict=True):
        assert share % grain == 0
        assert abs(share - Fraction(grain * grains_ * weight, sum(weights))) < grain


@given(total=totals, weights=weights)
def test_weight_zero_has_no_share(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)
    assert all(share == 0 for share, w in zip(shares, weights, strict=True) if w == 0)


def test_ties_go_to_the_first() -> None:
    assert allocate(5, [1, 1, 1]) == [2, 2, 1]


def test_largest_remainder_comes_before_the_order() -> None:
    # Quotas 10 × (1, 3, 3)/7 = 1.43, 4.29, 4.29: the one that is left goes to .43.
    assert allocate(10, [1, 3, 3]) == [2, 4, 4]


def test_what_is_below_a_grain_goes_to_the_first_of_the_largest_weight() -> None:
    assert allocate(25_003, [1, 2, 2], 10_000) == [0, 15_003, 10_000]


def test_signed_projects_of_the_districts() -> None:
    # 2,000 projects by weights 3 : 2 : 1 over 3, 4 and 6 units: one weight is 2000/23 = 86.96.
    shares = list(shares_of(PLAN, "district", SIGNED).values())
    assert shares == [261, 261, 260, *[174] * 4, *[87] * 6]


def test_signed_investment_of_the_districts_in_pieces_of_a_million_yuan() -> None:
    # One weight is 10,000亿 / 23 = 434.7826亿: three get the piece that is over by .35, .57 first.
    shares = list(shares_of(PLAN, "district", INVESTMENT).values())
    assert shares == [
        *[130_435_000_000] * 3,
        *[86_957_000_000] * 3,
        86_956_000_000,
        *[43_478_000_000] * 6,
    ]


def test_landed_projects_of_the_districts() -> None:
    shares = list(shares_of(PLAN, "district", LANDED).values())
    assert shares == [13, 13, 13, 9, 9, 9, 9, 5, 4, 4, 4, 4, 4]


@pytest.mark.parametrize("kind", UNIT_KINDS)
@pytest.mark.parametrize("indicator", PLAN.indicators, ids=lambda i: i.code)
def test_shares_of_a_kind_sum_to_the_citys_target(kind: str, indicator: Indicator) -> None:
    assert sum(shares_of(PLAN, kind, indicator).values()) == indicator.target


def test_own_share_stands_and_the_others_divide_the_rest() -> None:
    units = tuple(
        unit._replace(shares={"signed_projects": 300}) if unit.code == "350582" else unit
        for unit in PLAN.units
    )
    shares = shares_of(PLAN._replace(units=units), "district", SIGNED)
    # 1,700 by the remaining weight of 20: 85 for one.
    assert list(shares.values()) == [300, 255, 255, *[170] * 4, *[85] * 6]


hundred_thousands = st.integers(0, 10**8).map(lambda n: n * 100_000)


@pytest.mark.parametrize("kind", UNIT_KINDS)
@given(target=hundred_thousands, unit=st.sampled_from(["yi", "wan"]))
def test_printed_shares_add_up_to_the_printed_target(
    kind: str, target: int, unit: MoneyUnit
) -> None:
    def printed(yuan: int) -> Decimal:
        return Decimal(money(yuan, unit).replace(",", ""))

    shares = shares_of(PLAN, kind, INVESTMENT._replace(target=target))
    assert sum(map(printed, shares.values())) == printed(target)
    for tier in (1, 2, 3):
        mine = [shares[u.code] for u in PLAN.units_of(kind) if u.tier == tier]
        assert sum(map(printed, mine)) == printed(sum(mine))


def test_an_own_share_stands_to_the_yuan() -> None:
    units = tuple(
        unit._replace(shares={"signed_investment": 130_434_782_609})
        if unit.code == "350582"
        else unit
        for unit in PLAN.units
    )
    shares = shares_of(PLAN._replace(units=units), "district", INVESTMENT)
    # 869,565,217,391 by the remaining weight of 20: what is below a piece goes to the first.
    assert list(shares.values()) == [
        130_434_782_609,
        130_435_217_391,
        130_435_000_000,
        *[86_957_000_000] * 3,
        86_956_000_000,
        *[43_478_000_000] * 6,
    ]


def test_all_shares_own() -> None:
    units = tuple(
        unit._replace(shares={"landed_projects": 4 + 48 * (unit.code == "350582")})
        for unit in PLAN.units_of("district")
    )
    shares = shares_of(PLAN._replace(units=units), "district", LANDED)
    assert list(shares.values()) == [52, *[4] * 12]
