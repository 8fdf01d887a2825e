"""A table of a page: heads above groups and columns, rows by their name, a value in each cell.

Bars are for the eye; the figures beside them are the facts.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from qzinvest.model.document import Column, Light, Lit, MoneyUnit, Own, Table, Value, naming
from qzinvest.patterns import pattern
from qzinvest.render.drawing import Attributes, add, axis, bar, spark
from qzinvest.render.figures import (
    DOWN,
    LEVEL,
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

_SHORT = 14
"""The width up to which texts are never parted."""
_LONG = pattern(r"[!-~]{24}(?=[!-~])")
_MOVE = pattern(rf"(^| )([{UP}{DOWN}][0-9]+|{LEVEL})$")
_SIZED = ("bar", "rank")
"""Kinds of columns whose width the style says."""
MOST_GROUPS = 6
"""Groups of columns of which a phone shows one: the style knows no more."""


def add_table(
    section: Element, table: Table, unit: MoneyUnit, *, level: bool = False, bare: bool = False
) -> None:
    """A table with its caption, and a body for each heading; ``level`` ones have fixed widths.

    Of ``bare`` ones there are many, so they have heads above their columns alone, and the style
    says what their second column, a name, and their last, an amount, look like.
    """
    places = table.places
    columns = [_settled(table, place) for place in places]
    found = SubElement(section, "table")
    if table.title:
        add(found, "caption", table.title)
    name = naming(columns)
    if level or any(column.kind in _SIZED for column in columns):
        sizes = SubElement(found, "colgroup")
        for place, column in enumerate(columns):
            size = "name" if level and place == name else column.kind
            SubElement(sizes, "col", {"class": size} if level or size in _SIZED else {})
    looks = _looks(columns, switched=table.switched)
    looks = [[] for _ in looks] if bare else looks
    _heads(SubElement(found, "thead"), columns, looks, scoped=not bare)
    body = None
    for row in table.rows:
        if body is None or row.rank == "heading":
            body = SubElement(found, "tbody")
        line = SubElement(body, "tr", {} if row.rank == "line" else {"class": row.rank})
        if row.rank == "heading":
            scope = {"scope": "rowgroup", "colspan": str(len(columns))}
            add(line, "th", str(row.cells[0]), scope)
            continue
        proofs = [row.proofs[place] for place in places] if row.proofs else []
        values = [row.cells[place] for place in places]
        for place, cell in enumerate(_cells(line, values, columns, None if bare else name, looks)):
            if proofs and proofs[place]:
                column = columns[place]
                proved(cell, several(values[place], column), column, unit, proofs[place])
                cell[0].set("id", f"of-{proofs[place]}")
            elif columns[place].kind != "bar":
                fill(cell, values[place], columns[place], unit)


def groups_of(table: Table) -> list[str]:
    """The heads above several columns, in their order."""
    return list(dict.fromkeys(column.group for column in table.columns if column.group))


def _settled(table: Table, place: int) -> Column:
    """A column that is whole if its texts are short; the names of figures give way otherwise."""
    column = table.columns[place]
    if column.kind != "text":
        return column
    texts = (row.cells[place] for row in table.rows if row.rank != "heading")
    short = max(width_of(str(text or "")) for text in (column.head, *texts)) <= _SHORT
    return column._replace(whole=short or (column.whole and table.records))


def _looks(columns: Sequence[Column], *, switched: bool) -> list[list[str]]:
    """The classes of each column's cells: where a group begins, and which a reader may choose."""
    found, groups = list[list[str]](), list[str]()
    for column in columns:
        look = []
        if column.group and column.group not in groups:
            groups.append(column.group)
            look.append("first")
        if column.group and switched:
            look.append(f"g{groups.index(column.group) + 1}")
        if column.is_figure and column.kind != "rank":
            look.append("n")
        elif column.kind in ("bar", "moved"):
            look.append(column.kind)
        if column.whole or column.kind in ("date", "light"):
            look.append("whole")
        if column.spare:
            look.append("spare")
        found.append(look)
    return found


def _classes(look: Sequence[str], tone: str = "") -> dict[str, str]:
    names = [*look, tone] if tone else look
    return {"class": " ".join(names)} if names else {}


