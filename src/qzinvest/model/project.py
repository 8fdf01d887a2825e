"""A project, its milestones, and the spells of its life."""

from datetime import date, timedelta
from typing import TypedDict

from qzinvest.model.credit import Part
from qzinvest.model.entry import Payment, Payments, with_payment
from qzinvest.model.precision import first_day
from qzinvest.model.ruling import NONE, Rulings, Timeline, latest, level
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

_FUNDED = Stage.FUNDED
"""Looked up once: an import checks 200,000 projects."""


class Milestone(NamedTuple):
    """A project reached a stage.

    Args:
        stage: the stage reached.
        on: the date on which it happened; the last day of the period where no day is known.
        counted_on: the date from which it counts; never before it can have happened.
        amount: the milestone's own amount in yuan, ``None`` where the project's amount holds. At
            ``funded`` it is the sum of the payments, and ``None`` means that none is stated.
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


class Former(NamedTuple):
    """What a project's ``kind`` of unit was before the day ``until``, when it moved."""

    kind: str
    until: date
    unit: str | None


class Spell(NamedTuple):
    """An earlier life of a project that came to nothing and came back."""

    milestones: tuple[Milestone, ...]
    dropped_on: date
    drop_reason: str | None = None


class Project(NamedTuple):
    """One investment project: as its office last recorded it, and what was decided about it.

    ``org`` and ``number`` make the id. Units, group and terms are codes of the plan. ``amount`` is
    the total investment in yuan as known today; 0 where a project that is not signed has none yet.
    ``owner`` is the person to call at ``phone``. ``milestones`` are in stage order, at most one a
    stage, of the spell that lasts; ``spells`` are those before it. ``dropped_on`` ends it.
    ``district`` and ``department`` hold last; ``formerly`` says what they were before, by day.

    ``payments`` and ``rulings`` are facts of their own in the log: money paid in, and what the
    judging office decided.
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
    owner: str | None = None
    phone: str | None = None
    source: str | None = None
    note: str | None = None
    dropped_on: date | None = None
    drop_reason: str | None = None
    stated: Stated | None = None
    formerly: tuple[Former, ...] = ()
    spells: tuple[Spell, ...] = ()
    payments: Payments = ()
    rulings: Rulings = NONE

    @property
    def id(self) -> str:
        """The id that people use, ``<org>-<number>``."""
        return f"{self.org}-{self.number}"

    @property
    def is_invented(self) -> bool:
        """Whether it is one of the fictional year's."""
        return (self.source or "").startswith(INVENTED)

    @property
    def report(self) -> "Project":
        """What its office reported, without the facts beside it."""
        if not (self.payments or any(self.rulings)):
            return self
        return self._replace(payments=(), rulings=NONE)

    @property
    def stage(self) -> Stage:
        """The latest stage reached."""
        return self.course[-1].stage

    @property
    def furthest(self) -> Stage:
        """The latest stage that it reached in any of its spells."""
        if not (self.spells or self.payments):
            return self.stage
        ended = [spell.milestones[-1].stage for spell in self.spells]
        return max(self.stage, *ended, _FUNDED if self.payments else self.stage)

    @property
    def course(self) -> tuple[Milestone, ...]:
        """The milestones of the spell that lasts, with *funded* as the payments tell it."""
        if not self.payments:
            return self.milestones
        return funded_by(self.milestones, self.own_payments)

    @property
    def own_payments(self) -> Payments:
        """The payments of the spell that lasts."""
        if not self.spells:
            return self.payments
        begins = begins_of(self)[-1]
        return tuple(payment for payment in self.payments if payment.counted_on >= begins)

    @property
    def not_same(self) -> str | None:
        """The ids of later reports that look like it and are other projects."""
        return latest(self.rulings.not_same)

    @property
    def same_as(self) -> str | None:
        """The id of the first report with which it is counted, as it holds last."""
        return latest(self.rulings.same_as)

    @property
    def excluded(self) -> str | None:
        """The reason for which it passed but is not counted, as it holds last."""
        return latest(self.rulings.excluded)

    @property
    def spared(self) -> str | None:
        """The reason for which it is in no list of what is due, as it holds last."""
        return latest(self.rulings.spared)

    @property
    def credit(self) -> tuple[Part, ...]:
        """How an assessment shares its result, as it holds last."""
        return self.rulings.parts


