"""What is due (催办): projects that stand still for longer than the plan has patience."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from qzinvest.model.asked import Asked
from qzinvest.model.passage import Passage
from qzinvest.model.plan import DueRule
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


class DueTitle(NamedTuple):
    """What a list of what is due is of: the plan's title, whose gaps, the day, which projects.

    ``levels`` says how many projects are due at each level, whichever are listed; ``more``, how
    many of those that were asked for are not listed.
    """

    plan: str
    by: str
    as_of: date
    asked: Asked
    levels: Mapping[str, int]
    more: int = 0
