"""Cross tables as written cells: what the screen and Markdown both paint."""

from collections.abc import Iterator, Sequence

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.cross import Cross, Sheet
from qzinvest.model.document import MoneyUnit
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.render.asked import asked_notes, asked_words
from qzinvest.render.figures import quantity
from qzinvest.render.grid import TOTAL, Grid, GridRow, Head
from qzinvest.render.page import Page
from qzinvest.render.rounding import Addition, amounts, rounding_notes
from qzinvest.render.wording import assumed_texts, figure_title, note_texts

NONE = "·"
"""Stands in a cell without any project, so that the others are seen."""


def cross_page(cross: Cross, w: Wording, unit: MoneyUnit) -> Page:
    """The cross table as people read it: one table an indicator, with totals on both sides."""
    tables = tuple(_grid(cross, sheet, w, unit) for sheet in cross.sheets)
    return Page(cross.title, _subtitle(cross, w), tables, _footer(cross, w, unit))


def _subtitle(cross: Cross, w: Wording) -> str:
    """The line under the title: rows, columns, as-of date, and which projects if not all."""
    rows, columns = (w(f"by.{by}") for by in cross.by)
    said = w("cross.subtitle", rows=rows, columns=columns, as_of=cross.as_of.isoformat())
    return said + asked_words(cross.asked, w)


def _footer(cross: Cross, w: Wording, unit: MoneyUnit) -> tuple[str, ...]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    lines = [w("cross.totals", none=NONE), *asked_notes(cross.asked, w)]
    for sheet in cross.sheets:
        if sheet.gross != sheet.total:
            figures = [
                quantity(n, sheet.heading.measure, unit) for n in (sheet.gross, sheet.dropped)
            ]
            name = figure_title(sheet.heading, w, unit)
            lines.append(w("progress.gross", name=name, gross=figures[0], dropped=figures[1]))
    lines += rounding_notes(_sums(cross), w, amounts(unit))
    lines += assumed_texts(cross.assumed, w)
    lines += note_texts(cross.notes, w)
    return tuple(lines)


def _sums(cross: Cross) -> Iterator[Addition]:
    """Rows and columns of money, with their totals."""
    for sheet in cross.sheets:
        if sheet.heading.measure == "sum":
            yield from zip(sheet.cells, sheet.row_totals, strict=True)
            yield from zip(zip(*sheet.cells, strict=True), sheet.column_totals, strict=True)
            yield sheet.row_totals, sheet.total
            yield sheet.column_totals, sheet.total
            yield [sheet.total, sheet.dropped], sheet.gross


def _grid(cross: Cross, sheet: Sheet, w: Wording, unit: MoneyUnit) -> Grid:
    def written(figures: Sequence[Figure], total: Figure) -> list[str]:
        texts = [quantity(n, sheet.heading.measure, unit) if n else NONE for n in figures]
        return [*texts, quantity(total, sheet.heading.measure, unit)]

    sides = zip(cross.rows, sheet.cells, sheet.row_totals, strict=True)
    rows = [GridRow((row.short, *written(cells, total))) for row, cells, total in sides]
    rows.append(GridRow((cross.total_name, *written(sheet.column_totals, sheet.total)), TOTAL))
    corner = w("head.unit") if cross.by[0] in UNIT_KINDS else w(f"head.{cross.by[0]}")
    heads = [Head(corner, figure=False), *(Head(side.short) for side in cross.columns)]
    return Grid(
        figure_title(sheet.heading, w, unit), (*heads, Head(w("row.sum"))), tuple(rows), easy=True
    )
