"""One look at a worksheet's XML, in little memory and a fraction of the time of reading it.

No XML parser sees the file here: the bytes are searched, so that entities and the like mean
nothing. What nearly every program writes (``<c r="B17" …>``) is passed over by one search that
matches only cells outside the block known so far; anything else is first rewritten into that form.
"""

import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

from qzinvest.intake.files.sheets import (
    BARE,
    MOST_HELD,
    PLAIN,
    SHARED,
    STRUCK,
    BombError,
    SharedTexts,
    SheetFacts,
    Shown,
)
from qzinvest.model.cell_names import cell_name, column_of, letters_of
from qzinvest.patterns import pattern

_FILLED = rb"(?=[\s>])[^>]*(?<!/)>(?!\s*</c>)"
_REF = pattern(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_CELL = pattern(_REF.pattern + _FILLED)
_TAG = pattern(rb"<(row|c)(?=[\s/>])((?:\s++[\w:]++\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'))*+)\s*+(/?)>")
_ATTRIBUTE = pattern(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ODD_ROW = pattern(rb'<row(?! r="[0-9])[\s/>]')
_PLACE = pattern(rb"([A-Z]{1,3})([0-9]{1,7})")
_PREFIXED = pattern(rb":(?:c|row|col|filterColumn|mergeCell)[\s/>]")
_PREFIX = pattern(rb"(</?)[\w.-]+:")
_F = rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*+)>\s*+<f(?:(?=[\s/])[^>]*/>|[^>]*+>[^<]*+</f>)\s*+'
_NO_RESULT = pattern(_F + rb"(?!<v>[^<])(<v)?")
_NO_RESULT_OR_ZERO = pattern(_F + rb"(?!<v>(?!0</v>)[^<])(<v)?")
_ERROR = pattern(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?=[^>]*\bt="e")[^>]*+>(?:(?!</c>|<v).)*+<v[^>]*>([^<]*)',
    re.DOTALL,
)
_SAYS_HIDDEN = rb"\shidden\s*=\s*[\"'](?:1|true|on)[\"']"
_HIDDEN = pattern(
    rb"<row(?=[^>]*?(?:" + _SAYS_HIDDEN + rb"|\sht\s*=\s*[\"']0(?:\.0*)?[\"']))"
    rb"[^>]*?\sr\s*=\s*[\"']([0-9]{1,7})[\"'][^>]*(?<!/)>"
)
_HIDDEN_COLUMNS = pattern(rb"<col(?=\s)((?=[^>]*?" + _SAYS_HIDDEN + rb")[^>]*)>")
_MERGE = pattern(rb'<mergeCell\s+ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_TEXT = pattern(rb"<(?:[\w.-]+:)?si(?=[\s/>])")
_INLINE = pattern(rb"<t(?:\s[^>]*)?>([^<]*)")
_FORMULA = rb"(?:<f(?=[\s/>])[^>]*(?:/>|>[^<]*</f>)\s*+)?"
_VALUE = pattern(rb"<c\s([^>]*)>\s*+" + _FORMULA + rb"<v>([^<]*)</v>")
_SHARED = pattern(rb't="s"[^>]*>\s*+<v>([0-9]+)</v>')
_RESULT = pattern(rb't="str"[^>]*>\s*+' + _FORMULA + rb"<v>([^<]*)</v>")
_ELSE = (b"'s'", b'"&#', b"'&#")
"""What else may stand for ``"s"``."""
_IS_SHARED = pattern(rb"\bt\s*=\s*[\"'][s&](?!tr[\"'])")
_SHARED_AT = pattern(_REF.pattern + rb'[^>]*\st="s"[^>]*>\s*+<v>([0-9]+)</v>')
_INLINE_AT = pattern(_REF.pattern + rb"[^>]*>\s*+<is>(.*?)</is>", re.DOTALL)
_STRIKE = pattern(rb"<(?:[\w.-]+:)?strike(?=[\s/>])(?![^>]*\bval\s*=\s*[\"'](?:0|false|off)[\"'])")
_RUN = pattern(rb"<((?:[\w.-]+:)?)r(?=[\s>])[^>]*>(.*?)</\1r>", re.DOTALL)
_RUN_TEXT = pattern(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)")
_MARKUP = len("<si><t></t></si>")
_UNUSUAL = pattern(rb"<!|=\s*[\"'][^\"'<>]*<")
_NO_TEXTS = SharedTexts(array("Q"))
_LONGEST = 1 << 22


def scan_xlsx(
    chunks: Iterable[bytes],
    *,
    recalculate: bool = False,
    styles: Mapping[int, Shown] = MappingProxyType({}),
    texts: SharedTexts = _NO_TEXTS,
    struck: Collection[int] = (),
) -> SheetFacts:
    """The facts of one worksheet.

    Args:
        chunks: its XML, in pieces of any size.
        recalculate: the workbook says that its results are to be calculated anew, so that a zero is
            what the writing program put where it knew no result.
        styles: the styles whose format says more than the number.
        texts: what its cells share.
        struck: the styles that strike through.

    Raises:
        TooLarge: the sheet spans too many cells.
        BombError: its cells hold too much.
    """
    scan = _Scan(styles, texts, struck, recalculate=recalculate)
    for piece in _whole_tags(chunks):
        scan.feed(piece)
        scan.facts.check(texts.held)
    scan.finish()
    scan.facts.check(texts.held)
    return scan.facts


def shared_texts(chunks: Iterable[bytes]) -> tuple[SharedTexts, bool]:
    """How long the texts are that a workbook keeps once; markup inside a text counts with it.

    Tells besides whether a part of any may be struck through.

    Raises:
        BombError: they take too much memory.
    """
    lengths = array("Q")
    begun, sure, struck = False, True, False
    length = total = 0
    for piece in _whole_tags(chunks):
        sure &= not _UNUSUAL.search(piece)
        struck = struck or b"strike" in piece
        at = 0
        for text in _TEXT.finditer(piece):
            if begun:
                lengths.append(max(length + text.start() - at - _MARKUP, 0))
                total += lengths[-1] + SHARED
            begun, length, at = True, 0, text.start()
        length += len(piece) - at
        if length + total > MOST_HELD:
            raise BombError
    if begun:
        lengths.append(max(length - _MARKUP, 0))
    return SharedTexts(lengths, sure=sure), struck


def struck_texts(chunks: Iterable[bytes]) -> dict[int, int]:
    """The kinds of runs in the texts that a workbook keeps once, of those with runs of their own.

    Raises:
        BombError: a text goes on for longer than any.
    """
    found: dict[int, int] = {}
    number, rest = 0, b""
    for piece in (*_whole_tags(chunks), b"<si>"):
        text = rest + piece
        begins = [begin.start() for begin in _TEXT.finditer(text)]
        for begin, end in pairwise(begins):
            runs = runs_of(text[begin:end])
            if runs != BARE:
                found[number] = runs
            number += 1
        rest = text[begins[-1] :] if begins else text
        if len(rest) > _LONGEST:
            raise BombError
    return found


def runs_of(text: bytes) -> int:
    """What kinds of runs the XML of a text has; blank ones show nothing."""
    found = 0
    for _, run in _RUN.findall(text):
        if any(part.strip() for part in _RUN_TEXT.findall(run)):
            found |= (STRUCK if is_struck(run) else PLAIN) if b"rPr" in run else BARE
    return found or BARE


def is_struck(font: bytes) -> bool:
    """Whether the XML of a font strikes through."""
    return _STRIKE.search(font) is not None


class _Scan:
    def __init__(
        self,
        styles: Mapping[int, Shown],
        texts: SharedTexts,
        struck: Collection[int],
        *,
        recalculate: bool,
    ) -> None:
        self._texts = texts
        self._styles = styles
        self._styled = pattern(_REF.pattern + _in_styles(styles))
        self._struck = struck
        self._struck_cell = pattern(_REF.pattern + _in_styles(struck) + _FILLED)
        self.facts = SheetFacts()
        self._no_result = _NO_RESULT_OR_ZERO if recalculate else _NO_RESULT
        self._rest = b""
        self._odd = False
        self._row = 0
        self._column = 0

    def feed(self, piece: bytes) -> None:
        """Take in the next piece, up to its last whole cell."""
        if _PREFIXED.search(piece):
            piece = _PREFIX.sub(rb"\1", piece)
        text = self._rest + piece
        cut = _last_cell(text)
        self._rest = text[cut:]
        self._look(text[:cut])

    def finish(self) -> None:
        """Take in what is left."""
        self._look(self._rest)

    def _look(self, text: bytes) -> None:
        self._reach(_last_filled(text))
        outside = _outside(self.facts.rows, self.facts.columns).search(text)
        self._odd |= bool((outside and not _REF.match(outside[0])) or _ODD_ROW.search(text))
        if self._odd:
            text = _TAG.sub(self._rewritten, text)
        if self._odd or outside:
            for cell in _CELL.finditer(text):
                self._reach(cell)
        if last := _REF.match(text, max(text.rfind(b'<c r="'), 0)):
            self._row, self._column = int(last[2]), column_of(last[1]) + 1
        self._details(text)

    def _details(self, text: bytes) -> None:
        """Texts, hidden rows, formats, formulas, errors and merged cells."""
        self._held(text)
        self._marks(text)
        if self._styles:
            for letters, row, style in self._styled.findall(text):
                place = column_of(letters), self._styles[int(style)]
                self.facts.shown[place].append(int(row))
        if b"<f" in text:
            self._formulas(text)
        if b't="e"' in text:
            for letters, row, error in _ERROR.findall(text):
                self.facts.error(int(row), column_of(letters), error.decode("ascii", "replace"))
        if b"<mergeCell" in text:
            for first, a, last, b in _MERGE.findall(text):
                self.facts.merge((int(a), column_of(first), int(b), column_of(last)))

    def _marks(self, text: bytes) -> None:
        """Note what is hidden or struck through."""
        if b"<filterColumn" in text:
            self.facts.filtered = True
        if self._struck or self._texts.struck or b"strike" in text:
            self._strikes(text)
        if b"hidden" not in text and b'ht="0' not in text:
            return
        for row in _HIDDEN.findall(text):
            self.facts.hide(int(row))
        for columns in _HIDDEN_COLUMNS.findall(text):
            said = {name: a or b for name, a, b in _ATTRIBUTE.findall(columns)}
            first, last = said.get(b"min", b""), said.get(b"max", b"")
            if first.isdigit() and last.isdigit():
                self.facts.hide_columns(int(first) - 1, int(last) - 1)

    def _strikes(self, text: bytes) -> None:
        """Note the cells that are struck through, or parts of whose texts are."""
        styled = set()
        if self._struck:
            styled = {(letters, row) for letters, row, _ in self._struck_cell.findall(text)}
        runs = {}
        if self._texts.struck:
            for letters, row, number in _SHARED_AT.findall(text):
                runs[letters, row] = self._texts.struck.get(int(number), BARE)
        if b"<is>" in text:
            for letters, row, inside in _INLINE_AT.findall(text):
                runs[letters, row] = runs_of(inside)
        for place in styled | runs.keys():
            row, column = int(place[1]), column_of(place[0])
            self.facts.strike(row, column, styled=place in styled, runs=runs.get(place, BARE))

    def _held(self, text: bytes) -> None:
        """Add up the texts of cells."""
        if b"<![CDATA[" in text:
            self.facts.text += len(text)
        if b"<t" in text:
            self.facts.text += sum(map(len, _INLINE.findall(text)))
        shared = _SHARED.findall(text)
        if len(shared) < text.count(b'"s"') or any(sign in text for sign in _ELSE):
            self._held_at_most(text)
            return
        self.facts.text += self._texts.together(map(int, shared))
        if b't="str"' in text:
            self.facts.text += sum(map(len, _RESULT.findall(text)))

    def _held_at_most(self, text: bytes) -> None:
        """Likewise where cells are written unusually; what is not understood may be the longest."""
        values = text.count(b"<v")
        for attributes, value in _VALUE.findall(text):
            values -= 1
            if not _IS_SHARED.search(attributes):
                self.facts.text += len(value)
            elif value.isdigit():
                self.facts.text += self._texts.of(int(value))
            else:
                self.facts.text += self._texts.longest
        self.facts.text += values * self._texts.longest

    def _reach(self, cell: re.Match[bytes] | None) -> None:
        if cell:
            self.facts.content(int(cell[2]), column_of(cell[1]))

    def _formulas(self, text: bytes) -> None:
        for letters, row, attributes, value in self._no_result.findall(text):
            # ``t="str"`` with an empty result is the result "", as a formula may have.
            if not (value and b't="str"' in attributes):
                self.facts.formula(int(row), column_of(letters))

    def _rewritten(self, tag: re.Match[bytes]) -> bytes:
        """The tag with its place first and in double quotes, counted where it is not written."""
        attributes = {name: a or b for name, a, b in _ATTRIBUTE.findall(tag[2])}
        place = attributes.pop(b"r", b"").upper()
        if tag[1] == b"row":
            self._row, self._column = (int(place) if place.isdigit() else self._row + 1), 0
            others = b"".join(b' %s="%s"' % pair for pair in attributes.items())
            return b'<row r="%d"%s%s>' % (self._row, others, tag[3])
        if found := _PLACE.fullmatch(place):
            self._row, self._column = int(found[2]), column_of(found[1])
        else:
            place = cell_name(max(self._row, 1), self._column).encode()
        self._column += 1
        others = b"".join(b' %s="%s"' % pair for pair in attributes.items())
        return b'<c r="%s"%s%s>' % (place, others, tag[3])


def _in_styles(styles: Collection[int]) -> bytes:
    """Finds a cell's style of these, which it gives."""
    return rb"(?=[^>]*\ss=[\"'](%s)[\"'])" % "|".join(map(str, styles)).encode()


def _whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut only in front of a tag.

    Raises:
        BombError: what is no tag goes on for longer than any cell's text.
    """
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        cut = text.rfind(b"<")
        for begin, end in ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>")):
            if (opened := text.find(begin, text.rfind(end) + 1)) >= 0:
                cut = min(cut, opened)
        if cut < 0 or len(text) - cut > _LONGEST:
            raise BombError
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _last_cell(text: bytes) -> int:
    """Where the last whole cell ends; else where one begins; else the end."""
    if (end := text.rfind(b"</c>")) >= 0:
        cut = end + len(b"</c>")
    else:
        cut = max(text.rfind(b"<c%c" % space) for space in b" >\n\t\r")
    return cut if cut >= 0 and len(text) - cut < _LONGEST else len(text)


def _last_filled(text: bytes) -> re.Match[bytes] | None:
    end = text.rfind(b"</c>")
    return _CELL.match(text, max(text.rfind(b'<c r="', 0, end), 0)) if end > 0 else None


def _outside(rows: int, columns: int) -> re.Pattern[bytes]:
    """Finds a cell with content below or to the right of a block, or one without its place."""
    inside = b'(?:%s)(?:%s)"' % (_columns_up_to(columns), _numbers_up_to(rows))
    return pattern(b'<c(?! r="%s)' % inside + _FILLED)


def _numbers_up_to(most: int) -> bytes:
    return _up_to(str(most), "0", "9")


def _columns_up_to(columns: int) -> bytes:
    """The letters of the first ``columns`` columns; of none, what never matches."""
    return _up_to(letters_of(columns - 1), "A", "Z") if columns else b"(?!)"


def _up_to(most: str, low: str, high: str) -> bytes:
    """Finds what counts up to ``most`` in the signs from ``low`` to ``high``."""
    ways = [f"[{low}-{high}]{{1,{len(most) - 1}}}"] if len(most) > 1 else []
    for place, sign in enumerate(most):
        if sign > low:
            after = len(most) - place - 1
            ways.append(f"{most[:place]}[{low}-{chr(ord(sign) - 1)}][{low}-{high}]{{{after}}}")
    return "|".join([*ways, most]).encode()
