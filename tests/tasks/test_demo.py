"""Invented marks: every unit, every quarter, none that could not be given."""

from collections import Counter
from datetime import date

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.tasks.demo import fictional_marks


def test_every_unit_has_a_mark_at_each_quarters_end() -> None:
    plan = shipped_plan()
    marks = list(fictional_marks(plan))
    ends = [date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31)]
    assert Counter(mark.on for mark in marks) == dict.fromkeys(ends, len(plan.units))
    assert {(mark.kind, mark.unit) for mark in marks} == {(u.kind, u.code) for u in plan.units}
    assert all(70_00 <= mark.score <= 100_00 and mark.score % 50 == 0 for mark in marks)
    assert marks == list(fictional_marks(plan))
    assert marks != list(fictional_marks(plan, 7))


def test_a_plan_without_items_has_no_marks() -> None:
    plan = shipped_plan()._replace(scorecard=(), start=date(2022, 2, 1), end=date(2022, 5, 31))
    assert list(fictional_marks(plan)) == []
    short = plan._replace(scorecard=shipped_plan().scorecard)
    assert {mark.on for mark in fictional_marks(short)} == {date(2022, 3, 31)}
