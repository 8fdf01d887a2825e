"""A returned workbook is the sender's own file: marks are put in, and nothing else changes."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from qzinvest.intake.files.tables import open_tables
from qzinvest.locale import wording
from qzinvest.render.files.marked.book import marked_workbook
from qzinvest.render.files.remarks import Spot
from tests.render.files.packages import BAD, FORMS, Parts, form, packed, parts_of

W = wording("zh_Hans")
SHEET, COMMENTS, BOXES = (
    "xl/worksheets/sheet1.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
)
TIES = "xl/_rels/workbook.xml.rels"
CHANGED = {"[Content_Types].xml", TIES, "xl/workbook.xml", "xl/styles.xml", SHEET, COMMENTS, BOXES}
ORDER = """
sheetPr dimension sheetViews sheetFormatPr cols sheetData mergeCells conditionalFormatting
dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter drawing legacyDrawing
legacyDrawingHF tableParts extLst
"""
MACROS = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
OFFICE = "application/vnd.openxmlformats"


def spot(cell: str, text: str = "不对", sheet: str = "签约") -> Spot:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return Spot(sheet, int(row), column - 1, text)


def returned(path: Path, *spots: Spot, suffix: str = ".xlsx") -> Path:
    data = marked_workbook(path, spots, W, suffix)
    assert data is not None
    back = path.with_name(f"back of {path.stem}{suffix}")
    back.write_bytes(data)
    return back


def plain(parts: Parts, name: str) -> str:
    """A part without the prefixes of elements, so that one test reads all forms."""
    return re.sub(r"<(/?)x:", r"<\1", parts[name].decode())


def cells(sheet: str) -> dict[str, str]:
    """The XML of each cell, by its place."""
    found = re.findall(r"<c\s[^>]*?/>|<c\s.*?</c>", sheet)
    return {re.search(r"\br=[\"'](\w+)", cell)[1]: cell for cell in found}  # type: ignore[index]


def skeleton(sheet: str) -> str:
    """A sheet without its cells."""
    return re.sub(r"<c\s[^>]*?/>|<c\s.*?</c>", "", sheet)


def style(cell: str) -> int:
    found = re.search(r"\bs=[\"'](\d+)", cell)
    return 0 if found is None else int(found[1])


def looks(parts: Parts, number: int) -> dict[str, str]:
    """What a style consists of, its fill as XML."""
    text = plain(parts, "xl/styles.xml")
    xf = re.findall(r"<xf\s[^>]*?/>|<xf\s.*?</xf>", text.partition("<cellXfs")[2])[number]
    fills = re.findall(r"<fill>.*?</fill>", text)
    found = dict(re.findall(r'(\w+)="(\w+)"', xf))
    return found | {"fillId": fills[int(found["fillId"])]}


@pytest.fixture(params=FORMS, ids=lambda name: name)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Parts, Parts]:
    """The parts of a form before and after."""
    made: Callable[[Parts], Parts] = FORMS[request.param]
    path = packed(tmp_path / "form.xlsx", made(parts_of(form(tmp_path / "first.xlsx"))))
    return parts_of(path), parts_of(returned(path, *map(spot, BAD)))


def test_all_other_parts_keep_their_bytes(pair: tuple[Parts, Parts]) -> None:
    before, after = pair
    assert {name for name in before if before[name] != after[name]} == CHANGED
    assert list(after) == [*before, "xl/worksheets/sheet4.xml"]


def test_a_sheet_keeps_all_but_the_styles_of_its_bad_cells(pair: tuple[Parts, Parts]) -> None:
    before, after = (plain(parts, SHEET) for parts in pair)
    old, new = cells(before), cells(after)
    assert {place for place in new if new[place] != old.get(place)} == set(BAD)
    for place in set(BAD) & old.keys():
        assert re.sub(r"\bs=.\d+.", "", new[place]) == re.sub(r"\bs=.\d+.", "", old[place])
    assert skeleton(after) == skeleton(before).replace('tabSelected="1"', 'tabSelected="0"')


def test_a_bad_cell_keeps_all_of_its_looks_but_the_ground(pair: tuple[Parts, Parts]) -> None:
    before, after = pair
    old, new = cells(plain(before, SHEET)), cells(plain(after, SHEET))
    for place in BAD:
        was = looks(before, style(old.get(place, "")))
        now = looks(after, style(new[place]))
        assert 'rgb="FFFFC7CE"' in now["fillId"]
        assert now == was | {"fillId": now["fillId"], "applyFill": "1"}
    count = plain(after, "xl/styles.xml")
    xfs = re.search(r'<cellXfs count="(\d+)">(.*)</cellXfs>', count)
    assert xfs is not None
    assert int(xfs[1]) == len(re.findall("<xf ", xfs[2]))
    fills = re.search(r'<fills count="(\d+)">(.*)</fills>', count)
    assert fills is not None
    assert int(fills[1]) == fills[2].count("<fill>")


def test_comments_that_were_there_stay(pair: tuple[Parts, Parts]) -> None:
    text = plain(pair[1], COMMENTS)
    said = {
        place: unescape("".join(re.findall(r"<t[^>]*>([^<]*)", body)))
        for place, body in re.findall(r'<comment ref="(\w+)"[^>]*>(.*?)</comment>', text, re.DOTALL)
    }
    ours = dict.fromkeys(BAD, "【需修改】\n不对")
    assert said == ours | {"B4": "重点项目", "C7": "请核对属地\n【需修改】\n不对"}
    assert re.findall(r"<author>([^<]*)", text) == ["张三", "qzinvest"]
    boxes = pair[1][BOXES].decode()
    places = re.findall(r"<x:Row>(\d+)</x:Row><x:Column>(\d+)", boxes)
    assert sorted(places) == sorted(
        [("3", "1"), ("6", "2"), ("4", "2"), ("4", "3"), ("4", "4"), ("5", "4")]
    )
    numbers = re.findall(r'id="_x0000_s(\d+)"', boxes)
    assert len(set(numbers)) == len(numbers) == len(said)


def test_every_part_is_sound_and_in_order(pair: tuple[Parts, Parts]) -> None:
    for name, data in pair[1].items():
        if name.endswith((".xml", ".rels", ".vml")):
            ET.fromstring(data)  # noqa: S314 - our own
    for name in (SHEET, "xl/worksheets/sheet4.xml"):
        tags = [child.tag.rpartition("}")[2] for child in ET.fromstring(pair[1][name])]  # noqa: S314
        assert tags == sorted(tags, key=ORDER.split().index)


def test_the_list_stands_first_and_names_keep_their_sheets(pair: tuple[Parts, Parts]) -> None:
    before, after = (plain(parts, "xl/workbook.xml") for parts in pair)
    sheets = re.findall(r'<sheet [^>]*name="([^"]*)" sheetId="(\d+)"', after)
    assert sheets == [("需修改", "4"), ("签约", "1"), ("说明", "2"), ("底稿", "3")]
    assert after.count('state="hidden"') == 1
    local = r'localSheetId="(\d)"[^>]*>([^<]*)'
    moved = [(str(int(n) + 1), text) for n, text in re.findall(local, before)]
    assert re.findall(local, after) == moved != []
    listed = plain(pair[1], "xl/worksheets/sheet4.xml")
    links = re.findall(r'<hyperlink ref="\w+" location="([^"]*)"', listed)
    assert list(map(unescape, links)) == [f"'签约'!{cell}" for cell in BAD]


def test_the_reader_finds_the_same_cells(pair: tuple[Parts, Parts], tmp_path: Path) -> None:
    paths = [packed(tmp_path / f"{n}.xlsx", parts) for n, parts in enumerate(pair)]
    books = [CalamineWorkbook.from_path(path) for path in paths]
    assert books[1].sheet_names == ["需修改", *books[0].sheet_names]
    for name in books[0].sheet_names:
        assert books[1].get_sheet_by_name(name).to_python() == (
            books[0].get_sheet_by_name(name).to_python()
        )
    assert [sheet.name for sheet in open_tables(paths[1]).sheets] == ["需修改", "签约", "说明"]


BARE = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
{before}<sheetData>{rows}</sheetData>{after}</worksheet>"""
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def bare(path: Path, rows: str, *, before: str = "", after: str = "") -> Path:
    """The smallest workbook that is one: no styles, no texts of its own."""
    tie = '<Relationship Id="r1" Type="{}/{}" Target="{}"/>'
    ties = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    book = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{}">'
        '<sheets><sheet name="A&amp;B\'s" sheetId="7" r:id="r1"/></sheets></workbook>'
    )
    kinds = f"{OFFICE}-officedocument.spreadsheetml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{OFFICE}-package.relationships+xml"/>'
        f'<Override PartName="/book.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/sheet.xml" ContentType="{kinds}.worksheet+xml"/></Types>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": ties.format(tie.format(KINDS, "officeDocument", "book.xml")),
        "book.xml": book.format(KINDS),
        "_rels/book.xml.rels": ties.format(tie.format(KINDS, "worksheet", "sheet.xml")),
        "sheet.xml": BARE.format(rows=rows, before=before, after=after),
    }
    return packed(path, {name: text.encode() for name, text in parts.items()})


