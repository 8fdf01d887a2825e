"""Marks and credit as people write them."""

import pytest

from qzinvest.errors import AmbiguousName, BadCredit, BadMark, UnknownName
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.intake.words.hundredths import credit_of, parse_mark
from qzinvest.intake.words.names import Resolver

PLAN = shipped_plan()


@pytest.mark.parametrize(
    ("text", "mark"),
    [("92.5", 9250), ("0", 0), ("100", 10_000), (" ９２．０５ ", 9205), ("7.10", 710)],
)
def test_a_mark(text: str, mark: int) -> None:
    assert parse_mark(text, 10_000) == mark


@pytest.mark.parametrize("text", ["", "-1", "100.01", "92.555", "92,5", "1e2", "ninety", "950"])
def test_no_mark(text: str) -> None:
    with pytest.raises(BadMark) as refused:
        parse_mark(text, 10_000)
    assert refused.value.fields["most"] == "100"


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("晋江=50", 5000),
        ("晋江市 = 50 %", None),
        ("晋江市 = 50%", 5000),
        ("晋江＝５０％", 5000),
        ("jin jiang=33.3", 3330),
        ("350582=33.33", 3333),
        ("晋江=100", 10_000),
        ("晋江=0", 0),
        ("晋江=33.333", None),
        ("晋江=1/3", None),
        ("晋江=-5", None),
        ("晋江=", None),
        ("=50", None),
        ("晋江", None),
        ("晋江=5e1", None),
    ],
)
def test_percent(text: str, points: int | None) -> None:
    either = Resolver(PLAN).either
    if points is None:
        with pytest.raises(BadCredit):
            credit_of([text], either)
    else:
        assert credit_of([text], either) == [("district", "350582", points)]


def test_units_of_both_kinds_in_the_order_given() -> None:
    parts = credit_of(["商务局=70", "石狮=100", "发改委=30"], Resolver(PLAN).either)
    assert parts == [
        ("department", "COM", 7000),
        ("district", "350581", 10_000),
        ("department", "DRC", 3000),
    ]


def test_a_name_of_both_kinds_is_never_guessed() -> None:
    twin = PLAN.unit("department", "COM")
    assert twin is not None
    twin = twin._replace(code="JJ", aliases=("晋江",))
    either = Resolver(PLAN._replace(units=(*PLAN.units, twin))).either
    with pytest.raises(AmbiguousName) as refused:
        credit_of(["晋江=50"], either)
    assert refused.value.fields["candidates"] == (
        "350582 Jinjiang City",
        f"JJ {twin.names.en}",
    )
    with pytest.raises(UnknownName):
        credit_of(["厦门=50"], either)
