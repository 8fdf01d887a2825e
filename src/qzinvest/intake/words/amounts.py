"""Amounts of money as people give them on the command line: to whole yuan, exactly.

The forms that most people type are read here, because what reads all of them
(``written_amounts``) takes half as long to import as a whole write; a test holds the two to the
same figures.
"""

import re
from fractions import Fraction

from qzinvest.errors import BadAmount, PartYuan
from qzinvest.intake.words.texts import HALF_WIDTH
from qzinvest.model.money import MAX_AMOUNT, half_up
from qzinvest.model.project import Stated
from qzinvest.patterns import pattern

BARE_FROM = 100_000
"""From here on a number without a unit is yuan: whoever means 亿元 or 万元 writes a smaller one."""
_LONGEST = 60
_MOST_POWER = 30
_ZEROS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_SIMPLE = HALF_WIDTH | str.maketrans("億萬圓圆幣−", "亿万元元币-")
_REASONS = {"bound_rule": "vague", "range_rule": "range", "rate": "currency", "unitless": "bare"}
"""What a person at the command line is told: there are neither rates nor headers."""

_AMOUNT = pattern(
    r"(?P<minus>-?)(?P<before>人民币|rmb|cny|¥)? *"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?"
    r"(?:e(?P<power>[+-]?[0-9]{1,3}))?"
    r" *(?P<unit>[十百千]?(?:万亿|亿|万)|[十百千]?) *(?P<after>元|yuan|rmb|cny)?(?: *人民币)?"
)


def parse_amount(text: str, *, rounding: bool = False) -> int:
    """An amount in yuan.

    Args:
        text: such as ``20亿``, ``5.6億元``, ``35000万``, ``三千万``, ``1.2e9``, ``560 million``,
            ``¥0.56bn`` or ``人民币 5.6 亿元``; full-width signs do no harm. A number without a unit
            is in yuan from ``BARE_FROM`` on.
        rounding: whether parts of a yuan are rounded, half up, and not refused.

    Returns:
        whole yuan, from 1 to ``MAX_AMOUNT``.

    Raises:
        BadAmount: reason ``bare`` (a small number without a unit), ``range`` (1-2亿), ``vague``
            (约5亿), ``currency`` (5亿美元), ``mixed`` (two currencies), ``form`` (no amount),
            ``positive`` (0 or less) or ``large`` (above ``MAX_AMOUNT``).
        PartYuan: it has parts of a yuan.
    """
    exact = exact_amount(text)
    yuan = half_up(exact)
    if yuan != exact and not rounding:
        raise PartYuan(text=text)
    if yuan == 0:
        raise BadAmount(text=text, reason="positive")
    return yuan


def rounded_from(text: str) -> Stated | None:
    """How an amount was stated, if it does not come to whole yuan; else that says nothing more."""
    return None if exact_amount(text).denominator == 1 else Stated(text.strip())


def exact_amount(text: str) -> int | Fraction:
    """An amount in yuan, with parts of one.

    Raises:
        BadAmount: as ``parse_amount``.
    """
    plain = " ".join(text.translate(_SIMPLE).casefold().split())
    match = _AMOUNT.fullmatch(plain) if len(plain) <= _LONGEST else None
    yuan, is_bare = _read(text) if match is None else _plain(match)
    if yuan <= 0:
        raise BadAmount(text=text, reason="positive")
    if yuan > MAX_AMOUNT:
        raise BadAmount(text=text, reason="large")
    if is_bare and yuan < BARE_FROM:
        raise BadAmount(text=text, reason="bare")
    return yuan


def _plain(match: re.Match[str]) -> tuple[int | Fraction, bool]:
    """The yuan of a plain amount, and whether it names no unit: 5千 may be meant of 万元."""
    part, unit = match["part"] or "", match["unit"]
    digits = int(match["whole"].replace(",", "") + part)
    zeros = sum(_ZEROS[sign] for sign in unit) + int(match["power"] or 0) - len(part)
    zeros = max(-2 * _LONGEST, min(zeros, _MOST_POWER))  # beyond, the figure is out of bounds
    yuan = digits * int(10**zeros) if zeros >= 0 else Fraction(digits, int(10**-zeros))
    named = match["before"] or match["after"] or unit.endswith(("万", "亿"))
    return -yuan if match["minus"] else yuan, not named


def _read(text: str) -> tuple[int | Fraction, bool]:
    """The same of every other form: English words, Chinese numbers, 5亿元整."""
    # Imported here: its expressions take long to compile, and few type such a form.
    from qzinvest.intake.words.written_amounts import read_amount, settled
    from qzinvest.intake.words.written_units import Unit

    is_bare = False
    try:
        try:
            written = read_amount(text)
        except BadAmount as error:
            if error.reason != "unitless":
                raise
            is_bare, written = True, read_amount(text, Unit(1, "CNY"))
        if written.currency == "CNY":
            return settled(written, "refuse", {}), is_bare
        reason = "currency"
    except BadAmount as error:
        reason = error.reason
    raise BadAmount(text=text, reason=_REASONS.get(reason, reason))