@pytest.mark.parametrize(
    ("rows", "spots", "found"),
    [
        ("", "B2", '<row r="2"><c r="B2" s="1"/></row>'),
        ('<row r="3"/>', "B2", '<row r="2"><c r="B2" s="1"/></row><row r="3"/>'),
        ('<row r="3"/>', "B3 D3", '<row r="3"><c r="B3" s="1"/><c r="D3" s="1"/></row>'),
        ("<row><c/><c/></row>", "B1", '<row><c/><c s="1"/></row>'),
        ("<row/><row><c/></row>", "A2", '<row/><row><c s="1"/></row>'),
        (
            '<row r="2"><c r="A2"/><c r="D2"/></row>',
            "C2 E2",
            '<row r="2"><c r="A2"/><c r="C2" s="1"/><c r="D2"/><c r="E2" s="1"/></row>',
        ),
        (
            "<row r='2' ><c t='n' r='A2' ><v>1</v></c></row>",
            "A2",
            "<row r='2' ><c s=\"1\" t='n' r='A2' ><v>1</v></c></row>",
        ),
    ],
)
def test_cells_that_are_absent_are_put_in_their_place(
    tmp_path: Path, rows: str, spots: str, found: str
) -> None:
    path = bare(tmp_path / "in.xlsx", rows)
    marks = [spot(cell, sheet="A&B's") for cell in spots.split()]
    assert f"<sheetData>{found}</sheetData>" in plain(parts_of(returned(path, *marks)), "sheet.xml")


