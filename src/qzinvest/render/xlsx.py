"""A document as a workbook: a sheet for each table and chart, figures that stay numbers.

Nothing in it is computed. A cell holds the figure in full, in the unit that its head names, and
shows as many digits as a screen; where that is more than a spreadsheet keeps, it holds the text.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from io import BytesIO
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Block,
    Change,
    Chart,
    Column,
    Document,
    Facts,
    Lit,
    MoneyUnit,
    Own,
    Sheet,
    Table,
    Texts,
    Tone,
    Value,
    naming,
)
from qzinvest.render.figures import bar_tone, chart_table, document_text, series, several, tone_of
from qzinvest.render.widths import width_of
from qzinvest.render.wording import visible
from qzinvest.render.workbook import (
    BARS,
    DRAWN_SERIES,
    EDGE,
    FONTS,
    GROUPS,
    HEADS,
    LINE,
    LOOKS,
    OPTIONS,
    SERIES,
    SOFT,
    TEXTS,
    TITLE,
    Field,
    Lane,
    Look,
    Number,
    Writer,
    bars_of,
    data_bars,
    fields_of,
    in_cell,
    lanes_of,
    number,
    printed,
    sheet_name,
    sheets_of,
    side,
    stamped,
    write_text,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_000_000
"""Rows of a sheet: a little fewer than Excel has."""
_FIRST_DAY = date(1900, 3, 1)
_NO_DAY = date(1899, 12, 30).toordinal()
"""The first of which spreadsheets agree what day a number is; and from which on they count."""
_HIGH, _LARGE, _PAGE = 18, 26, 48
_MOST, _PROSE, _HEAD, _NARROW = 56, 90, 22, 9
"""Widths in characters: of a column, of prose, from which on a head is wrapped, and by default."""


def workbook(document: Document, w: Wording) -> bytes:
    """The document as XLSX; the same document gives the same bytes."""
    out = BytesIO()
    font = {"font_name": FONTS[w.lang], "font_size": 10.5}
    book = Workbook(out, {**OPTIONS, "default_format_properties": font})
    stamped(book)
    _Book(book, document, w).write()
    book.close()
    return out.getvalue()


class _Book:
    """The workbook on its way: its sheets, and one format for each look."""

    def __init__(self, book: Workbook, document: Document, w: Wording) -> None:
        self.book = book
        self.document = document
        self.w = w
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def write(self) -> None:
        """The sheets that the document has, else one for each of its tables and charts."""
        foot = (visible(self.document.foot), visible(self.document.over))
        for sheet in self.document.sheets or sheets_of(self.document, self.w):
            written = self._sheet(sheet, foot)
            for block in sheet.blocks:
                for n, part in enumerate(_parts(block)):
                    written = self._sheet(sheet, foot) if n else written
                    written.block(part)
            written.notes(sheet.notes)

    def look(self, look: Look) -> "Format":
        """The format with these properties."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "vcenter", **look})
        return self._formats[key]

    def _sheet(self, sheet: Sheet, foot: tuple[str, str]) -> "_Sheet":
        name = sheet_name(visible(sheet.name), visible(sheet.lines[1]), self.book.sheetnames)
        return _Sheet(self, name, sheet, foot)


def _parts(block: Block) -> Iterator[Block]:
    """A block, a table in parts that have room on a sheet."""
    if isinstance(block, Table) and block.rows:
        for first in range(0, len(block.rows), MOST_ROWS):
            yield block._replace(rows=block.rows[first : first + MOST_ROWS])
    else:
        yield block


