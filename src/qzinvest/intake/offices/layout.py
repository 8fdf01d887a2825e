"""Where the headers of a sheet stand, and what their columns are."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from qzinvest.errors import NoHeader, RowsAbove, TwoColumns
from qzinvest.intake.files.sheets import NEVER, Row, squeezed
from qzinvest.intake.offices.columns import (
    FIXED,
    SAMPLE,
    Column,
    Merges,
    columns_of,
    is_figure,
    is_units,
    meaning_of,
)
from qzinvest.intake.offices.headers import (
    DATE_PARTS,
    UNREAD,
    Meaning,
    date_part,
    is_actual,
    is_investors,
    is_plans,
    meanings_of,
)
from qzinvest.intake.words.written_units import Unit, unit_of, units_in_note
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

AMOUNTS = ("amount", "funded_amount", "paid_amount")
"""Columns of money: the project's, all that was paid in, and what was paid in that month."""
MANY = ("note",)
"""Fields of which a table may have several columns of the same name."""
SECTION = pattern(
    r"^(?:[（(]?[一二三四五六七八九十]+[)）、.]|第[一二三四五六七八九十0-9]+[梯批类部])"
)
"""How a section's title begins."""
_OF_WHICH = pattern(r"^(?:其中|of which)[:：,，]?\s*", re.IGNORECASE)
_TALLEST = 3
_MERGED = 6
"""The most rows of a header whose cells are merged downwards."""
_HEAD = 40
"""The rows in which any that name a project are looked at, whatever else they hold."""
_LEAST = 3
"""The fields of a header that is not the only one."""
_WIDE = 4
"""The cells from which on a row above a header looks like one of a table."""
_HEADER = 30
"""The most characters of a project's header, in rows far down."""


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
    """The header of one table: its rows, its columns from left to right, what stands above it.

    ``note`` is all of that, ``titles`` the text of each row.
    The table's rows are those below ``last`` and above ``end``.
    """

    first: int
    last: int
    headings: tuple[Heading, ...]
    note: str
    titles: tuple[str, ...] = ()
    end: int = NEVER


class _Taken(NamedTuple):
    column: Column
    meaning: Meaning | None


class _Header(NamedTuple):
    """Rows that can be a header, those above them, and how well they are understood."""

    fields: int
    rows: Sequence[Row]
    above: Sequence[Row]
    taken: Sequence[_Taken]

    @property
    def first(self) -> int:
        return self.rows[0].number

    @property
    def last(self) -> int:
        return self.rows[-1].number

    @property
    def score(self) -> tuple[int, int, int]:
        """The better understood one, else the lower, else the first, is the greater."""
        return self.fields, -len(self.rows), -self.first


def find_layouts(
    file: str,
    rows: Iterable[Row],
    merges: Merges,
    *,
    fixed: Mapping[str, str] | None = None,
) -> tuple[Layout, ...]:
    """The headers of a sheet, each with the table that it opens.

    Offices put tables below each other, each with a header of its own. The same header again opens
    no table. A header has one to three rows, or as many as its first cells are merged over; of
    those that overlap the one that is understood best is taken.

    Args:
        file: what errors call the file or the sheet.
        rows: the sheet's rows that are not empty.
        merges: the sheet's merged ranges.
        fixed: fields by header that a map names, which go before the synonyms.

    Raises:
        NoHeader: no row names the project and anything else.
        RowsAbove: rows like those of a table stand above the first header.
        TwoColumns: two columns are meant by one field, and neither more than the other.
    """
    named = {squeezed(text): field for text, field in (fixed or {}).items()}
    widest = Row(0, [])
    found: list[_Header] = []
    for place, (above, row, below) in enumerate(_windows(rows)):
        if place < _HEAD:
            widest = max(widest, row, key=lambda one: sum(v is not None for v in one.values))
        elif not any(_may_head(one, named) for one in (row, *islice(below, _TALLEST - 1))):
            continue
        found += _headers(list(above), [row, *below], merges, named)
    if not found:
        raise NoHeader(file=file, seen=[str(v) for v in widest.values if v is not None][:12])
    chosen = _chosen(found)
    _refuse_rows_above(file, chosen[0], found)
    return tuple(_layouts(file, chosen))


