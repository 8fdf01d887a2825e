"""CSV and its kin: which encoding, which delimiter, and the records, in memory that does not grow.

The whole file is decoded once before its first row is given, so that an encoding is never chosen
for a file that it does not fit, and a wrong byte late in the file is found before anything is done
with the rows before it.
"""

import codecs
import csv
import io
import os
from collections import Counter
from collections.abc import Iterator
from errno import ESPIPE, ESTALE
from functools import partial
from pathlib import Path
from typing import TextIO

from qzinvest.errors import BadOption, BadRow, Fault, FileUnreadable, NotATable, unreadable
from qzinvest.intake.files.sheets import Row, Sheet, Value, trimmed
from qzinvest.intake.words.texts import GUARDS, without_guard
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

MOST_RECORD = 4_000_000
"""Characters of one record, whose cells are all held at once; a spreadsheet's row has fewer."""


class BoundedLines:
    """The lines of ``text`` for ``csv.reader``; whoever takes records says where each ends.

    An unbroken line, and a record of quoted line breaks, would otherwise be read to the file's end.
    """

    def __init__(self, text: TextIO, file: str) -> None:
        self._text = text
        self._file = file
        self._records = 0
        self._room = MOST_RECORD

    def __iter__(self) -> Iterator[str]:
        """Raises ``NotATable`` where a record is too long."""
        for line in iter(partial(self._text.readline, MOST_RECORD + 1), ""):
            self._room -= len(line)
            if self._room < 0:
                detail = str(self._records + 1)
                raise NotATable(file=self._file, reason="long", detail=detail)
            yield line.removeprefix("\ufeff")  # of a file that was joined to another one

    def ended(self) -> None:
        """A record has ended, sound or not."""
        self._records += 1
        self._room = MOST_RECORD


def read_records(path: Path) -> Iterator[tuple[int, list[str] | Fault]]:
    """Every record of a CSV file in UTF-8 with its row, or the fault that makes it unreadable.

    Raises:
        FileUnreadable: the file cannot be opened or read, or is no regular file.
    """
    if path.exists() and not path.is_dir() and not path.is_file():
        # A pipe can be read once only; repeated codes and the progress bar need it twice.
        raise FileUnreadable(path=str(path), reason=os.strerror(ESPIPE))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = BoundedLines(file, str(path))
            yield from _sound_records(path, csv.reader(lines, strict=True), lines)
    except OSError as error:
        raise unreadable(error, str(path)) from error


def _sound_records(
    path: Path, reader: Iterator[list[str]], lines: BoundedLines
) -> Iterator[tuple[int, list[str] | Fault]]:
    row = 0
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield row, Fault(str(path), row, "", "", BadRow(reason="quotes", detail=str(error)))
        except UnicodeDecodeError:
            fault = _undecodable(path)
            yield fault.row, fault
            return
        else:
            yield row, cells
        lines.ended()


def _undecodable(path: Path) -> Fault:
    """The first byte that is not UTF-8; its row is the number of its line."""
    start = 0
    with path.open("rb") as file:
        for row, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                byte = f"0x{line[error.start]:02X}, {start + error.start}"
                return Fault(str(path), row, "", "", BadRow(reason="encoding", detail=byte))
            start += len(line)
    # Every line is sound now: somebody has written to the file between the two readings.
    raise FileUnreadable(path=str(path), reason=os.strerror(ESTALE))


