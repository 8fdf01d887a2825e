"""Styles of cells: each one that a bad cell has gets a twin with another ground.

ECMA-376, part 1, 18.8. Nothing that is there is changed; what is new stands behind it.
"""

from collections.abc import Sequence

from qzinvest.render.files.marked.package import Package
from qzinvest.render.files.marked.splice import Edits, Element, parsed, with_attributes
from qzinvest.tuples import NamedTuple

PINK, RED = "FFFFC7CE", "FFC00000"
"""The ground of a bad cell, and of one whose letters are light."""
_LIGHT = 140
_WHITE_NUMBERS = {"1", "9"}
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_STYLES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{main}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    "</styleSheet>"
)
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")


class ListStyles(NamedTuple):
    """The styles of the list of faults."""

    head: int
    link: int
    text: int


class Styles:
    """A workbook's styles, and what is added to them.

    Args:
        package: the workbook.
        main: the name of its vocabulary, for a workbook without styles.
    """

    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self._place = package.related(package.book, "styles") or _laid(package, main)
        self._data = package.read(self._place)
        self._root = parsed(self._data)
        self._new: dict[str, list[str]] = {
            name: [] for name in ("fonts", "fills", "borders", "cellXfs")
        }
        self._twins: dict[int, int] = {}

    def marked(self, style: int) -> int:
        """The twin of a style that marks a cell."""
        if style not in self._twins:
            self._twins[style] = style if self.is_mark(style) else self._marking(self._xf(style))
        return self._twins[style]

    def is_mark(self, style: int) -> bool:
        """Whether a style marks a cell."""
        fill = _numbered(self._children("fills"), self._xf(style), "fillId")
        ground = None if fill is None else fill.child("patternFill")
        front = None if ground is None else ground.child("fgColor")
        return front is not None and front.attributes.get("rgb") in (PINK, RED)

    def plain(self, style: int) -> int:
        """The same without any ground, for a mark of which nobody knows what was below it."""
        return self._add(
            "cellXfs", with_attributes(self._bytes(self._xf(style)), fillId="0").decode()
        )

    def for_list(self, font: str) -> ListStyles:
        """The styles of the list of faults, in a font."""
        p = self._root.prefix
        name = f'<{p}sz val="11"/>%s<{p}name val="{font}"/>'
        bold, link, plain = (
            self._add("fonts", f"<{p}font>{text}</{p}font>")
            for text in (
                f"<{p}b/>" + name % "",
                f"<{p}u/>" + name % f'<{p}color rgb="FF0B57A4"/>',
                name % "",
            )
        )
        sides = f"<{p}left/><{p}right/><{p}top/>"
        soft = f'<{p}bottom style="thin"><{p}color rgb="FFD5DAE0"/></{p}bottom>'
        line = self._add("borders", f"<{p}border>{sides}{soft}<{p}diagonal/></{p}border>")
        return ListStyles(
            *(self._wrapping(*look) for look in ((bold, 0), (link, line), (plain, line)))
        )

    def save(self) -> None:
        """Put what was added behind what is there."""
        edits = Edits(self._data)
        for name, texts in self._new.items():
            block = self._root.child(name)
            if not texts:
                continue
            if block is None:
                p = self._root.prefix
                text = f'<{p}{name} count="{len(texts)}">{"".join(texts)}</{p}{name}>'
                edits.insert(self._behind(name), text)
                continue
            edits.attribute(block, "count", str(len(block.children) + len(texts)))
            edits.append(block, "".join(texts))
        self._package.write(self._place, edits.done())

    def _behind(self, name: str) -> int:
        """Where a block goes that is not there."""
        before = _ORDER[: _ORDER.index(name)]
        known = [child.stop for child in self._root.children if child.name in before]
        return max(known, default=self._root.inner)

    def _children(self, name: str) -> Sequence[Element]:
        block = self._root.child(name)
        return () if block is None else block.children

    def _xf(self, style: int) -> Element | None:
        known = self._children("cellXfs")
        return known[style] if style < len(known) else None

    def _bytes(self, xf: Element | None) -> bytes:
        if xf is None:
            text = f'<{self._root.prefix}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
            return text.encode()
        return self._data[xf.start : xf.stop]

    def _marking(self, xf: Element | None) -> int:
        p = self._root.prefix
        color = RED if _is_light(_numbered(self._children("fonts"), xf, "fontId")) else PINK
        colors = f'<{p}fgColor rgb="{color}"/><{p}bgColor indexed="64"/>'
        ground = f'<{p}patternFill patternType="solid">{colors}</{p}patternFill>'
        fill = self._add("fills", f"<{p}fill>{ground}</{p}fill>")
        twin = with_attributes(self._bytes(xf), fillId=str(fill), applyFill="1")
        return self._add("cellXfs", twin.decode())

    def _wrapping(self, font: int, border: int) -> int:
        p = self._root.prefix
        look = f'<{p}alignment vertical="top" wrapText="1"/>'
        numbers = f'numFmtId="0" fontId="{font}" fillId="0" borderId="{border}" xfId="0"'
        applied = 'applyFont="1" applyBorder="1" applyAlignment="1"'
        return self._add("cellXfs", f"<{p}xf {numbers} {applied}>{look}</{p}xf>")

    def _add(self, name: str, text: str) -> int:
        """The number of something new, or of the same that was added before."""
        new = self._new[name]
        if text not in new:
            new.append(text)
        return len(self._children(name)) + new.index(text)


def _laid(package: Package, main: str) -> str:
    data = _STYLES.format(main=main).encode()
    return package.add(package.book, "styles{}.xml", data, ("styles", _CONTENT))[0]


def _numbered(known: Sequence[Element], xf: Element | None, name: str) -> Element | None:
    number = "0" if xf is None else xf.attributes.get(name, "0")
    return known[int(number)] if number.isdecimal() and int(number) < len(known) else None


def _is_light(font: Element | None) -> bool:
    """Whether letters would be lost on pink."""
    color = None if font is None else font.child("color")
    if color is None:
        return False
    if color.attributes.get("theme") == "0" or color.attributes.get("indexed") in _WHITE_NUMBERS:
        return True
    rgb = color.attributes.get("rgb", "")[-6:]
    try:
        return len(rgb) == len("RRGGBB") and sum(bytes.fromhex(rgb)) > 3 * _LIGHT
    except ValueError:
        return False
