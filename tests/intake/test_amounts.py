"""Amounts: whole yuan, exactly, or a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadAmount
from qzinvest.intake.amounts import parse_amount
from qzinvest.model.money import MAX_AMOUNT

UNITS = {
    "": 0,
    "元": 0,
    "十": 1,
    "百": 2,
    "千元": 3,
    "万": 4,
    "萬元": 4,
    "十万": 5,
    "百万": 6,
    "千万元": 7,
    "亿": 8,
    "億元": 8,
    "十亿": 9,
    "百亿": 10,
    "千億": 11,
    "万亿": 12,
    "萬億元": 12,
}
WIDE = {0x21 + i: 0xFF01 + i for i in range(94)}


def written(yuan: int, zeros: int) -> str:
    """``yuan`` in units of ``10**zeros``, as an exact decimal number."""
    whole, rest = divmod(yuan, 10**zeros)
    return f"{whole}.{rest:0{zeros}}" if rest else str(whole)


@given(st.integers(1, MAX_AMOUNT), st.sampled_from(list(UNITS)))
def test_every_amount_in_every_unit_comes_back(yuan: int, unit: str) -> None:
    number = written(yuan, UNITS[unit])
    for text in (number + unit, f" 人民币 {number} {unit} ", (number + unit).translate(WIDE)):
        assert parse_amount(text) == yuan


@given(st.integers(1, MAX_AMOUNT))
def test_every_amount_with_thousands_separators(yuan: int) -> None:
    for text in (f"{yuan:,}", f"¥{yuan:,}元", f"￥{yuan:,}", f"RMB {yuan:,}", f"{yuan:,} yuan"):
        assert parse_amount(text) == yuan


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("20亿", 2_000_000_000),
        ("5.6億元", 560_000_000),
        ("5.6亿", 560_000_000),
        ("35000万", 350_000_000),
        ("7000 亿", 700_000_000_000),
        ("1.2e9", 1_200_000_000),
        ("12E-1亿", 120_000_000),
        ("560000000", 560_000_000),
        ("５．６億", 560_000_000),
        ("人民币9.50亿元", 950_000_000),
        ("28億元人民幣", 2_800_000_000),
        ("10萬元人民幣", 100_000),
        ("0.00000001亿", 1),
        ("1万亿", MAX_AMOUNT),
        ("1", 1),
    ],
)
def test_as_people_write(text: str, yuan: int) -> None:
    assert parse_amount(text) == yuan


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0", "positive"),
        ("0.00亿", "positive"),
        ("-5亿", "positive"),
        ("−5亿", "positive"),
        ("1.0000000000001万亿", "large"),
        ("10000.00000001亿", "large"),
        ("1e999", "large"),
        ("5.6", "fraction"),
        ("0.000000001亿", "fraction"),
        ("1e-999", "fraction"),
        ("1.0000000000000000000000000000000001亿", "fraction"),
        ("5亿美元", "currency"),
        ("約15億美元", "currency"),
        ("$1,740", "currency"),
        ("9300万港元", "currency"),
        ("5.5万亿日元", "currency"),
        ("10亿新台币", "currency"),
        ("USD 5000000", "currency"),
        ("1-2亿", "range"),
        ("184至194億元", "range"),
        ("5亿~6亿", "range"),
        ("约2.5亿", "vague"),
        ("近3000亿", "vague"),
        ("超过130亿", "vague"),
        ("4000多万元", "vague"),
        ("5亿左右", "vague"),
        ("达5.45亿", "vague"),
        ("10亿级", "vague"),
        ("", "form"),
        ("亿", "form"),
        ("数亿元", "form"),
        ("五亿", "form"),
        ("5,6亿", "form"),
        ("1,23,456", "form"),
        ("5 6亿", "form"),
        ("10²", "form"),
        ("١٢亿", "form"),
        ("5k", "form"),
        ("5.亿", "form"),
        ("nan", "form"),
        ("inf", "form"),
        ("1_000", "form"),
        ("9" * 5000, "form"),
    ],
)
def test_refused_with_the_reason_and_quoted(text: str, reason: str) -> None:
    with pytest.raises(BadAmount) as caught:
        parse_amount(text)
    assert caught.value.fields == {"text": text, "reason": reason}


@given(st.text("0123456789.,e+-亿万千元约美¥ ", max_size=12))
def test_never_out_of_bounds(text: str) -> None:
    try:
        yuan = parse_amount(text)
    except BadAmount:
        return
    assert 1 <= yuan <= MAX_AMOUNT
