"""What a format shows besides the number."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwt

from qzinvest.intake.files.sheets import Shown, shown_by
from qzinvest.intake.files.tables import open_tables
from tests.intake import books

CELLS = [
    (date(2022, 3, 1), 'yyyy"年"m"月"'),
    (date(2022, 3, 1), "yyyy-mm-dd"),
    (date(2022, 3, 1), "mmm-yy"),
    (20, '0"亿元"'),
    (20, "0.00"),
    (56_000_000, '0!.0,"万"'),
]
SHOWN = ["2022-03", date(2022, 3, 1), "2022-03", "20亿元", 20, '56000000 [0!.0,"万"]']


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('yyyy"年"m"月"', Shown("month")),
        ("mmm-yy", Shown("month")),
        ("yyyy\\-mm", Shown("month")),
        ('[$-804]yyyy"年"m"月";@', Shown("month")),
        ('yyyy"年"', Shown("year")),
        ('yyyy"年"m"月"d"日"', None),
        ("yyyy-mm-dd hh:mm", None),
        ('0.0"亿元"', Shown("unit", "", "亿元")),
        ("[$$-409]#,##0.00", Shown("unit", "$", "")),
        ('#,##0.00\\ "万美元"', Shown("unit", "", "万美元")),
        ('0!.0,"万"', Shown("scaled", "", ' [0!.0,"万"]')),
        ("0.00,,", Shown("scaled", "", " [0.00,,]")),
        ("#,##0.00", None),
        ("0.00_ ", None),
        ('_ "¥"* #,##0.00_ ', None),
        ("0.0%", None),
        ("General", None),
        ("@", None),
        ("", None),
    ],
)
def test_what_a_format_code_says(code: str, shown: Shown | None) -> None:
    assert shown_by(code) == shown


def test_cells_come_as_they_are_shown(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("表")
        for row in (0, 2):
            for column, (value, code) in enumerate(CELLS):
                sheet.write(row, column, value, book.add_format({"num_format": code}))

    path = books.write(tmp_path, "in.xlsx", books.xlsx(fill))
    rows = list(open_tables(path).sheets[0].rows())
    assert [(row.number, row.values) for row in rows] == [(1, SHOWN), (3, SHOWN)]


def test_formats_of_parts_with_a_prefix(tmp_path: Path) -> None:
    """As Open XML SDK writes them: ``<x:c>``, ``<x:numFmt>``, ``<x:cellXfs>``."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet("表")
        for column, (value, code) in enumerate(CELLS):
            sheet.write(0, column, value, book.add_format({"num_format": code}))

    plain = zipfile.ZipFile(io.BytesIO(books.xlsx(fill)))
    parts: dict[str, bytes | str] = {}
    for name in plain.namelist():
        text = plain.read(name).decode()
        if name.startswith("xl/") and not name.endswith(".rels"):
            text = re.sub(r"<(/?)(?=[A-Za-z])(?!x:|dc|cp)", r"<\1x:", text)
            text = text.replace(" xmlns=", " xmlns:x=")
        parts[name] = text
    path = books.write(tmp_path, "in.xlsx", books.zipped(parts))
    assert [row.values for row in open_tables(path).sheets[0].rows()] == [SHOWN]


def test_cells_of_an_older_workbook_too(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("表")
        for row in (0, 2):
            for column, (value, code) in enumerate(CELLS):
                sheet.write(row, column, value, xlwt.easyxf(num_format_str=code))

    path = books.write(tmp_path, "in.xls", books.xls(fill))
    rows = list(open_tables(path).sheets[0].rows())
    assert [(row.number, row.values) for row in rows] == [(1, SHOWN), (3, SHOWN)]
