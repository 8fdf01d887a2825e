"""Credit: parts of a whole, to the last yuan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadCredit
from qzinvest.model.credit import (
    WHOLE,
    Portion,
    credit_parts,
    credit_text,
    crossed,
    divided,
    portions,
)

SHARED = (("district", "350582", 5000), ("district", "350581", 5000))


def test_text_and_back() -> None:
    text = "district:350582=5000;district:350581=5000"
    assert credit_text(SHARED) == text
    assert credit_parts(text) == SHARED
    assert credit_parts("") == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("350582=5000", "form"),
        ("tier:1=10000", "form"),
        ("district:350582=½", "form"),
        ("district:350582=5000;district:350582=5000", "twice"),
        ("district:350582=10000;district:350581=0", "empty"),
        ("district:350582=5000;district:350581=4999", "sum"),
        ("district:350582=10000;department:COM=1", "sum"),
    ],
)
def test_what_is_no_division_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadCredit) as caught:
        credit_parts(text)
    assert caught.value.fields["reason"] == reason


def test_a_kind_without_credit_keeps_its_unit() -> None:
    assert portions(SHARED, "department", "COM") == (Portion("COM", WHOLE),)
    assert portions(SHARED, "district", "x") == (Portion("350582", 5000), Portion("350581", 5000))


def test_the_odd_yuan_goes_to_the_first_of_equals() -> None:
    assert divided(7, (Portion("a", 5000), Portion("b", 5000))) == {"a": 4, "b": 3}


def test_what_leaves_is_divided_as_what_came() -> None:
    """In a trend a drop takes from each unit what its signing brought, to the yuan."""
    halves = portions(SHARED, "district", None)
    assert divided(-3, halves) == {"350582": -2, "350581": -1}
    thirds = [Portion("COM", 3333), Portion("DRC", 6667)]
    cells = crossed(5, halves, thirds)
    assert crossed(-5, halves, thirds) == {cell: -part for cell, part in cells.items()}


@given(st.integers(0, 10**13), st.lists(st.integers(1, 100), min_size=1, max_size=9))
def test_parts_always_make_the_whole(yuan: int, weights: list[int]) -> None:
    points = [WHOLE * weight // sum(weights) for weight in weights]
    points[0] += WHOLE - sum(points)
    parts = [Portion(str(n), part) for n, part in enumerate(points)]
    shares = divided(yuan, parts)
    assert sum(shares.values()) == yuan
    for part in parts:
        assert abs(shares[part.unit] - yuan * part.points / WHOLE) < 1 + yuan / 2**50


SHARES = st.lists(st.integers(1, 9_999), max_size=4, unique=True).map(
    lambda cuts: [b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), WHOLE], strict=True)]
)


@given(st.integers(0, 10**12) | st.just(WHOLE), SHARES, SHARES)
def test_two_kinds_at_once_give_each_what_it_has_alone(
    yuan: int, across: list[int], down: list[int]
) -> None:
    rows = [Portion(f"r{place}", points) for place, points in enumerate(across)]
    columns = [Portion(f"c{place}", points) for place, points in enumerate(down)]
    cells = crossed(yuan, rows, columns)
    for unit, share in divided(yuan, rows).items():
        assert sum(cells[unit, column.unit] for column in columns) == share
    for unit, share in divided(yuan, columns).items():
        assert sum(cells[row.unit, unit] for row in rows) == share
    for row in rows:
        for column in columns:
            exact = yuan * row.points * column.points // WHOLE**2
            assert 0 <= cells[row.unit, column.unit] - exact <= len(rows) + len(columns)
