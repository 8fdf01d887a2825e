"""Where the header of a sheet stands, what its columns are, and which rows below are data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from qzinvest.errors import BadDate, NoHeader, TwoColumns, VagueDate
from qzinvest.intake.files.sheets import Row, Value, squeezed
from qzinvest.intake.offices.headers import (
    UNREAD,
    Meaning,
    is_dates,
    is_neutral,
    is_total,
    meanings_of,
)
from qzinvest.intake.words.texts import says_not_yet
from qzinvest.intake.words.written_dates import read_when
from qzinvest.intake.words.written_units import Unit, unit_of, units_in_note

AMOUNTS = ("amount", "funded_amount")
_TALLEST = 3
_LOWEST = 40
"""The row until which a header may begin."""
_WIDEST = 1000
"""The columns in which headers are looked for."""
_SAMPLE = 20
_FIXED = -1
"""The rank of what a map says; it may join several columns."""
_COUNTED = 5
"""Digits of a row's number."""
_LONG = 40
_TITLED = 3
"""Cells that a section's row may fill: its title and two figures."""
_TOTAL = re.compile(
    r"(?:.{0,12}(?:合计|总计|小计|累计|共计)|全市|total|subtotal|grandtotal|sum)"
    r"(?:[（(]?[0-9]+(?:个|项|个项目|projects)?[)）]?|[（(][^（()）]*[)）])?[:：]?"
)
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表|填报|制表|制单|审核|审批|联系|报送|单位负责人|分管领导|打印|"
    r"note|notes|remark|prepared|source|数据来源|资料来源)(?:[:：1-9一二三]|人|说明|单位|$)"
)
_COUNT = re.compile(r"[0-9.]+(?:[个個项項家宗]|个项目|projects)?")
_OF_SECTIONS = {"serial", "name", "note", "ignored", *AMOUNTS}
"""Columns that the row of a section may fill."""
_NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十]+[)）]?[、.．]?")
_SECTION = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]+[)）、.]|第[一二三四五六七八九十0-9]+[梯批类部])"
)


class Heading(NamedTuple):
    """A column's header, of several rows joined by ``/``, and the field that it was taken for.

    ``column`` counts from 0. ``field`` is ``None`` where the header was not understood. ``unit`` is
    that of bare numbers of an amount's column.
    """

    column: int
    text: str
    field: str | None
    unit: Unit | None


class Layout(NamedTuple):
    """The header's rows, its columns from left to right, and the notes above it."""

    first: int
    last: int
    headings: tuple[Heading, ...]
    note: str


class _Column(NamedTuple):
    column: int
    parts: tuple[str, ...]
    """The headers above each other, from the top."""


class _Taken(NamedTuple):
    column: _Column
    meaning: Meaning | None


class _Marks(NamedTuple):
    """The texts of a header, the columns of amounts, name and serial number, and all others."""

    headers: frozenset[str]
    figures: tuple[int, ...]
    name: int | None
    serial: int | None
    facts: tuple[int, ...]


Merges = Sequence[tuple[int, int, int, int]]


def find_layout(
    file: str, head: Sequence[Row], merges: Merges, *, fixed: Mapping[str, str] | None = None
) -> Layout:
    """The header among a sheet's first rows: the one to three rows that are understood best.

    Args:
        file: what errors call the file or the sheet.
        head: the first rows that are not empty.
        merges: the sheet's merged ranges.
        fixed: fields by header that a map names, which go before the synonyms.

    Raises:
        NoHeader: no row names the project and anything else.
        TwoColumns: two columns are meant by one field, and neither more than the other.
    """
    named = {squeezed(text): field for text, field in (fixed or {}).items()}
    best: tuple[int, int, int] | None = None
    chosen: tuple[int, int, list[_Taken]] = (0, 0, [])
    for first in range(min(len(head), _LOWEST)):
        for height in range(1, min(_TALLEST, len(head) - first) + 1):
            rows = head[first : first + height]
            taken = [
                _Taken(column, _meaning(column, head[first + height :], named))
                for column in _columns(rows, merges)
            ]
            fields = {t.meaning.field for t in taken if t.meaning is not None}
            score = (len(fields - set(UNREAD)), -height, -first)
            if "name" in fields and score[0] > 1 and (best is None or score > best):
                best, chosen = score, (first, height, taken)
    if best is None:
        widest = max(head, key=lambda row: sum(v is not None for v in row.values), default=None)
        seen = () if widest is None else [str(v) for v in widest.values if v is not None]
        raise NoHeader(file=file, seen=seen[:12])
    first, height, taken = chosen
    note = note_text(head[:first])
    headings = tuple(_headings(file, taken, noted_unit(note)))
    return Layout(head[first].number, head[first + height - 1].number, headings, note)


