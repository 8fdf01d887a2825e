"""The changes as CSV: the rows of the JSON, or its units, in the same order."""

from qzinvest.locale import Wording
from qzinvest.model.changes import Changes, Move, Standing
from qzinvest.model.plain_layout import guard
from qzinvest.render.changes_json import fields_of
from qzinvest.render.csv_text import csv_text


def changes_csv(changes: Changes, w: Wording, *, units: bool = False, labels: bool = False) -> str:
    """One row a project, unit and indicator; they sum up to the differences.

    Args:
        changes: what to write.
        w: the language of names.
        units: one row a unit and indicator instead, with figures, targets and ranks at both ends.
        labels: whether the header is in the language instead of stable English keys.
    """
    keys = Standing._fields if units else Move._fields
    lines: tuple[Move | Standing, ...] = changes.standings if units else changes.moves
    header = [w(f"column.{key}") for key in keys] if labels else keys
    return csv_text(header, (list(map(_cell, fields_of(line).values())) for line in lines))


def _cell(value: object) -> object:
    return guard(value) if isinstance(value, str) else value
