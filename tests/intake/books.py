"""Files for the tests, made on the spot: sound workbooks, and every kind of trouble."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from struct import pack
from typing import Any

import xlsxwriter
import xlwt

Cells = Mapping[tuple[int, int], object]
"""Row and column, both from 0, to value."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: Mapping[str, bytes | str], level: int = 6) -> bytes:
    """An archive; at level 0 the parts stand in it as they are."""
    target = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def xlsx(fill: Callable[[Any], None], **options: object) -> bytes:
    """A workbook by xlsxwriter; ``fill`` gets it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        fill(book)
    return target.getvalue()


def xlsx_by_hand(
    sheet: bytes | str,
    *,
    names: Sequence[str] = ("Sheet1",),
    settings: str = "",
    more: Mapping[str, bytes | str] | None = None,
    level: int = 6,
) -> bytes:
    """A workbook whose sheets all are this XML: what stands between the worksheet's tags."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{LINKS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    inside = sheet if isinstance(sheet, bytes) else sheet.encode()
    xml = b'<worksheet xmlns="%s">%s</worksheet>' % (MAIN.encode(), inside)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": first_part("xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{settings}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
    }
    parts |= {f"xl/worksheets/sheet{i}.xml": xml for i in range(1, len(names) + 1)}
    return zipped(parts | dict(more or {}), level)


def xls(fill: Callable[[Any], None]) -> bytes:
    """A workbook by xlwt; ``fill`` gets it."""
    book = xlwt.Workbook()
    fill(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(*tables: str, manifest: str = "<manifest:manifest/>", before: str = "") -> bytes:
    """A spreadsheet of these tables, each the XML of its rows."""
    listed = "".join(
        f'<table:table table:name="表{i}">{rows}</table:table>' for i, rows in enumerate(tables, 1)
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": "<office:document-content><office:body><office:spreadsheet>"
            f"{before}{listed}</office:spreadsheet></office:body></office:document-content>",
        }
    )


def xlsb(
    cells: Cells, *, epoch: int = 1900, merge: tuple[int, int, int, int] | None = None
) -> bytes:
    """A workbook of one sheet: floats, booleans, texts, and errors as bytes of their code."""
    rows: dict[int, list[tuple[int, object]]] = {}
    for (row, column), value in sorted(cells.items()):
        rows.setdefault(row, []).append((column, value))
    bottom, right = (max(place[i] for place in cells) for i in (0, 1))
    sheet = record(129) + record(148, pack("<4I", 0, bottom, 0, right)) + record(145)
    for row, values in rows.items():
        sheet += record(0, pack("<I", row) + bytes(21))
        sheet += b"".join(_cell(column, value) for column, value in values)
    sheet += record(146)
    if merge:
        top, left, low, far = merge
        sheet += record(177, pack("<I", 1)) + record(176, pack("<4I", top, low, left, far))
        sheet += record(178)
    return xlsb_book(sheet + record(130), epoch=epoch)


def xlsb_book(
    sheet: bytes, *, epoch: int = 1900, more: Mapping[str, bytes | str] | None = None
) -> bytes:
    """A workbook of one sheet, whose part this is."""
    properties = record(153, pack("<III", epoch == 1904, 0, 0))
    bundle = pack("<II", 0, 1) + wide("rId1") + wide("甲")
    book = record(131) + properties + record(143) + record(156, bundle) + record(144)
    link = f'Type="{LINKS}/worksheet" Target="worksheets/sheet1.bin"'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": first_part("xl/workbook.bin"),
        "xl/workbook.bin": book + record(132),
        "xl/_rels/workbook.bin.rels": "<Relationships>"
        f'<Relationship Id="rId1" {link}/></Relationships>',
        "xl/worksheets/sheet1.bin": sheet,
    }
    return zipped(parts | dict(more or {}))


def xlsb_shared(text: str, times: int) -> bytes:
    """A workbook whose cells of column A all show this text, which it keeps once."""
    content = xlsb(dict.fromkeys(((row, 0) for row in range(times)), True))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.bin"]
    assert isinstance(sheet, bytes)
    shown = sheet.replace(_cell(0, True), record(7, pack("<III", 0, 0, 0)))  # noqa: FBT003
    texts = record(159, pack("<II", 1, 1)) + record(19, b"\0" + wide(text)) + record(160)
    return zipped(parts | {"xl/worksheets/sheet1.bin": shown, "xl/sharedStrings.bin": texts})


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of small streams, each in sectors of its own."""
    names = list(streams)
    bodies = [body.ljust(max(4096, -(-len(body) // 512) * 512), b"\0") for body in streams.values()]
    fat = [0xFFFFFFFD, 0xFFFFFFFE]
    starts = []
    for body in bodies:
        starts.append(len(fat))
        fat += [*range(len(fat) + 1, len(fat) + len(body) // 512), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    entries += [
        _entry(name, 2, start, len(body))
        for name, start, body in zip(names, starts, bodies, strict=True)
    ]
    directory = b"".join(entries).ljust(512, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    head += pack("<108I", *[0xFFFFFFFF] * 108)
    return head + pack("<128I", *fat) + directory + b"".join(bodies)


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def first_part(part: str) -> str:
    """The relation by which an Office archive's first part is found."""
    link = f'<Relationship Id="r" Type="{LINKS}/officeDocument" Target="{part}"/>'
    return f"<Relationships>{link}</Relationships>"


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    entry = text.ljust(64, b"\0") + pack("<HBB", len(text) + 2, kind, 1)
    return (entry + pack("<III", *[0xFFFFFFFF] * 3)).ljust(116, b"\0") + pack("<IQ", start, size)


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of an XLSB part."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    while size >= 0x80:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + body


def wide(text: str) -> bytes:
    """A text of an XLSB part."""
    return pack("<I", len(text)) + text.encode("utf-16-le")


def _cell(column: int, value: object) -> bytes:
    place = pack("<II", column, 0)
    if isinstance(value, bool):
        return record(4, place + bytes([value]))
    if isinstance(value, float):
        return record(5, place + pack("<d", value))
    if isinstance(value, bytes):
        return record(3, place + value)
    if value is None:
        return record(1, place)
    return record(6, place + wide(str(value)))
