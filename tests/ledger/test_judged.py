"""Verdicts and sums by the database, held against the rules in plain Python."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.connection import connect
from qzinvest.ledger.judged import Asked, judged
from qzinvest.ledger.passages import Scope, passages
from qzinvest.ledger.record import Recorder
from qzinvest.model.cohort import cohort_of
from qzinvest.model.counting import Measure, measure_of
from qzinvest.model.explanation import Explanation
from qzinvest.model.money import YI
from qzinvest.model.plan import RATES, Plan
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from qzinvest.reports.explain import STAGE_OF, candidates, explain, explain_rate, holder_of
from qzinvest.reports.subjects import Question, count_kind
from tests.ledger.samples import (
    A_FEW,
    DAYS,
    JINJIANG,
    STAMP,
    copied,
    lives,
    project,
    reached,
    record,
)

PLAN = shipped_plan()
SUM = PLAN.indicators[1]
MADE = PLAN._replace(
    indicators=(
        *PLAN.indicators,
        SUM._replace(code="paid", stage=Stage.FUNDED),
        SUM._replace(code="talks", stage=Stage.TALKS, minimum=0),
        SUM._replace(code="started", stage=Stage.STARTED, minimum=10**9),
    )
)
OF = (*(each.code for each in MADE.indicators), *RATES)
ROWS = (
    *(("district", "total"), ("district", JINJIANG), ("district", "unassigned")),
    *(("tier", "tier-1"), ("area", "rest"), ("group", "unassigned"), ("department", "total")),
)


def told(found: Explanation, rows: int) -> list[object]:
    """All that an explanation of so many rows shows of its projects."""
    return [
        (
            *(group.verdict, group.projects, group.alone, group.brings, group.base),
            *(group.shown(rows), group.rest(rows)),
            {pile.district for pile in group.piles},
            any(pile.dated for pile in group.piles),
            any(pile.remarked for pile in group.piles),
        )
        for group in (found.counted, *found.left)
    ]


@A_FEW
@given(
    recorded=st.lists(lives(), max_size=8),
    day=DAYS,
    rows=st.sets(st.sampled_from(ROWS), min_size=2, max_size=2),
    expansions=st.booleans(),
    limit=st.integers(0, 2),
)
def test_the_database_and_plain_python_agree(  # noqa: PLR0913 - all of them drawn
    template: Path,
    recorded: list[Project],
    day: date,
    rows: set[tuple[str, str]],
    *,
    expansions: bool,
    limit: int,
) -> None:
    plan = MADE._replace(rules=MADE.rules._replace(expansions=expansions))
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        recorder.add(recorded)
        recorder.close()
        earlier = {"QZ": recorder.last_seq - len(recorded) // 2}
        for scope in (Scope(day=day), Scope({}, earlier, day=day)):
            everything = list(candidates(passages(connection, scope)))
            for (by, unit), of in product(rows, OF):
                question = Question(by, day, None, of)
                holder = holder_of(plan, unit, question)
                measure, made = judged_by(plan, of, day)
                asked = Asked(
                    scope,
                    measure,
                    count_kind(by),
                    holder.codes,
                    holder.besides,
                    STAGE_OF.get(of),
                    of == "paid_in",
                )
                sums, first = judged(connection, asked, limit)
                found = made(candidates((), (), first), holder, question, sums)
                assert told(found, limit) == told(made(everything, holder, question, ()), limit)


def test_of_what_brings_the_same_comes_first_what_has_the_greater_base(ledger: Path) -> None:
    large = project("A", reached(Stage.SIGNED, "2022-03-15", amount=3 * YI), amount=9 * YI)
    small = project("B", reached(Stage.SIGNED, "2022-03-15", amount=8 * YI), amount=5 * YI)
    record(ledger, large, small)
    scope, nobody = Scope(day=PLAN.end), frozenset[str]()
    rate = Asked(
        scope,
        cohort_of(PLAN, PLAN.end),
        "district",
        nobody,
        besides=True,
        part=Stage.FUNDED,
        money=True,
    )
    with closing(connect(ledger)) as connection:
        [pile], first = judged(connection, rate, 1)
        assert [(pile.brings, pile.base), *(each.id for each in first)] == [(0, 11 * YI), "QZ-2"]


def judged_by(plan: Plan, of: str, day: date) -> tuple[Measure, Callable[..., Explanation]]:
    """The measure of a figure, and what explains it."""
    if of in RATES:
        cohort = cohort_of(plan, day)
        return cohort, partial(explain_rate, plan, cohort, of)
    return measure_of(plan, plan.chosen(of)[0], day), partial(explain, plan, {}, ())
