"""What all workbooks that we write share: nothing in them is computed, and their bytes repeat."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Change,
    Chart,
    Column,
    Document,
    Facts,
    Kind,
    Lit,
    MoneyUnit,
    Rank,
    Sheet,
    Table,
    Texts,
    Tone,
    Value,
)
from qzinvest.patterns import pattern
from qzinvest.render.figures import DOWN, LEVEL, MINUS, SIZES, UP, document_text, rounded, several
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
FONTS = {"zh_Hans": "等线", "zh_Hant": "Microsoft JhengHei", "en": "Calibri"}
SURE_DIGITS = 15
"""As many digits as a spreadsheet keeps of a number."""
DRAWN: tuple[Kind, ...] = ("ratio", "growth", "chance", "part")
"""Kinds of figures that bars draw."""
INK, SOFT, LINE, PANEL, TITLE = "#1A2026", "#55606B", "#D5DAE0", "#F4F6F8", "#A8141C"
TEXTS: Mapping[Tone, str] = {"good": "#00614A", "fair": "#7A5200", "bad": "#A8141C"}
BARS: Mapping[Tone, str] = {"good": "#8FD0C5", "fair": "#F2CF87", "bad": "#E79A9E", "": "#C3CBD3"}
Look = Mapping[str, object]
LOOKS: Mapping[Rank, Look] = {
    "line": {"bottom": 1, "bottom_color": LINE},
    "heading": {"bottom": 1, "bottom_color": LINE, "bg_color": PANEL, "bold": True},
    "subtotal": {"bottom": 1, "bottom_color": LINE, "bold": True},
    "total": {"top": 1, "bottom": 1, "top_color": INK, "bottom_color": INK, "bold": True},
}
EDGE: Look = {"left": 1, "left_color": LINE}
"""Before the first column of a group."""
GROUPS: Look = {"bg_color": PANEL, "bold": True, "align": "center", "text_wrap": True}
HEADS: Look = {
    "bg_color": PANEL,
    "text_wrap": True,
    "valign": "bottom",
    "font_color": SOFT,
    "bottom": 1,
    "bottom_color": INK,
}
DRAWN_SERIES: Sequence[Look] = (
    {"fill": {"color": LINE}, "gap": 40},
    {"line": {"color": "#C48600", "width": 2.5}},
    {"line": {"color": INK, "width": 1.25}},
)
"""How the columns of a table are drawn beside it."""
SERIES: Sequence[Look] = (
    {"fill": {"color": "#7B8794"}, "gap": 40},
    {"line": {"color": INK, "width": 1.75}},
    {"line": {"none": True}, "marker": {"type": "circle", "size": 6, "border": {"color": INK}}},
    *[{"line": {"color": SOFT, "width": 1, "dash_type": "dash"}}] * 2,
)
"""How a chart draws what was reached, due, there a year before, and to be expected."""
_CREATED = datetime(2022, 1, 1)  # noqa: DTZ001 - a property of the file, not a time
_FORBIDDEN = pattern(r"[\[\]:*?/\\']")
_SINGLE = {str, int, Fraction, date, type(None)}
"""Kinds of values of which a cell has one."""
_LONGEST_NAME = 31
_LONGEST_CELL, _LONGEST_FOOT = 32_767, 90
_A4 = 9
Writer = Callable[[int, int, object, "Format"], object]
"""Writes a cell: row, column, what it holds, and its look."""


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
        if column.kind == "bar" or not _SINGLE.issuperset(map(type, cells)):
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


class Lane(NamedTuple):
    """A column on its way down, with what is made of its values: each is read and styled once.

    ``room`` is for how many characters, ``look`` that of its rows; equal values may be of two kinds
    and read differently. What is made is written so, what it is, its look, and the lines it has.
    """

    field: Field
    room: int
    look: Look
    made: dict[tuple[type, Value], tuple[Writer, object, "Format", int]]


def lanes_of(fields: Sequence[Field], widths: Sequence[int], look: Look) -> Iterator[Lane]:
    """The columns in rows that look so; before a group stands a line."""
    group = ""
    for field, width in zip(fields, widths, strict=False):
        edge = EDGE if field.column.group not in ("", group) else {}
        group = field.column.group
        yield Lane(field, width - 1, {**look, **edge}, {})


def sheets_of(document: Document, w: Wording) -> list[Sheet]:
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


def stamped(book: "Workbook") -> None:
    """Give the workbook a fixed date of creation, so that the same data give the same bytes."""
    book.set_properties({"created": _CREATED, "author": "qzinvest"})


def in_cell(text: str) -> str:
    """As much of a text as a cell has room for."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST_CELL:
        return text
    return f"{units[: 2 * _LONGEST_CELL - 2].decode('utf-16-le', 'ignore')}…"


