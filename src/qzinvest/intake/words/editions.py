"""Names of editions: any short text, and the day that it may say."""

import re
from collections.abc import Iterator
from datetime import date

from qzinvest.errors import BadDay, BadText
from qzinvest.intake.words.dates import read_day, report_day
from qzinvest.intake.words.texts import clean_text
from qzinvest.intake.words.written_dates import MONTH, plain
from qzinvest.patterns import pattern

NAME_LIMIT = 32
_PATH_SIGNS = frozenset("/\\")
_YEAR = r"(?<![0-9])(?:19|20|21)[0-9]{2}"
_DATE_SIGNS = pattern(rf"(?:[0-9qhw年月日号周季度第上下半初中底末旬份 .,-]|{MONTH})+")
"""What dates are written with, and nothing else."""
_DATED = pattern(rf"{_YEAR}(?:[-. qhw0-9]|年(?!第?[0-9一二三四五六七八九十]+期)[0-9上下第])")
"""A date begins here, or what should be one; 2022年第5期 is a number, no date."""
_MORE = pattern(r"[-_ (][^0-9]|(?<=[月季度年周日])[^0-9]")
"""What may follow a period in a name: 2022-06-b, 2022年6月通报."""


def clean_edition(text: str) -> str:
    """An edition's name: 1 to 32 characters of any script, without path signs.

    Raises:
        BadText: it is anything else.
        BadDay: it looks like a day or a period, such as 2022-13, and is none.
    """
    name = clean_text(text, "edition")
    if len(name) > NAME_LIMIT or _PATH_SIGNS & set(name) or not name.strip("."):
        raise BadText(field="edition", text=text, reason="edition")
    words = plain(name)
    if _DATE_SIGNS.fullmatch(words) and re.search(_YEAR, words):
        read_day(name, date.max)
    return name


def edition_day(name: str, today: date) -> date | None:
    """The day of the day or period that a name says; ``None`` where it says none.

    Args:
        name: as ``clean_edition`` gives it, such as ``2022-06-b`` or ``2022年6月通报``.

    Raises:
        BadDay: reason ``unclear``: a date is in it and cannot be told from the rest (2022-5期);
            ``future``: the period has not begun; ``year``: 六月 of which year?
    """
    words = plain(name)
    for period in _periods(words):
        try:
            when = read_day(period, today)
        except BadDay:
            continue
        if period == words or when.precision != "year":
            return report_day(period, today)
    if _DATE_SIGNS.fullmatch(words) and not words.isdecimal():
        return read_day(name, today).last  # which says what is missing
    if _DATED.search(words):
        raise BadDay(text=name, reason="unclear")
    return None


def _periods(words: str) -> Iterator[str]:
    """The whole name, and what stands before an addition without a number of its own."""
    yield words
    for match in _MORE.finditer(words):
        if not re.search("[0-9]", words[match.start() :]):
            yield words[: match.start()]
