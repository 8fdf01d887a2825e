"""What time alone moves by the database, held against every move in plain Python."""

from contextlib import closing
from datetime import date
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.connection import connect
from qzinvest.ledger.counts import counts
from qzinvest.ledger.log import positions
from qzinvest.ledger.moved import Asked, differing, moved
from qzinvest.ledger.passages import Scope, passages
from qzinvest.ledger.record import Recorder
from qzinvest.ledger.schema import INDEXES
from qzinvest.model.changes import Changes, Known
from qzinvest.model.counting import measure_of
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.model.selection import ASSESSMENT, Selection, Shown
from qzinvest.model.stage import Stage
from qzinvest.render.views.changes import shown
from qzinvest.reports.changes import Bulletin, changes, measures, paired, steps
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import Question, count_kind, looked_at, subjects_of
from tests.ledger.samples import A_FEW, DAYS, JINJIANG, STAMP, copied, lives

PLAN = shipped_plan()
SUM = PLAN.indicators[1]
MADE = PLAN._replace(
    indicators=(
        *PLAN.indicators,
        SUM._replace(code="paid", stage=Stage.FUNDED),
        SUM._replace(code="started", stage=Stage.STARTED, minimum=10**9),
    )
)
FACTS = {f"QZ-{n}": Known("A") for n in range(1, 20)}
QUESTIONS = st.tuples(
    st.sampled_from(["district", "group", "tier"]),
    st.sampled_from([None, "paid", PLAN.indicators[2].code]),
    st.sampled_from([ASSESSMENT, "statistics"]),
    st.sampled_from([(), (Shown("district", JINJIANG, PLAN.titles),)]),
).map(
    lambda of: Question(
        of[0], PLAN.end, indicator=of[1], selection=Selection((), *of[2:]), sort="plan"
    )
)


def bulletin(connection: Connection, plan: Plan, scope: Scope, asked: Question) -> Bulletin:
    """One end of a comparison."""
    assert scope.day is not None
    question, assessed = asked._replace(as_of=scope.day), asked.selection.view == ASSESSMENT
    found = counts(connection, scope, plan, count_kind(asked.by), scope.day, assessed=assessed)
    return Bulletin("2022-05", plan, "QZ:2", question, progress(plan, {}, found, question))


def one_by_one(connection: Connection, ends: tuple[Bulletin, Bulletin], *of: Scope) -> Changes:
    """The comparison, of every project."""
    found = list(steps(*ends, paired(*(passages(connection, scope) for scope in of))))
    return changes(*ends, found, (FACTS, FACTS))


def by_piles(
    connection: Connection, ends: tuple[Bulletin, Bulletin], of: tuple[Scope, Scope], limit: int
) -> Changes:
    """The same, of what time alone moves so many projects."""
    question = ends[1].question
    shared = question.selection.view == ASSESSMENT
    held = looked_at(subjects_of(ends[1].plan, question.by), question)
    asked = Asked(*of, measures(*ends), count_kind(question.by), *held, shared=shared)
    found = list(steps(*ends, paired(*differing(connection, *of, shared=shared))))
    summed, largest = moved(connection, asked, limit)
    listed = list(steps(*ends, ((each, each) for each in largest)))
    return changes(*ends, found, (FACTS, FACTS), summed, listed)


@A_FEW
@given(
    recorded=st.lists(lives(), min_size=2, max_size=8),
    later=st.lists(lives(), max_size=2),
    days=st.tuples(DAYS, DAYS),
    asked=QUESTIONS,
    limit=st.integers(0, 2),
)
def test_sums_and_the_largest_are_those_of_every_move(  # noqa: PLR0913, PLR0917 - all drawn
    template: Path,
    recorded: list[Project],
    later: list[Project],
    days: tuple[date, date],
    asked: Question,
    limit: int,
) -> None:
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        known = recorder.add(recorded)
        recorder.close()
        then = positions(connection)
        for before, after in zip(known, later, strict=False):
            recorder = Recorder(connection, "QZ", STAMP)
            recorder.change([(before, after._replace(org="QZ", number=before.number))])
            recorder.close()
        of = Scope(positions=then, day=days[0]), Scope(day=days[1])
        ends = bulletin(connection, MADE, of[0], asked), bulletin(connection, MADE, of[1], asked)
        every = one_by_one(connection, ends, *of)
        found = by_piles(connection, ends, of, limit)
    assert found._replace(moves=()) == every._replace(moves=())
    assert shown(found, limit) == shown(every, limit)
    if not limit:
        assert found.moves == every.moves


def test_what_may_move_comes_from_covering_indexes_alone(ledger: Path) -> None:
    days, statements = (date(2022, 5, 31), date(2022, 6, 30)), list[str]()
    ends = Scope(positions={"QZ": 1}, day=days[0]), Scope(day=days[1])
    both = {
        each.code: (measure_of(PLAN, each, days[0]), measure_of(PLAN, each, days[1]))
        for each in PLAN.indicators
    }
    with closing(connect(ledger)) as connection:
        connection.set_trace_callback(statements.append)
        moved(connection, Asked(*ends, both, "group"), 9)
        connection.set_trace_callback(None)
        [steps] = [connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in statements]

    assert [step[3] for step in steps if "passage" in step[3]] == [
        f"SEARCH passage USING COVERING INDEX passage_{stage} "
        f"(signing=? AND {stage}>? AND {stage}<?)"
        for stage in ("signed", "registered")
    ]


@pytest.mark.parametrize("laid_last", ["passage_past", "passage_since", "passage_pieced"])
def test_what_was_recorded_between_is_found_without_passing_all(
    ledger: Path, laid_last: str
) -> None:
    statements = list[str]()
    ends = Scope(positions={"QZ": 1}, day=PLAN.start), Scope(day=PLAN.end)
    with closing(connect(ledger, "write")) as connection:
        connection.execute(f"DROP INDEX {laid_last}")
        connection.execute(INDEXES[laid_last])
        connection.set_trace_callback(statements.append)
        for end in differing(connection, *ends):
            assert not list(end)
        connection.set_trace_callback(None)
        selects = [sql for sql in statements if "FROM passage" in sql]
        steps = [
            step[3]
            for sql in selects
            for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
            if "passage" in step[3]
        ]

    assert len(selects) == len(ends)
    assert "SEARCH passage USING INDEX passage_pieced (n>?)" in steps
    assert not [step for step in steps if step.startswith("SCAN")]
