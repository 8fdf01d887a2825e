"""What is due, by the shipped plan's days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.counting import Count
from qzinvest.model.due import LEVELS, Due, from_level
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.plan import Plan, Shares
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.reports.due import due, due_by, gaps_of
from qzinvest.reports.forecasting.cells import outcomes
from qzinvest.reports.forecasting.world import world_of
from qzinvest.reports.subjects import Question
from tests.ledger.samples import DAYS, JINJIANG, projects
from tools.counted import counts_of
from tools.told import facts_of

PLAN = shipped_plan()
AS_OF = date(2022, 8, 17)
SHARES = {
    ("district", JINJIANG, "signed_projects"): 10,
    ("district", JINJIANG, "signed_investment"): 100 * 10**8,
    ("district", JINJIANG, "landed_projects"): 4,
}


def waiting(stage: Stage, days: int, number: int = 1, **fields: Any) -> Passage:  # noqa: ANN401 - any field
    """A contract of 20亿 in 晋江 that reached ``stage`` so many days ago and nothing since."""
    on = AS_OF - timedelta(days)
    base = Project("QZ", number, "P", 2 * 10**9, (Milestone(stage, on, on),), district=JINJIANG)
    return passage_of(base._replace(signing="contract")._replace(**fields))


def found_in(  # noqa: PLR0913, PLR0917 - a report's facts, plan and question
    plan: Plan,
    shares: Shares,
    counts: Iterable[Count],
    passages: Iterable[Passage],
    question: Question,
    usual: Mapping[str, Fraction | None] = MappingProxyType({}),
) -> Sequence[Due]:
    return due(gaps_of(plan, shares, counts, question, usual), passages)


def listed(*passages: Passage, **selection: Any) -> Sequence[Due]:  # noqa: ANN401 - any field
    counts = counts_of(passages, PLAN, "district", AS_OF)
    return found_in(PLAN, SHARES, counts, passages, Question("district", AS_OF, **selection))


@pytest.mark.parametrize(
    ("stage", "days", "level"),
    [
        (Stage.LEAD, 29, None),
        (Stage.LEAD, 30, "yellow"),
        (Stage.LEAD, 59, "yellow"),
        (Stage.LEAD, 60, "red"),
        (Stage.LEAD, 180, "remove"),
        (Stage.TALKS, 120, "red"),
        (Stage.SIGNED, 30, "yellow"),
        (Stage.REGISTERED, 121, "red"),
        (Stage.REGISTERED, 200, "red"),  # the plan removes nothing that is registered
        (Stage.FUNDED, 89, None),
        (Stage.STARTED, 200, None),
        (Stage.PRODUCING, 200, None),
    ],
)
def test_levels(stage: Stage, days: int, level: str | None) -> None:
    found = due_by(PLAN, waiting(stage, days), AS_OF.toordinal())
    assert (None if found is None else found.level) == level
    if found is not None:
        assert (found.stage, found.days, found.rule.after) == (stage, days, stage)


def test_what_is_dropped_is_not_due_and_what_comes_later_does_not_help() -> None:
    day = AS_OF.toordinal()
    gone = waiting(Stage.SIGNED, 90)._replace(dropped=day)
    assert due_by(PLAN, gone, day) is None
    assert due_by(PLAN, gone._replace(dropped=day + 1), day) is not None
    later = waiting(Stage.SIGNED, 90)._replace(registered=day + 1)
    assert due_by(PLAN, later, day) is not None
    assert due_by(PLAN, later, day + 1) is None


def test_an_intent_waits_for_a_signing_that_counts() -> None:
    found = due_by(PLAN, waiting(Stage.SIGNED, 70, signing="intent"), AS_OF.toordinal())
    assert found is not None
    assert (found.rule.code, found.level, found.days) == ("talks", "yellow", 70)


def test_gain_is_of_the_indicator_that_is_furthest_behind() -> None:
    counted = waiting(Stage.STARTED, 1)  # one of 10 projects, 20 of 100亿, one of 4 landed
    lead = waiting(Stage.LEAD, 40, 2)
    signed = waiting(Stage.SIGNED, 40, 3)  # two of 10 projects and 40 of 100亿 by now
    found = {each.passage.number: each.gain for each in listed(counted, lead, signed)}
    assert found[2] == ("signed_projects", Fraction(10))
    assert found[3] == ("landed_projects", Fraction(25))
    small = waiting(Stage.SIGNED, 40, 4, amount=2 * 10**9 - 1)
    assert [each.gain for each in listed(small)] == [None]
    only = listed(counted, lead, indicator="signed_investment")
    assert [each.gain for each in only] == [("signed_investment", Fraction(20))]


def test_gain_is_never_more_than_the_unit_lacks() -> None:
    lead = waiting(Stage.LEAD, 40, 2, amount=300 * 10**8)
    [found] = listed(lead, indicator="signed_investment")
    assert found.gain == ("signed_investment", Fraction(100))
    done = [waiting(Stage.STARTED, 1, n) for n in range(10, 20)]
    [found] = listed(*done, lead)
    assert found.gain is not None
    assert found.gain.points == 0


def test_what_a_later_milestone_is_recorded_with_is_not_known_on_the_day() -> None:
    signed = AS_OF + timedelta(30)
    course = (
        Milestone(Stage.TALKS, AS_OF - timedelta(90), AS_OF - timedelta(90)),
        Milestone(Stage.SIGNED, signed, signed, amount=5 * 10**9),
    )
    later = waiting(Stage.TALKS, 90, milestones=course)
    (found,) = listed(later, indicator="signed_investment")
    assert found.gain == ("signed_investment", Fraction(20))


def test_what_would_not_count_after_its_next_step_brings_nothing() -> None:
    plan = PLAN._replace(indicators=tuple(i._replace(stage=Stage.FUNDED) for i in PLAN.indicators))
    for signing, gains in (("contract", 1), ("intent", 0)):
        waits = waiting(Stage.REGISTERED, 70, signing=signing)
        [found] = found_in(plan, SHARES, (), [waits], Question("district", AS_OF))
        assert (found.gain is not None) == gains
    for day in (PLAN.start - timedelta(1), PLAN.end + timedelta(1)):
        waits = waiting(Stage.LEAD, (AS_OF - day).days + 40)
        [found] = found_in(PLAN, SHARES, (), [waits], Question("district", day))
        assert found.gain is None


@pytest.mark.parametrize("last", [Stage.REGISTERED, Stage.FUNDED, Stage.PRODUCING])
def test_an_intent_that_went_on_waits_for_its_contract(last: Stage) -> None:
    days = {Stage.SIGNED: 130, last: 20}
    course = tuple(
        Milestone(s, AS_OF - timedelta(n), AS_OF - timedelta(n)) for s, n in days.items()
    )
    [found] = listed(waiting(Stage.LEAD, 1, milestones=course, signing="intent"))
    assert (found.rule.until, found.level, found.days) == (Stage.SIGNED, "red", 130)
    # With a contract it would be one of 10 signed and one of 4 landed: that is as far behind.
    assert found.gain == ("signed_projects", Fraction(10))
    behind = [waiting(Stage.SIGNED, 5, 2)]
    found = next(each for each in listed(*behind, found.passage) if each.days == 130)
    assert found.gain == ("landed_projects", Fraction(25))


def test_an_intent_that_was_signed_before_the_year_brings_only_what_came_in_it() -> None:
    signed, landed = PLAN.start - timedelta(30), PLAN.start + timedelta(30)
    course = (
        Milestone(Stage.SIGNED, signed, signed),
        Milestone(Stage.REGISTERED, landed, landed),
    )
    [found] = listed(waiting(Stage.LEAD, 1, milestones=course, signing="intent"))
    assert found.gain == ("landed_projects", Fraction(25))
    small = waiting(Stage.LEAD, 1, milestones=course, signing="intent", amount=10**9)
    assert [each.gain for each in listed(small)] == [None]


def test_an_intent_that_went_on_gains_nothing_where_it_counts_already() -> None:
    """Its kind of signing does not matter for talks; the line has none of 4 of these so far."""
    talks = PLAN.indicators[0]._replace(code="talks", stage=Stage.TALKS)
    plan = PLAN._replace(indicators=(talks, *PLAN.indicators))
    shares = {**SHARES, ("district", JINJIANG, "talks"): 4}
    went_on = waiting(Stage.REGISTERED, 70, signing="intent")
    [found] = found_in(plan, shares, (), [went_on], Question("district", AS_OF))
    assert found.gain == ("signed_projects", Fraction(10))


def test_an_intent_that_was_funded_without_a_sum_gains_nothing_in_money() -> None:
    [found] = found_in(
        PAID_IN, PAID_SHARES, (), [paying(70, 1, None, signing="intent")], QUESTION, USUAL
    )
    assert found.gain is None


PAID_IN = PLAN._replace(
    indicators=(PLAN.indicators[1]._replace(code="paid_in", stage=Stage.FUNDED),)
)
PAID_SHARES = {("district", JINJIANG, "paid_in"): 10**10}


QUESTION = Question("district", AS_OF)
USUAL = {"paid_in": Fraction(1, 10)}


def paying(days: int, number: int, paid: int | None, **fields: Any) -> Passage:  # noqa: ANN401 - any field
    """A contract of 20亿 of which so many yuan were paid in so many days ago."""
    on = AS_OF - timedelta(days)
    return waiting(
        Stage.LEAD, 1, number, milestones=(Milestone(Stage.FUNDED, on, on, paid),), **fields
    )


def test_money_to_be_paid_in_is_taken_at_its_usual_part() -> None:
    # 6亿 of 40亿 were paid in: a project of 20亿 that waits would pay 3亿, which is 3 % of 100亿.
    paid = [paying(1, 1, 5 * 10**8), paying(1, 2, 10**8)]
    other = paying(1, 3, 2 * 10**9, signing="intent")  # its money would not count
    later = paying(-1, 4, 2 * 10**9)  # paid in only tomorrow
    waits = waiting(Stage.REGISTERED, 70, 5)
    everyone = [*paid, other, later, waits]
    counts = counts_of(everyone, PAID_IN, "district", AS_OF)
    found = found_in(
        PAID_IN,
        PAID_SHARES,
        counts,
        [waits],
        Question("district", AS_OF),
        {"paid_in": Fraction(6, 40)},
    )
    assert [each.gain for each in found] == [("paid_in", Fraction(3))]
    nobody = found_in(
        PAID_IN, PAID_SHARES, (), [waits], Question("district", AS_OF), {"paid_in": None}
    )
    assert [each.gain for each in nobody] == [None]


def test_a_forecast_takes_the_same_usual_part() -> None:
    paid, waits = paying(1, 1, 5 * 10**8), waiting(Stage.REGISTERED, 70, 5)
    world = world_of(PAID_IN, "district", facts_of([paid, waits], PAID_IN, AS_OF), AS_OF, 1)
    opened = outcomes(world, PAID_IN.indicators)["paid_in"].open.values()
    [lever] = chain(*(each.named for each in opened))
    assert lever.brings == 5 * 10**8  # a quarter of 20亿
    [found] = found_in(
        PAID_IN, PAID_SHARES, (), [waits], Question("district", AS_OF), {"paid_in": Fraction(1, 4)}
    )
    assert found.gain == ("paid_in", Fraction(lever.brings, 10**8))


@pytest.mark.parametrize(
    ("by", "gain"), [("district", Fraction(10)), ("area", Fraction(5)), ("tier", Fraction(10, 3))]
)
def test_gaps_of_tiers_and_areas_are_those_of_their_units(by: str, gain: Fraction) -> None:
    lead = waiting(Stage.LEAD, 40)
    first = [u.code for u in PLAN.units_of("district") if u.tier == 1]
    unit = {"district": [JINJIANG], "area": [JINJIANG, "350505"], "tier": first}
    shares = {("district", code, "signed_projects"): 10 for code in unit[by]}
    plan = PLAN._replace(indicators=PLAN.indicators[:1])
    [found] = found_in(plan, shares, (), [lead], Question(by, AS_OF))
    assert found.gain == ("signed_projects", gain)


def test_the_order_is_by_gain_then_level_then_days_then_id() -> None:
    found = listed(
        waiting(Stage.FUNDED, 90, 1),
        waiting(Stage.REGISTERED, 70, 2),
        waiting(Stage.REGISTERED, 130, 3),
        waiting(Stage.LEAD, 40, 4),
        waiting(Stage.REGISTERED, 70, 5),
        waiting(Stage.SIGNED, 40, 6),
    )
    assert [each.passage.number for each in found] == [4, 6, 3, 1, 2, 5]


def test_levels_and_tiers_are_chosen() -> None:
    several = [waiting(Stage.LEAD, days, days) for days in (40, 70, 190)]
    assert [each.level for each in listed(*several)] == ["remove", "red", "yellow"]
    assert [from_level(level) for level in ("red", "remove")] == [("red", "remove"), ("remove",)]
    assert len(listed(*several, tier=1)) == 3
    assert listed(*several, tier=2) == ()


@given(st.lists(projects(), max_size=8), DAYS)
def test_whoever_is_due_waits(recorded: list[Project], day: date) -> None:
    for number, project in enumerate(recorded, 1):
        passage = passage_of(project._replace(org="QZ", number=number))
        found = due_by(PLAN, passage, day.toordinal())
        if found is None:
            continue
        assert found.level in LEVELS
        assert found.days == day.toordinal() - found.since >= found.rule.yellow
        end = passage.reached(found.rule.until)
        counts = passage.signing in PLAN.rules.signings
        assert end is None or end > day.toordinal() or not counts
