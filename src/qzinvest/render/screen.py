"""A document in the columns of a screen: plain in a pipe, a file and under cron, else coloured.

Both are the same text. The coloured one paints its tables with Rich, which a pipe does without. A
chart is bars side by side, each with a mark for what was due: plotext takes three times as long to
import as a whole report, and lays out no wide characters.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from qzinvest.locale import Wording
from qzinvest.model.document import (
    Block,
    Chart,
    Column,
    Document,
    Facts,
    MoneyUnit,
    Row,
    Table,
    Texts,
)
from qzinvest.render.figures import BEFORE, MARK, STEPS, below, cell_text, legend
from qzinvest.render.layout import Written, level, listed, own, records, written
from qzinvest.render.sheet import Cell, Line, Sheet, sections, side_by_side
from qzinvest.render.widths import GAP, item, width_of, wrap
from qzinvest.tuples import NamedTuple

BOLD, DIM = "1", "2"
"""Parameters of the ANSI sequence SGR, for what stands between the tables.

Heads have no colour: cyan is pale on white, blue is dark on black.
"""
ENDLESS = 10**9
"""Columns that no record needs."""
HEIGHT = 10
"""Lines of a chart's bars."""
FEW = 2
"""Notes that a terminal has in full."""


class Manner(NamedTuple):
    """How a screen is.

    Without ``colour`` it holds no escape sequence. Where it is ``piped`` a thing of a list is one
    line, whole and however wide: what reads there goes by lines. ``bare`` draws no sign and no
    rule (``plain``). ``brief`` is a terminal: the head is one line where that has room, names are
    cut where they would be long, and of many ``notes`` it has the ``hints``, unless all are wanted.
    """

    colour: bool = False
    piped: bool = False
    bare: bool = False
    brief: bool = False
    notes: bool = False


def screen(document: Document, w: Wording, width: int, **how: bool) -> str:
    """The document as text of ``width`` columns, with a trailing newline; no figure is ever cut.

    ``how`` are the fields of ``Manner``.
    """
    manner = Manner(**how)
    if manner.bare:
        # Imported here: most screens draw signs.
        from qzinvest.render.plain import plain as in_words

        document = in_words(document, w)
    width = ENDLESS if manner.piped and document.listed else width
    drawn = _Drawn(document, w, width, manner)
    lines = list(drawn.head())
    for block in drawn.blocks():
        lines += ["", *block] if lines else block
    notes = list(drawn.foot())
    return "\n".join([*lines, *([""] if notes else []), *notes]) + "\n"


def paint(text: str, style: str, *, colour: bool) -> str:
    """``text`` in ``style``, plain where there is no colour."""
    return f"\x1b[{style}m{text}\x1b[0m" if colour and style and text else text


class _Drawn:
    """The blocks of one document, and what their drawing adds to its notes."""

    def __init__(self, document: Document, w: Wording, width: int, manner: Manner) -> None:
        self._document = document
        self._w = w
        self._width = width
        self._manner = manner
        self._colour = manner.colour
        self._lead = "- " if manner.bare else "· "
        self._spared: list[str] = []
        tables = [block for block in document.blocks if isinstance(block, Table) and block.rows]
        self._level = (
            dict(zip(map(id, tables), self._levelled(tables), strict=True))
            if document.level and tables
            else {}
        )

    def head(self) -> Iterator[str]:
        """What it is and of when: side by side on a terminal, where that has room."""
        document = self._document
        what, when = document.brief
        space = self._width - width_of(what) - width_of(when)
        if self._manner.brief and what and when and space >= GAP:
            yield paint(what, BOLD, colour=self._colour) + " " * space + self._soft(when)
            return
        is_brief = self._manner.brief and what
        texts = (what, when) if is_brief else (document.title, document.subtitle)
        styles = (BOLD, "") if document.titled or is_brief else (DIM, BOLD)
        for text, style in zip(texts, styles, strict=True):
            for line in wrap(text, self._width) if text else ():
                yield paint(line, style, colour=self._colour)

    def blocks(self) -> Iterator[list[str]]:
        """The lines of each block that has any."""
        for block in self._document.blocks:
            if lines := self._block(block):
                yield lines

    def foot(self) -> Iterator[str]:
        """All notes, and what had no room; on a terminal the hints, where notes are many."""
        notes, hints = self._document.notes, tuple[str, ...]()
        is_short = self._manner.brief and not self._manner.notes
        columns = self._w("list.separator").join(self._spared)
        if is_short and len(notes) > FEW:
            hints = (*self._document.hints, self._w("foot.notes", n=len(notes)))
            notes = ()
        if columns and is_short:
            hints = (*hints[:-1], self._w("foot.spared", columns=columns), *hints[-1:])
        elif columns:
            notes = (*notes, self._w("list.spared", columns=columns))
        for text in notes:
            yield from map(self._soft, self._item(text))
        yield from map(self._soft, joined(hints, self._width))

    def _item(self, text: str) -> list[str]:
        return item(text, self._width, lead=self._lead)

    def _soft(self, line: str) -> str:
        return paint(line, DIM, colour=self._colour)

    def _levelled(self, tables: Sequence[Table]) -> list[list[Sheet]]:
        found = [self._written(table) for table in tables]
        sheets, self._spared = level(found, self._w, self._width)
        return sheets

    def _written(self, table: Table) -> Written:
        return written(
            below(table, self._document.unit), self._document.unit, cuts=self._manner.brief
        )

    def _block(self, block: Block) -> list[str]:
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Facts):
            columns, values = zip(*block.pairs, strict=True)
            table = written(
                Table(block.title, columns, (Row(values),), records=True), self._document.unit
            )
            return self._painted([records(table, self._width)])
        if isinstance(block, Texts):
            return [*self._title(block.title), *self._texts(block)]
        return drawn(block, self._document.unit, self._w, self._width)

    def _texts(self, block: Texts) -> Iterator[str]:
        for number, text in enumerate(block.lines):
            if block.setting == "items":
                yield from self._item(text)
            else:
                yield from ("",) if number else ()
                yield from wrap(text, self._width)

    def _title(self, title: str) -> list[str]:
        lines = wrap(title, self._width) if title else []
        return [paint(line, BOLD, colour=self._colour) for line in lines]

    def _table(self, table: Table) -> list[str]:
        if not table.rows:
            return [*self._title(table.title), *wrap(table.empty, self._width)]
        if id(table) in self._level:
            return self._painted(self._level[id(table)])
        found = self._written(table)
        if table.records:
            sheet, spared = listed(found, self._width)
            sheets = [sheet]
        else:
            sheets, spared = own(found, self._w, self._width, cuts=self._manner.brief)
        self._spared += [head for head in spared if head not in self._spared]
        return self._painted(sheets)

    def _painted(self, sheets: Sequence[Sheet]) -> list[str]:
        lines: list[str] = []
        for sheet in sheets:
            lines += [""] if lines else []
            lines += self._title(sheet.title)
            lines += self._sheet(sheet)
        return lines

    def _sheet(self, sheet: Sheet) -> list[str]:
        rules = not self._manner.bare
        if not self._colour:
            return plain(sheet, rules=rules)
        # Imported here: a pipe, a file and cron do without Rich.
        from qzinvest.render.rich_table import painted

        return painted(sheet, rules=rules)


