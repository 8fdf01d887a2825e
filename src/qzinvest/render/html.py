"""A document as a page: one file that asks for nothing else, runs nothing, and prints well.

It is a tree of elements until the last moment, so that no text can become a tag. The style stands
in the page, and its policy allows that style alone. Colours and sizes are in ``html.css``.
"""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Chart,
    Column,
    Course,
    Document,
    Facts,
    Headline,
    Headlines,
    Led,
    Legend,
    Linked,
    Lit,
    Page,
    Part,
    Proofs,
    Table,
    Texts,
    Tile,
    Tiles,
)
from qzinvest.patterns import pattern
from qzinvest.render.drawing import add, bar, chart, course
from qzinvest.render.figures import document_text
from qzinvest.render.html_table import MOST_GROUPS, add_table, fill, groups_of, proved
from qzinvest.render.wording import visible
from qzinvest.tuples import NamedTuple

_TAB = 70
"""Characters of the title that a browser's tab and its history show."""


def page(document: Document, w: Wording) -> str:
    """The document as HTML, with a trailing newline; the same document gives the same bytes."""
    linked = document.page() if document.page else None
    style = Path(__file__).with_name("html.css").read_text(encoding="utf-8")
    style += _foot(linked.mark) if linked and linked.mark else ""
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    root = Element("html", {"lang": w.lang.replace("_", "-")})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "UTF-8"})
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'"
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    over, title, under = document.lines
    add(head, "title", title if len(title) <= _TAB else f"{title[: _TAB - 1]}…")
    SubElement(head, "style").text = style
    body = SubElement(root, "body")
    header = SubElement(body, "header")
    if linked:
        _masthead(header, linked)
    else:
        if over:
            add(header, "p", over, {"class": "over"})
        add(header, "h1", title)
        if under:
            add(header, "p", under, {"class": "under"})
    main = SubElement(body, "main", {"id": "main"} if linked else {})
    drawn = _Drawn(document, w, 2)
    for number, block in enumerate(linked.blocks if linked else document.blocks, 1):
        drawn.block(main, block, str(number))
    if document.notes:
        notes = SubElement(SubElement(body, "footer"), "ul")
        for text in document.notes:
            add(notes, "li", text)
    text = _SHAPES.sub("/>", tostring(root, encoding="unicode", method="html"))
    return f"<!DOCTYPE html>\n{text}\n"


_SHAPES = pattern("></(?:rect|line|path|circle)>")
"""Ends of what is drawn: a page of some hundred bars is shorter without them."""


def _foot(text: str) -> str:
    """What the foot of every printed sheet says, in the language of styles."""
    signs = (sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in text)
    return f'@page{{@bottom-left{{content:"{"".join(signs)}";font:7pt sans-serif}}}}\n'


def _masthead(header: Element, linked: Page) -> None:
    """Who issues it, what it is, of when, and that it is invented."""
    add(header, "a", linked.skip, {"class": "skip", "href": "#main"})
    add(header, "p", linked.issuer, {"class": "over"})
    add(header, "h1", linked.title)
    under = SubElement(header, "p", {"class": "under"})
    for text in linked.facts:
        add(under, "span", text).tail = " "
    if linked.mark:
        add(under, "strong", linked.mark)


