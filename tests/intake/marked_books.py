"""Workbooks of every kind in which cells are struck through, and rows and columns hidden.

A table is text, as in ``corpus``; ``~石化~`` is a cell that is struck through, ``~10亿~8亿`` one of
two runs, of which the first is.
"""

import io
import re
from collections.abc import Callable, Collection, Mapping
from itertools import pairwise
from struct import pack
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from tests.intake import books

Run = tuple[str, bool]
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
LINE = 'style:text-line-through-style="solid" style:text-line-through-type="single"'


class Looks(NamedTuple):
    """What is hidden: rows and columns, from 0, the rows by a filter or not."""

    rows: Collection[int] = ()
    columns: Collection[int] = ()
    filtered: bool = False


def runs(cell: str) -> list[Run]:
    """The texts of a cell, and whether each is struck through."""
    parts = cell.split("~")
    return [(part, bool(place % 2)) for place, part in enumerate(parts) if part]


def grid(table: str) -> dict[tuple[int, int], list[Run]]:
    return {
        (row, column): runs(cell)
        for row, line in enumerate(table.split("\n"))
        for column, cell in enumerate(line.split("|"))
        if cell
    }


def value(text: str) -> str | float:
    return float(text) if NUMBER.fullmatch(text) else text


def as_xlsx(table: str, looks: Looks) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        fonts = {struck: book.add_format({"font_strikeout": struck}) for struck in (False, True)}
        for (row, column), texts in grid(table).items():
            if len(texts) == 1:
                sheet.write(row, column, value(texts[0][0]), fonts[texts[0][1]])
            else:
                pieces = [piece for text, struck in texts for piece in (fonts[struck], text)]
                sheet.write_rich_string(row, column, *pieces)
        for row in looks.rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in looks.columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        if looks.filtered:
            sheet.autofilter(0, 0, table.count("\n"), 1)
            sheet.filter_column(1, "x == 风电")
    return target.getvalue()


def as_xls(table: str, looks: Looks) -> bytes:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("表")
        styles = {s: xlwt.easyxf(f"font: struck_out {'on' if s else 'off'}") for s in (False, True)}
        for (row, column), texts in grid(table).items():
            if len(texts) == 1:
                sheet.write(row, column, value(texts[0][0]), styles[texts[0][1]])
            else:
                pieces = [(text, styles[struck].font) for text, struck in texts]
                sheet.write_rich_text(row, column, pieces, styles[False])
        for row in looks.rows:
            sheet.row(row).hidden = True
        for column in looks.columns:
            sheet.col(column).hidden = True

    return books.xls(fill)


def as_ods(table: str, looks: Looks) -> bytes:
    found = grid(table)
    hidden = 'table:visibility="collapse"'
    width = 1 + max(column for _, column in found)
    columns = [
        f"<table:table-column {hidden if column in looks.columns else ''}/>"
        for column in range(width)
    ]
    lines = []
    for row in range(1 + table.count("\n")):
        how = hidden.replace("collapse", "filter") if looks.filtered else hidden
        cells = "".join(_ods_cell(found.get((row, column), [])) for column in range(width))
        said = how if row in looks.rows else ""
        lines.append(f"<table:table-row {said}>{cells}</table:table-row>")
    styles = "".join(
        f'<style:style style:name="{name}" style:family="{family}" {parent}>'
        f"<style:text-properties {line}/></style:style>"
        for name, family, parent, line in (
            ("ce1", "table-cell", "", LINE),
            ("ce2", "table-cell", 'style:parent-style-name="ce1"', ""),
            ("T1", "text", "", LINE),
        )
    )
    return books.ods("".join(columns + lines), before=styles)


def _ods_cell(texts: list[Run]) -> str:
    if not texts:
        return "<table:table-cell/>"
    if len(texts) == 1:
        text, struck = texts[0]
        style = 'table:style-name="ce2"' if struck else ""
        kind = f'float" office:value="{text}' if NUMBER.fullmatch(text) else "string"
        inside = escape(text)
    else:
        style, kind = "", "string"
        inside = "".join(
            f'<text:span text:style-name="T1">{escape(text)}</text:span>' if struck else text
            for text, struck in texts
        )
    return (
        f'<table:table-cell {style} office:value-type="{kind}"><text:p>{inside}</text:p>'
        "</table:table-cell>"
    )


def as_xlsb(table: str, looks: Looks) -> bytes:
    found = grid(table)
    texts: list[bytes] = []
    bottom, right = (max(place[i] for place in found) for i in (0, 1))
    sheet = books.record(129) + books.record(148, pack("<4I", 0, bottom, 0, right))
    sheet += books.record(390)
    for column in looks.columns:
        sheet += books.record(60, pack("<4IH", column, column, 2560, 0, 1))
    sheet += books.record(391) + books.record(145)
    for row in range(bottom + 1):
        hidden = 0x10 if row in looks.rows else 0
        sheet += books.record(0, pack("<IIHBB", row, 0, 300, 0, hidden) + bytes(13))
        for column in range(right + 1):
            if cell := found.get((row, column)):
                sheet += _xlsb_cell(column, cell, texts)
    sheet += books.record(146)
    if looks.filtered:
        area = pack("<4I", 0, bottom, 0, right)
        column_of_filter = books.record(163, pack("<IH", 1, 0)) + books.record(164)
        sheet += books.record(161, area) + column_of_filter + books.record(162)
    fonts = b"".join(
        books.record(
            43,
            pack("<HHHHBBBB", 220, 8 * struck, 400, 0, 0, 2, 0, 0) + bytes(9) + books.wide("宋体"),
        )
        for struck in (False, True)
    )
    styles = b"".join(
        books.record(47, pack("<HHHHHBBHH", 0xFFFF, 0, font, 0, 0, 0, 0, 0, 0x3F))
        for font in (0, 1)
    )
    looks_part = (
        books.record(278)
        + books.record(611, pack("<I", 2))
        + fonts
        + books.record(612)
        + books.record(626, pack("<I", 1))
        + styles[: len(styles) // 2]
        + books.record(627)
        + books.record(617, pack("<I", 2))
        + styles
        + books.record(618)
        + books.record(279)
    )
    shared = books.record(159, pack("<II", len(texts), len(texts))) + b"".join(texts)
    more: Mapping[str, bytes | str] = {
        "xl/styles.bin": looks_part,
        "xl/sharedStrings.bin": shared + books.record(160),
    }
    return books.xlsb_book(sheet + books.record(130), more=more)


def _xlsb_cell(column: int, cell: list[Run], texts: list[bytes]) -> bytes:
    whole = value(cell[0][0])
    style = int(len(cell) == 1 and cell[0][1])
    if isinstance(whole, float) and len(cell) == 1:
        return books.record(5, pack("<IId", column, style, whole))
    text = "".join(part for part, _ in cell)
    begins = [0]
    for part, _ in cell:
        begins.append(begins[-1] + len(part))
    fonts = b"".join(
        pack("<HH", begin, struck)
        for (begin, _), (_, struck) in zip(pairwise(begins), cell, strict=True)
    )
    several = pack("<I", len(cell)) + fonts if len(cell) > 1 else b""
    texts.append(books.record(19, bytes([len(cell) > 1]) + books.wide(text) + several))
    return books.record(7, pack("<III", column, style, len(texts) - 1))


KINDS: Mapping[str, Callable[[str, Looks], bytes]] = {
    "xlsx": as_xlsx,
    "xls": as_xls,
    "ods": as_ods,
    "xlsb": as_xlsb,
}
