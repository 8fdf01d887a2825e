"""Moving a project on: every step gives a new project that obeys the rules, or raises."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from qzinvest.errors import (
    AfterDrop,
    AlreadyExcluded,
    CountedElsewhere,
    NotExcluded,
    PaymentUnclear,
)
from qzinvest.model.entry import Payments, with_payment
from qzinvest.model.money import leap
from qzinvest.model.precision import PRECISIONS
from qzinvest.model.project import (
    Former,
    Milestone,
    Project,
    ProjectFields,
    Spell,
    Stated,
    check_course,
    payment_of,
)
from qzinvest.model.ruling import Rulings, Timeline, on_day
from qzinvest.model.stage import Stage

DEFAULT_SIGNING = "contract"
"""What a signed project is taken for when nothing is said; every write repeats it aloud."""


def advanced(project: Project, milestone: Milestone, *, counted: bool = False) -> Project:
    """``project`` with one more milestone, or with that stage's milestone corrected.

    A correction keeps the amount, evidence and (unless ``counted``) counting date that it does not
    state. Money at ``funded`` is a payment: one more, or that of its day corrected. What a dropped
    project reaches after its drop begins a new spell.

    Raises:
        AfterDrop: the project was dropped, and had not reached that stage before.
        Refused: the milestones would contradict each other (``check_course``).
    """
    if project.dropped_on is not None and milestone.earliest > project.dropped_on:
        project = _come_back(project)
    milestones = {known.stage: known for known in project.milestones}
    if project.dropped_on is not None and milestone.stage not in milestones:
        raise AfterDrop(project=project.id, dropped_on=project.dropped_on)
    if milestone.stage == Stage.FUNDED and milestone.amount is not None:
        return settled(paid(project, milestone))
    known = milestones.get(milestone.stage)
    milestones[milestone.stage] = _restated(known, milestone, counted=counted)
    return settled(project._replace(milestones=_ordered(milestones)))


def _come_back(project: Project) -> Project:
    """A dropped project at the beginning of a new spell, which has no milestone yet."""
    ended = Spell(project.milestones, cast("date", project.dropped_on), project.drop_reason)
    return project._replace(
        spells=(*project.spells, ended), milestones=(), dropped_on=None, drop_reason=None
    )


def paid(project: Project, milestone: Milestone) -> Project:
    """``project`` with the payment that a milestone at ``funded`` states."""
    # A spell that begins with a payment is told by the stage that it reached.
    own = project.milestones or (milestone._replace(amount=None),)
    return project._replace(
        milestones=own, payments=with_payment(project.payments, payment_of(milestone))
    )


def dropped(project: Project, on: date, reason: str) -> Project:
    """``project``, ended.

    Raises:
        AfterDrop: it was ended before.
        BackwardsDrop: it reached a milestone after ``on``.
    """
    if project.dropped_on is not None:
        raise AfterDrop(project=project.id, dropped_on=project.dropped_on)
    return settled(project._replace(dropped_on=on, drop_reason=reason))


def excluded(project: Project, reason: str, since: date | None = None) -> Project:
    """``project``, which passed but is not counted from ``since`` on, for ``reason``.

    Raises:
        AlreadyExcluded: it is left out then.
    """
    known = _decided_on(project.rulings.excluded, since)
    if known is not None:
        raise AlreadyExcluded(project=project.id, reason=known)
    return project._replace(rulings=project.rulings.decided("excluded", reason, since))


def included(project: Project, since: date | None = None) -> Project:
    """``project``, counted again from ``since`` on; a second report, with the first.

    Raises:
        CountedElsewhere: it is a second report, and not left out.
        NotExcluded: it is not left out.
    """
    rulings = project.rulings.decided("excluded", None, since)
    if rulings == project.rulings:
        if project.same_as is not None:
            raise CountedElsewhere(project=project.id, first=project.same_as)
        raise NotExcluded(project=project.id)
    return project._replace(rulings=rulings)


def _decided_on(timeline: Timeline[str], since: date | None) -> str | None:
    return on_day(timeline, 0 if since is None else since.toordinal())


def moved(project: Project, kind: str, unit: str | None, since: date | None) -> Project:
    """``project`` with another unit of a kind from ``since`` on, ``None``: as if always."""
    own = tuple(f for f in project.formerly if f.kind == kind)
    others = tuple(f for f in project.formerly if f.kind != kind)
    earlier: tuple[Former, ...] = ()
    if since is not None:
        was = next((f.unit for f in own if f.until >= since), getattr(project, kind))
        ended = () if was == unit else (Former(kind, since, was),)
        earlier = (*(f for f in own if f.until < since), *ended)
    fields = cast("ProjectFields", {kind: unit})
    return project._replace(**fields, formerly=(*others, *earlier))


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


_NOT_RESTATED = {
    *("org", "number", "milestones", "code", "stated"),
    *("formerly", "spells", "payments", "rulings"),
}


def merged(known: Project, reported: Project) -> Project:
    """``known`` with everything that a later report states; what it leaves blank stays.

    What it states as paid in at *funded* is all that was paid in by then; its ``payments`` are one
    by one.

    Raises:
        AfterDrop: the report adds a milestone to a project that was dropped.
        PaymentUnclear: nobody can say to which day a difference of what was paid in belongs.
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
    if known.dropped_on is not None and not reached <= {m.stage for m in known.course}:
        raise AfterDrop(project=known.id, dropped_on=known.dropped_on)
    payments = known.payments
    for milestone in reported.milestones:
        told = milestone.amount is not None or (payments and not reported.payments)
        if milestone.stage == Stage.FUNDED and told:
            payments = _paid_by(known, milestone)
        else:
            milestones[milestone.stage] = _restated(milestones.get(milestone.stage), milestone)
    for payment in reported.payments:
        payments = with_payment(payments, payment)
    rulings = _ruled(known.rulings, reported.rulings)
    ordered = _ordered(milestones)
    return settled(known._replace(**stated, milestones=ordered, payments=payments, rulings=rulings))


def _ruled(known: Rulings, reported: Rulings) -> Rulings:
    """What is decided when a report says of some kinds what holds; links are made apart."""
    kinds = (kind for kind in Rulings._fields if kind != "same_as" and getattr(reported, kind))
    return known._replace(**{kind: getattr(reported, kind) for kind in kinds})


def _paid_by(known: Project, told: Milestone) -> Payments:
    """The payments when a report tells the day of the money, and how much there is by then.

    Raises:
        PaymentUnclear: several are known, and the difference is of none of their days.
    """
    payments = known.payments
    total = sum(payment.amount for payment in payments)
    amount = total if told.amount is None else told.amount
    new = payment_of(told._replace(amount=amount))
    if len(payments) <= 1 and (not payments or told.on <= payments[0].on or amount == total):
        first = payments[0] if payments else None
        was = first and Milestone(told.stage, *first[:5])
        return (payment_of(_restated(was, told._replace(amount=amount))),)
    if amount == total:
        return payments
    if amount < total or told.on <= payments[-1].on:
        raise PaymentUnclear(project=known.id, known=total, stated=amount)
    return with_payment(payments, new._replace(amount=amount - total))


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
