"""Amounts of rows that say their currency or unit in a column of its own."""

from datetime import date
from fractions import Fraction

import pytest

from qzinvest.errors import BadAmount, PartYuan
from qzinvest.intake.files.sheets import Value
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.money import Money, RowMoney
from qzinvest.intake.words.written_amounts import Rate
from qzinvest.intake.words.written_units import Unit
from qzinvest.model.project import Stated

RULES = Map(rates={"USD": Rate(Fraction("6.9"), date(2022, 6, 30))}, ranges="low")
WAN = Unit(10**4, "CNY")
USD = "USD=6.9@2022-06-30"


def amount(value: Value, currency: str, unit: Unit | None = WAN) -> Money | None:
    return RowMoney(RULES, {"amount": unit} if unit else {}).amount("amount", value, currency)


@pytest.mark.parametrize(
    ("value", "currency", "yuan", "stated"),
    [
        (3000, "", 30_000_000, None),
        (3000, "人民币", 30_000_000, None),
        (3000, "万元", 30_000_000, None),
        (3, "亿元", 300_000_000, None),
        (3000, "美元", 207_000_000, Stated("3000 × 10,000 USD", "exact", USD)),
        (3000, "万美元", 207_000_000, Stated("3000 × 10,000 USD", "exact", USD)),
        ("0.3亿", "美元", 207_000_000, Stated("0.3亿 USD", "exact", USD)),
        ("0.3亿美元", "美元", 207_000_000, Stated("0.3亿美元", "exact", USD)),
    ],
)
def test_the_row_says_the_currency(
    value: Value, currency: str, yuan: int, stated: Stated | None
) -> None:
    bare = not isinstance(value, str)
    assert amount(value, currency) == Money(yuan, stated, rounded=False, bare=bare)


def test_a_column_of_units_needs_none_in_the_header() -> None:
    assert amount(3, "亿元", None) == Money(300_000_000, None, rounded=False, bare=True)


ROUNDING = RULES._replace(fractions="round")


@pytest.mark.parametrize(
    ("rules", "value", "currency", "yuan", "stated"),
    [
        (ROUNDING, 1033.71325, "", 10_337_133, Stated("1033.71325 × 10,000 CNY")),
        (ROUNDING, "1033.71324万元", "", 10_337_132, Stated("1033.71324万元")),
        (RULES, "$1,234,567.89", "", 8_518_518, Stated("$1,234,567.89", "exact", USD)),
        (RULES, 0.00005, "美元", 3, Stated("0.00005 × 10,000 USD", "exact", USD)),
    ],
)
def test_what_has_parts_of_a_yuan_is_rounded_half_up_and_kept_as_written(
    rules: Map, value: Value, currency: str, yuan: int, stated: Stated
) -> None:
    money = RowMoney(rules, {"amount": WAN} if "$" not in str(value) else {})
    assert money.amount("amount", value, currency) == Money(
        yuan, stated, rounded=True, bare=not isinstance(value, str)
    )


def test_yuan_with_parts_are_refused_unless_rounding_is_asked_for() -> None:
    with pytest.raises(PartYuan, match=r"1033\.71325万元"):
        amount("1033.71325万元", "")


@pytest.mark.parametrize(
    ("value", "currency", "unit"),
    [
        (3000, "贝壳", WAN),
        ("3亿元", "美元", WAN),
        ("3亿美元", "人民币", WAN),
        (3000, "人民币", Unit(10**4, "USD")),
        ("3亿", "", Unit(10**4, "USD")),
    ],
)
def test_what_contradicts_itself_is_refused(value: Value, currency: str, unit: Unit) -> None:
    with pytest.raises(BadAmount) as refusal:
        amount(value, currency, unit)
    assert refusal.value.fields["reason"] == "mixed"


def test_foreign_money_is_in_no_sum_of_yuan() -> None:
    money = RowMoney(RULES, {"amount": WAN})
    assert money.plain_yuan("amount", 3000, "") == 30_000_000
    assert money.plain_yuan("amount", 0.00005, "") == Fraction(1, 2)
    assert money.plain_yuan("amount", 3000, "美元") is None
    assert money.plain_yuan("amount", "待定", "") is None