def _windows(rows: Iterable[Row]) -> Iterator[tuple[deque[Row], Row, deque[Row]]]:
    """Each row, with those above and below it by which a header is judged, until the next."""
    coming = iter(rows)
    above: deque[Row] = deque(maxlen=_HEAD)
    below = deque(islice(coming, _MERGED + SAMPLE))
    while below:
        row = below.popleft()
        below.extend(islice(coming, 1))
        yield above, row, below
        above.append(row)


def _may_head(row: Row, named: Mapping[str, str]) -> bool:
    """Whether a row far down can be one of a header's: a data row mostly holds a figure."""
    if any(map(is_figure, row.values)):
        return False
    texts = [squeezed(str(value)) for value in row.values if value is not None]
    return any(
        named.get(text) == "name" or any(m.field == "name" for m in meanings_of(text))
        for text in texts
        if len(text) <= _HEADER
    )


def _headers(
    above: Sequence[Row], rows: Sequence[Row], merges: Merges, named: Mapping[str, str]
) -> Iterator[_Header]:
    """The headers that can begin with the first of these rows."""
    down = [bottom for top, _, bottom, _ in merges if top == rows[0].number]
    merged = sum(row.number <= max(down, default=0) for row in rows[:_MERGED])
    lowest = merged if 1 < merged < _MERGED else 1
    for height in range(lowest, min(max(_TALLEST, lowest), len(rows)) + 1):
        last = height + (height < len(rows) and is_units(rows[height], rows[height - 1]))
        taken = _whole_dates(
            _Taken(column, meaning_of(column, rows[last:], named))
            for column in columns_of(rows[:last], merges)
        )
        fields = {one.meaning.field for one in taken if one.meaning is not None}
        known = len(fields - set(UNREAD))
        if _cuts(rows[:last], merges):
            continue
        if "name" in fields and known > 1 and not _goes_on(rows[last : last + 1], taken):
            yield _Header(known, rows[:last], above, taken)


def _cuts(rows: Sequence[Row], merges: Merges) -> bool:
    """Whether rows end inside a cell that is merged downwards from one of them."""
    first, last = rows[0].number, rows[-1].number
    return any(first < top <= last < bottom < top + _MERGED for top, _, bottom, _ in merges)


def _whole_dates(taken: Iterable[_Taken]) -> list[_Taken]:
    """The columns, of the parts of a date only those that have a year and a month."""
    columns = list(taken)
    told = {(m.field, m.how) for _, m in columns if m is not None}
    return [
        one._replace(meaning=None)
        if (m := one.meaning) is not None
        and m.how in DATE_PARTS
        and not {(m.field, "year"), (m.field, "month")} <= told
        else one
        for one in columns
    ]


def _goes_on(below: Sequence[Row], taken: Sequence[_Taken]) -> bool:
    """Whether the row below says more of the columns: headers, and no project's name."""
    for row in below:
        names = [c.column for c, meaning in taken if meaning and meaning.field == "name"]
        texts = [str(value) for value in row.values if value is not None]
        investors = {c.column for c, _ in taken if any(map(is_investors, c.parts))}
        others = (str(v) for c, v in enumerate(row.values) if v is not None and c not in investors)
        named = any(m.field == "name" and m.how == "named" for t in others for m in meanings_of(t))
        told = all(map(_is_heading, texts)) or _fills_gaps(row, taken)
        return told and not named and all(row.at(name) is None for name in names)
    return False


