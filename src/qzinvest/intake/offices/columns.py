"""The columns under a header, and what each is taken for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from qzinvest.errors import BadDate, DateOrder, VagueDate
from qzinvest.intake.files.sheets import Row, Value, squeezed
from qzinvest.intake.offices.headers import (
    JOINED,
    Meaning,
    is_actual,
    is_dates,
    is_investors,
    is_neutral,
    is_plans,
    is_total,
    meanings_of,
)
from qzinvest.intake.offices.statuses import is_stage
from qzinvest.intake.words.texts import says_not_yet
from qzinvest.intake.words.written_dates import read_when
from qzinvest.intake.words.written_units import unit_of
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

_WIDEST = 1000
"""The columns in which headers are looked for."""
SAMPLE = 20
"""The cells below a header that tell what it means."""
FIXED = -1
"""The rank of what a map says; it may join several columns."""
_COUNTED = 5
"""Digits of a row's number."""
_FIGURE = pattern(r"[0-9][0-9,.]*|[0-9]{4}[-/.年][0-9]{1,2}([-/.月][0-9]{1,2}日?)?")
_PLACES = {"district", "site", "department"}
_OF_INVESTORS = {*_PLACES, "group", "code"}
_FORM = pattern(r"[（(]?(年[、/-]?月([、/-]?日)?|y{2,4}[/-]mm?([/-]dd?)?)[)）]?", re.IGNORECASE)
"""How dates are to be written: 年月日, yyyy-mm-dd."""
_HINT = pattern(r"[（(][^（()）]+[)）]")
"""A note below a header: （全称）, beside （亿元）."""
_OF_PROJECTS = pattern(r"项目|項目|project", re.IGNORECASE)
"""What a section's title has, and no unit."""
_PARTY = pattern(r"[中外港台甲乙丙]方|foreign|chinese", re.IGNORECASE)
_PUBLIC = pattern(r"(?:政府|管委会|管理委员会|街道办|办事处|招商局|商务局|投资促进[局中心]+)$")
"""A party to a contract that invests nothing."""


Merges = Sequence[tuple[int, int, int, int]]
"""First row, first column, last row, last column; rows from 1, columns from 0."""
_DECIMAL = pattern(r"[0-9]{1,2}\.[0-9]+")


class Column(NamedTuple):
    """A column under a header, from 0, with the headers above each other, from the top."""

    column: int
    parts: tuple[str, ...]


def columns_of(rows: Sequence[Row], merges: Merges) -> Iterator[Column]:
    """The columns under a header of these rows, each with the headers above it."""
    width = min(max(len(row.values) for row in rows), _WIDEST)
    grid = [[_text(row.at(column)) for column in range(width)] for row in rows]
    units = grid.pop() if len(rows) > 1 and is_units(rows[-1], rows[-2]) else [""] * width
    for place, row in enumerate(rows[: len(grid)]):
        for top, left, bottom, right in merges:
            if top <= row.number <= bottom and right < width:
                source = next((i for i, r in enumerate(rows[: len(grid)]) if r.number == top), None)
                text = "" if source is None else grid[source][left]
                for column in range(left, right + 1):
                    grid[place][column] = grid[place][column] or text
    if not merges:
        _fill(grid)
    for column in range(width):
        parts = list(dict.fromkeys(line[column] for line in grid if line[column]))
        if parts:
            parts[-1] += _bracketed(units[column])
            yield Column(column, tuple(parts))


def is_units(row: Row, above: Row) -> bool:
    """Whether a row says the units, or the form, of the columns whose headers stand above it."""
    cells = [(_text(value), above.at(column)) for column, value in enumerate(row.values)]
    filled = [(text, head) for text, head in cells if text]
    return (
        bool(filled)
        and all(
            head is not None
            and _OF_PROJECTS.search(text) is None
            and (_is_unit(text) or _HINT.fullmatch(text) is not None)
            for text, head in filled
        )
        and any(_is_unit(text) for text, _ in filled)
    )


def _is_unit(text: str) -> bool:
    return unit_of(text) is not None or _FORM.fullmatch(squeezed(text)) is not None


def is_figure(value: Value) -> bool:
    """Whether a cell holds a number or a date, be it as text."""
    if isinstance(value, str):
        return _FIGURE.fullmatch(value.strip()) is not None
    return value is not None and not isinstance(value, bool)


def _bracketed(unit: str) -> str:
    return unit if not unit or unit[0] in "(（" else f"（{unit}）"


def _fill(grid: list[list[str]]) -> None:
    """Spread upper headers to the right, over columns that have a header of their own below."""
    for upper, lower in pairwise(grid):
        for column in range(1, len(upper)):
            if not upper[column] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]


def meaning_of(column: Column, below: Sequence[Row], named: Mapping[str, str]) -> Meaning | None:
    """What a column is taken for, by its headers and the cells below; ``None`` for nothing.

    ``named`` are the fields of the headers that a map names.
    """
    joined = "/".join(column.parts)
    for text in (joined, column.parts[-1]):
        if (field := named.get(squeezed(text))) is not None:
            return Meaning(field, FIXED)
    meaning = _understood(column, below)
    if meaning is not None and meaning.field == "code" and _counts(column, below):
        return Meaning("serial", 0)
    if meaning is not None and meaning.how == "party" and _is_public(column, below):
        return Meaning("ignored", 0)
    return meaning


