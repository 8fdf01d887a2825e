"""Figures: exact rounding, half away from zero."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.locale import wording
from qzinvest.model.document import Change, Column, Kind, Light, MoneyUnit, Value
from qzinvest.model.money import YI
from qzinvest.model.plan import LANGUAGES
from qzinvest.render.figures import (
    MOST_BESIDE,
    cell_text,
    count,
    money,
    money_unit,
    percent,
    points,
    points_number,
    sparkline,
)
from qzinvest.render.wording import amount_said


@pytest.mark.parametrize(
    ("yuan", "texts"),
    [
        (0, ("0.00", "0", "0.000", "0.00")),
        (499_999, ("0.00", "50", "0.000", "0.50")),
        (500_000, ("0.01", "50", "0.001", "0.50")),
        (560_000_000, ("5.60", "56,000", "0.560", "560.00")),
        (1_000_000_004_999, ("10,000.00", "100,000,000", "1,000.000", "1,000,000.00")),
        (5_000, ("0.00", "1", "0.000", "0.01")),
        (4_999, ("0.00", "0", "0.000", "0.00")),
        (-500_000, ("-0.01", "-50", "-0.001", "-0.50")),
    ],
)
def test_money(yuan: int, texts: tuple[str, str, str, str]) -> None:
    assert (money(yuan, "yi"), money(yuan, "wan"), money(yuan, "bn"), money(yuan, "m")) == texts


def test_each_language_reads_money_in_its_own_units() -> None:
    asked: tuple[MoneyUnit, MoneyUnit] = ("yi", "wan")
    units = {lang: tuple(money_unit(lang, unit) for unit in asked) for lang in LANGUAGES}
    assert units == {"en": ("bn", "m"), "zh_Hans": asked, "zh_Hant": asked}


@pytest.mark.parametrize(
    ("yuan", "unit", "en", "hans"),
    [
        (4_600_000, None, "CNY 4.6 million", "0.05 亿元"),
        (999_999_999, None, "CNY 1 billion", "10.00 亿元"),
        (2_700_000_000, None, "CNY 2.7 billion", "27.00 亿元"),
        (40_140_200_000, None, "CNY 40.14 billion", "401.40 亿元"),
        (2_700_000_000, "wan", "CNY 2,700 million", "270,000 万元"),
        (0, None, "CNY 0 million", "0.00 亿元"),
    ],
)
def test_an_amount_in_a_sentence(yuan: int, unit: MoneyUnit | None, en: str, hans: str) -> None:
    assert amount_said(yuan, wording("en"), unit and money_unit("en", unit)) == en
    assert amount_said(yuan, wording("zh_Hans"), unit) == hans


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


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", 123 * YI // 100, "1.23"),
        ("money", Change(123 * YI // 100), "+1.23"),
        ("money", Change(-5 * YI), "-5.00"),
        ("money", Change(0), "0.00"),
        ("count", Change(Fraction(1, 4)), "+0.25"),
        ("count", (3, 5), "3–5"),
        ("part", Fraction(1, 2), "50%"),
        ("part", Fraction(3333, 10_000), "33.33%"),
        ("growth", Fraction(1, 2), "+50.0%"),
        ("days", (12, 30), "12 / 30"),
        ("moved", (2, 1), "2 ▲1"),
        ("moved", (3, -2), "3 ▼2"),
        ("moved", (1, 0), "1 –"),
        ("moved", (4, "new"), "4 new"),
        ("moved", (4,), "4"),
        ("light", Light("●", "Green", "good"), "● Green"),
        ("rank", None, "-"),
        ("rank", "", ""),
    ],
)
def test_a_cell(kind: Kind, value: Value, text: str) -> None:
    assert cell_text(value, Column("", kind), "yi") == text


def test_a_column_may_join_its_figures_and_have_more_decimals() -> None:
    column = Column("", "money", digits=1, join=" → ")
    assert cell_text((YI, "-"), column, "yi") == "1.000 → -"


def test_a_sparkline_tells_little_from_nothing() -> None:
    assert sparkline([0, 1, 50, 100]) == "·▁▄█"
    assert sparkline([0, 0]) == "··"
    assert sparkline([2, -2, 0]) == "█-·"
    assert sparkline([]) == ""
    assert sparkline([Fraction(1, 4), Fraction(1, 2)]) == "▄█"
    assert len(sparkline(range(60))) == MOST_BESIDE
