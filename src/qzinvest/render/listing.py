"""Any ``Table`` as CSV, JSON or Markdown; the screen has its own file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.plan import Plan
from qzinvest.model.stage import STAGES
from qzinvest.model.table import Cell, Column, Row, Table
from qzinvest.render.data import list_csv, list_json
from qzinvest.render.figures import cell_text, points_number
from qzinvest.render.markdown_text import escape, markdown_table
from qzinvest.render.wording import coded, header, note_texts

NUMERIC = ("count", "money", "quantity", "ratio", "points", "rank")
"""Kinds of columns that stand right-aligned. A kind that the model does not list, such as
``stage``, is a text that holds codes of the catalogue's branch of that name."""


def render_table(  # noqa: PLR0913 - the options of every list command, all by name
    table: Table,
    fmt: str,
    w: Wording,
    plan: Plan,
    *,
    width: int = 80,
    colour: bool = False,
    labels: bool = False,
    unit: MoneyUnit = "yi",
) -> str:
    """``table`` in a format, with a trailing newline.

    Args:
        table: what to write; a column's kind says how (``model.table.Column``).
        fmt: ``table`` (screen), ``csv``, ``json`` or ``markdown``.
        w: the reader's language; machine formats keep English keys and codes.
        plan: the plan in force, for machine formats.
        width: columns of the terminal, for the screen.
        colour: whether the screen may use ANSI colours.
        labels: whether CSV is for people (``render.data``).
        unit: 亿元 or 万元, for the screen and Markdown; machine formats give yuan.
    """
    if fmt == "json":
        return table_json(table, plan)
    if fmt == "csv":
        return table_csv(table, plan, w, labels=labels)
    if fmt == "markdown":
        return table_markdown(table, w, unit)
    # The screen loads Rich, which the machine formats do without.
    from qzinvest.render.listing_screen import table_screen

    return table_screen(table, w, width, colour=colour, unit=unit)


def table_json(table: Table, plan: Plan) -> str:
    """An array with one object a row; nested mappings stay nested."""
    return list_json(table.columns, plain_rows(table), plan)


def plain_rows(table: Table) -> Iterator[list[object]]:
    """The rows as JSON has them."""
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        yield [_plain(cell, column.kind) for cell, column in cells]


def table_csv(table: Table, plan: Plan, w: Wording, *, labels: bool = False) -> str:
    """One line a row under stable English keys; with ``labels`` for people, in their language.

    A nested ``milestones`` column becomes one ``<stage>_on`` column a stage; any other nested cell
    is compact JSON, which people are spared.
    """
    spared = [c.kind == "nested" and c.key != "milestones" and labels for c in table.columns]
    told = [column for column, out in zip(table.columns, spared, strict=True) if not out]
    columns: list[Column] = []
    for column in told:
        if column.key == "milestones":
            columns += [Column(f"{stage.code}_on", "date") for stage in STAGES]
        else:
            columns.append(column)
    rows = (
        _csv_row([cell for cell, out in zip(row, spared, strict=True) if not out], told)
        for row in table.rows
    )
    return list_csv(columns, rows, plan, w, labels=labels)


def table_markdown(table: Table, w: Wording, unit: MoneyUnit) -> str:
    """A table without its nested columns, and the notes as a list."""
    shown = [i for i, column in enumerate(table.columns) if column.kind != "nested"]
    columns = [table.columns[i] for i in shown]
    texts = ([shown_text(row, i, table, w, unit) for i in shown] for row in table.rows)
    right = [column.kind in NUMERIC for column in columns]
    lines = markdown_table([header(column, w, unit) for column in columns], right, texts)
    notes = [f"- {escape(note)}" for note in note_texts(table.notes, w)]
    return "\n".join([*lines, *(["", *notes] if notes else [])]) + "\n"


def shown_text(row: Row, i: int, table: Table, w: Wording, unit: MoneyUnit) -> str:
    """Cell ``i`` of ``row`` as a person reads it: codes named, a quantity with its unit."""
    column, cell = table.columns[i], row[i]
    if isinstance(cell, str):
        return coded(column.key if column.kind == "text" else column.kind, cell, w)
    if column.kind == "quantity" and isinstance(cell, int) and _is_money(row, table):
        return w(f"money.{unit}", amount=cell_text(cell, "money", unit))
    return cell_text(cell, column.kind, unit)


def _is_money(row: Row, table: Table) -> bool:
    """Whether the row's quantity is money: its column ``measure`` says ``sum``."""
    cells = zip(table.columns, row, strict=True)
    return any(column.key == "measure" and cell == "sum" for column, cell in cells)


def _plain(cell: Cell, kind: str) -> object:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Fraction):
        return points_number(cell) if kind == "points" else float(cell)
    if isinstance(cell, Mapping):
        return {key: _deep(value) for key, value in cell.items()}
    return cell


def _deep(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _deep(inner) for key, inner in value.items()}
    return value


def _csv_row(row: Sequence[Cell], columns: Sequence[Column]) -> list[object]:
    cells: list[object] = []
    for cell, column in zip(row, columns, strict=True):
        if column.key == "milestones" and isinstance(cell, Mapping):
            cells += [_reached(cell, stage.code) for stage in STAGES]
        elif column.kind == "nested":
            cells.append(json.dumps(_plain(cell, column.kind), ensure_ascii=False))
        else:
            cells.append(_plain(cell, column.kind))
    return cells


def _reached(milestones: Mapping[str, object], stage: str) -> object:
    milestone = milestones.get(stage)
    return _deep(milestone.get("on")) if isinstance(milestone, Mapping) else None
