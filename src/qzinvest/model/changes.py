"""What moved between two bulletins: projects one by one, units, and the plan."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from qzinvest.model.counting import Figure, settled
from qzinvest.model.heading import Heading
from qzinvest.model.note import Name, Note
from qzinvest.model.plan import Assumption, Names
from qzinvest.model.selection import Selection
from qzinvest.tuples import NamedTuple

REASONS = (
    "period",
    "new",
    "reached",
    "time",
    "late",
    "restored",
    "amended",
    "dated",
    "signing",
    "channel",
    "moved",
    "merged",
    "credit",
    "plan",
    "dropped",
    "excluded",
    "linked",
    "undone",
)
"""Why a project brings another figure than before, in the order in which they are shown.

``period``: belongs to the period of one of the two plans only, whatever happened to it. ``new``:
recorded since, and counts from a day after the earlier bulletin's. ``reached``: was known, and
reached the stage after that day. ``time``: all was recorded before, only its day has come.
``late``: recorded since, but counts from a day that the earlier bulletin covered. ``restored``: was
excluded, linked or dropped, and counts again. ``amended``: another amount, or one that meets the
minimum now, or no more. ``dated``: another day. ``signing``, ``channel``: another kind of signing
or channel, which counts or not. ``moved``: other units, or in or out of the projects asked for.
``merged``: as recorded before, but the plan has its unit taken over by another one. ``credit``:
shared otherwise in the assessment. ``plan``: the plan's rules changed, or its units and tiers.
``dropped``, ``excluded``, ``linked`` (found to be a second report), ``undone`` (the entry was taken
back).
"""


class Known(NamedTuple):
    """What was recorded of a project at one end; ``aside`` is why it counts nowhere.

    ``aside`` is ``excluded``, ``linked`` or empty; ``owner`` is whom to call, at which ``phone``.
    """

    name: str
    aside: str = ""
    investor: str = ""
    owner: str = ""
    phone: str = ""


class End(NamedTuple):
    """One of the two bulletins; ``edition`` is ``None`` for what is recorded now."""

    edition: str | None
    as_of: date
    plan: str
    effective: date
    pace: Fraction


class Move(NamedTuple):
    """What one project changed in one unit's figure of one indicator; fields are columns.

    ``change`` is ``after`` minus ``before``: projects or yuan, a fraction only where an assessment
    shares projects.
    """

    indicator: str
    reason: str
    project: str
    name: str
    unit: str
    unit_name: Name
    before: Figure
    after: Figure
    change: Figure

    @property
    def size(self) -> Figure:
        """The change without its sign."""
        return self.change if self.change >= 0 else settled(-self.change)


class Standing(NamedTuple):
    """One unit and one indicator at both ends; fields are columns.

    A target or rank is ``None`` where there is none. Ranks are inside the tier; ``rank_before`` is
    given only where it is among the same units in the same period (``model.ranking``).
    """

    unit: str
    name: Name
    tier: int | None
    indicator: str
    before: Figure
    after: Figure
    change: Figure
    target_before: int | None
    target_after: int | None
    rank_before: int | None
    rank_after: int | None


class Sum(NamedTuple):
    """All moves of one reason in one indicator: how many projects, and what they change."""

    indicator: str
    reason: str
    projects: int
    change: Figure


class Pile(NamedTuple):
    """Projects of one recorded unit that move for one reason, summed.

    ``changes`` has of each indicator how many of them move it, and what that comes to.
    """

    unit: str
    reason: str
    projects: int
    changes: Mapping[str, tuple[int, int]]


class Changes(NamedTuple):
    """The whole comparison.

    For each of ``headings`` all moves sum up to ``totals``' change, and those of a unit to its
    ``standings``' change; ``sums`` gather them by reason, ``shown`` those of the lines that are
    asked for, and ``projects`` says how many projects these are. ``moves`` are all of those lines,
    or those of the projects that change the most. ``across`` says whether the two plans are of
    different periods; ``apart`` are the indicators and units that were ranked among others.
    """

    title: Names
    by: str
    tier: int | None
    before: End
    after: End
    headings: tuple[Heading, ...]
    moves: tuple[Move, ...]
    sums: tuple[Sum, ...]
    shown: tuple[Sum, ...]
    projects: Mapping[str, int]
    standings: tuple[Standing, ...]
    totals: tuple[Standing, ...]
    across: bool
    apart: frozenset[tuple[str, str]]
    notes: tuple[Note, ...]
    assumed: tuple[Assumption, ...]
    source: Names
    selection: Selection

    def total(self, indicator: str) -> Standing | None:
        """The city's line of an indicator, ``None`` where the earlier plan had no such one."""
        return next((each for each in self.totals if each.indicator == indicator), None)
