"""How open projects go on, estimated from those before them."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest

from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from qzinvest.reports.forecasting.course import (
    Course,
    Stays,
    Watched,
    Ways,
    course_of,
    steps_of,
)

TODAY = date(2022, 6, 30)


def went(
    began: int, wait: int | None, stage: Stage = Stage.SIGNED, dropped: int | None = None
) -> Passage:
    """A lead of ``began`` days ago that came to ``stage`` after ``wait`` days, or is still open."""
    on = TODAY - timedelta(days=began)
    course = [Milestone(Stage.LEAD, on, on)]
    if wait is not None:
        later = on + timedelta(days=wait)
        course.append(Milestone(stage, later, later))
    ended = None if dropped is None else on + timedelta(days=dropped)
    return passage_of(Project("T", 1, "", 10, tuple(course), dropped_on=ended, drop_reason="x"))


def ways_of(some: Sequence[Passage], wider: Ways | None = None) -> Ways:
    watched = Watched(TODAY.toordinal())
    for passage in some:
        watched.take(passage.days, passage.dropped)
    return watched.ways(wider)


def course(some: Sequence[Passage], goal: Stage = Stage.SIGNED, horizon: int = 184) -> Course:
    stays = Stays(TODAY.toordinal())
    for passage in some:
        if (day := passage.reached(goal)) is not None:
            stays.take(day, None, passage.dropped)
    return course_of(ways_of(some), goal, stays.gone(), horizon)


def test_steps_are_about_weeks() -> None:
    assert [steps_of(days) for days in (0, 1, 7, 8, 184)] == [0, 1, 1, 2, 27]


def test_chances_follow_what_was_seen() -> None:
    # All are signed after 50 to 70 days, so nearly all will be within three months.
    quick = [went(300 - n, 50 + n % 20) for n in range(150)]
    found = course(quick)
    assert found.reaching(Stage.LEAD, 0, steps_of(90)) > 0.75
    assert found.reaching(Stage.LEAD, 0, steps_of(21)) < 0.25
    # Half of them never are: those that are old and still open hardly will be.
    half = [went(300 - n, 30 if n % 2 else None) for n in range(150)]
    found = course(half)
    assert 0.3 < found.reaching(Stage.LEAD, 0, steps_of(90)) < 0.7
    assert found.reaching(Stage.LEAD, 120, steps_of(90)) < 0.15


def test_open_projects_count_for_the_days_they_were_seen() -> None:
    done = [went(200, 40) for _ in range(30)]
    waiting = [went(200, None) for _ in range(70)]
    alone = ways_of(done).onward[Stage.LEAD]
    both = ways_of(done + waiting).onward[Stage.LEAD]
    assert both[3] < alone[3]


def test_dropped_projects_do_not_go_on() -> None:
    kept = [went(200, 60) for _ in range(50)]
    gone = [went(200, None, dropped=20) for _ in range(50)]
    for some, bound in ((kept, 0.95), (kept + gone, 0.75)):
        found = course(some)
        assert found.reaching(Stage.LEAD, 0, 27) < bound
    ways = ways_of(kept + gone)
    assert ways.dropped[Stage.LEAD][2] > ways_of(kept).dropped[Stage.LEAD][2]


def test_chances_grow_with_time_and_fall_with_distance() -> None:
    some = [went(300 - n, 20 + n % 40, Stage.REGISTERED) for n in range(100)]
    found = course(some, Stage.PRODUCING, 184)
    for stage in (Stage.LEAD, Stage.SIGNED, Stage.STARTED):
        chances = found.arriving[stage]
        assert all(0 <= a <= b <= 1 for a, b in pairwise(chances))
    last = [found.arriving[stage][-1] for stage in (Stage.LEAD, Stage.SIGNED, Stage.STARTED)]
    assert last == sorted(last)


def test_stages_passed_on_the_same_day_are_passed_at_once() -> None:
    some = [went(300 - n, 20 + n % 40, Stage.REGISTERED) for n in range(100)]
    ways = ways_of(some)
    assert ways.at_once[Stage.SIGNED] > 0.95
    assert ways.at_once[Stage.LEAD] == 0


def test_a_project_that_went_on_is_seen_until_it_is_dropped() -> None:
    went_on = [went(200, 20, Stage.TALKS) for _ in range(40)]
    stays = course(went_on, Stage.LEAD).staying(0, 27)
    lost = [p._replace(dropped=(p.lead or 0) + 60) for p in went_on[:20]]
    assert course([*went_on[20:], *lost], Stage.LEAD).staying(0, 27) < 0.75 < stays


def test_nothing_seen_is_no_failure() -> None:
    found = course(())
    assert 0 < found.reaching(Stage.LEAD, 30, 27) < 1
    assert 0.9 < found.staying(0, 27) < 1
    over = course((), Stage.SIGNED, 0)
    assert over.reaching(Stage.LEAD, 30, 0) == 0
    assert over.staying(30, 0) == 1


def test_a_few_lean_on_the_many() -> None:
    many = ways_of([went(300 - n, 40) for n in range(100)])
    few = ways_of([went(200, 41)], many)
    alone = ways_of([went(200, 41)])
    assert few.onward[Stage.LEAD][3] == pytest.approx(many.onward[Stage.LEAD][3], rel=0.5)
    assert alone.onward[Stage.LEAD][3] < few.onward[Stage.LEAD][3]
