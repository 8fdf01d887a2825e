"""The funnel as CSV: the rows of the JSON, in the same order."""

from collections.abc import Iterable

from qzinvest.locale import Wording
from qzinvest.model.funnel import Funnel, Line
from qzinvest.model.plain_layout import guard
from qzinvest.render.csv_text import csv_text
from qzinvest.render.funnel_json import days_fields, line_fields


def funnel_csv(funnel: Funnel, w: Wording, *, total: bool = False, labels: bool = False) -> str:
    """One row a line; where days were asked for by line, one row a line and leg instead.

    Args:
        funnel: what to write.
        w: the language of names.
        total: whether the total's rows follow.
        labels: whether the header is in the language instead of stable English keys.
    """
    lines = (*funnel.lines, funnel.total) if total else funnel.lines
    by_leg = any(line.days for line in funnel.lines)
    rows = list(_days(lines) if by_leg else map(line_fields, lines))
    keys = list(rows[0]) if rows else []
    header = [w(f"column.{key}") for key in keys] if labels else keys
    return csv_text(header, ([_cell(value) for value in row.values()] for row in rows))


def _days(lines: Iterable[Line]) -> Iterable[dict[str, object]]:
    for line in lines:
        for days in line.days:
            yield {"unit": line.unit, "name": line.name, "tier": line.tier} | days_fields(days)


def _cell(value: object) -> object:
    return guard(value) if isinstance(value, str) else value