class _Drawn(NamedTuple):
    """Blocks of a document on their way into the page; headings begin with ``level``."""

    document: Document
    w: Wording
    level: int

    def block(self, main: Element, block: Linked, number: str) -> None:
        """Add a block; no other one has its number."""
        if isinstance(block, Part):
            self._part(main, block, number)
        elif isinstance(block, Chart):
            chart(main, block, number, self.document.unit, self.w)
        elif isinstance(block, Course):
            course(main, block, number, self.document.unit)
        elif isinstance(block, Table) and block.rows:
            self._table(main, block, number)
        elif isinstance(block, Table | Texts | Facts):
            self._words(self._section(main, block.title), block)
        else:
            self._figures(main, block)

    def _words(self, section: Element, block: Table | Texts | Facts) -> None:
        """What is no table of figures, nor drawn."""
        if isinstance(block, Table):
            add(section, "p", block.empty)
        elif isinstance(block, Texts):
            _texts(section, block)
        else:
            self._facts(section, block)

    def _figures(self, main: Element, block: Headlines | Proofs | Tiles | Legend) -> None:
        """Figures that are proven, and what their signs mean."""
        if isinstance(block, Headlines):
            section = SubElement(main, "section", {"class": "headlines"})
            for each in block.items:
                self._headline(section, each)
        elif isinstance(block, Proofs):
            self._proofs(main, block)
        elif isinstance(block, Tiles):
            self._tiles(main, block)
        else:
            _legend(main, block)

    def _section(self, main: Element, title: str) -> Element:
        """A section of its own, or what stands inside one."""
        section = SubElement(main, "section" if self.level == _SECTION else "div")
        if title:
            add(section, f"h{self.level}", title)
        return section

    def _part(self, main: Element, part: Part, number: str) -> None:
        """Blocks under a heading or side by side."""
        if part.setting == "folded":
            found = SubElement(main, "details", {"class": part.setting})
            add(found, "summary", part.title)
        else:
            tag = "section" if part.setting == "section" else "div"
            found = SubElement(main, tag, {"class": part.setting})
            if part.title:
                add(found, f"h{self.level}", part.title)
        inner = self._replace(level=self.level + bool(part.title))
        for place, block in enumerate(part.blocks, 1):
            inner.block(found, block, f"{number}-{place}")

    def _table(self, main: Element, table: Table, number: str) -> None:
        """A table that can be moved sideways; of a switched one a phone shows a group."""
        if groups := groups_of(table) if table.switched else []:
            main = SubElement(main, "div", {"class": "switched"})
        if 1 < len(groups) <= MOST_GROUPS:
            choice = SubElement(main, "fieldset", {"class": "switch"})
            add(choice, "legend", self.w("page.switch"), {"class": "vh"})
            for place, group in enumerate(groups, 1):
                label = SubElement(choice, "label")
                radio = {"type": "radio", "name": f"shown-{number}", "class": f"k{place}"}
                chosen = {"checked": "checked"} if place == 1 else {}
                SubElement(label, "input", {**radio, **chosen}).tail = visible(group)
        names = {"tabindex": "0", "aria-label": visible(table.title or self._name(number))}
        names["class"] = "wide level" if self.document.level else "wide"
        inside, level = SubElement(main, "section", names), self.document.level
        add_table(inside, table, self.document.unit, level=level)

    def _name(self, number: str) -> str:
        return self.document.title or self.document.subtitle or number

    def _headline(self, section: Element, each: Headline) -> None:
        """A figure: what it is of, its bar up to the pace, and its light."""
        unit = self.document.unit
        gap = Column("", "gap")
        tone = each.lead.light.tone if isinstance(each.lead, Lit) else ""
        box = SubElement(section, "div", {"class": f"headline {tone}".strip()})
        add(box, f"h{self.level}", each.title)
        figures = (each.figure,) if each.whole is None else (each.figure, each.whole)
        proved(SubElement(box, "p", {"class": "large"}), figures, each.column, unit, each.proof)
        if each.part is not None:
            bar(box, each.part, tone, each.column.mark)
            below = SubElement(box, "p", {"class": "below"})
            add(below, "span", document_text(each.part, Column("", "ratio"), unit))
            fill(SubElement(below, "span", {"class": tone}), each.lead, gap, unit)
        for text in each.texts:
            add(box, "p", text, {"class": "note"})

    def _proofs(self, main: Element, block: Proofs) -> None:
        """Proofs to be opened one by one: what a link leads to stands inside, so that it opens.

        Closed and printed, each still says its sum.
        """
        section = self._section(main, block.title)
        section.set("class", "proofs")
        for each in block.items:
            found = SubElement(section, "details")
            summary = SubElement(found, "summary")
            add(summary, "b", each.title).tail = f" {visible(each.total)}"
            inside = SubElement(found, "div", {"id": each.name})
            steps = SubElement(inside, "ul")
            for text in each.steps:
                add(steps, "li", text)
            if each.parts.rows:
                add_table(inside, each.parts, self.document.unit, bare=True)
            add(inside, "a", block.back, {"href": f"#of-{each.name}"})

    def _tiles(self, main: Element, block: Tiles) -> None:
        """A list in the shape of a map, each tile the link to its proof."""
        section = self._section(main, block.title)
        tiles = SubElement(section, "ul", {"class": "tiles"})
        for each in block.items:
            self._tile(tiles, each)

    def _tile(self, tiles: Element, each: Tile) -> None:
        tone = each.light.tone if each.light else ""
        place = {"class": f"r{each.row} c{each.column} {tone}".strip()}
        item = SubElement(tiles, "li", place)
        link = add(item, "a", each.name, {"href": f"#{each.proof}"})
        share = SubElement(link, "b")
        if each.light:
            sign = {"role": "img", "aria-label": visible(each.light.name)}
            add(share, "i", each.light.mark, sign)
        column = Column("", "chance")
        add(share, "span", document_text(each.part, column, self.document.unit))

    def _facts(self, section: Element, facts: Facts) -> None:
        found = SubElement(section, "dl", {"class": "facts"})
        for column, value in facts.pairs:
            if value != "":
                add(found, "dt", column.head)
                fill(SubElement(found, "dd"), value, column, self.document.unit)


_SECTION = 2
"""The level of headings below the title: each begins a section."""


def _legend(main: Element, block: Legend) -> None:
    """The lights in their colours, then what else there is to know."""
    found = SubElement(main, "p", {"class": "legend"})
    for light, rule in block.lights:
        name = SubElement(found, "span", {"class": light.tone})
        add(name, "i", light.mark, {"aria-hidden": "true"}).tail = f" {visible(light.name)}"
        name.tail = f"{visible(rule)} "
    add(found, "span", block.text)


def _texts(section: Element, block: Texts) -> None:
    """Points of a list, or paragraphs with the words that lead them."""
    if block.setting == "items":
        items = SubElement(section, "ul")
        for line in block.lines:
            add(items, "li", line)
        return
    section.set("class", block.setting)
    for text in block.items:
        if isinstance(text, Led):
            add(SubElement(section, "p"), "b", text.lead).tail = visible(text.text)
        else:
            add(section, "p", text)
