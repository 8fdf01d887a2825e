"""A document without drawn signs: for screen readers, and consoles that draw them two cells wide.

Bars go, since the figures beside them say the same; what a sign said is said in words. All other
signs of uncertain width become letters and marks that every console draws in one cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Block,
    Chart,
    Column,
    Document,
    Facts,
    Light,
    Lit,
    MoneyUnit,
    Row,
    Texts,
    Value,
)
from qzinvest.render.figures import cell_text, chart_table, sign_of, whole

LETTERS = str.maketrans(
    {
        "▲": "^",
        "▼": "v",
        "●": "o",
        "◆": "*",
        "■": "#",
        "○": "o",
        "▒": "#",
        "█": "#",
        "–": "-",
        "—": "--",
        "─": "-",
        "━": "-",
        "│": "|",
        "┃": "|",
        "▕": "|",
        "·": "-",
        "…": "..",
        "→": "->",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "×": "x",
        "÷": "/",
        "±": "+-",
        "∶": ":",
        "≥": ">=",
        "≤": "<=",
        "−": "-",
        "°": " ",
        "②": "(2)",
        "①": "(1)",
        "③": "(3)",
    }
)
"""What stands in their place."""
_DRAWN, _SIGNS = ("bar", "spark"), "●◆■○┃"


def letters(text: str) -> str:
    """A text with signs of one cell alone."""
    return text.translate(LETTERS)


def plain(document: Document, w: Wording) -> Document:
    """The same document in words and figures."""
    what, when = document.brief
    return document._replace(
        title=letters(document.title),
        subtitle=letters(document.subtitle),
        blocks=tuple(_block(block, document.unit, w) for block in document.blocks),
        notes=tuple(map(letters, document.notes)),
        over=letters(document.over),
        brief=(letters(what), letters(when)),
        hints=tuple(_hints(document.hints)),
    )


def _hints(hints: Iterable[str]) -> Iterator[str]:
    """Hints without the signs before them; what says no more than what signs mean goes."""
    for hint in hints:
        words = hint.lstrip(f"{_SIGNS} ")
        if not any(sign in words for sign in _SIGNS):
            yield letters(words)


def _block(block: Block, unit: MoneyUnit, w: Wording) -> Block:
    if isinstance(block, Chart):
        block = chart_table(block, w)._replace(title=block.title)
    if isinstance(block, Texts):
        return Texts(letters(block.title), tuple(map(letters, block.lines)), block.setting)
    if isinstance(block, Facts):
        columns, values = zip(*block.pairs, strict=True)
        found = zip(map(_column, columns), _cells(values, columns, unit, w), strict=True)
        return Facts(letters(block.title), tuple(found))
    kept = [place for place, column in enumerate(block.columns) if column.kind not in _DRAWN]
    columns = tuple(block.columns[place] for place in kept)
    rows = [
        Row(tuple(letters(str(cell)) for cell in row.cells), row.rank)
        if row.rank == "heading"
        else Row(tuple(_cells([row.cells[place] for place in kept], columns, unit, w)), row.rank)
        for row in block.rows
    ]
    heads = tuple(map(_column, columns))
    return block._replace(
        title=letters(block.title), columns=heads, rows=rows, empty=letters(block.empty)
    )


def _column(column: Column) -> Column:
    return column._replace(head=letters(column.head), group=letters(column.group))


def _cells(
    values: Sequence[Value], columns: Sequence[Column], unit: MoneyUnit, w: Wording
) -> list[Value]:
    return [_value(v, column, unit, w) for v, column in zip(values, columns, strict=True)]


def _value(value: Value, column: Column, unit: MoneyUnit, w: Wording) -> Value:
    """A cell; a sign becomes its word."""
    if isinstance(value, Light):
        return letters(value.name)
    if isinstance(value, Lit):
        figure = cell_text(value.points, column._replace(kind="points", digits=-1), unit)
        return f"{figure} {letters(value.light.name)}"
    if isinstance(value, int | Fraction) and column.kind == "gap":
        figure = cell_text(value, column, unit)
        return f"{figure} {w(f'plain.gap.{_SIDES[sign_of(value)]}')}"
    if isinstance(value, int | Fraction) and column.kind == "moved":
        way = _SIDES[(value > 0) - (value < 0)]
        return w(f"plain.moved.{way}", n=abs(whole(Fraction(value))))
    text = cell_text(value, column, unit)
    return value if text == letters(text) else letters(text)


_SIDES = {1: "more", 0: "level", -1: "less"}
