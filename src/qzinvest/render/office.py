"""What DOCX and XLSX share: texts in XML, and files in one, the same bytes everywhere."""

from collections.abc import Iterable
from struct import pack
from zlib import DEFLATED, MAX_WBITS, compressobj, crc32

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPEN_XML = "http://schemas.openxmlformats.org"
RELATED = f"{OPEN_XML}/officeDocument/2006/relationships"
PACKAGE = f"{OPEN_XML}/package/2006"
_KINDS = {
    "docProps/core": "package.core-properties",
    "docProps/app": "officedocument.extended-properties",
    "xl/workbook": "officedocument.spreadsheetml.sheet.main",
    "xl/styles": "officedocument.spreadsheetml.styles",
    "xl/sharedStrings": "officedocument.spreadsheetml.sharedStrings",
    "xl/worksheets/": "officedocument.spreadsheetml.worksheet",
    "xl/drawings/": "officedocument.drawing",
    "xl/charts/": "officedocument.drawingml.chart",
}
"""What the parts of a workbook are, by the beginnings of their names."""
_RELATIONS = {
    "core.xml": f"{PACKAGE}/relationships/metadata/core-properties",
    "app.xml": f"{RELATED}/extended-properties",
    "workbook.xml": f"{RELATED}/officeDocument",
    "worksheets/": f"{RELATED}/worksheet",
    "drawings/": f"{RELATED}/drawing",
    "charts/": f"{RELATED}/chart",
    "styles.xml": f"{RELATED}/styles",
    "sharedStrings.xml": f"{RELATED}/sharedStrings",
}
"""What leads to them, by a part of their names."""
_VERSION, _DAY = 20, 1 << 5 | 1
"""Of deflate; and the first day that there is, of 1980, for all files."""
_OWN = 0o600 << 16
"""Whoever unpacks it on Unix gets files of his own."""


def escaped(text: str) -> str:
    """A text as XML holds it between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """A text as XML holds it in double quotes."""
    return escaped(text).replace('"', "&quot;")


def related(targets: Iterable[str]) -> str:
    """What a part leads to, numbered; of each kind there is the name of its relation."""
    found = "".join(
        f'<Relationship Id="rId{n}" Type="{_relation(target)}" Target="{target}"/>'
        for n, target in enumerate(targets, 1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def _relation(target: str) -> str:
    return next(kind for part, kind in _RELATIONS.items() if part in target)


def types(names: Iterable[str]) -> str:
    """What each part of the package is."""
    found = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-{kind}+xml"/>'
        for name in names
        for part, kind in _KINDS.items()
        if name.startswith(part) and "_rels" not in name
    )
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{found}</Types>'
    )


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The package of files by name, which are of ASCII, in their order, deflated and of no time.

    The standard library's writer loads ten modules more, which takes a tenth of a report. Source:
    PKWARE's APPNOTE.TXT, 4.3, of which this is what every reader knows.
    """
    parts, entries, place = list[bytes](), list[bytes](), 0
    for name, content in files:
        packer = compressobj(level=-1, method=DEFLATED, wbits=-MAX_WBITS)
        packed = packer.compress(content) + packer.flush()
        called = name.encode("ascii")
        sizes = (crc32(content), len(packed), len(content), len(called), 0)
        fields = pack("<HHHHHLLLHH", _VERSION, 0, DEFLATED, 0, _DAY, *sizes)
        head = b"PK\3\4" + fields + called
        parts += (head, packed)
        rest = pack("<HHHLL", 0, 0, 0, _OWN, place)
        entries.append(b"PK\1\2" + pack("<H", _VERSION) + fields + rest + called)
        place += len(head) + len(packed)
    listed = b"".join(entries)
    counts = (len(entries), len(entries), len(listed), place)
    return b"".join((*parts, listed, b"PK\5\6" + pack("<HHHHLLH", 0, 0, *counts, 0)))
