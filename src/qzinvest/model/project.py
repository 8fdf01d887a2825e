"""A project and its milestones, and the rules that every recorded project obeys."""

from datetime import date
from typing import NamedTuple, NoReturn, TypedDict

from qzinvest.errors import BackwardsDrop, BackwardsMilestone, NoDistrict, StageBeyondStart
from qzinvest.model.stage import Stage

_SIGNED = Stage.SIGNED
"""Looked up once: an import checks 200,000 projects."""


class Milestone(NamedTuple):
    """A project reached a stage.

    Args:
        stage: the stage reached.
        on: the date on which it happened.
        counted_on: the date from which it counts; never before ``on``.
        amount: the milestone's own amount in yuan, ``None`` where the project's amount holds.
            At ``funded`` it is the money paid in, and ``None`` means not stated.
        evidence: what proves it, such as a contract's number.
    """

    stage: Stage
    on: date
    counted_on: date
    amount: int | None = None
    evidence: str | None = None


class Project(NamedTuple):
    """One investment project as its office last recorded it.

    ``org`` and ``number`` make the id. Units, group and terms are codes of the plan. ``amount`` is
    the total investment in yuan as known today. ``milestones`` are in stage order, at most one a
    stage. ``dropped_on`` ends the project.
    """

    org: str
    number: int
    name: str
    amount: int
    milestones: tuple[Milestone, ...]
    code: str | None = None
    investor: str | None = None
    district: str | None = None
    department: str | None = None
    group: str | None = None
    signing: str | None = None
    channel: str | None = None
    origin: str | None = None
    investor_class: str | None = None
    event: str | None = None
    site: str | None = None
    source: str | None = None
    note: str | None = None
    dropped_on: date | None = None
    drop_reason: str | None = None

    @property
    def id(self) -> str:
        """The id that people use, ``<org>-<number>``."""
        return f"{self.org}-{self.number}"

    @property
    def stage(self) -> Stage:
        """The latest stage reached."""
        return self.milestones[-1].stage


_MOST_DIGITS = 9
"""An office that numbers a billion projects is not to be expected; a slip of the keyboard is."""


def number_of(text: str) -> int | None:
    """A project's or event's number as written, ``None`` for anything else (``07``, ``x``)."""
    plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and text[0] != "0"
    return int(text) if plain else None


class ProjectFields(TypedDict, total=False):
    """Some fields of a project by name, as a person sets or corrects them; for ``_replace``."""

    name: str
    amount: int
    code: str | None
    investor: str | None
    district: str | None
    department: str | None
    group: str | None
    signing: str | None
    channel: str | None
    origin: str | None
    investor_class: str | None
    event: str | None
    site: str | None
    source: str | None
    note: str | None


def check_course(project: Project) -> None:
    """Refuse a project that cannot be recorded as it is.

    Raises:
        NoDistrict: the project is signed or further and has no district.
        Refused: its dates contradict each other (``check_dates``).
    """
    check_dates(project)
    last = project.milestones[-1]
    if last.stage >= _SIGNED and project.district is None:
        raise NoDistrict(stage=last.stage.code)


def check_dates(project: Project) -> None:
    """Refuse a project whose dates contradict each other.

    Raises:
        BackwardsMilestone: a later stage lies before an earlier one, by either date.
        StageBeyondStart: a milestone counts from before it happened.
        BackwardsDrop: the drop lies before the last milestone.
    """
    previous: Milestone | None = None
    for milestone in project.milestones:
        if milestone.counted_on < milestone.on:
            raise StageBeyondStart(
                stage=milestone.stage.code, on=milestone.on, counted_on=milestone.counted_on
            )
        if previous is not None and (
            milestone.on < previous.on or milestone.counted_on < previous.counted_on
        ):
            _refuse_order(previous, milestone)
        previous = milestone
    last = project.milestones[-1]
    if project.dropped_on is not None and project.dropped_on < last.on:
        raise BackwardsDrop(on=project.dropped_on, stage=last.stage.code, stage_on=last.on)


def _refuse_order(earlier: Milestone, later: Milestone) -> NoReturn:
    field = "on" if later.on < earlier.on else "counted_on"
    raise BackwardsMilestone(
        stage=later.stage.code,
        on=getattr(later, field),
        earlier=earlier.stage.code,
        earlier_on=getattr(earlier, field),
    )
