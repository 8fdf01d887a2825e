"""One look at the XML of an OpenDocument spreadsheet, by searching its bytes.

Source: OpenDocument 1.3, part 3; the names have the prefixes that every program writes and that the
reader of workbooks asks for. Rows and cells that are written once and repeated count as often.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from qzinvest.intake.files.sheets import SheetFacts, TooLarge

_TOKEN = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb"((?:[^>\"'/]|/(?!>)|\"[^\"]*+\"|'[^']*+')*+)(/?)>"
    rb"|</table:(table-row)>"
)
_CELL_END = re.compile(rb"</table:(?:covered-)?table-cell>")
_TEXT = re.compile(rb"<text:p(?:\s[^>]*)?>(.*?)</text:p>", re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
_SAID = rb"\s*=\s*[\"']\s*\+?0*([0-9]+)\s*[\"']"
_BLANKS = re.compile(rb"<text:s\s[^>]*?text:c" + _SAID)
_COLUMNS = re.compile(rb"table:number-columns-repeated" + _SAID)
_ROWS = re.compile(rb"table:number-rows-repeated" + _SAID)
_WIDE = re.compile(rb"table:number-columns-spanned" + _SAID)
_HIGH = re.compile(rb"table:number-rows-spanned" + _SAID)
_OLD_MAC = re.compile(rb"<table:null-date[^>]*1904-01-01")
_LONGEST = 1 << 24
_MOST_DIGITS = 12
"""Of a number that any program could mean; beyond, it only needs to be too large."""
MOST_ALIKE = 10_000
"""Rows with content that may be written as one: more are a column filled down to the last row."""


class Ods:
    """What the content of a spreadsheet holds.

    Attributes:
        epoch: the year from which day numbers count.
        sheets: their facts, in the workbook's order.

    Raises:
        TooLarge: a sheet spans too many cells.
        BombError: a sheet's cells hold too much.
        ValueError: a row of a sheet never ends.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.epoch = 1900
        self.sheets: list[SheetFacts] = []
        self._row = self._rows = self._column = self._last = 0
        self._in_row = 0
        for text in _whole_rows(chunks):
            if _OLD_MAC.search(text):
                self.epoch = 1904
            for token in _TOKEN.finditer(text):
                self._take(token, text)

    def _take(self, token: re.Match[bytes], text: bytes) -> None:
        kind, attributes, closed, ended = token.groups()
        if attributes and b"&" in attributes:
            attributes = unescape(attributes.decode("utf-8", "replace")).encode()
        if kind == b"table":
            self.sheets.append(SheetFacts(copies=3))
            self._row = 1
        elif not self.sheets:
            return
        elif kind == b"table-row":
            self._rows, self._column, self._last = _number(_ROWS, attributes), 0, 0
            self._in_row = 0
            if closed:
                self._row += self._rows
        elif ended:
            self.sheets[-1].text += self._in_row * self._rows
            if self._last:
                self.sheets[-1].content(self._row + self._rows - 1, self._last - 1)
                if self._rows > MOST_ALIKE:
                    raise TooLarge(f"{self.sheets[-1].rows} × {self.sheets[-1].columns}")
                self.sheets[-1].check()
            self._row += self._rows
        else:
            self._cell(attributes, b"" if closed else _body(text, token.end()))

    def _cell(self, attributes: bytes, body: bytes) -> None:
        facts, row, column = self.sheets[-1], self._row, self._column
        self._column += _number(_COLUMNS, attributes)
        self._in_row += _length(body) * (self._column - column)
        valued = b"value-type=" in attributes
        if valued or b"<text:p" in body:
            self._last = self._column
        if b"table:formula=" in attributes and not valued:
            facts.formula(row, column)
        elif b'calcext:value-type="error"' in attributes:
            facts.error(row, column, _plain(body) or "#ERROR!")
        wide, high = _number(_WIDE, attributes), _number(_HIGH, attributes)
        if wide * high > 1:
            facts.merge((row, column, row + high - 1, column + wide - 1))


def _whole_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut only behind a row."""
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        cut = text.rfind(b"</table:table-row>") + len(b"</table:table-row>")
        if cut < len(b"</table:table-row>") + 1:
            cut = 0
        if len(text) - cut > _LONGEST:
            raise ValueError(_LONGEST)
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _body(text: bytes, start: int) -> bytes:
    end = _CELL_END.search(text, start)
    return text[start : end.start()] if end else b""


def _length(body: bytes) -> int:
    """The bytes of a cell's text at most; one sign of the file can stand for many blanks."""
    if b"<text:s" not in body:
        return len(body)
    if b"&" in body:
        body = unescape(body.decode("utf-8", "replace")).encode()
    blanks = (int(count[: _MOST_DIGITS + 1]) for count in _BLANKS.findall(body))
    return len(body) + sum(blanks)


def _plain(body: bytes) -> str:
    found = _TEXT.search(body)
    return unescape(_TAG.sub(b"", found[1]).decode("utf-8", "replace")) if found else ""


def _number(attribute: re.Pattern[bytes], attributes: bytes) -> int:
    found = attribute.search(attributes)
    return max(int(found[1][: _MOST_DIGITS + 1]), 1) if found else 1
