"""The comments of one worksheet, and the boxes in which they are shown.

The texts are in one part, the boxes in another one, in VML, as all programs still read them
(ECMA-376, part 1, 18.7; part 4, 19.4). What others wrote stays; what an earlier return wrote goes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from qzinvest.model.cell_names import cell_name
from qzinvest.patterns import pattern
from qzinvest.render.files.marked.package import Package
from qzinvest.render.files.marked.sheet import Area, Cell, SheetPart, place_of
from qzinvest.render.files.marked.splice import Edits, Element, OddPackage, parsed, written
from qzinvest.render.files.remarks import BOX_WIDTH, box_height
from qzinvest.tuples import NamedTuple

AUTHOR = "qzinvest"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NEW_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{main}"><authors/><commentList/></comments>'
)
_NEW_BOXES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
)
_KIND = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;'
    'margin-top:1.5pt;width:{width}pt;height:{height}pt;z-index:{id};visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE = pattern(r"<v:shape\s.*?</v:shape>\s*", re.DOTALL)
_ROW, _COLUMN = pattern(r"<x:Row>\s*(\d+)"), pattern(r"<x:Column>\s*(\d+)")
_ANCHOR = pattern(r"(<x:Anchor>)[^<]*")
_HEIGHT, _WIDTH = pattern(r"(?<![\w-])height:[^;'\"]*"), pattern(r"(?<![\w-])width:[^;'\"]*")
_BREAKS = pattern(r"(?:\n|&#1[03];)+\Z")
_BLOCKS = pattern(r"<o:idmap\s[^>]*?\bdata=([\"'])([^\"']*)\1")
_BLOCK = 1024
"""Boxes are numbered in blocks of so many; each sheet has blocks of its own."""


class _Said(NamedTuple):
    """What another's comment says, where that stands, and whether it is one text without runs."""

    text: str
    start: int
    stop: int
    is_plain: bool


class Notes:
    """A sheet's comments that are patched.

    Args:
        package: the workbook.
        place: the sheet's part.
        main: the name of its vocabulary.
        titles: what our own comments begin with, in the sender's language first. Programs keep
            that when they save a workbook, but not who wrote it.

    Attributes:
        ours: the cells on which an earlier return has commented.
    """

    def __init__(self, package: Package, place: str, main: str, titles: Sequence[str]) -> None:
        self._package = package
        self._sheet = place
        self._place = package.related(place, "comments")
        known = self._place is not None and package.read(self._place)
        self._data: bytes = known or _NEW_COMMENTS.format(main=main).encode()
        self._titles = titles
        self._root = parsed(self._data)
        authors, listed = self._root.child("authors"), self._root.child("commentList")
        if authors is None or listed is None:
            raise OddPackage("comments")
        self._authors, self._listed = authors, listed
        self._others: dict[Cell, Element] = {}
        self._gone: list[Element] = []
        self.ours: set[Cell] = set()
        for comment in listed.named("comment"):
            cell = place_of(comment.attributes.get("ref", ""))
            text = self._text(comment)
            if not any(title in text for title in titles):
                self._others[cell] = comment
                continue
            self.ours.add(cell)
            if text.lstrip().startswith(tuple(titles)):
                self._gone.append(comment)
            else:
                self._others[cell] = comment

    def _text(self, comment: Element) -> str:
        return "".join(map(self._said, comment.within("t")))

    def _said(self, text: Element) -> str:
        return self._data[text.inner : text.close].decode()

    def write(self, remarks: Mapping[Area, str], font: str, part: SheetPart) -> None:
        """Put the remarks in, and take those of an earlier return away."""
        edits = Edits(self._data)
        for comment in self._gone:
            edits.remove(comment)
        said = {comment: self._cut(edits, comment) for comment in self._others.values()}
        boxes: dict[Area, str] = {}
        texts = []
        for area, text in sorted(remarks.items()):
            titled = f"{self._titles[0]}\n{text}"
            if (other := self._others.get(area.cell)) is not None:
                before = said[other]
                boxes[area] = f"{before.text}\n{titled}"
                edits.insert(before.start, f"<{self._root.prefix}r>" if before.is_plain else "")
                run = self._run(f"\n{titled}", font)
                edits.insert(
                    before.stop, f"</{self._root.prefix}r>{run}" if before.is_plain else run
                )
            else:
                boxes[area] = titled
                texts.append(self._comment(area.cell, self._run(titled, font)))
        if self._author == str(len(self._authors.children)):
            p = self._root.prefix
            edits.append(self._authors, f"<{p}author>{AUTHOR}</{p}author>")
        edits.append(self._listed, "".join(texts))
        if self._place is None:
            kinds = ("comments", _COMMENTS)
            self._package.add(self._sheet, "comments{}.xml", edits.done(), kinds)
        else:
            self._package.write(self._place, edits.done())
        self._draw(boxes, part)

    @property
    def _author(self) -> str:
        """Our place among those who wrote comments."""
        names = [self._said(author) for author in self._authors.children]
        return str(names.index(AUTHOR) if AUTHOR in names else len(names))

    def _comment(self, cell: Cell, run: str) -> str:
        p = self._root.prefix
        place = f'ref="{cell_name(*cell)}" authorId="{self._author}"'
        return f"<{p}comment {place}><{p}text>{run}</{p}text></{p}comment>"

    def _run(self, text: str, font: str) -> str:
        p = self._root.prefix
        look = f'<{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="{font}"/>'
        shown = f'<{p}t xml:space="preserve">{written(text)}</{p}t>'
        return f"<{p}r><{p}rPr>{look}</{p}rPr>{shown}</{p}r>"

    def _cut(self, edits: Edits, comment: Element) -> "_Said":
        """Take what an earlier return has put behind another's comment; gives what stays."""
        said = comment.child("text")
        if said is None or said.is_bare:
            raise OddPackage("comment")
        runs = said.named("r") or said.named("t")
        text = self._text(said)
        end = min((at for at in map(text.find, self._titles) if at >= 0), default=len(text))
        kept, left, last = _BREAKS.sub("", text[:end]) if end < len(text) else text, end, said.inner
        for run in runs:
            words = run if run.name == "t" else run.child("t")
            length = 0 if words is None else len(self._said(words))
            if left <= 0 and end < len(text):
                edits.remove(run)
                continue
            if words is not None and left < length:
                inside = _BREAKS.sub("", self._said(words)[:left])
                edits.replace(words.inner, words.close, inside)
            left, last = left - length, run.stop
        first = runs[0].start if runs else last
        return _Said(kept, first, last, is_plain=bool(runs) and runs[0].name == "t")

    def _draw(self, boxes: Mapping[Area, str], part: SheetPart) -> None:
        """Draw the boxes of new comments, enlarge those of longer ones, take away the others."""
        place = self._drawing(part)
        text = self._package.read(place).decode("latin-1")
        end = text.rfind("</xml>")
        if end < 0 or any(f"xmlns:{p}=" not in text for p in "vox"):
            raise OddPackage("drawing")
        gone = {place_of(comment.attributes["ref"]) for comment in self._gone}
        by_cell = {area.cell: (area, said) for area, said in boxes.items()}

        def kept(shape: re.Match[str]) -> str:
            cell = _cell_of(shape[0])
            if cell in gone:
                return ""
            return _enlarged(shape[0], *by_cell[cell], part) if cell in by_cell else shape[0]

        head = _SHAPE.sub(kept, text[:end])
        new = [area for area in boxes if area.cell not in self._others]
        blocks = _free_blocks(self._package, len(new))
        head = _BLOCKS.sub(lambda found: _with_blocks(found, blocks), head, count=1)
        kind = "" if "_x0000_t202" in head else _KIND
        numbers = (b * _BLOCK + n for b in blocks for n in range(1, _BLOCK))
        drawn = (_box(next(numbers), area, boxes[area], part) for area in new)
        self._package.write(place, f"{head}{kind}{''.join(drawn)}{text[end:]}".encode("latin-1"))

    def _drawing(self, part: SheetPart) -> str:
        """The drawing of the sheet's boxes; a new one where there is none."""
        package = self._package
        if part.boxes is not None:
            ties = {relation.id: relation for relation in package.relations(self._sheet)}
            return ties[part.boxes].target
        data, kinds = _NEW_BOXES.encode(), ("vmlDrawing", _VML)
        place, tie = package.add(self._sheet, "drawings/vmlDrawing{}.vml", data, kinds)
        part.tie_boxes(tie, package.kinds)
        return place


