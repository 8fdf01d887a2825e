"""The one door: what a file is, its bytes say."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from os import mkfifo
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.errors import FileUnreadable, NotATable, QzinvestError
from qzinvest.intake.files.tables import open_tables
from qzinvest.model.cell_names import cell_name
from tests.intake import books

ROW = '<table:table-row><table:table-cell office:value-type="float" office:value="5"/>'
ODS = books.ods(ROW + "</table:table-row>")
TEXTS = {
    "empty": b"",
    "blank": " ,　,\r\n\t,\n".encode(),
    "pdf": b"%PDF-1.7\n",
    "html": "\ufeff\n<!DOCTYPE HTML><html><table><tr><td>项目".encode(),
    "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
    "xml": b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"',
    "archive": b"7z\xbc\xaf\x27\x1c\0\4",
    "word": b"{\\rtf1\\ansi",
    "other": b"SQLite format 3\0",
}


def simple(book: Any) -> None:
    sheet = book.add_worksheet("甲")
    sheet.write_row(0, 0, ["项目名称", "金额"])
    sheet.write_row(1, 0, ["钢铁", 5])


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(1, 0, "A1"), (17, 1, "B17"), (2, 25, "Z2"), (3, 26, "AA3"), (1048576, 16383, "XFD1048576")],
)
def test_cells_have_a_spreadsheets_names(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name


def test_the_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    content = books.xlsx(simple)
    opened = open_tables(books.write(tmp_path, "list.csv", content), "-")

    assert opened.kind == "xlsx"
    assert opened.digest == sha256(content).hexdigest()
    assert opened.size == len(content)
    assert (opened.file, opened.sheets[0].file) == ("-", "-")


@pytest.mark.parametrize(
    ("reason", "content"),
    [
        *TEXTS.items(),
        ("html", "<html><body>".encode("utf-16")),
        ("html", b'<?xml version="1.0"?><html>'),
        ("image", b"\x89PNG\r\n\x1a\n"),
        ("image", b"BM\x36\x00\x0c\x00\0\0\0\0\x36"),
        ("image", b"RIFF\x24\x00\x00\x00WEBPVP8 "),
        ("archive", books.zipped({"list.csv": "a,b"})),
        ("archive", books.zipped({})),
        ("word", books.zipped({"_rels/.rels": books.first_part("word/document.xml")})),
        ("word", books.zipped({"mimetype": "application/vnd.oasis.opendocument.text"})),
        ("word", books.ole({"WordDocument": b"x"})),
        ("other", books.ole({"SummaryInformation": b"x"})),
        ("password", books.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"})),
        ("damaged", books.xlsx(simple)[:-100]),
        ("damaged", books.ole({"Workbook": b"x"})[:600]),
    ],
)
def test_what_is_no_table(tmp_path: Path, reason: str, content: bytes) -> None:
    path = books.write(tmp_path, "报送.xls", content)
    with pytest.raises(NotATable) as refusal:
        open_tables(path, "报送.xls")
    assert (refusal.value.fields["file"], refusal.value.fields["reason"]) == ("报送.xls", reason)


def test_begins_like_a_picture_and_is_none(tmp_path: Path) -> None:
    opened = open_tables(books.write(tmp_path, "a.csv", "BMW项目,5\nRIFF,6\n"))
    assert [row.values for row in opened.sheets[0].rows()] == [["BMW项目", "5"], ["RIFF", "6"]]


def test_the_mark_of_an_open_workbook_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotATable, match="owner"):
        open_tables(books.write(tmp_path, "~$报送.xlsx", b"\x04wang".ljust(165)))


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotATable, match="folder"):
        open_tables(tmp_path)
    with pytest.raises(FileUnreadable):
        open_tables(tmp_path / "none.xlsx")
    mkfifo(tmp_path / "pipe")
    with pytest.raises(FileUnreadable):
        open_tables(tmp_path / "pipe")


def old(book: Any) -> None:
    sheet = book.add_sheet("甲")
    sheet.write(0, 0, "项目名称")
    sheet.write(1, 0, datetime(2022, 3, 15))  # noqa: DTZ001 - cells have no time zone
    sheet.write_merge(2, 3, 0, 2, 5)


SEEDS = {
    "xlsx": books.xlsx(simple),
    "stored": books.xlsx_by_hand(
        '<sheetData><row r="1"><c r="A1" t="e"><v>#REF!</v></c><c><f>A1</f><v>1</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
        level=0,
    ),
    "xls": books.xls(old),
    "xlsb": books.xlsb({(0, 0): "项目", (1, 1): 5.0, (2, 1): b"\x07"}, merge=(0, 0, 1, 1)),
    "ods": ODS,
    "csv": '项目名称,金额\n"钢\n铁",5\n'.encode("gb18030"),
    "utf-16": "项目名称\t金额\n钢铁\t5\n".encode("utf-16-le"),
}
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255), st.sampled_from("=+-<")),
    min_size=1,
    max_size=8,
)


def mutated(content: bytes, changes: list[tuple[float, int, str]]) -> bytes:
    """Bytes replaced, put in, taken out, or all behind them cut off."""
    data = bytearray(content)
    for where, byte, how in changes:
        at = int(where * len(data))
        if how == "=":
            data[at : at + 1] = bytes([byte])
        elif how == "+":
            data[at:at] = bytes([byte])
        else:
            del data[at : at + byte if how == "-" else None]
    return bytes(data)


def read_all(path: Path) -> int:
    return sum(len(list(sheet.rows())) for sheet in open_tables(path).sheets)


@pytest.mark.uncounted
@pytest.mark.parametrize("kind", SEEDS)
def test_damage_of_any_kind_is_an_error_of_ours(
    kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    assert read_all(books.write(folder, kind, SEEDS[kind])) > 0

    @settings(max_examples=100, deadline=5000)
    @given(CHANGES)
    def try_out(changes: list[tuple[float, int, str]]) -> None:
        path = books.write(folder, kind, mutated(SEEDS[kind], changes))
        with suppress(QzinvestError):
            read_all(path)

    trial: Callable[[], None] = try_out
    trial()
