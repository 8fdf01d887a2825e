"""Counting: the database and plain Python agree, and the indexes are used."""

from collections.abc import Iterable
from contextlib import closing
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.connection import Connection, connect
from qzinvest.ledger.counts import counts
from qzinvest.ledger.passages import FILTERS, Scope, passages
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import Recorder
from qzinvest.model.cohort import FUNNEL
from qzinvest.model.counting import Count
from qzinvest.model.edition import Positions
from qzinvest.model.money import YI
from qzinvest.model.plan import Indicator, Names, Plan
from qzinvest.model.project import Project
from qzinvest.model.stage import SIGNINGS, STAGES, Stage
from tests.ledger.samples import (
    A_FEW,
    DAYS,
    JINJIANG,
    NANAN,
    STAMP,
    copied,
    every_course,
    project,
    projects,
    reached,
    record,
)
from tools.counted import counts_of

KINDS = ("district", "department", "group")
PLAN = shipped_plan()
Cells = dict[str, tuple[int, int]]


class Question(NamedTuple):
    """An indicator of a plan by a kind of unit, as it stands on a day."""

    plan: Plan
    kind: str
    indicator: Indicator
    as_of: date


def indicator(stage: Stage = Stage.SIGNED, measure: str = "count", minimum: int = 0) -> Indicator:
    return Indicator("asked", Names("Asked", "问", "問"), measure, stage, minimum, 100)


def recount(recorded: Iterable[Project], question: Question) -> Cells:
    """What the design says, word by word, over all projects."""
    plan, asked, rules = question.plan, question.indicator, question.plan.rules
    cells: Cells = {}
    for one in recorded:
        later = [m for m in one.milestones if m.stage >= asked.stage]
        counts_at_all = (
            later
            and one.amount >= max(asked.minimum, rules.minimum)
            and (asked.stage < Stage.SIGNED or one.signing in rules.signings)
            and (rules.expansions or one.channel != rules.expansion_channel)
        )
        if not counts_at_all:
            continue
        first = min(later, key=lambda m: (m.counted_on, m.stage))
        if not plan.start <= first.counted_on <= min(plan.end, question.as_of):
            continue
        own = first.amount if first.stage == asked.stage else None
        stated = 0 if asked.stage == Stage.FUNDED else one.amount
        money = stated if own is None else own
        value = 1 if asked.measure == "count" else money
        dropped = one.dropped_on is not None and one.dropped_on <= question.as_of
        unit = getattr(one, question.kind) or ""
        gross, gone = cells.get(unit, (0, 0))
        cells[unit] = (gross + value, gone + value * dropped)
    return cells


def told(cells: Cells) -> Cells:
    """Without the units of which nothing is to be told."""
    return {unit: sums for unit, sums in cells.items() if any(sums)}


def counted(connection: Connection, question: Question) -> Cells:
    """What the ledger counts, by unit."""
    plan, kind, asked, day = question
    plan = plan._replace(indicators=(asked,))
    found = counts(connection, Scope(day=day), plan, kind, day)
    return {count.unit or "": (int(count.gross), int(count.dropped)) for count in found}