def _box(number: int, area: Area, text: str, part: SheetPart) -> str:
    width, height = _points(text)
    return _BOX.format(
        id=number,
        width=width,
        height=height,
        anchor=part.anchor(area, (BOX_WIDTH, box_height(text))),
        row=area.top - 1,
        column=area.left,
    )


def _enlarged(shape: str, area: Area, text: str, part: SheetPart) -> str:
    width, height = _points(text)
    place = part.anchor(area, (BOX_WIDTH, box_height(text)))
    head, sign, rest = shape.partition(">")
    head = _HEIGHT.sub(f"height:{height}pt", _WIDTH.sub(f"width:{width}pt", head))
    return head + sign + _ANCHOR.sub(lambda found: found[1] + place, rest)


def _points(text: str) -> tuple[float, float]:
    return BOX_WIDTH * 0.75, box_height(text) * 0.75


def _cell_of(shape: str) -> Cell | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if row is None or column is None or 'ObjectType="Note"' not in shape:
        return None
    return int(row[1]) + 1, int(column[1])


def _free_blocks(package: Package, boxes: int) -> list[int]:
    """Blocks of numbers that no drawing of the workbook has, enough for so many boxes."""
    taken: set[int] = set()
    for name in package:
        if name.lower().endswith(".vml"):
            for found in _BLOCKS.finditer(package.read(name).decode("latin-1")):
                taken |= {int(n) for n in re.findall(r"\d+", found[2])}
    free: Iterable[int] = (n for n in count(1) if n not in taken)
    return [n for n, _ in zip(free, range(0, boxes, _BLOCK - 1), strict=False)]


def _with_blocks(found: re.Match[str], blocks: Iterable[int]) -> str:
    known = found[2].strip()
    all_blocks = ",".join([*filter(None, [known]), *map(str, blocks)])
    start = found.start(2) - found.start()
    return f"{found[0][:start]}{all_blocks}{found[0][start + len(found[2]) :]}"
