"""Figures: exact rounding, half away from zero."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.locale import wording
from qzinvest.render.figures import (
    count,
    echo_money,
    money,
    percent,
    points,
    points_number,
)


@pytest.mark.parametrize(
    ("yuan", "yi", "wan"),
    [
        (0, "0.00", "0"),
        (499_999, "0.00", "50"),
        (500_000, "0.01", "50"),
        (560_000_000, "5.60", "56,000"),
        (1_000_000_004_999, "10,000.00", "100,000,000"),
        (5_000, "0.00", "1"),
        (4_999, "0.00", "0"),
        (-500_000, "-0.01", "-50"),
    ],
)
def test_money(yuan: int, yi: str, wan: str) -> None:
    assert (money(yuan, "yi"), money(yuan, "wan")) == (yi, wan)


@given(st.integers(-(10**16), 10**16))
def test_money_rounds_as_decimal_does(yuan: int) -> None:
    exact = (Decimal(yuan) / 10**8).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(money(yuan).replace(",", "")) == exact


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(Fraction(0), "0.0%"), (Fraction(123, 261), "47.1%"), (Fraction(1, 2000), "0.1%")],
)
def test_percent(ratio: Fraction, text: str) -> None:
    assert percent(ratio) == text


def test_percent_without_decimals() -> None:
    assert percent(Fraction(25, 2), 0) == "1,250%"


@pytest.mark.parametrize(
    ("pp", "text", "number"),
    [
        (Fraction(123, 100), "+1.23", 1.23),
        (Fraction(-287, 100), "-2.87", -2.87),
        (Fraction(5, 1000), "+0.01", 0.01),
        (Fraction(-5, 1000), "-0.01", -0.01),
        (Fraction(-4, 1000), "0.00", 0.0),
        (Fraction(0), "0.00", 0.0),
    ],
)
def test_points(pp: Fraction, text: str, number: float) -> None:
    assert points(pp) == text
    assert str(points_number(pp)) == str(number)


@pytest.mark.parametrize(
    ("text", "lang", "echo"),
    [
        ("5.6亿", "en", "5.6亿 → 560,000,000 yuan"),
        ("5.6亿", "zh_Hans", "5.6亿 → 560,000,000 元"),
        ("560000000", "zh_Hant", "560000000 → 560,000,000 元，即 5.60 億元"),
        ("560,000,000", "zh_Hans", "560,000,000 → 560,000,000 元，即 5.60 亿元"),
    ],
)
def test_echo_money(text: str, lang: str, echo: str) -> None:
    assert echo_money(text, 560_000_000, wording(lang)) == echo


@pytest.mark.parametrize(
    ("projects", "text"),
    [
        (1234, "1,234"),
        (Fraction(1, 2), "0.5"),
        (Fraction(12_346_667, 10_000), "1,234.6667"),
        (Fraction(1000), "1,000"),
    ],
)
def test_projects_and_parts_of_them(projects: int | Fraction, text: str) -> None:
    assert count(projects) == text