DELIMITERS = (",", "\t", ";", "|")
"""Marks such as ``、`` and ``，`` stand inside cells and part none."""
WESTERN = ("cp1252", "cp1250", "cp1251", "latin-1", "iso-8859-2", "iso-8859-15", "mac-roman")
"""Encodings of one byte a character, which fit any file: only a person knows that one is meant."""
_ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf-8-sig": "utf-8-sig",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "utf-16": "utf-16",
    **{name: name for name in WESTERN},
    "windows-1252": "cp1252",
    "windows-1250": "cp1250",
}
_BEYOND = pattern(rb"[\x80-\xff]+")
_TOGETHER, _FEW = 3, 5
"""Accented letters beside each other, and of how many bytes they are one at most."""
_HEAD = 1 << 16
_CHUNK = 1 << 20
_SNIFFED = 50
"""Records in which the delimiter is looked for."""
_PARITY = 4
"""How many times more zeros UTF-16 has on one side than on the other."""
_KNOWN = 0.8
"""The share of characters that are known, in text that is UTF-16 indeed."""
_UTF8_CHARACTERS = 8
"""So many characters of UTF-8 before the first wrong byte are no accident."""
_WORDS = (
    *("项目", "名称", "投资", "金额", "总额", "日期", "时间", "单位", "县", "区", "产业", "签约"),
    *("開工", "項目", "名稱", "投資", "金額", "總額", "時間", "單位", "縣", "區", "產業", "簽約"),
    *("序号", "序號", "备注", "備註", "进度", "進度", "有限公司", "亿", "億", "万", "萬", "泉州"),
)
"""What the tables of offices are full of, in both scripts."""


class Text(NamedTuple):
    """A text file's table, and how it is written."""

    encoding: str
    delimiter: str
    sheet: Sheet


def open_text(path: Path, file: str, encoding: str | None, delimiter: str | None) -> Text:
    """Find out how a text file is written, unless that is given.

    Raises:
        NotATable: it is no text, or empty; from ``rows`` also where its quotes do not match.
        BadOption: the encoding is none that is known.
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    codec = _asked(encoding) if encoding else _guessed(path, file, head)
    lines = _decoded(path, file, codec)
    if not lines.any_text:
        raise NotATable(file=file, reason="blank")
    part = delimiter or _delimiter(_decoded_head(head, codec))
    rows = partial(_rows, path, file, codec, part)
    said = _said(codec, head)
    return Text(said, part, Sheet(file, "", rows, (), lines.number))


class _Lines(NamedTuple):
    number: int
    any_text: bool


def _asked(encoding: str) -> str:
    try:
        return _ENCODINGS[encoding.lower()]
    except KeyError:
        allowed = tuple(_ENCODINGS)
        raise BadOption(option="encoding", value=encoding, allowed=allowed) from None


def _said(codec: str, head: bytes) -> str:
    if codec == "utf-8-sig":
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    return "utf-16" if codec.startswith("utf-16") else codec


def _guessed(path: Path, file: str, head: bytes) -> str:
    """The encoding that all bytes fit, and of several the one that reads like an office's table."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        return _side_of_zeros(file, head)
    wrong = _wrong_byte(path, "utf-8-sig")
    if wrong is None:
        return "utf-8-sig"
    if head.startswith(codecs.BOM_UTF8) or wrong.characters >= _UTF8_CHARACTERS:
        raise _not_decoded(file, wrong)
    if _is_western(head):
        raise NotATable(file=file, reason="code_page", detail=f"{wrong.row}: 0x{wrong.byte:02X}")
    codecs_left = sorted(("gb18030", "big5hkscs"), key=partial(_likeness, head), reverse=True)
    faults = {codec: _wrong_byte(path, codec) for codec in codecs_left}
    for codec, fault in faults.items():
        if fault is None:
            return codec
    raise _not_decoded(file, max(filter(None, faults.values()), key=lambda fault: fault.place))


def _is_western(head: bytes) -> bool:
    """Whether the few bytes beyond ASCII stand one by one, as é does in Café.

    In GB18030 and Big5 such a byte would make a Chinese character of the letter behind it.
    """
    runs = [len(run) for run in _BEYOND.findall(head)]
    alone = runs.count(1)
    return (
        2 * alone > len(runs) and max(runs, default=0) <= _TOGETHER and sum(runs) * _FEW < len(head)
    )


