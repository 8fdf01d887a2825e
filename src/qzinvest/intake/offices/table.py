"""One table of an office's file: its rows below the header, and what becomes of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice, pairwise
from typing import TypeGuard

from qzinvest.errors import (
    BadText,
    Breakdown,
    Fault,
    NotTheColumn,
    QzinvestError,
    TwoUnits,
    UnknownName,
)
from qzinvest.intake.files.sheets import Row, Sheet, Value
from qzinvest.intake.offices.columns import SAMPLE, holds_dates
from qzinvest.intake.offices.context import Outside, Said, Sections
from qzinvest.intake.offices.days import Ordered
from qzinvest.intake.offices.endings import STRUCK, is_stalled, means_end
from qzinvest.intake.offices.kinds import kind_of
from qzinvest.intake.offices.layout import AMOUNTS, Heading, Layout, note_text, noted_unit
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.parts import Line, Places, breakdowns, merged_rows, own_name
from qzinvest.intake.offices.rows import Given, ReportRow, RowReader
from qzinvest.intake.offices.statuses import is_to_come
from qzinvest.intake.offices.sums import Check, Sums
from qzinvest.intake.offices.texts import are_counted, cell_text, uncounted
from qzinvest.intake.words.texts import says_nothing
from qzinvest.intake.words.written_units import units_in_note
from qzinvest.model.cell_names import cell_name
from qzinvest.model.normal import name_key
from qzinvest.model.precision import when_of
from qzinvest.model.project import number_of
from qzinvest.tuples import NamedTuple

_OF_PROJECTS = ("part", "whole", "ended")
"""The kinds of rows left out that are known by a project's name."""
_SHOWN = 3
"""Values of a column that is not what it was taken for."""
_DITTOS = frozenset(("同上", "同前", "〃", "″", "ditto", "Ditto", "as above"))
"""What stands for the cell above."""
_LOOKED_AT = 5000
"""The rows by which a column of districts is judged."""


class Around(NamedTuple):
    """What stands around a table: what holds for all of it, and for its sections."""

    outside: Outside
    sections: Sections
    today: date


def _is_unknown(error: QzinvestError, field: str) -> TypeGuard[UnknownName]:
    return isinstance(error, UnknownName) and error.what == field


