"""Typed cells as a person reads them."""

from fractions import Fraction

import pytest

from qzinvest.model.document import Change, Column, Kind, Light, Value
from qzinvest.model.money import YI
from qzinvest.render.cells import MOST_BESIDE, cell_text, sparkline


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
