"""Numbers in Chinese characters: those of one meaning are read, all others left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.words.chinese_numbers import number_of

DIGITS = "零一二三四五六七八九"


def said(number: int) -> str:
    """A number up to 10^16 as it is taught in school."""
    if number >= 10**8:
        return _joined(said(number // 10**8) + "亿", number % 10**8, 10**7)
    if number >= 10**4:
        return _joined(said(number // 10**4) + "万", number % 10**4, 10**3)
    for scale, sign in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= scale:
            return _joined(DIGITS[number // scale] + sign, number % scale, scale // 10)
    return DIGITS[number]


def _joined(before: str, rest: int, full: int) -> str:
    return before if not rest else before + ("零" if rest < full else "") + said(rest)


@given(st.integers(1, 10**12 - 1))
def test_every_number_as_it_is_taught(number: int) -> None:
    assert number_of(f"{said(number)}元") == f"{number}元"
    assert number_of(f"{said(number)}吨") == f"{number}吨"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("十五亿", "1500000000元"),
        ("两百万元", "2000000元"),
        ("壹亿贰仟万元", "120000000元"),
        ("一万五百元", "10500元"),
        ("两万亿", "2000000000000元"),
        ("三十", "30"),
        ("十二点五亿", "12.5亿"),
        ("零点三五亿", "0.35亿"),
        ("二十余亿", "20余亿"),
        ("二十 亿", "20 亿"),
    ],
)
def test_other_ways_of_writing(text: str, figures: str) -> None:
    assert number_of(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        *("亿五", "百亿", "千万", "万亿", "点五亿", "零", "", "项目", "5亿"),
        *("一亿五", "三万五", "一百五", "两千三", "二十百万"),  # said for 1.5亿, 35,000 …
        *("三五亿", "七八千万", "二〇亿", "十五六亿"),  # said for 3 to 5 …
        *("二十3亿", "五百.5万", "十二点五点三亿", "三点五8"),
    ],
)
def test_what_is_no_number_or_one_of_two_is_left_alone(text: str) -> None:
    assert number_of(text) == text
