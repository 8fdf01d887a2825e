"""XML whose bytes stay: a parser finds where elements stand, and only there bytes are put in.

A tree that is written anew would lose what its reader does not know (prefixes, order of
attributes, extensions of other programs), and no part would stay as it came.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from xml.parsers import expat

from qzinvest.patterns import pattern

_TAG = pattern(rb"<[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>")
_NAME = pattern(rb"<[^\s/>]+")
_ATTRIBUTE = pattern(rb"\s+([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")
_UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii"}


class OddPackage(Exception):  # noqa: N818 - caught by the caller, who writes a workbook anew
    """The workbook is not laid out in a way that can be patched for certain."""


class Element:
    """An element, and where its bytes are.

    Attributes:
        name: without its prefix, which ``prefix`` keeps with its colon.
        attributes: as they are named in the file, prefixes included.
        start: where its tag begins, ``inner`` where that ends.
        close: where its end tag begins, ``stop`` where that ends; both ``inner`` where it has none.
        children: the elements in it that were asked for.
    """

    __slots__ = ("attributes", "children", "close", "inner", "name", "prefix", "start", "stop")

    def __init__(self, qname: str, attributes: dict[str, str], start: int, inner: int) -> None:
        prefix, colon, self.name = qname.rpartition(":")
        self.prefix = prefix + colon
        self.attributes = attributes
        self.start, self.inner = start, inner
        self.close = self.stop = inner
        self.children: list[Element] = []

    @property
    def is_bare(self) -> bool:
        """Whether it is one tag that begins and ends it."""
        return self.stop == self.inner

    def child(self, name: str) -> "Element | None":
        """The first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def named(self, name: str) -> "list[Element]":
        """All children of a name."""
        return [child for child in self.children if child.name == name]

    def within(self, name: str) -> "Iterator[Element]":
        """All elements of a name, however deep."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.within(name)


class Parser:
    """Builds elements as they are met; a subclass says which are worth keeping.

    Raises:
        OddPackage: the part is not XML in UTF-8, or has a type of its own.
    """

    def __init__(self, data: bytes) -> None:
        if data.startswith(_WIDE):
            raise OddPackage("encoding")
        self.data = data
        self.stack: list[Element | None] = []
        self._parser = expat.ParserCreate()
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._typed
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._root: Element | None = None

    def parse(self) -> Element:
        """The root element."""
        try:
            self._parser.Parse(self.data, True)  # noqa: FBT003 - the library's own way
        except expat.ExpatError as error:
            raise OddPackage(str(error)) from error
        if self._root is None:
            raise OddPackage("empty")
        return self._root

    def keep(self, attributes: Mapping[str, str]) -> bool:  # noqa: ARG002
        """Whether an element that begins now is kept."""
        return True

    def ended(self, element: Element) -> None:
        """An element is complete."""

    @property
    def here(self) -> int:
        """Where the parser is."""
        return self._parser.CurrentByteIndex

    def _begin(self, qname: str, attributes: dict[str, str]) -> None:
        if not self.keep(attributes):
            self.stack.append(None)
            return
        start = self.here
        tag = _TAG.match(self.data, start)
        if tag is None:
            raise OddPackage("tag")
        element = Element(qname, attributes, start, tag.end())
        parent = next((above for above in reversed(self.stack) if above is not None), None)
        if parent is not None:
            parent.children.append(element)
        else:
            self._root = element
        self.stack.append(element)

    def _end(self, _: str) -> None:
        element = self.stack.pop()
        if element is None:
            return
        if not self.data.endswith(b"/>", element.start, element.inner):
            element.close = self.here
            element.stop = self.data.index(b">", element.close) + 1
        self.ended(element)

    def _declared(self, _: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in _UTF_8:
            raise OddPackage(encoding)

    def _typed(self, *_: object) -> None:
        raise OddPackage("doctype")


def parsed(data: bytes) -> Element:
    """All elements of a part."""
    return Parser(data).parse()


class Edits:
    """Changes of a part's bytes, made together."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._edits: list[tuple[int, int, bytes]] = []

    def replace(self, start: int, stop: int, text: str) -> None:
        """Put a text in the place of these bytes."""
        self._edits.append((start, stop, text.encode()))

    def insert(self, at: int, text: str) -> None:
        """Put a text in."""
        self.replace(at, at, text)

    def remove(self, element: Element) -> None:
        """Take an element out."""
        self.replace(element.start, element.stop, "")

    def append(self, element: Element, text: str) -> None:
        """Put a text at an element's end; once for each element."""
        if element.is_bare:
            slash = self._data.rindex(b"/", element.start, element.inner)
            self.replace(slash, element.inner, f">{text}</{element.prefix}{element.name}>")
        else:
            self.insert(element.close, text)

    def attribute(self, element: Element, name: str, value: str) -> None:
        """Give an attribute a value."""
        start, stop, text = _attribute(self._data[element.start : element.inner], name, value)
        self.replace(element.start + start, element.start + stop, text)

    def done(self) -> bytes:
        """The part with all changes."""
        out, at = [], 0
        for start, stop, text in sorted(self._edits, key=lambda edit: edit[0]):
            out += [self._data[at:start], text]
            at = stop
        return b"".join([*out, self._data[at:]])


def with_attributes(element: bytes, **values: str) -> bytes:
    """An element's bytes, with attributes of its first tag set."""
    for name, value in values.items():
        start, stop, text = _attribute(element, name, value)
        element = element[:start] + text.encode() + element[stop:]
    return element


def written(text: str) -> str:
    """A text as it stands in XML, where a spreadsheet takes ``_x0041_`` for an A."""
    return escape(re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)).replace("\r", "&#13;")


def _attribute(element: bytes, name: str, value: str) -> tuple[int, int, str]:
    """Where in an element an attribute's value goes, and what is put there."""
    begin = _NAME.match(element)
    if begin is None:
        raise OddPackage("tag")
    said = f'"{escape(value)}"'.replace("\n", "&#10;")
    at = begin.end()
    while found := _ATTRIBUTE.match(element, at):
        if found[1] == name.encode():
            return found.start(2), found.end(2), said
        at = found.end()
    return begin.end(), begin.end(), f" {name}={said}"
