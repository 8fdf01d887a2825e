"""Counting: the roll-up, the milestones and plain Python agree, and the indexes are used."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.connection import connect
from qzinvest.ledger.counts import (
    Cells,
    Question,
    by_milestones,
    by_months,
    counts,
    split_month,
)
from qzinvest.ledger.passages import passages
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import Recorder
from qzinvest.model.cohort import FUNNEL
from qzinvest.model.counting import Count, counts_of
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

KINDS = ("district", "department", "group")
PLAN = shipped_plan()


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


def told(cells: Mapping[str, tuple[int | Fraction, int | Fraction]]) -> dict[str, object]:
    """Without the units of which nothing is to be told."""
    return {unit: sums for unit, sums in cells.items() if any(sums)}


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
def test_all_ways_of_counting_agree_with_plain_python(
    template: Path, recorded: list[Project], asked: list[Plan], days: list[date]
) -> None:
    with copied(template) as path, closing(connect(path)) as connection:
        recorder = Recorder(connection, "QZ", STAMP)
        recorder.add(recorded)
        recorder.close()
        for plan in asked:
            for question in (
                Question(plan, kind, one, day)
                for kind in KINDS
                for one in plan.indicators
                for day in days
            ):
                expected = told(recount(recorded, question))
                assert told(by_milestones(connection, question)) == expected
                if question.minimum == 0 and plan.rules.expansions:
                    assert told(by_months(connection, question)) == expected
            for kind in KINDS:
                found = counts(connection, plan, kind, days[0])
                one_by_one = counts_of(passages(connection), plan, kind, days[0])
                assert {c for c in one_by_one if c.gross} == {c for c in found if c.gross}
                for one in plan.indicators:
                    cells = {
                        count.unit or "": (count.gross, count.dropped)
                        for count in found
                        if count.indicator == one.code
                    }
                    assert told(cells) == told(
                        recount(recorded, Question(plan, kind, one, days[0]))
                    )


@pytest.mark.parametrize("year", [2022, 2024])
def test_all_ways_agree_on_every_day(ledger: Path, year: int) -> None:
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
            rolled_up = counts(connection, plan, "district", day)
            one_by_one = counts_of(found, plan, "district", day)
            assert {c for c in rolled_up if c.gross} == {c for c in one_by_one if c.gross}, day


def test_what_has_no_unit_is_counted_under_none(ledger: Path) -> None:
    record(
        ledger,
        project("A", department="SWJ"),
        project("B", district=NANAN),
        project("C", signing="intent"),
    )
    plan = PLAN._replace(indicators=PLAN.indicators[:2])

    with reading(ledger) as connection:
        by_district = counts(connection, plan, "district", date(2022, 3, 31))
        by_department = counts(connection, plan, "department", date(2022, 3, 20))

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
        assert by_months(connection, question) == expected
        assert by_milestones(connection, question) == expected


def test_nothing_counts_before_the_plan_begins(ledger: Path) -> None:
    record(ledger, project("A", reached(Stage.SIGNED, "2021-12-10")))
    question = Question(PLAN, "district", indicator(), date(2021, 12, 15))

    with reading(ledger) as connection:
        assert by_months(connection, question) == by_milestones(connection, question) == {}


@pytest.mark.parametrize(
    ("as_of", "whole_to", "partial_from"),
    [
        ("2022-06-30", 202206, None),
        ("2022-06-29", 202205, "2022-06-01"),
        ("2022-01-01", 202200, "2022-01-01"),  # no month's number, and above 202112
        ("2022-02-28", 202202, None),
        ("2024-02-28", 202401, "2024-02-01"),
        ("2022-12-31", 202212, None),
        ("9999-12-31", 999912, None),
    ],
)
def test_a_date_is_whole_months_and_a_rest(
    as_of: str, whole_to: int, partial_from: str | None
) -> None:
    first = None if partial_from is None else date.fromisoformat(partial_from)

    assert split_month(date.fromisoformat(as_of)) == (whole_to, first)


def accesses(path: Path, plan: Plan, day: date) -> list[str]:
    """How SQLite gets at the tables for all the statements of one report."""
    statements: list[str] = []
    with reading(path) as connection:
        connection.set_trace_callback(statements.append)
        counts(connection, plan, "district", day)
        connection.set_trace_callback(None)
        return [
            str(row[3])
            for sql in statements
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
            if "milestone" in row[3] or "tally" in row[3]
        ]


@pytest.mark.parametrize(
    ("minimum", "index"), [(1, "counted"), (10 * YI - 1, "counted"), (10 * YI, "large")]
)
def test_a_minimum_is_answered_from_a_covering_index(
    ledger: Path, minimum: int, index: str
) -> None:
    plan = PLAN._replace(indicators=(indicator(minimum=minimum),))

    bounds = "(span=? AND counted_on>? AND counted_on<?)"
    assert accesses(ledger, plan, date(2022, 6, 15)) == [
        f"SEARCH milestone USING COVERING INDEX milestone_{index} {bounds}"
    ]


def test_the_shipped_plan_reads_whole_months_from_the_roll_up_alone(ledger: Path) -> None:
    plan = PLAN._replace(indicators=PLAN.indicators[:2])

    found = accesses(ledger, plan, date(2022, 6, 30))

    assert len(found) == 2
    assert all(
        line.startswith("SEARCH tally USING PRIMARY KEY (org=? AND kind=?") for line in found
    )


def test_no_report_ever_scans_or_looks_rows_up(ledger: Path) -> None:
    found = accesses(ledger, PLAN, date(2022, 6, 15))

    assert {line.split(" (")[0] for line in found} == {
        "SEARCH tally USING PRIMARY KEY",
        "SEARCH milestone USING COVERING INDEX milestone_counted",
        "SEARCH milestone USING COVERING INDEX milestone_dropped",
        "SEARCH milestone USING COVERING INDEX milestone_large",
    }