def test_an_absent_cell_looks_as_its_row_or_its_column_does(tmp_path: Path) -> None:
    path = form(tmp_path / "form.xlsx")
    parts = parts_of(path)
    sheet = parts[SHEET].decode()
    sheet = sheet.replace('<col min="2" max="2" ', '<col min="2" max="2" style="3" ')
    sheet = re.sub(r'<row r="8"[^>]*>', '<row r="8" s="2" customFormat="1">', sheet)
    path = packed(path, parts | {SHEET: sheet.encode()})
    after = parts_of(returned(path, spot("B20"), spot("G8"), spot("H20")))
    new = cells(plain(after, SHEET))
    was = [looks(parts, number) for number in (3, 2, 0)]
    now = [looks(after, style(new[cell])) for cell in ("B20", "G8", "H20")]
    for before, marked in zip(was, now, strict=True):
        assert marked == before | {"fillId": marked["fillId"], "applyFill": "1"}


@pytest.mark.parametrize(
    "after",
    [
        "",
        '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>|',
        '<drawing r:id="d"/>|<legacyDrawingHF r:id="h"/><tableParts count="0"/>',
        '<z:odd xmlns:z="y"/><pageSetup/>|<controls/><extLst><ext><drawing/></ext></extLst>',
    ],
)
def test_the_boxes_of_a_sheets_first_comments_are_tied_where_excel_wants_them(
    tmp_path: Path, after: str
) -> None:
    front, _, behind = after.partition("|")
    path = bare(tmp_path / "in.xlsx", '<row r="1"><c r="A1"/></row>', after=front + behind)
    parts = parts_of(returned(path, spot("A1", sheet="A&B's")))
    sheet = plain(parts, "sheet.xml").partition("</sheetData>")[2]
    assert re.fullmatch(
        re.escape(front)
        + rf'<legacyDrawing xmlns:r="{KINDS}" r:id="rId\d"/>'
        + re.escape(behind + "</worksheet>"),
        sheet,
    )
    assert re.findall(r'/(\w+)" Target="([^"]*)"', plain(parts, "_rels/sheet.xml.rels")) == [
        ("comments", "comments1.xml"),
        ("vmlDrawing", "drawings/vmlDrawing1.vml"),
    ]
    types = plain(parts, "[Content_Types].xml")
    for name in ("comments1.xml", "drawings/vmlDrawing1.vml", "styles1.xml"):
        assert f'PartName="/{name}"' in types
        assert name in parts


