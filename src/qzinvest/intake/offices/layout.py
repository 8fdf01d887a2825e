"""Where the header of a sheet stands, what its columns are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from qzinvest.errors import NoHeader, TwoColumns
from qzinvest.intake.files.sheets import Row, squeezed
from qzinvest.intake.offices.columns import FIXED, Column, Merges, columns_of, meaning_of
from qzinvest.intake.offices.headers import UNREAD, Meaning
from qzinvest.intake.words.written_units import Unit, unit_of, units_in_note

AMOUNTS = ("amount", "funded_amount", "paid_amount")
"""Columns of money: the project's, all that was paid in, and what was paid in that month."""
_TALLEST = 3
_LOWEST = 40
"""The row until which a header may begin."""


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


class _Taken(NamedTuple):
    column: Column
    meaning: Meaning | None


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
                _Taken(column, meaning_of(column, head[first + height :], named))
                for column in columns_of(rows, merges)
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
            if field in seen and best[field] != FIXED:
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
