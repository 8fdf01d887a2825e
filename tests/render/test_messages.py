"""Amounts as they were understood."""

import pytest

from qzinvest.locale import wording
from qzinvest.render.messages import amount_exact, echo_money


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
    ("yuan", "en", "hans"),
    [
        (120_000_000, "CNY 120 million", "1.20 亿元"),
        (6_460_000, "CNY 6.46 million", "0.06 亿元（6,460,000 元）"),
        (123_456_789, "CNY 123.46 million (123,456,789 yuan)", "1.23 亿元（123,456,789 元）"),
        (5_600_000_000, "CNY 5.6 billion", "56.00 亿元"),
        (999_999_999, "CNY 1 billion (999,999,999 yuan)", "10.00 亿元（999,999,999 元）"),
    ],
)
def test_an_amount_is_said_to_the_yuan_only_where_that_says_more(
    yuan: int, en: str, hans: str
) -> None:
    assert amount_exact(yuan, wording("en")) == en
    assert amount_exact(yuan, wording("zh_Hans")) == hans
