"""A report's outcome: typed cells, ready to be arranged by any renderer."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

Cell = str | int | bool | date | Fraction | None | Mapping[str, object] | tuple[str, ...]
"""``Fraction`` is a ratio, or percentage points where the column says so."""


class Column(NamedTuple):
    """A column's stable key and what its cells are.

    ``kind`` is one of ``text`` (names, codes), ``count`` (whole number), ``money`` (integer yuan),
    ``quantity`` (count or money, as the row's ``measure`` says), ``ratio`` (Fraction), ``points``
    (Fraction of percentage points), ``rank``, ``date``, ``nested`` (a mapping or a list, for JSON).
    """

    key: str
    kind: str = "text"


class Note(NamedTuple):
    """A footer line: a catalogue key with its fields. Fields may be Cells."""

    key: str
    fields: Mapping[str, object]


Row = tuple[Cell, ...]


class Table(NamedTuple):
    """A plain list: ``rows`` follow ``columns``, ``notes`` follow the rows."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    notes: tuple[Note, ...] = ()
