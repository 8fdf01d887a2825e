"""Workbooks: cells as they are stored, where they stand."""

import sys
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlwt
from python_calamine import PasswordError

from qzinvest.errors import NotATable, PartMissing
from qzinvest.intake.files.sheets import Value
from qzinvest.intake.files.tables import Opened, open_tables
from qzinvest.intake.files.workbook import _Reader, open_workbook
from tests.intake import books

NOON = datetime(2022, 3, 15, 12, 0)  # noqa: DTZ001 - cells have no time zone


def opened(folder: Path, content: bytes) -> Opened:
    return open_tables(books.write(folder, "报送", content), "报送")


def rows(found: Opened, sheet: int = 0) -> dict[int, list[Value]]:
    return {row.number: row.values for row in found.sheets[sheet].rows()}


def new(fill: Callable[[Any, Any], None], **options: object) -> bytes:
    return books.xlsx(lambda book: fill(book, book.add_worksheet("甲")), **options)


def test_values_of_every_kind(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        day, hour = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "[h]:mm"))
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, ["钢铁", " 项 ", 5, 5.5, -0.25, 1e300, True, "5"])
        sheet.write_row(1, 0, [date(2022, 3, 15), NOON], day)
        sheet.write(1, 2, time(10, 30), clock)
        sheet.write(1, 3, 1.5, hour)
        sheet.write_formula(2, 0, "=1+1", None, 7)
        sheet.write_formula(2, 1, '="a"', None, "公式")
        sheet.write_string(2, 3, " 　")
        sheet.write_rich_string(3, 0, "泉", book.add_format({"bold": True}), "州")

    found = rows(opened(tmp_path, new(fill)))
    assert found == {
        1: ["钢铁", " 项 ", 5, 5.5, -0.25, 1e300, True, "5"],
        2: [date(2022, 3, 15), NOON, "10:30:00", "1 day, 12:00:00"],
        3: [7, "公式"],
        4: ["泉州"],
    }
    assert isinstance(found[1][2], int)
    assert isinstance(found[3][0], int)


@pytest.mark.parametrize(("flag", "epoch"), [(False, 1900), (True, 1904)])
def test_the_epoch_is_said_and_dates_are_the_same(tmp_path: Path, flag: bool, epoch: int) -> None:  # noqa: FBT001 - a case
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, date(2022, 3, 15), book.add_format({"num_format": "yyyy/m/d"}))

    found = opened(tmp_path, new(fill, date_1904=flag))
    assert (found.epoch, rows(found)) == (epoch, {1: [date(2022, 3, 15)]})


CELL = '<table:table-cell office:value-type="{}" office:{}="{}"/>'
ODS = (
    '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    '<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
    '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2"'
    ' office:value-type="string"><text:p>项目</text:p></table:table-cell>'
    "<table:covered-table-cell/></table:table-row>"
    "<table:table-row><table:table-cell/></table:table-row>"
    '<table:table-row><table:table-cell table:number-columns-repeated="3"/>'
    + CELL.format("float", "value", "5")
    + '<table:table-cell table:formula="of:=1/0" office:value-type="string"'
    ' office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
    "</table:table-cell></table:table-row>"
)


def new_sheet(_: Any, sheet: Any) -> None:
    sheet.merge_range(2, 2, 3, 3, "项目")
    sheet.write(4, 3, 5)
    sheet.write_formula(4, 4, "=1/0", None, "#DIV/0!")


def old_sheet(book: Any) -> None:
    sheet = book.add_sheet("甲")
    sheet.write_merge(2, 3, 2, 3, "项目")
    sheet.write(4, 3, 5)
    sheet.row(4).set_cell_error(4, "#DIV/0!")


BINARY = {(2, 2): "项目", (4, 3): 5.0, (4, 4): b"\x07", (4, 9): None}
KINDS = {
    "xlsx": new(new_sheet),
    "xls": books.xls(old_sheet),
    "xlsb": books.xlsb(BINARY, merge=(2, 2, 3, 3)),
    "ods": books.ods(ODS),
}


@pytest.mark.parametrize("kind", KINDS)
def test_rows_and_columns_keep_their_place_and_errors_their_text(tmp_path: Path, kind: str) -> None:
    found = opened(tmp_path, KINDS[kind])
    assert (found.kind, found.epoch, found.encoding, found.delimiter) == (kind, 1900, "", "")
    for _ in range(2):
        assert rows(found) == {
            3: [None, None, "项目"],
            5: [None, None, None, 5, "#DIV/0!"],
        }
    assert found.sheets[0].merges == ((3, 2, 4, 3),)
    assert found.sheets[0].size == 5