INDICATORS = st.builds(
    indicator,
    st.sampled_from(STAGES),
    st.sampled_from(["count", "sum"]),
    st.sampled_from([0, 0, 1, YI, 10 * YI, 20 * YI]),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """The shipped plan, for any part of its year, with any rules and indicators."""
    first, last = sorted(draw(st.tuples(st.integers(1, 12), st.integers(1, 12))))
    rules = PLAN.rules._replace(
        signings=tuple(sorted(draw(st.sets(st.sampled_from(SIGNINGS), min_size=1)))),
        minimum=draw(st.sampled_from([0, 0, 0, 10 * YI - 1, 10 * YI])),
        expansions=draw(st.booleans() | st.just(value=True)),
    )
    end = date(2023, 1, 1) if last == 12 else date(2022, last + 1, 1)
    return PLAN._replace(
        start=date(2022, first, 1),
        end=date.fromordinal(end.toordinal() - 1),
        rules=rules,
        indicators=tuple(
            asked._replace(code=f"asked-{n}")
            for n, asked in enumerate(draw(st.lists(INDICATORS, min_size=1, max_size=4)))
        ),
    )


@A_FEW
@given(
    st.lists(projects(), max_size=8),
    st.lists(plans(), min_size=1, max_size=4),
    st.lists(DAYS, min_size=1, max_size=4),
)
def test_the_database_and_plain_python_agree(
    template: Path, recorded: list[Project], asked: list[Plan], days: list[date]
) -> None:
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        recorder.add(recorded)
        recorder.close()
        for plan, kind, day in product(asked, KINDS, days):
            found = counts(connection, Scope(day=day), plan, kind, day)
            one_by_one = counts_of(passages(connection), plan, kind, day)
            assert found == one_by_one
            for one in plan.indicators:
                question = Question(plan, kind, one, day)
                assert told(counted(connection, question)) == told(recount(recorded, question))


@pytest.mark.uncounted
@pytest.mark.parametrize("year", [2022, 2024])
def test_they_agree_on_every_day(ledger: Path, year: int) -> None:
    record(ledger, *every_course(year))
    asked = [indicator(stage, how) for stage in FUNNEL[:3] for how in ("count", "sum")]
    plan = PLAN._replace(
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        indicators=tuple(one._replace(code=f"asked-{n}") for n, one in enumerate(asked)),
    )
    with reading(ledger) as connection:
        found = list(passages(connection))
        for more in range(75):
            day = date(year, 2, 1) + timedelta(more)
            told = counts(connection, Scope(day=day), plan, "district", day)
            assert told == counts_of(found, plan, "district", day), day


def test_what_has_no_unit_is_counted_under_none(ledger: Path) -> None:
    record(
        ledger,
        project("A", department="SWJ"),
        project("B", district=NANAN),
        project("C", signing="intent"),
    )
    plan = PLAN._replace(indicators=PLAN.indicators[:2])

    with reading(ledger) as connection:
        by_district = counts(connection, Scope(), plan, "district", date(2022, 3, 31))
        by_department = counts(connection, Scope(), plan, "department", date(2022, 3, 20))

    assert by_district == (
        Count(JINJIANG, "signed_projects", 1, 0),
        Count(NANAN, "signed_projects", 1, 0),
        Count(JINJIANG, "signed_investment", 5 * YI, 0),
        Count(NANAN, "signed_investment", 5 * YI, 0),
    )
    assert by_department == (
        Count(None, "signed_projects", 1, 0),
        Count("SWJ", "signed_projects", 1, 0),
        Count(None, "signed_investment", 5 * YI, 0),
        Count("SWJ", "signed_investment", 5 * YI, 0),
    )


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2022-03-14", {}),
        ("2022-03-15", {JINJIANG: (1, 0)}),
        ("2022-03-31", {JINJIANG: (1, 0)}),
        ("2022-05-19", {JINJIANG: (1, 0)}),
        ("2022-05-20", {JINJIANG: (1, 1)}),
        ("2022-05-31", {JINJIANG: (1, 1)}),
        ("2023-06-30", {JINJIANG: (1, 1)}),
        ("9999-12-31", {JINJIANG: (1, 1)}),
    ],
)
def test_a_drop_counts_from_its_day_and_gross_stays(
    ledger: Path, as_of: str, expected: Cells
) -> None:
    record(ledger, project("A")._replace(dropped_on=date(2022, 5, 20), drop_reason="x"))
    question = Question(PLAN, "district", indicator(), date.fromisoformat(as_of))

    with reading(ledger) as connection:
        assert counted(connection, question) == expected


def test_nothing_counts_before_the_plan_begins(ledger: Path) -> None:
    record(ledger, project("A", reached(Stage.SIGNED, "2021-12-10")))
    question = Question(PLAN, "district", indicator(), date(2021, 12, 15))

    with reading(ledger) as connection:
        assert counted(connection, question) == {}


def accesses(
    path: Path, plan: Plan, kind: str = "district", seen: Positions | None = None
) -> list[str]:
    """How SQLite gets at the tables for all the statements of one report."""
    statements: list[str] = []
    day = date(2022, 6, 15)
    with reading(path) as connection:
        connection.set_trace_callback(statements.append)
        counts(connection, Scope(positions=seen, day=day), plan, kind, day)
        connection.set_trace_callback(None)
        return [
            str(row[3])
            for sql in statements
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
            if "passage" in row[3]
        ]


@pytest.mark.parametrize("kind", FILTERS)
def test_a_report_reads_a_covering_index_once_a_rule(ledger: Path, kind: str) -> None:
    found = accesses(ledger, PLAN, kind)

    # projects and money signed; what is registered and large
    assert found == [
        f"SEARCH passage USING COVERING INDEX passage_{stage} ({range_})"
        for stage, range_ in (
            ("signed", "signing=? AND signed>? AND signed<?"),
            ("registered", "signing=? AND registered>? AND registered<?"),
        )
    ]


@pytest.mark.parametrize("kind", FILTERS)
def test_an_edition_looks_up_what_was_changed_since_alone(ledger: Path, kind: str) -> None:
    found = accesses(ledger, PLAN, kind, {"QZ": 1})

    assert found == [
        f"SEARCH passage USING {index}"
        for stage in ("signed", "registered")
        for index in (
            f"COVERING INDEX passage_{stage} (signing=? AND {stage}>? AND {stage}<?)",
            "INDEX passage_past (org=? AND until>? AND until<?)",
        )
    ]


def test_shared_projects_come_from_their_own_covering_index(ledger: Path) -> None:
    statements: list[str] = []
    with reading(ledger) as connection:
        connection.set_trace_callback(statements.append)
        list(passages(connection, Scope(day=date(2022, 6, 15), credited=True)))
        connection.set_trace_callback(None)
        [steps] = [connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in statements]

    assert steps[0][3] == "SEARCH passage USING COVERING INDEX passage_credit (credit>?)"
