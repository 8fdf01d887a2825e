"""The tables of an office's file: what each column was taken for, and the rows below."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from qzinvest.errors import MapMisses, NoColumn, NoHeader
from qzinvest.intake.files.sheets import Row, squeezed
from qzinvest.intake.files.tables import Opened
from qzinvest.intake.offices.cells import Source
from qzinvest.intake.offices.context import Sections, outside
from qzinvest.intake.offices.layout import find_layouts
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.rows import RowReader
from qzinvest.intake.offices.table import Around, OfficeTable
from qzinvest.intake.words.names import Resolver
from qzinvest.model.cell_names import cell_name
from qzinvest.model.imported import Disagreement, Implausible, Remark, UsedColumn, UsedTable
from qzinvest.tuples import NamedTuple

_CELLS = 3
"""Cells of a row from which it may belong to a table."""
_HEAD = 60
"""Rows in which a header is looked for."""


class LeftSheet(NamedTuple):
    """A sheet that was left out.

    ``why`` is ``hidden``, ``unnamed`` by the map that names others, ``text`` where it holds no
    table, and ``header`` where it holds one whose header is not understood; ``seen`` is the
    likeliest header then.
    """

    name: str
    why: str
    seen: tuple[str, ...] = ()


class OfficeTables(NamedTuple):
    """The tables of a file, and the sheets that were left out."""

    tables: tuple[OfficeTable, ...]
    left_out: tuple[LeftSheet, ...]


def office_tables(opened: Opened, rules: Map, resolver: Resolver, today: date) -> OfficeTables:
    """Find the tables of all sheets, or of those that the map names.

    Raises:
        MapMisses: the file lacks a sheet, or a table a column, that the map names.
        NoHeader: no sheet has a header that is understood.
        NoColumn: no table has amounts, and one has columns that may be; where one has amounts, the
            others tell more of its projects, and where all is understood, of known ones.
    """
    names = [sheet.name for sheet in opened.sheets]
    if lacking := [name for name in rules.sheets if name not in names]:
        raise MapMisses(file=opened.file, what="sheet", names=lacking)
    tables: list[OfficeTable] = []
    missed: list[NoHeader] = []
    left_out = [LeftSheet(name, "hidden") for name in opened.hidden]
    for sheet in opened.sheets:
        if rules.sheets and sheet.name not in rules.sheets:
            left_out.append(LeftSheet(sheet.name, "unnamed"))
            continue
        if not (head := list(islice(sheet.rows(), _HEAD))):
            continue
        source = Source(opened.file, sheet.name, opened.epoch)
        try:
            layouts = find_layouts(str(source), sheet.rows(), sheet.merges, fixed=_fixed(rules))
        except NoHeader as error:
            missed.append(error)
            why = "header" if _is_tabular(head) else "text"
            left_out.append(LeftSheet(sheet.name, why, tuple(error.seen)))
            continue
        for layout in layouts:
            reader = RowReader(source, layout, rules, resolver, today)
            around = Around(
                outside(opened.file, sheet.name, layout.titles, resolver, today),
                Sections(resolver),
                today,
            )
            tables.append(OfficeTable(sheet, layout, reader, rules, around))
    if not tables:
        raise missed[0] if missed else NoHeader(file=opened.file, seen=())
    if not any("amount" in table.reader.cells.fields for table in tables):
        unread = [h.text for h in tables[0].layout.headings if h.field is None]
        if not unread:  # a list of what known projects have reached
            return OfficeTables(tuple(tables), tuple(left_out))
        raise NoColumn(file=tables[0].reader.place, field="amount", unread=unread)
    return OfficeTables(tuple(tables), tuple(left_out))


def used_table(opened: Opened, table: OfficeTable) -> UsedTable:
    """How a table was read."""
    said = table.outside.district
    if "district" in table.reader.cells.fields:
        said = None  # the column says it, and a remark of each row where it does not
    columns = []
    for heading in table.layout.headings:
        field = table.field_of(heading)
        unit = table.reader.cells.units.get(field or "")
        factor, currency = unit or (0, "")
        letter = cell_name(1, heading.column)[:-1]
        hidden = any(a <= heading.column <= b for a, b in table.sheet.marks.columns)
        columns.append(UsedColumn(letter, heading.text, field, factor, currency, hidden))
    return UsedTable(
        file=opened.file,
        sheet=table.sheet.name,
        kind=opened.kind,
        encoding=opened.encoding,
        delimiter=opened.delimiter,
        header=(table.layout.first, table.layout.last),
        columns=tuple(columns),
        district=None if said is None else said.code,
        district_by="" if said is None else said.text,
    )


def disagreements(opened: Opened, table: OfficeTable) -> Iterator[Disagreement]:
    """The stated sums of a table that its rows, once they are read, do not bear out."""
    for check in table.checks:
        yield Disagreement(
            file=opened.file,
            sheet=table.sheet.name,
            row=check.row,
            cell=cell_name(check.row, check.column),
            stated=check.stated,
            found=check.found,
        )


def implausible(opened: Opened, table: OfficeTable) -> Iterator[Implausible]:
    """The amounts of a table that is read whose unit is in doubt."""
    unit = table.reader.cells.units.get("amount")
    for doubt in table.reader.plausible.doubts():
        yield Implausible(
            file=opened.file,
            sheet=table.sheet.name,
            row=doubt.row,
            cell=cell_name(doubt.row, doubt.column),
            text=doubt.text,
            yuan=doubt.yuan,
            median=doubt.median,
            factor=0 if unit is None else unit.factor,
            likely=doubt.likely,
        )


def remarks(opened: Opened, table: OfficeTable) -> Iterator[Remark]:
    """The rows of a table that were read otherwise than they say."""
    for (kind, text), rows in table.reader.remarks.items():
        yield Remark(opened.file, table.sheet.name, kind, tuple(rows), text)


def _is_tabular(head: Sequence[Row]) -> bool:
    """Whether there are rows of several cells, as instructions have none."""
    wide = sum(1 for row in head if sum(v is not None for v in row.values) >= _CELLS)
    return wide > 1


def map_of(tables: Sequence[OfficeTable], rules: Map) -> Map:
    """``rules`` with the columns that all tables were understood to have, and their answers.

    A column is left out whose header another table lacks or a table has twice: what the program
    understood of it, it will understand again.
    """
    found = [_column_texts(table) for table in tables]
    columns = {
        field: texts
        for field, texts in found[0].items()
        if texts is not None and all(other.get(field) == texts for other in found)
    }
    bare = {field: rules.unit for table in tables for field in table.reader.cells.bare}
    ignored = tuple(header for header, field in rules.said.items() if field == "ignored")
    columns |= {"ignored": ignored} if ignored else {}
    return rules._replace(columns={**columns, **rules.columns}, units={**bare, **rules.units})


def _column_texts(table: OfficeTable) -> dict[str, tuple[str, ...] | None]:
    """The headers of each field's columns, ``None`` where a header stands twice."""
    texts = {heading.column: heading.text for heading in table.layout.headings}
    times = Counter(map(squeezed, texts.values()))
    return {
        field: tuple(texts[column] for column in columns)
        if all(times[squeezed(texts[column])] == 1 for column in columns)
        else None
        for field, columns in table.reader.cells.columns.items()
    }


def _fixed(rules: Map) -> dict[str, str]:
    """The field of each header that the map or an answer names; of several fields the first."""
    fixed = dict(rules.said)
    for headers in rules.columns.values():
        for header in headers:
            fixed.pop(header, None)
    for field, headers in rules.columns.items():
        for header in headers:
            fixed.setdefault(header, field)
    return fixed
