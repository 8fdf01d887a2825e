"""Credit as people write it: ``晋江=50`` gives a unit half of a project."""

import re
from collections.abc import Callable, Sequence
from unicodedata import normalize

from qzinvest.errors import BadCredit
from qzinvest.model.credit import Part
from qzinvest.model.plan import Unit

_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?%?", re.ASCII)
"""Percent with at most two decimals, so that basis points hold it exactly."""


def credit_of(texts: Sequence[str], unit: Callable[[str], Unit]) -> list[Part]:
    """The parts that ``texts`` give, in their order; whether they make a whole is not looked at.

    Args:
        texts: ``UNIT=PERCENT`` each.
        unit: finds a unit by its name.

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
    whole, part = match.groups()
    return found.kind, found.code, int(whole) * 100 + int((part or "").ljust(2, "0"))
