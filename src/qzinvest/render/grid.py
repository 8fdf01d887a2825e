"""Titled tables of written cells: what a report of several tables is made of."""

from fractions import Fraction
from typing import NamedTuple

from qzinvest.render.markdown_text import escape, markdown_table

LINE, TOTAL = "line", "total"


class Head(NamedTuple):
    """A column's header, and whether its cells are figures: they stand at the right, and whole."""

    text: str
    figure: bool = True


class GridRow(NamedTuple):
    """One row, written out; ``level`` is the length of its bar, ``None`` for no bar."""

    cells: tuple[str, ...]
    kind: str = LINE
    level: Fraction | None = None


class Grid(NamedTuple):
    """One table. Its first column names the rows; totals come last.

    ``easy`` says that names keep the width in which they are read with ease: where a screen is too
    narrow for that, the last columns go on below.
    """

    title: str
    heads: tuple[Head, ...]
    rows: tuple[GridRow, ...]
    easy: bool = False


def grid_markdown(grid: Grid) -> list[str]:
    """The table under its title, for minutes and web pages."""
    heads = [head.text for head in grid.heads]
    right = [head.figure for head in grid.heads]
    table = markdown_table(heads, right, (row.cells for row in grid.rows))
    return [f"## {escape(grid.title)}", "", *table, ""]