def kind_of(row: Row, layout: Layout) -> str:
    """What a row below the header is: ``data``, ``header``, ``section``, ``total`` or ``note``.

    When in doubt it is data: what cannot be read is refused with a reason, not passed over.
    """
    texts = [str(value).strip() for value in row.values if value is not None]
    if not texts:
        return "note"
    headers, figures, name, serial, facts = _marks(layout.headings)
    if len(texts) > 1 and all(squeezed(text) in headers for text in texts):
        return "header"
    numbered = serial is not None and _NUMERAL.fullmatch(str(row.at(serial) or ""))
    figured = any(_is_figure(row.at(column)) for column in figures)
    named = row.at(name) is not None and (figured or (serial is not None and len(texts) == 1))
    words = _sum_words(row)
    if named and not words and not numbered:
        return "data"  # a title would stand further left than the names
    told = {column for column in facts if _tells(row.at(column))}
    if words and _sums(row, name, words, told):
        return "total"
    if numbered and facts and not told:
        return "section"
    data = figured or bool(told - {_first(row)})
    return "data" if named else _words_kind(texts, data=data)


@lru_cache(maxsize=1)  # every row of a table asks for the same
def _marks(headings: tuple[Heading, ...]) -> _Marks:
    """What tells the kinds of rows apart."""
    places = {h.field: h.column for h in headings if h.field is not None}
    return _Marks(
        frozenset(squeezed(part) for h in headings for part in h.text.split("/")),
        tuple(places[field] for field in AMOUNTS if field in places),
        places.get("name"),
        places.get("serial"),
        tuple(h.column for h in headings if h.field and h.field not in _OF_SECTIONS),
    )


def _is_figure(value: Value) -> bool:
    """Whether an amount's cell may be meant as one; 联系电话：138 is a label with its value."""
    return value is not None and not (isinstance(value, str) and set(value) & set(":："))


def _tells(value: Value) -> bool:
    """Whether a cell says anything of a project; sections and sums have counts in any column."""
    return value is not None and _COUNT.fullmatch(squeezed(str(value))) is None


def _sum_words(row: Row) -> set[int]:
    """The columns with a word such as 合计, among the first cells that are filled."""
    filled = [column for column, value in enumerate(row.values) if value is not None]
    return {c for c in filled[:3] if _TOTAL.fullmatch(squeezed(str(row.values[c])).casefold())}


def _sums(row: Row, name: int | None, words: set[int], told: set[int]) -> bool:
    """Whether a row with words of sums is one of sums: it says hardly anything of a project."""
    others = told - words
    named = name not in words and _tells(row.at(name))
    return not others if named else len(others) <= 1


def _first(row: Row) -> int:
    return next(column for column, value in enumerate(row.values) if value is not None)


def _words_kind(texts: Sequence[str], *, data: bool) -> str:
    """What a row without a name and a figure is."""
    if _NOTE.match(texts[0]) or (len(texts) == 1 and len(texts[0]) > _LONG):
        return "note"
    titled = len(texts) <= _TITLED and _SECTION.match(texts[0]) is not None and not data
    return "section" if len(texts) == 1 or titled else "data"


def _columns(rows: Sequence[Row], merges: Merges) -> Iterator[_Column]:
    """The columns under a header of these rows, each with the headers above it."""
    width = min(max(len(row.values) for row in rows), _WIDEST)
    grid = [[_text(row.at(column)) for column in range(width)] for row in rows]
    for place, row in enumerate(rows):
        for top, left, bottom, right in merges:
            if top <= row.number <= bottom and right < width:
                source = next((i for i, r in enumerate(rows) if r.number == top), None)
                text = "" if source is None else grid[source][left]
                for column in range(left, right + 1):
                    grid[place][column] = grid[place][column] or text
    if not merges:
        _fill(grid)
    for column in range(width):
        parts = dict.fromkeys(line[column] for line in grid if line[column])
        if parts:
            yield _Column(column, tuple(parts))


