"""What is decided holds from a day on, and decisions of different kinds leave each other alone."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.ruling import NONE, Timeline, latest, on_day, turned

MARCH, JULY, SEPTEMBER = date(2022, 3, 1), date(2022, 7, 1), date(2022, 9, 1)


@pytest.mark.parametrize(
    ("known", "value", "since", "expected"),
    [
        ((), "a", None, ((None, "a"),)),
        ((), "a", JULY, ((JULY, "a"),)),
        (((JULY, "a"),), None, SEPTEMBER, ((JULY, "a"), (SEPTEMBER, None))),
        (((JULY, "a"), (SEPTEMBER, None)), None, None, ()),
        (((JULY, "a"), (SEPTEMBER, None)), "b", MARCH, ((MARCH, "b"),)),
        (((None, "a"),), "a", JULY, ((None, "a"),)),
        (((JULY, "a"),), None, JULY, ()),
    ],
    ids=["always", "since", "ended", "never", "earlier", "as it was", "taken back"],
)
def test_a_decision_holds_from_its_day_on(
    known: Timeline[str], value: str | None, since: date | None, expected: Timeline[str]
) -> None:
    assert turned(known, value, since) == expected


def test_a_day_is_looked_up() -> None:
    timeline: Timeline[str] = ((JULY, "a"), (SEPTEMBER, None))
    days = [date(2022, 6, 30), JULY, date(2022, 8, 31), SEPTEMBER]
    assert [on_day(timeline, day.toordinal()) for day in days] == [None, "a", "a", None]
    assert latest(timeline) is None


_DECISIONS = st.lists(
    st.tuples(st.sampled_from(("a", "b", None)), st.sampled_from((None, MARCH, JULY, SEPTEMBER)))
)


@given(_DECISIONS)
def test_the_last_decision_of_a_day_holds(decisions: list[tuple[str | None, date | None]]) -> None:
    timeline: Timeline[str] = ()
    held: dict[date, str | None] = dict.fromkeys((date.min, MARCH, JULY, SEPTEMBER))
    for value, since in decisions:
        timeline = turned(timeline, value, since)
        held |= {day: value for day in held if day >= (since or date.min)}
    assert {day: on_day(timeline, day.toordinal()) for day in held} == held
    assert all(one[1] != other[1] for one, other in pairwise(timeline))


def test_kinds_leave_each_other_alone() -> None:
    one = NONE.decided("excluded", "重复").decided("same_as", "QZ-1")
    other = NONE.decided("same_as", "QZ-1").decided("excluded", "重复")
    assert one == other
    assert one.decided("excluded", None) == NONE.decided("same_as", "QZ-1")
    assert NONE.credited([("district", "350582", 10_000)]).parts == (
        ("district", "350582", 10_000),
    )
