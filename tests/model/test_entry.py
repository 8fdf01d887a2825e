"""Payments are known by their day, and by their evidence where a day has several."""

from datetime import date

import pytest

from qzinvest.errors import PaymentDiffers
from qzinvest.model.entry import Payment, Payments, with_payment, with_reported

APRIL, JUNE = date(2022, 4, 10), date(2022, 6, 10)
FIRST = Payment(APRIL, APRIL, 100)


def test_another_day_is_another_payment() -> None:
    both = with_payment((FIRST,), Payment(JUNE, JUNE, 300))
    assert [(p.on, p.amount) for p in both] == [(APRIL, 100), (JUNE, 300)]


def test_the_same_day_is_the_same_payment() -> None:
    assert with_payment((FIRST,), Payment(APRIL, APRIL, 200)) == (Payment(APRIL, APRIL, 200),)


def test_evidence_that_was_not_stated_is_added_and_kept() -> None:
    proven = with_payment((FIRST,), Payment(APRIL, APRIL, 100, "进账单 7"))
    assert proven == (Payment(APRIL, APRIL, 100, "进账单 7"),)
    assert with_payment(proven, Payment(APRIL, APRIL, 150))[0].evidence == "进账单 7"


def test_other_evidence_of_a_day_is_another_payment() -> None:
    one = Payment(APRIL, APRIL, 100, "进账单 7")
    both = with_payment((one,), Payment(APRIL, APRIL, 100, "进账单 8"))
    assert [(p.place, p.evidence) for p in both] == [(1, "进账单 7"), (2, "进账单 8")]


END = date(2022, 6, 30)
OF_JUNE = Payment(END, END, 300, None, "month")


@pytest.mark.parametrize(
    ("known", "told", "paid"),
    [
        ((FIRST,), (Payment(JUNE, JUNE, 300),), [100, 300]),
        ((FIRST,), (FIRST,), [100]),
        ((FIRST,), (FIRST, Payment(APRIL, APRIL, 200, None, "day", 2)), [100, 200]),
        ((Payment(JUNE, JUNE, 100),), (OF_JUNE,), [100, 200]),  # the rest of June
        ((Payment(JUNE, JUNE, 300),), (OF_JUNE,), [300]),
        ((OF_JUNE,), (Payment(JUNE, JUNE, 300),), [300]),
        ((FIRST,), (Payment(APRIL, APRIL, 0),), [100]),
    ],
)
def test_a_report_of_single_payments_adds_what_is_not_known(
    known: Payments, told: Payments, paid: list[int]
) -> None:
    found = with_reported(known, told)
    assert [p.amount for p in found] == paid
    assert with_reported(found, told) == found
    assert set(known) <= set(found)


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ((FIRST,), Payment(APRIL, APRIL, 200)),
        ((OF_JUNE,), Payment(JUNE, JUNE, 100)),
        ((Payment(JUNE, JUNE, 400),), OF_JUNE),
    ],
)
def test_another_sum_of_a_known_day_or_month_is_refused(known: Payments, told: Payment) -> None:
    with pytest.raises(PaymentDiffers):
        with_reported(known, (told,))
