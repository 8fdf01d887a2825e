"""A chart of plain characters: bars side by side, each with a mark for what was due.

plotext was measured for this: it takes three times as long to import as a whole report, and lays
out no wide characters.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from qzinvest.locale import Wording
from qzinvest.model.document import Chart, Column, MoneyUnit
from qzinvest.render.cells import STEPS, cell_text
from qzinvest.render.widths import FULL, width_of, wrap

MARK, BEFORE = "━", "○"
HEIGHT = 10


def drawn(chart: Chart, unit: MoneyUnit, w: Wording, width: int) -> list[str]:
    """The bars with their scale at the left, and what the signs mean; nothing of zeros."""
    figures = (*chart.values, *(due or 0 for due in chart.due), *chart.before)
    top = cell_text(ceil(max(figures, default=0)), Column("", chart.kind), unit)
    found = bars(chart.values, chart.due, chart.before, width - width_of(top) - 2)
    if not found:
        return []
    scale = [top, *[""] * (len(found) - 2), "0"]
    lines = [f"{text:>{len(top)}} ┤{row}" for text, row in zip(scale, found, strict=True)]
    says = [f"{chart.labels[0]} … {chart.labels[-1]}", f"{FULL} {chart.title}"]
    says += [w("chart.due", sign=MARK)] if any(chart.due) else []
    says += [w("chart.before", sign=BEFORE)] if any(chart.before) else []
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
        for place, level in enumerate(signs[-count:]):
            if level:
                row = rows[HEIGHT - 1 - min(int(level * HEIGHT // top), HEIGHT - 1)]
                row[place * size : place * size + max(1, size - 1)] = sign * max(1, size - 1)
    return ["".join(row).rstrip() for row in rows]


def _draw_bar(rows: list[list[str]], first: int, size: int, eighths: int | Fraction) -> None:
    full, part = divmod(int(eighths), 8)
    for row in range(full):
        rows[HEIGHT - 1 - row][first : first + size] = STEPS[-1] * size
    if part:
        rows[HEIGHT - 1 - full][first : first + size] = STEPS[part - 1] * size
