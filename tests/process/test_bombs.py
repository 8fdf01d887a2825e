"""Files made to fill the memory or the day are refused or read, by a process that stays small.

CI takes sizes that it bears; ``QZINVEST_FULL=1`` takes a gigabyte and a sheet's last row.
"""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake import books
from tests.process.world import ENVIRON, FULL, PROGRAM

MIB = 1 << 20
SIZE = 1000 * MIB if FULL else 320 * MIB
HEADER = "项目名称,总投资（亿元）,签约时间\n".encode()
ROW = b'<row r="%d"><c r="A%d" s="0"/><c r="C%d" s="0"/></row>'
LAST_ROW = 1_048_576 if FULL else 100_000


def repeated(path: Path, head: bytes, piece: bytes) -> None:
    """A file of ``head`` and then as many pieces as make it the wanted size."""
    with path.open("wb") as stream:
        stream.write(head)
        block = piece * (MIB // len(piece))
        for _ in range(SIZE // len(block)):
            stream.write(block)


def zip_bomb(path: Path) -> None:
    small = books.xlsx_by_hand("")
    path.write_bytes(small)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in parts.keys() - {sheet}:
            archive.writestr(name, parts[name])
        with archive.open(sheet, "w", force_zip64=True) as stream:
            stream.write(parts[sheet].split(b"</worksheet>")[0] + b"<sheetData>")
            for _ in range(SIZE // MIB):
                stream.write(b" " * MIB)


def blank_sheet(path: Path) -> None:
    rows = b"".join(ROW % (n, n, n) for n in range(1, LAST_ROW + 1))
    path.write_bytes(books.xlsx_by_hand(b"<sheetData>" + rows + b"</sheetData>"))


def rows_as_one(path: Path, times: int, blank: int = 0) -> None:
    """A spreadsheet of one small row that stands there so many times, behind ``blank`` ones."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("项目名称", "总投资（亿元）", "签约时间")
    )
    rows = f"<table:table-row>{cells}</table:table-row>"
    for repeats, content in ((blank, "<table:table-cell/>"), (times, cells)):
        if repeats:
            rows += f'<table:table-row table:number-rows-repeated="{repeats}">{content}'
            rows += "</table:table-row>"
    path.write_bytes(books.ods(rows))


def shared_text(path: Path) -> None:
    """A workbook of one long text that thousands of cells show."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3001))
    texts = f"<sst><si><t>{'x' * MIB}</t></si></sst>"
    content = books.xlsx_by_hand(
        f"<sheetData>{cells}</sheetData>", more={"xl/sharedStrings.xml": texts}
    )
    path.write_bytes(content)


def old_shared_text(path: Path) -> None:
    def fill(book: Any) -> None:  # noqa: ANN401 - xlwt has no types
        sheet = book.add_sheet("a")
        for row in range(60_000):
            sheet.write(row, 0, "x" * 30_000)

    path.write_bytes(books.xls(fill))


BOMBS: dict[str, tuple[Callable[[Path], object], str]] = {
    "zip": (zip_bomb, "larger than any honest workbook"),
    "blank sheet": (blank_sheet, "nothing on its visible sheets"),
    "filled down": (lambda path: rows_as_one(path, 10**6), "too far apart"),
    "ten digits": (lambda path: rows_as_one(path, 10**9), "too far apart"),
    "far below": (lambda path: rows_as_one(path, 1, blank=10**9), "too far apart"),
    "shared text": (shared_text, "larger than any honest workbook"),
    "old shared text": (old_shared_text, "larger than any honest workbook"),
    "binary shared text": (
        lambda path: path.write_bytes(books.xlsb_shared("x" * (MIB // 2), 3000)),
        "larger than any honest workbook",
    ),
    "zeros": (lambda path: repeated(path, b"", b"\0"), "no text"),
    "one line": (lambda path: repeated(path, b"", b"a,"), "record 1 is longer"),
    "open quote": (lambda path: repeated(path, HEADER + b'"', b"x\n"), "quotation marks"),
    "one record": (lambda path: repeated(path, HEADER, b'"\n",'), "record 2 is longer"),
}
# A process of its own measures: a child's peak memory begins with that of its parent.
MEASURE = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(child.returncode, usage.ru_maxrss // 1024)
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_little_memory(name: str, ledger: Path, tmp_path: Path) -> None:
    make, reason = BOMBS[name]
    path = tmp_path / "bomb"
    make(path)
    before = ledger.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, PROGRAM, "import", path, "--db", ledger],
        env=ENVIRON,
        capture_output=True,
        text=True,
        check=True,
    )
    code, peak = map(int, done.stdout.split())
    assert (code, reason in done.stderr) == (3, True), done.stderr
    assert peak < 500, f"{peak} MiB"
    assert ledger.read_bytes() == before
    path.unlink()
