"""What is due (催办): projects that stand still for longer than the plan has patience."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from qzinvest.model.counting import Figure, Measure
from qzinvest.model.passage import Passage
from qzinvest.model.plan import DueRule, Plan
from qzinvest.model.selection import Selection
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from qzinvest.model.changes import Known

YELLOW, RED, REMOVE = "yellow", "red", "remove"
LEVELS = (YELLOW, RED, REMOVE)
"""From a reminder to the advice to take the project out of the pool."""


def from_level(level: str) -> tuple[str, ...]:
    """This level and the worse ones."""
    return LEVELS[LEVELS.index(level) :]


class Gain(NamedTuple):
    """What a project's next step would add to a unit's completion of an indicator."""

    indicator: str
    points: Fraction


class Due(NamedTuple):
    """A project that is due.

    Args:
        passage: the project.
        rule: the rule that says so.
        level: one of ``LEVELS``.
        stage: the last stage that it had reached.
        since: the day from which it waits, an ordinal.
        days: how many days it had waited.
        gain: what the step that it waits for would bring; ``None`` where no target gains by it.
    """

    passage: Passage
    rule: DueRule
    level: str
    stage: Stage
    since: int
    days: int
    gain: Gain | None = None


class Lack(NamedTuple):
    """What a line lacks in an indicator.

    ``usual`` is the part of its amount that a project usually pays in, for money paid in; ``None``
    where nobody has.
    """

    measure: Measure
    target: int
    lack: Figure
    usual: Fraction | None


class Line(NamedTuple):
    """The units of a line, and what it lacks: what it has completed the least of first."""

    units: frozenset[str]
    lacks: tuple[Lack, ...]


class Gaps(NamedTuple):
    """What the lines of a view lack, and the projects of which of them are looked at.

    ``kind`` is the field of ``Passage`` by which projects fall to lines, ``assessed`` whether
    credit shares them; ``stages`` are those of all indicators that may gain. Of several lines with
    a unit it falls to the first. Looked at are the units ``codes``, or all but these where
    ``besides``.
    """

    plan: Plan
    kind: str
    day: date
    assessed: bool
    stages: tuple[Stage, ...]
    lines: tuple[Line, ...]
    codes: frozenset[str]
    besides: bool

    def gaining(self, until: Stage) -> Stage | None:
        """The stage whose indicators gain by a step to ``until``: the next one that has any."""
        return min((stage for stage in self.stages if stage >= until), default=None)

    def looks_at(self, unit: str | None) -> bool:
        """Whether the projects of a unit are looked at."""
        return ((unit or "") in self.codes) != self.besides


class Waiting(NamedTuple):
    """How many projects of a unit are due at each level, and what they come to."""

    levels: Mapping[str, int]
    amount: int


class DueList(NamedTuple):
    """What is due, as it is listed.

    Args:
        plan: the plan in force, whose rules say so.
        by: whose gaps the next steps would close.
        as_of: the day on which it is due.
        selection: which projects were looked at.
        levels: how many projects are due at each level, whichever are listed.
        units: the same of those that were asked for, by the unit that is to be chased.
        spared: how many more would be due, but are spared.
        wanted: how many of them were asked for.
        listed: how many of them are listed.
        rows: these, with what their projects are called; they may come one by one.
    """

    plan: Plan
    by: str
    as_of: date
    selection: Selection
    levels: Mapping[str, int]
    units: Mapping[str | None, Waiting]
    spared: int
    wanted: int
    listed: int
    rows: Iterable[tuple[Due, "Known"]]
