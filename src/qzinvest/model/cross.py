"""A cross table: the same projects by two things at once."""

from datetime import date

from qzinvest.model.counting import Figure, settled
from qzinvest.model.heading import Heading
from qzinvest.model.note import Name, Note
from qzinvest.model.plan import Assumption, Names
from qzinvest.model.selection import Selection
from qzinvest.tuples import NamedTuple


class Side(NamedTuple):
    """A row or a column: its code, its name, and the short name that tables show."""

    code: str
    name: Name
    short: Name


class Sheet(NamedTuple):
    """One indicator's table, row by row, with the totals of all rows and columns.

    ``gross`` is the total before drops. Projects or yuan, as the indicator measures; a fraction
    only where an assessment shares projects.
    """

    heading: Heading
    cells: tuple[tuple[Figure, ...], ...]
    row_totals: tuple[Figure, ...]
    column_totals: tuple[Figure, ...]
    total: Figure
    gross: Figure

    @property
    def dropped(self) -> Figure:
        """What of ``gross`` was dropped."""
        return settled(self.gross - self.total)


class Cross(NamedTuple):
    """The whole report.

    ``by`` are two of ``reports.subjects.VIEWS``: what the rows are and what the columns are.
    ``total_name`` stands for all rows and all columns together. A row or column ``unassigned`` is
    there only where it holds anything.
    """

    plan: str
    title: Names
    by: tuple[str, str]
    as_of: date
    rows: tuple[Side, ...]
    columns: tuple[Side, ...]
    sheets: tuple[Sheet, ...]
    total_name: Name
    assumed: tuple[Assumption, ...]
    selection: Selection = Selection()
    notes: tuple[Note, ...] = ()
    outside: int = 0
