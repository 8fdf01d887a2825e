"""Why a figure is what it is: its formula, the rules it rests on, and its projects."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from qzinvest.model.counting import Figure, settled
from qzinvest.model.credit import WHOLE
from qzinvest.model.heading import Heading
from qzinvest.model.note import Name, Note
from qzinvest.model.plan import Names
from qzinvest.model.progress import Line
from qzinvest.model.selection import Selection
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

EXCLUDED, LINKED = "excluded", "linked"
"""Verdicts on projects that no report counts, besides those of ``model.counting``."""


class Item(NamedTuple):
    """One project, as the figure sees it.

    Args:
        id: the project's id.
        district: the code of its district.
        verdict: ``counted``, or why it is not (``Measure.verdict``, ``EXCLUDED``, ``LINKED``).
        on: the day from which it counts at the figure's stage; ``None`` where it never reached it.
        stage: the last stage that it had reached by the figure's day, ``None`` before the first.
        signing: its kind of signing.
        amount: its total investment in yuan.
        points: the figure's part of it in basis points; less than all only in an assessment.
        brings: projects or yuan that it brings to the figure, or would bring if it counted.
        base: what it brings to the base, where the figure is a rate.
        remark: why it was dropped or left out, or the project that it is counted with.
        alone: whether the verdict is the only reason for which it does not count.
    """

    id: str
    district: str | None
    verdict: str
    on: date | None
    stage: Stage | None
    signing: str | None
    amount: int
    points: int
    brings: Figure
    base: Figure | None = None
    remark: str | None = None
    alone: bool = True


class Pile(NamedTuple):
    """Some projects of one verdict and one district, summed.

    Args:
        verdict: as an item's.
        district: the code.
        projects: how many.
        alone: how many of them would count but for this verdict.
        brings: what they bring, or would bring.
        base: the same to a rate's base, 0 where the figure is no rate.
        dated: whether any reached the figure's stage.
        remarked: whether any has a remark.
        parted: whether the figure has only a part of any.
    """

    verdict: str
    district: str | None
    projects: int
    alone: int
    brings: Figure
    base: Figure
    dated: bool
    remarked: bool
    parted: bool = False


def pile_of(item: Item) -> Pile:
    """A pile of one project."""
    return Pile(
        item.verdict,
        item.district,
        1,
        int(item.alone),
        item.brings,
        item.base or 0,
        item.on is not None,
        bool(item.remark),
        item.points < WHOLE,
    )


class Rest(NamedTuple):
    """The projects of a list that are not shown, and what they bring together."""

    projects: int
    brings: Figure
    base: Figure


class Group(NamedTuple):
    """All projects of one verdict, in the numbers of their piles.

    ``items`` are the weightiest of them, as many as are to be shown or more.
    """

    verdict: str
    items: tuple[Item, ...] = ()
    piles: tuple[Pile, ...] = ()

    @property
    def projects(self) -> int:
        """How many there are."""
        return sum(pile.projects for pile in self.piles)

    @property
    def alone(self) -> int:
        """How many would count but for this verdict."""
        return sum(pile.alone for pile in self.piles)

    @property
    def brings(self) -> Figure:
        """What they bring to the figure, or would bring."""
        return settled(sum(pile.brings for pile in self.piles))

    @property
    def base(self) -> Figure:
        """What they bring to a rate's base, or would bring."""
        return settled(sum(pile.base for pile in self.piles))

    def shown(self, rows: int) -> tuple[Item, ...]:
        """The first ``rows`` of them, 0 for all."""
        return self.items[:rows] if rows else self.items

    def rest(self, rows: int) -> Rest:
        """The sums of what is not shown then."""
        shown = self.shown(rows)
        brings = self.brings - sum(item.brings for item in shown)
        base = self.base - sum(item.base or 0 for item in shown)
        return Rest(self.projects - len(shown), settled(brings), settled(base))


class Rule(NamedTuple):
    """A rule of the plan on which the figure rests.

    Args:
        path: where it stands in the plan file, such as ``rules.signings``.
        note: what it says, a catalogue key with its fields.
        basis: ``assumed``; ``office`` where a unit's own share was set; else ``plan``.
        assumed: the sentence on an assumption.
    """

    path: str
    note: Note
    basis: str
    assumed: Names | None = None


class Explanation(NamedTuple):
    """One figure of a report.

    ``unit`` and ``name`` are those of the report's row, ``heading`` is the indicator or rate.
    ``line`` is the report's own row, ``None`` for a rate. ``actual`` is the figure, or a rate's
    part, and ``base`` a rate's whole. ``steps`` are the formula with its numbers. ``rivals`` are
    the rows that the unit is ranked among, itself included, the best first. ``counted`` sum to
    ``actual`` and ``base``; ``left`` are all other projects of the unit, by reason. ``districts``
    are short names by code, ``names`` those of the projects that are to be shown, by id.
    """

    plan: str
    title: Names
    by: str
    unit: str
    name: Name
    as_of: date
    heading: Heading
    actual: Figure
    line: Line | None
    base: Figure | None
    steps: tuple[Note, ...]
    rules: tuple[Rule, ...]
    rivals: tuple[Line, ...]
    counted: Group
    left: tuple[Group, ...]
    selection: Selection = Selection()
    districts: Mapping[str, Names] = {}
    names: Mapping[str, str] = {}

    @property
    def rate(self) -> Fraction | None:
        """What the figure is of its base, ``None`` where it has none, or one of nothing."""
        return Fraction(self.actual) / self.base if self.base else None

    @property
    def measure(self) -> str:
        """``count`` or ``sum``: whether figures are projects or yuan."""
        return self.heading.measure
