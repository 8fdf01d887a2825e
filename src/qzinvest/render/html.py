"""A document as a page: one file that asks for nothing else, runs nothing, and prints well.

It is a tree of elements until the last moment, so that no text can become a tag. The style stands
in the page, and its policy allows that style alone. Bars are for the eye; the figures beside them
are the facts. Colours and sizes are in ``html.css``.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Block,
    Chart,
    Column,
    Document,
    Facts,
    Light,
    MoneyUnit,
    Table,
    Texts,
    Value,
    naming,
)
from qzinvest.render.figures import (
    DOWN,
    MINUS,
    MOST_BESIDE,
    UP,
    bar_tone,
    document_text,
    legend,
    tone_of,
)
from qzinvest.render.widths import width_of
from qzinvest.render.wording import visible

_WIDTH, _HEIGHT, _LEFT, _TOP, _FOOT = 660, 282, 76, 20, 28
"""Of a chart: all of it, and what its scale, its top and its labels take."""
_LETTER = 7
_TAB = 70
"""Characters of the title that a browser's tab and its history show."""
_SPARK = 20
_SHORT = 12
"""The width up to which texts are never parted."""
_LONG = re.compile(r"[!-~]{24}(?=[!-~])")
Attributes = Mapping[str, str]


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
    _add(head, "title", title if len(title) <= _TAB else f"{title[: _TAB - 1]}…")
    SubElement(head, "style").text = style
    body = SubElement(root, "body")
    header = SubElement(body, "header")
    if over:
        _add(header, "p", over, {"class": "over"})
    _add(header, "h1", title)
    if under:
        _add(header, "p", under, {"class": "under"})
    main = SubElement(body, "main")
    for number, block in enumerate(document.blocks, 1):
        _Drawn(main, number, document, w).block(block)
    if document.notes:
        notes = SubElement(SubElement(body, "footer"), "ul")
        for text in document.notes:
            _add(notes, "li", text)
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n"


def _add(
    parent: Element, tag: str, text: str = "", attributes: Attributes | None = None
) -> Element:
    """A new element with a text; whatever is hidden in the text is made visible."""
    found = SubElement(parent, tag, dict(attributes or {}))
    found.text = visible(text)
    return found


class _Drawn(NamedTuple):
    """One block of a document on its way into the page."""

    main: Element
    number: int
    document: Document
    w: Wording

    def block(self, block: Block) -> None:
        """Add the block."""
        if isinstance(block, Chart):
            _chart(self.main, block, self)
        elif isinstance(block, Table) and block.rows:
            name = {"tabindex": "0", "aria-label": block.title or self._name()}
            name["class"] = "wide level" if self.document.level else "wide"
            _table(SubElement(self.main, "section", name), block, self.document.unit)
        else:
            section = SubElement(self.main, "section")
            if block.title:
                _add(section, "h2", block.title)
            if isinstance(block, Table):
                _add(section, "p", block.empty)
            elif isinstance(block, Texts):
                items = SubElement(section, "ul")
                for text in block.items:
                    _add(items, "li", text)
            else:
                _facts(section, block, self.document.unit)

    def _name(self) -> str:
        return self.document.title or self.document.subtitle or str(self.number)


def _facts(section: Element, facts: Facts, unit: MoneyUnit) -> None:
    found = SubElement(section, "dl", {"class": "facts"})
    for column, value in facts.pairs:
        if value != "":
            _add(found, "dt", column.head)
            _fill(SubElement(found, "dd"), value, column, unit)


def _table(section: Element, table: Table, unit: MoneyUnit) -> None:
    """A table: heads above groups and columns, rows by their name, a body for each heading."""
    places = table.places
    columns = [_settled(table, place) for place in places]
    found = SubElement(section, "table")
    if table.title:
        _add(found, "caption", table.title)
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
            _add(line, "th", str(row.cells[0]), scope)
        else:
            _cells(line, [row.cells[place] for place in places], columns, name, unit)


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
            _add(upper, "th", group, {"scope": "colgroup", "colspan": size, "class": "group first"})
        for place, column in enumerate(found):
            more = {} if group else {"rowspan": "2"}
            _column_head(lower if group else upper, column, more, first=bool(group) and not place)


