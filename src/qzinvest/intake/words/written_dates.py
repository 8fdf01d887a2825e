"""Dates as offices write them, no more precise than they are: 2022年3月 names no day."""

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from qzinvest.errors import BadDate, DateOrder, FutureDate, VagueDate
from qzinvest.intake.words.texts import HALF_WIDTH
from qzinvest.model.normal import fold
from qzinvest.model.precision import SHORT, When, last_day, when_of
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_SHORT_YEAR, _FULL_YEAR = 2, 4
"""Digits of a year without and with its century."""
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
_TENTH = pattern(r"[0-9]{4}[.]1|[0-9]{1,2}[.][123]")
"""January, or October as a spreadsheet shows the number 2022.10; 2 March, or 3.20 so."""
_DECIMAL = pattern(r"(?:[0-9]{4}|[0-9]{1,2})[.][0-9]{1,2}")
_CLOCK = r"(?:[ t](?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?))?"
CHINA = timezone(timedelta(hours=8))
_INSTANT = pattern(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? ?"
    r"(?:z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})"
)
_OF_BROWSERS = pattern(
    rf"[a-z]{{3}},? (?:(?P<m>{MONTH}) (?P<d>[0-9]{{1,2}})|(?P<d2>[0-9]{{1,2}}) (?P<m2>{MONTH}))"
    r" (?P<y>[0-9]{4}) (?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2}) gmt(?P<zone>[+-][0-9]{4})?"
)
"""``Thu Mar 31 2022 16:00:00 GMT+0000 (UTC)`` and ``Thu, 31 Mar 2022 16:00:00 GMT``."""
_ZONE_NAME = pattern(r"(?<=gmt[+-][0-9]{4}) \(.*\)$")
_SINCE_1970 = {10: 1, 13: 1000}
"""Seconds or milliseconds, by how many digits they have between 2001 and 2286."""
_PARTS = pattern(
    rf"(?P<a>[0-9]{{1,2}})([-/.])(?P<b>[0-9]{{1,2}})\2(?P<c>[0-9]{{4}}|[0-9]{{1,2}})日?{_CLOCK}"
)
"""What another order of its parts, or another century, would make another day."""
ORDERS = ("ymd", "mdy", "dmy")
_YOUNG = 2000
"""The century that is offered for years of two digits."""
_FORMS = tuple(
    pattern(form)
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
        r"(?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})",
        r"(?P<m>[0-9]{1,2})月份?",
        rf"(?P<name>{MONTH})\.? (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y>[0-9]{{4}})",
        rf"(?P<name>{MONTH})\.? (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?",
        rf"(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -](?P<name>{MONTH})\.?",
        (
            rf"(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -](?P<name>{MONTH})\.?[ ,-]? ?"
            r"(?P<y>[0-9]{4}|[0-9]{2})"
        ),
        rf"(?P<name>{MONTH})\.?,? ?-?(?P<y>[0-9]{{4}})",
        rf"(?P<y>[0-9]{{4}}),?[ -](?P<name>{MONTH})\.?",
        r"q(?P<q>[1-4])[ -]?(?P<y>[0-9]{4})",
    )
)
_DAYS = "mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun"
_WEEKDAY = pattern(
    rf"[ (]*(?:周|星期|礼拜)[一二三四五六日天][)]?$|^(?:{_DAYS})(?:day)?[,.]? (?=[0-9][^:]*$)"
    rf"|(?<=[0-9]),? ?\(?(?:{_DAYS})(?:day)?\)?$"
)
"""The day of the week before or behind a date; that of a browser's text belongs to its form."""
_SIMPLER = str.maketrans("國週個這○", "国周个这〇")
_HALVES = {"上": 1, "下": 2, "1": 1, "2": 2}
_PLANNED = pattern(
    r"预计|预期|预估|计划|规划|拟|力争|争取|确保|将[于在]|有望|暂定|待|目标|未定|"
    r"年内|明年|后年|视情况|适时|"
    r"planned|expected|by (?:the )?end of|target|scheduled|to be |tbd|tbc|"
    r"(?<!提)(?<!目)(?<!以)(?<!当)以?前[^后]{0,4}$"
)
_AT_END = pattern(r"(?P<period>.+?)[底末](?:[前完开竣投签][^0-9]{0,4})?")
_VAGUE = pattern(r"[年月][初中底末]|[上中下]旬|前后|左右|(?<!签)约|春节|近期|待定|未定")


