"""Entries (登记): what happened to a project or a unit, of a topic; the first is money paid in."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from qzinvest.model.precision import first_day

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


def paid_between(payments: Iterable[Payment], first: int, last: int) -> int:
    """Yuan that count from days within ``first`` … ``last``, ordinals."""
    return sum(p.amount for p in payments if first <= p.counted_on.toordinal() <= last)
