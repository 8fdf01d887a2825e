"""Moving a project on: every step gives a new project that obeys the rules, or raises."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from qzinvest.errors import AfterDrop, AlreadyExcluded, CountedElsewhere, NotExcluded
from qzinvest.model.money import leap
from qzinvest.model.precision import PRECISIONS
from qzinvest.model.project import Milestone, Project, ProjectFields, Stated, check_course
from qzinvest.model.stage import Stage

DEFAULT_SIGNING = "contract"
"""What a signed project is taken for when nothing is said; every write repeats it aloud."""


def advanced(project: Project, milestone: Milestone, *, counted: bool = False) -> Project:
    """``project`` with one more milestone, or with that stage's milestone corrected.

    A correction keeps the amount, evidence and (unless ``counted``) counting date that it does not
    state.

    Raises:
        AfterDrop: the project was dropped, and had not reached that stage.
        Refused: the milestones would contradict each other (``check_course``).
    """
    milestones = {known.stage: known for known in project.milestones}
    if project.dropped_on is not None and milestone.stage not in milestones:
        raise AfterDrop(project=project.id, dropped_on=project.dropped_on)
    known = milestones.get(milestone.stage)
    milestones[milestone.stage] = _restated(known, milestone, counted=counted)
    return settled(project._replace(milestones=_ordered(milestones)))


def dropped(project: Project, on: date, reason: str) -> Project:
    """``project``, ended.

    Raises:
        AfterDrop: it was ended before.
        BackwardsDrop: it reached a milestone after ``on``.
    """
    if project.dropped_on is not None:
        raise AfterDrop(project=project.id, dropped_on=project.dropped_on)
    return settled(project._replace(dropped_on=on, drop_reason=reason))


def excluded(project: Project, reason: str) -> Project:
    """``project``, which passed but is not counted, for ``reason``.

    Raises:
        CountedElsewhere: it is a second report.
        AlreadyExcluded: it is left out already.
    """
    _refuse_second_report(project)
    if project.excluded is not None:
        raise AlreadyExcluded(project=project.id, reason=project.excluded)
    return project._replace(excluded=reason)


def included(project: Project) -> Project:
    """``project``, counted again; one that has become a second report, with the first.

    Raises:
        CountedElsewhere: it is a second report, and not left out.
        NotExcluded: it is not left out.
    """
    if project.excluded is None:
        _refuse_second_report(project)
        raise NotExcluded(project=project.id)
    return project._replace(excluded=None)


def _refuse_second_report(project: Project) -> None:
    if project.same_as is not None:
        raise CountedElsewhere(project=project.id, first=project.same_as)


def settled(project: Project) -> Project:
    """``project`` with its kind of signing filled in from signing on, and its course checked."""
    if project.signing is None and project.stage >= Stage.SIGNED:
        project = project._replace(signing=DEFAULT_SIGNING)
    check_course(project)
    return project


def amount_leaps(before: Project, after: Project) -> list[tuple[int, int, int]]:
    """The amounts of a project and of its milestones that a change moves too far.

    Each with what it was, what it is, and the factor (``leap``).
    """
    own = {m.stage: m.amount for m in after.milestones}
    pairs = [(m.amount, own.get(m.stage)) for m in before.milestones]
    stated = [(was, now) for was, now in pairs if was is not None and now is not None]
    found = [(*pair, leap(*pair)) for pair in ((before.amount, after.amount), *stated)]
    return [each for each in found if each[2]]


_NOT_RESTATED = {"org", "number", "milestones", "code", "stated", "same_as", "lent"}


def merged(known: Project, reported: Project) -> Project:
    """``known`` with everything that a later report states; what it leaves blank stays.

    Raises:
        AfterDrop: the report adds a milestone to a project that was dropped.
        Refused: the milestones would contradict each other.
    """
    stated = {
        field: value
        for field, value in reported._asdict().items()
        if value not in (None, (), "", 0) and field not in _NOT_RESTATED
    }
    if _restates(known, reported):
        stated["stated"] = reported.stated
    milestones = {milestone.stage: milestone for milestone in known.milestones}
    reached = {milestone.stage for milestone in reported.milestones}
    if known.dropped_on is not None and not reached <= set(milestones):
        raise AfterDrop(project=known.id, dropped_on=known.dropped_on)
    for milestone in reported.milestones:
        milestones[milestone.stage] = _restated(milestones.get(milestone.stage), milestone)
    return settled(known._replace(**stated, milestones=_ordered(milestones)))


def _restates(known: Project, reported: Project) -> bool:
    """Whether a report says something new of the amount: 5亿 and 50000万 say the same."""
    if not reported.amount:
        return False
    if reported.amount != known.amount:
        return True
    was, now = (p.stated or Stated("") for p in (known, reported))
    return reported.stated is not None and (was.bound, was.rate) != (now.bound, now.rate)


def _ordered(milestones: Mapping[Stage, Milestone]) -> tuple[Milestone, ...]:
    return tuple(milestones[stage] for stage in sorted(milestones))


def _restated(known: Milestone | None, reported: Milestone, *, counted: bool = False) -> Milestone:
    """``reported`` with what ``known`` says besides; a known shift of the counting date stays."""
    if known is None:
        return reported
    unstated = not counted and reported.counted_on == reported.on
    if _vaguer(known, reported):
        reported = reported._replace(
            on=known.on, counted_on=known.counted_on, precision=known.precision
        )
    shifted = known.counted_on != known.on and known.counted_on >= reported.on
    return Milestone(
        stage=reported.stage,
        on=reported.on,
        counted_on=known.counted_on if unstated and shifted else reported.counted_on,
        amount=known.amount if reported.amount is None else reported.amount,
        evidence=known.evidence if reported.evidence is None else reported.evidence,
        precision=reported.precision,
    )


def _vaguer(known: Milestone, reported: Milestone) -> bool:
    """Whether a report names only the period of a day that is known: 2022-03 after 2022-03-15."""
    within = reported.earliest <= known.earliest and known.on <= reported.on
    return within and PRECISIONS.index(reported.precision) > PRECISIONS.index(known.precision)


def returned(first: Project, linked: Project) -> Project:
    """``first`` without what it took over from ``linked``, unless it was set anew since."""
    fields = {k: None for k in linked.lent if getattr(first, k) == getattr(linked, k)}
    return settled(first._replace(**cast("ProjectFields", fields)))