def test_errors_alone_on_a_sheet(tmp_path: Path) -> None:
    cells = '<row r="3"><c r="C3" t="e"><f>A1</f><v>#REF!</v></c><c r="D3" t="e"><v>#N/A</v></c>'
    found = opened(tmp_path, books.xlsx_by_hand(f"<sheetData>{cells}</row></sheetData>"))
    assert rows(found) == {3: [None, None, "#REF!", "#N/A"]}


def test_numbers_that_are_none(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>inf</v></c><c r="B1"><v>NaN</v></c></row>'
    found = opened(tmp_path, books.xlsx_by_hand(f"<sheetData>{cells}</sheetData>"))
    assert rows(found) == {1: ["inf", "nan"]}


def test_hidden_sheets_are_named_and_empty_ones_left_out(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        for name in ("甲", "空", "藏", "深藏", "乙"):
            sheet = book.add_worksheet(name)
            if name != "空":
                sheet.write(0, 0, name)
        book.get_worksheet_by_name("藏").hide()
        book.get_worksheet_by_name("深藏").very_hidden()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=甲!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)

    found = opened(tmp_path, books.xlsx(fill))
    assert [sheet.name for sheet in found.sheets] == ["甲", "乙"]
    assert found.hidden == ("藏", "深藏")
    # Sheets may be read in any order, and several at once.
    first, second = (sheet.rows() for sheet in reversed(found.sheets))
    assert (next(first).values, next(second).values) == (["乙"], ["甲"])


def test_large_sheets_are_let_go_when_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qzinvest.intake.files.workbook._KEPT", 1)
    content = books.xlsx_by_hand(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', names=("甲", "乙")
    )
    found = opened(tmp_path, content)
    for sheet in (0, 1, 0):
        assert rows(found, sheet) == {1: [1]}


def test_no_visible_sheet_with_anything_on_it(tmp_path: Path) -> None:
    for content in (books.ods("<table:table-row/>"), books.xls(lambda book: book.add_sheet("空"))):
        with pytest.raises(NotATable, match="blank"):
            opened(tmp_path, content)


F = "<row><c><v>1</v></c></row>"


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (
            books.xlsx_by_hand(
                '<sheetData><row r="2"><c r="B2"><f>A1</f></c><c r="C2"><f>A1</f><v>7</v></c></row>'
                '<row r="3"><c r="B3"><f t="shared" si="0"/><v></v></c></row></sheetData>'
            ),
            {2: [None, "=…", 7], 3: [None, "=…"]},
        ),
        (
            books.xlsx_by_hand(
                "<sheetData><row>" + "<c><f>A1</f><v/></c>" * 7 + "</row></sheetData>"
            ),
            {1: ["=…"] * 7},
        ),
        (new(lambda _, sheet: sheet.write_formula(1, 1, "=A1")), {2: [None, "=…"]}),
        (
            books.ods('<table:table-row><table:table-cell table:formula="of:=1"/>'
                      "</table:table-row>"),
            {1: ["=…"]},
        ),
    ],
)  # fmt: skip
def test_formulas_without_a_result_say_so(
    tmp_path: Path, content: bytes, cells: dict[int, list[object]]
) -> None:
    assert rows(opened(tmp_path, content)) == cells


def test_an_old_formula_with_its_result(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("甲")
        sheet.write(0, 0, 1)
        sheet.write(0, 1, xlwt.Formula("A1+1"))  # xlwt writes the result ""

    assert rows(opened(tmp_path, books.xls(fill))) == {1: [1]}


class PanicException(BaseException):
    """What a panic of Rust code comes as; it cannot be imported."""


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (PanicException("index out of bounds"), "damaged"),
        (OSError("failed to fill whole buffer"), "damaged"),
        (PasswordError("locked"), "password"),
        (ValueError("…"), "damaged"),
    ],
)
def test_trouble_inside_the_library_means_damage(trouble: BaseException, reason: str) -> None:
    with pytest.raises(NotATable, match=reason), _Reader(Path("a"), "a").trouble():
        raise trouble


@pytest.mark.parametrize("other", [KeyboardInterrupt(), PermissionError(13, "…")])
def test_trouble_from_elsewhere_is_not_the_files(other: BaseException) -> None:
    with pytest.raises(type(other)), _Reader(Path("a"), "a").trouble():
        raise other


def test_a_machine_without_the_reader_of_workbooks_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(PartMissing, match="python-calamine"):
        open_workbook(tmp_path / "a.xlsx", "a.xlsx")
