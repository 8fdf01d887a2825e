"""What the bulletin chooses: never cut between equals, and sums that hold."""

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.bulletin import numbered
from qzinvest.reports.bulletin import first

PLAN = shipped_plan()
DISTRICTS = [unit.code for unit in PLAN.units_of("district")]


@given(st.lists(st.integers(0, 5), min_size=1).map(sorted), st.integers(1, 4))
def test_the_first_of_an_order_are_never_cut_between_equals(order: list[int], few: int) -> None:
    found = first(order, few, lambda each: each)

    assert len(found) >= min(few, len(order))
    assert not set(found) & set(order[len(found) :])
    assert len(set(found[few - 1 :])) <= 1


def test_the_first_three_are_four_where_two_are_third() -> None:
    assert first([9, 8, 7, 7, 6], 3, lambda each: each) == [9, 8, 7, 7]
    assert first([9, 8, 7, 6], 3, lambda each: each) == [9, 8, 7]


@given(st.lists(st.sampled_from([*DISTRICTS, "999999", None])))
def test_districts_are_counted_most_first_and_equals_together(codes: list[str | None]) -> None:
    found = numbered(PLAN, codes)

    assert [n for n, _ in found] == sorted({n for n, _ in found}, reverse=True)
    counted = {code: n for n, units in found for code in units}
    assert counted == {code: codes.count(code) for code in DISTRICTS if code in codes}
    for _, units in found:
        assert sorted(units, key=DISTRICTS.index) == list(units)
