"""Which marks count on a day."""

from datetime import date

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.evaluation import Evaluation, highest_mark, marks_on
from qzinvest.model.plan import Names, ScoreLine

PLAN = shipped_plan()


def given(
    unit: str, on: str, score: int, kind: str = "district", item: str = "looks"
) -> Evaluation:
    return Evaluation(kind, unit, item, date.fromisoformat(on), score)


def test_the_newest_mark_of_the_period_counts() -> None:
    marks = [
        given("a", "2022-05-01", 8000),
        given("a", "2022-03-01", 7000),
        given("a", "2022-07-01", 9000),
        given("b", "2021-12-31", 6000),
        given("a", "2022-03-01", 100, item="other"),
        given("a", "2022-05-01", 1, kind="department"),
    ]
    assert marks_on(marks, "district", PLAN, date(2022, 6, 30)) == {
        ("a", "looks"): 8000,
        ("a", "other"): 100,
    }
    assert marks_on(marks, "district", PLAN, date(2022, 7, 1))["a", "looks"] == 9000
    assert marks_on(marks, "district", PLAN, date(2022, 2, 28)) == {}


def test_a_mark_of_the_next_year_is_not_this_plans() -> None:
    marks = [given("a", "2022-12-31", 8000), given("a", "2023-01-01", 9000)]
    assert marks_on(marks, "district", PLAN, date(2023, 2, 1)) == {("a", "looks"): 8000}


def test_of_two_marks_of_one_day_the_later_recorded_one_counts() -> None:
    marks = [given("a", "2022-05-01", 8000), given("a", "2022-05-01", 7000)]
    assert marks_on(marks, "district", PLAN, date(2022, 6, 30)) == {("a", "looks"): 7000}


def test_a_unit_keeps_its_own_marks_and_takes_those_that_it_has_not() -> None:
    unit = PLAN.units[0]
    plan = PLAN._replace(units=(unit._replace(takes=("a", "b")), *PLAN.units[1:]))
    marks = [
        given(unit.code, "2022-03-01", 8000),
        given("a", "2022-05-01", 7000),
        given("a", "2022-05-01", 100, item="other"),
        given("b", "2022-04-01", 200, item="other"),
    ]
    assert marks_on(marks, "district", plan, date(2022, 6, 30)) == {
        (unit.code, "looks"): 8000,
        (unit.code, "other"): 100,
    }


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_units_that_one_takes_the_first_named_has_the_mark_of_one_day(
    turned: bool,  # noqa: FBT001 - a case
) -> None:
    unit = PLAN.units[0]
    plan = PLAN._replace(units=(unit._replace(takes=("a", "b")), *PLAN.units[1:]))
    marks = [given("a", "2022-05-01", 7000), given("b", "2022-05-01", 100)]
    marks += [given("a", "2022-04-01", 1), given("b", "2022-04-01", 2)]
    found = marks_on(marks[::-1] if turned else marks, "district", plan, date(2022, 6, 30))
    assert found == {(unit.code, "looks"): 7000}


@pytest.mark.parametrize(
    ("form", "goal", "cap", "most"),
    [("proportion", 10_000, 1000, 10_000), ("proportion", 500, 1200, 600), ("rank", 0, 9, 100_000)],
)
def test_highest_mark(form: str, goal: int, cap: int, most: int) -> None:
    n = Names("n", "n", "n")
    line = ScoreLine("l", n, "weighted", "evaluation", "", form, 1000, goal, 0, cap, 0)
    assert highest_mark(line) == most
