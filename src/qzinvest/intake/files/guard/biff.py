"""One look at the records of a binary sheet: XLS (BIFF5, BIFF8) and XLSB (BIFF12).

Sources: [MS-XLS], [MS-XLSB]. Only records that place cells, errors and merged cells are read; all
others are jumped over.
"""

from array import array
from collections.abc import Iterator, Mapping
from struct import Struct, error, unpack_from
from typing import NamedTuple

from qzinvest.intake.files.sheets import SharedTexts, SheetFacts, Shown, telling_styles, together

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_HEAD, _PLACE, _MERGED = Struct("<HH"), Struct("<HH"), Struct("<4H")

# Records of XLS.
_BOF, _EOF, _SHEET, _EPOCH, _LOCKED = 0x0809, 0x000A, 0x0085, 0x0022, 0x002F
_NUMBER, _LABEL, _RICH, _SHARED_TEXT, _RK = 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E
_FORMULA, _BOOL_OR_ERROR, _MANY_RK, _MERGES = 0x0006, 0x0205, 0x00BD, 0x00E5
_TEXTS, _MORE, _TEXT_RESULT_OF = 0x00FC, 0x003C, 0x0207
_TEXTS_HERE = frozenset((_LABEL, _RICH, _TEXT_RESULT_OF, _MORE))
_HAS_RUNS, _HAS_MORE = 8, 4
_STYLE, _FORMAT, _BIFF8 = 0x00E0, 0x041E, 0x0600
_VALUES = frozenset((_NUMBER, _LABEL, _RICH, _SHARED_TEXT, _RK, _FORMULA, _BOOL_OR_ERROR))
_SPECIAL, _IS_ERROR, _IS_BLANK = 0xFFFF, 2, 3
_TO_BE_CALCULATED = 2
_DIMENSIONS, _WIDE = 0x0200, 14
_MOST_SAID = 1 << 25
"""Cells of the block that a sheet may say it has: twice what XLS has room for."""

# Records of XLSB.
_ROW, _ERROR_CELL, _ERROR_RESULT, _MERGE = 0, 3, 11, 176
_TEXT_CELL, _SHARED_CELL, _TEXT_RESULT, _TEXT_ITEM = 6, 7, 8, 19
_UTF8 = 3
"""Bytes at most that one unit of UTF-16 takes where it is held."""
_CELLS = frozenset(range(2, 12))
_BOOK_PROPERTIES, _BUNDLE = 153, 156


class Xls(NamedTuple):
    """A workbook's facts; ``sheets`` in the workbook's order."""

    epoch: int
    locked: bool
    sheets: list[SheetFacts]


def scan_xls(stream: bytes) -> Xls:
    """The facts of all sheets of a workbook stream.

    Raises:
        TooLarge: a sheet spans too many cells.
        ValueError: the stream is damaged.
    """
    epoch, starts, before = 1900, [], 0
    codes: dict[int, str] = {}
    styles: list[int] = []
    pieces: list[bytes] = []
    try:
        wide = unpack_from("<H", stream, 4)[0] == _BIFF8  # older ones write formats otherwise
        for kind, at, size in _records(stream, 0):
            if kind == _LOCKED:
                return Xls(epoch, locked=True, sheets=[])
            if kind == _SHEET:
                starts.append(unpack_from("<I", stream, at)[0])
            elif kind == _STYLE and wide:
                styles.append(unpack_from("<H", stream, at + 2)[0])
            elif kind == _FORMAT and wide:
                codes[unpack_from("<H", stream, at)[0]] = _code(stream[at + 2 : at + size])
            elif kind == _TEXTS or (kind == _MORE and before in (_TEXTS, _MORE) and pieces):
                pieces.append(stream[at : at + size])
            elif kind == _EPOCH and unpack_from("<H", stream, at)[0] == 1:
                epoch = 1904
            before = kind
        telling = telling_styles(codes, styles)
        texts = SharedTexts(array("Q", _xls_lengths(pieces)))
        sheets = together(
            (_xls_sheet(stream, start, telling, texts) for start in starts), texts.held
        )
        return Xls(epoch, locked=False, sheets=sheets)
    except (error, IndexError) as trouble:
        raise ValueError(str(trouble)) from trouble


def _code(content: bytes) -> str:
    """A format's code: how many characters, whether they are wide, and the characters."""
    length, wide = unpack_from("<HB", content)
    return content[3 : 3 + length * (1 + (wide & 1))].decode(
        "utf-16-le" if wide & 1 else "latin-1", "replace"
    )


