"""What a sender is told about a cell, and how much room that takes where it is read."""

from math import ceil

from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

LIST_WIDTHS = (24, 90)
"""Columns of the list of faults, in characters: where, and what."""
BOX_WIDTH = 300
"""Pixels of a comment's box."""
_BOX_LETTERS = 42
_BOX_LINE, _BOX_EDGE = 18, 16
_LIST_LETTERS = 82
_LIST_LINE, _LIST_EDGE = 16.5, 3.0
_HIGHEST_ROW = 409.0
_HIGHEST_BOX = 2000
_LONGEST = 32_000
"""Characters that a cell and a comment have room for."""
_NOT_XML = pattern("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Spot(NamedTuple):
    """A bad cell: row from 1, column from 0 (-1 for the whole row), and what to say about it."""

    sheet: str
    row: int
    column: int
    text: str


def cleaned(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _NOT_XML.sub("�", text)


def remark(text: str) -> str:
    """The same of what is said about a cell, no longer than there is room for."""
    return cleaned(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def width_of(text: str) -> int:
    """How wide the longest line is: a Chinese character takes two places."""
    return max(map(_places, text.split("\n")), default=0)


def list_height(text: str) -> float:
    """Points that a row of the list of faults needs, so that each program shows all of its text.

    Excel and LibreOffice find the height by themselves, WPS keeps to what the file says; fonts that
    stand in for one that is missing are up to a fifth taller.
    """
    return min(_LIST_EDGE + _LIST_LINE * _lines(text, _LIST_LETTERS), _HIGHEST_ROW)


def box_height(text: str) -> int:
    """Pixels that a comment needs in a box of ``BOX_WIDTH``; no program finds that by itself."""
    return min(_BOX_EDGE + _BOX_LINE * _lines(text, _BOX_LETTERS), _HIGHEST_BOX)


def _lines(text: str, letters: int) -> int:
    return sum(max(1, ceil(_places(line) / letters)) for line in text.split("\n"))


def _places(line: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in line)
