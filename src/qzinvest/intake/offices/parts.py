"""Rows of a breakdown: parts of the project above them, counted in its amount already.

Offices list 其中：一期, 1-1 or （1） below a project, with or without a serial number of their own.
Counted beside it they make its amount double.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from qzinvest.intake.files.sheets import Row, Value
from qzinvest.intake.offices.sums import Yuan
from qzinvest.intake.offices.texts import cell_text

_OF_WHICH = re.compile(r"(?:其\s*中|包括|of\s*which|including)\s*[:：,，、]?\s*", re.IGNORECASE)
_TOP = re.compile(r"[（(]?([0-9]{1,5}|[一二三四五六七八九十]{1,3})(?:\.0)?[)）]?[.、．]?")
_BRACKETED = re.compile(r"[（(]([0-9]{1,3})[)）]|[①-⑳]|([0-9]{1,3})[)）]|[a-zA-Z][.)、]?")
_DOTTED = re.compile(r"([0-9]{1,5})[.．\-－—–_]([0-9]{1,3})")
_STAGE = re.compile(r"[一二三四五六七八九十0-9]+\s*[期标]|phase\s*[0-9ivx]+", re.IGNORECASE)
_LONGEST = 200
"""The most rows that are held as parts of one project."""


class Line(NamedTuple):
    """A row below a header, of which kind it is, and what merged cells say of it.

    ``filled`` and ``shared`` are as in ``merged.Merged``.
    """

    kind: str
    row: Row
    filled: Row
    shared: frozenset[int]


class Whole(NamedTuple):
    """A line, and the lines below it that are its parts; of most there are none."""

    line: Line
    parts: tuple[Line, ...]


class Places(NamedTuple):
    """The columns by which parts are told, and what the amount of a row is, in yuan."""

    serial: int | None
    name: int
    amount: Callable[[Row], Yuan | None]


def breakdowns(lines: Iterable[Line], places: Places) -> Iterator[Whole]:
    """The lines, each project's with those that break it down.

    Parts are rows that say so (其中), rows numbered below the project's number (1-1 or 1.1 below
    1, （1） below 1), and rows without a number of which the first ones make up its amount.
    """
    whole: Line | None = None
    run: list[Line] = []
    for line in lines:
        below = whole is not None and line.kind == "data" and len(run) < _LONGEST
        if whole is not None and below and _may_be_part(line.row, whole.row, run, places):
            run.append(line)
            continue
        if whole is not None:
            yield from _settled(whole, run, places)
        whole, run = line, []
        if line.kind != "data":
            yield Whole(line, ())
            whole = None
    if whole is not None:
        yield from _settled(whole, run, places)


def says_part(name: str) -> bool:
    """Whether a name says that its row is a part: ``其中：一期``."""
    return _OF_WHICH.match(name) is not None


def own_name(name: str, whole: str) -> str:
    """The name of a part that is counted by itself; one that says only 一期 takes the whole's."""
    said = _OF_WHICH.sub("", name, count=1)
    return f"{whole} {said}" if says_part(name) or _STAGE.fullmatch(said) else said


def _settled(whole: Line, run: list[Line], places: Places) -> Iterator[Whole]:
    parts = _made_up(whole.row, run, places)
    if not parts:
        marked = (_is_marked(line.row, whole.row, place, places) for place, line in enumerate(run))
        parts = next((place for place, is_one in enumerate(marked) if not is_one), len(run))
    yield Whole(whole, tuple(run[:parts]))
    for line in run[parts:]:
        yield Whole(line, ())


def _made_up(whole: Row, run: list[Line], places: Places) -> int:
    """How many of the first rows together make up the amount of the whole; 0 for none."""
    amount = places.amount(whole)
    together: Yuan = 0
    if not amount:
        return 0
    for count, line in enumerate(run, start=1):
        one = places.amount(line.row)
        if one is None:
            return 0
        together += one
        if together == amount and (count > 1 or _is_marked(line.row, whole, 0, places)):
            return count
    return 0


def _may_be_part(row: Row, whole: Row, run: list[Line], places: Places) -> bool:
    serial = row.at(places.serial)
    if isinstance(serial, int) and not says_part(str(row.at(places.name))):
        return False  # as most rows of all tables
    if _is_marked(row, whole, len(run), places):
        return True
    if places.serial is None:
        return bool(run) and says_part(str(run[0].row.at(places.name)))
    return _is_top(whole.at(places.serial)) and serial is None


def _is_marked(row: Row, whole: Row, before: int, places: Places) -> bool:
    """Whether a row says by its name or its number that it is a part; so many stand before it."""
    if says_part(str(row.at(places.name) or "")):
        return True
    if places.serial is None or not _is_top(whole.at(places.serial)):
        return False
    serial, top = row.at(places.serial), cell_text(whole.at(places.serial))
    if isinstance(serial, date):
        return True  # 1-1, which the spreadsheet took for a day
    text = cell_text(serial)
    if (dotted := _DOTTED.fullmatch(text)) is not None:
        return dotted[1] == top.strip("（()）.、．") and not text.endswith(".0")
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed is None or _BRACKETED.fullmatch(top):
        return False
    number = bracketed[1] or bracketed[2]
    return number is None or int(number) == before + 1


def _is_top(serial: Value) -> bool:
    return _TOP.fullmatch(cell_text(serial)) is not None