class Custom(NamedTuple):
    """How the dates of one file are meant.

    Args:
        year: of a text that names none (3月15日, 3.15).
        epoch: where the file's serial numbers begin, 1900 or 1904.
        order: of 3/15/2022 and 22.3.15, one of ``ORDERS``; empty where that is not said.
        century: of years of two digits.
        zone: whose day a time of the world, such as ``2022-03-31T16:00:00Z``, falls on.
    """

    year: int | None = None
    epoch: int = 1900
    order: str = ""
    century: int | None = None
    zone: tzinfo = CHINA


def read_when(
    value: str | float | date | datetime | None,
    year: int | None = None,
    epoch: int = 1900,
    custom: Custom | None = None,
) -> When:
    """What a cell says of a date.

    Args:
        value: the cell: a text, a spreadsheet's date, or its serial number.
        year: as in ``Custom``.
        epoch: likewise.
        custom: all that is known of the file, instead of these two.

    Raises:
        BadDate: no date, or one that the calendar does not have.
        DateOrder: one whose parts may stand in several orders, or a year of two digits.
        VagueDate: reason ``vague`` (年底, 上旬), ``year`` (a year is missing) or ``tenth`` (2022.1,
            which is October's number too).
    """
    return _read(value, custom or Custom(year, epoch))


@lru_cache(maxsize=_KEPT, typed=True)
def _read(value: str | float | date | datetime | None, custom: Custom) -> When:
    if isinstance(value, datetime):
        value = _day_of(value)
    if isinstance(value, date):
        return _when(value.year, value.month, value.day, str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value, custom)
    return _of_text(str(value), custom)


def _of_text(text: str, custom: Custom) -> When:
    words = _ZONE_NAME.sub("", plain(text))
    if _TENTH.fullmatch(words) and (custom.year or words[:4].isdigit()):
        raise VagueDate(text=text, reason="tenth")
    if len(words) <= _LONGEST:
        if match := _PARTS.fullmatch(words):
            return _of_parts(match, text, custom)
        for form in _FORMS:
            if match := form.fullmatch(words):
                return _of_match(match, text, custom)
        if (moment := _instant(words, text, custom.zone)) is not None:
            return moment
    if _VAGUE.search(words):
        raise VagueDate(text=text, reason="vague")
    raise BadDate(text=text)


def _instant(words: str, text: str, zone: tzinfo) -> When | None:
    """The day of a time of the world, as ``JSON.stringify`` and Java write it."""
    try:
        if _INSTANT.fullmatch(words):
            written = re.sub("(?:utc|gmt)$", "z", words).replace(" ", "t", 1).replace(" ", "")
            moment = datetime.fromisoformat(written.replace(",", ".").upper())
        elif match := _OF_BROWSERS.fullmatch(words):
            month, number = _MONTHS[match["m"] or match["m2"]], int(match["d"] or match["d2"])
            zone_said = match["zone"] or "+0000"
            written = f"{match['y']}-{month:02}-{number:02}T{match['clock']}{zone_said}"
            moment = datetime.fromisoformat(written)
        elif words.isascii() and words.isdigit() and len(words) in _SINCE_1970:
            moment = datetime.fromtimestamp(int(words) / _SINCE_1970[len(words)], zone)
        else:
            return None
    except (ValueError, OverflowError, OSError) as error:
        raise BadDate(text=text) from error
    day = _day_of(moment.astimezone(zone))
    return _when(day.year, day.month, day.day, text)


def _day_of(moment: datetime) -> date:
    """The day of a date with a clock; a midnight that was missed by a part of a minute is none.

    Browsers count the part of a minute that China's local time had before 1901, so that midnight
    comes out as 23:59:17 of the day before. 23:59 and 23:59:59 are how programs write a day's end.
    """
    missed = moment.replace(tzinfo=None) - datetime.combine(moment.date(), time(23, 59))
    early = timedelta(0) < missed < timedelta(seconds=59) or missed > timedelta(seconds=59.5)
    return moment.date() + timedelta(days=early)


def orders_of(text: str, today: date = date.max) -> tuple[str, ...]:
    """The orders in which the parts of 3/15/2022 or 22.3.15 make a day until ``today``."""
    match = _PARTS.fullmatch(plain(text))
    days = {o: _in_order(match, o, _YOUNG) for o in ORDERS} if match else {}
    return tuple(order for order, day in days.items() if day is not None and day <= today)


def _in_order(match: re.Match[str], order: str, century: int) -> date | None:
    try:
        return date(*_numbers(match, order, century))
    except ValueError:
        return None


