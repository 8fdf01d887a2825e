"""What the cells of a workbook hold of a document's figures, how wide that is, and how it looks.

Nothing in them is computed: a cell holds the figure in full, and shows as many digits as a screen.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from qzinvest.locale import Wording
from qzinvest.model.document import (
    NOT_FIGURES,
    Block,
    Change,
    Chart,
    Column,
    Kind,
    Lit,
    MoneyUnit,
    Own,
    Rank,
    Table,
    Tone,
    Value,
)
from qzinvest.render.book import Book, Look
from qzinvest.render.book_charts import Series
from qzinvest.render.figures import (
    DOWN,
    LEVEL,
    MINUS,
    SIZES,
    UP,
    chart_table,
    document_text,
    rounded,
    several,
    tone_of,
)
from qzinvest.render.widths import width_of
from qzinvest.render.wording import visible
from qzinvest.render.workbook import INK, LINE, PANEL, SOFT, SURE_DIGITS, in_cell

DRAWN: tuple[Kind, ...] = ("ratio", "growth", "chance", "part")
"""Kinds of figures that bars draw."""
TEXTS: Mapping[Tone, str] = {"good": "#00614A", "fair": "#7A5200", "bad": "#A8141C"}
BARS: Mapping[Tone, str] = {"good": "#8FD0C5", "fair": "#F2CF87", "bad": "#E79A9E", "": "#C3CBD3"}
LOOKS: Mapping[Rank, Look] = {
    "line": {"bottom": 1, "bottom_color": LINE},
    "heading": {"bottom": 1, "bottom_color": LINE, "bg_color": PANEL, "bold": True},
    "subtotal": {"bottom": 1, "bottom_color": LINE, "bold": True},
    "total": {"top": 1, "bottom": 1, "top_color": INK, "bottom_color": INK, "bold": True},
}
EDGE: Look = {"left": 1, "left_color": LINE}
"""Before the first column of a group."""
GROUPS: Look = {"bg_color": PANEL, "bold": True, "align": "center"}
HEADS: Look = {
    "bg_color": PANEL,
    "text_wrap": True,
    "valign": "bottom",
    "font_color": SOFT,
    "bottom": 1,
    "bottom_color": INK,
}
DRAWN_SERIES = (
    Series(fill=LINE),
    Series(line="#C48600", width=2.5),
    Series(line=INK, width=1.25),
)
"""How the columns of a table are drawn beside it."""
SERIES = (
    Series(fill="#7B8794"),
    Series(line=INK, width=1.75),
    Series(rings=INK),
    *[Series(line=SOFT, width=1, dash=True)] * 2,
)
"""How a chart draws what was reached, due, there a year before, and to be expected."""
_SINGLE = (str, int, Fraction, date, type(None))
"""Kinds of values of which a cell has one."""
_DAY = "yyyy-mm-dd"
_FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets disagree about what day a number is."""
_NO_DAY = date(1899, 12, 30).toordinal()
"""From it on their days are counted."""
_MOST, _HEAD = 56, 22
"""Widths in characters: of a column, and from which on a head is wrapped."""
Key = tuple[type, Value]
"""A value of a cell: what is equal may be of two kinds, and read differently."""


class Number(NamedTuple):
    """What a cell holds, and in which form it shows it."""

    value: int | float
    form: str


class Field(NamedTuple):
    """A column of a sheet: one of a table, or one of the several figures of its cells."""

    place: int
    part: int
    parts: int
    column: Column

    def value(self, cell: Value) -> Value:
        """What it holds of a cell."""
        values = several(cell, self.column)
        return values[self.part] if self.part < len(values) else ""


def fields_of(table: Table) -> Iterator[Field]:
    """The columns of the sheet; bars lie on the figures that they draw."""
    bars = bars_of(table)
    for place, column in enumerate(table.columns):
        if bars.get(place, place) != place:
            continue
        cells = [row.cells[place] for row in table.rows if row.rank != "heading"]
        parts = 1
        if column.kind == "bar" or not all(each in _SINGLE for each in set(map(type, cells))):
            parts = max((len(several(cell, column)) for cell in cells), default=1)
        for part in range(parts):
            ranked = column.kind == "moved" and parts > 1 and not part
            yield Field(place, part, parts, column._replace(kind="rank") if ranked else column)


