"""The rules that every recorded project obeys."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import (
    BackwardsDrop,
    BackwardsMilestone,
    NoAmount,
    NoDistrict,
    Refused,
    StageBeyondStart,
)
from qzinvest.model.course import check_course, contradictions
from qzinvest.model.entry import Payment
from qzinvest.model.project import Milestone, Project, Spell
from qzinvest.model.stage import STAGES, Stage

DAY = date(2022, 3, 1)


def reached(stage: Stage, on: date, counted_on: date | None = None) -> Milestone:
    return Milestone(stage, on, counted_on or on)


def project(*milestones: Milestone, district: str | None = "d") -> Project:
    return Project("QZ", 1, "Plant", 1, milestones, district=district)


def test_id_and_stage() -> None:
    one = project(reached(Stage.LEAD, DAY), reached(Stage.FUNDED, DAY))
    assert (one.id, one.stage) == ("QZ-1", Stage.FUNDED)


@pytest.mark.parametrize(
    "sound",
    [
        project(reached(Stage.LEAD, DAY), district=None),
        project(reached(Stage.SIGNED, DAY), reached(Stage.STARTED, DAY)),
        project(reached(Stage.SIGNED, DAY, date(2023, 1, 1))),
        project(reached(Stage.SIGNED, DAY))._replace(dropped_on=DAY, drop_reason="x"),
        project(reached(Stage.LEAD, DAY), district=None)._replace(amount=0),
    ],
)
def test_sound_projects(sound: Project) -> None:
    check_course(sound)


EARLIER = DAY - timedelta(days=1)
LATE = date(2022, 9, 16)
SIGNED_LATE = reached(Stage.SIGNED, LATE)
WITHIN_A_YEAR = Milestone(
    Stage.REGISTERED, date(2022, 12, 31), date(2022, 12, 31), precision="year"
)
"""Of which the day is not known: it does not let what follows be before the signing."""
AGAIN_A_LEAD = project(reached(Stage.LEAD, date(2022, 9, 1)))._replace(
    spells=(Spell((reached(Stage.SIGNED, DAY),), date(2022, 6, 1), "x"),)
)
"""Signed, dropped, and back as a lead."""
PAID_BEFORE = AGAIN_A_LEAD._replace(
    spells=(Spell((reached(Stage.LEAD, DAY),), date(2022, 6, 1), "x"),),
    payments=(Payment(date(2022, 4, 1), date(2022, 4, 1), 5),),
)
"""A lead that was paid in before it was dropped, and is a lead again."""


@pytest.mark.parametrize(
    ("wrong", "error", "fields"),
    [
        (
            project(reached(Stage.SIGNED, DAY), reached(Stage.FUNDED, EARLIER)),
            BackwardsMilestone,
            {"stage": "funded", "on": EARLIER, "earlier": "signed", "earlier_on": str(DAY)},
        ),
        (
            project(reached(Stage.SIGNED, DAY, date(2022, 9, 1)), reached(Stage.FUNDED, DAY)),
            BackwardsMilestone,
            {"stage": "funded", "on": DAY, "earlier": "signed", "earlier_on": "2022-09-01"},
        ),
        (
            project(reached(Stage.SIGNED, DAY, EARLIER)),
            StageBeyondStart,
            {"stage": "signed", "on": DAY, "counted_on": EARLIER},
        ),
        (project(reached(Stage.SIGNED, DAY), district=None), NoDistrict, {"stage": "signed"}),
        (project(reached(Stage.FUNDED, DAY))._replace(amount=0), NoAmount, {"stage": "funded"}),
        (
            project(SIGNED_LATE, WITHIN_A_YEAR, reached(Stage.FUNDED, DAY)),
            BackwardsMilestone,
            {"stage": "funded", "on": DAY, "earlier": "signed", "earlier_on": str(LATE)},
        ),
        (
            project(SIGNED_LATE, WITHIN_A_YEAR)._replace(dropped_on=DAY),
            BackwardsDrop,
            {"on": DAY, "stage": "signed", "stage_on": str(LATE)},
        ),
        (
            project(reached(Stage.SIGNED, DAY))._replace(
                payments=(Payment(DAY, DAY, 5), Payment(LATE, LATE - timedelta(days=9), 5))
            ),
            StageBeyondStart,
            {"stage": "funded", "on": LATE, "counted_on": LATE - timedelta(days=9)},
        ),
        (AGAIN_A_LEAD._replace(district=None), NoDistrict, {"stage": "signed"}),
        (AGAIN_A_LEAD._replace(amount=0), NoAmount, {"stage": "signed"}),
        (
            PAID_BEFORE._replace(amount=0),
            NoAmount,
            {"stage": "funded"},
        ),
        (
            project(reached(Stage.LEAD, DAY))._replace(dropped_on=EARLIER),
            BackwardsDrop,
            {"on": EARLIER, "stage": "lead", "stage_on": str(DAY)},
        ),
    ],
)
def test_refused_projects(wrong: Project, error: type[Refused], fields: dict[str, object]) -> None:
    with pytest.raises(error) as refusal:
        check_course(wrong)
    assert refusal.value.fields == fields


@given(st.lists(st.tuples(st.sampled_from(STAGES), st.integers(0, 40)), min_size=1))
def test_a_course_is_sound_exactly_if_its_dates_do_not_run_back(
    steps: list[tuple[Stage, int]],
) -> None:
    days = dict(sorted(dict(steps).items()))
    one = project(*(reached(stage, DAY + timedelta(days=n)) for stage, n in days.items()))
    if list(days.values()) == sorted(days.values()):
        check_course(one)
    else:
        with pytest.raises(BackwardsMilestone):
            check_course(one)


def test_what_is_wrong_of_the_first_payment_is_told_once() -> None:
    one = project(reached(Stage.SIGNED, DAY))._replace(payments=(Payment(LATE, EARLIER, 5),))
    assert [error.fields["stage"] for error in contradictions(one)] == ["funded"]


def test_a_period_gives_way_to_what_lies_inside_it() -> None:
    check_course(project(SIGNED_LATE, WITHIN_A_YEAR, reached(Stage.FUNDED, date(2022, 10, 1))))


FUNDED_IN_MAY = Milestone(
    Stage.FUNDED, date(2022, 5, 31), date(2022, 5, 31), amount=5, precision="month"
)


@pytest.mark.parametrize("day", [date(2022, 5, 1), date(2022, 5, 10)])
def test_what_a_refusal_names_as_the_bound_is_what_would_be_taken(day: date) -> None:
    begun = project(reached(Stage.SIGNED, DAY), FUNDED_IN_MAY)
    too_soon = project(*begun.milestones, reached(Stage.STARTED, date(2022, 4, 1)))
    ended = begun._replace(dropped_on=date(2022, 4, 1), drop_reason="x")
    told = [error.fields for one in (too_soon, ended) for error in contradictions(one)]
    assert [f.get("earlier_on", f.get("stage_on")) for f in told] == ["2022-05", "2022-05"]
    check_course(project(*begun.milestones, reached(Stage.STARTED, day)))
    check_course(begun._replace(dropped_on=day, drop_reason="x"))