def _numbers(match: re.Match[str], order: str, century: int) -> tuple[int, int, int]:
    """Year, month and day, of parts in an order; ValueError where one is too long or too short."""
    parts = dict(zip(order, (match["a"], match["b"], match["c"]), strict=True))
    if {len(parts["m"]), len(parts["d"])} - {1, 2} or len(parts["y"]) == 1:
        raise ValueError
    year = int(parts["y"]) + (century if len(parts["y"]) == _SHORT_YEAR else 0)
    return year, int(parts["m"]), int(parts["d"])


def _of_parts(match: re.Match[str], text: str, custom: Custom) -> When:
    short = len(match["c"]) <= _SHORT_YEAR
    if custom.order and (custom.century is not None or not short):
        try:
            numbers = _numbers(match, custom.order, custom.century or _YOUNG)
        except ValueError as error:
            raise BadDate(text=text) from error
        return _clocked(_when(*numbers, text).first, match["clock"], text)
    orders = tuple(order for order in ORDERS if _in_order(match, order, _YOUNG))
    if not orders:
        raise BadDate(text=text)
    said = (custom.order,) if custom.order in orders else orders
    raise DateOrder(text=text, orders=said, short=short)


def _clocked(day: date, clock: str | None, text: str) -> When:
    """The day of a text with a clock behind it."""
    if clock is not None:
        try:
            day = _day_of(datetime.combine(day, time.fromisoformat(clock.rjust(5, "0"))))
        except ValueError:
            if not re.fullmatch("[0-9:.]+", clock):
                raise
    return _when(day.year, day.month, day.day, text)


def is_planned(text: str, today: date) -> bool:
    """Whether a cell says when something shall happen: 预计10月, 拟开工, 2022年底前, 待定.

    The end of a month that is over is no plan: who reports it may mean that it happened.
    """
    words = " ".join(fold(text).split())
    if words.startswith("已"):
        return False
    ended = _AT_END.fullmatch(plain(words))
    if _PLANNED.search(words) is not None or ended is None:
        return _PLANNED.search(words) is not None
    try:
        over = read_when(ended["period"]).last <= today
    except (BadDate, DateOrder, VagueDate):
        over = not ended["period"].endswith(("年", "月"))
    return ended["period"].endswith("年") or not over


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
    words = _WEEKDAY.sub("", words).removesuffix(".")
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


def _of_number(value: float, custom: Custom) -> When:
    low, high = _SERIALS[custom.epoch]
    if low <= value < high + 1:
        midnight = datetime.combine(_EPOCHS[custom.epoch], time())
        return when_of(_day_of(midnight + timedelta(days=value)))
    if value == int(value):
        text = str(int(value))
        if len(text) in (4, 6, 8) or len(text) in _SINCE_1970:
            return read_when(text, custom=custom)
    if _DECIMAL.fullmatch(str(value)):
        return read_when(str(value), custom=custom)  # 2022.3, typed for 2022年3月
    raise BadDate(text=str(value))


def _of_match(match: re.Match[str], text: str, custom: Custom) -> When:
    found = match.groupdict()
    year = custom.year
    if found.get("y") is not None:
        year = _year(found["y"], text, custom, roc=bool(found.get("era")))
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
    swapped = found.get("name") is None and found.get("y") is None and custom.order == "dmy"
    month, day = (found["d"], month) if swapped and "月" not in match[0] else (month, found["d"])
    return _clocked(_when(year, int(month), int(day), text).first, found.get("clock"), text)


def _year(digits: str, text: str, custom: Custom, *, roc: bool) -> int:
    """The year of its digits; of two digits only where the century is known."""
    if roc:
        return int(digits) + _ROC
    if len(digits) == _FULL_YEAR:
        return int(digits)
    if len(digits) == _SHORT_YEAR and custom.century is not None:
        return int(digits) + custom.century
    if len(digits) == _SHORT_YEAR:  # 22年 may be of any age
        raise DateOrder(text=text, orders=(), short=True)
    raise BadDate(text=text)


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
        raise _no_day(year, month, text) from error


def _no_day(year: int, month: int, text: str) -> BadDate:
    """What is wrong with a day that the calendar does not have: its month, or its number there."""
    try:
        last = last_day(date(year, month, 1), "month")
    except ValueError:
        return BadDate(text=text, reason="months")
    return BadDate(text=text, reason="days", month=f"{last:%Y-%m}", days=last.day)
