"""Dates as people give them."""

import re
from datetime import date

from qzinvest.errors import BadDate, FutureDate
from qzinvest.intake.texts import HALF_WIDTH

_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}([/.])[0-9]{1,2}\1[0-9]{1,2}"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"
)
_NUMBER = re.compile(r"[0-9]+")


def parse_date(text: str) -> date:
    """A calendar date.

    Args:
        text: ``2022-03-15``, ``2022/3/15``, ``2022.3.15`` or ``2022年3月15日``; full-width
            digits and outer white space do no harm. Nothing else: 03/04/2022 means two things.

    Raises:
        BadDate: another form, or a day that the calendar does not have.
    """
    plain = text.translate(HALF_WIDTH).strip()
    if not _DATE.fullmatch(plain):
        raise BadDate(text=text)
    year, month, day = map(int, _NUMBER.findall(plain))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadDate(text=text) from error


def parse_past(text: str, today: date) -> date:
    """A date on which something happened: as ``parse_date``, and not after ``today``.

    Raises:
        BadDate: as in ``parse_date``.
        FutureDate: the day is still to come.
    """
    day = parse_date(text)
    if day > today:
        raise FutureDate(text=text, today=today)
    return day
