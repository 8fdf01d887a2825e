"""Amounts as they were understood."""

import pytest

from qzinvest.locale import wording
from qzinvest.render.messages import echo_money


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
