"""Rows that are struck through, and rows and columns that are hidden: every kind of workbook.

A text file knows neither: it is read as it stands.
"""

import io
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from qzinvest.intake.files.sheets import Marks
from qzinvest.intake.files.tables import open_tables
from qzinvest.intake.offices.map import Map
from qzinvest.intake.offices.tables import office_tables, remarks, used_table
from tests.intake import books
from tests.intake.corpus import ONE
from tests.intake.marked_books import KINDS, Looks, as_xlsx
from tests.intake.test_corpus import RESOLVER, TODAY, lines

HEAD = "序号|项目名称|投资方|属地|总投资（亿元）|签约时间|备注"
WIND = "1|风电|甲公司|惠安|20|2022-03-15|"
SEA = "石化 泉港 12亿 signed 2022-02-01"
OUT, COUNT = Map(ended="leave out"), Map(ended="count")


class Case(NamedTuple):
    """A table, what is hidden in it, and what is understood: remarks begin with ``~``."""

    trouble: str
    table: str
    expected: str
    looks: Looks = Looks()
    rules: Map = Map()


def struck(row: str) -> str:
    """The row with all its cells struck through."""
    return "|".join(f"~{cell}~" if cell else "" for cell in row.split("|"))


ROW = "2|石化|乙公司|泉港|12|2022-02-01|"
CASES = [
    Case("nothing", f"{HEAD}\n{WIND}\n{ROW}", f"2 {ONE}\n3 {SEA}"),
    Case("a struck row", f"{HEAD}\n{WIND}\n{struck(ROW)}", f"2 {ONE}\n3 B3 RowStruck"),
    Case(
        "a struck row, its number not",
        f"{HEAD}\n{WIND}\n2|~石化~|~乙公司~|~泉港~|~12~|~2022-02-01~|",
        f"2 {ONE}\n3 B3 RowStruck",
    ),
    Case(
        "a struck name alone",
        f"{HEAD}\n{WIND}\n2|~石化~|乙公司|泉港|12|2022-02-01|",
        f"2 {ONE}\n3 B3 RowStruck",
    ),
    Case(
        "struck rows left out by the map",
        f"{HEAD}\n{WIND}\n{struck(ROW)}",
        f"2 {ONE}\n- ended 1",
        rules=OUT,
    ),
    Case(
        "struck rows counted by the map",
        f"{HEAD}\n{WIND}\n{struck(ROW)}",
        f"2 {ONE}\n3 {SEA}",
        rules=COUNT,
    ),
    Case(
        "the old row struck through above the new one",
        f"{HEAD}\n{struck('1|风电|甲公司|惠安|15|2022-03-01|')}\n{WIND}",
        f"3 {ONE}\n- ended 1",
        rules=OUT,
    ),
    Case(
        "an old amount struck through by hand, and nothing in its place",
        f"{HEAD}\n1|风电|甲公司|惠安|~20~|2022-03-15|",
        f"2 {ONE}\n~ struck E 2",
    ),
    Case(
        "a struck note",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15|~待核~",
        f"2 {ONE}\n~ struck G 2",
    ),
    Case(
        "an old amount struck through before the new one",
        f"{HEAD}\n1|风电|甲公司|惠安|~10亿~20亿|2022-03-15|",
        "2 E2 TextStruck",
    ),
    Case(
        "an old name before the new one, and another fault in the row",
        f"{HEAD}\n1|~水电~风电|甲公司|火星|20|2022-03-15|",
        "2 B2 TextStruck\n2 D2 UnknownName",
    ),
    Case(
        "a part of a note struck through",
        f"{HEAD}\n1|风电|甲公司|惠安|20|2022-03-15|~已签~新签",
        f"2 {ONE}",
    ),
    Case(
        "a struck sum and a struck section",
        f"{HEAD}\n~一、新签~||||||\n{WIND}\n~合计~||||~20~||",
        f"3 {ONE}\n- section 1\n- total 1",
    ),
    Case(
        "a hidden row",
        f"{HEAD}\n{WIND}\n{ROW}",
        f"2 {ONE}\n3 {SEA}\n~ hidden 3",
        Looks(rows=(2,)),
    ),
    Case(
        "two hidden rows, and a hidden sum",
        f"{HEAD}\n{WIND}\n{ROW}\n|合计|||32||",
        f"2 {ONE}\n3 {SEA}\n- total 1\n~ hidden 2 3",
        Looks(rows=(1, 2, 3)),
    ),
    Case(
        "a hidden row that is struck through",
        f"{HEAD}\n{WIND}\n{struck(ROW)}",
        f"2 {ONE}\n- ended 1\n~ hidden 3",
        Looks(rows=(2,)),
        OUT,
    ),
    Case(
        "hidden columns",
        f"{HEAD}\n{WIND}",
        f"2 {ONE}\n~ column E F",
        Looks(columns=(4, 5)),
    ),
    Case(
        "rows hidden by a filter",
        f"{HEAD}\n{WIND}\n{ROW}",
        f"2 {ONE}\n3 {SEA}\n~ filtered 3",
        Looks(rows=(2,), filtered=True),
    ),
]


