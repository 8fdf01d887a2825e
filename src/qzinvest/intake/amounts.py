"""Amounts of money as people give them on the command line: to whole yuan, exactly.

The arithmetic is done in integers: no float ever touches money, and ``decimal`` would round after
28 digits and costs time to import.
"""

import re

from qzinvest.errors import BadAmount
from qzinvest.intake.texts import HALF_WIDTH
from qzinvest.model.money import MAX_AMOUNT

_LONGEST = 60
_ZEROS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_SIMPLE = HALF_WIDTH | str.maketrans("億萬圓圆幣約達餘數幾兩−", "亿万元元币约达余数几两-")

_AMOUNT = re.compile(
    r"(?P<minus>-?)(?:人民币|rmb|cny|¥)? *"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?"
    r"(?:e(?P<power>[+-]?[0-9]{1,3}))?"
    r" *(?P<unit>[十百千]?(?:万亿|亿|万)|[十百千]?) *(?:元|yuan|rmb|cny)?(?: *人民币)?"
)
_RANGE = re.compile(r"[0-9亿万千元] *(?:[-~—–至到]|\.\.) *[0-9]")
_VAGUE = re.compile(
    r"约|近|超|逾|达|余|多|数|几|两|上|下|不|至少|最|左右|级|总|[<>≈~≥≤+]|about|over|ca\b"
)
_CURRENCY = re.compile(
    r"[$€£₩₹₽฿]|美|港|[日台欧韩澳加新坡]元|[日台]币|英镑|法郎|瑞郎|卢布|卢比|泰铢|"
    r"usd|hkd|eur|gbp|jpy|twd|krw|sgd|aud|cad|chf|dollar|euro|pound|yen"
)


def parse_amount(text: str) -> int:
    """An amount in yuan.

    Args:
        text: such as ``20亿``, ``5.6億元``, ``35000万``, ``3千万``, ``1.2万亿``, ``1.2e9``,
            ``560,000,000`` or ``人民币 5.6 亿元``; full-width signs do no harm. A bare number is
            in yuan.

    Returns:
        whole yuan, from 1 to ``MAX_AMOUNT``.

    Raises:
        BadAmount: reason ``range`` (1-2亿), ``vague`` (约5亿), ``currency`` (5亿美元), ``form`` (no
            amount at all), ``positive`` (0 or less), ``large`` (above ``MAX_AMOUNT``) or
            ``fraction`` (of a yuan).
    """
    plain = " ".join(text.translate(_SIMPLE).casefold().split())
    match = _AMOUNT.fullmatch(plain) if len(plain) <= _LONGEST else None
    if match is None:
        raise BadAmount(text=text, reason=_why(plain))
    part = match["part"] or ""
    digits = int(match["whole"].replace(",", "") + part)
    zeros = sum(_ZEROS[sign] for sign in match["unit"]) + int(match["power"] or 0) - len(part)
    yuan, rest = divmod(digits * int(10 ** max(zeros, 0)), int(10 ** max(-zeros, 0)))
    if digits == 0 or match["minus"]:
        raise BadAmount(text=text, reason="positive")
    if (yuan, rest) > (MAX_AMOUNT, 0):
        raise BadAmount(text=text, reason="large")
    if rest:
        raise BadAmount(text=text, reason="fraction")
    return yuan


def _why(plain: str) -> str:
    # Foreign money first: 约5亿美元 stays wrong without the 约.
    if _CURRENCY.search(plain):
        return "currency"
    if _RANGE.search(plain):
        return "range"
    return "vague" if any(map(str.isdigit, plain)) and _VAGUE.search(plain) else "form"
