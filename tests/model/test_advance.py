"""Moving a project on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import (
    AfterDrop,
    AlreadyDropped,
    BackwardsMilestone,
    FundedSooner,
    NoAmount,
    NoDistrict,
    PaymentUnclear,
    Refused,
)
from qzinvest.model.advance import advanced, amount_leaps, dropped, merged, settled
from qzinvest.model.entry import Payment
from qzinvest.model.passage import passages_of
from qzinvest.model.precision import last_day
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage

MARCH, APRIL, MAY = date(2022, 3, 1), date(2022, 4, 1), date(2022, 5, 1)


def reached(stage: Stage, on: date) -> Milestone:
    return Milestone(stage, on, on)


LEAD = Project("QZ", 1, "Plant", 600, (reached(Stage.LEAD, MARCH),), district="d")
GONE = LEAD._replace(dropped_on=APRIL, drop_reason="no land")


def test_advancing_adds_a_milestone_in_its_place() -> None:
    started = advanced(LEAD, reached(Stage.STARTED, MAY))
    both = advanced(started, reached(Stage.SIGNED, APRIL))
    assert [m.stage for m in both.milestones] == [Stage.LEAD, Stage.SIGNED, Stage.STARTED]


def test_advancing_to_a_known_stage_corrects_it() -> None:
    corrected = advanced(LEAD, reached(Stage.LEAD, APRIL))
    assert corrected.milestones == (reached(Stage.LEAD, APRIL),)


def test_a_correction_keeps_what_it_does_not_state() -> None:
    proven = Milestone(Stage.SIGNED, APRIL, MAY, 500, "contract 7")
    known = LEAD._replace(milestones=(proven,), signing="contract")
    other_day = advanced(known, reached(Stage.SIGNED, MARCH))
    assert other_day.milestones == (Milestone(Stage.SIGNED, MARCH, MAY, 500, "contract 7"),)
    unshifted = advanced(known, reached(Stage.SIGNED, MARCH), counted=True)
    assert unshifted.milestones == (Milestone(Stage.SIGNED, MARCH, MARCH, 500, "contract 7"),)
    amount = advanced(known, Milestone(Stage.SIGNED, APRIL, APRIL, 600))
    assert amount.milestones == (Milestone(Stage.SIGNED, APRIL, MAY, 600, "contract 7"),)


def test_signed_projects_are_taken_for_contracts_unless_said() -> None:
    signed = reached(Stage.SIGNED, APRIL)
    assert advanced(LEAD, signed).signing == "contract"
    assert advanced(LEAD._replace(signing="intent"), signed).signing == "intent"
    assert settled(LEAD).signing is None
    # Money of a life that has ended makes it a signed project of then, though it is a lead now.
    back = advanced(GONE, reached(Stage.LEAD, MAY))
    assert back.signing is None
    assert advanced(back, paid_by(MARCH, 5)).signing == "contract"


def test_money_of_a_life_that_has_ended_comes_no_sooner_than_its_stages() -> None:
    """It would count as signed from the day of the money, in months that are published."""
    back = advanced(ENDED, reached(Stage.LEAD, date(2022, 7, 1)))
    with pytest.raises(BackwardsMilestone):
        advanced(back, paid_by(date(2022, 2, 1), 5))
    assert advanced(back, paid_by(APRIL, 5)).own_payments == ()


def test_advancing_obeys_the_rules() -> None:
    with pytest.raises(BackwardsMilestone):
        advanced(LEAD, reached(Stage.SIGNED, date(2022, 2, 1)))
    with pytest.raises(NoDistrict):
        advanced(LEAD._replace(district=None), reached(Stage.SIGNED, APRIL))
    with pytest.raises(AfterDrop):
        advanced(GONE, reached(Stage.SIGNED, APRIL))


def test_what_a_lead_without_an_amount_is_signed_for_is_its_amount() -> None:
    unpriced = LEAD._replace(amount=0)
    after = advanced(unpriced, Milestone(Stage.SIGNED, APRIL, APRIL, 500))
    assert (after.amount, after.milestones[-1].amount) == (500, None)
    with pytest.raises(NoAmount):
        advanced(unpriced, reached(Stage.SIGNED, APRIL))


def test_dropping_ends_once() -> None:
    assert dropped(LEAD, APRIL, "no land") == GONE
    with pytest.raises(AlreadyDropped):
        dropped(GONE, MAY, "again")


DROP = date(2022, 5, 10)
ENDED = dropped(advanced(LEAD, reached(Stage.SIGNED, MARCH)), DROP, "x")
"""Signed in March and ended inside May."""


@pytest.mark.parametrize("told", [(date(2022, 5, 31), "month"), (date(2022, 6, 30), "quarter")])
def test_of_a_period_that_goes_on_after_a_drop_nobody_can_say_which_spell_it_is_of(
    told: tuple[date, str],
) -> None:
    """It is no correction of a known day, which would move published months."""
    again = Milestone(Stage.SIGNED, told[0], told[0], precision=told[1])
    with pytest.raises(AfterDrop):
        advanced(ENDED, again)
    with pytest.raises(AfterDrop):
        merged(ENDED, ENDED._replace(milestones=(again,), dropped_on=None))
    # That of the known day itself says nothing new, and one before the drop is a correction.
    exact = advanced(ENDED, reached(Stage.SIGNED, date(2022, 5, 3)))
    assert advanced(exact, again) == merged(exact, exact._replace(milestones=(again,))) == exact


def test_the_payments_of_a_dropped_project_can_be_corrected() -> None:
    paid = advanced(ENDED._replace(dropped_on=None), paid_by(date(2022, 4, 1), 100))
    gone = dropped(paid, DROP, "x")
    assert [p.amount for p in advanced(gone, paid_by(date(2022, 4, 1), 200)).payments] == [200]
    more = advanced(gone, paid_by(date(2022, 4, 20), 50))
    assert [(p.on, p.amount) for p in more.payments] == [
        (date(2022, 4, 1), 100),
        (date(2022, 4, 20), 50),
    ]
    with pytest.raises(AfterDrop):
        advanced(ENDED, paid_by(date(2022, 4, 20), 50))
    with pytest.raises(AfterDrop):
        advanced(gone, paid_by(date(2022, 5, 31), 50)._replace(precision="month"))
    # A list goes on telling what was paid in by its own day.
    sum_ = paid_by(date(2022, 6, 30), 100)
    assert merged(gone, gone._replace(milestones=(sum_,), payments=())) == gone


def test_money_of_the_month_of_a_drop_begins_no_spell() -> None:
    """The project comes back later in the year: on no day between has it been signed again."""
    vague = paid_by(date(2022, 5, 31), 100)._replace(precision="month")
    gone = dropped(advanced(ENDED._replace(dropped_on=None), vague), DROP, "x")
    back = advanced(gone, reached(Stage.SIGNED, date(2022, 6, 15)))
    assert [p.begins for p in passages_of(back)] == [0, date(2022, 6, 15).toordinal()]
    assert [p.paid for p in passages_of(back)] == [100, 0]
    assert back.stage == Stage.SIGNED
    # Back before it counts, the money is the new spell's.
    sooner = advanced(gone, reached(Stage.SIGNED, date(2022, 5, 20)))
    assert [p.paid for p in passages_of(sooner)] == [0, 100]
    assert (sooner.stage, sooner.own_payments) == (Stage.FUNDED, sooner.payments)


def paid_by(on: date, amount: int) -> Milestone:
    return Milestone(Stage.FUNDED, on, on, amount)


def test_merging_keeps_what_a_report_leaves_blank() -> None:
    known = advanced(LEAD._replace(investor="Acme", note="old"), reached(Stage.SIGNED, APRIL))
    report = Project("", 0, "Plant 2", 700, (reached(Stage.FUNDED, MAY),), note="new", code="E-1")
    after = merged(known, report)
    assert (after.name, after.amount, after.investor, after.note) == ("Plant 2", 700, "Acme", "new")
    assert [m.stage for m in after.milestones] == [Stage.LEAD, Stage.SIGNED, Stage.FUNDED]
    assert (after.id, after.code) == ("QZ-1", None)


def test_merging_keeps_a_milestones_details_and_the_shift_of_its_counting_date() -> None:
    detailed = Milestone(Stage.SIGNED, APRIL, MAY, 500, "contract 7")
    known = LEAD._replace(milestones=(detailed,))
    same_day = merged(known, known._replace(milestones=(reached(Stage.SIGNED, APRIL),)))
    assert same_day.milestones == (detailed,)
    other_day = merged(known, known._replace(milestones=(reached(Stage.SIGNED, MARCH),)))
    assert other_day.milestones == (Milestone(Stage.SIGNED, MARCH, MAY, 500, "contract 7"),)


def test_merging_moves_a_dropped_project_no_further() -> None:
    assert merged(GONE, LEAD._replace(name="New name")).name == "New name"
    with pytest.raises(AfterDrop):
        merged(GONE, LEAD._replace(milestones=(reached(Stage.SIGNED, MARCH),)))


def test_merging_twice_changes_nothing_more() -> None:
    report = LEAD._replace(milestones=(reached(Stage.SIGNED, APRIL),), note="seen")
    once = merged(LEAD, report)
    assert merged(once, report) == once


def paid_in(*payments: tuple[date, int]) -> Project:
    """A project with these payments."""
    told = tuple(Payment(on, on, amount) for on, amount in payments)
    return settled(LEAD._replace(payments=told))


def told(on: date, amount: int | None, precision: str = "day") -> Project:
    """A report of money that was paid in by a day."""
    funded = Milestone(Stage.FUNDED, on, on, amount, precision=precision)
    return Project("", 0, "Plant", 0, (funded,))


@pytest.mark.parametrize(
    ("reported", "payments"),
    [
        (told(MAY, 100), [(APRIL, 100)]),  # nothing more came in by May
        (told(APRIL, 100), [(APRIL, 100)]),
        (told(MAY, 300), [(APRIL, 100), (MAY, 200)]),
        (told(date(2022, 4, 30), 100, "month"), [(APRIL, 100)]),
        (told(date(2022, 3, 20), None), [(APRIL, 100)]),  # an earlier day, of no sum
        (told(APRIL, None), [(APRIL, 100)]),
    ],
)
def test_a_sum_told_later_records_the_difference_and_moves_nothing(
    reported: Project, payments: list[tuple[date, int]]
) -> None:
    after = merged(paid_in((APRIL, 100)), reported)
    assert [(p.on, p.amount) for p in after.payments] == payments


@pytest.mark.parametrize(
    "reported",
    [told(APRIL, 300), told(APRIL, 50), told(MAY, 50), told(MARCH, 100), told(MARCH, 300)],
)
def test_a_sum_whose_difference_has_no_day_is_unclear(reported: Project) -> None:
    with pytest.raises(PaymentUnclear):
        merged(paid_in((APRIL, 100)), reported)


def test_a_day_alone_moves_no_payment() -> None:
    with pytest.raises(FundedSooner):
        merged(paid_in((APRIL, 100)), told(MAY, None))
    both = paid_in((APRIL, 100), (MAY, 200))
    assert merged(both, told(MAY, None)) == both


def test_a_day_told_better_stays_in_its_period() -> None:
    end = date(2022, 4, 30)
    vague = LEAD._replace(payments=(Payment(end, end, 100, None, "month"),))
    assert merged(vague, told(APRIL, 100)).payments == (Payment(APRIL, APRIL, 100),)


def test_leaps_are_looked_for_among_payments_too() -> None:
    first = paid_in((APRIL, 100))
    assert amount_leaps(first, paid_in((APRIL, 100), (MAY, 1))) == []
    assert amount_leaps(first, paid_in((APRIL, 100_000))) == [(100, 100_000, 1000)]
    assert amount_leaps(first, paid_in((APRIL, 100), (MAY, 600_000))) == [(600, 600_000, 1000)]


DAYS = st.dates(date(2022, 4, 1), date(2022, 6, 30))
SUMS = st.integers(1, 4).map(lambda n: 100 * n)


@st.composite
def money_reports(draw: st.DrawFn) -> Project:
    """What a file can say of money: a payment of a day or month, a sum, a day, or several."""
    payments: list[Payment] = []
    for on in draw(st.lists(DAYS, max_size=2)):
        precision = draw(st.sampled_from(("day", "day", "month")))
        last = last_day(on, precision)
        place = 1 + len([p for p in payments if p.on == last])
        payments.append(Payment(last, last, draw(SUMS), None, precision, place))
    funded = draw(st.none() | st.builds(told, DAYS, st.none() | SUMS))
    own = () if funded is None else funded.milestones
    return Project("", 0, "Plant", 0, own, payments=tuple(payments))


@given(st.lists(st.tuples(DAYS, SUMS), max_size=3, unique_by=lambda p: p[0]), money_reports())
def test_no_report_moves_or_loses_known_money(
    known: list[tuple[date, int]], reported: Project
) -> None:
    before = paid_in(*sorted(known))
    try:
        after = merged(before, reported)
    except Refused:
        return
    assert {(p.counted_on, p.amount) for p in before.payments} <= {
        (p.counted_on, p.amount) for p in after.payments
    }
    assert merged(after, reported) == after
    assert len({(p.on, p.place) for p in after.payments}) == len(after.payments)
    said = [m.amount for m in reported.milestones if m.amount is not None]
    on = max((m.on for m in reported.milestones), default=date.min)
    until = sum(p.amount for p in after.payments if p.on <= on)
    assert said in ([], [until], [sum(p.amount for p in after.payments)])
