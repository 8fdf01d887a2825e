"""Numbers in hundredths, and halves rounded up."""

from fractions import Fraction

import pytest

from qzinvest.model.money import half_up, hundredths_text


@pytest.mark.parametrize(
    ("number", "text"),
    [(1250, "12.5"), (10_000, "100"), (5, "0.05"), (-1250, "-12.5"), (0, "0"), (-7, "-0.07")],
)
def test_text(number: int, text: str) -> None:
    assert hundredths_text(number) == text


@pytest.mark.parametrize(
    ("value", "whole"), [("1/2", 1), ("-1/2", -1), ("7/3", 2), ("-0.49", 0), ("3", 3)]
)
def test_halves_go_away_from_zero(value: str, whole: int) -> None:
    assert half_up(Fraction(value)) == whole
