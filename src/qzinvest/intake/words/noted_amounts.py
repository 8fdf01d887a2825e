"""Amounts with something in brackets behind: a note, a part of them, or a second amount."""

import re

from qzinvest.errors import BadAmount
from qzinvest.intake.words.written_amounts import Written, read_amount
from qzinvest.intake.words.written_units import CURRENCY, SCALE, Unit, plain_text

BRACKETS = ("refuse", "before", "inside")
"""Which of two amounts is taken, the one in front of the brackets or the one in them."""

_BEHIND = re.compile(r"(?P<before>.+?)\s*[（(【\[](?P<note>[^（）()【】\[\]]+)[)）】\]]\s*[。.]?")
_PLACES = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_MONEY = re.compile(
    rf"(?:(?:{CURRENCY}) ?{_PLACES}(?: ?(?:{SCALE}))?"
    rf"|(?:{_PLACES}|[一二两三四五六七八九十百千]+) ?(?:{SCALE}) ?(?:元|{CURRENCY})?"
    rf"|{_PLACES} ?(?:元|{CURRENCY}))(?:人民币|rmb)?"
)
_OF_MONEY = re.compile(rf"元|{CURRENCY}|[百千]?[万亿](?!达|年)|million|billion")
_PART = re.compile(
    r"其中|包括|包含|含|内|期|阶段|年|固定资产|固投|设备|建安|土地|流动资金|外资|自筹|启动|"
    r"of which|incl|thereof|phase|stage|equipment|initial|first"
)
_BESIDE = re.compile(
    r"另|不含|不包括|除外|之外|追加|新增|增资|plus|excl|not includ|additional|another"
)
_ABOUT = re.compile(r"约|左右|上下|估|暂定|拟定|待定|预计|about|approx|estimat|tentativ|tbc")


def read_noted(value: str | float, unit: Unit | None = None, brackets: str = "refuse") -> Written:
    """What a cell says of an amount, where something may stand in brackets behind it.

    A note (``$30 million (Phase 1)``) and a part of the amount (``10亿元（其中一期3亿元）``) leave
    the amount in front as it is; an estimate makes it one. Of two amounts, such as
    ``2000万美元（约1.3亿元）``, one must be chosen. ``text`` has all that was written.

    Args:
        value: the cell.
        unit: of bare numbers.
        brackets: one of ``BRACKETS``.

    Raises:
        BadAmount: as ``read_amount``; reason ``two`` where two amounts are named and ``brackets``
            takes neither, ``note`` where the brackets say of the money what is not understood.
    """
    match = _BEHIND.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return read_amount(value, unit)
    try:
        return read_amount(value, unit)  # 5（亿元） is an amount with its unit
    except BadAmount as error:
        if error.fields["reason"] not in ("form", "vague", "mixed"):
            raise
    return _noted(match, unit, brackets)


def _noted(match: re.Match[str], unit: Unit | None, brackets: str) -> Written:
    text, note = match[0].strip(), plain_text(match["note"])
    before = _read(match["before"], text, unit)._replace(text=text)
    money = _MONEY.search(note)
    if money is None:
        if _BESIDE.search(note) is None and _OF_MONEY.search(note) is not None:
            raise BadAmount(text=text, reason="note")
        is_about = before.bound == "exact" and _ABOUT.search(note) is not None
        return before._replace(bound="about") if is_about else before
    inside = _read(note[money.start() : money.end()], text, unit)._replace(text=text)
    if _is_within(before, inside, note):
        return before
    if brackets == "refuse":
        raise BadAmount(text=text, reason="two")
    if brackets == "inside" and _ABOUT.search(note[: money.start()]):
        return inside._replace(bound="about")
    return before if brackets == "before" else inside


def _is_within(before: Written, inside: Written, note: str) -> bool:
    """Whether the amount in brackets is the one in front once more, or a part of it."""
    if before.currency != inside.currency or before.low is None or inside.low is None:
        return False
    if before.low == inside.low:
        return True
    is_part = _PART.search(note) is not None and _BESIDE.search(note) is None
    return is_part and inside.low < before.low


def _read(part: str, text: str, unit: Unit | None) -> Written:
    try:
        return read_amount(part.strip(), unit)
    except BadAmount as error:
        raise BadAmount(text=text, reason=str(error.fields["reason"])) from error
