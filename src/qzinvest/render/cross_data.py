"""A cross table as one JSON object, and as CSV in long form (docs/formats.md)."""

from collections.abc import Iterator

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.cross import Cross, Sheet, Side
from qzinvest.model.plan import Plan
from qzinvest.render.asked import asked_json, assumed_json, number
from qzinvest.render.data import report_csv, report_json

_Record = dict[str, object]
_KEYS = ("row", "row_name", "column", "column_name", "indicator", "actual")


def cross_json(cross: Cross, w: Wording, plan: Plan) -> str:
    """Every cell as a record, zeros too, so that a script has nothing to fill in."""
    body = {
        "report": "cross",
        "plan": cross.plan,
        "rows": cross.by[0],
        "columns": cross.by[1],
        "as_of": cross.as_of.isoformat(),
        **asked_json(cross.asked),
        "assumed": assumed_json(cross.assumed, w),
        "cells": list(_cell_records(cross)),
        "row_totals": list(_row_totals(cross)),
        "column_totals": list(_column_totals(cross)),
        "total": {
            sheet.heading.code: {"actual": number(sheet.total), "gross": number(sheet.gross)}
            for sheet in cross.sheets
        },
        "outside_period": cross.outside,
    }
    return report_json(body, plan, w, (sheet.heading for sheet in cross.sheets))


def _cell_records(cross: Cross) -> Iterator[_Record]:
    """Row by row, in each row column by column, then indicator by indicator."""
    for r, row in enumerate(cross.rows):
        for c, column in enumerate(cross.columns):
            for sheet in cross.sheets:
                yield {**_row(row), **_column(column), **_figure(sheet, sheet.cells[r][c])}


def _row_totals(cross: Cross) -> Iterator[_Record]:
    """What each row achieved."""
    for r, row in enumerate(cross.rows):
        for sheet in cross.sheets:
            yield {**_row(row), **_figure(sheet, sheet.row_totals[r])}


def _column_totals(cross: Cross) -> Iterator[_Record]:
    """What each column achieved."""
    for c, column in enumerate(cross.columns):
        for sheet in cross.sheets:
            yield {**_column(column), **_figure(sheet, sheet.column_totals[c])}


def _row(side: Side) -> _Record:
    return {"row": side.code, "row_name": side.name}


def _column(side: Side) -> _Record:
    return {"column": side.code, "column_name": side.name}


def _figure(sheet: Sheet, figure: Figure) -> _Record:
    return {"indicator": sheet.heading.code, "actual": number(figure)}


def cross_csv(
    cross: Cross, w: Wording, plan: Plan, *, total: bool = False, labels: bool = False
) -> str:
    """One line a row, column and indicator, zeros too.

    Args:
        cross: what to write.
        w: the language of names.
        plan: the plan in force.
        total: whether the totals of rows and columns and of all follow; they stand in the row or
            column ``total``.
        labels: whether it is for people (``render.data``).
    """
    records = [*_cell_records(cross), *(_totals(cross) if total else ())]
    of = [sheet.heading for sheet in cross.sheets]
    return report_csv(_KEYS, records, plan, w, of, labels=labels)


def _totals(cross: Cross) -> list[_Record]:
    row: _Record = {"row": "total", "row_name": cross.total_name}
    column: _Record = {"column": "total", "column_name": cross.total_name}
    every = [
        {**row, **column, "indicator": sheet.heading.code, "actual": number(sheet.total)}
        for sheet in cross.sheets
    ]
    return [
        *({**column, **record} for record in _row_totals(cross)),
        *({**row, **record} for record in _column_totals(cross)),
        *every,
    ]