class OfficeTable:
    """One table of a file.

    Attributes:
        sheet: where it stands.
        outside: what its title, the sheet's and the file's name say of all its rows.
        layout: its header.
        reader: reads its rows.
        left_out: the rows that were no data, each with its first text, by kind: ``section``,
            ``total``, ``note``, ``header``, ``sample``, ``planned``; by the map ``skipped``,
            ``part``, ``whole`` and ``ended``.
        checks: sums in the file that disagree with their rows; complete after the last row.
    """

    def __init__(
        self, sheet: Sheet, layout: Layout, reader: RowReader, rules: Map, around: Around
    ) -> None:
        self.sheet = sheet
        self.outside = around.outside
        self._today = when_of(around.today)
        self.layout = layout
        self.reader = reader
        self.left_out: dict[str, list[tuple[int, str]]] = {}
        self.checks: list[Check] = []
        self._rules = rules
        self._another: TwoUnits | None = None
        self._unit = ""
        self._alone: dict[int, Row] = {}
        self._numbering = rules.repeats == "number"
        self._ordered = Ordered()
        self._sections = around.sections
        titles = (sheet.name, *layout.titles)
        self._section = next((title for title in titles if means_end(title)), None)
        self._still = next(filter(is_stalled, titles), "")
        serial = (h.column for h in layout.headings if h.field == "serial")
        amount = reader.cells.columns.get("amount", (-1,))[0]
        self._places = Places(
            next(serial, None),
            reader.cells.columns["name"][0],
            lambda row: reader.cells.amounts(row).get(amount),
        )
        self._columns = {heading.column for heading in layout.headings}
        self._fills = self._is_grouped()
        self._counts = are_counted(self._names())
        self._note_dates()
        self._rows = 0
        self._above: Value = None
        self._before = Row(0, [])
        self._times: Counter[tuple[str, str | None, str | None]] = Counter()

    def rows(self) -> Iterator[ReportRow | Fault]:
        """Every data row below the header, sound or with all its faults."""
        sums = Sums()
        for line, parts in breakdowns(self._lines(), self._places):
            if line.kind != "data":
                self._leave_out(line)
                self._note_another_unit(line)
                self._sum(sums, line)
                continue
            if self._another is not None:
                raise self._another
            sums.data(self.reader.cells.amounts(line.row))
            for one in self._counted(line, parts):
                yield from self._read(one)
            if parts and self._rules.parts == "refuse":
                yield self._breakdown(line, parts)
        yield from self._ordered.settled()
        if self.reader.planned:
            self.left_out["planned"] = self.reader.planned
        yield from self._settle_sums(sums)
        self.reader.cells.in_unit(None)

    def _settle_sums(self, sums: Sums) -> Iterator[Fault]:
        """The sums that disagree; a figure by itself that is none is the amount of a row.

        So a project's second amount looks where its merged cells were saved as text.
        """
        for check in sums.finish():
            row = self._alone.get(check.row)
            if row is None:
                self.checks.append(check)
            else:
                yield self.reader.fault(row, "name", BadText(field="name", text="", reason="empty"))

    def _lines(self) -> Iterator[Line]:
        """The rows of this table with their kinds."""
        for row, filled, shared in merged_rows(self.sheet.rows(), self.sheet.merges):
            if row.number >= self.layout.end:
                break
            if row.number > self.layout.last:
                kind = kind_of(row, self.layout)
                skipped = kind == "data" and self.reader.skipped(filled)
                yield Line("skipped" if skipped else kind, row, filled, shared)

    def _counted(self, whole: Line, parts: Sequence[Line]) -> Sequence[Line]:
        """The rows of a breakdown that are projects by the map."""
        if parts and self._rules.parts == "only":
            self._leave_out(whole._replace(kind="whole"))
            return [self._by_itself(part, whole) for part in parts]
        if self._rules.parts == "leave out":
            for part in parts:
                self._leave_out(part._replace(kind="part"))
        return [whole]

    def _by_itself(self, part: Line, whole: Line) -> Line:
        """A part as a row of its own: what it leaves open is as in the whole."""
        values = list(part.filled.values)
        values += [None] * (len(whole.filled.values) - len(values))
        money = {c for field in AMOUNTS for c in self.reader.cells.columns.get(field, ())}
        for column, value in enumerate(whole.filled.values):
            if values[column] is None and column not in money:
                values[column] = value
        values[self._places.name] = own_name(self._name(part), self._name(whole))
        return part._replace(filled=Row(part.row.number, values))

    def _breakdown(self, whole: Line, parts: Sequence[Line]) -> Fault:
        """The fault of a project that is listed with its parts."""
        rows = f"{parts[0].row.number}–{parts[-1].row.number}"
        rows = rows if len(parts) > 1 else str(parts[0].row.number)
        error = Breakdown(row=whole.row.number, rows=rows, count=len(parts))
        return self.reader.fault(parts[0].row, "name", error)

    def _read(self, line: Line) -> Iterator[ReportRow | Fault]:
        row = self._before = self._without_dittos(self._filled_down(line.filled))
        self._note_hidden(row.number)
        ending = self.reader.ending(row, self._section or self._struck(line.row))
        if ending is not None and self._rules.ended == "leave out":
            self._leave_out(line._replace(kind="ended"))
            return
        district = self._sections.district or self.outside.district
        given = Given(
            None if district is None else district.code,
            self._sections.stage or self.outside.stage,
            self._rules.month or self.outside.month or self._today,
            ending,
            self.sheet.marks.partly.get(row.number, ()),
        )
        self._rows += 1
        found = self.reader.read(row, line.shared, given)
        if isinstance(found, ReportRow):
            self._compare(row, found, district)
            if self._unit:
                self.reader.remark("unit", self._unit, found.row)
            if self._still:
                self.reader.remark("still", self._still, found.row)
            if self._counts:
                name = uncounted(found.project.name)
                found = found._replace(project=found.project._replace(name=name))
            yield self._numbered(found) if self._numbering else found
        else:
            yield from self._ordered.take(found)

    def _struck(self, row: Row) -> str | None:
        """The ending of a row that is struck through as a whole, or in its name.

        Single cells else may be old values that somebody corrected by hand: they are only noted.
        """
        struck = self.sheet.marks.struck.get(row.number, ())
        if not struck:
            return None
        filled = {column for column, value in enumerate(row.values) if value is not None}
        if self._places.name in struck or filled <= set(struck):
            return STRUCK
        for column in sorted(filled.intersection(struck, self._columns)):
            self.reader.remark("struck", cell_name(1, column)[:-1], row.number)
        return None

    def _note_hidden(self, row: int) -> None:
        """Note that a row is hidden, which nobody sees who looks at the sheet."""
        if row in self.sheet.marks.hidden:
            self.reader.remark("filtered" if self.sheet.marks.filtered else "hidden", "", row)

    def _name(self, line: Line) -> str:
        return cell_text(line.row.at(self._places.name))

    def _compare(self, row: Row, found: ReportRow, district: Said | None) -> None:
        """Note a row whose column names another district than what stands above it, or none."""
        own = found.project.district
        if district is not None and own is not None and own != district.code:
            by_column = "district" in self.reader.cells.columns and not self._leaves_open(row)
            self.reader.remark("differs" if by_column else "overruled", district.text, found.row)
        elif district is not None and district.source == "section":
            self.reader.remark("section", district.text, found.row)
        elif district is not None and self._leaves_open(row):
            self.reader.remark("titled", district.text, found.row)

    def _leaves_open(self, row: Row) -> bool:
        """Whether there is a column of districts, and the row says nothing in it."""
        cells = self.reader.cells
        return "district" in cells.columns and says_nothing(cells.text("district", row))

    def _is_grouped(self) -> bool:
        """Whether districts stand left of the names, each once, above rows that are its own.

        So a merged cell looks where a workbook was saved as text.
        """
        columns = self.reader.cells.columns.get("district", ())
        if len(columns) != 1 or self.sheet.merges or columns[0] >= self._places.name:
            return False
        inside = self._inside(_LOOKED_AT)
        cells = [r.at(columns[0]) for r in inside if r.at(self._places.name) is not None]
        filled = [cell for cell in cells if cell is not None]
        once = all(one != other for one, other in pairwise(filled))
        return once and len(filled) < len(cells) and cells[0] is not None

    def _inside(self, most: int) -> Iterator[Row]:
        """The first rows below the header."""
        rows = islice(self.sheet.rows(), self.layout.last + most)
        return (row for row in rows if self.layout.last < row.number < self.layout.end)

    def _names(self) -> Iterator[str]:
        """The names of the first rows of data."""
        for row in self._inside(_LOOKED_AT):
            if row.at(self._places.name) is not None and kind_of(row, self.layout) == "data":
                yield cell_text(row.at(self._places.name))

    def _note_dates(self) -> None:
        """Note columns of dates that are not understood: a milestone may be lost with them."""
        rows = list(self._inside(SAMPLE))
        for heading in self.layout.headings:
            unread = self.field_of(heading) is None and not is_to_come(heading.text)
            if unread and holds_dates([row.at(heading.column) for row in rows]):
                self.reader.remark("dates", heading.text, self.layout.last)

    def _filled_down(self, row: Row) -> Row:
        """The row with the district of the row above, where districts stand once for each group."""
        if not self._fills:
            return row
        (column,) = self.reader.cells.columns["district"]
        if row.at(column) is not None:
            self._above = row.at(column)
            return row
        self.reader.remark("filled", cell_text(self._above), row.number)
        values = list(row.values)
        values[column] = self._above
        return Row(row.number, values)

    def _without_dittos(self, row: Row) -> Row:
        """The row with what the row above it says, where it says 同上; no amount is taken twice."""
        if _DITTOS.isdisjoint(row.values):
            return row
        money = {c for field in AMOUNTS for c in self.reader.cells.columns.get(field, ())}
        values = [
            self._before.at(column) if value in _DITTOS and column not in money else value
            for column, value in enumerate(row.values)
        ]
        return Row(row.number, values)

    def _leave_out(self, line: Line) -> None:
        text = next(str(value) for value in line.row.values if value is not None)
        if line.kind in _OF_PROJECTS:
            text = self._name(line)
        self.left_out.setdefault(line.kind, []).append((line.row.number, text))
        if line.kind == "section":
            title = note_text([line.row])
            self._section = text if means_end(title) else None
            self._still = title if is_stalled(title) else ""
            self._sections.begin(title)

    def settled(self, faults: Sequence[Fault]) -> list[Fault]:
        """The table's faults; those of a column that is not what it was taken for have one error.

        It is not where half of the rows name nothing known there, and most names are no slips.
        """
        errors: dict[str, NotTheColumn] = {}
        for field in self.reader.cells.columns:
            unknown = [(f, f.error) for f in faults if _is_unknown(f.error, field)]
            values = {fault.value: error.close for fault, error in unknown}
            strange = sum(1 for close in values.values() if not close)
            if 1 < len(values) < 2 * strange and 2 * len(unknown) >= self._rows:
                header, count = unknown[0][0].column, len(unknown)
                errors[field] = NotTheColumn(
                    what=field, header=header, values=[*values][:_SHOWN], count=count
                )
        return [
            fault._replace(error=errors.get(fault.error.what, fault.error))
            if isinstance(fault.error, UnknownName)
            else fault
            for fault in faults
        ]

    def highest_id(self, office: str) -> int:
        """The highest number among the codes that are ids of ``office``, 0 where none is."""
        columns = self.reader.cells.columns.get("code", ())
        if len(columns) != 1:
            return 0
        highest = 0
        for row in self.sheet.rows():
            if self.layout.last < row.number < self.layout.end and columns[0] < len(row.values):
                prefix, _, number = str(row.values[columns[0]]).strip().rpartition("-")
                highest = max(highest, (number_of(number) or 0) if prefix == office else 0)
        return highest

    def field_of(self, heading: Heading) -> str | None:
        """What a column was taken for, as the header and the map have it."""
        for field, columns in self.reader.cells.columns.items():
            if heading.column in columns:
                return field
        return heading.field if heading.field in ("serial", "ignored") else None

    def _note_another_unit(self, line: Line) -> None:
        """A note between the rows must not change the unit that bare numbers have.

        The title of a section may, if no header names a unit: it holds until the next section.
        """
        cells, text = self.reader.cells, note_text([line.row])
        if line.kind == "section" and not text.startswith(("单位", "單位")):
            cells.in_unit(None)
            self._unit = text if cells.in_unit(noted_unit(text)) else ""
            if self._unit:
                return
        known = {noted_unit(self.layout.note), *cells.units.values()} - {None}
        if known and units_in_note(text) - known:
            self._another = TwoUnits(file=self.reader.place, row=line.row.number, text=text)

    def _sum(self, sums: Sums, line: Line) -> None:
        amounts = self.reader.cells.amounts(line.row)
        if line.kind == "section":
            if amounts and sum(value is not None for value in line.row.values) == 1:
                self._alone[line.row.number] = line.row
            sums.section()
            if amounts:
                sums.total(line.row.number, amounts)
        elif line.kind == "total":
            sums.total(line.row.number, amounts)

    def _numbered(self, found: ReportRow) -> ReportRow:
        """The row, its name numbered where the table has had this name, investor and district."""
        project = found.project
        key = (name_key(project.name), project.investor, project.district)
        self._times[key] += 1
        if self._times[key] == 1:
            return found
        name = f"{project.name} ({self._times[key]})"
        return found._replace(project=project._replace(name=name))
