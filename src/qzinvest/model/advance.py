"""Moving a project on: every step gives a new project that obeys the rules, or raises."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from qzinvest.errors import (
    AfterDrop,
    AlreadyDropped,
    FundedSooner,
    PaymentUnclear,
    SameDayPayments,
    SumDiffers,
)
from qzinvest.model.course import check_course
from qzinvest.model.entry import Payment, Payments, with_payment, with_reported
from qzinvest.model.money import leap
from qzinvest.model.precision import PRECISIONS, written
from qzinvest.model.project import (
    Former,
    Milestone,
    Project,
    ProjectFields,
    Spell,
    Stated,
    payment_of,
    unit_turns,
    without_earlier,
)
from qzinvest.model.ruling import OF_PAIRS, Rulings, latest, turned
from qzinvest.model.stage import Stage

DEFAULT_SIGNING = "contract"
"""What a signed project is taken for when nothing is said; every write repeats it aloud."""


def advanced(project: Project, milestone: Milestone, *, counted: bool = False) -> Project:
    """``project`` with one more milestone, or with that stage's milestone corrected.

    A correction keeps the amount, evidence and (unless ``counted``) counting date that it does not
    state. Money at ``funded`` is a payment: one more, or that of its day corrected. What a dropped
    project reaches after its drop begins a new spell.

    Raises:
        AfterDrop: the project was dropped, and had not reached that stage before, or the period
            that is told goes on after the drop.
        SameDayPayments: several payments of that day could be meant.
        Refused: the milestones would contradict each other (``check_course``).
    """
    if project.dropped_on is not None and milestone.earliest > project.dropped_on:
        project = _come_back(project)
    _refuse_ended(project, milestone)
    if milestone.stage == Stage.FUNDED and milestone.amount is not None:
        return settled(paid(project, milestone))
    if milestone.stage == Stage.SIGNED and not project.amount:
        # What it is signed for is the first that is known of its amount.
        project = project._replace(amount=milestone.amount or 0)
        milestone = milestone._replace(amount=None)
    milestones = {known.stage: known for known in project.milestones}
    known = milestones.get(milestone.stage)
    milestones[milestone.stage] = _restated(known, milestone, counted=counted)
    return settled(project._replace(milestones=_ordered(milestones)))


def _refuse_ended(project: Project, told: Milestone, *, is_sum: bool = False) -> None:
    """Refuse a stage that a dropped project had not reached.

    Of a period that goes on after the drop nobody can say whether a known milestone is corrected or
    a new spell begun, unless it is in that period itself.

    Args:
        is_sum: it tells all that was paid in by its day, which may be any later one.

    Raises:
        AfterDrop: that is so.
    """
    if project.dropped_on is None:
        return
    known: list[Milestone | Payment] = [m for m in project.course if m.stage == told.stage]
    if not known:
        raise AfterDrop(project=project.id, dropped_on=project.dropped_on)
    if is_sum or told.on <= project.dropped_on:
        return
    known += project.own_payments if told.stage == Stage.FUNDED else ()
    if not any(each.earliest <= told.on and told.earliest <= each.on for each in known):
        raise AfterDrop(project=project.id, dropped_on=project.dropped_on)


def _come_back(project: Project) -> Project:
    """A dropped project at the beginning of a new spell, which has no milestone yet."""
    ended = Spell(project.milestones, cast("date", project.dropped_on), project.drop_reason)
    return project._replace(
        spells=(*project.spells, ended), milestones=(), dropped_on=None, drop_reason=None
    )


def paid(project: Project, milestone: Milestone) -> Project:
    """``project`` with the payment that a milestone at ``funded`` states.

    Raises:
        SameDayPayments: several of that day could be meant.
    """
    meant = [
        p for p in project.payments if p.on == milestone.on and p.evidence == milestone.evidence
    ]
    if len(meant) > 1:
        on = written(milestone.on, milestone.precision)
        raise SameDayPayments(project=project.id, on=on, count=len(meant))
    # A spell that begins with a payment is told by the stage that it reached.
    own = project.milestones or (milestone._replace(amount=None),)
    return project._replace(
        milestones=own, payments=with_payment(project.payments, payment_of(milestone))
    )


def dropped(project: Project, on: date, reason: str) -> Project:
    """``project``, ended.

    Raises:
        AlreadyDropped: it was ended before.
        BackwardsDrop: it reached a milestone after ``on``.
    """
    if project.dropped_on is not None:
        raise AlreadyDropped(project=project.id, dropped_on=project.dropped_on)
    return settled(project._replace(dropped_on=on, drop_reason=reason))


def moved(project: Project, kind: str, unit: str | None, since: date | None) -> Project:
    """``project`` with another unit of a kind from ``since`` on; ``None``: as if always.

    What it is from a later day on stays, as of any ruling (``turned``).
    """
    known = unit_turns(project, kind)
    turns = turned(known, unit, since)
    if turns == known:
        return project
    days = [(day, value) for day, value in turns if day is not None]
    held = [value for day, value in turns if day is None] or [None]
    own = zip(days, [*held, *(value for _, value in days)], strict=False)
    earlier = tuple(Former(kind, day, was) for (day, _), was in own)
    others = tuple(f for f in project.formerly if f.kind != kind)
    fields = cast("ProjectFields", {kind: latest(turns)})
    return project._replace(**fields, formerly=(*others, *earlier))


def settled(project: Project) -> Project:
    """``project`` with its kind of signing filled in from signing on, and its course checked."""
    if project.signing is None and project.furthest >= Stage.SIGNED:
        project = project._replace(signing=DEFAULT_SIGNING)
    check_course(project)
    return project


def amount_leaps(before: Project, after: Project) -> list[tuple[int, int, int]]:
    """The amounts of a project, of its milestones and payments that a change moves too far.

    Each with what it was, what it is, and the factor (``leap``). One payment more is held against
    the project's amount: it may be as small as it likes.
    """
    own = {m.stage: m.amount for m in after.milestones}
    stated = [(m.amount, own.get(m.stage)) for m in before.milestones]
    paid_in = {(p.on, p.place): p.amount for p in before.payments}
    stated += [
        (paid_in.get((p.on, p.place)) or min(after.amount, p.amount), p.amount)
        for p in after.payments
    ]
    pairs = [(was, now) for was, now in stated if was is not None and now is not None]
    found = [(*pair, leap(*pair)) for pair in ((before.amount, after.amount), *pairs)]
    return [each for each in found if each[2]]


_NOT_RESTATED = {
    *("org", "number", "milestones", "code", "stated"),
    *("formerly", "spells", "payments", "rulings"),
}


def merged(known: Project, reported: Project) -> Project:
    """``known`` with everything that a later report states; what it leaves blank stays.

    What it states as paid in at *funded* is all that was paid in by then; its ``payments`` are one
    by one, and then that sum is held against them.

    Raises:
        AfterDrop: the report adds a milestone to a project that was dropped.
        PaymentUnclear: nobody can say to which day a difference of what was paid in belongs.
        PaymentDiffers: it tells another sum of a known payment.
        SumDiffers: its payments and the known ones do not come to what it says was paid in.
        FundedSooner: it tells a later day of the first payment than is known.
        Refused: the milestones would contradict each other.
    """
    reported = without_earlier(known, reported)
    stated = {
        field: value
        for field, value in reported._asdict().items()
        if value not in (None, (), "", 0) and field not in _NOT_RESTATED
    }
    if _restates(known, reported):
        stated["stated"] = reported.stated
    milestones = {milestone.stage: milestone for milestone in known.milestones}
    ends = reported.dropped_on or known.dropped_on
    ended = known._replace(dropped_on=known.dropped_on and ends)
    for milestone in reported.milestones:
        is_sum = milestone.stage == Stage.FUNDED and milestone.amount is not None
        _refuse_ended(ended, milestone, is_sum=is_sum)
    payments = with_reported(known.payments, reported.payments, known.id)
    for milestone in reported.milestones:
        own: Milestone | None = milestone
        if milestone.stage == Stage.FUNDED and milestone.amount is not None:
            own = None
            if reported.payments:
                _check_sum(payments, milestone)
            else:
                payments = _paid_by(known, milestone)
        elif milestone.stage == Stage.FUNDED and payments:
            own = _told_first(known, reported, milestone)
        if own is not None:
            milestones[own.stage] = _restated(milestones.get(own.stage), own)
    rulings = _ruled(known.rulings, reported.rulings)
    ordered = _ordered(milestones)
    return settled(known._replace(**stated, milestones=ordered, payments=payments, rulings=rulings))


def _ruled(known: Rulings, reported: Rulings) -> Rulings:
    """What is decided when a report says of some kinds what holds; of pairs that is done apart."""
    single = (kind for kind in Rulings._fields if kind not in OF_PAIRS)
    kinds = (kind for kind in single if getattr(reported, kind))
    return known._replace(**{kind: getattr(reported, kind) for kind in kinds})


def told_first(report: Project) -> Project:
    """A new project as a report tells it; its payments come to what it says was paid in by then.

    Raises:
        SumDiffers: they do not.
        Refused: its milestones contradict each other.
    """
    if not report.payments:
        return settled(report)
    payments = with_reported((), report.payments)
    sums = [m for m in report.milestones if m.stage == Stage.FUNDED and m.amount is not None]
    for told in sums:
        _check_sum(payments, told)
    own = tuple(m for m in report.milestones if m not in sums)
    own = own or tuple(told._replace(amount=None) for told in sums)
    return settled(report._replace(milestones=own, payments=payments))


def _check_sum(payments: Payments, told: Milestone) -> None:
    """Hold all that a report tells as paid in by a day against its payments and the known ones."""
    total = sum(payment.amount for payment in payments if payment.on <= told.on)
    if total != told.amount:
        raise SumDiffers(known=total, stated=told.amount or 0)


def _paid_by(known: Project, told: Milestone) -> Payments:
    """The payments when a report tells how much was paid in by a day.

    The difference to what is known is one more payment, of that day. Known money never moves.

    Raises:
        PaymentUnclear: it is less than what is known, or nobody can say when the rest was paid in.
    """
    payments = known.payments
    new = payment_of(told)
    if not payments:
        return (new,)
    total = sum(payment.amount for payment in payments)
    days = [(m.on, m.precision) for m in known.course if m.stage == Stage.FUNDED]
    says_nothing_new = new.on >= payments[0].earliest or (new.on, new.precision) in days
    if new.amount == total and says_nothing_new:
        return _told_better(payments[0], told) if len(payments) == 1 else payments
    if new.amount <= total or new.on <= payments[-1].on:
        raise PaymentUnclear(project=known.id, known=total, last=payments[-1].on, stated=new.amount)
    return with_payment(payments, new._replace(amount=new.amount - total))


def _told_better(only: Payment, told: Milestone) -> Payments:
    """The only payment with the evidence that a report adds, and its day within its period."""
    day = told if only.earliest <= told.earliest and told.on <= only.on else None
    if day is None:
        return (only._replace(evidence=only.evidence or told.evidence),)
    was = Milestone(told.stage, *only[:5])
    return (payment_of(_restated(was, told)),)


def _told_first(known: Project, reported: Project, told: Milestone) -> Milestone | None:
    """The report's own *funded*, of which it tells no sum; ``None`` where payments tell it.

    Raises:
        FundedSooner: a payment is known of an earlier day.
    """
    own = next((m for m in known.milestones if m.stage == Stage.FUNDED), None)
    if own is not None and (own.on, own.precision) == (told.on, told.precision):
        return told
    payments = known.own_payments
    if any(
        told.earliest <= p.on and p.earliest <= told.on for p in (*payments, *reported.payments)
    ):
        return None
    if payments and payments[0].on < told.on:
        raise FundedSooner(project=known.id, on=told.on, known_on=payments[0].on)
    return told


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
