"""The bulletin (通报): what an edition says to its readers, composed of the reports.

Figures, orders and choices are settled here; what they read like is the view's.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from qzinvest.model.counting import Figure, grown
from qzinvest.model.due import Due
from qzinvest.model.forecast import Forecast, Outlook
from qzinvest.model.funnel import Funnel
from qzinvest.model.heading import Heading
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Light, Plan, Shares
from qzinvest.model.progress import Progress
from qzinvest.model.ranking import Place, Ranking
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    # Most bulletins hold nothing of these.
    from qzinvest.model.changes import Changes
    from qzinvest.model.explanation import Explanation
    from qzinvest.model.explanation import Item as Counted

INTENT = "intent"
"""In place of a rule: signed in a way that does not count, and waiting for one that does."""


class Issue(NamedTuple):
    """What stands in it besides the reports, as it is printed: everything may be empty.

    ``head`` stands large and red above it; ``texts`` are paragraphs that people wrote for the last
    section.
    """

    issuer: str = ""
    head: str = ""
    to: str = ""
    copies: str = ""
    contact: str = ""
    number: str = ""
    issued: date | None = None
    texts: tuple[str, ...] = ()


class Reports(NamedTuple):
    """What a bulletin is composed of, all of one day; ``changes`` compare with the earlier edition.

    ``rankings`` hold one an indicator by kind of unit; ``due`` are all projects that are due,
    ``None`` where the plan has no rules.
    """

    plan: Plan
    shares: Shares
    effective: date
    districts: Progress
    departments: Progress
    rankings: Mapping[str, tuple[Ranking, ...]]
    changes: "Changes | None"
    funnel: Funnel
    forecast: Forecast
    due: Sequence[Due] | None
    passages: Sequence[Passage]

    @property
    def as_of(self) -> date:
        """The day that all of it is of."""
        return self.districts.as_of

    def of(self, ids: Iterable[str]) -> list[Passage]:
        """The last spells of projects, in this order."""
        known = {each.id: each for each in self.passages}
        return [known[each] for each in ids if each in known]


class Since(NamedTuple):
    """What an indicator moved since the earlier edition: projects or yuan.

    ``new`` counts newly, ``dropped`` ended (not below 0), ``corrected`` is everything else.
    """

    net: Figure
    new: Figure
    dropped: Figure
    corrected: Figure
    target_before: int | None
    target_after: int | None


class Overall(NamedTuple):
    """An indicator of the city; ``last_year`` is ``None`` where the ledger does not know that year.

    ``reached`` is how many districts are at pace or ahead of it; ``light`` is that of the city's
    own distance to pace.
    """

    heading: Heading
    actual: Figure
    target: int | None
    completion: Fraction | None
    ahead_pp: Fraction | None
    last_year: Figure | None
    since: Since | None
    reached: int
    outlook: Outlook
    light: Light | None

    @property
    def growth(self) -> Fraction | None:
        """The change on the year before (同比)."""
        return grown(self.actual, self.last_year)


class Tier(NamedTuple):
    """The units of a tier by completion, those of one completion together."""

    tier: int | None
    groups: tuple[tuple[Place, ...], ...]


class Board(NamedTuple):
    """One indicator of the units of a kind.

    ``reached`` are at pace or ahead, the farthest first; ``behind`` have the worst light, the
    farthest behind first; ``zero`` have a target and nothing yet. ``moves`` are the units by the
    ranks that they gained, lost ones below 0, without those that kept theirs; ``None`` where there
    is no earlier ranking.
    """

    heading: Heading
    tiers: tuple[Tier, ...]
    reached: tuple[Place, ...]
    behind: tuple[Place, ...]
    zero: tuple[Place, ...]
    moves: tuple[tuple[int, tuple[Place, ...]], ...] | None
    units: int
    moved: int


class RateRange(NamedTuple):
    """A rate of the city and of the units that have most and least of it."""

    rate: str
    whole: Fraction
    best: tuple[tuple[str, Fraction], ...]
    worst: tuple[tuple[str, Fraction], ...]


class Item(NamedTuple):
    """A project that is named, with the stage that it had on the bulletin's day.

    What is overdue waits for so many ``days`` at that stage, or as signed in a way that does not
    count: then ``stage`` is the kind of signing.
    """

    id: str
    district: str | None
    amount: int
    stage: Stage | str
    days: int = 0


class Group(NamedTuple):
    """Projects that are counted, and those of them that are named or counted by district."""

    projects: int
    amount: int
    items: tuple[Item, ...] = ()
    by_unit: tuple[tuple[int, tuple[str, ...]], ...] = ()


class Large(NamedTuple):
    """The projects of an indicator with a minimum size.

    ``since`` are the two that need an earlier edition: newly landed, and newly signed.
    """

    heading: Heading
    minimum: int
    landed: int
    since: tuple[Group, Group] | None
    waiting: Group


class Overdue(NamedTuple):
    """What stands still for too long: by rule, by district, and the large ones by name."""

    projects: int
    rules: tuple[tuple[str, int], ...]
    units: tuple[tuple[int, tuple[str, ...]], ...]
    minimum: int
    large: tuple[Item, ...]


class Levers(NamedTuple):
    """Open projects that would do most for the target of ``heading``."""

    heading: Heading
    amount: int
    items: tuple[Item, ...]


class Proof(NamedTuple):
    """Why a figure of the districts' board is what it is, with the projects that bring most."""

    of: "Explanation"
    largest: "tuple[Counted, ...]"


