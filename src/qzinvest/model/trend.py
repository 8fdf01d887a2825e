"""A trend: what one indicator brought, period by period."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from qzinvest.model.asked import Asked
from qzinvest.model.calendar import Period
from qzinvest.model.counting import Figure
from qzinvest.model.note import Name, Note
from qzinvest.model.plan import Assumption, Names
from qzinvest.model.progress import Heading


class Point(NamedTuple):
    """One period of one line; projects or yuan.

    Args:
        new: ``total`` less that of the period before; below 0 where more was dropped than came.
        dropped: what was dropped in the period, of what came in it or before.
        total: what the report of the period's last day says.
        target: that of the plan in force on the period's last day, ``None`` where there is none.
        due: ``target`` × pace at the period's end.
        ahead_pp: completion − pace in percentage points, ``None`` where there is no target.
        new_before: ``new`` of the same days a year before.
        total_before: ``total`` likewise.
    """

    new: Figure
    dropped: Figure
    total: Figure
    target: int | None
    due: Fraction | None
    ahead_pp: Fraction | None
    new_before: Figure
    total_before: Figure

    @property
    def growth(self) -> Fraction | None:
        """The change of the total on the year before, ``None`` where there was nothing."""
        if not self.total_before:
            return None
        return Fraction(self.total - self.total_before) / self.total_before


class Line(NamedTuple):
    """One unit or term, with a point for each period.

    ``target`` is that of the plan in force on the report's date, ``None`` where there is none.
    """

    unit: str
    name: Name
    tier: int | None
    target: int | None
    points: tuple[Point, ...]


class Trend(NamedTuple):
    """The whole report.

    ``by`` is ``None`` for the total alone, else one of ``reports.subjects.VIEWS``. ``total`` is the
    sum of the lines, with the city's target or that of the one unit asked for. ``restated`` says
    whether what was dropped by the report's date left the periods before its drop too.
    ``retargeted`` are the periods, by place, from which some line has another target than before.
    ``has_before`` says whether anything at all counted in the year before.
    """

    plan: str
    title: Names
    by: str | None
    tier: int | None
    every: str
    as_of: date
    heading: Heading
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    total: Line
    restated: bool
    retargeted: frozenset[int]
    has_before: bool
    assumed: tuple[Assumption, ...]
    source: Names
    notes: tuple[Note, ...] = ()
    asked: Asked = Asked()