def _xls_lengths(pieces: list[bytes]) -> Iterator[int]:
    """The lengths of the shared texts, which run on from one record into the next.

    A text's characters that do so begin anew with the byte that says how wide they are.
    """
    if not pieces:
        return
    piece, at = 0, 8
    while piece < len(pieces):
        content = pieces[piece]
        if at >= len(content):
            piece, at = piece + 1, at - len(content)
            continue
        length, flags = unpack_from("<HB", content, at)
        at += 3
        after = 0
        if flags & _HAS_RUNS:
            after += 4 * unpack_from("<H", content, at)[0]
            at += 2
        if flags & _HAS_MORE:
            after += unpack_from("<I", content, at)[0]
            at += 4
        yield _UTF8 * length
        while length > (room := max(len(content) - at, 0) >> (flags & 1)):
            length -= room
            piece, at = piece + 1, 1
            content = pieces[piece]
            flags = content[0]
        at += (length << (flags & 1)) + after


def _xls_sheet(
    stream: bytes, start: int, telling: Mapping[int, Shown], texts: SharedTexts
) -> SheetFacts:
    facts = SheetFacts(copies=3)
    for kind, at, size in _records(stream, start):
        if kind in _VALUES:
            _xls_value(facts, stream, kind, at)
        elif kind == _MANY_RK:
            row, _ = _PLACE.unpack_from(stream, at)
            facts.content(row + 1, unpack_from("<H", stream, at + size - 2)[0])
        elif kind == _DIMENSIONS:
            _check_dimensions(stream[at : at + size])
        elif kind == _MERGES:
            for place in range(at + 2, at + size - 7, 8):
                first, last, left, right = _MERGED.unpack_from(stream, place)
                facts.merge((first + 1, left, last + 1, right))
        if kind == _SHARED_TEXT:
            facts.text += texts.of(unpack_from("<I", stream, at + 6)[0])
        elif kind in _TEXTS_HERE:
            facts.text += _UTF8 * size
        if telling:
            _xls_shown(facts, stream, (kind, at, size), telling)
    facts.check()
    return facts


def _xls_value(facts: SheetFacts, stream: bytes, kind: int, at: int) -> None:
    row, column = _PLACE.unpack_from(stream, at)
    facts.content(row + 1, column)
    if kind == _FORMULA:
        _xls_formula(facts, row + 1, column, stream[at + 6 : at + 16])
    elif kind == _BOOL_OR_ERROR and stream[at + 7]:
        facts.error(row + 1, column, _error_text(stream[at + 6]))


def _xls_shown(
    facts: SheetFacts, stream: bytes, record: tuple[int, int, int], telling: Mapping[int, Shown]
) -> None:
    """Note the cells of one record whose format says more than their number."""
    kind, at, size = record
    if kind not in _VALUES and kind != _MANY_RK:
        return
    places = range(at + 4, at + size - 2, 6) if kind == _MANY_RK else (at + 4,)
    row, column = _PLACE.unpack_from(stream, at)
    for further, place in enumerate(places):
        if shown := telling.get(unpack_from("<H", stream, place)[0]):
            facts.shown[column + further, shown].append(row + 1)


def _check_dimensions(content: bytes) -> None:
    """The reader makes room for the block that is said here, however large a damaged one is."""
    form = "<IIHH" if len(content) >= _WIDE else "<4H"
    first, last, left, right = unpack_from(form, content)
    if first > last or left > right or (last - first) * (right - left) > _MOST_SAID:
        raise ValueError(f"{last - first} × {right - left}")


