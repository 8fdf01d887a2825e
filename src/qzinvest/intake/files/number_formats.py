"""What a spreadsheet shows of a number besides the number: 2022年3月 of a day, 20亿元 of a 20.

Typing 2022年3月 stores the first of the month, and shows the month; the day was never said. A unit
or a scale that stands in a format is part of what the sender sees and reads.
"""

import re
from datetime import date
from typing import NamedTuple, TypeVar

T = TypeVar("T")

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKET = re.compile(r"\[(?:\$([^\]-]*))?[^\]]*\]")
_UNIT = re.compile("[亿億万萬元圆圓$€£]|美金|million|bn", re.IGNORECASE)
_PLACES = re.compile(r"[0#?][0#?.,]*")
_SCALED = re.compile(r"[0#?],+(?![0#?])|!")


class Shown(NamedTuple):
    """How a number is shown.

    ``kind`` is ``month`` or ``year`` of a date, ``unit`` where ``before`` and ``after`` stand
    around the number, and ``scaled`` where what is shown is another number than the stored one.
    """

    kind: str
    before: str = ""
    after: str = ""

    def text(self, value: T) -> T | str:
        """The value as it is shown, where that says something else than the value."""
        if isinstance(value, date):
            if self.kind == "month":
                return f"{value:%Y-%m}"
            return f"{value:%Y}" if self.kind == "year" else value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        if self.kind in ("unit", "scaled"):
            return f"{self.before}{value}{self.after}"
        return value


_BUILT_IN = dict.fromkeys((17, 27, 36, 50, 52, 57), Shown("month"))
"""Formats without a code in the file: mmm-yy, and in Chinese editions yyyy"年"m"月"."""


def shown_by(code: str) -> Shown | None:
    """What a format code says besides the number, ``None`` for nothing.

    Args:
        code: such as ``yyyy"年"m"月"``, ``0.0"亿元"`` or ``[$$-409]#,##0.00``; ECMA-376, 18.8.31.
    """
    first = code.split(";", maxsplit=1)[0]
    signs = _LITERAL.sub("", _BRACKET.sub("", first)).lower()
    if not set(signs) & set("0#?"):
        return _of_date(signs)
    if _SCALED.search(signs):
        return Shown("scaled", "", f" [{code}]")
    plain = _LITERAL.sub(lambda m: m[1] or m[2] or "", _BRACKET.sub(lambda m: m[1] or "", first))
    before, after = _PLACES.split(plain, maxsplit=1)
    if not _UNIT.search(before + after):
        return None
    return Shown("unit", before.strip(" -()"), after.strip(" -()"))


def _of_date(signs: str) -> Shown | None:
    if "d" in signs or "h" in signs or "s" in signs or "general" in signs:
        return None
    if "m" in signs:
        return Shown("month")
    return Shown("year") if "y" in signs else None


def telling_styles(codes: dict[int, str], styles: list[int]) -> dict[int, Shown]:
    """The styles of cells that say more than the number, by their place.

    Args:
        codes: the workbook's own format codes by their number.
        styles: the number of the format of each style.
    """
    found = {}
    for place, number in enumerate(styles):
        shown = shown_by(codes[number]) if number in codes else _BUILT_IN.get(number)
        if shown is not None:
            found[place] = shown
    return found