def bars_of(table: Table) -> dict[int, int]:
    """The bars of a table: for each the column with the same figures, else its own."""
    rows = [row for row in table.rows if row.rank != "heading"]
    found = {}
    for bar, column in enumerate(table.columns):
        if column.kind == "bar":
            same = (
                place
                for place, each in enumerate(table.columns)
                if each.kind in DRAWN
                and each.group == column.group
                and all(row.cells[bar] in (None, row.cells[place]) for row in rows)
            )
            found[bar] = next(same, bar)
    return found


class Said(NamedTuple):
    """A value of a cell: what the cell holds, how wide that reads, and what its look depends on.

    Rows are as high as what ``wraps`` needs. The ``form`` of a text is empty.
    """

    held: float | str
    width: int
    kind: Kind
    form: str = ""
    colour: str | None = None
    wraps: bool = False

    def look(self, row: Look) -> Look:
        """How its cell looks in a row that looks so."""
        if self.held == "":
            return {"valign": "vcenter", **row}
        under = side(self.kind)
        under = {"align": under["align"]} if self.form else {**under, "text_wrap": True}
        over = {"font_color": self.colour} if self.colour else {}
        over |= {"num_format": self.form} if self.form else {}
        return {"valign": "vcenter", **under, **row, **over}

    def cell(self, book: Book, look: int) -> str:
        """Its cell with a look, as the file has it after the cell's name."""
        if isinstance(self.held, str):
            return book.text(self.held, look) if self.held else book.blank(look)
        return book.number(self.held, look)

    @property
    def figure(self) -> float | None:
        """What a chart draws of it: nothing of what is empty, none of what is a text."""
        return (0 if self.held else None) if isinstance(self.held, str) else self.held


def said_of(value: Value, column: Column, unit: MoneyUnit) -> Said:
    """A figure as a number, a day as a day, all else as text."""
    kind = column.kind
    if value.__class__ is str:  # most cells, where projects are listed
        text = visible(value)
        colour = SOFT if kind == "moved" and text else None
        return Said(in_cell(text), width_of(text), kind, colour=colour, wraps=True)
    if isinstance(value, Own):
        kind, value = value.kind, value.figure
        column = column._replace(kind=kind)
    colour = TEXTS.get(tone_of(value, column)) if kind != "moved" else SOFT
    text = document_text(value, column, unit)
    width = width_of(visible(text))
    if isinstance(value, date) and value >= _FIRST_DAY:
        return Said(value.toordinal() - _NO_DAY, width, "date", _DAY, colour)
    if isinstance(value, int | Fraction | Change | Lit):
        found = _number(value, column, unit, text)
        if found is not None:
            return Said(found.value, width, kind, found.form, colour)
    return Said(in_cell(visible(text)), width, kind, colour=colour)


class Laid(NamedTuple):
    """A table with the columns that a sheet has of it, and what is said of each of their values."""

    table: Table
    fields: tuple[Field, ...]
    said: tuple[dict[Key, Said], ...]

    def widths(self) -> Iterator[int]:
        """How wide its columns are."""
        targets = set(bars_of(self.table).values())
        for field, known in zip(self.fields, self.said, strict=True):
            head = min(width_of(visible(field.column.head)), _HEAD) // field.parts
            least = max(head, 12 if field.place in targets else 0)
            width = max((each.width for each in known.values()), default=0)
            # A figure stands off the edge, and in sums it is bold.
            yield min(max(width, least) + 2 + field.column.is_figure, _MOST)


