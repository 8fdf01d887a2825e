"""What must be known of a workbook before it is read: that it is one, unlocked, whole and bearable.

A workbook is unpacked here once, in pieces, and counted while it is unpacked: what its directory
says about sizes is a stranger's word. Each sheet is looked at by its format's scanner; the reader
of workbooks runs only on what has passed.
"""

import re
import zlib
from collections.abc import Collection, Iterator
from html import unescape
from pathlib import Path
from typing import IO, TYPE_CHECKING

from qzinvest.errors import NotATable
from qzinvest.intake.files.sheets import (
    BombError,
    SheetFacts,
    Shown,
    TooLarge,
    telling_styles,
    together,
)
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

MOST_UNPACKED = 400_000_000
"""Bytes of all parts of a workbook together."""
MOST_PART = 300_000_000
"""Bytes of one XML part."""
MOST_BINARY = 120_000_000
"""Bytes of an XLS file or of one binary part, which are held in memory."""
MOST_SETTINGS = 32_000_000
"""Bytes of one part that lists sheets or styles, which is held in memory with all that it lists."""
_TEXTS = "xl/sharedstrings.xml"
_CHUNK = 1 << 20
_ANY_SIZE = 1 << 40
_ATTRIBUTE = pattern(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CELL_STYLES = pattern(
    r"<((?:[\w.-]+:)?)cellXfs(?=[\s/>])[^>]*>(?P<styles>.*?)</\1cellXfs>", re.DOTALL
)
_FONTS = pattern(r"<((?:[\w.-]+:)?)fonts(?=[\s/>])[^>]*>(?P<fonts>.*?)</\1fonts>", re.DOTALL)
_FONT = pattern(r"<((?:[\w.-]+:)?)font(?=[\s/>])[^>]*?(?:/>|>(?P<font>.*?)</\1font>)", re.DOTALL)
_TRUE = {"1", "true", "on"}
_ENCRYPTED = 1


class Book(NamedTuple):
    """A workbook that may be read.

    Args:
        kind: xlsx, xls, xlsb or ods.
        epoch: the year from which its day numbers count, 1900 or 1904.
        sheets: the facts of its sheets, in its order; ``None`` where the sheet is no table.
    """

    kind: str
    epoch: int
    sheets: tuple[SheetFacts | None, ...]


def examine(path: Path, file: str) -> Book:
    """The facts of a workbook: a zip archive or an OLE compound file.

    Raises:
        NotATable: it is no workbook, locked, damaged, or would take too much memory.
        OSError: it cannot be read.
    """
    from zipfile import BadZipFile  # heavy

    try:
        with path.open("rb") as stream:
            if stream.read(2) == b"PK":
                return _in_zip(stream, file)
            stream.seek(0)
            return _in_ole(stream, file)
    except TooLarge as trouble:
        raise NotATable(file=file, reason="large", detail=str(trouble)) from trouble
    except BombError as trouble:
        raise NotATable(file=file, reason="bomb") from trouble
    except _LockedError as trouble:
        raise NotATable(file=file, reason="password") from trouble
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        OverflowError,
    ) as trouble:
        raise NotATable(file=file, reason="damaged") from trouble


class _LockedError(Exception):
    """It is protected by a password."""


class _Parts:
    """The parts of a zip archive, by name without regard to case."""

    def __init__(self, archive: "ZipFile") -> None:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise BombError
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise _LockedError
        self._archive = archive
        self._infos = {info.filename.replace("\\", "/").lower(): info for info in infos}
        if len(self._infos) < len(infos):
            raise ValueError(infos)  # which one the reader takes is anybody's guess
        self._left = MOST_UNPACKED

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._infos

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes in pieces; as many as there are, whatever the directory says."""
        info: ZipInfo = self._infos[name.lower()]
        info.file_size = _ANY_SIZE  # zipfile would stop at the size that is written there
        left = MOST_PART
        with self._archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                self._left -= len(chunk)
                if left < 0 or self._left < 0:
                    raise BombError
                yield chunk

    def read(self, name: str, most: int = 0) -> bytes:
        """A part's bytes, not too many; none where there is no such part."""
        gathered = bytearray()
        for chunk in self.chunks(name) if name in self else ():
            gathered += chunk
            if len(gathered) > (most or MOST_BINARY):
                raise BombError
        return bytes(gathered)


def _in_zip(stream: IO[bytes], file: str) -> Book:
    from zipfile import ZipFile

    with ZipFile(stream) as archive:
        parts = _Parts(archive)
        book = _workbook_part(parts)
        if book.endswith(".bin"):
            return _xlsb(parts, book)
        if book and not book.startswith("word/"):
            return _xlsx(parts, book)
        kind = parts.read("mimetype").decode("ascii", "replace").strip()
        if "content.xml" in parts and kind.endswith(("spreadsheet", "spreadsheet-template")):
            return _ods(parts)
        written = book.startswith("word/") or kind.endswith(("text", "text-template"))
        raise NotATable(file=file, reason="word" if written else "archive")


def _workbook_part(parts: _Parts) -> str:
    """The part that an Office archive begins with, empty where the archive is none of Office's."""
    for relation in _attributes(_text(parts, "_rels/.rels"), "Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/").lower()
    return ""


