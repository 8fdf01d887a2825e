"""What a map says of how one office's table is to be read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qzinvest.intake.written_amounts import Rate

RANGES = ("refuse", "low", "high")


class Map(NamedTuple):
    """What a map file, or the options of one call, say of a table.

    Args:
        sheets: the sheets to read; all that hold a table where empty.
        encoding: the text file's encoding, ``delimiter`` its separator; sniffed where ``None``.
        columns: for each field the headers whose cells make its value, joined by ``joints``.
        joints: what stands between the joined cells of a field; a space where nothing is said.
        split: what parts several investors in one cell, besides 、 and ；.
        units: the unit of a field's bare numbers, such as ``万元``.
        constants: the value of a field wherever the table leaves it open.
        values: what a cell of a field stands for, by field.
        places: the unit's name for a place that a district's cell may name.
        ranges: which end of a range or bound is taken, one of ``RANGES``.
        fractions: what becomes of parts of a yuan: ``refuse`` or ``round``.
        rates: yuan for one unit of a foreign currency.
        year: the year of dates that name none.
        epoch: where a workbook's serial dates begin, 1900 or 1904; as the file says where ``None``.
        counted: whether a date without a day counts from the ``last`` or ``first`` day.
        skip: rows to leave out: values by header.
        repeats: what becomes of a row that says the same project again: ``refuse``, or ``number``
            where the table lists transactions, each a project of its own.
    """

    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    columns: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    joints: Mapping[str, str] = MappingProxyType({})
    split: Mapping[str, str] = MappingProxyType({})
    units: Mapping[str, str] = MappingProxyType({})
    constants: Mapping[str, str] = MappingProxyType({})
    values: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    places: Mapping[str, str] = MappingProxyType({})
    ranges: str = "refuse"
    fractions: str = "refuse"
    rates: "Mapping[str, Rate]" = MappingProxyType({})
    year: int | None = None
    epoch: int | None = None
    counted: str = "last"
    skip: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    repeats: str = "refuse"
