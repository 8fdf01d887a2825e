"""What each format of an answer says, read with nothing of the program: tables of rows of texts.

All readers give the same for the same answer: the texts of a row's cells that are not empty, with
an ASCII minus, and a hyphen where there is no figure. A cell of several figures is several texts.
What a workbook's cell shows is worked out from its number and its form as a spreadsheet does it:
from fifteen digits, half up.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from io import BytesIO
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

Rows = list[tuple[str, ...]]
VOID = {"meta", "col", "wbr"}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ONE = r"[+-]?[\d,]+(?:\.\d+)?%?|<\d+%|-"
SEVERAL = re.compile(
    rf"({ONE})(?:–| / | → )({ONE})|(\d+) ([▲▼]\d+|–|new|新)"
    r"|([●◆■]) ([+-]?[\d.,]+)"
)
SPARK = re.compile(r"[▁▂▃▄▅▆▇█·-]{2,}")
EPOCH = 25_569
"""1970-01-01 as a spreadsheet counts days."""


def parted(cells: list[str]) -> tuple[str, ...]:
    """The texts of a row: without what is empty or drawn, several figures one by one."""
    texts: list[str] = []
    for cell in cells:
        text = re.sub(r"−(?=\d)", "-", cell.strip()).replace("—", "-")
        several = SEVERAL.fullmatch(text)
        if several:
            texts += [part for part in several.groups() if part]
        elif text and not SPARK.fullmatch(text):
            texts.append(text)
    return tuple(texts)


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.tables: list[list[list[str]]] = []
        self.heads: list[list[str]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("class") or ""))
        if tag in ("table", "dl"):
            self.tables.append([])
            self.heads.append([])
        is_head = any(name == "thead" for name, _ in self.open)
        if tag in ("tr", "dt") and not is_head:
            self.tables[-1].append([])
        if tag in ("td", "th", "dt", "dd"):
            (self.heads[-1] if is_head else self.tables[-1][-1]).append("")
        if tag in ("li", "p", "h1", "h2", "caption"):
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        names = [name for name, _ in self.open]
        if "svg" in names or any(look == "vh" for _, look in self.open):
            return
        if {"td", "th", "dt", "dd"} & set(names):
            (self.heads[-1] if "thead" in names else self.tables[-1][-1])[-1] += data
        elif {"li", "p", "h1", "h2", "caption"} & set(names):
            self.texts[-1] += data


def page_tables(text: str) -> list[Rows]:
    """The tables of a page, and its lists of facts."""
    return [[parted(row) for row in table] for table in _Page(text).tables]


def page_texts(text: str) -> list[str]:
    """Its sentences and headings."""
    return _Page(text).texts


def markdown_tables(text: str) -> list[Rows]:
    """The tables of a Markdown text."""
    tables: list[Rows] = []
    before = ""
    for line in text.split("\n"):
        if re.fullmatch(r"\|( -+:? \|)+", line):
            tables.append([])
        elif line.startswith("|") and before.startswith("|"):
            cells = line[1:-1].split(" | ")
            tables[-1].append(parted([re.sub(r"\\(.)", r"\1", cell.strip()) for cell in cells]))
        before = line
    return tables


class Cell(NamedTuple):
    """What a workbook's cell holds, and the form in which it shows a number."""

    value: str | Decimal
    form: str

    @property
    def text(self) -> str:
        """What people see."""
        if isinstance(self.value, str):
            return self.value
        if self.form == "yyyy-mm-dd":
            days = int(self.value) - EPOCH
            return date.fromordinal(date(1970, 1, 1).toordinal() + days).isoformat()
        forms = self.form.split(";")
        form = forms[0 if self.value > 0 else 1 if self.value < 0 else 2]
        return re.sub(
            r'"|_ $', "", re.sub(r"#,##0(\.0+)?(%?)|(?<![,.0])0(?!\.)", self._digits, form)
        )

    def _digits(self, form: re.Match[str]) -> str:
        assert isinstance(self.value, Decimal)
        places = len(form[1] or ".") - 1
        kept = Decimal(f"{self.value:.15g}") * (100 if form[2] else 1)
        return f"{abs(kept).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}{form[2] or ''}"


