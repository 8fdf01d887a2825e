"""``import --return``: the sender sees what is wrong, mends it, and sends it back."""

import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from qzinvest.intake.files.tables import open_tables
from qzinvest.model.cell_names import cell_name
from qzinvest.model.plain_layout import BASE_COLUMNS
from tests.cli.said import Run
from tests.render.files.packages import MENDED, form, packed, parts_of

ROWS: list[list[object]] = [
    ["签约项目表", None, None, None, None, None],
    ["序号", "项目名称", "属地", "总投资（亿元）", "签约时间", "备注"],
    [1, "海上风电", "惠安", 20, date(2022, 3, 15), "=1+1"],
    [2, "光伏组件", "火星", "约5", "2022-02-30", "@home"],
    ["合计", None, None, 25, None, None],
]
CSV = "项目名称,属地,总投资（亿元）,签约时间\n风电,火星,20,2022-03-15\n"
MENDED_ROWS = {(3, 2): "南安", (3, 3): 5, (3, 4): date(2022, 4, 1)}


def write(path: Path, rows: list[list[object]]) -> str:
    options = {"strings_to_formulas": False, "default_date_format": "yyyy/m/d"}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("签约")
        sheet.merge_range(0, 0, 0, 5, "")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return str(path)


def cells(path: Path, sheet: str) -> list[list[object]]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [[plain(cell) for cell in row] for row in rows]


def plain(cell: object) -> object:
    if isinstance(cell, datetime):
        return cell.date()
    return None if cell == "" else cell


@pytest.fixture
def returned(run: Run, tmp_path: Path) -> Path:
    back = tmp_path / "back.xlsx"
    said = run("import", write(tmp_path / "in.xlsx", ROWS), "--return", str(back))
    assert said.code == 3
    assert f"Written: {back}" in said.err
    return back


def test_all_cells_are_as_they_came(returned: Path) -> None:
    assert cells(returned, "签约") == ROWS


def test_nothing_in_it_is_computed(returned: Path) -> None:
    with zipfile.ZipFile(returned) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 2
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


@pytest.mark.parametrize(
    ("lang", "sheet", "words"),
    [
        ("zh_Hans", "需修改", "没有名为“火星”的县市区"),
        ("zh_Hant", "需修改", "沒有名為「火星」的縣市區"),
        ("en", "To be corrected", "No district is called “火星”."),
    ],
)
def test_bad_cells_are_explained_in_the_senders_language(
    run: Run, tmp_path: Path, lang: str, sheet: str, words: str
) -> None:
    back = tmp_path / "back.xlsx"
    run("import", write(tmp_path / "in.xlsx", ROWS), "--return", str(back), "--lang", lang)
    with zipfile.ZipFile(back) as book:
        [comments] = [name for name in book.namelist() if re.search(r"comments\d", name)]
        text = book.read(comments).decode("utf-8")
    assert set(re.findall(r'<comment ref="(\w+)"', text)) == {"C4", "D4", "E4"}
    assert words in text
    listed = cells(back, sheet)
    assert [row[0] for row in listed if row[0] and "!" in str(row[0])] == [
        "签约!C4",
        "签约!D4",
        "签约!E4",
    ]


def test_a_cell_that_is_missing_is_marked_too(run: Run, tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS[1:3]]
    rows[1][4:] = [None, None]
    back = tmp_path / "back.xlsx"
    path = write(tmp_path / "in.xlsx", [ROWS[0], *rows])
    assert run("import", path, "--return", str(back)).code == 3
    with zipfile.ZipFile(back) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<c r="E3" s="[1-9]\d*"/>', sheet)


def test_what_was_mended_goes_in(run: Run, returned: Path, tmp_path: Path) -> None:
    mended = cells(returned, "签约")
    for (row, column), value in MENDED_ROWS.items():
        mended[row][column] = value
    said = run("import", write(tmp_path / "mended.xlsx", mended))
    assert said.code == 0
    assert "Added: 2, changed: 0, unchanged: 0." in said.err


def test_the_returned_workbook_itself_goes_in_once_mended(
    run: Run, returned: Path, tmp_path: Path
) -> None:
    """The sender mends the cells in place: the page of faults is still in the workbook."""
    pages = {name: cells(returned, name) for name in ("To be corrected", "签约")}
    for (row, column), value in MENDED_ROWS.items():
        pages["签约"][row][column] = value
    path = tmp_path / "mended.xlsx"
    options = {"strings_to_formulas": False, "default_date_format": "yyyy/m/d"}
    with xlsxwriter.Workbook(path, options) as book:
        for name, rows in pages.items():
            sheet = book.add_worksheet(name)
            for number, values in enumerate(rows):
                sheet.write_row(number, 0, values)
    said = run("import", str(path))
    assert said.code == 0, said.err
    assert "Added: 2, changed: 0, unchanged: 0." in said.err