class Month(NamedTuple):
    """A month of the plan: what it brought, what there was at its end, and what was due by then.

    ``new`` and ``total`` are ``None`` of what is still to come, ``due`` where there is no target.
    """

    name: str
    new: Figure | None
    total: Figure | None
    due: Fraction | None


class Course(NamedTuple):
    """An indicator of the city, month by month."""

    heading: Heading
    months: tuple[Month, ...]


class Listed(NamedTuple):
    """A project that stands behind the figures.

    ``brings`` is what counts of it, by indicator in the plan's order, ``None`` where it does not.
    """

    passage: Passage
    stage: Stage
    name: str
    investor: str
    brings: tuple[Figure | None, ...]


class Bulletin(NamedTuple):
    """The whole bulletin.

    ``since`` is the day of the earlier edition. ``sub_rates`` are rates by unit; ``dropped`` are
    the projects of this period that ended since the earlier edition, ``None`` without one.
    ``proofs`` are of the districts' figures; ``names`` are of the projects that stand in it, by id;
    ``heads`` are where the log ends; ``due`` is all that is due,
    ``chase`` what of it is to be chased first. ``proofs`` and ``courses`` are there where links are
    followed, ``courses``, ``projects`` and ``due`` where tables are asked for.
    """

    plan: Plan
    as_of: date
    since: date | None
    issue: Issue
    overall: tuple[Overall, ...]
    districts: Progress
    departments: Progress
    boards: Mapping[str, tuple[Board, ...]]
    rankings: Mapping[str, tuple[Ranking, ...]]
    funnel: Funnel
    rates: tuple[RateRange, ...]
    dropped: Group | None
    large: tuple[Large, ...]
    overdue: Overdue | None
    levers: Levers | None
    effective: date
    proofs: tuple[Proof, ...] = ()
    names: Mapping[str, str] = {}
    heads: str = ""
    due: tuple[Due, ...] = ()
    chase: tuple[Due, ...] = ()
    courses: tuple[Course, ...] = ()
    projects: tuple[Listed, ...] = ()

    @property
    def over(self) -> bool:
        """Whether the plan's period has ended."""
        return self.as_of >= self.plan.end

    @property
    def ids(self) -> tuple[str, ...]:
        """Every project that stands in it."""
        proven = (each.id for proof in self.proofs for each in proof.largest)
        due = (each.passage.id for each in (*self.chase, *self.due))
        return tuple(dict.fromkeys((*(each.id for each in self._items), *proven, *due)))

    @property
    def _items(self) -> tuple[Item, ...]:
        """Every project that stands in its text."""
        groups = [self.dropped] if self.dropped else []
        for each in self.large:
            groups += [*(each.since or ()), each.waiting]
        found = [item for group in groups for item in group.items]
        found += self.overdue.large if self.overdue else ()
        found += self.levers.items if self.levers else ()
        return tuple(dict.fromkeys(found))


def numbered(plan: Plan, codes: Iterable[str | None]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """How many times each district stands there, most first, those of one number together."""
    found = {unit.code: 0 for unit in plan.units_of("district")}
    for code in codes:
        holder = plan.holder("district", code)
        if holder in found:
            found[holder] += 1
    counted = sorted(((n, code) for code, n in found.items() if n), key=lambda each: -each[0])
    return tuple(
        (n, tuple(code for _, code in each)) for n, each in groupby(counted, lambda each: each[0])
    )