def _is_public(column: Column, below: Sequence[Row]) -> bool:
    """Whether the party in a column is the public one, such as 甲方 often is."""
    public = [_PUBLIC.search(text) is not None for text in _sample(column, below)]
    return 2 * sum(public) > len(public)


def _counts(column: Column, below: Sequence[Row]) -> bool:
    """Whether a column of codes only counts the rows: 1, 2, 3, from 1 again in each section."""
    texts = [text.removesuffix(".0") for text in _sample(column, below)]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) <= _COUNTED]
    if any(re.search("[0-9a-zA-Z]", text) and not text.isdecimal() for text in texts):
        return False
    steps = pairwise([0, *numbers])
    return bool(numbers) and all(number in (before + 1, 1) for before, number in steps)


def _sample(column: Column, below: Sequence[Row]) -> list[str]:
    cells = (row.at(column.column) for row in below[:SAMPLE])
    return [str(cell).strip() for cell in cells if cell is not None]


def _understood(column: Column, below: Sequence[Row]) -> Meaning | None:
    child, parents = column.parts[-1], column.parts[:-1]
    telling = [parent for parent in parents if not is_neutral(parent)]
    meanings = meanings_of(child)
    if (sure := next(_sure(column, telling, meanings), None)) is not None:
        return sure
    if any(m.how == "bare" or m.field == "funded_amount" for m in meanings):
        return _bare(column, meanings, below)
    texts = ("".join(column.parts), telling[-1] if telling and is_total(child) else "")
    found = (meaning for text in texts if text for meaning in meanings_of(text))
    return next((meaning for meaning in found if meaning.how == "named"), None)


def _sure(column: Column, telling: Sequence[str], meanings: Sequence[Meaning]) -> Iterator[Meaning]:
    """What the headers mean whatever the cells are, the surest first."""
    child, parents = column.parts[-1], column.parts[:-1]
    if any(map(is_investors, parents)):
        yield from _of_investor(child, parents, meanings)
    if any(map(is_plans, parents)) and any(m.field.endswith("_on") for m in meanings):
        yield Meaning("ignored", 0)
    yield from _below_date(child, meanings_of(telling[-1]) if telling else ())
    if any(is_investors(parent) and _PARTY.match(parent) for parent in parents):
        yield from (m._replace(how="party") for m in meanings if m.field == "investor")
    for text in ("".join(column.parts), "".join([*telling, child])):
        yield from (meaning for meaning in meanings_of(text) if meaning.how in JOINED)
    for meaning in meanings:
        if meaning.how == "named" and not (meaning.field == "funded_amount" and meaning.rank):
            yield meaning
        if meaning.how == "alone" and not telling:
            yield meaning


def _of_investor(
    child: str, parents: Sequence[str], meanings: Sequence[Meaning]
) -> Iterator[Meaning]:
    """What a header below the investor's means: who it is, or what is nothing of the project.

    The investor's seat is not where its project stands, nor its trade, number and telephone those
    of the project.
    """
    telling = any(is_investors(parent) and not is_neutral(parent) for parent in parents)
    own = _OF_INVESTORS if telling else _PLACES
    if any(meaning.field in own for meaning in meanings):
        yield Meaning("ignored", 0)
    named = any(meaning.field == "name" for meaning in meanings)
    if telling and named and _OF_PROJECTS.search(child) is None:
        party = any(map(_PARTY.match, parents))
        yield Meaning("investor", 0, "party" if party else "named")


def _below_date(child: str, above: Sequence[Meaning]) -> Iterator[Meaning]:
    """What 计划 and 实际 mean below 开工时间."""
    dates = [meaning for meaning in above if meaning.field.endswith("_on")]
    if dates and is_plans(child):
        yield Meaning("ignored", 0)
    if is_actual(child):
        yield from (meaning._replace(how="named") for meaning in dates)


def _bare(column: Column, meanings: Sequence[Meaning], below: Sequence[Row]) -> Meaning | None:
    """签约, 开工, 到资: a date where dates stand in the cells or the header above says so.

    单位 is that of the amounts where units stand in the cells; else it may be a company.
    招商进度 is the stage where all its cells are stages; else it is a story.
    """
    dated = any(map(is_dates, column.parts[:-1]))
    filled = _telling(row.at(column.column) for row in below[:SAMPLE])
    dates = sum(map(_is_date, filled))
    money = any(map(unit_of, column.parts))
    for meaning in meanings:
        if meaning.field == "currency":
            units = [unit_of(str(cell)) for cell in filled]
            return meaning if units and all(units) else None
        if meaning.field == "stage":
            return meaning if filled and all(is_stage(str(cell)) for cell in filled) else None
        is_money = meaning.field == "funded_amount"
        if is_money and money:
            return meaning
        if not is_money and not money and (dated or (dates and 2 * dates >= len(filled))):
            return meaning
    return None


def holds_dates(cells: Sequence[Value]) -> bool:
    """Whether the cells of a column are dates, all that say anything."""
    filled = _telling(cells)
    return bool(filled) and all(map(_is_date, filled))


def _telling(cells: Iterable[Value]) -> list[Value]:
    return [cell for cell in cells if cell is not None and not says_not_yet(str(cell).strip())]


def _is_date(value: Value) -> bool:
    if isinstance(value, date):
        return True
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return False  # 3.15 may be money
    try:
        read_when(value, 2000)  # of a text without a year only its form matters here
    except DateOrder:
        return True
    except (BadDate, VagueDate):
        return False
    return not isinstance(value, int | float)


def _text(value: Value) -> str:
    return "" if value is None else " ".join(str(value).split())
