"""What is decided holds from a day on, and decisions of different kinds leave each other alone."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.ruling import NONE, Timeline, credit_turns, latest, on_day, turned, united

MARCH, JULY, SEPTEMBER = date(2022, 3, 1), date(2022, 7, 1), date(2022, 9, 1)
ENDED: Timeline[str] = ((JULY, "a"), (SEPTEMBER, None))


@pytest.mark.parametrize(
    ("known", "value", "since", "expected"),
    [
        ((), "a", None, ((None, "a"),)),
        ((), "a", JULY, ((JULY, "a"),)),
        (((JULY, "a"),), None, SEPTEMBER, ((JULY, "a"), (SEPTEMBER, None))),
        (((JULY, "a"), (SEPTEMBER, None)), None, None, ()),
        (((JULY, "a"), (SEPTEMBER, None)), "b", None, ((None, "b"),)),
        (((JULY, "a"), (SEPTEMBER, None)), "b", MARCH, ((MARCH, "b"), *ENDED)),
        (((JULY, "a"), (SEPTEMBER, None)), "a", MARCH, ((MARCH, "a"), (SEPTEMBER, None))),
        (((JULY, "a"), (SEPTEMBER, None)), "b", JULY, ((JULY, "b"), (SEPTEMBER, None))),
        (((JULY, "a"), (SEPTEMBER, None)), None, MARCH, ((JULY, "a"), (SEPTEMBER, None))),
        (((None, "a"),), "a", JULY, ((None, "a"),)),
        (((JULY, "a"),), None, JULY, ()),
    ],
    ids=[
        *("always", "since", "ended", "never", "always after all", "earlier", "sooner"),
        *("otherwise", "none was", "as it was", "taken back"),
    ],
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
def test_a_decision_holds_until_the_next_day_with_another(
    decisions: list[tuple[str | None, date | None]],
) -> None:
    timeline: Timeline[str] = ()
    days = [date.min, MARCH, JULY, SEPTEMBER]
    held: list[str | None] = [None] * len(days)
    for value, since in decisions:
        timeline = turned(timeline, value, since)
        first = days.index(since or date.min)
        turns = (n for n in range(first + 1, len(days)) if held[n] != held[n - 1])
        end = len(days) if since is None else next(turns, len(days))
        held[first:end] = [value] * (end - first)
    assert [on_day(timeline, day.toordinal()) for day in days] == held
    assert all(one[1] != other[1] for one, other in pairwise(timeline))


def test_credit_of_one_kind_leaves_the_other_alone() -> None:
    ours, theirs = [("district", "350582", 10_000)], [("department", "COM", 10_000)]
    known = NONE.shared("district", ours, JULY).shared("district", (), SEPTEMBER)
    both = known.shared("department", theirs, MARCH)
    assert both.credit == (
        (MARCH, "department:COM=10000"),
        (JULY, "district:350582=10000;department:COM=10000"),
        (SEPTEMBER, "department:COM=10000"),
    )
    assert both.shared("department", ()) == known
    assert credit_turns(both.credit, "district") == credit_turns(known.credit, "district")


def test_kinds_leave_each_other_alone() -> None:
    one = NONE.decided("excluded", "重复").decided("same_as", "QZ-1")
    other = NONE.decided("same_as", "QZ-1").decided("excluded", "重复")
    assert one == other
    assert one.decided("excluded", None) == NONE.decided("same_as", "QZ-1")
    assert NONE.credited([("district", "350582", 10_000)]).parts == (
        ("district", "350582", 10_000),
    )


REPORTS = ("1", "2", "3", "4")
_SAID = st.lists(
    st.tuples(
        st.sampled_from([(a, b) for a in REPORTS for b in REPORTS if a != b]),
        st.sampled_from((None, MARCH, JULY, SEPTEMBER)),
    ),
    max_size=5,
)


@given(_SAID)
def test_on_each_day_all_are_one_that_were_said_to_be(
    said: list[tuple[tuple[str, str], date | None]],
) -> None:
    """In whatever order it was said: groups are those of the pairs that hold, each by its first."""
    known: dict[str, Timeline[str]] = dict.fromkeys(REPORTS, ())
    for pair, since in said:
        known = united(known, pair, since)

    for day in (date(2022, 1, 1), MARCH, JULY, SEPTEMBER):
        groups = {each: {each} for each in REPORTS}
        for (one, other), since in said:
            if since is None or since <= day:
                together = groups[one] | groups[other]
                groups |= dict.fromkeys(together, together)
        heads = {each: on_day(known[each], day.toordinal()) or each for each in REPORTS}
        assert heads == {each: min(groups[each]) for each in REPORTS}


def test_what_is_alone_from_a_later_day_on_stays_so() -> None:
    known: dict[str, Timeline[str]] = {"1": (), "2": (), "3": ((MARCH, "2"), (SEPTEMBER, None))}

    assert united(known, ("1", "3"), JULY) == {
        "1": (),
        "2": ((JULY, "1"), (SEPTEMBER, None)),
        "3": ((MARCH, "2"), (JULY, "1"), (SEPTEMBER, None)),
    }
    assert united(known, ("1", "3"), None) == {
        "1": (),
        "2": ((MARCH, "1"), (SEPTEMBER, None)),
        "3": ((None, "1"),),
    }