def laid_of(block: Block, unit: MoneyUnit, w: Wording) -> Laid | None:
    """A block that is written as a table; a value is read once a column, however often it stands.

    ``None`` where it is none.
    """
    table = chart_table(block, w) if isinstance(block, Chart) else block
    if not isinstance(table, Table) or not (table.rows or isinstance(block, Chart)):
        return None
    fields = tuple(fields_of(table))
    rows = [row.cells for row in table.rows if row.rank != "heading"]
    said = []
    for field in fields:
        known: dict[Key, Said] = {}
        for cells in rows:
            value = cells[field.place]
            if (value.__class__, value) not in known:
                found = said_of(field.value(value), field.column, unit)
                known[value.__class__, value] = found
        said.append(known)
    return Laid(table, fields, tuple(said))


def lines_of(width: int, room: int) -> int:
    """How many lines a text of some columns has in so many characters of a sheet."""
    # Letters are a little narrower than the digits in which widths are measured.
    return -(-width * 7 // (room * 8))


def number(figure: int | Fraction | Change | Lit, column: Column, unit: MoneyUnit) -> Number | None:
    """A figure as a number with as many decimals as people read, ``None`` if it has too many.

    Percentage points are rounded to what is written, as in JSON: what is written as none is 0. So
    is what a spreadsheet, which sees fifteen digits of a number, would else show with others.
    """
    return _number(figure, column, unit, document_text(figure, column, unit))


def _number(
    figure: int | Fraction | Change | Lit, column: Column, unit: MoneyUnit, text: str
) -> Number | None:
    """The same where it is known what people read."""
    if isinstance(figure, Lit):
        found = number(rounded(figure.points, 1), column._replace(kind="points", digits=-1), unit)
        sign = f'"{figure.light.mark} "'
        forms = () if found is None else (f"{sign}{form}" for form in found.form.split(";"))
        return found and found._replace(form=";".join(forms))
    if column.kind == "bar":
        column = column._replace(kind="ratio")
        text = document_text(figure, column, unit)
    if sum(map(str.isdecimal, text)) > SURE_DIGITS:
        return None
    signed = isinstance(figure, Change) or column.kind in ("growth", "points", "gap")
    bare = figure.figure if isinstance(figure, Change) else figure
    size = SIZES[unit] if column.kind in ("money", "rough", "bound") else 1
    decimals = sum(map(str.isdecimal, text.partition(".")[2]))
    percent = "%" if text.endswith("%") else ""
    held, is_none = _held(bare, size, decimals + 2 * len(percent), column.kind)
    if column.kind == "moved":
        return Number(held, f'"{UP}"0;"{DOWN}"0;"{LEVEL}"')
    form = f"#,##0{'.' if decimals else ''}{'0' * decimals}{percent}"
    signs = ("+" if signed else "", "" if is_none and held < 0 else MINUS, "")
    # The space keeps the digits off the next cell's bar.
    return Number(held, ";".join(f"{sign}{form}_ " for sign in signs))


def _held(figure: int | Fraction, size: int, digits: int, kind: Kind) -> tuple[float, bool]:
    """The number of a figure in a unit of so many, and whether it is written as none."""
    if isinstance(figure, int) and size == 1:
        return figure, not figure
    if isinstance(figure, int) and abs(figure) < 10**SURE_DIGITS:
        # It has no more digits than a spreadsheet sees, and so is seen as it is.
        held = figure / size if figure % size else figure // size
        return held, 2 * abs(figure) * 10**digits < size
    value = Fraction(figure) / size
    shown = rounded(value, digits)
    seen = rounded(Fraction(f"{float(value):.{SURE_DIGITS}g}"), digits)
    if kind in ("points", "gap") or seen != shown:
        value = shown
    return int(value) if value.denominator == 1 else float(value), not shown


def side(kind: Kind) -> Look:
    """Where in a column its texts stand; at the right as far from the edge as figures do."""
    if kind == "light":
        return {"align": "center"}
    is_figure = kind not in NOT_FIGURES and kind != "rank"
    return {"align": "right", "indent": 1} if is_figure else {"align": "left"}
