"""One look at the XML of an OpenDocument spreadsheet, by searching its bytes.

Source: OpenDocument 1.3, part 3; the names have the prefixes that every program writes and that the
reader of workbooks asks for. Rows and cells that are written once and repeated count as often.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import product

from qzinvest.intake.files.sheets import BARE, MOST_COLUMNS, PLAIN, STRUCK, SheetFacts, TooLarge
from qzinvest.patterns import pattern

_TOKEN = pattern(
    rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb"((?:[^>\"'/]|/(?!>)|\"[^\"]*+\"|'[^']*+')*+)(/?)>"
    rb"|</table:(table-row)>"
)
_CELL_END = pattern(rb"</table:(?:covered-)?table-cell>")
_TEXT = pattern(rb"<text:p(?:\s[^>]*)?>(.*?)</text:p>", re.DOTALL)
_TAG = pattern(rb"<[^>]*>")
_SAID = rb"\s*=\s*[\"']\s*\+?0*([0-9]+)\s*[\"']"
_BLANKS = pattern(rb"<text:s\s[^>]*?text:c" + _SAID)
_COLUMNS = pattern(rb"table:number-columns-repeated" + _SAID)
_ROWS = pattern(rb"table:number-rows-repeated" + _SAID)
_WIDE = pattern(rb"table:number-columns-spanned" + _SAID)
_HIGH = pattern(rb"table:number-rows-spanned" + _SAID)
_OLD_MAC = pattern(rb"<table:null-date[^>]*1904-01-01")
_HIDDEN = pattern(rb"table:visibility\s*=\s*[\"'](collapse|filter)")
_CELLS = pattern(rb"table:default-cell-style-name\s*=\s*[\"']([^\"']*)")
_CELL = pattern(rb"table:style-name\s*=\s*[\"']([^\"']*)")
_STYLE = pattern(rb"<style:style(?=\s)([^>]*?)(?:/>|>(.*?)</style:style>)", re.DOTALL)
_NAMED = pattern(rb"style:name\s*=\s*[\"']([^\"']*)")
_PARENT = pattern(rb"style:parent-style-name\s*=\s*[\"']([^\"']*)")
_LINE = pattern(rb"style:text-line-through-(?:style|type)\s*=\s*[\"']([^\"']*)")
_SPAN = pattern(
    rb"<text:span(?:\s[^>]*?text:style-name\s*=\s*[\"']([^\"']*)[\"'])?[^>]*>(.*?)</text:span>",
    re.DOTALL,
)
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

    def __init__(self, chunks: Iterable[bytes], styles: bytes = b"") -> None:
        """Take the content, and the part with the styles that have names for people."""
        self.epoch = 1900
        self._struck: dict[bytes, bool] = {}
        self._note_styles(styles)
        self._columns: list[tuple[int, bytes]] = []
        self._hides = False
        self._row_style = b""
        self.sheets: list[SheetFacts] = []
        self._row = self._rows = self._column = self._last = 0
        self._in_row = 0
        for text in _whole_rows(chunks):
            if _OLD_MAC.search(text):
                self.epoch = 1904
            self._note_styles(text)
            for token in _TOKEN.finditer(text):
                self._take(token, text)

    def _take(self, token: re.Match[bytes], text: bytes) -> None:
        kind, attributes, closed, ended = token.groups()
        if attributes and b"&" in attributes:
            attributes = unescape(attributes.decode("utf-8", "replace")).encode()
        if kind == b"table":
            self.sheets.append(SheetFacts(copies=3))
            self._row, self._columns = 1, []
        elif not self.sheets:
            return
        elif kind == b"table-column":
            self._take_column(attributes)
        elif kind == b"table-row":
            self._begin_row(attributes)
            if closed:
                self._row += self._rows
        elif ended:
            self._end_row(self.sheets[-1])
        else:
            self._cell(attributes, b"" if closed else _body(text, token.end()))

    def _begin_row(self, attributes: bytes) -> None:
        self._rows, self._column, self._last = _number(_ROWS, attributes), 0, 0
        self._in_row = 0
        self._row_style = _said(_CELLS, attributes)
        how = _said(_HIDDEN, attributes)
        self._hides = bool(how)
        self.sheets[-1].filtered |= how == b"filter"

    def _end_row(self, facts: SheetFacts) -> None:
        facts.text += self._in_row * self._rows
        if self._last:
            facts.content(self._row + self._rows - 1, self._last - 1)
            if self._rows > MOST_ALIKE:
                raise TooLarge(f"{facts.rows} × {facts.columns}")
            for row in range(self._row, self._row + self._rows) if self._hides else ():
                facts.hide(row)
            facts.check()
        self._row += self._rows

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
        if self._struck and (valued or body):
            self._strike(attributes, body)
        wide, high = _number(_WIDE, attributes), _number(_HIGH, attributes)
        if wide * high > 1:
            facts.merge((row, column, row + high - 1, column + wide - 1))

    def _take_column(self, attributes: bytes) -> None:
        first = self._columns[-1][0] if self._columns else 0
        end = first + _number(_COLUMNS, attributes)
        self._columns.append((end, _said(_CELLS, attributes)))
        if _HIDDEN.search(attributes):
            self.sheets[-1].hide_columns(first, end - 1)

    def _note_styles(self, text: bytes) -> None:
        """Note the styles that strike through; one without a word on it is as its parent."""
        if b"line-through" not in text:
            return
        parents: dict[bytes, bytes] = {}
        for attributes, inside in _STYLE.findall(text):
            named, parent = _NAMED.search(attributes), _PARENT.search(attributes)
            if named is None:
                continue
            if lines := _LINE.findall(inside):
                self._struck[named[1]] = any(line != b"none" for line in lines)
            elif parent is not None:
                parents[named[1]] = parent[1]
        for _ in parents:  # no more steps than there are styles
            known = {name: self._struck[p] for name, p in parents.items() if p in self._struck}
            if known.items() <= self._struck.items():
                break
            self._struck |= known

    def _strike(self, attributes: bytes, body: bytes) -> None:
        """Note the cell if it, or a part of its text, is struck through."""
        facts, column = self.sheets[-1], self._column - _number(_COLUMNS, attributes)
        default = next((style for end, style in self._columns if column < end), b"")
        style = _said(_CELL, attributes) or self._row_style or default
        runs = 0
        for name, text in _SPAN.findall(body):
            if _TAG.sub(b"", text).strip():
                struck = self._struck.get(name)
                runs |= BARE if struck is None else STRUCK if struck else PLAIN
        if not runs or _TAG.sub(b"", _SPAN.sub(b"", body)).strip():
            runs |= BARE
        last = min(self._column, MOST_COLUMNS)
        rows = range(self._row, self._row + min(self._rows, MOST_ALIKE))
        for row, place in product(rows, range(column, last)):
            facts.strike(row, place, styled=self._struck.get(style, False), runs=runs)


def _said(attribute: re.Pattern[bytes], attributes: bytes) -> bytes:
    found = attribute.search(attributes)
    return found[1] if found else b""


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
