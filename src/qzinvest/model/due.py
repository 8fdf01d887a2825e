"""What is due (催办): projects that stand still for longer than the plan has patience."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from qzinvest.model.passage import Passage
from qzinvest.model.plan import DueRule, Plan
from qzinvest.model.selection import Selection
from qzinvest.model.stage import Stage

YELLOW, RED, REMOVE = "yellow", "red", "remove"
LEVELS = (YELLOW, RED, REMOVE)
"""From a reminder to the advice to take the project out of the pool."""


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


class DueList(NamedTuple):
    """What is due, as it is listed.

    Args:
        plan: the plan in force, whose rules say so.
        by: whose gaps the next steps would close.
        as_of: the day on which it is due.
        selection: which projects were looked at.
        levels: how many projects are due at each level, whichever are listed.
        wanted: how many of them were asked for.
        rows: those of them that are listed.
        names: their projects' names, by id.
    """

    plan: Plan
    by: str
    as_of: date
    selection: Selection
    levels: Mapping[str, int]
    wanted: int
    rows: tuple[Due, ...]
    names: Mapping[str, str]
