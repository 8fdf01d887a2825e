"""What every recorded project obeys: its dates in order, and what it needs from signing on."""

from collections.abc import Iterable, Iterator
from datetime import date

from qzinvest.errors import (
    BackwardsDrop,
    BackwardsMilestone,
    EarlierSpell,
    NoAmount,
    NoDistrict,
    QzinvestError,
    StageBeyondStart,
)
from qzinvest.model.entry import Payments
from qzinvest.model.precision import written
from qzinvest.model.project import Milestone, Project, begins_of, funded_by
from qzinvest.model.stage import Stage


def check_course(project: Project) -> None:
    """Refuse a project that cannot be recorded as it is.

    Raises:
        NoDistrict, NoAmount: the project was ever signed or further and has none.
        Refused: its dates contradict each other (``check_dates``).
    """
    check_dates(project)
    stage = project.furthest
    for own, error in ((project.district, NoDistrict), (project.amount, NoAmount)):
        if stage >= Stage.SIGNED and not own:
            raise error(stage=stage.code)


def check_dates(project: Project) -> None:
    """Refuse a project whose dates contradict each other.

    Raises:
        EarlierSpell, BackwardsMilestone, StageBeyondStart, BackwardsDrop: the first of its
            ``contradictions``.
    """
    for error in contradictions(project):
        raise error


def contradictions(project: Project) -> Iterator[QzinvestError]:
    """What the dates of a project, which has a milestone, say against each other.

    Yields:
        EarlierSpell: a milestone of the spell that lasts lies before the last drop.
        BackwardsMilestone: a later stage lies before one that comes before it, by either date.
        StageBeyondStart: a milestone or payment counts from before it happened.
        BackwardsDrop: the drop lies before a milestone.
    """
    courses = [project.course]
    if project.spells:
        ended = project.spells[-1].dropped_on
        for own in project.milestones:
            if own.earliest <= ended:  # both spells would count
                yield EarlierSpell(stage=own.stage.code, on=own.on, dropped_on=ended)
        # Money that was paid in before the drop may count in the spell after it.
        lasting = tuple(own for own in project.course if own.earliest > ended) or project.course
        courses = [*_ended_courses(project), lasting]
    for course in courses:
        yield from _running_back(course)
    if project.payments:
        yield from _too_soon(project.payments, courses)
    if project.dropped_on is not None:
        last = max(reversed(courses[-1]), key=lambda own: own.earliest)
        if project.dropped_on < last.earliest:
            stage_on = written(last.on, last.precision)
            yield BackwardsDrop(on=project.dropped_on, stage=last.stage.code, stage_on=stage_on)


def _running_back(course: tuple[Milestone, ...]) -> Iterator[QzinvestError]:
    """What in one spell lies before an earlier stage, or counts from before it happened."""
    # The latest of the days that nothing later may lie before, and whose they are.
    held = counting = course[0]
    before = counted_first = date.min
    # Fields by their places: an import comes here a million times.
    for milestone in course:
        _, on, counted_on, _, _, precision = milestone
        earliest = on if precision == "day" else milestone.earliest
        if counted_on < earliest:
            yield StageBeyondStart(stage=milestone.stage.code, on=on, counted_on=counted_on)
        elif on < before or counted_on < counted_first:
            yield _backwards(held if on < before else counting, milestone)
        if earliest >= before:
            held, before = milestone, earliest
        # A period's end gives way to a later stage inside it.
        first = earliest if counted_on == on else counted_on
        if first >= counted_first:
            counting, counted_first = milestone, first


def _too_soon(
    payments: Payments, courses: Iterable[tuple[Milestone, ...]]
) -> Iterator[StageBeyondStart]:
    """The payments that count from before they came, but for those that a course tells."""
    told = {(own.on, own.counted_on) for course in courses for own in course}
    for own in payments:
        if own.counted_on < own.earliest and (own.on, own.counted_on) not in told:
            stage = Stage.FUNDED.code
            yield StageBeyondStart(stage=stage, on=own.on, counted_on=own.counted_on)


def _ended_courses(project: Project) -> Iterator[tuple[Milestone, ...]]:
    """The milestones of the spells before the one that lasts, with what was paid in in each."""
    first = date.min
    for spell, after in zip(project.spells, begins_of(project), strict=True):
        yield funded_by(
            spell.milestones, tuple(p for p in project.payments if first <= p.counted_on < after)
        )
        first = after


def _backwards(earlier: Milestone, later: Milestone) -> BackwardsMilestone:
    """What the later one may not lie before is told as far as it is known: it may lie in that."""
    happened = later.on < earlier.earliest
    shifted = not happened and earlier.counted_on != earlier.on
    return BackwardsMilestone(
        stage=later.stage.code,
        on=later.on if happened else later.counted_on,
        earlier=earlier.stage.code,
        earlier_on=str(earlier.counted_on) if shifted else written(earlier.on, earlier.precision),
    )
