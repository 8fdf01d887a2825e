"""The tables of an office's file: what each column was taken for, and the rows below."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from qzinvest.errors import Fault, MapMisses, NoColumn, NoHeader, TwoUnits
from qzinvest.intake.files.sheets import Row, Sheet, cell_name, squeezed
from qzinvest.intake.files.tables import Opened
from qzinvest.intake.offices.cells import Source
from qzinvest.intake.offices.days import Ordered
from qzinvest.intake.offices.kinds import kind_of
from qzinvest.intake.offices.layout import (
    Heading,
    Layout,
    find_layouts,
    note_text,
    noted_unit,
)
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.merged import merged_rows
from qzinvest.intake.offices.rows import ReportRow, RowReader
from qzinvest.intake.offices.sums import Check, Sums
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.written_units import units_in_note
from qzinvest.model.imported import Disagreement, Implausible, UsedColumn, UsedTable
from qzinvest.model.normal import name_key
from qzinvest.model.project import number_of

_CELLS = 3
"""Cells of a row from which it may belong to a table."""
_HEAD = 60
"""Rows in which a header is looked for."""


class OfficeTable:
    """One table of a file.

    Attributes:
        sheet: where it stands.
        layout: its header.
        reader: reads its rows.
        left_out: the rows that were no data, each with its first text, by kind: ``section``,
            ``total``, ``note``, ``header``, and ``skipped`` by the map.
        checks: sums in the file that disagree with their rows; complete after the last row.
    """

    def __init__(self, sheet: Sheet, layout: Layout, reader: RowReader, rules: Map) -> None:
        self.sheet = sheet
        self.layout = layout
        self.reader = reader
        self.left_out: dict[str, list[tuple[int, str]]] = {}
        self.checks: list[Check] = []
        self._noted = noted_unit(layout.note)
        self._numbering = rules.repeats == "number"
        self._ordered = Ordered()
        self._times: Counter[tuple[str, str | None, str | None]] = Counter()

    def rows(self) -> Iterator[ReportRow | Fault]:
        """Every data row below the header, sound or with all its faults."""
        sums = Sums()
        for row, filled, shared in merged_rows(self.sheet.rows(), self.sheet.merges):
            if row.number <= self.layout.last:
                continue
            if row.number >= self.layout.end:
                break
            kind = kind_of(row, self.layout)
            if kind == "data" and self.reader.skipped(filled):
                kind = "skipped"
            if kind != "data":
                text = next(str(value) for value in row.values if value is not None)
                self.left_out.setdefault(kind, []).append((row.number, text))
                self._refuse_another_unit(row)
                self._sum(sums, kind, row)
                continue
            sums.data(self.reader.cells.amounts(row))
            found = self.reader.read(filled, shared)
            if isinstance(found, ReportRow):
                yield self._numbered(found) if self._numbering else found
            else:
                yield from self._ordered.take(found)
        yield from self._ordered.settled()
        if self.reader.planned:
            self.left_out["planned"] = self.reader.planned
        self.checks += sums.finish()

    def highest_id(self, office: str) -> int:
        """The highest number among the codes that are ids of ``office``, 0 where none is."""
        columns = self.reader.cells.columns.get("code", ())
        if len(columns) != 1:
            return 0
        highest = 0
        for row in self.sheet.rows():
            if columns[0] < len(row.values):
                prefix, _, number = str(row.values[columns[0]]).strip().rpartition("-")
                highest = max(highest, (number_of(number) or 0) if prefix == office else 0)
        return highest

    def field_of(self, heading: Heading) -> str | None:
        """What a column was taken for, as the header and the map have it."""
        for field, columns in self.reader.cells.columns.items():
            if heading.column in columns:
                return field
        return heading.field if heading.field in ("serial", "ignored") else None

    def _refuse_another_unit(self, row: Row) -> None:
        """A note between the rows must not change the unit that the one above the header gave."""
        if self._noted is None:
            return
        text = note_text([row])
        if units_in_note(text) - {self._noted}:
            raise TwoUnits(file=self.reader.place, row=row.number, text=text)

    def _sum(self, sums: Sums, kind: str, row: Row) -> None:
        if kind == "section":
            sums.section()
            if amounts := self.reader.cells.amounts(row):
                sums.total(row.number, amounts)
        elif kind == "total":
            sums.total(row.number, self.reader.cells.amounts(row))

    def _numbered(self, found: ReportRow) -> ReportRow:
        """The row, its name numbered where the table has had this name, investor and district."""
        project = found.project
        key = (name_key(project.name), project.investor, project.district)
        self._times[key] += 1
        if self._times[key] == 1:
            return found
        name = f"{project.name} ({self._times[key]})"
        return found._replace(project=project._replace(name=name))


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
            left_out.append(LeftSheet(sheet.name, why, error.seen))
            continue
        for layout in layouts:
            reader = RowReader(source, layout, rules, resolver, today)
            if "amount" not in reader.cells.columns and "amount" not in rules.constants:
                unread = [h.text for h in layout.headings if h.field is None] or ["—"]
                raise NoColumn(file=str(source), field="amount", unread=unread)
            tables.append(OfficeTable(sheet, layout, reader, rules))
    if not tables:
        raise missed[0] if missed else NoHeader(file=opened.file, seen=())
    return OfficeTables(tuple(tables), tuple(left_out))


def used_table(opened: Opened, table: OfficeTable) -> UsedTable:
    """How a table was read."""
    columns = []
    for heading in table.layout.headings:
        field = table.field_of(heading)
        unit = table.reader.cells.units.get(field or "")
        factor, currency = unit or (0, "")
        letter = cell_name(1, heading.column)[:-1]
        columns.append(UsedColumn(letter, heading.text, field, factor, currency))
    return UsedTable(
        file=opened.file,
        sheet=table.sheet.name,
        kind=opened.kind,
        encoding=opened.encoding,
        delimiter=opened.delimiter,
        header=(table.layout.first, table.layout.last),
        columns=tuple(columns),
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


def _is_tabular(head: Sequence[Row]) -> bool:
    """Whether there are rows of several cells, as instructions have none."""
    wide = sum(1 for row in head if sum(v is not None for v in row.values) >= _CELLS)
    return wide > 1


def map_of(tables: Sequence[OfficeTable], rules: Map) -> Map:
    """``rules`` with the columns that all tables were understood to have.

    A column is left out whose header another table lacks or a table has twice: what the program
    understood of it, it will understand again.
    """
    found = [_column_texts(table) for table in tables]
    columns = {
        field: texts
        for field, texts in found[0].items()
        if texts is not None and all(other.get(field) == texts for other in found)
    }
    return rules._replace(columns={**columns, **rules.columns})


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
    """The field of each header that the map names; of several fields the first."""
    fixed: dict[str, str] = {}
    for field, headers in rules.columns.items():
        for header in headers:
            fixed.setdefault(header, field)
    return fixed
