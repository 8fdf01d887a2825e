"""A trend: what one indicator brought, period by period."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from qzinvest.model.counting import Figure, Flow, grown
from qzinvest.model.heading import Heading
from qzinvest.model.note import Name, Note
from qzinvest.model.pace import completed
from qzinvest.model.plan import Assumption, Indicator, Names, Plan, Shares
from qzinvest.model.precision import first_day, last_day, written
from qzinvest.model.selection import Selection
from qzinvest.tuples import NamedTuple

EVERY = ("week", "month", "quarter")


class Period(NamedTuple):
    """A stretch of days: its name (``2022-W11``, ``2022-03``, ``2022-Q1``), first and last day.

    ``is_whole`` is false where the stretch was cut off by the report's date or the plan's period.
    """

    name: str
    first: date
    last: date
    is_whole: bool = True


def periods(start: date, end: date, every: str) -> tuple[Period, ...]:
    """``start`` … ``end`` in periods of ``every``, one of ``EVERY``; none if it ends first.

    Weeks are those of ISO 8601, from Monday on.
    """
    return tuple(_periods(start, end, every))


def _periods(start: date, end: date, every: str) -> Iterator[Period]:
    first = start
    while first <= end:
        last = last_day(first, every)
        cut = min(last, end)
        begins = first == first_day(first, every)
        yield Period(written(last, every), first, cut, begins and cut == last)
        first = cut + timedelta(days=1)


Flows = Mapping[Flow, Figure]
"""What counts, by unit and day, and by the day of the drop if there was one by then."""


class TrendQuestion(NamedTuple):
    """How a trend is asked for; ``by`` of ``None`` for the total alone.

    ``selection`` says of which projects the sums are. ``restated`` takes out of every period what
    was dropped by ``as_of``.
    """

    by: str | None
    every: str
    as_of: date
    indicator: Indicator
    tier: int | None = None
    selection: Selection = Selection()
    restated: bool = False


class Version(NamedTuple):
    """A plan as it is in force at the end of periods, with the shares that it set.

    ``has_targets`` is false where no plan was in force yet, or none that has the indicator: what
    counts is counted by the first one that does, and held against nothing.
    """

    plan: Plan
    shares: Shares
    effective: date
    has_targets: bool = True


class Facts(NamedTuple):
    """What counts by a version's rules, in the plan's period and in the year before."""

    now: Flows
    before: Flows


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
    def completion(self) -> Fraction | None:
        """What has been achieved of the target, ``None`` where there is none."""
        return completed(self.total, self.target)

    @property
    def growth(self) -> Fraction | None:
        """The change of the total on the year before, ``None`` where there was nothing."""
        return grown(self.total, self.total_before)


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
    selection: Selection = Selection()
