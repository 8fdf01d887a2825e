"""What is known of a workbook before it is read, and what is refused unread."""

import subprocess
import sys
import zipfile
from array import array
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import NotATable
from qzinvest.intake.files import sheets as sheets_guard
from qzinvest.intake.files.guard import book as book_guard
from qzinvest.intake.files.guard import xlsx as xlsx_guard
from qzinvest.intake.files.guard.biff import scan_xls
from qzinvest.intake.files.guard.book import examine
from qzinvest.intake.files.guard.ods import Ods
from qzinvest.intake.files.guard.ole import Ole
from qzinvest.intake.files.guard.xlsb import scan_xlsb
from qzinvest.intake.files.guard.xlsx import scan_xlsx
from qzinvest.intake.files.sheets import (
    MOST_HELD,
    UNCALCULATED,
    BombError,
    SharedTexts,
    SheetFacts,
    TooLarge,
)
from tests.intake import books


def scanned(xml: str, *, size: int = 1 << 20, recalculate: bool = False) -> SheetFacts:
    content = xml.encode()
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return scan_xlsx(pieces, recalculate=recalculate)


def reason(folder: Path, content: bytes) -> object:
    with pytest.raises(NotATable) as refusal:
        examine(books.write(folder, "a", content), "a")
    return refusal.value.fields["reason"]


def letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fiftieth of the memory that a workbook may take, that its files here stay small."""
    for module in (sheets_guard, xlsx_guard):
        monkeypatch.setattr(module, "MOST_HELD", MOST_HELD // 50)


PLACES = st.sets(st.tuples(st.integers(1, 60_000), st.integers(0, 60)), min_size=1, max_size=12)


@given(PLACES, st.sampled_from([1, 7, 64, 1 << 20]), st.sampled_from(["", "x:"]), st.randoms())
def test_the_block_is_found_however_the_xml_is_cut_and_ordered(
    places: set[tuple[int, int]], size: int, prefix: str, random: object
) -> None:
    order = sorted(places)
    random.shuffle(order)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    cells = "".join(
        f'<x:row r="{row}"><x:c r="{letters(column)}{row}" s="1"><x:v>1</x:v></x:c>'
        f'<x:c r="XFD{row}" s="1"/><x:c r="XFC{row}"></x:c></x:row>'
        for row, column in order
    )
    facts = scanned(f"<x:sheetData>{cells}</x:sheetData>".replace("x:", prefix), size=size)
    assert (facts.rows, facts.columns) == (
        max(row for row, _ in places),
        max(column for _, column in places) + 1,
    )


@pytest.mark.parametrize(
    ("xml", "rows", "columns"),
    [
        ("", 0, 0),
        ('<row r="1"><c r="A1" s="3"/></row>', 0, 0),
        ("<row><c/><c><v>1</v></c></row><row/><row><c s='1'/></row>", 1, 2),
        ("<row><c/></row><row r='7'><c s='a>b'><v>1</v></c></row>", 7, 1),
        ("<row r='2'><c s='1' r='c2'><v>1</v></c><c><v>1</v></c></row>", 2, 4),
        ('<row r="1"><c r="B1"><v>1</v></c><c><v>1</v></c></row>', 1, 3),
        ("<row r='x'><c\n r = 'D1'\n><v>1</v></c></row>", 1, 4),
        ('<row r="1"><c r="A1"><is><t>x</t></is></c><c r="Z1"><v>1</v></c></row>', 1, 26),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="AZ1"><v>1</v></c></row>', 1, 52),
    ],
)
def test_the_block_of_unusual_xml(xml: str, rows: int, columns: int) -> None:
    for size in (1, 1 << 20):
        facts = scanned(f"<sheetData>{xml}</sheetData>", size=size)
        assert (facts.rows, facts.columns) == (rows, columns)


@pytest.mark.parametrize("begin", ["", "<!--<", "<![CDATA[<"])
def test_a_text_without_end_is_not_gathered(begin: str) -> None:
    with pytest.raises(BombError):
        scanned(f'<c r="B1"><is><t>{begin}' + "x<"[: len(begin) + 1] * (9 << 20))


@pytest.mark.parametrize(
    ("cell", "recalculate", "lacking"),
    [
        ('<c r="B2"><f>A1</f><v>0</v></c>', False, 0),
        ('<c r="B2"><f>A1</f><v>0</v></c>', True, 1),
        ('<c r="B2"><f>A1</f><v>07</v></c>', True, 0),
        ('<c r="B2"><f>A1</f></c>', False, 1),
        ('<c r="B2"><f>A1</f><v></v></c>', False, 1),
        ('<c r="B2" t="str"><f>A1</f><v></v></c>', False, 0),
        ('<c r="B2" t="str"><f>A1</f></c>', False, 1),
        ('<c r="B2"><f t="shared" si="0"/></c>', False, 1),
        ('<c r="B2"><f t="shared" ref="B2:B9" si="0">A1/2</f><v>5</v></c>', False, 0),
        ('<c r="B2"> <f/> <v>5</v></c>', False, 0),
        ('<c r="B2"><v>5</v></c><c r="C2"><foo/></c>', False, 0),
    ],
)
def test_formulas_without_a_result(cell: str, recalculate: bool, lacking: int) -> None:  # noqa: FBT001 - a case
    facts = scanned(f'<row r="2">{cell}</row>', recalculate=recalculate)
    assert facts.errors == ({2: [(1, UNCALCULATED)]} if lacking else {})


def test_the_workbook_says_that_its_results_are_to_be_made_anew(tmp_path: Path) -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><f>B1</f><v>0</v></c></row></sheetData>'
    found = []
    for settings in ("", '<calcPr fullCalcOnLoad="1"/>'):
        content = books.xlsx_by_hand(sheet, settings=settings)
        [facts] = examine(books.write(tmp_path, "a", content), "a").sheets
        assert facts is not None
        found.append(dict(facts.errors))
    assert found == [{}, {1: [(0, UNCALCULATED)]}]


def test_errors_and_merged_cells() -> None:
    cells = '<c r="A1" t="e"><v>#REF!</v></c><c r="B1" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    merges = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="AA2:AB9"/></mergeCells>'
    for size in (1, 50, 1 << 20):
        facts = scanned(f"<sheetData>{cells}</sheetData>{merges}", size=size)
        assert facts.errors == {1: [(0, "#REF!"), (1, "#DIV/0!")]}
        assert facts.merges == [(1, 0, 1, 2), (2, 26, 9, 27)]


def cell_at(place: str) -> str:
    return f'<sheetData><row><c r="A1"><v>1</v></c><c r="{place}"><v>1</v></c></row></sheetData>'


def repeated(rows: int, columns: int) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell'
        f' table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/>'
        "</table:table-row>"
    )


@pytest.mark.parametrize(
    "content",
    [
        books.xlsx_by_hand(cell_at("XFD1048576")),
        books.xlsx_by_hand(cell_at("J1000000")),
        books.xlsx_by_hand(cell_at("A2000000")),
        books.xlsb({(0, 0): 1.0, (1048575, 16383): 1.0}),
        books.ods(repeated(1048576, 1024)),
        books.ods(repeated(1, 999_999_999)),
        books.ods(repeated(500_000, 10), repeated(500_000, 10)),
        books.ods(repeated(1_000_000, 5).replace('="', '="+')),
        books.ods(repeated(1_000_000, 5).replace("repeated=", "repeated = ")),
        books.ods(repeated(1_000_000, 5).replace('"1000000"', '"&#49;000000"')),
    ],
)
def test_cells_far_apart_are_refused(tmp_path: Path, content: bytes) -> None:
    assert reason(tmp_path, content) == "large"


@pytest.mark.parametrize("text", ["x" * 100_000, '<text:s text:c="2000000000"/>'])
def test_text_that_fills_the_memory_is_refused(tmp_path: Path, text: str) -> None:
    cell = (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="9999">{cell}</table:table-row>'
    assert reason(tmp_path, books.ods(row)) == "bomb"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A{row}" t="s"><v>1</v></c>',
        "<c t='s' r='A{row}'><v>1</v></c>",
        '<c r="A{row}" t = "s"><v >1</v></c>',
        '<c r="A{row}" t="&#115;"><v>&#49;</v></c>',
        '<c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c>',
        '<c r="A{row}" t="inlineStr"><is><t><![CDATA[{text}]]></t></is></c>',
        '<c r="A{row}" t="str"><f>B1</f><v>{text}</v></c>',
    ],
)
@pytest.mark.usefixtures("little_memory")
def test_the_text_of_cells_counts_however_it_is_written(tmp_path: Path, cell: str) -> None:
    text = "x" * 20_000
    sheet = "<sheetData>" + "".join(
        f'<row r="{row}">{cell.format(row=row, text=text)}</row>' for row in range(1, 181)
    )
    more = {"xl/sharedStrings.xml": f"<sst><si><t>a</t></si><si><t>{text}</t></si></sst>"}
    assert reason(tmp_path, books.xlsx_by_hand(sheet, more=more)) == "bomb"


def test_shared_texts_count_for_what_each_holds(tmp_path: Path) -> None:
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c><c r="C1" t="s"><v>1</v></c>'
    texts = {"xl/sharedStrings.xml": "<sst><si><t>甲乙</t></si><si><t>long</t></si></sst>"}
    content = books.xlsx_by_hand(f'<sheetData><row r="1">{cells}</row></sheetData>', more=texts)
    [facts] = examine(books.write(tmp_path, "a", content), "a").sheets
    assert facts is not None
    assert facts.text == len("甲乙".encode()) + len("long</sst>")


@given(st.lists(st.text("a项", min_size=1, max_size=9000), min_size=1, max_size=12, unique=True))
def test_old_shared_texts_are_measured_across_records(texts: list[str]) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("a")
        for row, text in enumerate(texts):
            sheet.write(row, 0, text)

    [facts] = scan_xls(Ole(books.xls(fill)).read("Workbook")).sheets
    assert facts.text == 3 * sum(map(len, texts))


@pytest.mark.parametrize(
    "inside",
    [
        "<mergeCells>" + '<mergeCell ref="A1:A2"/>' * 26_000 + "</mergeCells>",
        "<sheetData>" + '<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>' * 26_000,
    ],
)
@pytest.mark.usefixtures("little_memory")
def test_what_is_noted_of_cells_counts(tmp_path: Path, inside: str) -> None:
    assert reason(tmp_path, books.xlsx_by_hand(inside)) == "bomb"


def test_an_archive_with_two_parts_of_one_name_is_damaged(tmp_path: Path) -> None:
    target = BytesIO(books.xlsx_by_hand(""))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("XL/workbook.xml", "<workbook/>")
    assert reason(tmp_path, target.getvalue()) == "damaged"


def test_repeated_blanks_do_not_count(tmp_path: Path) -> None:
    blank = repeated(1048570, 16384).replace(' office:value-type="float" office:value="1"', "")
    [facts] = examine(books.write(tmp_path, "a", books.ods(repeated(3, 2) + blank)), "a").sheets
    assert facts is not None
    assert (facts.rows, facts.columns) == (3, 2)


def bomb(size: int, *, lie: bool) -> bytes:
    """A workbook whose sheet unpacks to ``size`` bytes and, lying, says that it has 10."""
    row = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    content = books.xlsx_by_hand(row * (size // len(row)))
    if not lie:
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        real = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return content.replace(pack("<I", real), pack("<I", 10))


@pytest.mark.parametrize("lie", [False, True])
def test_bombs_are_refused_whatever_they_say_of_themselves(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lie: bool,  # noqa: FBT001 - a case
) -> None:
    monkeypatch.setattr(book_guard, "MOST_PART", 3_000_000)
    assert reason(tmp_path, bomb(4_000_000, lie=lie)) == "bomb"


@pytest.mark.parametrize(
    ("limit", "content"),
    [
        ("MOST_UNPACKED", bomb(100_000, lie=False)),
        ("MOST_UNPACKED", bomb(100_000, lie=True)),
        ("MOST_BINARY", books.ole({"Workbook": bytes(50_000)})),
        ("MOST_BINARY", books.xlsb({(0, 0): "项" * 30_000})),
        (
            "MOST_SETTINGS",
            books.xlsx_by_hand("", more={"xl/styles.xml": "<cellXfs>" + "<xf/>" * 5_000}),
        ),
    ],
)
def test_every_limit_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, content: bytes
) -> None:
    monkeypatch.setattr(book_guard, limit, 20_000)
    assert reason(tmp_path, content) == "bomb"


LOCKED_XLS = books.ole(
    {"Workbook": pack("<HHHH", 0x0809, 4, 0x0600, 5) + pack("<HHH", 0x002F, 2, 1)}
)


def test_locked_workbooks(tmp_path: Path) -> None:
    flagged = bytearray(books.xlsx_by_hand(""))
    flagged[flagged.index(b"PK\x01\x02") + 8] |= 1
    manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    for content in (LOCKED_XLS, bytes(flagged), books.ods("", manifest=manifest)):
        assert reason(tmp_path, content) == "password"


def test_damaged_workbooks(tmp_path: Path) -> None:
    whole = books.xlsx_by_hand('<row r="1"><c r="A1"><v>1</v></c></row>', level=0)
    wrong_sum = whole.replace(b"<v>1</v>", b"<v>2</v>")
    no_sheet = books.zipped(
        {"_rels/.rels": books.first_part("xl/w.xml"), "xl/w.xml": '<sheet name="a" r:id="r"/>'}
    )
    endless = books.ods("<table:table-row>" + " " * (17 << 20))
    for content in (whole[:-30], wrong_sum, no_sheet, endless):
        assert reason(tmp_path, content) == "damaged"


def test_epochs(tmp_path: Path) -> None:
    old_mac = '<table:null-date table:date-value="1904-01-01"/>'
    settings = '<workbookPr date1904="true"/>'
    date_mode = pack("<HHHH", 0x0809, 4, 0x0600, 5) + pack("<HHHHH", 0x0022, 2, 1, 0x000A, 0)
    for content in (
        books.xlsx_by_hand("", settings=settings),
        books.xlsb({(0, 0): 1.0}, epoch=1904),
        books.ods("", before=old_mac + "<table:table-row></table:table-row>"),
        books.ole({"Workbook": date_mode}),
    ):
        assert examine(books.write(tmp_path, "a", content), "a").epoch == 1904


def xls_sheet(*records: tuple[int, bytes]) -> bytes:
    """A workbook stream of one sheet with these records."""
    begin, end = pack("<HHHH", 0x0809, 4, 0x0600, 0x10), pack("<HH", 0x000A, 0)
    book = begin + pack("<HHI", 0x0085, 4, len(begin) + 8 + len(end)) + end
    inside = b"".join(pack("<HH", kind, len(body)) + body for kind, body in records)
    return book + begin + begin + end + inside + end


def formula(result: bytes, flags: int) -> tuple[int, bytes]:
    return 0x0006, pack("<HHH", 4, 1, 0) + result + pack("<HI", flags, 0)


@pytest.mark.parametrize(
    ("result", "flags", "errors"),
    [
        (b"\x02\0\x17\0\0\0\xff\xff", 0, {5: [(1, "#REF!")]}),
        (b"\x02\0\x63\0\0\0\xff\xff", 0, {5: [(1, "#ERROR!")]}),
        (b"\x03\0\0\0\0\0\xff\xff", 0, {}),
        (b"\x03\0\0\0\0\0\xff\xff", 2, {5: [(1, UNCALCULATED)]}),
        (bytes(8), 2, {5: [(1, UNCALCULATED)]}),
        (bytes(8), 0, {}),
        (pack("<d", 5), 2, {}),
    ],
)
def test_formulas_of_old_workbooks(
    result: bytes, flags: int, errors: dict[int, list[tuple[int, str]]]
) -> None:
    [facts] = scan_xls(xls_sheet(formula(result, flags))).sheets
    assert (facts.errors, facts.rows, facts.columns) == (errors, 5, 2)


def test_old_workbooks_cells_and_damage() -> None:
    many = pack("<HH", 2, 1) + bytes(12) + pack("<H", 2)
    [facts] = scan_xls(xls_sheet((0x00BD, many), (0x0201, pack("<HHH", 9, 9, 0)))).sheets
    assert (facts.rows, facts.columns) == (3, 3)
    with pytest.raises(ValueError, match="unpack_from"):
        scan_xls(xls_sheet((0x0203, b"\0"))[:-5])
    with pytest.raises(TooLarge):
        scan_xls(xls_sheet((0x0203, pack("<HH", 65535, 255)), (0x0203, pack("<HH", 1, 1))))
    with pytest.raises(ValueError, match="range"):
        scan_xlsb(b"\x03\x80", SharedTexts(array("Q")))


def test_tables_within_text_before_any_sheet() -> None:
    assert Ods([b"<table:table-row></table:table-row><table:table-cell/>"]).sheets == []


HUGE = """
import sys
from pathlib import Path
from qzinvest.intake.files.tables import open_tables
[sheet] = open_tables(Path(sys.argv[1])).sheets
print([tuple(row) for row in sheet.rows()], sheet.size)
# The peak of this program alone; getrusage begins with that of the process that started it.
[peak] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(peak.split()[1]) // 1024)
"""


def test_a_full_length_of_formatted_blanks_is_read_in_bounded_memory(tmp_path: Path) -> None:
    blanks = "".join(
        f'<row r="{row}" s="1"><c r="A{row}" s="1"/><c r="KN{row}" s="1"/></row>'
        for row in range(2, 1_048_577)
    )
    content = books.xlsx_by_hand(
        f'<sheetData><row r="1"><c r="B1"><v>5</v></c></row>{blanks}</sheetData>'
    )
    path = books.write(tmp_path, "a.xlsx", content)
    done = subprocess.run(
        [sys.executable, "-c", HUGE, path], capture_output=True, check=True, text=True
    )
    said, megabytes = done.stdout.splitlines()
    assert said == "[(1, [None, 5])] 1"
    assert int(megabytes) < 500


@pytest.mark.parametrize(
    "dimensions",
    [
        pack("<IIHHH", 0xAB000000, 7, 0, 10, 0),  # found by fuzzing: 570 GB were asked for
        pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0),
        pack("<HHHHH", 9, 7, 0, 10, 0),
    ],
)
def test_a_block_that_no_sheet_has_is_damage(dimensions: bytes) -> None:
    with pytest.raises(ValueError, match="×"):
        scan_xls(xls_sheet((0x0200, dimensions)))
    [facts] = scan_xls(xls_sheet((0x0200, pack("<IIHHH", 0, 65536, 0, 256, 0)))).sheets
    assert facts.cells == 0
