"""Charts of plain characters: a line of bars in a table's cell, and bars under a pace line.

plotext was measured for this: it takes three times as long to import as a whole report, and lays
out no wide characters.
"""

from collections.abc import Sequence
from fractions import Fraction

STEPS = "▁▂▃▄▅▆▇█"
NONE, LESS = "·", "-"
MARK, BEFORE = "━", "○"
HEIGHT = 10
MOST_BESIDE = 18
"""Bars that a table's cell has room for: a third of a year of weeks."""


def sparkline(values: Sequence[int | Fraction]) -> str:
    """One character a value, as high as it is against the largest; the last ones if there are many.

    Zero is a dot, so that little is told from nothing; below it is a minus.
    """
    shown = values[-MOST_BESIDE:]
    largest = max(shown, default=0)
    return "".join(_step(value, largest) for value in shown)


def _step(value: int | Fraction, largest: int | Fraction) -> str:
    if value <= 0:
        return LESS if value < 0 else NONE
    return STEPS[-(-value * len(STEPS) // largest) - 1]


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
