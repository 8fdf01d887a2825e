"""Any document as a Word file: all of it is there and nothing else, sound and set by the rules."""

from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest
from hypothesis import given

from qzinvest.locale import wording
from qzinvest.model.document import (
    Block,
    Chart,
    Column,
    Document,
    Facts,
    Led,
    Light,
    Lit,
    MoneyUnit,
    Row,
    Table,
    Texts,
)
from qzinvest.model.letter import Letter
from qzinvest.render.docx import word_file
from qzinvest.render.figures import document_text
from qzinvest.render.wording import visible
from tests.render.documents import HOSTILE, SMALL, any_documents
from tests.render.word_schema import SPACE, misplaced, name_of

VAL = f"{SPACE}val"


class Paragraph(NamedTuple):
    style: str
    text: str


class Read(NamedTuple):
    """A table as the file has it; ``heads`` are the rows that each page repeats."""

    heads: list[list[str]]
    rows: list[list[str]]


def parts(data: bytes) -> dict[str, Element]:
    """The roots of the files in the package, by their names."""
    with ZipFile(BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        files = {name: package.read(name) for name in package.namelist()}
    return {name: fromstring(data) for name, data in files.items()}  # noqa: S314 - our own


def text_of(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{SPACE}t"))


def written(document: Document, lang: str = "en") -> bytes:
    return word_file(document, wording(lang))


def body_of(data: bytes) -> list[Paragraph | Read]:
    """The paragraphs that say something, and the tables, from top to bottom."""
    (body,) = parts(data)["word/document.xml"]
    found: list[Paragraph | Read] = []
    for element in body:
        if name_of(element) == "tbl":
            table = Read([], [])
            for row in element.iter(f"{SPACE}tr"):
                head = row.find(f".//{SPACE}tblHeader") is not None
                texts = [text_of(cell) for cell in row.iter(f"{SPACE}tc")]
                (table.heads if head else table.rows).append(texts)
            found.append(table)
        elif text := text_of(element):
            style = element.find(f".//{SPACE}pStyle")
            assert style is not None
            found.append(Paragraph(style.attrib[VAL], text))
    return found


Said = str | list[list[str]]


def rows_of(table: Table, unit: MoneyUnit) -> list[list[str]]:
    """The rows of a table as the file should have them."""
    places = [
        place
        for place, column in enumerate(table.columns)
        if column.kind != "bar"
        and (not table.records or any(row.cells[place] != "" for row in table.rows))
    ]
    return [
        [str(row.cells[0])]
        if row.rank == "heading"
        else [document_text(row.cells[p], table.columns[p], unit) for p in places]
        for row in table.rows
    ]


def said_by(block: Block, unit: MoneyUnit) -> Iterator[Said]:
    """The texts and tables that a block should come to."""
    if isinstance(block, Chart):
        more = [row for row in (block.due, block.before) if any(row)]
        series = [block.values, *more] if more or any(block.values) else []
        columns = [block.column("", row) for row in series]
        rows = [
            [
                "" if row[at] is None else document_text(row[at], column, unit)
                for row, column in zip(series, columns, strict=True)
            ]
            for at in range(len(block.labels))
        ]
        if series:
            yield [[label, *row] for label, row in zip(block.labels, rows, strict=True)]
        return
    yield block.title
    if isinstance(block, Facts):
        pairs = [(column, value) for column, value in block.pairs if value != ""]
        yield [[column.head, document_text(value, column, unit)] for column, value in pairs]
    elif isinstance(block, Texts):
        yield from block.lines
    else:
        yield rows_of(block, unit) if block.rows else block.empty


def shown(text: str) -> str:
    """A cell as on a screen: a figure is not padded, and its sign stands behind it."""
    sign, tie, rest = text.replace("\u2007", "").partition("\u00a0")
    return (
        f"{rest} {sign}"
        if tie and rest[-1:].isdecimal()
        else sign + tie.replace("\u00a0", " ") + rest
    )


@given(any_documents())
def test_every_text_and_cell_is_there_and_no_other(document: Document) -> None:
    left = body_of(written(document))
    blocks = (each for block in document.blocks for each in said_by(block, document.unit))
    for wanted in (*filter(None, document.lines), *blocks, *document.notes):
        found = left.pop(0)
        if isinstance(wanted, str):
            assert isinstance(found, Paragraph)
            assert found.text.startswith(visible(wanted))  # a part of a table has its number
            continue
        assert isinstance(found, Read)
        while max(map(len, found.rows)) < max(map(len, wanted)):  # it goes on below
            title, more = left.pop(0), left.pop(0)
            assert isinstance(title, Paragraph)
            assert isinstance(more, Read)
            for row, rest in zip(found.rows, more.rows, strict=True):
                assert row[0] == rest[0]
                row.extend(rest[1:])
        assert [[shown(text) for text in row] for row in found.rows] == [
            [visible(text) for text in row] for row in wanted
        ]
    assert not left


@given(any_documents())
def test_the_file_is_sound_and_the_same_each_time(document: Document) -> None:
    assert written(document) == written(document)
    assert [each for root in parts(written(document)).values() for each in misplaced(root)] == []


@given(any_documents())
def test_nothing_is_live_and_nothing_asked_for(document: Document) -> None:
    files = parts(written(document))
    links = [each for name, root in files.items() if name.endswith(".rels") for each in root]
    assert not [link for link in links if link.get("TargetMode")]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_means_harm_stays_text(name: str) -> None:
    document = SMALL._replace(title=name, notes=(name,))
    assert body_of(written(document))[0] == Paragraph("Title", visible(name))
    assert body_of(written(document))[-1] == Paragraph("Note", visible(name))
    assert parts(written(document))["docProps/core.xml"][0].text == visible(name)


def test_a_table_in_full() -> None:
    _, _, title, table, note = body_of(written(SMALL))
    assert title == Paragraph("Caption", "Signed investment (100 million yuan)")
    assert isinstance(table, Read)
    assert table.heads == [
        ["Unit", "Progress", "Since"],
        ["", "Actual", "Done", "Ahead", "Light", "Moved", ""],
    ]
    assert table.rows == [
        ["Tier 1"],
        ["晋江市", "382.35", "39.0%", "−11.0", "■\u00a0Red", "▼2", "2022-01-31"],
        ["All", "0.01", "—", "—", "—", "", ""],
    ]
    assert note == Paragraph("Note", "A note.")


def test_a_sign_has_the_colour_of_its_light_and_the_figure_none() -> None:
    root = parts(written(SMALL))["word/document.xml"]
    inks = {
        text_of(run): ink.attrib[VAL]
        for run in root.iter(f"{SPACE}r")
        if (ink := run.find(f".//{SPACE}color")) is not None
    }
    assert inks == {"■": "A8141C"}


def test_figures_behind_signs_stand_in_a_column() -> None:
    green, red = Light("●", "Green", "good"), Light("■", "Red", "bad")
    leads = (Lit(Fraction(4), green), Lit(Fraction(-121, 10), red), None)
    rows = [Row((name, lead)) for name, lead in zip("abc", leads, strict=True)]
    table = Table("", (Column("Unit"), Column("Ahead", "gap")), rows)
    assert body_of(written(Document("Title", "", (table,))))[1] == Read(
        [["Unit", "Ahead"]], [["a", "●\u00a0\u2007+4.0"], ["b", "■\u00a0−12.1"], ["c", "—"]]
    )


@pytest.mark.parametrize(("columns", "papers"), [(4, [False]), (14, [True]), (60, [True])])
def test_a_sheet_lies_where_a_table_needs_it(columns: int, papers: list[bool]) -> None:
    heads = (Column("Unit"), *(Column(f"C{place}", "count") for place in range(columns)))
    table = Table("T", heads, [Row(("a", *range(10_000, 10_000 + columns)))])
    document = Document("Title", "", (table,))
    root = parts(written(document))["word/document.xml"]
    sizes = [size.attrib for size in root.iter(f"{SPACE}pgSz")]
    assert [f"{SPACE}orient" in size for size in sizes] == papers
    found = [each for each in body_of(written(document)) if isinstance(each, Read)]
    assert [head for each in found for head in each.heads[0] if head != "Unit"] == [
        column.head for column in heads[1:]
    ]
    assert all(each.rows[0][0] == "a" for each in found)


LETTER = Letter(
    "县商务局通报", "第3期", "县商务局", "7月5日", ("关于全县上半年招商项目和", "外资的通报")
)
WIDE = Table(
    "T",
    (Column("Unit"), *(Column(f"C{place}", "count") for place in range(20))),
    [Row(("a", *[10_000] * 20))],
)


def test_a_letter_has_its_head_in_red_above_a_rule() -> None:
    title = "".join(LETTER.title)
    document = Document(title, "第3期 · 县商务局", (), letter=LETTER)
    assert body_of(written(document, "zh_Hans")) == [
        Paragraph("Masthead", "县商务局通报"),
        Paragraph("Subtitle", "第3期"),
        Paragraph("Issued", "县商务局7月5日"),
        Paragraph("Title", title),
    ]
    plain = document._replace(letter=LETTER._replace(head=""))
    assert body_of(written(plain, "zh_Hans")) == [
        Paragraph("Title", title),
        Paragraph("Subtitle", "第3期 · 县商务局"),
    ]


@pytest.mark.parametrize(("more", "lines"), [("", 1), ("县级和市级实际使用", 2)])
def test_a_title_that_is_too_long_is_parted_by_its_meaning(more: str, lines: int) -> None:
    letter = LETTER._replace(title=(LETTER.title[0] + more, LETTER.title[1]))
    document = Document("".join(letter.title), "", (), letter=letter)
    root = parts(written(document, "zh_Hans"))["word/document.xml"]
    assert len(list(root.iter(f"{SPACE}br"))) == lines - 1


def test_the_parts_of_a_letter_each_have_their_style() -> None:
    blocks = (
        Texts("", ("各镇：",), "address"),
        Texts("一、总体", (Led("（一）亮晒。", "好。"),), "prose"),
        Texts("", ("附件：1. 甲表", "2. 乙表"), "annexes"),
        Texts("", ("县商务局", "2022年7月5日"), "signed"),
        Texts("", ("注：略。",), "note"),
        Texts("附件1", ("甲表", "截至6月30日"), "annex"),
        WIDE,
        Texts("", ("抄送：市委办。", "县商务局 · 7月5日印发"), "imprint"),
    )
    found = body_of(written(Document("T", "", blocks), "zh_Hans"))
    assert [(each.style, each.text) for each in found[1:] if isinstance(each, Paragraph)] == [
        ("Address", "各镇："),
        ("Heading1", "一、总体"),
        ("Normal", "（一）亮晒。好。"),
        ("Annexes", "附件：1. 甲表"),
        ("Annexes", "2. 乙表"),
        ("Signed", "县商务局"),
        ("Signed", "2022年7月5日"),
        ("Note", "注：略。"),
        ("AnnexHead", "附件1"),
        ("AnnexTitle", "甲表"),
        ("Note", "截至6月30日"),
        ("Caption", "T"),
        ("Imprint", "抄送：市委办。"),
        ("Imprint", "县商务局7月5日印发"),
    ]


def test_no_page_has_a_line_of_notes_alone() -> None:
    letter = Texts("", ("注：略。", "数据版本：QZ:3"), "note")
    files = parts(written(Document("T", "", (letter,)), "zh_Hans"))
    body = files["word/document.xml"]
    (note,) = (each for each in body.iter(f"{SPACE}p") if "略" in text_of(each))
    assert text_of(note) == "注：略。数据版本：QZ:3"
    assert len(list(note.iter(f"{SPACE}br"))) == 1
    (style,) = (
        each
        for each in files["word/styles.xml"].iter(f"{SPACE}style")
        if each.attrib[f"{SPACE}styleId"] == "Note"
    )
    (widows,) = style.iter(f"{SPACE}widowControl")
    assert VAL not in widows.attrib


def indents(lines: tuple[str, ...], lang: str) -> list[tuple[str, int, int]]:
    """Each line of a list of annexes, where its first line begins and where others would."""
    root = parts(written(Document("T", "", (Texts("", lines, "annexes"),)), lang))
    found = []
    for each in root["word/document.xml"].iter(f"{SPACE}p"):
        if (ind := each.find(f"{SPACE}pPr/{SPACE}ind")) is not None:
            left, hung = (int(ind.attrib[f"{SPACE}{name}"]) for name in ("left", "hanging"))
            tab = "\t" if each.find(f".//{SPACE}tab") is not None else ""
            found.append((tab + text_of(each), left - hung, left))
    return found


def test_annexes_have_their_numbers_below_one_another() -> None:
    chinese = indents(("附件：1. 甲表", "2. 乙表"), "zh_Hans")
    english = indents(("Annexes: 1. One", "2. Two"), "en")
    single = indents(("附件：一张名称很长的情况表",), "zh_Hans")

    assert [(begin, rest) for _, begin, rest in chinese] == [(630, 2047), (1575, 2047)]
    # There a tab leads from the word to the number, which stands where the next line begins.
    assert english == [("\tAnnexes:1. One", 630, 2048), ("2. Two", 2048, 2048)]
    assert [(begin, rest) for _, begin, rest in single] == [(630, 630)]


def test_a_signature_keeps_the_last_paragraph_with_it() -> None:
    blocks = (
        Texts("", ("A.", "B."), "prose"),
        Texts("", ("附件：表",), "annexes"),
        Texts("", ("局", "7月5日"), "signed"),
    )
    files = parts(written(Document("T", "", blocks), "zh_Hans"))
    kept = {
        style.attrib[f"{SPACE}styleId"]
        for style in files["word/styles.xml"].iter(f"{SPACE}style")
        if style.find(f"{SPACE}pPr/{SPACE}keepNext") is not None
    }
    (body,) = files["word/document.xml"]
    keeps = {
        text_of(each): each.find(f".//{SPACE}keepNext") is not None
        or each.find(f".//{SPACE}pStyle").attrib[VAL] in kept  # type: ignore[union-attr]  # all have one
        for each in body.iter(f"{SPACE}p")
    }
    assert [text for text, keep in keeps.items() if keep and text] == [
        *("T", "B.", "附件：表", "局", "7月5日")
    ]


def test_the_day_begins_two_letters_after_who_signs() -> None:
    signed = Texts("", ("泉州市开放招商领导小组办公室", "2022年7月5日"), "signed")
    root = parts(written(Document("T", "", (signed,)), "zh_Hans"))["word/document.xml"]
    lefts = [int(each.attrib[f"{SPACE}left"]) for each in root.iter(f"{SPACE}ind")]
    assert lefts == [8844 - 630 - 14 * 315, 8844 - 14 * 315]


def test_prose_after_a_wide_table_stands_upright_again_and_an_annex_lies_with_its_table() -> None:
    prose, annex = Texts("", ("A.",), "prose"), Texts("Annex", ("T",), "annex")
    root = parts(written(Document("T", "", (prose, WIDE, prose, annex, WIDE))))["word/document.xml"]
    orients = [size.get(f"{SPACE}orient") for size in root.iter(f"{SPACE}pgSz")]
    assert orients == [None, "landscape", None, "landscape"]
    assert not list(root.iter(f"{SPACE}pageBreakBefore"))


def test_between_prose_a_table_is_set_small_before_the_sheet_is_turned() -> None:
    heads = (Column("Unit"), *(Column(f"C{place}", "count") for place in range(9)))
    table = Table("", heads, [Row(("a", *[1_000_000] * 9))])
    prose = Texts("", ("A.",), "prose")
    for blocks, turned in (((table,), True), ((prose, table), False)):
        root = parts(written(Document("T", "", blocks)))["word/document.xml"]
        sizes = [size.attrib for size in root.iter(f"{SPACE}pgSz")]
        assert [f"{SPACE}orient" in size for size in sizes] == [turned]


def test_text_is_set_28_by_22_and_tables_in_small_print_on_15_points() -> None:
    root = parts(written(SMALL, "zh_Hans"))["word/styles.xml"]
    lines = {
        each.attrib[f"{SPACE}styleId"]: (
            spacing.attrib[f"{SPACE}line"],
            spacing.attrib[f"{SPACE}lineRule"],
        )
        for each in root.iter(f"{SPACE}style")
        if (spacing := each.find(f"{SPACE}pPr/{SPACE}spacing")) is not None
    }
    assert lines["Normal"] == lines["Heading1"] == lines["Address"] == ("579", "exact")
    assert lines["Table21"] == lines["Note"] == ("300", "exact")
    off = {
        each.attrib[f"{SPACE}styleId"]
        for each in root.iter(f"{SPACE}style")
        if each.find(f"{SPACE}pPr/{SPACE}snapToGrid") is not None
    }
    assert off >= {"Caption", "Note", "Table21", "Table18", "Table15", "AnnexTitle", "Imprint"}


def test_sums_stand_below_a_line() -> None:
    rows = [Row(("a", 1)), Row(("all", 1), "total")]
    table = Table("", (Column("Unit"), Column("n", "count")), rows)
    root = parts(written(Document("T", "", (table,))))["word/document.xml"]
    ruled = [row.find(f".//{SPACE}tcBorders") is not None for row in root.iter(f"{SPACE}tr")]
    assert ruled == [False, False, True]


def test_prose_stands_upright_before_a_wide_table() -> None:
    heads = (Column("Unit"), *(Column(f"C{place}", "count") for place in range(14)))
    wide = Table("T", heads, [Row(("a", *[10_000] * 14))])
    document = Document("Title", "", (Texts("Rules", ("A sentence.",)), wide))
    root = parts(written(document))["word/document.xml"]
    orients = [size.get(f"{SPACE}orient") for size in root.iter(f"{SPACE}pgSz")]
    assert orients == [None, "landscape"]


@pytest.mark.parametrize(
    ("lang", "fonts", "said"),
    [
        ("zh_Hans", {"仿宋_GB2312", "方正小标宋简体", "黑体", "宋体", "楷体_GB2312"}, "zh-CN"),
        ("zh_Hant", {"標楷體", "新細明體", "微軟正黑體"}, "zh-TW"),
        ("en", {"仿宋_GB2312", "方正小标宋简体", "黑体", "宋体", "楷体_GB2312"}, "zh-CN"),
    ],
)
def test_fonts_are_named_for_the_language(lang: str, fonts: set[str], said: str) -> None:
    root = parts(written(SMALL, lang))["word/styles.xml"]
    assert {each.attrib[f"{SPACE}eastAsia"] for each in root.iter(f"{SPACE}rFonts")} == fonts
    (spoken,) = root.iter(f"{SPACE}lang")
    assert spoken.attrib[f"{SPACE}eastAsia"] == said


@pytest.mark.parametrize(("rows", "kept"), [(20, 20), (60, 0)])
def test_a_table_that_has_room_on_a_page_stays_whole(rows: int, kept: int) -> None:
    lines = [Row((f"u{number}", number)) for number in range(rows)]
    table = Table("", (Column(""), Column("", "count")), lines)
    (body,) = parts(written(Document("Title", "", (table,))))["word/document.xml"]
    found = [row.find(f".//{SPACE}keepNext") is not None for row in body.iter(f"{SPACE}tr")]
    assert found == [True] * (kept - 1) + [False] * (rows - max(kept - 1, 0))
