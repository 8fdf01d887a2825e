"""A document as a page: one file that asks for nothing else, runs nothing, and prints well.

It is a tree of elements until the last moment, so that no text can become a tag. The style stands
in the page, and its policy allows that style alone. Bars are for the eye; the figures beside them
are the facts. Colours and sizes are in ``html.css``.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Chart,
    Column,
    Document,
    Facts,
    Headlines,
    Led,
    Light,
    Linked,
    Lit,
    MoneyUnit,
    Own,
    Proofs,
    Table,
    Texts,
    Value,
    naming,
)
from qzinvest.render.drawing import Attributes, add, bar, chart, spark
from qzinvest.render.figures import (
    DOWN,
    MINUS,
    MOST_BESIDE,
    UP,
    bar_tone,
    document_text,
    several,
    tone_of,
)
from qzinvest.render.widths import width_of
from qzinvest.render.wording import visible

_TAB = 70
"""Characters of the title that a browser's tab and its history show."""
_SHORT = 12
"""The width up to which texts are never parted."""
_LONG = re.compile(r"[!-~]{24}(?=[!-~])")


def page(document: Document, w: Wording) -> str:
    """The document as HTML, with a trailing newline; the same document gives the same bytes."""
    style = Path(__file__).with_name("html.css").read_text(encoding="utf-8")
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
    if over:
        add(header, "p", over, {"class": "over"})
    add(header, "h1", title)
    if under:
        add(header, "p", under, {"class": "under"})
    main = SubElement(body, "main")
    for number, block in enumerate(document.linked or document.blocks, 1):
        _Drawn(main, number, document, w).block(block)
    if document.notes:
        notes = SubElement(SubElement(body, "footer"), "ul")
        for text in document.notes:
            add(notes, "li", text)
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n"


class _Drawn(NamedTuple):
    """One block of a document on its way into the page."""

    main: Element
    number: int
    document: Document
    w: Wording

    def block(self, block: Linked) -> None:
        """Add the block."""
        if isinstance(block, Headlines):
            _headlines(self.main, block, self.document.unit)
        elif isinstance(block, Proofs):
            _proofs(self.main, block, self.document.unit)
        elif isinstance(block, Chart):
            chart(self.main, block, self.number, self.document.unit, self.w)
        elif isinstance(block, Table) and block.rows:
            name = {"tabindex": "0", "aria-label": block.title or self._name()}
            name["class"] = "wide level" if self.document.level else "wide"
            _table(SubElement(self.main, "section", name), block, self.document.unit)
        else:
            section = SubElement(self.main, "section")
            if block.title:
                add(section, "h2", block.title)
            if isinstance(block, Table):
                add(section, "p", block.empty)
            elif isinstance(block, Texts):
                _texts(section, block)
            else:
                _facts(section, block, self.document.unit)

    def _name(self) -> str:
        return self.document.title or self.document.subtitle or str(self.number)


def _headlines(main: Element, block: Headlines, unit: MoneyUnit) -> None:
    """Figures side by side: what each is of, its bar up to the pace, and its light."""
    section = SubElement(main, "section", {"class": "headlines"})
    for each in block.items:
        tone = each.lead.light.tone if each.lead else ""
        box = SubElement(section, "div", {"class": f"headline {tone}".strip()})
        add(box, "h2", each.title)
        figures = (each.figure,) if each.whole is None else (each.figure, each.whole)
        _proved(SubElement(box, "p", {"class": "large"}), figures, each.column, unit, each.proof)
        if each.part is not None:
            bar(box, each.part, tone, each.column.mark)
            below = SubElement(box, "p", {"class": "below"})
            add(below, "span", document_text(each.part, Column("", "ratio"), unit))
            _fill(SubElement(below, "span", {"class": tone}), each.lead, Column("", "gap"), unit)
        for text in each.texts:
            add(box, "p", text, {"class": "note"})


def _proofs(main: Element, block: Proofs, unit: MoneyUnit) -> None:
    """Proofs to be opened one by one: what a link leads to stands inside, so that it opens.

    Closed and printed, each still says its sum.
    """
    section = SubElement(main, "section", {"class": "proofs"})
    add(section, "h2", block.title)
    for each in block.items:
        found = SubElement(section, "details")
        summary = SubElement(found, "summary")
        add(summary, "b", each.title)
        summary[0].tail = f" {visible(each.total)}"
        inside = SubElement(found, "div", {"id": each.name})
        steps = SubElement(inside, "ul")
        for text in each.steps:
            add(steps, "li", text)
        if each.parts.rows:
            _table(inside, each.parts, unit)
        add(SubElement(inside, "p"), "a", block.back, {"href": f"#of-{each.name}"})


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
            add(paragraph := SubElement(section, "p"), "b", text.lead)
            paragraph[0].tail = visible(text.text)
        else:
            add(section, "p", text)


def _facts(section: Element, facts: Facts, unit: MoneyUnit) -> None:
    found = SubElement(section, "dl", {"class": "facts"})
    for column, value in facts.pairs:
        if value != "":
            add(found, "dt", column.head)
            _fill(SubElement(found, "dd"), value, column, unit)


def _table(section: Element, table: Table, unit: MoneyUnit) -> None:
    """A table: heads above groups and columns, rows by their name, a body for each heading."""
    places = table.places
    columns = [_settled(table, place) for place in places]
    found = SubElement(section, "table")
    if table.title:
        add(found, "caption", table.title)
    name = naming(columns)
    sizes = SubElement(found, "colgroup")
    for place, column in enumerate(columns):
        SubElement(sizes, "col", {"class": "name" if place == name else column.kind})
    _heads(SubElement(found, "thead"), columns)
    body = None
    for row in table.rows:
        if body is None or row.rank == "heading":
            body = SubElement(found, "tbody")
        line = SubElement(body, "tr", {} if row.rank == "line" else {"class": row.rank})
        if row.rank == "heading":
            scope = {"scope": "rowgroup", "colspan": str(len(columns))}
            add(line, "th", str(row.cells[0]), scope)
        else:
            proofs = [row.proofs[place] for place in places] if row.proofs else []
            _cells(line, [row.cells[place] for place in places], columns, name, unit, proofs)


