"""Entries (登记): what happened to a project or a unit, of a topic; the first is money paid in."""

from collections.abc import Iterable, Sequence
from datetime import date

from qzinvest.errors import PaymentDiffers
from qzinvest.model.precision import first_day, written
from qzinvest.tuples import NamedTuple

PAID = "paid"
"""The topic of money paid in."""


class Payment(NamedTuple):
    """Money that was paid in for a project.

    Args:
        on: the day; the last day of the period where no day is known.
        counted_on: the day from which it counts.
        amount: yuan.
        evidence: what proves it.
        precision: how far ``on`` is known, one of ``PRECISIONS``.
        place: tells several of one day apart, from 1.
    """

    on: date
    counted_on: date
    amount: int
    evidence: str | None = None
    precision: str = "day"
    place: int = 1

    @property
    def earliest(self) -> date:
        """The first day on which it can have been paid."""
        return self.on if self.precision == "day" else first_day(self.on, self.precision)


Payments = tuple[Payment, ...]
"""By day of counting, day, and place."""


def ordered(payments: Iterable[Payment]) -> Payments:
    """Payments in their order."""
    return tuple(sorted(payments, key=lambda p: (p.counted_on, p.on, p.place)))


def with_payment(payments: Payments, new: Payment) -> Payments:
    """The payments with one more, or with one corrected.

    A payment is known by its day and its evidence; evidence that one of the two does not state
    tells nothing apart where the day has only one payment.
    """
    same_day = [p for p in payments if p.on == new.on]
    same = [p for p in same_day if p.evidence == new.evidence]
    if not same and len(same_day) == 1 and None in (same_day[0].evidence, new.evidence):
        same = same_day
    if same:
        known = same[0]
        new = new._replace(place=known.place, evidence=new.evidence or known.evidence)
        return ordered(new if p == known else p for p in payments)
    place = max((p.place for p in same_day), default=0) + 1
    return ordered([*payments, new._replace(place=place)])


def with_reported(known: Payments, told: Iterable[Payment], project: str = "") -> Payments:
    """The payments when a report tells some one by one; none that is known moves or changes.

    What is told of a month without a day is all that came in during it: what is known of it stays,
    and the rest is one payment more. A payment of 0 tells nothing.

    Raises:
        PaymentDiffers: another sum is known of the same day, or more of the same month.
    """
    told = tuple(p for p in told if p.amount)
    new = [p for p in told if p not in known]
    left = [p for p in known if p not in told]
    for payment in (p for p in new if p.precision == "day"):
        met = [p for p in left if _may_be(p, payment)]
        same = next((p for p in met if p.amount == payment.amount), None)
        if same is not None:
            left.remove(same)
            proven = same._replace(evidence=same.evidence or payment.evidence)
            known = tuple(proven if p == same else p for p in known)
        elif met:
            raise _differs(project, payment, met[0].amount, payment.amount)
        else:
            known = _with_one(known, payment)
    for period in dict.fromkeys((p.on, p.precision) for p in new if p.precision != "day"):
        group = [p for p in new if (p.on, p.precision) == period]
        known = _with_period(known, group, [p for p in left if _may_be(p, group[0])], project)
    return known


def _with_period(
    known: Payments, group: Sequence[Payment], met: Sequence[Payment], project: str
) -> Payments:
    """The payments with what a report tells of a period; ``met`` are those known of it."""
    stated, counted = (sum(p.amount for p in each) for each in (group, met))
    period = group[0]
    if stated < counted or any(p.earliest < period.earliest or p.on > period.on for p in met):
        raise _differs(project, period, counted, stated)
    rest = [period._replace(amount=stated - counted)] if stated > counted else []
    for payment in rest if met else group:
        known = _with_one(known, payment)
    return known


def _may_be(known: Payment, told: Payment) -> bool:
    """Whether two payments may be one: their days meet, and no evidence tells them apart."""
    apart = None not in (known.evidence, told.evidence) and known.evidence != told.evidence
    return not apart and known.earliest <= told.on and told.earliest <= known.on


def _with_one(payments: Payments, new: Payment) -> Payments:
    taken = {p.place for p in payments if p.on == new.on}
    place = new.place if new.place not in taken else max(taken) + 1
    return ordered([*payments, new._replace(place=place)])


def _differs(project: str, told: Payment, known: int, stated: int) -> PaymentDiffers:
    on = written(told.on, told.precision)
    return PaymentDiffers(project=project, on=on, known=known, stated=stated)
