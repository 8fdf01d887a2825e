"""A cross table as one JSON object: scripts rely on its keys (docs/formats.md)."""

from collections.abc import Iterator

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.cross import Cross, Sheet, Side
from qzinvest.model.plan import Plan
from qzinvest.render.asked import asked_json
from qzinvest.render.data import assumed_json, report_json

Record = dict[str, object]


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
        "cells": list(cell_records(cross)),
        "row_totals": list(row_totals(cross)),
        "column_totals": list(column_totals(cross)),
        "total": {
            sheet.heading.code: {"actual": plain(sheet.total), "gross": plain(sheet.gross)}
            for sheet in cross.sheets
        },
        "outside_period": cross.outside,
    }
    return report_json(body, plan, w, (sheet.heading for sheet in cross.sheets))


def cell_records(cross: Cross) -> Iterator[Record]:
    """Row by row, in each row column by column, then indicator by indicator."""
    for r, row in enumerate(cross.rows):
        for c, column in enumerate(cross.columns):
            for sheet in cross.sheets:
                yield {**_row(row), **_column(column), **_figure(sheet, sheet.cells[r][c])}


def row_totals(cross: Cross) -> Iterator[Record]:
    """What each row achieved."""
    for r, row in enumerate(cross.rows):
        for sheet in cross.sheets:
            yield {**_row(row), **_figure(sheet, sheet.row_totals[r])}


def column_totals(cross: Cross) -> Iterator[Record]:
    """What each column achieved."""
    for c, column in enumerate(cross.columns):
        for sheet in cross.sheets:
            yield {**_column(column), **_figure(sheet, sheet.column_totals[c])}


def plain(figure: Figure) -> int | float:
    """A figure as machine formats give it."""
    return figure if isinstance(figure, int) else float(figure)


def _row(side: Side) -> Record:
    return {"row": side.code, "row_name": side.name}


def _column(side: Side) -> Record:
    return {"column": side.code, "column_name": side.name}


def _figure(sheet: Sheet, figure: Figure) -> Record:
    return {"indicator": sheet.heading.code, "actual": plain(figure)}
