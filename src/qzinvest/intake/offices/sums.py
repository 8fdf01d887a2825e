"""The sums that a table states, held against its rows."""

from collections.abc import Mapping
from fractions import Fraction

from qzinvest.model.money import half_up
from qzinvest.tuples import NamedTuple

Yuan = int | Fraction


class Check(NamedTuple):
    """A stated sum that no reading of the table bears out, in yuan; ``found`` is the nearest."""

    row: int
    column: int
    stated: int
    found: int


class _Stated(NamedTuple):
    """A stated sum with what stands above it: all rows, and those since the last section or sum."""

    row: int
    column: int
    stated: Yuan
    before: Yuan
    section: Yuan


class Sums:
    """Gathers a table's amounts row by row.

    A stated sum may be that of the rows since the last section or sum, of all rows above, of the
    rows down to the next section or sum, or of all rows of the table: offices put it below, above
    or at the top. Where any of these agrees it is right.
    """

    def __init__(self) -> None:
        self._all: dict[int, Yuan] = {}
        self._section: dict[int, Yuan] = {}
        self._stated: list[_Stated] = []
        self._below: dict[tuple[int, int], Yuan] = {}
        self._open: list[_Stated] = []

    def section(self) -> None:
        """A section begins."""
        self._close()

    def data(self, amounts: Mapping[int, Yuan]) -> None:
        """A row of data with its amounts in yuan by column."""
        for column, yuan in amounts.items():
            self._all[column] = self._all.get(column, 0) + yuan
            self._section[column] = self._section.get(column, 0) + yuan

    def total(self, row: int, stated: Mapping[int, Yuan]) -> None:
        """A row of sums, as stated in yuan by column."""
        above = dict(self._section)
        self._close()
        self._open = [
            _Stated(row, column, yuan, self._all.get(column, 0), above.get(column, 0))
            for column, yuan in stated.items()
        ]
        self._stated += self._open

    def finish(self) -> list[Check]:
        """All sums that disagree, now that every row is known."""
        self._close()
        checks = []
        for one in self._stated:
            below = self._below.get((one.row, one.column), 0)
            readings = (one.section, one.before, below, self._all.get(one.column, 0))
            stated = Fraction(one.stated)
            nearest = min(map(Fraction, readings), key=lambda found: abs(found - stated))
            if nearest != stated:
                checks.append(Check(one.row, one.column, half_up(stated), half_up(nearest)))
        return checks

    def _close(self) -> None:
        """The rows since the last section or sum are complete: they may be the sum's above them."""
        for one in self._open:
            self._below[one.row, one.column] = self._section.get(one.column, 0)
        self._open = []
        self._section = {}
