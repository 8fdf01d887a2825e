"""One look at the records of an XLSB workbook (BIFF12).

Source: [MS-XLSB]. Records are read and jumped over as in ``biff``.
"""

from array import array
from collections.abc import Collection, Iterator
from struct import error, unpack_from

from qzinvest.intake.files.guard.biff import STRIKEOUT, UTF8, error_text, runs_of
from qzinvest.intake.files.sheets import BARE, SharedTexts, SheetFacts

_ROW, _ERROR_CELL, _ERROR_RESULT, _MERGE = 0, 3, 11, 176
_TEXT_CELL, _SHARED_CELL, _TEXT_RESULT, _TEXT_ITEM = 6, 7, 8, 19
_CELLS = frozenset(range(2, 12))
_BOOK_PROPERTIES, _BUNDLE = 153, 156
_FONT, _STYLE, _STYLES_BEGIN, _STYLES_END, _STYLE_BITS = 43, 47, 617, 618, 0xFFFFFF
_COLUMNS, _FILTER, _HIDDEN_ROW, _RICH = 60, 163, 0x10, 1


def xlsb_struck(part: bytes) -> tuple[Collection[int], Collection[int]]:
    """The fonts, and the styles of cells, that strike through in an XLSB workbook's styles.

    Raises:
        ValueError: the part is damaged.
    """
    fonts, styles, inside = [], [], False
    try:
        for kind, at, _ in _records12(part):
            if kind == _FONT:
                fonts.append(bool(unpack_from("<H", part, at + 2)[0] & STRIKEOUT))
            elif kind in (_STYLES_BEGIN, _STYLES_END):
                inside = kind == _STYLES_BEGIN
            elif kind == _STYLE and inside:
                styles.append(unpack_from("<H", part, at + 4)[0])
    except (error, IndexError) as trouble:
        raise ValueError(str(trouble)) from trouble
    struck = {n for n, is_struck in enumerate(fonts) if is_struck}
    return struck, {n for n, font in enumerate(styles) if font in struck}


def xlsb_texts(part: bytes, fonts: Collection[int] = ()) -> SharedTexts:
    """How long the texts are that an XLSB workbook keeps once, and their runs in these fonts.

    Raises:
        ValueError: the part is damaged.
    """
    lengths, struck = array("Q"), {}
    try:
        for kind, at, _ in _records12(part):
            if kind == _TEXT_ITEM:
                length = unpack_from("<I", part, at + 1)[0]
                if fonts and part[at] & _RICH:
                    runs = at + 5 + 2 * length
                    size = 4 * unpack_from("<I", part, runs)[0]
                    struck[len(lengths)] = runs_of(length, part[runs + 4 : runs + 4 + size], fonts)
                lengths.append(UTF8 * length)
        return SharedTexts(lengths, struck=struck)
    except (error, IndexError) as trouble:
        raise ValueError(str(trouble)) from trouble


def scan_xlsb(part: bytes, texts: SharedTexts, struck: Collection[int] = ()) -> SheetFacts:
    """The facts of one sheet of an XLSB workbook, with the styles that strike through.

    Raises:
        TooLarge: the sheet spans too many cells.
        BombError: its cells hold too much.
        ValueError: the part is damaged.
    """
    facts, row = SheetFacts(), 0
    try:
        for kind, at, _ in _records12(part):
            if kind in _CELLS:
                column, style = unpack_from("<2I", part, at)
                facts.content(row, column)
                runs = _take_cell(facts, (row, column), part, (kind, at), texts)
                facts.strike(row, column, styled=style & _STYLE_BITS in struck, runs=runs)
            elif kind == _ROW:
                row = unpack_from("<I", part, at)[0] + 1
                if part[at + 11] & _HIDDEN_ROW:
                    facts.hide(row)
            elif kind == _MERGE:
                first, last, left, right = unpack_from("<4I", part, at)
                facts.merge((first + 1, left, last + 1, right))
            elif kind == _COLUMNS and part[at + 16] & 1:
                facts.hide_columns(*unpack_from("<2I", part, at))
            elif kind == _FILTER:
                facts.filtered = True
    except (error, IndexError) as trouble:
        raise ValueError(str(trouble)) from trouble
    facts.check(texts.held)
    return facts


def _take_cell(
    facts: SheetFacts,
    cell: tuple[int, int],
    part: bytes,
    record: tuple[int, int],
    texts: SharedTexts,
) -> int:
    """Note a cell's text or error; gives the kinds of runs in its text."""
    kind, at = record
    if kind == _SHARED_CELL:
        number = unpack_from("<I", part, at + 8)[0]
        facts.text += texts.of(number)
        return texts.struck.get(number, BARE)
    if kind in (_TEXT_CELL, _TEXT_RESULT):
        facts.text += UTF8 * unpack_from("<I", part, at + 8)[0]
    elif kind in (_ERROR_CELL, _ERROR_RESULT):
        facts.error(*cell, error_text(part[at + 8]))
    return BARE


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
