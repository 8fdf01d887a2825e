"""Cohorts: the roll-up and single projects agree, whatever was recorded, changed and undone."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.cohorts import cells, facts, is_rolled_up
from qzinvest.ledger.connection import connect
from qzinvest.ledger.fold import replay
from qzinvest.ledger.passages import changed_between, passages
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import Recorder
from qzinvest.model.cohort import Facts, Legs, Waits, cohort_of
from qzinvest.model.cohort_facts import Gathered, facts_of
from qzinvest.model.counting import Measure, by_holder
from qzinvest.model.money import YI
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.model.stage import SIGNINGS, STAGES, Stage
from tests.ledger.samples import (
    A_FEW,
    DAYS,
    JINJIANG,
    STAMP,
    copied,
    every_course,
    project,
    projects,
    reached,
    record,
)

PLAN = shipped_plan()
KINDS = ("district", "department", "group", "channel")
ROLLED = ("cohort", "wait", "ending")


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


def plainly(found: list[Any], cohort: Measure, kind: str) -> Facts:
    """From single projects, waits and endings of all together."""
    gathered = Gathered(by_holder(kind, assessed=False), by_key=False)
    for passage in found:
        gathered.take(passage, cohort)
    return gathered.facts()


def told(facts: Facts) -> tuple[object, ...]:
    """Without what says nothing."""
    empty = Waits({}, {}, {})
    waits: dict[str, Legs] = {
        key: legs for key, legs in facts.waits.items() if any(leg != empty for leg in legs)
    }
    return facts.cells, facts.pools, waits, {k: v for k, v in facts.endings.items() if v}


@A_FEW
@given(
    st.lists(projects(), max_size=8),
    st.lists(projects(), max_size=4),
    st.lists(cohorts(), min_size=1, max_size=6),
)
def test_the_roll_up_agrees_with_single_projects(
    template: Path, recorded: list[Project], later: list[Project], asked: list[Measure]
) -> None:
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        known = recorder.add(recorded)
        recorder.change(
            (one, other._replace(org=one.org, number=one.number))
            for one, other in zip(known, later, strict=False)
        )
        recorder.close()
        found = list(passages(connection))
        for cohort in asked:
            for kind in KINDS:
                assert told(facts(connection, cohort, kind)) == told(plainly(found, cohort, kind))
                shares = by_holder(kind, assessed=False)
                assert cells(connection, cohort, kind) == facts_of(found, cohort, shares).cells
            for day in happened(found)[:12]:
                then = on(cohort, day)
                expected = told(plainly(found, then, "district"))
                assert told(facts(connection, then, "district")) == expected


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
        found = facts(connection, cohort_of(PLAN, date(2022, 5, 30)), "district")
    nobody = Waits({}, {}, {})
    waiting_27_days = Waits({}, {27: 1}, {})
    assert found.waits[""] == (Waits({90: 1}, {}, {}), waiting_27_days, nobody, nobody)


@pytest.mark.parametrize("year", [2022, 2024])
def test_the_roll_up_agrees_on_every_day(ledger: Path, year: int) -> None:
    record(ledger, *every_course(year))
    plan = PLAN._replace(start=date(year, 1, 1), end=date(year, 12, 31))
    with reading(ledger) as connection:
        found = list(passages(connection))
        for more in range(75):
            cohort = cohort_of(plan, date(year, 2, 1) + timedelta(more))
            rolled_up = facts(connection, cohort, "district")
            assert told(rolled_up) == told(plainly(found, cohort, "district")), cohort.as_of
            assert cells(connection, cohort, "district") == rolled_up.cells


@A_FEW
@given(st.lists(projects(), max_size=6), st.lists(projects(), max_size=6))
def test_a_replay_gives_the_same_rows(
    template: Path, recorded: list[Project], later: list[Project]
) -> None:
    def rows() -> list[list[tuple[object, ...]]]:
        return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in ROLLED]  # noqa: S608 - our own names

    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        known = recorder.add(recorded)
        recorder.close()
        recorder = Recorder(connection, "QZ", STAMP)
        recorder.change(
            (one, other._replace(org=one.org, number=one.number))
            for one, other in zip(known, later, strict=False)
        )
        recorder.close()
        kept = rows()
        for name in ("chain", "project", "partner", "milestone", "passage", "tally", *ROLLED):
            connection.execute(f"DELETE FROM {name}")  # noqa: S608 - our own names
        connection.execute("DELETE FROM plan")
        connection.execute("DELETE FROM target")
        replay(connection)
        assert rows() == kept


def test_what_changed_in_a_month(ledger: Path) -> None:
    signed = reached(Stage.SIGNED, "2022-03-15")
    record(
        ledger,
        project("A", signed),
        project("B", signed, reached(Stage.REGISTERED, "2022-05-31")),
        project("C", signed)._replace(dropped_on=date(2022, 5, 1), drop_reason="x"),
        project("D", reached(Stage.LEAD, "2022-05-02"), reached(Stage.TALKS, "2022-06-01")),
    )
    with reading(ledger) as connection:
        changed = changed_between(connection, date(2022, 5, 1), date(2022, 5, 31))
        assert [passage.id for passage in changed] == ["QZ-2", "QZ-3", "QZ-4"]


@pytest.mark.parametrize(
    ("plan", "since", "kind", "expected"),
    [
        (PLAN, "2022-01-01", "district", True),
        (PLAN, "2021-11-01", "group", True),
        (PLAN, "2022-01-02", "district", False),
        (PLAN, "2022-01-01", "event", False),
        (PLAN._replace(rules=PLAN.rules._replace(minimum=1)), "2022-01-01", "district", False),
        (PLAN._replace(rules=PLAN.rules._replace(expansions=False)), "2022-01-01", "group", False),
    ],
)
def test_what_the_roll_up_knows(plan: Plan, since: str, kind: str, expected: bool) -> None:  # noqa: FBT001 - expected
    cohort = cohort_of(plan, PLAN.end, date.fromisoformat(since))
    assert is_rolled_up(cohort, kind) is expected


def test_days_of_any_year_are_told_apart(ledger: Path) -> None:
    one = project(
        "A",
        reached(Stage.SIGNED, "2022-03-15"),
        reached(Stage.REGISTERED, "2022-03-20", "9999-12-31"),
    )
    record(ledger, one)
    with reading(ledger) as connection:
        cohort = cohort_of(PLAN, date(2022, 6, 30), PLAN.start, date.max)
        found = facts(connection, cohort, "district")
        assert told(found) == told(plainly(list(passages(connection)), cohort, "district"))
    assert found.waits[""][0] == Waits({}, {107: 1}, {})


def test_whole_months_read_the_roll_up_alone(ledger: Path) -> None:
    record(ledger, project("A"))
    statements: list[str] = []
    with reading(ledger) as connection:
        connection.set_trace_callback(statements.append)
        found = facts(connection, cohort_of(PLAN, date(2022, 6, 30)), "district")
        connection.set_trace_callback(None)
        plans = [
            row[3]
            for sql in statements
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
            if "chain" not in row[3]
        ]
    assert found.cells[JINJIANG].projects[0] == 1
    searches = [line for line in plans if line.startswith(("SEARCH", "SCAN"))]
    of_stage = "SEARCH cohort USING PRIMARY KEY (org=? AND kind=? AND stage=?"
    of_how = "SEARCH wait USING PRIMARY KEY (org=? AND how=? AND signed>? AND signed<?)"
    assert searches == [
        f"{of_stage} AND signed>? AND signed<?)",
        f"{of_stage} AND signed=?)",
        f"{of_stage})",
        of_how,
        of_how,
        "SEARCH ending USING PRIMARY KEY (org=? AND signed>? AND signed<?)",
    ]