def _xls_formula(facts: SheetFacts, row: int, column: int, result: bytes) -> None:
    """Note an error, or that the writing program left the result to the spreadsheet program."""
    special = unpack_from("<H", result, 6)[0] == _SPECIAL
    if special and result[0] == _IS_ERROR:
        facts.error(row, column, _error_text(result[2]))
    blank = (special and result[0] == _IS_BLANK) or not any(result[:8])
    if blank and result[8] & _TO_BE_CALCULATED:
        facts.formula(row, column)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place of the content and its size, of one substream without those inside it."""
    depth, end = 0, len(stream)
    while at + 4 <= end:
        kind, size = _HEAD.unpack_from(stream, at)
        at += 4
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, at, size
        at += size


def xlsb_texts(part: bytes) -> SharedTexts:
    """How long the texts are that an XLSB workbook keeps once.

    Raises:
        ValueError: the part is damaged.
    """
    try:
        return SharedTexts(
            array(
                "Q",
                (
                    _UTF8 * unpack_from("<I", part, at + 1)[0]
                    for kind, at, _ in _records12(part)
                    if kind == _TEXT_ITEM
                ),
            )
        )
    except (error, IndexError) as trouble:
        raise ValueError(str(trouble)) from trouble


def scan_xlsb(part: bytes, texts: SharedTexts) -> SheetFacts:
    """The facts of one sheet of an XLSB workbook.

    Raises:
        TooLarge: the sheet spans too many cells.
        BombError: its cells hold too much.
        ValueError: the part is damaged.
    """
    facts, row = SheetFacts(), 0
    try:
        for kind, at, _ in _records12(part):
            if kind in _CELLS:
                column = unpack_from("<I", part, at)[0]
                facts.content(row, column)
                if kind == _SHARED_CELL:
                    facts.text += texts.of(unpack_from("<I", part, at + 8)[0])
                elif kind in (_TEXT_CELL, _TEXT_RESULT):
                    facts.text += _UTF8 * unpack_from("<I", part, at + 8)[0]
                if kind in (_ERROR_CELL, _ERROR_RESULT):
                    facts.error(row, column, _error_text(part[at + 8]))
            elif kind == _ROW:
                row = unpack_from("<I", part, at)[0] + 1
            elif kind == _MERGE:
                first, last, left, right = unpack_from("<4I", part, at)
                facts.merge((first + 1, left, last + 1, right))
    except (error, IndexError) as trouble:
        raise ValueError(str(trouble)) from trouble
    facts.check(texts.held)
    return facts


def xlsb_sheets(part: bytes) -> tuple[int, list[str]]:
    """The epoch of an XLSB workbook, and the relation that leads to each of its sheets.

    Raises:
        ValueError: the part is damaged.
    """
    epoch, relations = 1900, []
    try:
        for kind, at, _ in _records12(part):
            if kind == _BOOK_PROPERTIES and part[at] & 1:
                epoch = 1904
            elif kind == _BUNDLE:
                length = unpack_from("<I", part, at + 8)[0]
                relations.append(part[at + 12 : at + 12 + 2 * length].decode("utf-16-le"))
    except (error, IndexError) as trouble:
        raise ValueError(str(trouble)) from trouble
    return epoch, relations


def _records12(part: bytes) -> Iterator[tuple[int, int, int]]:
    at, end = 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            byte = part[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, at, size
        at += size


def _error_text(code: int) -> str:
    return ERRORS.get(code, "#ERROR!")


_FREE = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
_SMALL = 64


class Ole:
    """An opened compound file.

    Raises:
        ValueError: it is damaged; also from ``read``.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._size = 1 << min(unpack_from("<H", data, 30)[0], 20)
            self._cutoff, mini = unpack_from("<II", data, 56)
            self._fat = self._table(self._fat_sectors())
            self._mini_fat = self._table(_chain(mini, self._fat))
            directory = self._join(unpack_from("<I", data, 48)[0])
            self._entries = dict(_entries(directory))
        except error as trouble:
            raise ValueError(str(trouble)) from trouble
        _, start, size = self._entries.pop("", (_ROOT, _FREE, 0))
        self._mini = self._join(start)[:size]

    @property
    def names(self) -> set[str]:
        """The names of the streams, of whatever folder."""
        return set(self._entries)

    def read(self, name: str) -> bytes:
        """A stream's bytes."""
        _, start, size = self._entries[name]
        if size >= self._cutoff:
            return self._join(start)[:size]
        small = _chain(start, self._mini_fat)
        return b"".join(self._mini[s * _SMALL : (s + 1) * _SMALL] for s in small)[:size]

    def _fat_sectors(self) -> list[int]:
        sectors = list(unpack_from("<109I", self._data, 76))
        more = unpack_from("<I", self._data, 68)[0]
        each = self._size // 4 - 1
        while more < _FREE and len(sectors) * self._size <= len(self._data):
            *found, more = unpack_from(f"<{each + 1}I", self._data, (more + 1) * self._size)
            sectors += found
        return [sector for sector in sectors if sector < _FREE]

    def _table(self, sectors: list[int]) -> list[int]:
        table: list[int] = []
        for sector in sectors:
            table += unpack_from(f"<{self._size // 4}I", self._data, (sector + 1) * self._size)
        return table

    def _join(self, start: int) -> bytes:
        size = self._size
        return b"".join(
            self._data[(sector + 1) * size : (sector + 2) * size]
            for sector in _chain(start, self._fat)
        )


def _entries(directory: bytes) -> list[tuple[str, tuple[int, int, int]]]:
    """Name, kind, first sector and size of each stream; the root's name is empty."""
    found = []
    for at in range(0, len(directory) - 127, 128):
        length, kind = unpack_from("<HB", directory, at + 64)
        start, size = unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if kind in (_STREAM, _ROOT):
            found.append((name if kind == _STREAM else "", (kind, start, size)))
    return found


def _chain(start: int, table: list[int]) -> list[int]:
    chain: list[int] = []
    while start < _FREE:
        if start >= len(table) or len(chain) > len(table):
            raise ValueError(start)
        chain.append(start)
        start = table[start]
    return chain
