"""A document as a workbook: a sheet for each table and chart, figures that stay numbers.

Nothing in it is computed. A cell holds the figure in full, in the unit that its head names, and
shows as many digits as a screen; where that is more than a spreadsheet keeps, it holds the text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, zip_longest
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Block,
    Chart,
    Column,
    Document,
    Facts,
    MoneyUnit,
    Row,
    Sheet,
    Table,
    Texts,
    Tone,
    naming,
)
from qzinvest.render import book_charts
from qzinvest.render.book import Book, Look, column_name
from qzinvest.render.book_charts import Drawn, Series
from qzinvest.render.cells import (
    BARS,
    DRAWN_SERIES,
    EDGE,
    GROUPS,
    HEADS,
    LOOKS,
    SERIES,
    Field,
    Key,
    Laid,
    Said,
    bars_of,
    laid_of,
    lines_of,
    said_of,
    side,
)
from qzinvest.render.figures import bar_tone, document_text, series, several
from qzinvest.render.widths import width_of
from qzinvest.render.wording import visible
from qzinvest.render.workbook import FONTS, SOFT, TITLE, in_cell, sheet_name

MOST_ROWS = 1_000_000
"""Rows of a sheet: a little fewer than Excel has."""
_LARGE, _PAGE = 26, 48
_LONGEST_FOOT = 90
_PROSE, _NARROW = 90, 9
"""Widths in characters: of prose, and of a column of which nothing is said."""


def workbook(document: Document, w: Wording) -> bytes:
    """The document as XLSX; the same document gives the same bytes.

    It has the sheets that the document has, else one for each of its tables and charts.
    """
    book = Book(FONTS[w.lang], 10.5)
    for sheet in document.sheets or _sheets(document, w):
        laid = [laid_of(block, document.unit, w) for block in sheet.blocks]
        written = _Sheet(book, sheet, laid, document)
        for block, tables in zip(sheet.blocks, laid, strict=True):
            for n, part in enumerate(_parts(block)):
                written = _Sheet(book, sheet, laid, document) if n else written
                written.block(part, tables, w)
        written.notes(sheet.notes)
    return book.packed()


def _foot(left: str, right: str) -> str:
    """The foot of a printed page: its number, and at the sides as much of texts as has room."""
    texts = (text[:_LONGEST_FOOT].replace("&", "&&") for text in (left, right))
    parts = zip(("&L&8", "&R&8"), texts, strict=True)
    return "".join(["&C— &P —", *(f"{place}{text}" for place, text in parts if text)])


def _sheets(document: Document, w: Wording) -> list[Sheet]:
    """A sheet for each table and chart, with the texts that follow it; the notes on the last one.

    Of several the notes have one of their own.
    """
    found: list[Sheet] = []
    for block in document.blocks:
        if isinstance(block, Chart) and not (any(block.values) or any(block.due)):
            continue
        if not found or not isinstance(block, Texts | Facts):
            found.append(Sheet(block.title, document.lines, ()))
        found[-1] = found[-1]._replace(blocks=(*found[-1].blocks, block))
    if not found or (document.notes and len(found) > 1):
        found.append(Sheet(w("sheet.notes"), document.lines, ()))
    found[-1] = found[-1]._replace(notes=document.notes)
    return found


def _parts(block: Block) -> Iterator[Block]:
    """A block, a table in parts that have room on a sheet."""
    if isinstance(block, Table) and block.rows:
        for first in range(0, len(block.rows), MOST_ROWS):
            yield block._replace(rows=block.rows[first : first + MOST_ROWS])
    else:
        yield block


class _Sheet:
    """A sheet that is written from top to bottom."""

    def __init__(
        self, book: Book, sheet: Sheet, tables: Iterable[Laid | None], document: Document
    ) -> None:
        self._book = book
        taken = [each.name for each in book.sheets]
        name = sheet_name(visible(sheet.name), visible(sheet.lines[1]), taken)
        under = _foot(visible(document.foot), visible(document.over))
        self._sheet = book.sheet(name, under)
        self._unit: MoneyUnit = document.unit
        self._row = 0
        found = [each.widths() for each in tables if each is not None]
        self._is_alone = len(found) == 1
        # As wide as each of its tables needs.
        self._widths = [max(each) for each in zip_longest(*found, fillvalue=0)] or [24, 66]
        self._sheet.widths = self._widths
        over, title, below = sheet.lines
        if over:
            self._line(over, {"font_color": SOFT, "bold": True})
        self._sheet.heights[self._row] = _LARGE
        self._line(title, {"font_size": 16, "bold": True, "font_color": TITLE})
        if below:
            self._line(below, {"font_color": SOFT})

    def _line(self, text: str, look: Look) -> None:
        self._span((self._row, 0, self._row, 0), text, look)
        self._row += 1

    def notes(self, notes: Iterable[str]) -> None:
        """Write the footer's sentences under what is there; what is nearly a page becomes one."""
        self._row += 1
        for note in notes:
            self._prose(note, {"font_color": SOFT})
        self._sheet.one_page = self._row <= _PAGE

    def block(self, block: Block, laid: Laid | None, w: Wording) -> None:
        """Write a block under what is there."""
        self._row += 1
        if block.title:
            self._line(block.title, {"bold": True, "font_size": 12})
        if isinstance(block, Facts):
            self._facts(block)
        elif isinstance(block, Texts):
            for text in block.lines:
                self._prose(text)
        elif laid is None:
            self._prose(block.empty if isinstance(block, Table) else "")
        elif isinstance(block, Chart):
            first = self._table(laid, laid.table.rows)
            shown = (SERIES[part] for part, _, _ in series(block, w))
            self._draw(block.title, first, laid, list(enumerate(shown, 1)))
        else:
            first = self._table(laid, block.rows)
            if block.drawn:
                styles = zip(block.drawn, DRAWN_SERIES, strict=False)
                self._draw(block.title, first, laid, list(styles))

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
        lines = max((lines_of(width_of(visible(text)), room) for text, room in texts), default=1)
        if lines > 1:
            self._sheet.heights[self._row] = 4 + 14 * lines

    def _span(self, area: tuple[int, int, int, int], text: str, look: Look) -> None:
        """A text in one cell or over several."""
        self._sheet.text(area, in_cell(visible(text)), {"valign": "vcenter", **look})

    def _facts(self, facts: Facts) -> None:
        """A line a fact: its name, and what is known of it."""
        for column, value in facts.pairs:
            if value == "":
                continue
            head = said_of(column.head, Column(""), self._unit)
            self._put(0, head, {"font_color": SOFT})
            for place, part in enumerate(several(value, column), 1):
                said = said_of(part, column, self._unit)
                self._put(place, said, {"align": "left", "text_wrap": True})
            text = document_text(value, column, self._unit)
            first, second = [*self._widths, _NARROW][:2]
            self._high([(column.head, first), (text, second)])
            self._row += 1

    def _put(self, place: int, said: Said, look: Look) -> None:
        held = said.cell(self._book, self._book.look(said.look(look)))
        self._sheet.put(self._row, place, held)

    def _table(self, laid: Laid, rows: Sequence[Row]) -> int:
        """Heads that stay in sight and on each page, rows, bars; the first row's number."""
        name = naming([field.column for field in laid.fields])
        top = self._row
        self._heads(laid.fields)
        first = self._row
        if self._is_alone:
            self._sheet.freeze(top, first, name + 1)
        self._rows(laid, rows, name)
        self._bars(laid, rows, first)
        if laid.table.records and self._is_alone:
            self._sheet.filter(first - 1, self._row - 1, len(laid.fields))
        return first

    def _heads(self, fields: Sequence[Field]) -> None:
        """The heads, above them those of groups; a head stands over all figures of its cells."""
        bottom = self._row + any(field.column.group for field in fields)
        place = 0
        for group, members in groupby(fields, key=lambda field: field.column.group):
            found = list(members)
            if group:
                area = (self._row, place, self._row, place + len(found) - 1)
                self._span(area, group, {**GROUPS, **EDGE})
            for field in found:
                look = {**HEADS, **side(field.column.kind)}
                look |= EDGE if group and field is found[0] else {}
                if not field.part:
                    top = bottom if group else self._row
                    area = (top, place, bottom, place + field.parts - 1)
                    self._span(area, field.column.head, look)
                place += 1
        self._row = bottom
        self._high(
            (field.column.head, width * field.parts)
            for width, field in zip(self._widths, fields, strict=False)
        )
        self._row += 1

    def _rows(self, laid: Laid, rows: Iterable[Row], name: int) -> None:
        """The rows; a heading has its words among the names."""
        lanes = {rank: list(_lanes(laid, self._widths, look)) for rank, look in LOOKS.items()}
        for row in rows:
            if row.rank == "heading":
                self._heading(str(row.cells[0]), len(laid.fields), name)
                continue
            cells, lines, number = [], 1, self._row + 1
            for lane in lanes[row.rank]:
                value = row.cells[lane.place]
                key = value.__class__, value
                if key not in lane.made:
                    lane.made[key] = lane.cell(self._book, key)
                held, high = lane.made[key]
                cells.append(f'<c r="{lane.letters}{number}"{held}')
                if high != 1:
                    lines = max(lines, high)
            self._sheet.row(self._row, cells)
            if lines > 1:
                self._sheet.heights[self._row] = 4 + 14 * lines
            self._row += 1

    def _heading(self, text: str, columns: int, name: int) -> None:
        for place in range(columns):
            said = said_of(text if place == name else "", Column(""), self._unit)
            self._put(place, said, LOOKS["heading"])
        self._row += 1

    def _bars(self, laid: Laid, rows: Iterable[Row], first: int) -> None:
        """Bars on the figures that they draw, in the colour of their light."""
        found: dict[tuple[int, Tone], list[int]] = {}
        columns = laid.table.columns
        spots = {field.place: spot for spot, field in enumerate(laid.fields)}
        targets = {bar: spots[at] for bar, at in bars_of(laid.table).items() if at in spots}
        for at, row in enumerate(rows if targets else (), first):
            for place, target in targets.items():
                if row.rank != "heading" and isinstance(row.cells[place], int | Fraction):
                    tone = bar_tone(row.cells, columns, columns[place].group)
                    found.setdefault((target, tone), []).append(at)
        for (target, tone), places in found.items():
            self._sheet.bars(target, places, BARS[tone])

    def _draw(self, title: str, first: int, laid: Laid, styles: list[tuple[int, Series]]) -> None:
        """A chart of columns of the table that was just written, the first one as columns."""
        if not styles:
            return
        sheet, last = self._sheet, self._row - 1
        columns = [
            [said[value.__class__, value] for row in laid.table.rows for value in [row.cells[at]]]
            for at, said in enumerate(laid.said)
        ]
        drawn = [
            Drawn(
                style,
                visible(laid.fields[place].column.head),
                sheet.area(first - 1, place, first - 1, place),
                sheet.area(first, place, last, place),
                [each.figure for each in columns[place]],
            )
            for place, style in styles
        ]
        labels = [str(each.held) for each in columns[0]]
        at = first - 1, len(laid.fields)
        cells = sheet.area(first, 0, last, 0)
        sheet.charts.append(book_charts.Chart(visible(title), *at, cells, labels, drawn))


