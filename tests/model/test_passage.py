"""What reports of a day count of a project: where it was, which life it is in, what was decided."""

from datetime import date

import pytest

from qzinvest.model.advance import advanced, dropped, moved
from qzinvest.model.course import check_course
from qzinvest.model.entry import Payment
from qzinvest.model.passage import ALWAYS, NEVER, Passage, passages_of
from qzinvest.model.project import Milestone, Project, Spell, begins_of
from qzinvest.model.ruling import NONE
from qzinvest.model.stage import Stage

JULY, AUGUST = date(2022, 7, 1), date(2022, 8, 1)


def project(number: int = 1, **fields: object) -> Project:
    signed = Milestone(Stage.SIGNED, date(2022, 3, 15), date(2022, 3, 15))
    base = Project("QZ", number, "甲", 500, (signed,), signing="contract", district="350582")
    return base._replace(**fields)  # type: ignore[arg-type]  # any field of a project


def on(day: date, found: list[Passage]) -> list[Passage]:
    return [p for p in found if p.valid_from <= day.toordinal() < p.valid_to]


def test_a_project_that_moved_is_where_it_was_on_the_day() -> None:
    found = list(passages_of(moved(project(), "district", "350583", JULY)))
    assert [p.district for p in on(date(2022, 6, 30), found)] == ["350582"]
    assert [p.district for p in on(JULY, found)] == ["350583"]
    assert [(p.valid_from, p.valid_to) for p in found] == [
        (ALWAYS, JULY.toordinal()),
        (JULY.toordinal(), NEVER),
    ]


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([("350583", JULY), ("350521", AUGUST)], ["350582", "350583", "350521"]),
        ([("350583", AUGUST), ("350521", JULY)], ["350582", "350521", "350583"]),
        ([("350583", JULY), ("350582", JULY)], ["350582", "350582", "350582"]),
        ([("350583", JULY), ("350521", None)], ["350521", "350521", "350521"]),
    ],
    ids=["twice", "earlier", "back", "always"],
)
def test_a_move_holds_from_its_day_on(
    moves: list[tuple[str, date | None]], expected: list[str]
) -> None:
    one = project()
    for unit, since in moves:
        one = moved(one, "district", unit, since)
    found = list(passages_of(one))
    days = (date(2022, 6, 30), JULY, AUGUST)
    assert [on(day, found)[0].district for day in days] == expected


def test_a_project_that_came_back_has_two_spells() -> None:
    ended = dropped(project(), date(2022, 4, 30), "解约")
    back = advanced(ended, Milestone(Stage.SIGNED, AUGUST, AUGUST))
    first, second = passages_of(back)
    assert (first.signed, first.dropped) == (
        date(2022, 3, 15).toordinal(),
        date(2022, 4, 30).toordinal(),
    )
    assert (second.signed, second.dropped, second.begins) == (
        AUGUST.toordinal(),
        None,
        AUGUST.toordinal(),
    )


def test_payments_belong_to_the_spell_in_which_they_came() -> None:
    march, august = date(2022, 3, 20), date(2022, 8, 20)
    paid = project(payments=(Payment(march, march, 7),))
    back = advanced(
        dropped(paid, date(2022, 4, 30), "解约"), Milestone(Stage.SIGNED, AUGUST, AUGUST)
    )
    again = advanced(back, Milestone(Stage.FUNDED, august, august, 9))
    assert [p.payments for p in passages_of(again)] == [
        ((march.toordinal(), 7),),
        ((august.toordinal(), 9),),
    ]


def test_a_linked_set_counts_once_where_the_set_says() -> None:
    first = project(district=None, department=None)
    second = project(2, department="fgw", rulings=NONE.decided("same_as", "QZ-1", JULY))
    assert [(p.district, p.department) for p in on(AUGUST, list(passages_of(first, [second])))] == [
        ("350582", "fgw")
    ]
    assert [p.district for p in on(date(2022, 6, 30), list(passages_of(first, [second])))] == [None]
    assert on(AUGUST, list(passages_of(second))) == []
    assert len(on(date(2022, 6, 30), list(passages_of(second)))) == 1


def test_rulings_hold_from_their_day_on() -> None:
    left_out = project(rulings=NONE.decided("excluded", "重复", JULY))
    assert len(on(date(2022, 6, 30), list(passages_of(left_out)))) == 1
    assert on(JULY, list(passages_of(left_out))) == []
    shared = project(rulings=NONE.shared("district", [("district", "350521", 10_000)], JULY))
    found = list(passages_of(shared))
    assert on(date(2022, 6, 30), found)[0].credit == ()
    assert on(JULY, found)[0].credit == (("district", "350521", 10_000),)
    spared = project(rulings=NONE.decided("spared", "不可抗力"))
    assert [p.spared for p in passages_of(spared)] == ["不可抗力"]


def test_a_spell_begins_with_the_first_that_came_after_the_drop() -> None:
    """Money that came in before the milestone that is told belongs to the new spell."""
    again = Milestone(Stage.STARTED, JULY, JULY)
    ended = Spell(project().milestones, date(2022, 5, 1), "x")
    june, late = (
        Payment(date(2022, 6, 1), date(2022, 6, 1), 7),
        Payment(date(2022, 4, 1), AUGUST, 5),
    )
    one = project(milestones=(again,), spells=(ended,), payments=(june, late))
    first, second = passages_of(one)
    assert (first.payments, first.funded) == ((), None)
    assert second.begins == date(2022, 6, 1).toordinal()
    assert [amount for _, amount in second.payments] == [7, 5]
    assert second.funded == second.begins
    assert [m.stage for m in one.course] == [Stage.FUNDED, Stage.STARTED]
    assert one.course[0].amount == 12  # what came in before the drop counts since then, too
    check_course(one)
    late_alone = one._replace(payments=(late,), milestones=(again._replace(stage=Stage.SIGNED),))
    check_course(late_alone)
    assert late_alone.stage == Stage.FUNDED


def test_no_spell_begins_on_the_day_of_the_next_one() -> None:
    """What counts from later than its drop lets a spell begin before the one that follows."""
    again = Milestone(Stage.SIGNED, date(2022, 6, 1), JULY)
    ended = Spell(project().milestones, date(2022, 5, 1), "x")
    short = Spell((again,), date(2022, 6, 10), "x")
    last = Milestone(Stage.SIGNED, JULY, JULY)
    paid = Payment(JULY, JULY, 7)
    one = project(milestones=(last,), spells=(ended, short), payments=(paid,))
    assert [(p.begins, p.paid) for p in passages_of(one)] == [
        (ALWAYS, 0),
        (JULY.toordinal() - 1, 0),
        (JULY.toordinal(), 7),
    ]
    assert begins_of(one._replace(milestones=())) == [date(2022, 6, 30), JULY]
