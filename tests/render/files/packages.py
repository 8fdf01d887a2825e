"""Workbooks as offices send them, and their packages in the forms that other programs write."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import xlsxwriter

Parts = dict[str, bytes]
HEAD = ["序号", "项目名称", "属地", "总投资", "签约时间", "投资方", "备注"]
ROWS: list[list[object]] = [
    [1, "海上风电装备", "惠安", 20, date(2022, 3, 15), "三峡集团", ""],
    [2, "光伏组件", "火星", "约5", "2022-02-30", "阳光公司", "=不是公式"],
    [3, "储能电站", "晋江", 3.5, None, "储能公司", ""],
    [4, "新材料基地", "月球", 8, date(2022, 3, 20), "材料公司", ""],
]
BAD = ["C5", "D5", "E5", "E6", "C7"]
"""What is wrong with it: E6 is no cell of the file."""
MENDED = {"C5": "南安", "D5": 5, "E5": "2022-04-01", "E6": "2022-04-02", "C7": "石狮"}


def form(path: Path) -> Path:
    """A form with all that must not be lost: two sheets with comments, one hidden, a chart …"""
    with xlsxwriter.Workbook(path) as book:
        sheet, notes, draft = (book.add_worksheet(name) for name in ("签约", "说明", "底稿"))
        _table(book, sheet)
        sheet.write_comment("B4", "重点项目", {"author": "张三"})
        sheet.write_comment("C7", "请核对属地", {"author": "张三"})
        green = book.add_format({"font_color": "#006100"})
        rule = {"type": "cell", "criteria": ">", "value": 10, "format": green}
        sheet.conditional_format("D4:D7", rule)
        sheet.data_validation("C4:C7", {"validate": "list", "source": ["惠安", "晋江"]})
        sheet.insert_image("F10", "a.png", {"image_data": BytesIO(_png())})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=签约!$D$4:$D$7"})
        sheet.insert_chart("B10", chart)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.print_area("A1:G8")
        sheet.set_header('&C&"黑体"报送表')
        sheet.freeze_panes(3, 0)
        notes.write("A1", "填报说明")
        notes.write_comment("A1", "请勿改动", {"author": "李四"})
        notes.print_area("A1:A2")
        draft.write_formula("A2", "=1+1", None, 2)
        draft.hide()
        book.define_name("合计额", "=签约!$D$8")
        book.define_name("说明!局部", "=说明!$A$1")
    return path


def _table(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    red = book.add_format({"bold": True, "font_color": "#C00000", "font_size": 20})
    white = {"bold": True, "bg_color": "#1F4E78", "font_color": "#FFFFFF", "border": 1}
    cell, grey = ({"border": 1, "font_name": "仿宋"} | x for x in ({}, {"bg_color": "#EDEDED"}))
    looks = [book.add_format(look) for look in (grey, cell, cell, cell | {"num_format": "0.00"})]
    looks += [book.add_format(cell | {"num_format": "yyyy/m/d"}), looks[1], looks[1]]
    sheet.merge_range("A1:G1", "2022年3月签约项目报送表", red)
    sheet.write("A2", "单位：亿元")
    sheet.write_row("A3", HEAD, book.add_format(white))
    for number, row in enumerate(ROWS, 3):
        sheet.set_row(number, 24)
        for column, value in enumerate(row):
            write = sheet.write_datetime if isinstance(value, date) else sheet.write_number
            if isinstance(value, str):
                sheet.write_string(number, column, value, looks[column])
            elif value is not None:
                write(number, column, value, looks[column])
    sheet.write_formula("D8", "=SUM(D4:D7)", looks[3], 31.5)
    sheet.write("B8", "合计")
    sheet.set_column("B:B", 28)


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\xa8\x14\x1c")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def parts_of(path: Path) -> Parts:
    """All parts of a package."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, parts: Parts) -> Path:
    """A package of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def prefixed(parts: Parts) -> Parts:
    """As some exporters write them: every element of the vocabulary has a prefix."""
    own = re.compile(r"xl/(?:workbook|styles|sharedStrings|comments\d|worksheets/sheet\d)\.xml")

    def changed(data: bytes) -> bytes:
        data = re.sub(rb"<(/?)(?![\w.-]+:)([A-Za-z])", rb"<\1x:\2", data)
        return data.replace(b' xmlns="', b' xmlns:x="')

    return {name: changed(data) if own.fullmatch(name) else data for name, data in parts.items()}


def strict(parts: Parts) -> Parts:
    """With the names of strict packages (ISO/IEC 29500-1)."""
    new, old = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
    kinds = (b"officeDocument/2006/relationships", b"officeDocument/relationships")
    return {
        name: data.replace(old + b"spreadsheetml/2006/main", new + b"spreadsheetml/main").replace(
            old + kinds[0], new + kinds[1]
        )
        for name, data in parts.items()
    }


def absolute(parts: Parts) -> Parts:
    """With ties that begin at the package's root, and marks within single quotes."""
    ties = {
        name: data for name, data in parts.items() if name.startswith("xl/") and ".rels" in name
    }
    found = {
        name: data.replace(b'Target="../', b'Target="/xl/').replace(
            b'Target="worksheets', b'Target="/xl/worksheets'
        )
        for name, data in ties.items()
    }
    sheet = re.sub(
        rb'<c r="(\w+)" s="(\d+)"', rb"<c s='\2' r='\1'", parts["xl/worksheets/sheet1.xml"]
    )
    return parts | found | {"xl/worksheets/sheet1.xml": sheet}


FORMS: dict[str, Callable[[Parts], Parts]] = {
    "as Excel writes": dict,
    "prefixed": prefixed,
    "strict": strict,
    "absolute": absolute,
}
