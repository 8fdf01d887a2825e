"""A cross table as CSV in long form: the cells of the JSON, in the same order."""

from qzinvest.locale import Wording
from qzinvest.model.cross import Cross
from qzinvest.model.plan import Plan
from qzinvest.render.cross_json import Record, cell_records, column_totals, plain, row_totals
from qzinvest.render.data import report_csv

KEYS = ("row", "row_name", "column", "column_name", "indicator", "actual")


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
    records = [*cell_records(cross), *(_totals(cross) if total else ())]
    of = [sheet.heading for sheet in cross.sheets]
    return report_csv(KEYS, records, plan, w, of, labels=labels)


def _totals(cross: Cross) -> list[Record]:
    row: Record = {"row": "total", "row_name": cross.total_name}
    column: Record = {"column": "total", "column_name": cross.total_name}
    every = [
        {**row, **column, "indicator": sheet.heading.code, "actual": plain(sheet.total)}
        for sheet in cross.sheets
    ]
    return [
        *({**column, **record} for record in row_totals(cross)),
        *({**row, **record} for record in column_totals(cross)),
        *every,
    ]