class _Sheet:
    """A sheet that is written from top to bottom."""

    def __init__(self, book: _Book, name: str, sheet: Sheet, foot: tuple[str, str]) -> None:
        self._book = book
        self._unit: MoneyUnit = book.document.unit
        self._name = name
        self._sheet: Worksheet = book.book.add_worksheet(name)
        self._row = 0
        self._sheet.set_default_row(_HIGH)
        printed(self._sheet, *foot)
        tables = [
            chart_table(each, book.w) if isinstance(each, Chart) else each
            for each in sheet.blocks
            if isinstance(each, Chart) or (isinstance(each, Table) and each.rows)
        ]
        self._is_alone = len(tables) == 1
        self._widths = self._wide_enough(tables) or [24, 66]
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width)
        over, title, under = sheet.lines
        if over:
            self._line(over, {"font_color": SOFT, "bold": True})
        self._sheet.set_row(self._row, _LARGE)
        self._line(title, {"font_size": 16, "bold": True, "font_color": TITLE})
        if under:
            self._line(under, {"font_color": SOFT})

    def _line(self, text: str, look: Look) -> None:
        write_text(self._sheet, self._row, 0, visible(text), self._book.look(look))
        self._row += 1

    def notes(self, notes: Iterable[str]) -> None:
        """Write the footer's sentences under what is there; what is nearly a page becomes one."""
        self._row += 1
        for note in notes:
            self._prose(note, {"font_color": SOFT})
        self._sheet.fit_to_pages(1, 1 if self._row <= _PAGE else 0)

    def block(self, block: Block) -> None:
        """Write a block under what is there."""
        self._row += 1
        if block.title:
            self._line(block.title, {"bold": True, "font_size": 12})
        if isinstance(block, Chart):
            self._chart(block)
        elif isinstance(block, Facts):
            self._facts(block)
        elif isinstance(block, Texts):
            for text in block.lines:
                self._prose(text)
        elif block.rows:
            first = self._table(block)
            if block.drawn:
                styles = zip(block.drawn, DRAWN_SERIES, strict=False)
                self._draw(block.title, first, len(block.columns), list(styles))
        else:
            self._prose(block.empty)

    def _prose(self, text: str, look: Look | None = None) -> None:
        """A sentence over as many columns as it is read with ease in."""
        widths = [*self._widths, *[_NARROW] * _PROSE]
        last, room = 0, widths[0]
        while room < _PROSE:
            last += 1
            room += widths[last]
        self._span((self._row, 0, self._row, last), text, {"text_wrap": True, **(look or {})})
        self._high([(text, room)])
        self._row += 1

    def _high(self, texts: Iterable[tuple[str, int]]) -> None:
        """Make the row as high as the longest of the texts needs, each in its width."""
        self._tall(max((_lines(*each) for each in texts), default=1))

    def _tall(self, lines: int) -> None:
        if lines > 1:
            self._sheet.set_row(self._row, 4 + 14 * lines)

    def _span(self, area: tuple[int, int, int, int], text: str, look: Look) -> None:
        """A text in one cell or over several."""
        top, left, bottom, right = area
        style = self._book.look(look)
        if (top, left) != (bottom, right):
            self._sheet.merge_range(top, left, bottom, right, "", style)
        write_text(self._sheet, top, left, visible(text), style)

    def _facts(self, facts: Facts) -> None:
        """A line a fact: its name, and what is known."""
        for column, value in facts.pairs:
            if value == "":
                continue
            self._cell(0, column.head, Column(""), {"font_color": SOFT})
            for place, part in enumerate(several(value, column), 1):
                self._cell(place, part, column, {"align": "left", "text_wrap": True})
            text = document_text(value, column, self._unit)
            first, second = [*self._widths, _NARROW][:2]
            self._high([(column.head, first), (text, second)])
            self._row += 1

    def _table(self, table: Table) -> int:
        """Heads that stay in sight and on each page, rows, bars; the first row's number."""
        fields = list(fields_of(table))
        name = naming([field.column for field in fields])
        top = self._row
        self._heads(fields)
        first = self._row
        if self._is_alone:
            self._sheet.freeze_panes(first, name + 1)
            self._sheet.repeat_rows(top, first - 1)
        bars: dict[tuple[int, Tone], list[int]] = {}
        spots = {field.place: spot for spot, field in enumerate(fields)}
        targets = {bar: spots[at] for bar, at in bars_of(table).items() if at in spots}
        lanes = {rank: list(lanes_of(fields, self._widths, LOOKS[rank])) for rank in LOOKS}
        for row in table.rows:
            if row.rank == "heading":
                self._heading(str(row.cells[0]), len(fields), name)
            else:
                self._line_of(row.cells, lanes[row.rank])
            for place, target in targets.items():
                if row.rank != "heading" and isinstance(row.cells[place], int | Fraction):
                    tone = bar_tone(row.cells, table.columns, table.columns[place].group)
                    bars.setdefault((target, tone), []).append(self._row)
            self._row += 1
        for (target, tone), rows in bars.items():
            data_bars(self._sheet, target, rows, BARS[tone])
        if table.records and self._is_alone:
            self._sheet.autofilter(first - 1, 0, self._row - 1, len(fields) - 1)
        return first

    def _wide_enough(self, tables: Iterable[Table]) -> list[int]:
        """How wide the columns of the sheet are: as wide as each of its tables needs."""
        needed = (self._widths_of(table) for table in tables)
        return [max(each) for each in zip_longest(*needed, fillvalue=0)]

    def _widths_of(self, table: Table) -> Iterator[int]:
        targets = set(bars_of(table).values())
        rows = [row.cells for row in table.rows if row.rank != "heading"]
        for field in fields_of(table):
            values = (cells[field.place] for cells in rows)
            texts = (
                visible(document_text(field.value(value), field.column, self._unit))
                for _, value in dict.fromkeys((value.__class__, value) for value in values)
            )
            head = min(width_of(visible(field.column.head)), _HEAD) // field.parts
            least = max(head, 10 if field.place in targets else 0)
            # A figure stands off the edge, and in sums it is bold; ranks are not.
            room = 1 if field.column.kind in ("rank", "moved") else 2 + field.column.is_figure
            yield min(max(least, *map(width_of, texts)) + room, _MOST)

    def _heads(self, fields: Sequence[Field]) -> None:
        """The heads, above them those of groups; a head stands over all figures of its cells."""
        bottom = self._row + any(field.column.group for field in fields)
        place, wide = 0, []
        for group, members in groupby(fields, key=lambda field: field.column.group):
            found = list(members)
            if group:
                area = (self._row, place, self._row, place + len(found) - 1)
                self._span(area, group, {**GROUPS, **EDGE})
                wide.append((group, sum(self._widths[place : place + len(found)])))
            for field in found:
                look = {**HEADS, **side(field.column)}
                look |= EDGE if group and field is found[0] else {}
                if not field.part:
                    top = bottom if group else self._row
                    area = (top, place, bottom, place + field.parts - 1)
                    self._span(area, field.column.head, look)
                place += 1
        self._high(wide)
        self._row = bottom
        heads = zip(fields, self._widths, strict=False)
        self._high((field.column.head, width * field.parts) for field, width in heads)
        self._row += 1

    def _heading(self, text: str, columns: int, name: int) -> None:
        """A heading has its words among the names."""
        for place in range(columns):
            self._cell(place, text if place == name else "", Column(""), LOOKS["heading"])

    def _line_of(self, cells: Sequence[Value], lanes: Iterable[Lane]) -> None:
        """A row of a table."""
        lines = 1
        for place, lane in enumerate(lanes):
            value = cells[lane.field.place]
            key = value.__class__, value
            if key not in lane.made:
                value = lane.field.value(value)
                high = _lines(value, lane.room) if isinstance(value, str) else 1
                lane.made[key] = *self._made(value, lane.field.column, lane.look), high
            write, held, style, high = lane.made[key]
            write(self._row, place, held, style)
            lines = max(lines, high)
        self._tall(lines)

    def _cell(self, place: int, value: Value, column: Column, look: Look) -> None:
        write, *held = self._made(value, column, look)
        write(self._row, place, *held)

    def _made(self, value: Value, column: Column, look: Look) -> tuple[Writer, object, "Format"]:
        """A figure as a number, a day as a day, all else as text: what writes it, it, its look."""
        if value == "":  # of most cells, where projects are listed
            return self._sheet.write_blank, None, self._book.look(look)
        if isinstance(value, Own):
            column, value = column._replace(kind=value.kind), value.figure
        tone = TEXTS.get(tone_of(value, column)) if column.kind != "moved" else SOFT
        look = {**look, "font_color": tone} if tone else look
        held = self._held(value, column)
        if isinstance(held, Number):
            align = side(column)["align"]
            style = self._book.look({"align": align, **look, "num_format": held.form})
            return self._sheet.write_number, held.value, style
        if isinstance(held, date):
            style = self._book.look({"align": "left", **look, "num_format": "yyyy-mm-dd"})
            return self._sheet.write_number, held.toordinal() - _NO_DAY, style
        style = self._book.look({**side(column), "text_wrap": True, **look})
        text = in_cell(held)
        is_run = text.startswith("<r>")  # ``write_text`` says why
        return partial(write_text, self._sheet) if is_run else self._sheet.write_string, text, style

    def _held(self, value: Value, column: Column) -> Number | date | str:
        if isinstance(value, str):
            return visible(value)
        if isinstance(value, date) and value >= _FIRST_DAY:
            return value
        if isinstance(value, int | Fraction | Change | Lit):
            found = number(value, column, self._unit)
            if found is not None:
                return found
        return visible(document_text(value, column, self._unit))

    def _chart(self, chart: Chart) -> None:
        """The figures as a table, and beside them a chart of the workbook's own."""
        shown = series(chart, self._book.w)
        first = self._table(chart_table(chart, self._book.w))
        styles = [(place, SERIES[part]) for place, (part, _, _) in enumerate(shown, 1)]
        self._draw(chart.title, first, len(shown) + 1, styles)

    def _draw(self, title: str, first: int, beside: int, styles: list[tuple[int, Look]]) -> None:
        """A chart of columns of the table that was just written, the first one as columns."""
        drawn, over = (self._book.book.add_chart({"type": kind}) for kind in ("column", "line"))
        for n, (place, style) in enumerate(styles):
            (over if n else drawn).add_series(
                {
                    "name": [self._name, first - 1, place],
                    "categories": [self._name, first, 0, self._row - 1, 0],
                    "values": [self._name, first, place, self._row - 1, place],
                    **style,
                }
            )
        if over.series:
            drawn.combine(over)
        drawn.set_title({"none": True})
        drawn.set_legend({"position": "bottom"})
        drawn.set_y_axis(
            {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": LINE}}}
        )
        drawn.set_size({"width": 680, "height": 336})
        said = {"description": visible(title), "object_position": 2, "x_offset": 24}
        self._sheet.insert_chart(first - 1, beside, drawn, said)


def _lines(text: str, room: int) -> int:
    """How many lines a text has in so many characters."""
    # Letters are a little narrower than the digits in which widths are measured.
    return -(-width_of(visible(text)) * 7 // (room * 8))