def _fills_gaps(row: Row, taken: Sequence[_Taken]) -> bool:
    """Whether words below a header stand where it has no text of its own: 内资, 外资, 合计."""
    headed = {column.column for column, _ in taken}
    cells = [(column, value) for column, value in enumerate(row.values) if value is not None]
    words = all(isinstance(v, str) and len(v) <= _HEADER and not is_figure(v) for _, v in cells)
    gaps = [column for column, _ in cells if column not in headed]
    return len(cells) > 1 and words and bool(gaps) and min(headed) < gaps[0] < max(headed)


def _is_heading(text: str) -> bool:
    """Whether a text may stand in the second row of a header."""
    if SECTION.match(text):
        return False
    text = _OF_WHICH.sub("", text)
    says_more = (date_part, is_investors, is_plans, is_actual, unit_of)
    return bool(meanings_of(text)) or any(says(text) for says in says_more)


def _chosen(found: Sequence[_Header]) -> list[_Header]:
    """Those that are understood best and do not overlap, from the top."""
    chosen: list[_Header] = []
    for header in sorted(found, key=lambda one: one.score, reverse=True):
        free = all(header.last < one.first or header.first > one.last for one in chosen)
        if free and (header.fields >= _LEAST or not chosen):
            chosen.append(header)
    return sorted(chosen, key=lambda one: one.first)


def _layouts(file: str, headers: Sequence[_Header]) -> Iterator[Layout]:
    """The tables that these headers open."""
    tables: list[Layout] = []
    for header in headers:
        titles = _titles(header, tables[-1]) if tables else header.above
        note = note_text(titles)
        headings = tuple(_headings(file, header.taken, noted_unit(note)))
        layout = Layout(
            header.first, header.last, headings, note, tuple(note_text([row]) for row in titles)
        )
        if not tables:
            tables.append(layout)
        elif header.first <= tables[-1].last + 1:
            tables[-1] = tables[-1]._replace(last=header.last)  # it says the same in two languages
        elif headings != tables[-1].headings:
            tables[-1] = tables[-1]._replace(end=titles[0].number if titles else header.first)
            tables.append(layout)
    yield from tables


def _titles(header: _Header, before: Layout) -> Sequence[Row]:
    """The rows right above a further header that are its title: one text, not a project's name."""
    name = next(heading.column for heading in before.headings if heading.field == "name")
    titles: list[Row] = []
    for row in reversed(header.above):
        text = note_text([row])
        alone = sum(value is not None for value in row.values) == 1
        titled = alone and (row.at(name) is None or SECTION.match(text))
        if row.number <= before.last or not (titled or units_in_note(text)):
            break
        titles.insert(0, row)
    return titles


def _refuse_rows_above(file: str, header: _Header, found: Sequence[_Header]) -> None:
    """A table whose header is not understood must not vanish above one that is.

    Nor must one of few columns, by whose header it would be one if it stood alone.
    """
    few = min((other.last for other in found if other.last < header.first), default=NEVER)
    for row in header.above:
        filled = [value for value in row.values if value is not None]
        wide = len(filled) >= max(len(header.taken) // 2, min(len(header.taken), _WIDE))
        wide = wide or (row.number > few and len(filled) > 1)
        if wide and any(map(is_figure, filled)):
            text = note_text([row])
            raise RowsAbove(file=file, row=row.number, header=header.first, text=text)


def _headings(file: str, taken: Sequence[_Taken], noted: Unit | None) -> Iterator[Heading]:
    best: dict[str, int] = {}
    for _, meaning in taken:
        if meaning is not None:
            best[meaning.field] = min(best.get(meaning.field, meaning.rank), meaning.rank)
    seen: dict[tuple[str, str], str] = {}
    for column, meaning in taken:
        text = "/".join(column.parts)
        field = None if meaning is None or meaning.rank > best[meaning.field] else meaning.field
        if meaning is not None and field not in (None, *UNREAD, *MANY) and meaning.how != "party":
            one = (meaning.field, meaning.how)
            if one in seen and meaning.rank != FIXED:
                raise TwoColumns(file=file, field=meaning.field, headers=(seen[one], text))
            seen[one] = text
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