class _Lane(NamedTuple):
    """A column on its way down: which it is, how it looks, and the cells that are made so far.

    Args:
        place: its place in the table.
        letters: those of the sheet.
        room: for how many characters it has room.
        look: how its rows look.
        said: its values.
        made: cells, each with the lines that it has.
        looks: how these look, by what that depends on.
    """

    place: int
    letters: str
    room: int
    look: Look
    said: Mapping[Key, Said]
    made: dict[Key, tuple[str, int]]
    looks: dict[object, int]

    def cell(self, book: Book, key: Key) -> tuple[str, int]:
        """The cell of a value, and its lines."""
        said = self.said[key]
        way = said.held == "", said.kind, said.form, said.colour
        if way not in self.looks:
            self.looks[way] = book.look(said.look(self.look))
        lines = lines_of(said.width, self.room) if said.wraps else 1
        return said.cell(book, self.looks[way]), lines


def _lanes(laid: Laid, widths: Sequence[int], look: Look) -> Iterator[_Lane]:
    """The columns of rows that look so; before a group stands a line."""
    group = ""
    for at, (field, said) in enumerate(zip(laid.fields, laid.said, strict=True)):
        edge = EDGE if field.column.group not in ("", group) else {}
        group = field.column.group
        yield _Lane(field.place, column_name(at), widths[at] - 1, {**look, **edge}, said, {}, {})
