"""Dates as offices write them, no more precise than they are: 2022年3月 names no day."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from qzinvest.errors import BadDate, FutureDate, VagueDate
from qzinvest.intake.words.texts import HALF_WIDTH
from qzinvest.model.precision import SHORT, When, when_of

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_ROC = 1911
"""Year 1 of the Republic (民國) is 1912."""
_LONGEST = 40
_KEPT = 5000
"""Readings that are kept: in a file the same days come again and again."""
_EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
"""Day 0 of a spreadsheet's serial numbers. The 1900 system counts a 29 February 1900 that never
was, so from March 1900 on its numbers run one ahead."""
_SERIALS = {1900: (32_874, 73_415), 1904: (31_412, 71_953)}
"""The serial numbers of 1990-01-01 and 2100-12-31."""

_HAN = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
_NAMES = (
    *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july"),
    *("aug august", "sep sept september", "oct october", "nov november", "dec december"),
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ERA = r"(?P<era>民国|中华民国)?"
_YEAR = rf"{_ERA} ?(?P<y>[0-9]{{2,4}})"
_TENTH = re.compile(r"[0-9]{4}[.]1")
"""January, or October as a spreadsheet shows the number 2022.10."""
_DECIMAL = re.compile(r"[0-9]{4}[.][0-9]{1,2}")
_CLOCK = r"(?:[ t][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}年(?P<m>[0-9]{{1,2}})月(?P<d>[0-9]{{1,2}})[日号]?{_CLOCK}",
        rf"{_YEAR}([-/.])(?P<m>[0-9]{{1,2}})\3(?P<d>[0-9]{{1,2}})日?{_CLOCK}",
        r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        rf"{_YEAR}年(?P<m>[0-9]{{1,2}})月份?",
        r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})",
        r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})",
        rf"(?:{_YEAR}年?)?第?(?P<q>[1-4])季度?",
        r"(?P<y>[0-9]{4})[- 年]?q(?P<q>[1-4])",
        rf"{_YEAR}年第?(?P<w>[0-9]{{1,2}})周",
        r"(?P<y>[0-9]{4})[- 年]?w(?P<w>[0-9]{1,2})",
        rf"(?:{_YEAR}年?)?(?P<h>[上下])半年",
        r"(?P<y>[0-9]{4})[- 年]?h(?P<h>[12])",
        rf"{_YEAR}年度?",
        r"(?P<y>[0-9]{4})",
        r"(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]",
        r"(?P<m>[0-9]{1,2})月份?",
        rf"(?P<name>{MONTH})\.? (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y>[0-9]{{4}})",
        rf"(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -](?P<name>{MONTH})\.?[ -,]? ?(?P<y>[0-9]{{4}})",
        rf"(?P<name>{MONTH})\.?,? ?-?(?P<y>[0-9]{{4}})",
        rf"(?P<y>[0-9]{{4}}),?[ -](?P<name>{MONTH})\.?",
        r"q(?P<q>[1-4])[ -]?(?P<y>[0-9]{4})",
    )
)
_SIMPLER = str.maketrans("國週個這○", "国周个这〇")
_HALVES = {"上": 1, "下": 2, "1": 1, "2": 2}
_VAGUE = re.compile(r"[年月][初中底末]|[上中下]旬|前后|左右|(?<!签)约|春节|近期|待定|未定")


def read_when(
    value: str | float | date | datetime | None, year: int | None = None, epoch: int = 1900
) -> When:
    """What a cell says of a date.

    Args:
        value: the cell: a text, a spreadsheet's date, or its serial number.
        year: of a text that names none (3月15日).
        epoch: where the file's serial numbers begin, 1900 or 1904.

    Raises:
        BadDate: no date, one that the calendar does not have, or one of several meanings, such as
            03/04/2022.
        VagueDate: reason ``vague`` (年底, 上旬), ``year`` (a year is missing) or ``tenth`` (2022.1,
            which is October's number too).
    """
    return _read(value, year, epoch)


@lru_cache(maxsize=_KEPT, typed=True)
def _read(value: str | float | date | datetime | None, year: int | None, epoch: int) -> When:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _when(value.year, value.month, value.day, str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value, epoch)
    text = str(value)
    words = plain(text)
    if _TENTH.fullmatch(words):
        raise VagueDate(text=text, reason="tenth")
    if len(words) <= _LONGEST:
        for form in _FORMS:
            if match := form.fullmatch(words):
                return _of_match(match, text, year)
    if _VAGUE.search(words):
        raise VagueDate(text=text, reason="vague")
    raise BadDate(text=text)


def in_past(when: When, text: str, today: date) -> When:
    """``when`` if it can have happened by ``today``.

    A week or month that has begun may be reported; it counts from its end. A longer period must be
    over: a year that has begun may be a plan.

    Raises:
        FutureDate: it cannot.
    """
    if when.first > today or (when.precision not in SHORT and when.last > today):
        raise FutureDate(text=text, today=today)
    return when


def plain(text: str) -> str:
    """``text`` in small letters, half-width and simplified signs, numbers as digits."""
    words = " ".join(text.translate(HALF_WIDTH).casefold().translate(_SIMPLER).split())
    words = re.sub(r"(?<=[年月]) (?=[0-9])|(?<=[0-9]) (?=[年月日号周])", "", words)
    words = re.sub(r"[〇零一二三四五六七八九]{4}(?=年)", _from_han, words)
    words = re.sub(r"[一二三四五六七八九十]{1,3}(?=[月日号季周])", _small, words)
    return words.replace("sept.", "sep").strip()


def _from_han(match: re.Match[str]) -> str:
    return "".join(_HAN[sign] for sign in match[0])


def _small(match: re.Match[str]) -> str:
    """The numbers up to 31 in characters: 三, 十, 十五, 二十, 二十一."""
    text = match[0]
    if "十" not in text:
        return "".join(_HAN[sign] for sign in text)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return text
    return str(int(_HAN.get(tens, "1")) * 10 + int(_HAN.get(ones, "0")))


def _of_number(value: float, epoch: int) -> When:
    low, high = _SERIALS[epoch]
    if low <= value < high + 1:
        return when_of(_EPOCHS[epoch] + timedelta(days=int(value)))
    if value == int(value):
        text = str(int(value))
        if len(text) in (4, 6, 8):
            return read_when(text)
    if _DECIMAL.fullmatch(str(value)):
        return read_when(str(value))  # 2022.3, typed for 2022年3月
    raise BadDate(text=str(value))


def _of_match(match: re.Match[str], text: str, year: int | None) -> When:
    found = match.groupdict()
    if found.get("y") is not None:
        year = int(found["y"]) + (_ROC if found.get("era") else 0)
        if len(found["y"]) != 4 and not found.get("era"):  # noqa: PLR2004 - 22年 may be of any age
            raise BadDate(text=text)
    if year is None:
        raise VagueDate(text=text, reason="year")
    if found.get("q"):
        return _period(year, int(found["q"]) * 3, "quarter", text)
    if found.get("w"):
        return _week(year, int(found["w"]), text)
    if found.get("h"):
        return _period(year, _HALVES[found["h"]] * 6, "half", text)
    month = _MONTHS[found["name"]] if found.get("name") else found.get("m")
    if month is None:
        return _period(year, 12, "year", text)
    if found.get("d") is None:
        return _period(year, int(month), "month", text)
    return _when(year, int(month), int(found["d"]), text)


def _period(year: int, month: int, precision: str, text: str) -> When:
    day = _when(year, month, 1, text).first
    return when_of(day, precision)


def _week(year: int, week: int, text: str) -> When:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise BadDate(text=text) from error
    return when_of(_when(monday.year, monday.month, monday.day, text).first, "week")


def _when(year: int, month: int, day: int, text: str) -> When:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadDate(text=text)
    try:
        return when_of(date(year, month, day))
    except ValueError as error:
        raise BadDate(text=text) from error