def test_a_merged_cell_is_marked_where_it_is_seen_and_once(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"/></row><row r="3"><c r="B3" s="0"/></row>'
    merge = '<mergeCells count="1"><mergeCell ref="B3:B6"/></mergeCells>'
    path = bare(tmp_path / "in.xlsx", rows, after=merge)
    spots = [spot(f"B{row}", sheet="A&B's") for row in (3, 4, 5)]
    parts = parts_of(returned(path, *spots, spot("B5", "也不对", sheet="A&B's")))
    assert '<row r="3"><c r="B3" s="1"/></row></sheetData>' in plain(parts, "sheet.xml")
    text = plain(parts, "comments1.xml")
    assert re.findall(r'<comment ref="(\w+)"', text) == ["B3"]
    assert "【需修改】\n不对\n也不对<" in text
    listed = plain(parts, "worksheets/sheet1.xml")
    assert listed.count("A&amp;B&#x27;&#x27;s&#x27;!B3") == 2


def test_light_letters_get_a_dark_ground(tmp_path: Path) -> None:
    after = parts_of(returned(form(tmp_path / "form.xlsx"), spot("C3"), spot("C5")))
    found = cells(plain(after, SHEET))
    grounds = [looks(after, style(found[cell]))["fillId"] for cell in ("C3", "C5")]
    assert re.findall('fgColor rgb="(.*?)"', "".join(grounds)) == ["FFC00000", "FFFFC7CE"]


def test_where_another_sheet_is_open_it_stays_open(tmp_path: Path) -> None:
    before = parts_of(path := form(tmp_path / "form.xlsx"))
    after = parts_of(returned(path, spot("A2", sheet="说明")))
    assert after[SHEET] == before[SHEET]
    assert 'activeTab="1"' in plain(after, "xl/workbook.xml")
    assert "tabSelected" not in plain(after, "xl/worksheets/sheet4.xml")


def mended(path: Path, values: dict[str, str]) -> Path:
    """The sender has written other values into cells, whose looks stay."""
    parts = parts_of(path)
    sheet = parts[SHEET].decode()
    for place, value in values.items():
        new = rf'<c r="{place}" s="\1" t="inlineStr"><is><t>{value}</t></is></c>'
        sheet = re.sub(rf'<c r="{place}" s="(\d+)"(?:[^>]*/>|.*?</c>)', new, sheet)
    return packed(path, parts | {SHEET: sheet.encode()})


def test_a_second_return_takes_back_the_marks_of_what_was_mended(tmp_path: Path) -> None:
    path = form(tmp_path / "form.xlsx")
    spots = [spot("C5"), spot("A5"), spot("C7"), spot("E6"), spot("B4", "重名")]
    first = mended(returned(path, *spots), {"C5": "南安", "C7": "石狮"})
    before, after = parts_of(path), parts_of(returned(first, spot("A5"), spot("E6", "仍不对")))
    assert list(after) == [*before, "xl/worksheets/sheet4.xml"]
    old, new = cells(plain(before, SHEET)), cells(plain(after, SHEET))
    for place in ("C5", "C7", "B4"):
        assert looks(after, style(new[place])) == looks(before, style(old[place]))
    assert 'rgb="FFFFC7CE"' in looks(after, style(new["A5"]))["fillId"]
    text = plain(after, COMMENTS)
    said = re.findall(r'<comment ref="(\w+)".*?</comment>', text, re.DOTALL)
    assert said == ["B4", "C7", "A5", "E6"]
    assert text.count("【需修改】") == 2
    assert text.count("不对") == 2
    assert after[BOXES].decode().count("</v:shape>") == 4
    listed = plain(after, "xl/worksheets/sheet4.xml")
    assert re.findall("<hyperlink ", listed) == ["<hyperlink "] * 2
    third = tmp_path / "third.xlsx"
    third.write_bytes((tmp_path / "back of back of form.xlsx").read_bytes())
    last = parts_of(returned(third, spot("B5")))
    assert looks(last, style(cells(plain(last, SHEET))["A5"])) == looks(before, style(old["A5"]))


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_macros_go_only_where_a_name_says_so(tmp_path: Path, suffix: str) -> None:
    parts = parts_of(form(tmp_path / "form.xlsx"))
    tie = f'<Relationship Id="m" Type="{MACROS}" Target="vbaProject.bin"/></Relationships>'
    kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain_kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = parts["[Content_Types].xml"].replace(plain_kind, kind)
    types = types.replace(
        b"</Types>",
        b'<Override PartName="/xl/vbaProject.bin" ContentType="application/x-vba"/></Types>',
    )
    changed = {
        "[Content_Types].xml": types,
        TIES: parts[TIES].replace(b"</Relationships>", tie.encode()),
        "xl/vbaProject.bin": b"macros",
    }
    path = packed(tmp_path / "macros.xlsm", parts | changed)
    after = parts_of(returned(path, spot("C5"), suffix=suffix))
    has_macros = suffix == ".xlsm"
    assert ("xl/vbaProject.bin" in after) == has_macros
    assert (b"vbaProject" in after[TIES] + after["[Content_Types].xml"]) == has_macros
    assert ((kind if has_macros else plain_kind) + b'"') in after["[Content_Types].xml"]


ODD: dict[str, Callable[[Parts], Parts]] = {
    "another encoding": lambda parts: {SHEET: parts[SHEET].decode().encode("utf-16")},
    "a named encoding": lambda parts: {SHEET: parts[SHEET].replace(b"UTF-8", b"GB18030")},
    "a type of its own": lambda parts: {
        SHEET: parts[SHEET].replace(b"<worksheet ", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet ')
    },
    "rows in no order": lambda parts: {SHEET: parts[SHEET].replace(b'<row r="8"', b'<row r="2"')},
    "a history of changes": lambda _: {"xl/revisions/revisionHeaders.xml": b"<headers/>"},
    "no such sheet": lambda parts: {
        "xl/workbook.xml": parts["xl/workbook.xml"].replace("签约".encode(), b"X")
    },
    "boxes of another kind": lambda _: {BOXES: b"<html/>"},
    "cut off": lambda parts: {"xl/styles.xml": parts["xl/styles.xml"][:-20]},
}


@pytest.mark.parametrize("odd", ODD)
def test_what_cannot_be_patched_for_certain_is_left_to_a_new_workbook(
    tmp_path: Path, odd: str
) -> None:
    parts = parts_of(form(tmp_path / "form.xlsx"))
    path = packed(tmp_path / "odd.xlsx", parts | ODD[odd](parts))
    assert marked_workbook(path, [spot("C5")], W, ".xlsx") is None
    assert marked_workbook(packed(path, parts), [spot("C5")], W, ".xlsx") is not None


def test_no_remark_is_more_than_its_text(tmp_path: Path) -> None:
    text = "<b>&amp; \x01 _x0041_ ]]> \ud800 'a'\"" + "长" * 40_000
    parts = parts_of(returned(form(tmp_path / "form.xlsx"), spot("C5", text)))
    for name in (COMMENTS, "xl/worksheets/sheet4.xml"):
        said = "".join(ET.fromstring(parts[name]).itertext())  # noqa: S314 - our own
        assert "<b>&amp; � _x005F_x0041_ ]]> � 'a'\"长长" in said
        assert len(said) < 33_000


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = form(tmp_path / "form.xlsx")
    assert len({marked_workbook(path, [spot("C5")], W, ".xlsx") for _ in range(2)}) == 1
