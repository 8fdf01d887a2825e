"""The ranking (亮晒): who is ahead, by one indicator or by the scorecard."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from qzinvest.model.counting import Figure, grown
from qzinvest.model.heading import Heading
from qzinvest.model.note import Name, Note
from qzinvest.model.plan import Assumption, Light, Names, ScoreLine
from qzinvest.model.selection import Selection
from qzinvest.tuples import NamedTuple

Fields = Mapping[int | None, Mapping[str, int]]
"""Ranks by unit, of those that are ranked together: a tier, or all under ``None``."""


class Earlier(NamedTuple):
    """A unit's earlier rank that its rank can be compared with, ``None`` where there is none.

    ``apart`` says whether it had a rank in this field, but among other units than now.
    """

    rank: int | None
    apart: bool


def earlier(before: Fields, after: Fields, tier: int | None, unit: str) -> Earlier:
    """The one rule for ranks gained and lost: only among the same units is a move a move.

    Ranks of two plan periods are never compared: ``before`` is of the same period.
    """
    then, now = before.get(tier, {}), after.get(tier, {})
    if then.keys() == now.keys():
        return Earlier(then.get(unit), apart=False)
    return Earlier(None, apart=unit in then)


class Part(NamedTuple):
    """What one line of the scorecard brings a unit.

    ``value`` is what is judged: a ratio, projects, yuan or marks, ``None`` where there is nothing
    to judge. ``points`` are below 0 where the line takes away.
    """

    line: str
    value: Figure | None
    points: Fraction


class Place(NamedTuple):
    """One unit's place in the ranking.

    ``before`` is its rank on the earlier day, ``None`` where it had none, or was ranked among other
    units (``apart``). By an indicator there are ``actual`` and, where the view has targets,
    ``target`` and ``completion``; by the scorecard
    ``score`` and its ``parts``. ``ahead_pp`` is the lead over pace in percentage points,
    ``last_year`` what it had achieved a year before, ``None`` where nothing is known of that year.
    """

    unit: str
    name: Name
    tier: int | None
    rank: int | None = None
    before: int | None = None
    light: Light | None = None
    actual: Figure | None = None
    target: int | None = None
    completion: Fraction | None = None
    ahead_pp: Fraction | None = None
    score: Fraction | None = None
    parts: tuple[Part, ...] = ()
    apart: bool = False
    last_year: Figure | None = None

    @property
    def growth(self) -> Fraction | None:
        """The change on the year before (同比)."""
        return None if self.actual is None else grown(self.actual, self.last_year)

    @property
    def moved(self) -> int | None:
        """Ranks gained since the earlier day, below 0 for lost ones; ``None`` if new or apart."""
        if self.rank is None or self.before is None:
            return None
        return self.before - self.rank


class Ranking(NamedTuple):
    """The whole ranking.

    ``places`` are by rank inside what is compared (a tier of units, or all), ties in plan order,
    those without a rank last. ``since`` is the earlier day, ``None`` where the plan had not begun.
    ``heading`` names the indicator, ``None`` for the scorecard, whose ``lines`` then stand here and
    go by these ``indicators``, by code. Where the view is not ``targeted``, the figure itself is
    ranked by. ``selection`` says of which projects the ranking is. ``total`` is all of it
    together by the indicator, ``None`` for the scorecard.
    """

    plan: str
    title: Names
    by: str
    tier: int | None
    as_of: date
    since: date | None
    pace: Fraction
    heading: Heading | None
    targeted: bool
    lines: tuple[ScoreLine, ...]
    indicators: Mapping[str, Heading]
    lights: tuple[Light, ...]
    places: tuple[Place, ...]
    assumed: tuple[Assumption, ...]
    source: Names
    notes: tuple[Note, ...] = ()
    selection: Selection = Selection()
    total: Place | None = None

    @property
    def has_last_year(self) -> bool:
        """Whether anything is known of the year before."""
        return any(place.last_year is not None for place in self.places)

    @property
    def ranked_by(self) -> Heading:
        """The indicator.

        Raises:
            ValueError: it is the ranking of the scorecard.
        """
        if self.heading is None:
            raise ValueError(self)
        return self.heading