def _heads(
    thead: Element, columns: Sequence[Column], looks: Sequence[list[str]], *, scoped: bool
) -> None:
    upper = SubElement(thead, "tr")
    pairs = list(zip(columns, looks, strict=True))
    if not any(column.group for column in columns):
        for column, look in pairs:
            _column_head(upper, column, look, {"scope": "col"} if scoped else {})
        return
    lower = SubElement(thead, "tr")
    for group, members in groupby(pairs, key=lambda pair: pair[0].group):
        found = list(members)
        if group:
            names = [name for name in found[0][1] if name == "first" or name[:1] == "g"]
            size = {"scope": "colgroup", "colspan": str(len(found))}
            add(upper, "th", group, {**size, **_classes(["group", *names])})
        for column, look in found:
            more = {} if group else {"rowspan": "2"}
            _column_head(lower if group else upper, column, look, {"scope": "col", **more})


def _column_head(row: Element, column: Column, look: Sequence[str], more: Attributes) -> None:
    attributes = {name: more[name] for name in more if name != "scope"} | _classes(look)
    if column.kind == "bar" and column.head and column.mark is not None:
        axis(SubElement(row, "td", attributes), column.head, column.mark)
    elif not column.head:  # a head without words is none
        SubElement(row, "td", attributes)
    else:
        add(row, "th", column.head, {**more, **_classes(look)})


def _cells(
    line: Element,
    values: Sequence[Value],
    columns: Sequence[Column],
    name: int | None,
    looks: Sequence[list[str]],
) -> Iterator[Element]:
    """The cells of a row; its bars repeat what its lights or its distances to pace say."""
    for place, (value, column) in enumerate(zip(values, columns, strict=True)):
        tone = "" if column.kind == "moved" else tone_of(value, column)
        look = _classes(looks[place], tone)
        if place == name and value:  # a head without words is none
            yield SubElement(line, "th", {"scope": "row", **look})
            continue
        cell = SubElement(line, "td", look)
        if column.kind == "bar" and isinstance(value, int | Fraction):
            bar(cell, Fraction(value), bar_tone(values, columns, column.group), column.mark)
        yield cell


def proved(
    cell: Element, figures: Sequence[Value], column: Column, unit: MoneyUnit, proof: str
) -> None:
    """Write a figure as the link to its proof, and what it is held against in soft ink."""
    first, *rest = (document_text(each, column, unit) for each in figures)
    add(cell, "a", first, {"href": f"#{proof}"}) if proof else add(cell, "span", first)
    for text in rest:
        add(cell, "span", f"{column.join}{text}")


def fill(cell: Element, value: Value, column: Column, unit: MoneyUnit) -> None:
    """Write a value: its sign for the eye, and the same in words or figures for the ear."""
    text = visible(document_text(value, column, unit))
    if isinstance(value, Light):
        add(cell, "span", value.mark, {"aria-hidden": "true"})
        cell[0].tail = f" {visible(value.name)}"
    elif isinstance(value, Lit):
        mark = {"role": "img", "aria-label": visible(value.light.name)}
        add(cell, "i", value.light.mark, mark).tail = " "
        add(cell, "span", text.removeprefix(value.light.mark).strip())
    elif column.kind == "moved" and _MOVE.search(text):
        _moved(cell, text)
    elif column.kind == "spark" and isinstance(value, tuple) and not isinstance(value, Lit | Own):
        figures = [each for each in value if not isinstance(each, str)]
        spark(cell, figures[-MOST_BESIDE:])
    else:
        _parted(cell, text)


def _moved(cell: Element, text: str) -> None:
    """A rank, if there is one, and its move: a sign for the eye is a figure for the ear."""
    rank, _, move = text.rpartition(" ")
    if rank:
        add(cell, "b", rank).tail = " "
    said = move.replace(UP, "+").replace(DOWN, MINUS)
    add(cell, "i", move, {"role": "img", "aria-label": said} if said != move else {})


def _parted(cell: Element, text: str) -> None:
    """Write a text; a line may end in its longest words, lest they push the figures out."""
    first, *rest = _LONG.sub("\\g<0>\n", text).split("\n")
    cell.text = first
    for part in rest:
        SubElement(cell, "wbr").tail = part