def _xlsx(parts: _Parts, place: str) -> Book:
    from qzinvest.intake.files.guard.xlsx import scan_xlsx, shared_texts, struck_texts

    book = _text(parts, place)
    settings = _attributes(book, "workbookPr")
    epoch = 1904 if any(found.get("date1904") in _TRUE for found in settings) else 1900
    again = any(found.get("fullCalcOnLoad") in _TRUE for found in _attributes(book, "calcPr"))
    places = _relations(parts, place)
    styles, struck = _telling(_text(parts, "xl/styles.xml"))
    texts, rich = shared_texts(parts.chunks(_TEXTS) if _TEXTS in parts else ())
    if rich or (struck and _TEXTS in parts):
        texts.struck = struck_texts(parts.chunks(_TEXTS))
    sheets: list[SheetFacts | None] = []
    for sheet in _attributes(book, "sheet"):
        relation = next((v for name, v in sheet.items() if name.endswith(":id")), "")
        if "/chartsheets/" in places[relation] or "/dialogsheets/" in places[relation]:
            sheets.append(None)
        else:
            chunks = parts.chunks(places[relation])
            found = scan_xlsx(chunks, recalculate=again, styles=styles, texts=texts, struck=struck)
            sheets.append(found)
    return Book("xlsx", epoch, tuple(sheets))


def _telling(styles: str) -> tuple[dict[int, Shown], Collection[int]]:
    """The cells' styles whose format says more than the number, and those that strike through."""
    codes = {
        int(found["numFmtId"]): found.get("formatCode", "")
        for found in _attributes(styles, "numFmt")
        if found.get("numFmtId", "").isdecimal()
    }
    cells = _CELL_STYLES.search(styles)
    found = list(_attributes(cells["styles"] if cells else "", "xf"))
    numbers = [one.get("numFmtId", "0") for one in found]
    struck = _struck_fonts(styles) if "strike" in styles else set()
    return (
        telling_styles(codes, [int(n) if n.isdecimal() else 0 for n in numbers]),
        {place for place, one in enumerate(found) if one.get("fontId") in struck},
    )


def _struck_fonts(styles: str) -> set[str]:
    """The numbers of the fonts that strike through."""
    from qzinvest.intake.files.guard.xlsx import is_struck

    fonts = _FONTS.search(styles)
    found = enumerate(_FONT.finditer(fonts["fonts"] if fonts else ""))
    return {str(number) for number, font in found if is_struck((font["font"] or "").encode())}


def _xlsb(parts: _Parts, place: str) -> Book:
    from qzinvest.intake.files.guard.xlsb import scan_xlsb, xlsb_sheets, xlsb_struck, xlsb_texts

    epoch, relations = xlsb_sheets(parts.read(place, MOST_SETTINGS))
    places = _relations(parts, place)
    fonts, struck = xlsb_struck(parts.read("xl/styles.bin", MOST_SETTINGS))
    texts = xlsb_texts(parts.read("xl/sharedstrings.bin"), fonts)
    sheets = [
        scan_xlsb(parts.read(places[relation]), texts, struck)
        if "/worksheets/" in places[relation]
        else None
        for relation in relations
    ]
    return Book("xlsb", epoch, tuple(sheets))


def _ods(parts: _Parts) -> Book:
    from qzinvest.intake.files.guard.ods import Ods

    if b"encryption-data" in parts.read("meta-inf/manifest.xml"):
        raise _LockedError
    content = Ods(parts.chunks("content.xml"), parts.read("styles.xml", MOST_SETTINGS))
    return Book("ods", content.epoch, tuple(together(content.sheets)))


def _in_ole(stream: IO[bytes], file: str) -> Book:
    from qzinvest.intake.files.guard.biff import scan_xls
    from qzinvest.intake.files.guard.ole import Ole

    data = stream.read(MOST_BINARY + 1)
    if len(data) > MOST_BINARY:
        raise BombError
    ole = Ole(data)
    if "EncryptedPackage" in ole.names:
        raise _LockedError
    name = next((name for name in ("Workbook", "Book") if name in ole.names), None)
    if name is None:
        reason = "word" if "WordDocument" in ole.names else "other"
        raise NotATable(file=file, reason=reason)
    book = scan_xls(ole.read(name))
    if book.locked:
        raise _LockedError
    return Book("xls", book.epoch, tuple(book.sheets))


def _relations(parts: _Parts, place: str) -> dict[str, str]:
    """Where each relation of the workbook leads, as a part's name."""
    folder, _, name = place.rpartition("/")
    found = {}
    text = _text(parts, f"{folder}/_rels/{name}.rels")
    for relation in _attributes(text, "Relationship"):
        target = relation.get("Target", "")
        inside = target.startswith(("/", f"{folder}/"))
        found[relation.get("Id", "")] = target.lstrip("/") if inside else f"{folder}/{target}"
    return found


def _text(parts: _Parts, name: str) -> str:
    return parts.read(name, MOST_SETTINGS).decode("utf-8", "replace")


def _attributes(text: str, tag: str) -> Iterator[dict[str, str]]:
    """The attributes of every tag of this name."""
    tags = re.finditer(rf"<(?:[\w.-]+:)?{tag}(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)", text)
    for found in tags:
        yield {name: unescape(a or b) for name, a, b in _ATTRIBUTE.findall(found[1])}
