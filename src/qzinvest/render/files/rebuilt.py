"""A sender's table written anew as a workbook, its bad cells marked: text files, XLS and ODS."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from qzinvest.locale import Wording
from qzinvest.render.files.remarks import (
    BOX_WIDTH,
    LIST_WIDTHS,
    Spot,
    box_height,
    cleaned,
    list_height,
    remark,
    width_of,
)
from qzinvest.render.workbook import OPTIONS, SURE_DIGITS, sheet_name, stamped, write_text
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Value = str | int | float | bool | date | datetime | None
_WIDEST = 50
_MAC = 1904
_A4 = 9
_MOST_LINKS = 60_000
"""Excel has room for 65,530 links on a sheet."""


class Page(NamedTuple):
    """A sheet as it came: its rows with their numbers, and its merged ranges.

    Ranges are ``(first row, first column, last row, last column)``, rows from 1, columns from 0.
    """

    name: str
    rows: Iterable[tuple[int, Sequence[Value]]]
    merges: tuple[tuple[int, int, int, int], ...] = ()


def return_workbook(
    pages: Sequence[Page], spots: Sequence[Spot], w: Wording, *, epoch: int = 1900
) -> bytes:
    """An XLSX file with the same cells, each bad one on red ground and with a comment.

    ``epoch`` is the year from which the days' numbers of the sender's file count.

    The first sheet lists them, each with a link to its cell. Texts stay texts: none becomes a
    formula, a link or a number.
    """
    # Imported here: only a file that goes back needs it.
    from xlsxwriter import Workbook

    out = BytesIO()
    book = Workbook(out, {**OPTIONS, "date_1904": epoch == _MAC})  # the days' numbers stay
    stamped(book)
    names = _names(pages, w)
    _summary(book, names, spots, w)
    for page in pages:
        _page(book, names[page.name], page, [spot for spot in spots if spot.sheet == page.name])
    book.close()
    return out.getvalue()


def _page(book: "Workbook", name: str, page: Page, spots: Sequence[Spot]) -> None:
    sheet = book.add_worksheet(name)
    plain, day = book.add_format(), book.add_format({"num_format": "yyyy-mm-dd"})
    marks = {"bg_color": "#FFC7CE"}
    bad, bad_day = book.add_format(marks), book.add_format(marks | {"num_format": "yyyy-mm-dd"})
    texts: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for spot in spots:
        texts[spot.row, max(spot.column, 0)].append(remark(spot.text))
    widths: dict[int, int] = {}
    for number, values in page.rows:
        for column, value in enumerate(values):
            wrong = (number, column) in texts
            chosen = (bad_day if wrong else day) if isinstance(value, date) else None
            _write_cell(sheet, (number - 1, column), value, chosen or (bad if wrong else plain))
            widths[column] = max(widths.get(column, 0), _width(value))
    for column, width in widths.items():
        sheet.set_column(column, column, min(width + 2, _WIDEST))
    for top, left, bottom, right in page.merges:
        _merge(sheet, (top - 1, left, bottom - 1, right), plain)
    for (row, column), said in texts.items():
        text = "\n".join(dict.fromkeys(said))
        if column not in sheet.table.get(row - 1, {}):
            sheet.write_blank(row - 1, column, None, bad)
        sheet.write_comment(row - 1, column, text, _box(text))


def _write_cell(sheet: "Worksheet", at: tuple[int, int], value: Value, style: "Format") -> None:
    row, column = at
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, int | float) and len(f"{abs(value):.0f}") <= SURE_DIGITS:
        sheet.write_number(row, column, value, style)
    else:
        write_text(sheet, row, column, cleaned(str(value)), style)


def _merge(sheet: "Worksheet", area: tuple[int, int, int, int], style: "Format") -> None:
    # The range's text is written already; merging would write it anew, as whatever it looks like.
    from xlsxwriter.exceptions import OverlappingRange

    top, left, bottom, right = area
    kept = sheet.table.get(top, {}).get(left)
    if (top, left) != (bottom, right):
        try:
            sheet.merge_range(top, left, bottom, right, "", style)
        except OverlappingRange:
            return
        if kept is not None:
            sheet.table[top][left] = kept


def _summary(book: "Workbook", names: dict[str, str], spots: Sequence[Spot], w: Wording) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    sheet = book.add_worksheet(sheet_name(w("return.sheet"), "", names.values()))
    bold = book.add_format({"bold": True, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    intro = w("return.intro", count=len(spots))
    sheet.merge_range(0, 0, 0, 1, intro, bold)
    sheet.set_row(0, list_height(intro))
    for column, width in enumerate(LIST_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    for place, spot in enumerate(spots, 2):
        cell = xl_rowcol_to_cell(spot.row - 1, max(spot.column, 0))
        target = names[spot.sheet]
        link = f"internal:'{target}'!{cell}"
        if place < _MOST_LINKS:
            sheet.write_url(place, 0, link, string=f"{target}!{cell}")
        else:
            sheet.write_string(place, 0, f"{target}!{cell}")
        write_text(sheet, place, 1, remark(spot.text), wrap)
        sheet.set_row(place, list_height(spot.text))


def _names(pages: Sequence[Page], w: Wording) -> dict[str, str]:
    """A legal sheet name of its own for each page."""
    names: dict[str, str] = {}
    for page in pages:
        names[page.name] = sheet_name(page.name, w("return.data"), names.values())
    return names


def _box(text: str) -> dict[str, object]:
    return {"width": BOX_WIDTH, "height": box_height(text), "author": "qzinvest"}


def _width(value: Value) -> int:
    return 0 if value is None else width_of(str(value))
