"""``template``: a workbook to send out; what comes back goes in without a question."""

import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.cli.said import Run

LANGS = {"en": "Projects", "zh_Hans": "项目", "zh_Hant": "項目"}
Rows = list[list[object]]


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    """A ledger with projects of every kind that a template must hold."""
    table = tmp_path / "in.csv"
    table.write_text(
        "项目名称,属地,引荐单位,投资方,总投资,产业,签约时间,开工,备注\n"
        "海上风电,晋江,市商务局,三峡集团、华能,20亿元,新能源,2022-03-15,2022-05-01,\n"
        "光伏组件,晋江,,阳光公司,2亿美元,新能源,2022年4月,,=不是公式\n"
        "储能,南安,,,1.23456789亿,,2022年一季度,,\n"
        "新材料,晋江,,,约3亿,,2022-04-02,,\n",
        encoding="utf-8",
    )
    options = ("--rate", "USD=6.9@2022-06-30", "--ranges", "low")
    assert run("import", str(table), *options).code == 0
    assert run("drop", "QZ-4", "--on", "2022-06-01", "--reason", "用地未落实").code == 0
    return run


def written(run: Run, tmp_path: Path, *options: str) -> Path:
    path = tmp_path / "form.xlsx"
    path.unlink(missing_ok=True)
    said = run("template", str(path), *options)
    assert said.code == 0, said.err
    return path


def rows(path: Path) -> Rows:
    """The form's header and its projects."""
    found = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    lines = [[plain(cell) for cell in row] for row in found[1:]]
    return [line for line in lines if any(cell is not None for cell in line)]


def plain(cell: object) -> object:
    if isinstance(cell, datetime):
        return cell.date()
    return None if cell == "" else cell


def send_back(path: Path, sheet: list[list[object]]) -> str:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("项目")
        for number, values in enumerate(sheet):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    page.write_string(number, column, value)
                elif value is not None:
                    page.write(number, column, value)
    return str(path)


def test_a_name_like_the_files_own_xml_is_a_name(run: Run, tmp_path: Path) -> None:
    name = "<r><t>晋江 & 南安</r>"
    known = ("--group", "新能源", "--amount", "1亿", "--investor", "某公司", "--district", "晋江")
    assert run("add-project", name, *known).code == 0
    assert name in rows(written(run, tmp_path))[1]


@pytest.mark.parametrize("lang", LANGS)
def test_what_comes_back_as_it_was_records_nothing(filled: Run, tmp_path: Path, lang: str) -> None:
    before = filled("log", "--format", "csv").out
    for options in ((), ("--unit", "晋江"), ("--unit", "市商务局")):
        path = written(filled, tmp_path, "--lang", lang, *options)
        assert CalamineWorkbook.from_path(path).sheet_names[0] == LANGS[lang]
        said = filled("import", str(path), "--on-duplicate", "refuse")
        assert said.code == 0, said.err
        assert "Added: 0, changed: 0, unchanged: " in said.err
    assert filled("log", "--format", "csv").out == before