def _column_head(
    row: Element, column: Column, more: Attributes | None = None, *, first: bool = False
) -> None:
    if not column.head:  # a head without words is none
        SubElement(row, "td", {**_look(column, first=first), **(more or {})})
        return
    _add(row, "th", column.head, {"scope": "col", **_look(column, first=first), **(more or {})})


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


def _cells(
    line: Element, values: Sequence[Value], columns: Sequence[Column], name: int, unit: MoneyUnit
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
                _bar(cell, Fraction(value), tone, column.mark)
        else:
            _fill(cell, value, column, unit)


def _fill(cell: Element, value: Value, column: Column, unit: MoneyUnit) -> None:
    """Write a value: its sign for the eye, and the same in words or figures for the ear."""
    text = visible(document_text(value, column, unit))
    if isinstance(value, Light):
        _add(cell, "span", value.mark, {"aria-hidden": "true"})
        cell[0].tail = f" {visible(value.name)}"
    elif column.kind == "gap" and isinstance(value, int | Fraction):
        cell.text, _, sign = text.rpartition(" ")
        _add(cell, "span", f" {sign}", {"aria-hidden": "true"})
    elif column.kind == "moved" and text[-1:].isdecimal() and (sign := text[-2:-1]) in (UP, DOWN):
        rank, _, move = text.rpartition(" ")
        cell.text = f"{rank} " if rank else ""
        _add(cell, "span", move, {"aria-hidden": "true"})
        _add(cell, "span", move.replace(UP, "+").replace(DOWN, MINUS), {"class": "vh"})
    elif column.kind == "spark" and isinstance(value, tuple):
        figures = [each for each in value if not isinstance(each, str)]
        _spark(cell, figures[-MOST_BESIDE:])
    else:
        _parted(cell, text)


def _parted(cell: Element, text: str) -> None:
    """Write a text; a line may end in its longest words, lest they push the figures out."""
    first, *rest = _LONG.sub("\\g<0>\n", text).split("\n")
    cell.text = first
    for part in rest:
        SubElement(cell, "wbr").tail = part


def _bar(cell: Element, length: Fraction, tone: str, mark: Fraction | None) -> None:
    """A bar, of which the whole is 100 %: what exceeds it is cut, and its figure says so."""
    drawing = {"viewBox": "0 0 100 20", "preserveAspectRatio": "none", "aria-hidden": "true"}
    svg = SubElement(cell, "svg", drawing)
    SubElement(svg, "path", {"class": "full", "d": "M100 0V20"})
    width = _number(max(Fraction(0), min(length, Fraction(1))) * 100)
    look = {"class": tone} if tone else {}
    SubElement(svg, "rect", {**look, "x": "0", "y": "4", "width": width, "height": "12"})
    if mark is not None:
        at = _number(min(mark, Fraction(1)) * 100)
        SubElement(svg, "path", {"class": "pace", "d": f"M{at} 0V20"})


def _spark(cell: Element, values: Sequence[int | Fraction]) -> None:
    """Figures as bars side by side, as high as each is against the largest."""
    top = max(values, default=0)
    box = f"0 0 {len(values) * 5} {_SPARK}"
    drawing = {"class": "spark", "viewBox": box, "preserveAspectRatio": "none"}
    svg = SubElement(cell, "svg", {**drawing, "aria-hidden": "true"})
    for place, value in enumerate(values):
        height = Fraction(_SPARK) * max(value, 0) / top if top > 0 else Fraction(0)
        _rect(svg, Fraction(place * 5), Fraction(_SPARK) - height, Fraction(4), height)


def _chart(main: Element, chart: Chart, drawn: _Drawn) -> None:
    """Bars with what was due at each; all its figures stand in its description."""
    scale = _Scale.of(chart)
    if scale is None:
        return
    figure = SubElement(main, "figure")
    title, said = (f"chart-{drawn.number}-{part}" for part in ("title", "text"))
    drawing = {"viewBox": f"0 0 {_WIDTH} {_HEIGHT}", "role": "img"}
    svg = SubElement(figure, "svg", {**drawing, "aria-labelledby": f"{title} {said}"})
    _add(svg, "title", chart.title, {"id": title})
    unit = drawn.document.unit
    _add(svg, "desc", "; ".join(_described(chart, unit)), {"id": said})
    for tick in scale.ticks():
        at = _number(scale.y(tick))
        SubElement(svg, "path", {"class": "grid", "d": f"M{_LEFT} {at}H{_WIDTH}"})
        place = {"x": str(_LEFT - 6), "y": _number(scale.y(tick) + 5), "text-anchor": "end"}
        _add(svg, "text", document_text(tick, Column("", chart.kind), unit), place)
    _plot(svg, chart, scale)
    _add(figure, "figcaption", " · ".join(legend(chart, drawn.w)))


class _Scale(NamedTuple):
    """Where the figures of a chart stand in its picture: ``top`` is the highest tick."""

    step: int
    top: int
    bars: int

    @classmethod
    def of(cls, chart: Chart) -> "_Scale | None":
        """The scale with four or five ticks at round figures; none of nothing but zeros."""
        rows = (chart.values, chart.due, chart.before, chart.low, chart.high)
        largest = max((each or 0 for row in rows for each in row), default=0)
        if largest <= 0:
            return None
        power = 10 ** (len(str(ceil(largest))) - 1)
        sizes = sorted({max(power * part // 10, 1) for part in (1, 2, 5, 10, 20, 50)})
        step = next(size for size in sizes if largest <= size * 5)
        return cls(step, -(-ceil(largest) // step) * step, len(chart.values))

    def ticks(self) -> Iterable[int]:
        """The figures that the scale names."""
        return range(0, self.top + 1, self.step)

    def y(self, value: int | Fraction) -> Fraction:
        """How far down a figure stands."""
        room = _HEIGHT - _TOP - _FOOT
        return _TOP + room - Fraction(value) * room / self.top

    def x(self, place: int) -> tuple[Fraction, Fraction]:
        """Where a bar begins, and how wide it is."""
        room = Fraction(_WIDTH - _LEFT, self.bars)
        return _LEFT + room * place + room / 8, room * 3 / 4


def _plot(svg: Element, chart: Chart, scale: _Scale) -> None:
    widest = max(width_of(label) for label in chart.labels) * _LETTER + _LETTER
    every = ceil(widest * scale.bars / (_WIDTH - _LEFT))
    foot = scale.y(0)
    for place, value in enumerate(chart.values):
        x, width = scale.x(place)
        middle = _number(x + width / 2)
        _rect(svg, x, scale.y(max(value, 0)), width, foot - scale.y(max(value, 0)))
        if (low := _at(chart.low, place)) is not None and (high := _at(chart.high, place)):
            ends = f"M{middle} {_number(scale.y(low))}V{_number(scale.y(high))}"
            SubElement(svg, "path", {"class": "range", "d": ends})
        if due := _at(chart.due, place):
            d = f"M{_number(x)} {_number(scale.y(due))}h{_number(width)}"
            SubElement(svg, "path", {"class": "due", "d": d})
        if before := _at(chart.before, place):
            spot = {"cx": middle, "cy": _number(scale.y(before)), "r": "4"}
            SubElement(svg, "circle", {"class": "before", **spot})
        if place % every == 0:
            at = {"x": middle, "y": str(_HEIGHT - 8), "text-anchor": "middle"}
            _add(svg, "text", chart.labels[place], at)


def _described(chart: Chart, unit: MoneyUnit) -> Iterator[str]:
    """Each label with its figures: reached, due, a year before, and what is to be expected."""
    rows = [
        (chart.column("", row), row)
        for row in (chart.values, chart.due, chart.before, chart.low, chart.high)
    ]
    for place, label in enumerate(chart.labels):
        found = [
            document_text(figure, column, unit)
            for column, row in rows
            if (figure := _at(row, place)) is not None
        ]
        yield f"{label} {' / '.join(found)}"


def _at(row: Sequence[int | Fraction | None], place: int) -> int | Fraction | None:
    return row[place] if place < len(row) else None


def _rect(svg: Element, x: Fraction, y: Fraction, width: Fraction, height: Fraction) -> None:
    sides = {"x": x, "y": y, "width": width, "height": height}
    SubElement(svg, "rect", {name: _number(side) for name, side in sides.items()})


def _number(value: Fraction) -> str:
    """A place in a drawing, to a hundredth."""
    hundredths = round(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
