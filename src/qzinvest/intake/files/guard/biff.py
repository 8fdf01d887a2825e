"""One look at the records of an XLS workbook (BIFF5, BIFF8).

Source: [MS-XLS]. Only records that place cells, errors and merged cells are read, and
those of rows, columns and fonts that say what is hidden or struck through; all others are jumped
over.
"""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from struct import Struct, error, unpack_from

from qzinvest.intake.files.sheets import (
    BARE,
    PLAIN,
    STRUCK,
    SharedTexts,
    SheetFacts,
    Shown,
    telling_styles,
    together,
)
from qzinvest.tuples import NamedTuple

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
STRIKEOUT = 0x0008
"""Among the flags of a font."""
UTF8 = 3
"""Bytes at most that one unit of UTF-16 takes where it is held."""
_HEAD, _PLACE, _MERGED = Struct("<HH"), Struct("<HH"), Struct("<4H")

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
_FONT, _LINE, _COLUMNS, _FILTERED = 0x0031, 0x0208, 0x007D, 0x009B
_HIDDEN_LINE = 0x0020
_NO_FONT = 4
"""The number that no font has: the fifth one is number 5."""
_MOST_SAID = 1 << 25
"""Cells of the block that a sheet may say it has: twice what XLS has room for."""


class Xls(NamedTuple):
    """A workbook's facts; ``sheets`` in the workbook's order."""

    epoch: int
    locked: bool
    sheets: list[SheetFacts]


class _Looks(NamedTuple):
    """The styles of cells, by their number, whose format tells more, and that are struck through.

    ``fonts`` are the fonts that strike through.
    """

    telling: Mapping[int, Shown]
    struck: Collection[int]
    fonts: Collection[int] = ()


class _Globals:
    """What stands before the sheets: formats, fonts, styles, and the texts that are shared."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.styles: list[tuple[int, int]] = []
        self.fonts: list[bool] = []

    def looks(self, *, wide: bool) -> _Looks:
        """What the styles say of their cells; older workbooks write their formats otherwise."""
        formats = [number for _, number in self.styles]
        fonts = {n + (n >= _NO_FONT) for n, struck in enumerate(self.fonts) if struck}
        return _Looks(
            telling_styles(self.codes, formats) if wide else {},
            {n for n, (font, _) in enumerate(self.styles) if font in fonts},
            fonts,
        )


def scan_xls(stream: bytes) -> Xls:
    """The facts of all sheets of a workbook stream.

    Raises:
        TooLarge: a sheet spans too many cells.
        ValueError: the stream is damaged.
    """
    epoch, starts, before = 1900, [], 0
    found = _Globals()
    pieces: list[bytes] = []
    try:
        wide = unpack_from("<H", stream, 4)[0] == _BIFF8  # older ones write formats otherwise
        for kind, at, size in _records(stream, 0):
            if kind == _LOCKED:
                return Xls(epoch, locked=True, sheets=[])
            if kind == _SHEET:
                starts.append(unpack_from("<I", stream, at)[0])
            elif kind == _STYLE:
                found.styles.append(_PLACE.unpack_from(stream, at))
            elif kind == _FONT:
                found.fonts.append(bool(unpack_from("<H", stream, at + 2)[0] & STRIKEOUT))
            elif kind == _FORMAT and wide:
                found.codes[unpack_from("<H", stream, at)[0]] = _code(stream[at + 2 : at + size])
            elif kind == _TEXTS or (kind == _MORE and before in (_TEXTS, _MORE) and pieces):
                pieces.append(stream[at : at + size])
            elif kind == _EPOCH and unpack_from("<H", stream, at)[0] == 1:
                epoch = 1904
            before = kind
        looks = found.looks(wide=wide)
        texts = _xls_texts(pieces, looks.fonts)
        sheets = together((_xls_sheet(stream, start, looks, texts) for start in starts), texts.held)
        return Xls(epoch, locked=False, sheets=sheets)
    except (error, IndexError) as trouble:
        raise ValueError(str(trouble)) from trouble


def _code(content: bytes) -> str:
    """A format's code: how many characters, whether they are wide, and the characters."""
    length, wide = unpack_from("<HB", content)
    return content[3 : 3 + length * (1 + (wide & 1))].decode(
        "utf-16-le" if wide & 1 else "latin-1", "replace"
    )


def _xls_texts(pieces: Sequence[bytes], fonts: Collection[int]) -> SharedTexts:
    lengths, struck = array("Q"), {}
    for number, (length, runs) in enumerate(_xls_shared(pieces)):
        lengths.append(UTF8 * length)
        if fonts and runs:
            struck[number] = runs_of(length, runs, fonts)
    return SharedTexts(lengths, struck=struck)


