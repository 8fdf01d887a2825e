"""Projects outside every plan's period: counted in the database as in plain Python."""

from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.connection import connect
from qzinvest.ledger.outside import count_outside, periods_of, recorded_outside
from qzinvest.ledger.passages import Scope, passages
from qzinvest.ledger.queries import plan_rows
from qzinvest.ledger.record import recording
from qzinvest.ledger.schema import BULKY, INDEXES
from qzinvest.model.counting import fitting_days, measure_of, outside
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from tests.ledger.samples import A_FEW, STAMP, copied, lives, project, reached, record

PLAN = shipped_plan()
MEASURES = [measure_of(PLAN, each, PLAN.end) for each in PLAN.indicators]
NEXT = PLAN._replace(code="next", start=date(2023, 1, 15), end=date(2023, 12, 31))


@given(
    recorded=st.lists(lives(), max_size=12),
    another=st.booleans(),
    minimum=st.booleans(),
    only=st.sampled_from([None, *PLAN.indicators]),
)
@A_FEW
def test_the_database_and_plain_python_agree(
    template: Path, recorded: list[Project], *, another: bool, minimum: bool, only: object
) -> None:
    rules = PLAN.rules._replace(minimum=10**9 if minimum else 0, expansions=not minimum)
    plan = PLAN._replace(rules=rules)
    with copied(template) as path:
        with recording(path, STAMP) as recorder:
            begin = recorder.last_seq
            recorder.add(recorded)
            if another:
                recorder.adopt(NEXT, NEXT.start)
        with closing(connect(path)) as connection:
            periods = periods_of(plan_rows(connection))
            shown = [each for each in plan.indicators if only in (None, each)]
            measures = [measure_of(plan, each, plan.end) for each in shown]
            every = [measure_of(plan, each, plan.end) for each in plan.indicators]
            found = list(passages(connection))
            for chosen, place in product(({}, {"group": ("IG05",)}), (None, {"QZ": begin + 3})):
                scope = Scope(chosen, place, day=plan.end)
                fits = [fitting_days(one, measures) for one in passages(connection, scope)]
                lost = sum(bool(days) and outside(days, periods) == days for days in fits)
                assert count_outside(connection, scope, measures, periods) == lost
            beyond = {one.id for one in found if outside(fitting_days(one, every), periods)}
            assert recorded_outside(connection, every, periods, "QZ", begin) == len(beyond)
            assert recorded_outside(connection, every, periods, "QZ", begin + 99) == 0


@pytest.mark.parametrize("laid_last", [*BULKY, "passage_pieced"])
def test_most_are_counted_in_a_narrow_index_and_the_others_are_found(
    ledger: Path, laid_last: str
) -> None:
    statements: list[str] = []
    with closing(connect(ledger, "write")) as connection:
        connection.execute(f"DROP INDEX {laid_last}")
        connection.execute(INDEXES[laid_last])
        connection.set_trace_callback(statements.append)
        scope = Scope({"district": ("350582",)}, day=PLAN.end)
        count_outside(connection, scope, MEASURES, [(1, 2)])
        connection.set_trace_callback(None)
        [steps] = [connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in statements]

    assert [step[3] for step in steps if "passage" in step[3]] == [
        "SEARCH passage USING COVERING INDEX passage_plain (signing=? AND signed>? AND signed<?)",
        "SEARCH passage USING INDEX passage_pieced (n>?)",
    ]


def test_what_another_plan_covers_is_not_outside(ledger: Path) -> None:
    signed = ("2021-12-31", "2022-01-01", "2022-12-31", "2023-01-10", "2023-01-15", "2024-01-01")
    record(ledger, *(project(f"P{on}", reached(Stage.SIGNED, on)) for on in signed))
    with recording(ledger, STAMP) as recorder:
        recorder.adopt(NEXT, NEXT.start)
    with closing(connect(ledger)) as connection:
        periods = periods_of(plan_rows(connection))
        # 2021-12-31, the days between the two plans, and 2024-01-01
        assert count_outside(connection, Scope(), MEASURES, periods) == 3


def test_a_project_that_counts_anywhere_is_not_outside(ledger: Path) -> None:
    both = (reached(Stage.SIGNED, "2021-12-01"), reached(Stage.PRODUCING, "2022-03-01"))
    large = 3 * 10**9
    record(ledger, project("A", *both, amount=large), project("B", both[0], amount=large))
    with closing(connect(ledger)) as connection:
        periods = periods_of(plan_rows(connection))
        assert count_outside(connection, Scope(), MEASURES, periods) == 1
        assert count_outside(connection, Scope(), MEASURES[:1], periods) == 2


def test_no_more_are_counted_than_are_told(ledger: Path) -> None:
    record(ledger, *(project(f"P{n}", reached(Stage.SIGNED, "2021-12-01")) for n in range(3)))
    with closing(connect(ledger)) as connection:
        periods = periods_of(plan_rows(connection))
        found = [count_outside(connection, Scope(), MEASURES, periods, most) for most in (1, 2, 3)]
    assert found == [2, 3, 3]
