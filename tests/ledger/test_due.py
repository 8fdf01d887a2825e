"""What is due by the database, held against the rules in plain Python."""

from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.connection import connect
from qzinvest.ledger.due import levels, usual_parts, waiting
from qzinvest.ledger.passages import Scope, passages
from qzinvest.ledger.record import Recorder
from qzinvest.model.counting import measure_of
from qzinvest.model.due import LEVELS, from_level
from qzinvest.model.passage import ALWAYS
from qzinvest.model.plan import DueRule, Plan
from qzinvest.model.project import Project
from qzinvest.model.ruling import Rulings
from qzinvest.model.selection import Selection, Shown
from qzinvest.model.stage import STAGES, Stage
from qzinvest.reports.due import due, gaps_of
from qzinvest.reports.subjects import Question, count_kind
from tests.ledger.samples import (
    A_FEW,
    DAYS,
    JINJIANG,
    STAMP,
    change,
    copied,
    project,
    projects,
    record,
)
from tools.counted import counts_of

PLAN = shipped_plan()
SUM = PLAN.indicators[1]
OTHERS = (
    SUM._replace(code="paid", stage=Stage.FUNDED),
    SUM._replace(code="talks", stage=Stage.TALKS, minimum=0),
    SUM._replace(code="started", stage=Stage.STARTED, minimum=10**9),
)
QUESTIONS = (
    Question("district", PLAN.end),
    Question("district", PLAN.end, tier=1),
    Question("tier", PLAN.end, indicator="paid"),
    Question("area", PLAN.end, indicator="signed_investment"),
    Question("department", PLAN.end),
    Question(
        "district", PLAN.end, selection=Selection(rows=(Shown("district", JINJIANG, PLAN.titles),))
    ),
    Question(
        "district",
        PLAN.end,
        selection=Selection(rows=(Shown("district", "unassigned", PLAN.titles),)),
    ),
)


@st.composite
def rules(draw: st.DrawFn) -> DueRule:
    """Any rule; several may be of the same projects."""
    after = draw(st.sampled_from(STAGES[:-1]))
    until = draw(st.sampled_from([stage for stage in STAGES if stage > after]))
    yellow, red, remove = sorted(draw(st.tuples(*[st.integers(1, 400)] * 3)))
    removes = draw(st.booleans())
    return DueRule("rule", PLAN.titles, after, until, yellow, red, remove if removes else 0)


PLANS = st.builds(
    lambda due, expansions: PLAN._replace(
        indicators=(*PLAN.indicators, *OTHERS),
        due=due,
        rules=PLAN.rules._replace(expansions=expansions),
    ),
    st.one_of(st.just(PLAN.due), st.lists(rules(), min_size=1, max_size=4).map(tuple)),
    st.booleans(),
)


def shares_of(plan: Plan, kind: str, size: int) -> dict[tuple[str, str, str], int]:
    """Small shares, so that something is reached and something not; every third unit has none."""
    return {
        (kind, unit.code, each.code): size + n if each.measure == "count" else (size + n) * 10**9
        for n, unit in enumerate(plan.units_of(kind))
        for each in plan.indicators
        if n % 3 != 1
    }


@A_FEW
@given(
    recorded=st.lists(projects(), max_size=8),
    plan=PLANS,
    day=DAYS.map(lambda day: day + timedelta(60)),
    which=st.sampled_from(QUESTIONS),
    size=st.integers(0, 2),
    limit=st.integers(1, 3),
)
def test_the_database_and_plain_python_agree(  # noqa: PLR0913, PLR0917 - all of them drawn
    template: Path,
    recorded: list[Project],
    plan: Plan,
    day: date,
    which: Question,
    size: int,
    limit: int,
) -> None:
    kind = count_kind(which.by)
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        recorder.add(recorded)
        recorder.close()
        earlier = {"QZ": recorder.last_seq - len(recorded) // 2}
        for scope in (Scope(day=day), Scope({}, earlier, day=day)):
            found = list(passages(connection, scope))
            counts = counts_of(found, plan, kind, day)
            usual = usual_parts(connection, scope, [measure_of(plan, OTHERS[0], day)])
            shares = shares_of(plan, kind, size)
            gaps = gaps_of(plan, shares, counts, which._replace(as_of=day), usual)
            plain = due(gaps, found)
            units = Counter((getattr(e.passage, kind), e.level) for e in plain)
            sums = Counter[tuple[str | None, str]]()
            for each in plain:
                sums[getattr(each.passage, kind), each.level] += each.passage.amount
            for unit, level, projects, amount, _ in levels(connection, scope, gaps):
                assert (projects, amount) == (units.pop((unit, level), 0), sums[unit, level])
            assert not units
            for level in LEVELS:
                told = list(waiting(connection, scope, gaps, level, 0))
                assert told == [e.passage for e in plain if e.level in from_level(level)]
                assert told[:limit] == list(waiting(connection, scope, gaps, level, limit))


def test_what_is_spared_is_counted_and_not_listed(ledger: Path) -> None:
    one, *_ = record(ledger, project("A"), project("B"))
    change(ledger, one, one._replace(rulings=Rulings(spared=((None, "typhoon"),))))
    gaps = gaps_of(PLAN, {}, (), Question("district", PLAN.end), {})
    with closing(connect(ledger)) as connection:
        found = levels(connection, Scope(day=PLAN.end), gaps)
        assert [(each.level, each.projects, each.spared) for each in found] == [("remove", 1, 1)]
        told = waiting(connection, Scope(day=PLAN.end), gaps, "yellow", 0)
        assert [passage.id for passage in told] == ["QZ-2"]
        assert [each.passage.id for each in due(gaps, passages(connection))] == ["QZ-2"]


@A_FEW
@given(recorded=st.lists(projects(), max_size=8), day=DAYS, expansions=st.booleans())
def test_the_usual_part_is_that_of_all_whose_money_counts(
    template: Path, recorded: list[Project], day: date, *, expansions: bool
) -> None:
    plan = PLAN._replace(rules=PLAN.rules._replace(expansions=expansions))
    measure = measure_of(plan, OTHERS[0]._replace(minimum=3 * 10**8), day)
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        recorder.add(recorded)
        recorder.close()
        counted = passages(connection)
        fitting = [
            passage
            for passage in counted
            if not {"size", "expansion", "signing"} & set(measure.obstacles(passage))
        ]
        today = day.toordinal()
        paid = [p for p in fitting if p.funded is not None and p.funded <= today]
        amount = sum(p.amount for p in paid)
        come = sum(p.paid_between(ALWAYS, today) for p in paid)
        plain = Fraction(come, amount) if come else None
        assert usual_parts(connection, Scope(), [measure]) == {"paid": plain}