def runs_of(length: int, runs: bytes, fonts: Collection[int]) -> int:
    """What kinds of runs a text of this length has: where each begins, and its font."""
    begins = list(Struct("<HH").iter_unpack(runs[: len(runs) // 4 * 4]))
    found = BARE if not begins or begins[0][0] > 0 else 0
    for place, (begin, font) in enumerate(begins, start=1):
        if begin < (begins[place][0] if place < len(begins) else length):
            found |= STRUCK if font in fonts else PLAIN
    return found


def _xls_shared(pieces: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lengths and runs of the shared texts, which run on from one record into the next.

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
        runs = more = 0
        if flags & _HAS_RUNS:
            runs = 4 * unpack_from("<H", content, at)[0]
            at += 2
        if flags & _HAS_MORE:
            more = unpack_from("<I", content, at)[0]
            at += 4
        left = length
        while left > (room := max(len(content) - at, 0) >> (flags & 1)):
            left -= room
            piece, at = piece + 1, 1
            content = pieces[piece]
            flags = content[0]
        at += left << (flags & 1)
        yield length, _across(pieces, piece, at, runs) if runs else b""
        at += runs + more


def _across(pieces: Sequence[bytes], piece: int, at: int, size: int) -> bytes:
    """So many bytes from a place of a piece on, and of the following ones."""
    found = b""
    while len(found) < size and piece < len(pieces):
        found += pieces[piece][at : at + size - len(found)]
        at = max(at - len(pieces[piece]), 0)
        piece += 1
    return found


def _xls_sheet(stream: bytes, start: int, looks: _Looks, texts: SharedTexts) -> SheetFacts:
    facts = SheetFacts(copies=3)
    looked_at = bool(looks.telling or looks.struck or texts.struck)
    for kind, at, size in _records(stream, start):
        if kind in _VALUES:
            _xls_value(facts, stream, kind, at)
        elif kind == _MANY_RK:
            row, _ = _PLACE.unpack_from(stream, at)
            facts.content(row + 1, unpack_from("<H", stream, at + size - 2)[0])
        else:
            _xls_other(facts, stream, (kind, at, size))
        if kind == _SHARED_TEXT:
            facts.text += texts.of(unpack_from("<I", stream, at + 6)[0])
        elif kind in _TEXTS_HERE:
            facts.text += UTF8 * size
        if looked_at and (kind in _VALUES or kind == _MANY_RK):
            _xls_looks(facts, stream, (kind, at, size), looks, texts)
    facts.check()
    return facts


def _xls_other(facts: SheetFacts, stream: bytes, record: tuple[int, int, int]) -> None:
    """Note merged cells, hidden rows and columns, and whether a filter hides rows."""
    kind, at, size = record
    if kind == _LINE:
        if unpack_from("<H", stream, at + 12)[0] & _HIDDEN_LINE:
            facts.hide(unpack_from("<H", stream, at)[0] + 1)
    elif kind == _DIMENSIONS:
        _check_dimensions(stream[at : at + size])
    elif kind == _MERGES:
        for place in range(at + 2, at + size - 7, 8):
            first, last, left, right = _MERGED.unpack_from(stream, place)
            facts.merge((first + 1, left, last + 1, right))
    elif kind == _COLUMNS:
        first, last, _, _, flags = unpack_from("<5H", stream, at)
        if flags & 1:
            facts.hide_columns(first, last)
    elif kind == _FILTERED:
        facts.filtered = True


def _xls_value(facts: SheetFacts, stream: bytes, kind: int, at: int) -> None:
    row, column = _PLACE.unpack_from(stream, at)
    facts.content(row + 1, column)
    if kind == _FORMULA:
        _xls_formula(facts, row + 1, column, stream[at + 6 : at + 16])
    elif kind == _BOOL_OR_ERROR and stream[at + 7]:
        facts.error(row + 1, column, error_text(stream[at + 6]))


def _xls_looks(
    facts: SheetFacts,
    stream: bytes,
    record: tuple[int, int, int],
    looks: _Looks,
    texts: SharedTexts,
) -> None:
    """Note the cells of one record whose format says more than their number, or that are struck."""
    kind, at, size = record
    places = range(at + 4, at + size - 2, 6) if kind == _MANY_RK else (at + 4,)
    row, column = _PLACE.unpack_from(stream, at)
    runs = BARE
    if kind == _SHARED_TEXT and texts.struck:
        runs = texts.struck.get(unpack_from("<I", stream, at + 6)[0], BARE)
    for further, place in enumerate(places):
        style = unpack_from("<H", stream, place)[0]
        if shown := looks.telling.get(style):
            facts.shown[column + further, shown].append(row + 1)
        facts.strike(row + 1, column + further, styled=style in looks.struck, runs=runs)


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
        facts.error(row, column, error_text(result[2]))
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


def error_text(code: int) -> str:
    """What a spreadsheet shows of an error."""
    return ERRORS.get(code, "#ERROR!")