def understood(path: Path, rules: Map) -> list[str]:
    opened = open_tables(path)
    (table,) = office_tables(opened, rules, RESOLVER, TODAY).tables
    found = [*lines(table)]
    for remark in remarks(opened, table):
        words = (remark.kind, remark.text, *map(str, remark.rows))
        found.append("~ " + " ".join(filter(None, words)))
    columns = [column.column for column in used_table(opened, table).columns if column.hidden]
    return found + ([f"~ column {' '.join(columns)}"] if columns else [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CASES, ids=[case.trouble for case in CASES])
def test_every_kind_of_workbook_is_understood_alike(tmp_path: Path, case: Case, kind: str) -> None:
    if kind == "xls" and case.looks.filtered:
        pytest.skip("nothing at hand writes a filter into XLS")
    path = books.write(tmp_path, f"in.{kind}", KINDS[kind](case.table, case.looks))
    assert sorted(understood(path, case.rules)) == sorted(case.expected.split("\n"))


def marks(tmp_path: Path, content: bytes) -> Marks:
    (sheet,) = open_tables(books.write(tmp_path, "in.xlsx", content)).sheets
    return sheet.marks


CELL = '<c r="A3" t="inlineStr"><is><t>甲</t></is></c>'


@pytest.mark.parametrize(
    ("row", "hidden"),
    [
        ('<row r="3" hidden="1">', True),
        ('<row hidden="1" r="3">', True),
        ("<row r='3' hidden='true' spans='1:3'>", True),
        ('<row r="3" spans="1:3" hidden = "on" ht="14">', True),
        ('<row hidden="1">', True),
        ('<row r="3" ht="0" customHeight="1">', True),
        ('<row r="3" hidden="0">', False),
        ('<row r="3" hidden="false" ht="0.75">', False),
        ('<row r="3" collapsed="1" ht="08">', False),
    ],
)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_hidden_row_however_it_is_written(
    tmp_path: Path, row: str, prefix: str, *, hidden: bool
) -> None:
    first = '<row r="1"/><row r="2"><c r="A2"><v>1</v></c></row>'
    xml = f"<sheetData>{first}{row}{CELL}</row></sheetData>"
    if prefix:
        xml = re.sub(r"<(/?)(?=\w)", r"<\1x:", xml)
    content = books.xlsx_by_hand(xml)
    if prefix:
        content = _prefixed(content)
    assert set(marks(tmp_path, content).hidden) == ({3} if hidden else set())


def _prefixed(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    sheet = parts[name]
    assert isinstance(sheet, bytes)
    sheet = sheet.replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=")
    return books.zipped(parts | {name: sheet.replace(b"</worksheet>", b"</x:worksheet>")})


def test_rows_without_cells_and_other_hidden_things_are_none(tmp_path: Path) -> None:
    xml = (
        '<sheetViews><sheetView showGridLines="0"/></sheetViews>'
        '<cols><col min="2" max="3" hidden="1"/><col min="4" max="4" hidden="0"/></cols>'
        f'<sheetData><row r="2" hidden="1"/><row r="3">{CELL}</row></sheetData>'
        '<autoFilter ref="A1:C3"/>'
    )
    found = marks(tmp_path, books.xlsx_by_hand(xml))
    assert (set(found.hidden), list(found.columns), found.filtered) == (set(), [(1, 2)], False)


STYLES = (
    '<styleSheet><fonts><font/><font><strike/></font><font><strike val="0"/></font>'
    "<font><b/><strike val='true'/></font></fonts>"
    '<cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/><xf numFmtId="0" fontId="3"/>'
    "</cellXfs>"
    "</styleSheet>"
)


OLD = "<r><rPr><strike/></rPr><t>10</t></r>"


@pytest.mark.parametrize(
    ("cell", "how"),
    [
        ('<c r="A3" s="0"><v>1</v></c>', ""),
        ('<c r="A3" s="1"><v>1</v></c>', "struck"),
        ("<c r='A3' s='1'><v>1</v></c>", "struck"),
        ('<c s="1" r="A3"><v>1</v></c>', "struck"),
        ('<c r="A3" s="2"><v>1</v></c>', ""),
        ('<c r="A3" s="3"><v>1</v></c>', "struck"),
        ('<c r="A3" s="1"/>', ""),
        ('<c r="A3" t="s"><v>0</v></c>', ""),
        ('<c r="A3" t="s" s="1"><v>0</v></c>', "struck"),
        ('<c r="A3" t="s"><v>1</v></c>', "partly"),
        ('<c r="A3" t="s"><v>2</v></c>', "struck"),
        ('<c r="A3" t="s"><v>3</v></c>', "partly"),
        ('<c r="A3" t="s" s="1"><v>3</v></c>', "struck"),
        ('<c r="A3" t="s" s="1"><v>4</v></c>', ""),
        ('<c r="A3" t="s"><v>5</v></c>', "struck"),
        (f'<c r="A3" t="inlineStr"><is>{OLD}<r><t>2</t></r></is></c>', "partly"),
    ],
)
def test_a_struck_cell_however_it_is_written(tmp_path: Path, cell: str, how: str) -> None:
    new = "<r><rPr><b/></rPr><t>8</t></r>"
    texts = (
        "<t>甲</t>",
        OLD + new,
        OLD + OLD,
        "<r><t>8</t></r>" + OLD,
        new,
        f"{OLD}<r><rPr/><t xml:space='preserve'> </t></r>",
    )
    shared = "".join(f"<si>{text}</si>" for text in texts)
    content = books.xlsx_by_hand(
        f'<sheetData><row r="3">{cell}<c r="B3"><v>1</v></c></row></sheetData>',
        more={"xl/styles.xml": STYLES, "xl/sharedStrings.xml": f"<sst>{shared}</sst>"},
    )
    found = marks(tmp_path, content)
    assert [name for name in ("struck", "partly") if getattr(found, name)] == [how] * bool(how)


def test_texts_with_runs_are_found_wherever_the_part_is_cut(tmp_path: Path) -> None:
    filler = "".join(f"<si><t>{'字' * 300}{n}</t></si>" for n in range(3_000))
    rich = "<si><r><rPr><strike/></rPr><t>10</t></r><r><t>8</t></r></si>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{3001 - n}</v></c></row>' for n in (1, 2))
    content = books.xlsx_by_hand(
        f"<sheetData>{rows}</sheetData>",
        more={"xl/sharedStrings.xml": f"<sst>{filler}{rich}</sst>"},
    )
    assert {row: list(at) for row, at in marks(tmp_path, content).partly.items()} == {1: [0]}


def test_a_filled_down_style_of_a_whole_ods_column_is_seen(tmp_path: Path) -> None:
    style = (
        '<style:style style:name="ce1" style:family="table-cell"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
    )
    cell = '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'
    plain = cell.replace("table:table-cell office", 'table:table-cell table:style-name="no" office')
    content = books.ods(
        '<table:table-column table:style-name="co1" table:number-columns-repeated="2" '
        'table:default-cell-style-name="Default"/>'
        '<table:table-column table:default-cell-style-name="ce1"/>'
        f"<table:table-row>{cell * 3}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{cell * 2}{plain}</table:table-row>'
        f'<table:table-row table:default-cell-style-name="ce1">{cell}{plain}</table:table-row>',
        before=style,
    )
    (sheet,) = open_tables(books.write(tmp_path, "in.ods", content)).sheets
    assert {row: list(at) for row, at in sheet.marks.struck.items()} == {1: [2], 4: [0]}


def test_a_struck_text_of_an_older_workbook_across_records(tmp_path: Path) -> None:
    """Shared texts of XLS run on from one record into the next, and their runs with them."""
    head = "|".join(["甲" * 40] * 6)
    rows = "\n".join("|".join(f"~{n}~{'乙' * 90}{n}{c}" for c in range(6)) for n in range(120))
    content = KINDS["xls"](f"{head}\n{rows}", Looks())
    (sheet,) = open_tables(books.write(tmp_path, "in.xls", content)).sheets
    assert {row: list(at) for row, at in sheet.marks.partly.items()} == {
        row: list(range(6)) for row in range(2, 122)
    }


def test_a_plain_workbook_has_no_marks(tmp_path: Path) -> None:
    found = marks(tmp_path, as_xlsx(f"{HEAD}\n{WIND}", Looks()))
    assert not any((found.hidden, found.filtered, found.columns, found.struck, found.partly))
