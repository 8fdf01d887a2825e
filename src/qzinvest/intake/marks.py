"""Marks as people give them."""

import re

from qzinvest.errors import BadMark
from qzinvest.intake.texts import HALF_WIDTH
from qzinvest.model.hundredths import hundredths_text

_MARK = re.compile(r"([0-9]{1,4})(?:\.([0-9]{1,2}))?")


def parse_mark(text: str, most: int) -> int:
    """A mark in hundredths: ``92.5`` is 9,250.

    Args:
        text: a number from 0 on with at most two decimals; full-width digits and outer white space
            do no harm.
        most: the highest mark, in hundredths.

    Raises:
        BadMark: another form, or a higher one.
    """
    match = _MARK.fullmatch(text.translate(HALF_WIDTH).strip())
    mark = -1 if match is None else int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if not 0 <= mark <= most:
        raise BadMark(text=text, most=hundredths_text(most))
    return mark