def _side_of_zeros(file: str, head: bytes) -> str:
    """UTF-16 without its mark: Latin letters and commas have their zeros on one side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = _decoded_head(head, codec)
    known = sum(1 for character in text if _is_known(character))
    if max(even, odd) > _PARITY * min(even, odd) and known > _KNOWN * len(text):
        return codec
    raise NotATable(file=file, reason="other")


def _is_known(character: str) -> bool:
    """Whether a character is one that offices write; of those made by mistake most are not."""
    return bool(character.encode("gb2312", "ignore") or character.encode("big5", "ignore"))


def _likeness(head: bytes, codec: str) -> tuple[int, float]:
    """How many of the words offices use stand in it; how common its characters are."""
    text = _decoded_head(head, codec)
    words = sum(text.count(word) for word in _WORDS)
    others = [character for character in text if character > "\x7f"]
    plain, first, last = ("gb2312", 0xB0, 0xD7) if codec == "gb18030" else ("big5", 0xA4, 0xC6)
    common = 0
    for character in others:
        lead = character.encode(plain, "replace")[0]
        common += first <= lead <= last
    return words, common / len(others) if others else 0


def _decoded_head(head: bytes, codec: str) -> str:
    """The head as text; a character that its end cuts in two is left out."""
    return codecs.getincrementaldecoder(codec)("replace").decode(head)


class _WrongByte(NamedTuple):
    """The first byte that an encoding does not know, and what stands before it."""

    row: int
    place: int
    byte: int
    characters: int


def _wrong_byte(path: Path, codec: str) -> _WrongByte | None:
    """Decode the whole file; ``characters`` counts those before the fault that are not ASCII."""
    # The mark at the beginning would be left out of the places that are counted.
    decoder = codecs.getincrementaldecoder("utf-8" if codec == "utf-8-sig" else codec)()
    row, place, characters = 1, 0, 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            waiting = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(codec, "replace")
                row += before.count("\n")
                characters += sum(c > "\x7f" for c in before)
                at = place - waiting + error.start
                return _WrongByte(row, at, error.object[error.start], characters)
            if not chunk:
                return None
            row += text.count("\n")
            place += len(chunk)
            if characters < _UTF8_CHARACTERS and not text.isascii():
                characters += sum(c > "\x7f" for c in text)


def _not_decoded(file: str, wrong: _WrongByte) -> NotATable:
    detail = f"{wrong.row}: 0x{wrong.byte:02X}, {wrong.place}"
    return NotATable(file=file, reason="encoding", detail=detail)


def _decoded(path: Path, file: str, codec: str) -> _Lines:
    """Look through the text once: no zeros, no wrong bytes, and how many lines there are."""
    if wrong := _wrong_byte(path, codec):
        raise _not_decoded(file, wrong)
    count, any_text = 0, False
    with path.open(encoding=codec, newline="") as text:
        while chunk := text.read(_CHUNK):
            if "\0" in chunk:
                raise NotATable(file=file, reason="other")
            count += chunk.count("\n") or chunk.count("\r")
            any_text = any_text or bool(chunk.strip(' \t\r\n,;|"\u3000\ufeff'))
    return _Lines(count + 1, any_text)


def _delimiter(head: str) -> str:
    """What parts most records into the same number of cells; of several the one that parts more."""
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for record in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
                if any(record):
                    widths[len(record)] += 1
                if widths.total() == _SNIFFED:
                    break
        except csv.Error:
            continue
        found = max(((count, width) for width, count in widths.items() if width > 1), default=most)
        if found > most:
            best, most = delimiter, found
    return best


def _rows(path: Path, file: str, codec: str, delimiter: str) -> Iterator[Row]:
    try:
        with path.open(encoding=codec, newline="") as text:
            lines = BoundedLines(text, file)
            yield from _numbered(csv.reader(lines, delimiter=delimiter, strict=True), lines, file)
    except UnicodeDecodeError as error:
        # It was sound when it was opened: somebody has written to the file since.
        raise FileUnreadable(path=file, reason=os.strerror(ESTALE)) from error
    except OSError as error:
        raise unreadable(error, file) from error


def _numbered(records: Iterator[list[str]], lines: BoundedLines, file: str) -> Iterator[Row]:
    number = 0
    while True:
        number += 1
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            raise NotATable(file=file, reason="quotes", detail=f"{number}: {error}") from error
        lines.ended()
        values: list[Value] = [
            (without_guard(cell) if cell[:1] in GUARDS else cell)
            if cell and not cell.isspace()
            else None
            for cell in record
        ]
        if values := trimmed(values):
            yield Row(number, values)