def test_a_text_file_comes_back_as_a_workbook(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(CSV, encoding="gb18030")
    back = tmp_path / "back.xlsx"
    assert run("import", str(path), "--return", str(back)).code == 3
    name = CalamineWorkbook.from_path(back).sheet_names[1]
    assert cells(back, name)[1] == ["风电", "火星", "20", "2022-03-15"]


def test_nothing_is_written_where_nothing_is_wrong(run: Run, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    rows = [list(row) for row in ROWS]
    for (row, column), value in MENDED_ROWS.items():
        rows[row][column] = value
    assert run("import", write(tmp_path / "in.xlsx", rows), "--return", str(back)).code == 0
    assert not back.exists()


def mended(path: Path, values: dict[str, object], to: Path) -> str:
    """The returned workbook with other values in the form's cells, as a spreadsheet writes them."""
    parts = parts_of(path)
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for place, value in values.items():
        text = f"<is><t>{value}</t></is>" if isinstance(value, str) else f"<v>{value}</v>"
        kind = "inlineStr" if isinstance(value, str) else "n"
        new = rf'<c r="{place}" s="\1" t="{kind}">{text}</c>'
        sheet, times = re.subn(rf'<c r="{place}" s="(\d+)"(?:/>| [^>]*>.*?</c>)', new, sheet)
        assert times == 1
    return str(packed(to, parts | {"xl/worksheets/sheet1.xml": sheet.encode()}))


def test_the_senders_own_form_comes_back_and_goes_in_once_mended(run: Run, tmp_path: Path) -> None:
    path, back = form(tmp_path / "form.xlsx"), tmp_path / "back.xlsx"
    said = run("import", str(path), "--return", str(back), "--lang", "zh_Hans")
    assert said.code == 3
    before, after = parts_of(path), parts_of(back)
    assert before.keys() < after.keys()
    assert after["xl/charts/chart1.xml"] == before["xl/charts/chart1.xml"]
    assert "重新生成" not in said.err
    some = {place: MENDED[place] for place in ("C5", "D5", "E5")}
    again = tmp_path / "again.xlsx"
    said = run("import", mended(back, some, tmp_path / "1.xlsx"), "--return", str(again))
    assert said.code == 3
    comments = parts_of(again)["xl/comments1.xml"].decode()
    assert re.findall(r'<comment ref="(\w+)"', comments) == ["B4", "C7", "E6"]
    rest = {place: MENDED[place] for place in ("E6", "C7")}
    said = run("import", mended(again, rest, tmp_path / "2.xlsx"), "--return", str(back))
    assert said.code == 0, said.err
    assert "Added: 4, changed: 0, unchanged: 0." in said.err


def test_what_cannot_be_marked_as_it_is_comes_back_in_a_new_workbook_and_that_is_said(
    run: Run, tmp_path: Path
) -> None:
    path, back = form(tmp_path / "form.xlsx"), tmp_path / "back.xlsx"
    packed(path, parts_of(path) | {"xl/revisions/a.xml": b"<a/>"})
    said = run("import", str(path), "--return", str(back))
    assert said.code == 3
    assert "written anew" in said.err
    assert len(CalamineWorkbook.from_path(back).sheet_names) == 2


def test_of_several_bad_files_each_comes_back_by_itself(run: Run, tmp_path: Path) -> None:
    paths = [form(tmp_path / "晋江.xlsx"), form(tmp_path / "back-晋江-2.xlsx"), tmp_path / "a.csv"]
    (tmp_path / "b").mkdir()
    paths.append(form(tmp_path / "b" / "晋江.xlsx"))
    paths[2].write_text("项目名称,总投资,签约时间\n风电,20,2022-03-15\n", encoding="utf-8")
    said = run("import", *map(str, paths), "--return", str(tmp_path / "back.xlsx"), "--lang", "en")
    assert said.code == 3
    names = ("back-晋江", "back-back-晋江-2", "back-a", "back-晋江-3")
    assert [said.err.count(f"{name}.xlsx\n") for name in names] == [1, 1, 1, 1]
    assert not (tmp_path / "back.xlsx").exists()
    for name, sheets in (("back-晋江", ["To be corrected", "签约", "说明", "底稿"]), ("back-a", 2)):
        found = CalamineWorkbook.from_path(tmp_path / f"{name}.xlsx").sheet_names
        assert found == sheets or len(found) == sheets
    assert "Send it back to be corrected" in said.err


def test_of_several_files_the_one_that_is_wrong_comes_back(run: Run, tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    for (row, column), value in MENDED_ROWS.items():
        rows[row][column] = value
    sound, bad = write(tmp_path / "sound.xlsx", rows), form(tmp_path / "form.xlsx")
    back = tmp_path / "back.xlsx"
    said = run("import", sound, str(bad), "--return", str(back))
    assert said.code == 3
    assert "written anew" not in said.err
    names = CalamineWorkbook.from_path(back).sheet_names
    assert names == ["To be corrected", "签约", "说明", "底稿"]


def test_a_workbook_with_macros_comes_back_as_one(run: Run, tmp_path: Path) -> None:
    kind = b"spreadsheetml.sheet.main+xml"
    for path in (form(tmp_path / "form.xlsx"), tmp_path / "in.csv"):
        path.write_bytes(path.read_bytes() if path.exists() else CSV.encode())
        back = tmp_path / "back.xlsm"
        assert run("import", str(path), "--return", str(back)).code == 3
        types = parts_of(back)["[Content_Types].xml"]
        assert b"sheet.macroEnabled.main+xml" in types
        assert kind not in types


def test_a_plain_file_comes_back_as_a_workbook(run: Run, tmp_path: Path) -> None:
    path, back = tmp_path / "plain.csv", tmp_path / "back.xlsx"
    values = {"code": "A", "name": "电池厂", "district": "350582", "amount": "xyz"}
    row = ",".join(values.get(column, "") for column in BASE_COLUMNS)
    path.write_text(f"{','.join(BASE_COLUMNS)}\n{row}\n", encoding="utf-8")
    assert run("import", str(path), "--return", str(back)).code == 3
    (summary, data) = open_tables(back).sheets
    place = cell_name(2, list(BASE_COLUMNS).index("amount"))
    assert any(str(r.values[0]).endswith(f"!{place}") for r in summary.rows())
    assert next(data.rows()).values[0] == "code"
