"""Any document as a workbook: figures are numbers, texts stay texts, nothing is computed."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from qzinvest.locale import wording
from qzinvest.model.document import (
    Change,
    Chart,
    Column,
    Document,
    MoneyUnit,
    Own,
    Row,
    Sheet,
    Table,
    Texts,
)
from qzinvest.render import xlsx
from qzinvest.render.figures import document_text, several
from qzinvest.render.wording import visible
from qzinvest.render.workbook import Number, number
from qzinvest.render.xlsx import workbook
from tests.render.documents import HOSTILE, SMALL, any_documents

W = wording("en")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Sheets = dict[str, list[list[object]]]


def sheets(raw: bytes) -> Sheets:
    """The cells of a workbook by sheet, without what is empty."""
    book = CalamineWorkbook.from_filelike(BytesIO(raw))
    found: Sheets = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        found[name] = [[cell for cell in row if cell != ""] for row in rows]
    return found


def parts(raw: bytes) -> dict[str, ET.Element]:
    with ZipFile(BytesIO(raw)) as archive:
        return {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}  # noqa: S314


def texts(table: Table, row: Row, unit: MoneyUnit) -> Iterator[str]:
    """What a row of a sheet should say, cell by cell."""
    for column, cell in zip(table.columns, row.cells, strict=True):
        for place, value in enumerate(several(cell, column)):
            ranked = column.kind == "moved" and type(cell) is tuple and not place
            shown = column._replace(kind="rank") if ranked else column
            yield visible(document_text(value, shown, unit))


def says(cell: object, text: str) -> bool:
    """Whether a cell holds the text, or as a number to the digits shown what the text does."""
    if isinstance(cell, str):
        return cell == text
    if isinstance(cell, date):
        return cell.isoformat() == text
    assert isinstance(cell, int | float)
    bare = text.strip("+−▲▼– %").replace(",", "")
    if not re.fullmatch(r"[0-9.]*", bare):
        return False
    shown = Decimal(bare or "0") * (-1 if text[:1] in "−▼" else 1)
    exact = Decimal(repr(cell)) * (100 if "%" in text else 1)
    return exact.quantize(shown, ROUND_HALF_UP) == shown


@given(any_documents(bars=False))
@settings(max_examples=40)
def test_every_cell_of_a_table_is_there_and_no_other(document: Document) -> None:
    found = sheets(workbook(document, W)).values()
    for table in document.blocks:
        if isinstance(table, Table) and table.rows:
            wanted = [
                [str(row.cells[0])]
                if row.rank == "heading"
                else [text for text in texts(table, row, document.unit) if text]
                for row in table.rows
            ]
            assert any(
                all(
                    len(line) == len(row) and all(map(says, line, row))
                    for line, row in zip(rows[first:], wanted, strict=False)
                )
                for rows in found
                for first in range(len(rows) - len(wanted) + 1)
            ), wanted


@given(any_documents())
@settings(max_examples=40)
def test_nothing_is_computed_and_the_bytes_repeat(document: Document) -> None:
    raw = workbook(document, W)
    found = parts(raw)
    assert not [name for name, part in found.items() if part.find(f".//{MAIN}f") is not None]
    assert not [name for name in found if "external" in name.lower()]
    assert raw == workbook(document, W)


def test_the_bytes_do_not_know_the_time() -> None:
    with ZipFile(BytesIO(workbook(SMALL, W))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2022-01-01T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_means_harm_stays_text(name: str) -> None:
    table = Table(name, (Column(name), Column(name, "count", name)), (Row((name, 1)),))
    chart = Chart(name, "count", (name,), (1,), (2,))
    document = Document(name, name, (table, chart), (name,))
    cells = [
        cell
        for rows in sheets(workbook(document, W)).values()
        for row in rows
        for cell in row
        if isinstance(cell, str)
    ]
    assert set(cells) - {"due by pace", "Notes"} == {visible(name)}


def test_a_sheet_in_full() -> None:
    assert sheets(workbook(SMALL, W)) == {
        "Signed investment (100 million": [
            ["Campaign 2022"],
            ["Districts, as of 2022-06-30"],
            [],
            ["Signed investment (100 million yuan)"],
            ["Unit", "Progress", "Since"],
            ["Actual", "Done", "Ahead", "Light", "Moved"],
            ["Tier 1"],
            ["晋江市", 382.35, 0.39, -11.0, "■ Red", -2.0, date(2022, 1, 31)],
            ["All", 0.005, "—", "—", "—"],
            [],
            ["A note."],
        ]
    }


def test_a_sheet_is_laid_out_for_the_eye_and_for_print() -> None:
    found = parts(workbook(SMALL, W))
    sheet = found["xl/worksheets/sheet1.xml"]
    pane = sheet.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
    assert pane is not None
    assert pane.attrib["topLeftCell"] == "B7"
    setup = sheet.find(f"{MAIN}pageSetup")
    assert setup is not None
    assert (setup.attrib["orientation"], setup.attrib["paperSize"]) == ("landscape", "9")
    assert "fitToHeight" not in setup.attrib  # one page, for it is nearly one
    (name,) = found["xl/workbook.xml"].iter(f"{MAIN}definedName")
    assert name.text == "'Signed investment (100 million'!$5:$6"


def test_what_is_longer_than_a_page_takes_several() -> None:
    long = Table("", (Column("Unit"),), [Row((f"unit {n}",)) for n in range(60)])
    setup = parts(workbook(Document("t", "", (long,)), W))["xl/worksheets/sheet1.xml"].find(
        f"{MAIN}pageSetup"
    )

    assert setup is not None
    assert setup.attrib["fitToHeight"] == "0"


def test_a_sheet_holds_the_blocks_that_a_document_gives_it() -> None:
    one = Table("A", (Column("Of"), Column("n", "number")), [Row(("x", Own("count", 3)))])
    two = Table("B", (Column("Of"), Column("m", "count")), [Row(("y" * 30, 4))], drawn=(1,))
    sheet = Sheet("Both", ("over", "title", "under"), (one, two, Texts("", ("said",))), ("note",))
    document = Document("t", "", (one,), ("other",), sheets=iter((sheet,)), foot="R&D", over="!")
    raw = workbook(document, W)
    found = parts(raw)

    assert sheets(raw) == {
        "Both": [
            *(["over"], ["title"], ["under"], []),
            *(["A"], ["Of", "n"], ["x", 3.0], []),
            *(["B"], ["Of", "m"], ["y" * 30, 4.0], []),
            *(["said"], [], ["note"]),
        ]
    }
    foot = found["xl/worksheets/sheet1.xml"].find(f"{MAIN}headerFooter/{MAIN}oddFooter")
    assert foot is not None
    assert foot.text == "&C— &P —&L&8R&&D&R&8!"
    assert [name for name in found if "charts/chart" in name] == ["xl/charts/chart1.xml"]


def test_bars_lie_on_the_figures_that_they_draw_in_the_colour_of_the_light() -> None:
    raw = workbook(SMALL, W)
    (rule,) = parts(raw)["xl/worksheets/sheet1.xml"].iter(f"{MAIN}conditionalFormatting")
    assert rule.attrib["sqref"] == "C8"
    (colour,) = rule.iter(f"{MAIN}color")
    assert colour.attrib["rgb"] == "FFE79A9E"
    (bar,) = rule.iter(f"{MAIN}dataBar")
    # The whole cell is 100 %, and nothing is no bar, for every reader.
    assert (bar.attrib["minLength"], bar.attrib["maxLength"]) == ("0", "100")


def test_words_in_the_place_of_figures_have_room_in_bold_too() -> None:
    columns = (Column("Tier"), Column("Days", "days"))
    row = Row(("City", ("<50%", "<90%")), "total")
    raw = workbook(Document("T", "", (Table("", columns, (row,)),)), W)
    _, *days = parts(raw)["xl/worksheets/sheet1.xml"].iter(f"{MAIN}col")
    assert min(float(each.attrib["width"]) for each in days) >= len("<90%") + 3


MONEY, SHARE = Column("", "money"), Column("", "ratio")


@pytest.mark.parametrize(
    ("figure", "column", "wanted"),
    [
        (1_304_350_000, Column("", "count"), Number(1_304_350_000, "#,##0_ ;−#,##0_ ;#,##0_ ")),
        (1_304_350_000, MONEY, Number(13.0435, "#,##0.00_ ;−#,##0.00_ ;#,##0.00_ ")),
        (Change(-5 * 10**7), MONEY, Number(-0.5, "+#,##0.00_ ;−#,##0.00_ ;#,##0.00_ ")),
        (Fraction(1, 4), Column("", "part"), Number(0.25, "#,##0%_ ;−#,##0%_ ;#,##0%_ ")),
        (Fraction(1, 3), SHARE, Number(1 / 3, "#,##0.0%_ ;−#,##0.0%_ ;#,##0.0%_ ")),
        (Fraction(1, 3), Column("", "chance"), Number(1 / 3, "#,##0%_ ;−#,##0%_ ;#,##0%_ ")),
        (
            Fraction(-1, 3),
            Column("", "points"),
            Number(-0.33, "+#,##0.00_ ;−#,##0.00_ ;#,##0.00_ "),
        ),
        (Fraction(1, 999), Column("", "points"), Number(0, "+#,##0.00_ ;−#,##0.00_ ;#,##0.00_ ")),
        (-2, Column("", "moved"), Number(-2, '"▲"0;"▼"0;"–"')),
        (10**16, Column("", "count"), None),
        (13_200_000_000, Column("", "bound"), Number(132, "#,##0_ ;−#,##0_ ;#,##0_ ")),
        (13_200_100_000, Column("", "bound"), Number(132.001, "#,##0.00_ ;−#,##0.00_ ;#,##0.00_ ")),
        # What is written as none has no sign, however it is held.
        (Change(-3 * 10**5), MONEY, Number(-0.003, "+#,##0.00_ ;#,##0.00_ ;#,##0.00_ ")),
        # A spreadsheet would see 90,071,992,547.4050 and show one more.
        (
            9_007_199_254_740_499_999,
            MONEY,
            Number(90_071_992_547.40, "#,##0.00_ ;−#,##0.00_ ;#,##0.00_ "),
        ),
    ],
)
def test_a_number_in_full_and_the_form_it_is_shown_in(
    figure: int | Fraction | Change, column: Column, wanted: Number | None
) -> None:
    assert number(figure, column, "yi") == wanted


def test_more_digits_than_a_spreadsheet_keeps_are_text() -> None:
    table = Table("T", (Column("Unit"), Column("N", "count")), (Row(("a", 10**16 + 1)),))
    found = sheets(workbook(Document("D", "", (table,)), W))
    assert ["a", "10,000,000,000,000,001"] in found["T"]


def test_a_head_above_a_group_is_whole_where_its_columns_are_narrow() -> None:
    group = "Landed projects of two billion yuan or more (number)"
    columns = (Column("M"), Column("a", "count", group), Column("b", "count", group))
    raw = workbook(Document("T", "", (Table("", columns, [Row(("x", 1, 2))]),)), W)
    sheet = parts(raw)["xl/worksheets/sheet1.xml"]
    heights = [float(row.get("ht", 0)) for row in sheet.iter(f"{MAIN}row")]

    assert max(heights) > 4 * 14  # of 52 letters above two columns of a few


def test_a_chart_is_one_of_the_workbooks_own_beside_its_figures() -> None:
    chart = Chart("In all", "count", ("May", "June"), (3, 5), (Fraction(7, 2), 8), (0, 0))
    raw = workbook(Document("D", "", (chart,)), W)
    rows = sheets(raw)["In all"]
    assert rows[-3:] == [["In all", "due by pace"], ["May", 3, 3.5], ["June", 5, 8]]
    drawn = ET.tostring(parts(raw)["xl/charts/chart1.xml"], encoding="unicode")
    assert "'In all'!$B$5:$B$6" in drawn
    assert "'In all'!$C$5:$C$6" in drawn


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    rows = tuple(Row((f"QZ-{place}",)) for place in range(5))
    found = sheets(workbook(Document("D", "", (Table("T", (Column("Id"),), rows),)), W))
    assert [row[-1] for name in ("T", "T 2", "T 3") for row in found[name][4:]] == [
        f"QZ-{place}" for place in range(5)
    ]


def test_a_text_longer_than_a_cell_says_that_it_is_cut() -> None:
    table = Table("T", (Column("Note"),), (Row(("𠮷" * 40_000,)),))
    (cell,) = sheets(workbook(Document("D", "", (table,)), W))["T"][-1]
    assert isinstance(cell, str)
    assert cell == "𠮷" * 16_383 + "…"


def test_equal_values_of_two_kinds_are_written_each_in_its_way() -> None:
    values = (1, Change(1), (1,), "1", 1, Change(1))
    table = Table("T", (Column("Of"), Column("N", "count")), [Row(("x", v)) for v in values])
    raw = workbook(Document("D", "", (table,)), W)
    cells = [row[-1] for row in sheets(raw)["T"][-len(values) :]]
    looks = [
        each.attrib["s"]
        for each in parts(raw)["xl/worksheets/sheet1.xml"].iter(f"{MAIN}c")
        if each.attrib["r"].startswith("B")
    ][-len(values) :]

    assert cells == [1.0, 1.0, 1.0, "1", 1.0, 1.0]
    assert looks[0] == looks[2] == looks[4] != looks[1] == looks[5]


def test_a_run_of_markup_and_a_day_stay_what_they_are_however_often_they_stand() -> None:
    rows = [Row(("<r><t>x</t></r>", date(2022, 1, 31)))] * 3
    table = Table("T", (Column("Note"), Column("On", "date")), rows)
    found = sheets(workbook(Document("D", "", (table,)), W))["T"]
    assert found[-3:] == [["<r><t>x</t></r>", date(2022, 1, 31)]] * 3
