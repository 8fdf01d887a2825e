"""Amounts: whole yuan, exactly, or a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadAmount, PartYuan
from qzinvest.intake.words.amounts import BARE_FROM, exact_amount, parse_amount, rounded_from
from qzinvest.intake.words.written_amounts import read_amount
from qzinvest.intake.words.written_units import Unit
from qzinvest.model.money import MAX_AMOUNT, WAN, YI
from qzinvest.model.project import Stated

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
    texts = [f" 人民币 {number} {unit} "]
    if yuan >= BARE_FROM or unit.endswith(("万", "萬", "亿", "億", "元")):
        texts += [number + unit, (number + unit).translate(WIDE)]
    for text in texts:
        assert parse_amount(text) == yuan


@given(st.integers(1, MAX_AMOUNT))
def test_every_amount_with_thousands_separators(yuan: int) -> None:
    for text in (f"¥{yuan:,}元", f"￥{yuan:,}", f"RMB {yuan:,}", f"{yuan:,} yuan"):
        assert parse_amount(text) == yuan


ENGLISH = {"thousand": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9}


@given(
    st.integers(1, MAX_AMOUNT),
    st.sampled_from(list(ENGLISH)),
    st.sampled_from(["¥{}", "RMB {}", "CNY {}", "{} yuan", "{}", "rmb{}", "￥{}"]),
    st.sampled_from(["{} {}", "{}{}"]),
)
def test_every_amount_in_english_comes_back(yuan: int, unit: str, dress: str, join: str) -> None:
    text = dress.format(join.format(written(yuan, ENGLISH[unit]), unit))
    if yuan < BARE_FROM and dress == "{}":
        return
    for each in (text, text.translate(WIDE), text.upper()):
        assert parse_amount(each) == yuan


DIGITS = "零一二三四五六七八九"


def in_characters(number: int) -> str:
    """A number below 10,000 in Chinese characters."""
    text, zero = "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + sign
        zero = not digit
    return text


@given(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["", "元", "块", "元整"]))
def test_every_chinese_number_comes_back(yi: int, wan: int, end: str) -> None:
    if not yi + wan:
        return
    joint = "零" if yi and 0 < wan < 1000 else ""
    head = f"{in_characters(yi)}亿" if yi else ""
    text = head + (f"{joint}{in_characters(wan)}万" if wan else "") + end
    assert parse_amount(text) == yi * YI + wan * WAN


@given(st.text("0123456789.,e+-亿万千百十元人民币¥RMB ", max_size=14))
def test_both_readers_give_the_same_figure(text: str) -> None:
    """What is read quickly is what the reader of all forms says, but for 1.2e9."""
    try:
        quick = exact_amount(text)
        full = read_amount(text, Unit(1, "CNY"))
    except BadAmount:
        return
    assert (full.low, full.high) == (quick, quick)


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
        ("1元", 1),
        ("99999元", 99_999),
        ("100000", 100_000),
        ("１０００００", 100_000),
        ("560 million", 560_000_000),
        ("0.56bn", 560_000_000),
        ("¥560m", 560_000_000),
        ("RMB 560 million", 560_000_000),
        ("CNY 0.56bn", 560_000_000),
        ("560mn yuan", 560_000_000),
        ("560 mln", 560_000_000),
        ("RMB¥0.56bln", 560_000_000),
        ("renminbi 560 mil", 560_000_000),
        ("人民币￥5.6亿", 560_000_000),
        ("５６０ ｍｉｌｌｉｏｎ", 560_000_000),
        ("五亿", 500_000_000),
        ("十亿", 1_000_000_000),
        ("两千五百万元", 25_000_000),
        ("5个亿", 500_000_000),
        ("3亿5000万", 350_000_000),
        ("3万块", 30_000),
        ("达5.45亿", 545_000_000),
        ("总投资5亿元。", 500_000_000),
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
        ("6", "bare"),
        ("１２", "bare"),
        ("99,999", "bare"),
        ("99999.99", "bare"),
        ("5.6", "bare"),
        ("1e-999", "bare"),
        ("5千", "bare"),
        ("5k", "bare"),
        ("五", "bare"),
        ("人民币5亿美元", "mixed"),
        ("10000.00000001亿", "large"),
        ("1e999", "large"),
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
        ("10亿级", "vague"),
        ("", "form"),
        ("亿", "vague"),
        ("数亿元", "vague"),
        ("十几亿", "vague"),
        ("一亿多元", "vague"),
        ("约10-15亿", "range"),
        ("5,6亿", "form"),
        ("1,23,456", "form"),
        ("5 6亿", "form"),
        ("10²", "form"),
        ("١٢亿", "form"),
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


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1033.71325万元", 10_337_133),
        ("1033.71324万元", 10_337_132),
        ("0.000000005亿", 1),
        ("100000.5", 100_001),
        ("560.0000005 million", 560_000_001),
        ("1.000000000000000000000000000000000亿", YI),
    ],
)
def test_parts_of_a_yuan_are_rounded_half_up_if_that_is_asked_for(text: str, yuan: int) -> None:
    assert parse_amount(text, rounding=True) == yuan
    if yuan != YI:
        assert rounded_from(text) == Stated(text)
        with pytest.raises(PartYuan):
            parse_amount(text)


def test_less_than_half_a_yuan_is_none() -> None:
    with pytest.raises(BadAmount, match="positive"):
        parse_amount("0.4元", rounding=True)


@given(st.text("0123456789.,e+-亿万千元约美¥mb ", max_size=12))
def test_never_out_of_bounds(text: str) -> None:
    try:
        yuan = parse_amount(text)
    except (BadAmount, PartYuan):
        return
    assert 1 <= yuan <= MAX_AMOUNT
