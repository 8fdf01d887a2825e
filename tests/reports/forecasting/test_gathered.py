"""What a forecast gathers is what a look at all projects at once gives."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.counting import COUNTED, measure_of
from qzinvest.model.passage import passage_of
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from qzinvest.reports.forecasting.course import Watched
from qzinvest.reports.forecasting.gathered import NOTED, Gathered
from qzinvest.reports.forecasting.world import ended, known_on, world_of
from tests.ledger.samples import DAYS, lives

PLAN = shipped_plan()
SUM = PLAN.indicators[1]
PLANS = (
    PLAN,
    PLAN._replace(
        indicators=(
            SUM._replace(code="paid", stage=Stage.FUNDED),
            SUM._replace(code="talks", stage=Stage.TALKS),
            SUM._replace(code="started", stage=Stage.STARTED, minimum=10**9),
        ),
        rules=PLAN.rules._replace(expansions=False),
    ),
)


@given(
    recorded=st.lists(lives(), max_size=12), day=DAYS, plan=st.sampled_from(PLANS), data=st.data()
)
def test_it_is_what_all_projects_tell(
    recorded: list[Project], day: date, plan: Plan, data: st.DataObject
) -> None:
    passages = [passage_of(p._replace(org="QZ", number=n)) for n, p in enumerate(recorded)]
    listed = data.draw(st.permutations(passages))
    world = world_of(plan, "district", listed, day, 1)
    today = day.toordinal()
    everyone = [known for p in passages if (known := known_on(p, today)) is not None]
    assert world.number == len(everyone)
    for indicator in plan.indicators:
        measure, goal = measure_of(plan, indicator, day), indicator.stage
        told = world.gathered[goal, indicator.minimum]
        seen = [ended(p, plan) if goal >= Stage.SIGNED else p for p in everyone]
        fitting = [p for p in seen if not {"size", "expansion"} & set(measure.obstacles(p))]
        came = [p for p in fitting if p.reached(told.base) is not None]
        counted = [p for p in fitting if measure.verdict(p) == COUNTED]
        waiting = [p for p in fitting if p.dropped is None and p.reached(goal) is None]
        paid = [p for p in fitting if p.funded is not None]
        amount = sum(p.amount for p in paid)
        largest_first = sorted(counted, key=lambda p: (-p.brings(goal), p.key))
        assert [each[:3] for each in told.kept()] == [p.key for p in largest_first]
        assert [each.brings for each in told.kept()] == [p.brings(goal) for p in largest_first]
        assert sorted(each[:3] for each in told.open()) == [
            p.key for p in (() if day >= plan.end else waiting)
        ]
        assert sum(told.came.values(), Counter()) == Counter(
            (p.reached(told.base), p.was_recorded(told.base)) for p in came
        )
        assert told.first == min((p.lead or 0 for p in fitting), default=None)
        assert told.reached == any(p.reached(goal) is not None for p in fitting)
        if goal == Stage.FUNDED:
            assert told.usual * amount == sum(p.paid for p in paid)
        if told.narrows:
            watched = Watched(today)
            for p in fitting:
                watched.take(p.days, p.dropped)
            assert (told.number, told.watched.ways()) == (len(fitting), watched.ways())


def test_the_newest_arrivals_are_noted() -> None:
    measure = measure_of(PLAN, PLAN.indicators[0], PLAN.end)
    told = Gathered(measure, lambda _: None, PLAN.end.toordinal(), is_over=True)
    one = passage_of(Project("QZ", 1, "A", 1, ()))._replace(lead=1, talks=2, recorded=0)
    for day in (*range(3, NOTED + 13), 3, 4, NOTED + 12):
        p = one._replace(signed=day)
        told.take(p, p)
    last = [*range(14, NOTED + 13), NOTED + 12]
    assert sorted(told.notes) == [(day, day - 1) for day in last]