class Sheet(NamedTuple):
    """A sheet's rows by their numbers, and the row from which its table goes on."""

    name: str
    rows: dict[int, list[Cell]]
    first: int


def sheets(raw: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook."""
    with ZipFile(BytesIO(raw)) as archive:
        parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}  # noqa: S314
    styles = parts["xl/styles.xml"]
    forms = {
        each.get("numFmtId"): each.get("formatCode", "") for each in styles.iter(f"{MAIN}numFmt")
    }
    (looks,) = styles.iter(f"{MAIN}cellXfs")
    of_look = [forms.get(look.get("numFmtId"), "") for look in looks]
    strings = [
        "".join(text.text or "" for text in item.iter(f"{MAIN}t"))
        for item in parts["xl/sharedStrings.xml"]
    ]
    names = [each.get("name", "") for each in parts["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    for number, name in enumerate(names, 1):
        part = parts[f"xl/worksheets/sheet{number}.xml"]
        rows: dict[int, list[Cell]] = {}
        for row in part.iter(f"{MAIN}row"):
            found = rows.setdefault(int(row.get("r", "0")), [])
            for cell in row:
                held = cell.findtext(f"{MAIN}v")
                form = of_look[int(cell.get("s", "0"))]
                if held is None:
                    found.append(Cell("", ""))
                elif cell.get("t") == "s":
                    found.append(Cell(unescaped(strings[int(held)]), ""))
                else:
                    found.append(Cell(Decimal(held), form))
        pane = part.find(f".//{MAIN}pane")
        yield Sheet(name, rows, 0 if pane is None else int(pane.get("ySplit", "0")) + 1)


def unescaped(text: str) -> str:
    """A text of a workbook, whose control characters are written as ``_xHHHH_``."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text)


def workbook_cells(raw: bytes) -> list[list[list[Cell]]]:
    """The tables of a workbook, one a sheet that has any; a chart's too."""
    tables = []
    for sheet in sheets(raw):
        if sheet.first:
            rows, number = [], sheet.first
            while any(cells := sheet.rows.get(number, [])):
                rows.append(cells)
                number += 1
            tables.append(rows)
    return tables


def workbook_tables(raw: bytes) -> list[Rows]:
    """The same as texts."""
    return [[parted([cell.text for cell in row]) for row in table] for table in workbook_cells(raw)]


def word_tables(raw: bytes) -> list[Rows]:
    """The tables of a Word file; what had no room beside stands below under the same names."""
    with ZipFile(BytesIO(raw)) as archive:
        body = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314
    found: list[tuple[list[str], list[list[str]]]] = []
    title = ""
    for part in body[0]:
        if part.tag == f"{WORD}p":
            title = "".join(text.text or "" for text in part.iter(f"{WORD}t")) or title
            continue
        if part.tag != f"{WORD}tbl":
            continue
        lines = [
            (
                line.find(f".//{WORD}tblHeader") is not None,
                [
                    "".join(t.text or "" for t in box.iter(f"{WORD}t"))
                    for box in line.iter(f"{WORD}tc")
                ],
            )
            for line in part.iter(f"{WORD}tr")
        ]
        heads = next((texts for is_head, texts in reversed(lines) if is_head), [])
        rows = [texts for is_head, texts in lines if not is_head]
        if re.search(r"part (?!1 )\d+ of \d+$", title):  # below, beside the same names
            before = found[-1]
            named = next(at for at, head in enumerate(heads) if head != before[0][at])
            before[1][:] = [one + more[named:] for one, more in zip(before[1], rows, strict=True)]
        else:
            found.append((heads, rows))
    return [[parted([_plain(text) for text in row]) for row in rows] for _, rows in found]


def _plain(text: str) -> str:
    """A cell without its figure spaces."""
    return text.replace("\u2007", "").replace("\u00a0", " ").strip()