def begins_of(project: Project) -> list[date]:
    """The days from which the spells after the first one count, each before the next one's.

    Each begins with the first that was reached, or paid in, after the drop before it; if that
    counts from a day on which the next one lasts already, with the day before that.
    """
    begins: list[date] = []
    later = [*(spell.milestones for spell in project.spells[1:]), project.milestones]
    for ended, milestones in reversed([*zip(project.spells, later, strict=True)]):
        paid = (p.counted_on for p in project.payments if p.earliest > ended.dropped_on)
        following = begins[0] - timedelta(days=1) if begins else date.max
        begins.insert(0, min((*(m.counted_on for m in milestones), *paid, following)))
    return begins


def without_earlier(known: Project, reported: Project) -> Project:
    """A report without what it repeats of earlier spells, which stay as they are."""
    if not known.spells:
        return reported
    earlier = [own for spell in known.spells for own in spell.milestones]
    kept = tuple(
        told
        for told in reported.milestones
        if (told.stage == Stage.FUNDED and told.amount is not None)
        or not any(
            own.stage == told.stage and told.earliest <= own.on and own.earliest <= told.on
            for own in earlier
        )
    )
    if reported.dropped_on in {spell.dropped_on for spell in known.spells}:
        reported = reported._replace(dropped_on=None, drop_reason=None)
    return reported._replace(milestones=kept)


def with_payments(project: Project) -> Project:
    """``project`` with what its own *funded* milestone states as a payment like any other."""
    for stated in project.milestones:  # an import comes here for every row
        if stated.amount and stated.stage == _FUNDED:
            break
    else:
        return project
    left = tuple(m for m in project.milestones if m != stated)
    return project._replace(
        milestones=left or (stated._replace(amount=None),),
        payments=with_payment(project.payments, payment_of(stated)),
    )


def payment_of(stated: Milestone) -> Payment:
    """The payment that a milestone at *funded* states."""
    return Payment(
        stated.on, stated.counted_on, stated.amount or 0, stated.evidence, stated.precision
    )


def funded_by(milestones: tuple[Milestone, ...], payments: Payments) -> tuple[Milestone, ...]:
    """The milestones with *funded* from the first payment on, if that is earlier or alone."""
    if not payments:
        return milestones
    first = min(payments, key=lambda p: (p.counted_on, p.on))
    amount = sum(payment.amount for payment in payments)
    own = next((m for m in milestones if m.stage == Stage.FUNDED), None)
    if own is None or first.counted_on < own.counted_on:
        told = Milestone(
            Stage.FUNDED, first.on, first.counted_on, amount, first.evidence, first.precision
        )
    else:
        told = own._replace(amount=amount, evidence=own.evidence or first.evidence)
    others = (m for m in milestones if m.stage != Stage.FUNDED)
    return tuple(sorted((*others, told), key=lambda m: m.stage))


def unit_turns(project: Project, kind: str) -> Timeline[str]:
    """The project's own units of a kind by day."""
    own = [former for former in project.formerly if former.kind == kind]
    days = (None, *(former.until for former in own))
    units = (*(former.unit for former in own), getattr(project, kind))
    return level(zip(days, units, strict=True))


def unit_on(project: Project, kind: str, day: int) -> str | None:
    """The project's own unit of a kind on a day, an ordinal."""
    for former in project.formerly:
        if former.kind == kind and day < former.until.toordinal():
            return former.unit
    unit: str | None = getattr(project, kind)
    return unit


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
    owner: str | None
    phone: str | None
    source: str | None
    note: str | None
    stated: Stated | None
