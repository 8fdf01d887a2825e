"""Rows with what cells that are merged downwards say of them."""

from collections.abc import Iterable, Iterator

from qzinvest.intake.files.sheets import NEVER, Row, Value
from qzinvest.tuples import NamedTuple

Merges = Iterable[tuple[int, int, int, int]]


class Merged(NamedTuple):
    """A row as it stands in the file, and ``filled`` with what merged cells say of it from above.

    ``shared`` are the columns whose cell it shares with another row that is not empty.
    """

    row: Row
    filled: Row
    shared: frozenset[int]


def merged_rows(rows: Iterable[Row], merges: Merges) -> Iterator[Merged]:
    """Every row, with what cells that are merged downwards say of it.

    Only the upper left cell of a merged one has a value in the file.
    """
    down = _downward(merges)
    held: dict[int, tuple[int, Value]] = {}
    for row, following in _with_next(rows):
        held = {column: one for column, one in held.items() if one[0] >= row.number}
        shared = set(held)
        filled = _with_values(row, held) if held else row
        for last, column in down.get(row.number, ()):
            value = row.values[column] if column < len(row.values) else None
            held[column] = (last, value)
            if following <= last:
                shared.add(column)
        yield Merged(row, filled, frozenset(shared))


def _downward(merges: Merges) -> dict[int, list[tuple[int, int]]]:
    """Last row and column of the cells that are merged downwards, by their first row."""
    down: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _ in merges:
        if bottom > top:
            down.setdefault(top, []).append((bottom, left))
    return down


def _with_next(rows: Iterable[Row]) -> Iterator[tuple[Row, int]]:
    """Each row with the number of the next one that is not empty."""
    before: Row | None = None
    for row in rows:
        if before is not None:
            yield before, row.number
        before = row
    if before is not None:
        yield before, NEVER


def _with_values(row: Row, held: dict[int, tuple[int, Value]]) -> Row:
    width = max(len(row.values), max(held) + 1)
    values = row.values + [None] * (width - len(row.values))
    for column, (_, value) in held.items():
        if values[column] is None:
            values[column] = value
    return Row(row.number, values)
