"""Payments are known by their day, and by their evidence where a day has several."""

from datetime import date

from qzinvest.model.entry import Payment, paid_between, with_payment

APRIL, JUNE = date(2022, 4, 10), date(2022, 6, 10)
FIRST = Payment(APRIL, APRIL, 100)


def test_another_day_is_another_payment() -> None:
    both = with_payment((FIRST,), Payment(JUNE, JUNE, 300))
    assert [(p.on, p.amount) for p in both] == [(APRIL, 100), (JUNE, 300)]
    assert paid_between(both, 0, date(2022, 5, 31).toordinal()) == 100
    assert paid_between(both, date(2022, 5, 1).toordinal(), JUNE.toordinal()) == 300


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