def _settled(table: Table, place: int) -> Column:
    """A column that is whole if its texts are short; the names of figures give way otherwise."""
    column = table.columns[place]
    if column.kind != "text":
        return column
    texts = (row.cells[place] for row in table.rows if row.rank != "heading")
    short = max(width_of(str(text or "")) for text in (column.head, *texts)) <= _SHORT
    return column._replace(whole=short or (column.whole and table.records))


def _heads(thead: Element, columns: Sequence[Column]) -> None:
    upper = SubElement(thead, "tr")
    if not any(column.group for column in columns):
        for column in columns:
            _column_head(upper, column)
        return
    lower = SubElement(thead, "tr")
    for group, members in groupby(columns, key=lambda column: column.group):
        found = list(members)
        if group:
            size = str(len(found))
            add(upper, "th", group, {"scope": "colgroup", "colspan": size, "class": "group first"})
        for place, column in enumerate(found):
            more = {} if group else {"rowspan": "2"}
            _column_head(lower if group else upper, column, more, first=bool(group) and not place)


def _column_head(
    row: Element, column: Column, more: Attributes | None = None, *, first: bool = False
) -> None:
    if not column.head:  # a head without words is none
        SubElement(row, "td", {**_look(column, first=first), **(more or {})})
        return
    add(row, "th", column.head, {"scope": "col", **_look(column, first=first), **(more or {})})


def _look(column: Column, tone: str = "", *, first: bool = False) -> dict[str, str]:
    """The classes of a cell."""
    names = [
        "first" if first else "",
        "figure"
        if column.is_figure and column.kind != "rank"
        else "bar"
        if column.kind == "bar"
        else "",
        "whole" if column.whole or column.kind in ("date", "light", "moved") else "",
        tone,
    ]
    found = " ".join(filter(None, names))
    return {"class": found} if found else {}


def _cells(  # noqa: PLR0913, PLR0917 - a row, and how it is written
    line: Element,
    values: Sequence[Value],
    columns: Sequence[Column],
    name: int,
    unit: MoneyUnit,
    proofs: Sequence[str],
) -> None:
    """A row; its bars repeat what its lights or its distances to pace say."""
    group = ""
    for place, (value, column) in enumerate(zip(values, columns, strict=True)):
        tone = "soft" if column.kind == "moved" else tone_of(value, column)
        look = _look(column, tone, first=bool(column.group) and column.group != group)
        group = column.group
        if place == name and value:  # a head without words is none
            cell = SubElement(line, "th", {"scope": "row", **look})
        else:
            cell = SubElement(line, "td", look)
        if column.kind == "bar":
            if isinstance(value, int | Fraction):
                tone = bar_tone(values, columns, group)
                bar(cell, Fraction(value), tone, column.mark)
        elif proofs and proofs[place]:
            _proved(cell, several(value, column), column, unit, proofs[place])
            cell[0].set("id", f"of-{proofs[place]}")
        else:
            _fill(cell, value, column, unit)


def _proved(
    cell: Element, figures: Sequence[Value], column: Column, unit: MoneyUnit, proof: str
) -> None:
    """Write a figure as the link to its proof, and what it is held against in soft ink."""
    first, *rest = (document_text(each, column, unit) for each in figures)
    add(cell, "a", first, {"href": f"#{proof}"}) if proof else add(cell, "span", first)
    for text in rest:
        add(cell, "span", f"{column.join}{text}", {"class": "soft"})


def _fill(cell: Element, value: Value, column: Column, unit: MoneyUnit) -> None:
    """Write a value: its sign for the eye, and the same in words or figures for the ear."""
    text = visible(document_text(value, column, unit))
    if isinstance(value, Light):
        add(cell, "span", value.mark, {"aria-hidden": "true"})
        cell[0].tail = f" {visible(value.name)}"
    elif isinstance(value, Lit):
        add(cell, "span", value.light.mark, {"aria-hidden": "true"})
        add(cell, "span", value.light.name, {"class": "vh"})
        cell[-1].tail = text.removeprefix(value.light.mark)
    elif column.kind == "gap" and isinstance(value, int | Fraction):
        cell.text, _, sign = text.rpartition(" ")
        add(cell, "span", f" {sign}", {"aria-hidden": "true"})
    elif column.kind == "moved" and text[-1:].isdecimal() and (sign := text[-2:-1]) in (UP, DOWN):
        rank, _, move = text.rpartition(" ")
        cell.text = f"{rank} " if rank else ""
        add(cell, "span", move, {"aria-hidden": "true"})
        add(cell, "span", move.replace(UP, "+").replace(DOWN, MINUS), {"class": "vh"})
    elif column.kind == "spark" and isinstance(value, tuple) and not isinstance(value, Lit | Own):
        figures = [each for each in value if not isinstance(each, str)]
        spark(cell, figures[-MOST_BESIDE:])
    else:
        _parted(cell, text)


def _parted(cell: Element, text: str) -> None:
    """Write a text; a line may end in its longest words, lest they push the figures out."""
    first, *rest = _LONG.sub("\\g<0>\n", text).split("\n")
    cell.text = first
    for part in rest:
        SubElement(cell, "wbr").tail = part
