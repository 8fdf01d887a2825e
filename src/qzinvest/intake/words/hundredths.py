"""Numbers with two decimals as people write them: marks, and the parts of a project's credit."""

import re
from collections.abc import Callable, Sequence
from unicodedata import normalize

from qzinvest.errors import BadCredit, BadMark
from qzinvest.intake.words.texts import HALF_WIDTH
from qzinvest.model.credit import Part
from qzinvest.model.money import hundredths_text
from qzinvest.model.plan import Unit
from qzinvest.patterns import pattern

_PERCENT = pattern(r"(\d{1,3})(?:\.(\d{1,2}))?%?", re.ASCII)
"""Percent with at most two decimals, so that basis points hold it exactly."""
_MARK = pattern(r"([0-9]{1,4})(?:\.([0-9]{1,2}))?")


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
    mark = -1 if match is None else _hundredths(match)
    if not 0 <= mark <= most:
        raise BadMark(text=text, most=hundredths_text(most))
    return mark


def credit_of(texts: Sequence[str], unit: Callable[[str], Unit]) -> list[Part]:
    """The parts that ``texts`` give, in their order; whether they make a whole is not looked at.

    Args:
        texts: ``UNIT=PERCENT`` each, such as ``晋江=50`` for half of a project.

    Raises:
        BadCredit: a text has another form.
        AmbiguousName, UnknownName: its unit is not known.
    """
    return [_part(text, unit) for text in texts]


def _part(text: str, unit: Callable[[str], Unit]) -> Part:
    name, _, percent = normalize("NFKC", text).rpartition("=")
    match = _PERCENT.fullmatch(percent.strip())
    if match is None or not name.strip():
        raise BadCredit(text=text, reason="form")
    found = unit(name)
    return found.kind, found.code, _hundredths(match)


def _hundredths(match: re.Match[str]) -> int:
    """The number of a match whose groups are its whole part and its decimals."""
    whole, part = match.groups()
    return int(whole) * 100 + int((part or "").ljust(2, "0"))