def plain(sheet: Sheet, *, rules: bool = True) -> list[str]:
    """The lines of a table: heads, a rule, rows, a rule at headings and above totals."""
    heads = Line(tuple(map(Cell, sheet.heads)), "head")
    lines = [*sheet.groups, *(side_by_side(heads, sheet.tracks) if sheet.heads else ())]
    for above, part in sections(sheet, rules=rules):
        lines += above
        lines += [text for line in part for text in side_by_side(line, sheet.tracks)]
    return lines


def joined(phrases: Sequence[str], width: int) -> Iterator[str]:
    """Phrases side by side, as many a line as it has room for."""
    line = ""
    for phrase in phrases:
        if line and width_of(line) + GAP + width_of(phrase) > width:
            yield line
            line = ""
        first, *rest = wrap(f"{line}  {phrase}" if line else phrase, width)
        yield from [first, *rest][: len(rest)]
        line = [first, *rest][-1]
    if line:
        yield line


def drawn(chart: Chart, unit: MoneyUnit, w: Wording, width: int) -> list[str]:
    """The bars with their scale at the left, and what the signs mean; nothing of zeros."""
    figures = (*chart.values, *(due or 0 for due in chart.due), *chart.before)
    top = cell_text(ceil(max(figures, default=0)), Column("", chart.kind), unit)
    found = bars(chart.values, chart.due, chart.before, width - width_of(top) - 2)
    if not found:
        return []
    scale = [top, *[""] * (len(found) - 2), "0"]
    lines = [f"{text:>{len(top)}} ┤{row}" for text, row in zip(scale, found, strict=True)]
    says = [f"{chart.labels[0]} … {chart.labels[-1]}", *legend(chart, w)]
    return [*lines, *wrap(" · ".join(says), width)]


def bars(
    values: Sequence[int | Fraction],
    marks: Sequence[int | Fraction | None],
    before: Sequence[int | Fraction],
    width: int,
) -> list[str]:
    """Bars side by side from the top line down, with a mark for what was due at each.

    Args:
        values: what the bars show; none is negative.
        marks: where each should have arrived; ``None`` for no mark.
        before: what was there a year before; a zero is not shown.
        width: columns for all bars together; bars that do not fit are left out at the beginning.
    """
    size = max(1, min(width // max(len(values), 1), 6))
    count = max(1, width // size)
    top = max((*values, *(mark or 0 for mark in marks), *before), default=0)
    if not top:
        return []
    rows = [[" "] * size * len(values[-count:]) for _ in range(HEIGHT)]
    for place, value in enumerate(values[-count:]):
        _draw_bar(rows, place * size, max(1, size - 1), value * HEIGHT * 8 // top)
    for signs, sign in ((before, BEFORE), (marks, MARK)):
        for place, due in enumerate(signs[-count:]):
            if due:
                row = rows[HEIGHT - 1 - min(int(due * HEIGHT // top), HEIGHT - 1)]
                row[place * size : place * size + max(1, size - 1)] = sign * max(1, size - 1)
    return ["".join(row).rstrip() for row in rows]


def _draw_bar(rows: list[list[str]], first: int, size: int, eighths: int | Fraction) -> None:
    full, part = divmod(int(eighths), 8)
    for row in range(full):
        rows[HEIGHT - 1 - row][first : first + size] = STEPS[-1] * size
    if part:
        rows[HEIGHT - 1 - full][first : first + size] = STEPS[part - 1] * size