def write_text(
    sheet: "Worksheet", row: int, column: int, text: str, style: "Format | None" = None
) -> None:
    """Write a text that stays one, whole as far as a cell has room.

    XlsxWriter takes what looks like a run of its own XML for one, and drops what is too long.
    """
    text = in_cell(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        parts = (text[0], text[1], text[2:])
        sheet.write_rich_string(row, column, *parts, *([] if style is None else [style]))
    else:
        sheet.write_string(row, column, text, style)


def sheet_name(wanted: str, otherwise: str, taken: Collection[str]) -> str:
    """A legal name of a sheet, as near to what is wanted as ``taken`` allows.

    ``otherwise`` stands where nothing of it may stay.
    """
    names = (_FORBIDDEN.sub(" ", name).strip() for name in (wanted, otherwise))
    base = next(filter(None, names), "qzinvest")
    used = {name.casefold() for name in taken} | {"history"}  # which Excel keeps for itself
    return next(name for name in _numbered(base) if name.casefold() not in used)


def _numbered(base: str) -> Iterator[str]:
    yield base[:_LONGEST_NAME].strip()
    for number in range(2, 10_000):
        end = f" {number}"
        yield (base[: _LONGEST_NAME - len(end)] + end).strip()


def number(figure: int | Fraction | Change | Lit, column: Column, unit: MoneyUnit) -> Number | None:
    """A figure as a number with as many decimals as people read, ``None`` if it has too many.

    Percentage points are rounded to what is written, as in JSON: what is written as none is 0. So
    is what a spreadsheet, which sees fifteen digits of a number, would else show with others.
    """
    if isinstance(figure, Lit):
        shown = rounded(figure.points, 1)
        found = number(shown, column._replace(kind="points", digits=-1), unit)
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
    decimals = sum(map(str.isdecimal, text.partition(".")[2]))
    size = SIZES[unit] if column.kind in ("money", "rough", "bound") else 1
    percent = "%" if text.endswith("%") else ""
    held, is_none = _held(bare, size, decimals + 2 * len(percent), column.kind)
    form = f"#,##0{'.' if decimals else ''}{'0' * decimals}{percent}"
    if column.kind == "moved":
        return Number(held, f'"{UP}"0;"{DOWN}"0;"{LEVEL}"')
    signs = ("+" if signed else "", "" if is_none and held < 0 else MINUS, "")
    # The space keeps the digits off the next cell's bar.
    return Number(held, ";".join(f"{sign}{form}_ " for sign in signs))


def _held(figure: int | Fraction, size: int, digits: int, kind: Kind) -> tuple[float, bool]:
    """The number of a figure in a unit of so many, and whether it is written as none."""
    if isinstance(figure, int) and size == 1:
        return figure, not figure
    if isinstance(figure, int) and abs(figure) < 10**SURE_DIGITS:
        # A spreadsheet sees all of its digits, for units are powers of ten.
        held = figure / size if figure % size else figure // size
        return held, 2 * abs(figure) * 10**digits < size
    value = Fraction(figure) / size
    shown = rounded(value, digits)
    seen = rounded(Fraction(f"{float(value):.{SURE_DIGITS}g}"), digits)
    if kind in ("points", "gap") or seen != shown:
        value = shown
    return int(value) if value.denominator == 1 else float(value), not shown


def printed(sheet: "Worksheet", left: str = "", right: str = "") -> None:
    """Let the sheet be printed on A4, one page wide, with the number of each page.

    ``left`` and ``right`` of that stand at the foot, as far as a foot has room.
    """
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    texts = (text[:_LONGEST_FOOT].replace("&", "&&") for text in (left, right))
    parts = zip(("&L&8", "&R&8"), texts, strict=True)
    sheet.set_footer("".join(["&C— &P —", *(f"{place}{text}" for place, text in parts if text)]))


def data_bars(sheet: "Worksheet", column: int, rows: Sequence[int], tint: str) -> None:
    """Bars of one colour on some figures of a column, of which the whole is 100 %."""
    # Imported here: few workbooks have bars.
    from xlsxwriter.utility import xl_range

    runs: list[tuple[int, int]] = []
    for row in rows:
        first = runs.pop()[0] if runs and runs[-1][1] == row - 1 else row
        runs.append((first, row))
    rule = {
        "type": "data_bar",
        "bar_color": tint,
        "bar_solid": True,
        "bar_no_border": True,
        "bar_axis_position": "none",
        "bar_direction": "left",
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 1,
        # Else programs that know no newer rule draw a tenth of the cell for nothing at all.
        "min_length": 0,
        "max_length": 100,
        "multi_range": " ".join(xl_range(first, column, last, column) for first, last in runs),
    }
    sheet.conditional_format(rows[0], column, rows[-1], column, rule)


def side(column: Column) -> Look:
    """Where in a column its texts stand; at the right as far from the edge as figures do."""
    if column.is_figure and column.kind != "rank":
        return {"align": "right", "indent": 1}
    if column.kind == "light":
        return {"align": "center"}
    return {"align": "left"}
