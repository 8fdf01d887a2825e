"""Kaplan–Meier: a published example, what must always hold, and a recount by hand."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.reports.funnel import HALF, NINE_TENTHS, day_reached

WAITS = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=30)
SHARES = st.fractions(min_value=Fraction(1, 50), max_value=1)


def parted(waits: list[tuple[int, bool]]) -> tuple[Counter[int], Counter[int]]:
    """Arrivals and unfinished waits by days."""
    return Counter(d for d, done in waits if done), Counter(d for d, done in waits if not done)


def still_waiting(waits: list[tuple[int, bool]], day: int) -> Fraction:
    """The product-limit estimate after ``day``, word by word."""
    share = Fraction(1)
    for t in range(day + 1):
        at_risk = sum(1 for days, _ in waits if days >= t)
        arrived = sum(1 for days, done in waits if days == t and done)
        if at_risk:
            share *= 1 - Fraction(arrived, at_risk)
    return share


def test_the_published_example() -> None:
    # Remissions in weeks of 21 leukaemia patients under 6-MP: Freireich et al., Blood 21 (1963);
    # the curve is in every textbook, its median is 23 weeks.
    arrived = Counter([6, 6, 6, 7, 10, 13, 16, 22, 23])
    unfinished = Counter([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])

    curve = [
        (6, "0.857"),
        (7, "0.807"),
        (10, "0.753"),
        (13, "0.690"),
        (16, "0.627"),
        (22, "0.538"),
        (23, "0.448"),
    ]
    half = Fraction("0.0005")
    following = [day for day, _ in curve[1:]] + [None]
    for (day, still), after in zip(curve, following, strict=True):
        share = 1 - Fraction(still)
        assert day_reached(arrived, unfinished, share - half) == day
        assert day_reached(arrived, unfinished, share + half) == after
    assert day_reached(arrived, unfinished, HALF) == 23
    assert day_reached(arrived, unfinished, NINE_TENTHS) is None


@given(WAITS, SHARES)
def test_the_day_is_the_first_by_which_the_share_has_arrived(
    waits: list[tuple[int, bool]], share: Fraction
) -> None:
    days = [t for t in range(13) if 1 - still_waiting(waits, t) >= share]

    assert day_reached(*parted(waits), share) == (days[0] if days else None)
    for day in sorted({d for d, done in waits if done}):
        first = next(t for t in range(13) if still_waiting(waits, t) <= still_waiting(waits, day))
        assert day_reached(*parted(waits), 1 - still_waiting(waits, day)) == first


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_where_all_have_arrived_it_is_the_plain_median(days: list[int]) -> None:
    assert day_reached(Counter(days), {}, HALF) == sorted(days)[(len(days) - 1) // 2]
    assert day_reached(Counter(days), {}, Fraction(1)) == max(days)


@given(WAITS, SHARES, st.integers(1, 10_000))
def test_it_is_a_matter_of_proportions(
    waits: list[tuple[int, bool]], share: Fraction, times: int
) -> None:
    arrived, unfinished = parted(waits)
    more = {day: n * times for day, n in arrived.items()}
    rest = {day: n * times for day, n in unfinished.items()}

    assert day_reached(more, rest, share) == day_reached(arrived, unfinished, share)


@pytest.mark.parametrize(
    ("arrived", "unfinished", "expected"),
    [({}, {}, None), ({}, {5: 3}, None), ({0: 1}, {0: 1}, 0), ({9: 1}, {5: 9}, 9)],
)
def test_edges(arrived: dict[int, int], unfinished: dict[int, int], expected: int | None) -> None:
    assert day_reached(arrived, unfinished, HALF) == expected
