"""Progress against shares: what the report computes and its view shows."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from qzinvest.model.counting import grown
from qzinvest.model.heading import Heading
from qzinvest.model.money import half_up
from qzinvest.model.note import Name, Note
from qzinvest.model.plan import Assumption, Light, Names
from qzinvest.model.selection import Selection
from qzinvest.tuples import NamedTuple


class Line(NamedTuple):
    """One unit and one indicator; the fields are the report's columns in their order.

    ``target``, ``completion``, ``ahead_pp`` and ``rank`` are ``None`` where there is no target.
    ``share_of_whole`` is set only where a view has no targets (by group). ``completion`` is a
    ratio, ``ahead_pp`` is in percentage points, ``light`` the plan's for these, ``None`` before
    anything counts. Money is in yuan. ``actual`` is a fraction only where an assessment shares
    projects between units. ``last_year`` is what was achieved by the same day a year before,
    ``None`` where nothing is known of that year.
    """

    unit: str
    name: Name
    tier: int | None
    indicator: str
    actual: int | Fraction
    target: int | None
    completion: Fraction | None
    ahead_pp: Fraction | None
    rank: int | None
    share_of_whole: Fraction | None = None
    light: Light | None = None
    last_year: int | Fraction | None = None

    @property
    def growth(self) -> Fraction | None:
        """The change on the year before (同比)."""
        return grown(self.actual, self.last_year)


class Progress(NamedTuple):
    """The whole report.

    ``lines`` are in plan order of units, then of indicators, ``unassigned`` last; people read them
    in the ``order`` of these codes. ``subtotals`` hold one line a shown tier and indicator (views
    by district and department). ``totals`` hold one line an indicator and compare with the city's
    target. ``gross`` is, by indicator, the total before drops. ``lights`` are the plan's. ``by`` is
    one of ``reports.subjects.VIEWS``; ``selection`` says of which projects it is. ``outside`` is
    how many of them count from no day that a plan covers. Where ``has_targets`` is false, lines
    have their share of the whole instead.
    """

    plan: str
    title: Names
    by: str
    tier: int | None
    as_of: date
    pace: Fraction
    assumed: tuple[Assumption, ...]
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    subtotals: tuple[Line, ...]
    totals: tuple[Line, ...]
    gross: dict[str, int | Fraction]
    source: Names
    notes: tuple[Note, ...] = ()
    has_targets: bool = True
    selection: Selection = Selection()
    outside: int = 0
    order: tuple[str, ...] = ()
    lights: tuple[Light, ...] = ()

    @property
    def has_last_year(self) -> bool:
        """Whether anything is known of the year before."""
        return any(total.last_year is not None for total in self.totals)


def light_at(lights: Sequence[Light], ahead_pp: Fraction | None) -> Light | None:
    """The first light whose threshold the lead reaches, as it is shown: to a hundredth point."""
    if ahead_pp is None:
        return None
    lead = half_up(ahead_pp * 100)
    return next((light for light in lights if light.ahead is None or lead >= light.ahead), None)
