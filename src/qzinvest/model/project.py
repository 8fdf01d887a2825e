"""A project and its milestones, and the rules that every recorded project obeys."""

from datetime import date
from typing import NamedTuple, NoReturn, TypedDict

from qzinvest.errors import BackwardsDrop, BackwardsMilestone, NoDistrict, StageBeyondStart
from qzinvest.model.credit import Part
from qzinvest.model.precision import first_day
from qzinvest.model.stage import Stage

_SIGNED = Stage.SIGNED
"""Looked up once: an import checks 200,000 projects."""


class Milestone(NamedTuple):
    """A project reached a stage.

    Args:
        stage: the stage reached.
        on: the date on which it happened; the last day of the period where no day is known.
        counted_on: the date from which it counts; never before it can have happened.
        amount: the milestone's own amount in yuan, ``None`` where the project's amount holds.
            At ``funded`` it is the money paid in, and ``None`` means not stated.
        evidence: what proves it, such as a contract's number.
        precision: how far ``on`` is known, one of ``PRECISIONS``.
    """

    stage: Stage
    on: date
    counted_on: date
    amount: int | None = None
    evidence: str | None = None
    precision: str = "day"

    @property
    def earliest(self) -> date:
        """The first day on which it can have happened."""
        return self.on if self.precision == "day" else first_day(self.on, self.precision)


class Stated(NamedTuple):
    """How a project's amount was stated, where that says more than a number of yuan.

    Args:
        text: the amount as it was written.
        bound: one of ``BOUNDS``.
        rate: how foreign money was converted, ``USD=6.9@2022-06-30`` (yuan for one unit, and the
            rate's date); ``None`` where it was yuan.
    """

    text: str
    bound: str = "exact"
    rate: str | None = None


INVENTED = "fictional demo, seed "
"""Begins the source of every project of the fictional year; a real one never begins so."""
BOUNDS = ("exact", "about", "at_least", "at_most", "range", "about_range")


class Project(NamedTuple):
    """One investment project as its office last recorded it.

    ``org`` and ``number`` make the id. Units, group and terms are codes of the plan. ``amount`` is
    the total investment in yuan as known today. ``milestones`` are in stage order, at most one a
    stage. ``dropped_on`` ends the project.

    ``same_as`` is the id of the project that this is a second report of: it is counted there, and
    nothing is counted here. ``lent`` are the fields that the other one took over from this report.
    ``excluded`` is the reason for which it passed but is not counted. ``credit`` says how an
    assessment shares its result: kind of unit, unit, basis points; the parts of a kind sum to
    10,000.
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
    stated: Stated | None = None
    same_as: str | None = None
    lent: tuple[str, ...] = ()
    excluded: str | None = None
    credit: tuple[Part, ...] = ()

    @property
    def id(self) -> str:
        """The id that people use, ``<org>-<number>``."""
        return f"{self.org}-{self.number}"

    @property
    def is_invented(self) -> bool:
        """Whether it is one of the fictional year's."""
        return (self.source or "").startswith(INVENTED)

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
    stated: Stated | None


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
    # Fields by their places: an import comes here a million times.
    last = project.milestones[0]
    earliest = counted_first = date.min
    for milestone in project.milestones:
        _, on, counted_on, _, _, precision = milestone
        before, earliest = earliest, on if precision == "day" else milestone.earliest
        if counted_on < earliest:
            raise StageBeyondStart(stage=milestone.stage.code, on=on, counted_on=counted_on)
        if on < before or counted_on < counted_first:
            _refuse_order(last, milestone)
        # A period's end gives way to a later stage inside it.
        counted_first = earliest if counted_on == on else counted_on
        last = milestone
    if project.dropped_on is not None and project.dropped_on < earliest:
        raise BackwardsDrop(on=project.dropped_on, stage=last.stage.code, stage_on=last.on)


def _refuse_order(earlier: Milestone, later: Milestone) -> NoReturn:
    happened = later.on < earlier.earliest
    raise BackwardsMilestone(
        stage=later.stage.code,
        on=later.on if happened else later.counted_on,
        earlier=earlier.stage.code,
        earlier_on=earlier.on if happened else earlier.counted_on,
    )