def _fill(grid: list[list[str]]) -> None:
    """Spread upper headers to the right, over columns that have a header of their own below."""
    for upper, lower in pairwise(grid):
        for column in range(1, len(upper)):
            if not upper[column] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]


def _meaning(column: _Column, below: Sequence[Row], named: Mapping[str, str]) -> Meaning | None:
    joined = "/".join(column.parts)
    for text in (joined, column.parts[-1]):
        if (field := named.get(squeezed(text))) is not None:
            return Meaning(field, _FIXED)
    meaning = _understood(column, below)
    if meaning is not None and meaning.field == "code" and _counts(column, below):
        return Meaning("serial", 0)
    return meaning


def _counts(column: _Column, below: Sequence[Row]) -> bool:
    """Whether a column of codes only counts the rows: 1, 2, 3, from 1 again in each section."""
    cells = [row.at(column.column) for row in below[:_SAMPLE]]
    texts = [str(cell).strip().removesuffix(".0") for cell in cells if cell is not None]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) <= _COUNTED]
    if any(re.search("[0-9a-zA-Z]", text) and not text.isdecimal() for text in texts):
        return False
    steps = pairwise([0, *numbers])
    return bool(numbers) and all(number in (before + 1, 1) for before, number in steps)


def _understood(column: _Column, below: Sequence[Row]) -> Meaning | None:
    child, parents = column.parts[-1], column.parts[:-1]
    telling = [parent for parent in parents if not is_neutral(parent)]
    meanings = meanings_of(child)
    for meaning in meanings:
        if meaning.how == "named" and not (meaning.field == "funded_amount" and meaning.rank):
            return meaning
        if meaning.how == "alone" and not telling:
            return meaning
    if any(m.how == "bare" or m.field == "funded_amount" for m in meanings):
        return _bare(column, meanings, below)
    for text in ("".join(column.parts), telling[-1] if telling and is_total(child) else ""):
        for meaning in meanings_of(text) if text else ():
            if meaning.how == "named":
                return meaning
    return None


def _bare(column: _Column, meanings: Sequence[Meaning], below: Sequence[Row]) -> Meaning | None:
    """签约, 开工, 到资: a date where dates stand in the cells or the header above says so.

    单位 is that of the amounts where units stand in the cells; else it may be a company.
    """
    dated = any(map(is_dates, column.parts[:-1]))
    cells = [row.at(column.column) for row in below[:_SAMPLE]]
    filled = [cell for cell in cells if cell is not None and not says_not_yet(str(cell).strip())]
    dates = sum(map(_is_date, filled))
    money = any(map(unit_of, column.parts))
    for meaning in meanings:
        if meaning.field == "currency":
            units = [unit_of(str(cell)) for cell in filled]
            return meaning if units and all(units) else None
        is_money = meaning.field == "funded_amount"
        if is_money and money:
            return meaning
        if not is_money and not money and (dated or (dates and 2 * dates >= len(filled))):
            return meaning
    return None


def _is_date(value: Value) -> bool:
    if isinstance(value, date):
        return True
    try:
        read_when(value, 2000)  # of a text without a year only its form matters here
    except (BadDate, VagueDate):
        return False
    return not isinstance(value, int | float)


def _headings(file: str, taken: Sequence[_Taken], noted: Unit | None) -> Iterator[Heading]:
    best: dict[str, int] = {}
    for _, meaning in taken:
        if meaning is not None:
            best[meaning.field] = min(best.get(meaning.field, meaning.rank), meaning.rank)
    seen: dict[str, str] = {}
    for column, meaning in taken:
        text = "/".join(column.parts)
        field = None if meaning is None or meaning.rank > best[meaning.field] else meaning.field
        if field is not None and field not in UNREAD:
            if field in seen and best[field] != _FIXED:
                raise TwoColumns(file=file, field=field, headers=(seen[field], text))
            seen[field] = text
        unit = None
        if field in AMOUNTS:
            units = (unit_of(part) for part in reversed(column.parts))
            unit = next((found for found in units if found is not None), noted)
        yield Heading(column.column, text, field, unit)


def noted_unit(note: str) -> Unit | None:
    """The unit that a note states, if it is one alone."""
    units = units_in_note(note)
    return units.pop() if len(units) == 1 else None


def note_text(rows: Sequence[Row]) -> str:
    """All that stands in rows which are no data."""
    return " ".join(str(value) for row in rows for value in row.values if value is not None)


def _text(value: Value) -> str:
    return "" if value is None else " ".join(str(value).split())
