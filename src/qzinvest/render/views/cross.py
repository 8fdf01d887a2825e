"""Cross tables: the same projects by two things at once, one table an indicator."""

from collections.abc import Iterator, Sequence

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.cross import Cross, Sheet, Side
from qzinvest.model.document import Column, Data, Document, MoneyUnit, Row, Table
from qzinvest.model.note import Name
from qzinvest.render.figures import NONE
from qzinvest.render.wording import (
    Addition,
    assumed_json,
    closing,
    figure_title,
    gross_note,
    hint,
    kind_of,
    name_head,
    note_texts,
    number,
    outside_json,
    selection_json,
    selection_notes,
    selection_words,
    worded,
)

_Record = dict[str, object]
_KEYS = ("row", "row_name", "column", "column_name", "indicator", "actual")


def document(cross: Cross, w: Wording, unit: MoneyUnit) -> Document:
    """One table an indicator, with totals on both sides."""
    tables = tuple(_table(cross, sheet, w, unit) for sheet in cross.sheets)
    rows, columns = (w(f"by.{by}") for by in cross.by)
    said = w("cross.subtitle", rows=rows, columns=columns, as_of=cross.as_of.isoformat())
    subtitle = said + selection_words(cross.selection, w)
    notes, hints = _notes(cross, w, unit), hint(cross.assumed, w)
    what = w("cross.brief", rows=rows, columns=columns) + selection_words(cross.selection, w)
    title, brief = cross.title.get(w.lang), (what, w("brief.day", as_of=cross.as_of.isoformat()))
    return Document(title, subtitle, tables, notes, unit, brief=brief, hints=hints)


def data(cross: Cross, w: Wording, *, total: bool) -> Data:
    """Every cell as a record, zeros too, so that a script has nothing to fill in.

    Args:
        total: whether the totals of rows and columns and of all follow in CSV; they stand in the
            row or column ``total``.
    """
    cells, rows, columns = (list(of(cross, w)) for of in (_cells, _row_totals, _column_totals))
    body = {
        "report": "cross",
        "plan": cross.plan,
        "rows": cross.by[0],
        "columns": cross.by[1],
        "as_of": cross.as_of.isoformat(),
        **selection_json(cross.selection),
        "assumed": assumed_json(cross.assumed, w),
        "cells": cells,
        "row_totals": rows,
        "column_totals": columns,
        "total": {
            sheet.heading.code: {"actual": number(sheet.total), "gross": number(sheet.gross)}
            for sheet in cross.sheets
        },
        **outside_json(cross.outside),
    }
    if total:
        every = Side("total", cross.total_name, cross.total_name)
        cells = [*cells, *(_column(every, w) | record for record in rows)]
        cells += [_row(every, w) | record for record in columns]
        cells += [
            {**_row(every, w), **_column(every, w), **_figure(sheet, sheet.total)}
            for sheet in cross.sheets
        ]
    return Data(body, _KEYS, cells, [sheet.heading for sheet in cross.sheets])


def _notes(cross: Cross, w: Wording, unit: MoneyUnit) -> tuple[str, ...]:
    """Everything that a reader must know to judge the figures, one sentence each."""
    lines = [w("cross.totals", none=NONE), *selection_notes(cross.selection, w)]
    for sheet in cross.sheets:
        lines += gross_note(sheet.heading, sheet.gross, sheet.dropped, w, unit)
    lines += closing(_sums(cross), unit, cross.assumed, w)
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


def _table(cross: Cross, sheet: Sheet, w: Wording, unit: MoneyUnit) -> Table:
    """A row for each of the one, a column for each of the other; a dot where nothing is."""

    def line(name: Name, figures: Sequence[Figure], total: Figure) -> tuple[Figure | str, ...]:
        return (worded(name, w), *(n or NONE for n in figures), total)

    kind = kind_of(sheet.heading.measure)
    sides = zip(cross.rows, sheet.cells, sheet.row_totals, strict=True)
    rows = [Row(line(row.short, cells, total)) for row, cells, total in sides]
    rows.append(Row(line(cross.total_name, sheet.column_totals, sheet.total), "total"))
    heads = [*(worded(side.short, w) for side in cross.columns), w("row.sum")]
    name = Column(name_head(cross.by[0], w), whole=True, lines=2)
    columns = (name, *(Column(head, kind) for head in heads))
    return Table(figure_title(sheet.heading, w, unit), columns, rows)


def _cells(cross: Cross, w: Wording) -> Iterator[_Record]:
    """Row by row, in each row column by column, then indicator by indicator."""
    for r, row in enumerate(cross.rows):
        for c, column in enumerate(cross.columns):
            for sheet in cross.sheets:
                yield {**_row(row, w), **_column(column, w), **_figure(sheet, sheet.cells[r][c])}


def _row_totals(cross: Cross, w: Wording) -> Iterator[_Record]:
    """What each row achieved."""
    for r, row in enumerate(cross.rows):
        for sheet in cross.sheets:
            yield {**_row(row, w), **_figure(sheet, sheet.row_totals[r])}


def _column_totals(cross: Cross, w: Wording) -> Iterator[_Record]:
    """What each column achieved."""
    for c, column in enumerate(cross.columns):
        for sheet in cross.sheets:
            yield {**_column(column, w), **_figure(sheet, sheet.column_totals[c])}


def _row(side: Side, w: Wording) -> _Record:
    return {"row": side.code, "row_name": worded(side.name, w)}


def _column(side: Side, w: Wording) -> _Record:
    return {"column": side.code, "column_name": worded(side.name, w)}


def _figure(sheet: Sheet, figure: Figure) -> _Record:
    return {"indicator": sheet.heading.code, "actual": number(figure)}
