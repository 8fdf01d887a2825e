"""Cohorts: the database and single projects agree, whatever was recorded, changed and credited."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.cohorts import Asked, cells, facts
from qzinvest.ledger.connection import connect
from qzinvest.ledger.passages import Scope, passages
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import Recorder
from qzinvest.model.cohort import Facts, Waits, cohort_of
from qzinvest.model.cohort_facts import Gathered, facts_of
from qzinvest.model.counting import Measure, by_holder
from qzinvest.model.credit import WHOLE
from qzinvest.model.money import YI
from qzinvest.model.passage import Passage
from qzinvest.model.project import Project
from qzinvest.model.stage import SIGNINGS, STAGES, Stage
from tests.ledger.samples import (
    A_FEW,
    DAYS,
    JINJIANG,
    STAMP,
    copied,
    every_course,
    lives,
    project,
    reached,
    record,
)
from tests.ledger.test_ways import CHOSEN, CREDITS, credited

PLAN = shipped_plan()
KINDS = ("district", "department", "group", "channel")


@st.composite
def cohorts(draw: st.DrawFn) -> Measure:
    """A cohort of the shipped plan, of whole months most of the time, on any day."""
    rules = PLAN.rules._replace(
        signings=tuple(sorted(draw(st.sets(st.sampled_from(SIGNINGS), min_size=1)))),
        minimum=draw(st.sampled_from([0, 0, 0, 10 * YI])),
        expansions=draw(st.booleans() | st.just(value=True)),
    )
    since, until = sorted(
        (draw(st.none() | DAYS) or PLAN.start, draw(st.none() | DAYS) or PLAN.end)
    )
    return cohort_of(PLAN._replace(rules=rules), draw(DAYS), since, until)


def plainly(found: list[Any], asked: Asked) -> Facts:
    """From single projects."""
    shares = by_holder(asked.kind, assessed=asked.assessed)
    grain = WHOLE if asked.assessed else 1
    gathered = Gathered(shares, grain=grain, by_key=asked.by_key)
    for passage in found:
        gathered.take(passage, asked.cohort)
    return gathered.facts()


@A_FEW
@given(
    recorded=st.lists(st.builds(credited, lives(), CREDITS), max_size=8),
    later=st.lists(lives(), max_size=4),
    asked=st.lists(cohorts(), min_size=1, max_size=6),
    chosen=CHOSEN,
    assessed=st.booleans(),
    by_key=st.booleans(),
)
def test_the_database_and_single_projects_agree(  # noqa: PLR0913 - all of them drawn
    template: Path,
    recorded: list[Project],
    later: list[Project],
    asked: list[Measure],
    chosen: dict[str, tuple[str, ...]],
    *,
    assessed: bool,
    by_key: bool,
) -> None:
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        known = recorder.add(recorded)
        recorder.change(
            (one, other._replace(org=one.org, number=one.number))
            for one, other in zip(known, later, strict=False)
        )
        recorder.close()
        scope = Scope(chosen)
        found = list(passages(connection, scope))
        for cohort in asked:
            for kind in KINDS:
                question = Asked(scope, cohort, kind, by_key=by_key, assessed=assessed)
                assert facts(connection, question) == plainly(found, question)
                shares = by_holder(kind, assessed=assessed)
                plain = facts_of(found, cohort, shares, assessed=assessed)
                assert cells(connection, question) == plain.cells
            for day in happened(found)[:12]:
                question = Asked(scope, on(cohort, day), "district", by_key, assessed)
                assert facts(connection, question) == plainly(found, question)


def whole(cohort: Measure) -> Asked:
    """The cohort of all projects by district, its waits and endings together."""
    return Asked(Scope(), cohort, "district", by_key=False)


def happened(found: list[Passage]) -> list[int]:
    """The days on which anything came to count or was dropped."""
    days = {one.reached(stage) for one in found for stage in STAGES} | {x.dropped for x in found}
    return sorted(day for day in days if day is not None)


def on(cohort: Measure, day: int) -> Measure:
    """The cohort as it stands on another day."""
    return cohort._replace(as_of=day, until=min(cohort.end, day))


def test_a_wait_that_began_this_month_is_counted_once(ledger: Path) -> None:
    signed, registered = (
        reached(Stage.SIGNED, "2022-02-02"),
        reached(Stage.REGISTERED, "2022-05-03"),
    )
    record(ledger, project("A", signed, registered))
    with reading(ledger) as connection:
        found = facts(connection, whole(cohort_of(PLAN, date(2022, 5, 30))))
    nobody = Waits({}, {}, {})
    waiting_27_days = Waits({}, {27: 1}, {})
    assert found.waits[""] == (Waits({90: 1}, {}, {}), waiting_27_days, nobody, nobody)


@pytest.mark.uncounted
@pytest.mark.parametrize("year", [2022, 2024])
def test_they_agree_on_every_day(ledger: Path, year: int) -> None:
    record(ledger, *every_course(year))
    plan = PLAN._replace(start=date(year, 1, 1), end=date(year, 12, 31))
    with reading(ledger) as connection:
        found = list(passages(connection))
        for more in range(75):
            asked = whole(cohort_of(plan, date(year, 2, 1) + timedelta(more)))
            summed = facts(connection, asked)
            assert summed == plainly(found, asked), asked.cohort.as_of
            assert cells(connection, asked) == summed.cells


def test_days_of_any_year_are_told_apart(ledger: Path) -> None:
    one = project(
        "A",
        reached(Stage.SIGNED, "2022-03-15"),
        reached(Stage.REGISTERED, "2022-03-20", "9999-12-31"),
    )
    record(ledger, one)
    with reading(ledger) as connection:
        cohort = cohort_of(PLAN, date(2022, 6, 30), PLAN.start, date.max)
        found = facts(connection, whole(cohort))
        assert found == plainly(list(passages(connection)), whole(cohort))
    assert found.waits[""][0] == Waits({}, {107: 1}, {})


def test_a_funnel_reads_a_covering_index_alone(ledger: Path) -> None:
    record(ledger, project("A"))
    statements: list[str] = []
    with reading(ledger) as connection:
        connection.set_trace_callback(statements.append)
        found = facts(connection, whole(cohort_of(PLAN, date(2022, 6, 15))))
        connection.set_trace_callback(None)
        plans = [
            row[3]
            for sql in statements
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
            if "passage" in row[3]
        ]
    assert found.cells[JINJIANG].projects[0] == 1
    assert {line.partition(" (")[0].partition(" ")[2] for line in plans} == {
        "passage USING COVERING INDEX passage_signed"
    }