@pytest.mark.parametrize(
    "lines",
    [
        ("drop {} --on 2022-06-10 --reason x", "advance {} registered --on 2022-07-01"),
        ("drop {} --on 2022-06-10 --reason x", "advance {} funded --on 2022-07-01 --amount 2亿"),
        ("edit {} --clear funded", "advance {} funded --on 2022-05-20", "pay {}"),
    ],
    ids=["came back", "came back with money", "funded before the first payment"],
)
def test_what_was_paid_in_comes_back_as_all_that_was(
    run: Run, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    own = ("--district", "晋江", "--group", "新能源", "--amount", "5亿", "--investor", "恒安")
    one = run("add-project", "甲", *own, "--stage", "signed", "--on", "2022-05-01").out.strip()
    paid = ("advance", one, "funded", "--on", "2022-06-01", "--amount", "1亿")
    assert run(*paid).code == 0
    for line in lines:
        words = paid if line == "pay {}" else line.format(one).split()
        assert run(*words).code == 0, line
    path = written(run, tmp_path, "--lang", "zh_Hans")

    said = run("import", str(path))

    assert "Added: 0, changed: 0, unchanged: 1." in said.err, said.err


def test_an_office_gets_its_own_projects(filled: Run, tmp_path: Path) -> None:
    sheet = rows(written(filled, tmp_path, "--unit", "晋江", "--lang", "zh_Hans"))
    column = {title: place for place, title in enumerate(sheet[0])}
    assert [row[column["项目名称"]] for row in sheet[1:]] == ["海上风电", "光伏组件", "新材料"]
    assert [row[column["总投资（亿元）"]] for row in sheet[1:]] == [20, 13.8, 3]
    assert [row[column["签约日期"]] for row in sheet[1:]] == [
        "2022-03-15",
        "2022-04",
        "2022-04-02",
    ]
    assert sheet[1][column["投资方"]] == "三峡集团、华能"
    of_department = rows(written(filled, tmp_path, "--unit", "商务局"))
    assert len(of_department) == 2


def test_what_an_office_fills_in_goes_in(filled: Run, tmp_path: Path) -> None:
    sheet = rows(written(filled, tmp_path, "--unit", "晋江", "--lang", "zh_Hans"))
    column = {title: place for place, title in enumerate(sheet[0])}
    sheet[1][column["总投资（亿元）"]] = 21
    sheet[2][column["注册日期"]] = date(2022, 6, 2)
    fresh: list[object] = [None] * len(sheet[0])
    fresh[column["项目名称"]], fresh[column["属地"]] = "鞋服总部", "晋江市"
    fresh[column["总投资（亿元）"]], fresh[column["签约日期"]] = "35000万元", date(2022, 6, 3)
    said = filled("import", send_back(tmp_path / "back.xlsx", [*sheet, fresh]))
    assert said.code == 0, said.err
    assert "QZ-1 海上风电\n  Amount: CNY 2 billion" in said.err
    assert "QZ-2 光伏组件\n  Milestone: (none) → Registered on 2022-06-02" in said.err
    assert "Added: 1, changed: 2, unchanged: 1." in said.err


def test_cells_are_checked_as_they_are_filled_in(filled: Run, tmp_path: Path) -> None:
    path = written(filled, tmp_path, "--unit", "晋江", "--lang", "zh_Hans")
    titles = rows(path)[0]
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        lists = book.read("xl/worksheets/sheet3.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
        state = book.read("xl/workbook.xml").decode()
    kinds = {
        str(titles[number(letters)]): kind
        for kind, letters in re.findall(
            r'<dataValidation type="(\w+)"[^>]*sqref="[A-Z]+3:([A-Z]+)\d+"', sheet
        )
    }
    for title in ("属地", "引荐部门", "产业组", "签约类型", "招商方式"):
        assert kinds[title] == "list", title
    assert kinds["签约日期"] == kinds["终止日期"] == "custom"
    assert kinds["总投资（亿元）"] == kinds["到资金额（亿元）"] == "decimal"
    assert "晋江市" in texts
    assert "海洋经济" in texts
    assert lists.count("<row ") >= 13
    assert 'state="hidden"' in state


def number(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def test_a_page_explains_every_column(filled: Run, tmp_path: Path) -> None:
    path = written(filled, tmp_path, "--lang", "zh_Hans")
    guide = CalamineWorkbook.from_path(path).get_sheet_by_name("填报说明").to_python()
    explained = {row[0] for row in guide}
    for title in rows(path)[0]:
        assert str(title).removesuffix("（亿元）") in explained


def test_before_there_is_a_ledger(bare: Run, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    said = bare("template", str(path), "--unit", "洛江", "--db", str(tmp_path / "none.db"))
    assert said.code == 0
    assert len(rows(path)) == 1
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("form.csv",), 2),
        (("form.xlsx", "--unit", "火星"), 3),
        (("form.xlsx", "--unit", "泉州"), 3),
    ],
)
def test_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("template", *arguments).code == code
    assert not (tmp_path / "form.xlsx").exists()


def test_a_form_that_may_be_filled_in_is_not_written_over(bare: Run, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"filled in")
    assert bare("template", str(path), "--db", str(tmp_path / "none.db")).code == 5
    assert path.read_bytes() == b"filled in"


def test_a_date_is_kept_as_it_is_typed(filled: Run, tmp_path: Path) -> None:
    """A spreadsheet would make 2022-03-01 of 2022-03 in a column of dates."""
    path = written(filled, tmp_path, "--lang", "zh_Hans")
    with zipfile.ZipFile(path) as book:
        text = book.read("xl/styles.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    formats = re.findall(r'<xf numFmtId="(\d+)"', text.partition("<cellXfs")[2])
    signed = rows(path)[0].index("签约日期") + 1
    columns = re.findall(r'<col min="(\d+)" max="(\d+)"[^>]*style="(\d+)"', sheet)
    styled = {
        place: formats[int(style)] for a, b, style in columns for place in range(int(a), int(b) + 1)
    }
    assert f'<numFmt numFmtId="{styled[signed]}" formatCode="@"/>' in text  # as it is typed


def test_a_stage_is_told_by_its_date_alone(filled: Run, tmp_path: Path) -> None:
    heads = rows(written(filled, tmp_path, "--lang", "zh_Hans"))[0]
    assert [head for head in heads if "阶段" in str(head)] == []
    dates = ["线索日期", "在谈日期", "签约日期", "注册日期", "到资日期", "开工日期", "投产日期"]
    assert heads[8:15] == dates


@pytest.mark.parametrize(
    ("options", "title"),
    [
        (("--lang", "zh_Hans"), "招商项目填报表"),
        (("--lang", "zh_Hans", "--unit", "晋江"), "晋江市招商项目填报表"),
        (("--lang", "zh_Hant", "--unit", "市商务局"), "市商務局招商項目填報表"),
        (("--lang", "en", "--unit", "晋江"), "Jinjiang City: investment projects to report"),
    ],
)
def test_it_has_a_title_and_prints_on_one_page_across(
    filled: Run, tmp_path: Path, options: tuple[str, ...], title: str
) -> None:
    path = written(filled, tmp_path, *options)
    first = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[0]
    assert [cell for cell in first if cell] == [title]
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        state = book.read("xl/workbook.xml").decode()
    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    assert re.search('<pageSetup [^>]*fitToHeight="0" orientation="landscape"', sheet)
    assert re.search(r"_xlnm.Print_Titles[^>]*>[^<]*\$2:\$2<", state)
    heights = dict(re.findall(r'<row r="(\d+)"[^>]*? ht="([\d.]+)"', sheet))
    assert heights.keys() >= {"1", "2", "3"}


def test_an_office_keeps_its_later_report_of_a_project(filled: Run, tmp_path: Path) -> None:
    """It is counted with the first one, but its office reports it still."""
    table = tmp_path / "second.csv"
    table.write_text(
        "项目名称,属地,总投资,签约时间\n海上风电一期,石狮,20亿元,2022-03-20\n", "utf-8"
    )
    assert filled("import", str(table)).code == 0
    assert filled("link", "QZ-5", "QZ-1").code == 0
    path = written(filled, tmp_path, "--unit", "石狮", "--lang", "zh_Hans")
    assert [row[:2] for row in rows(path)[1:]] == [["QZ-5", "海上风电一期"]]
    said = filled("import", str(path))
    assert said.code == 0, said.err
    assert "Added: 0, changed: 0, unchanged: 1." in said.err
    sheet = rows(path)
    sheet[1][sheet[0].index("注册日期")] = "2022-05-06"
    said = filled("import", send_back(tmp_path / "back.xlsx", sheet))
    assert said.code == 0, said.err
    assert "QZ-5 海上风电一期\n  Milestone: (none) → Registered on 2022-05-06" in said.err
