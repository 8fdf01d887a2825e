"""The year before: what a report of the same day a year earlier says, by the plan of then."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.connection import Connection
from qzinvest.ledger.counts import a_year_earlier, counts, plans_before, year_before
from qzinvest.ledger.passages import Scope
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import found, recording
from qzinvest.model.money import YI
from qzinvest.model.plan import Plan
from qzinvest.model.precision import a_year_before
from qzinvest.model.progress import Line
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import VIEWS, Question, count_kind
from tests.ledger.samples import A_FEW, JINJIANG, STAMP, copied, project, projects, reached, record

THEN = shipped_plan()
LARGE = THEN._replace(rules=THEN.rules._replace(minimum=10 * YI))
"""The plan of then counts only large projects."""
NOW = THEN._replace(code="quanzhou-2023", start=date(2023, 1, 1), end=date(2023, 12, 31))
EDGES = [date(2023, 1, 1), date(2023, 2, 28), date(2023, 12, 31), date(2024, 2, 29)]
SCOPES = [Scope(), Scope({"district": (JINJIANG,)}), Scope({"group": ("IG05",)})]
DEPARTMENT = THEN.units_of("department")[0].code


class Asked(NamedTuple):
    """A report of a day of this year; the year before had a plan of its own, or had none."""

    as_of: date
    by: str
    scope: Scope
    is_planned: bool


ASKED = st.builds(
    Asked,
    st.sampled_from(EDGES) | st.dates(EDGES[0], EDGES[-1]),
    st.sampled_from(VIEWS),
    st.sampled_from(SCOPES),
    st.booleans(),
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the plans of both years."""
    path = tmp_path_factory.mktemp("both") / "ledger.db"
    found(path, "QZ", LARGE)
    with recording(path, STAMP) as recorder:
        recorder.adopt(NOW, NOW.start)
    return path


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the plan of this year alone."""
    path = tmp_path_factory.mktemp("alone") / "ledger.db"
    found(path, "QZ", NOW)
    return path


def lines(
    connection: Connection, plan: Plan, asked: Asked, *, yearly: bool = False
) -> dict[tuple[str, str], Line]:
    """Every line of a report of one day, by unit and indicator."""
    as_of, kind, scope = asked.as_of, count_kind(asked.by), asked.scope
    of = counts(connection, scope._replace(day=as_of), plan, kind, as_of)
    before = year_before(connection, scope, plan, kind, as_of) if yearly else None
    report = progress(plan, {}, of, Question(asked.by, as_of), before)
    every = (*report.lines, *report.subtotals, *report.totals)
    return {(line.unit, line.indicator): line for line in every}


@given(st.lists(projects(), max_size=8), ASKED)
@A_FEW
def test_it_is_the_report_of_that_day(
    both: Path, alone: Path, recorded: list[Project], asked: Asked
) -> None:
    then = LARGE if asked.is_planned else a_year_earlier(NOW)
    day = a_year_before(asked.as_of)
    with copied(both if asked.is_planned else alone) as path:
        record(path, *(p._replace(department=p.department and DEPARTMENT) for p in recorded))
        with reading(path) as connection:
            whole = counts(connection, Scope(day=day), then, "district", day)
            now = lines(connection, NOW, asked, yearly=True)
            old = lines(connection, then, asked._replace(as_of=day))
    is_known = any(each.gross for each in whole)

    for key, line in now.items():
        wanted = old[key].actual if key in old else 0
        assert line.last_year == (wanted if is_known else None)
        assert line.growth == ((line.actual - wanted) / Fraction(wanted) if wanted else None)


def rules_of(plans: tuple[Plan, ...]) -> Iterator[tuple[str, date, int]]:
    for plan in plans:
        yield from ((each.code, plan.start, plan.rules.minimum) for each in plan.indicators)


def test_what_the_plan_of_then_did_not_measure_alike_goes_by_todays(both: Path) -> None:
    first, second, third = NOW.indicators
    other = second._replace(measure="count")
    plan = NOW._replace(indicators=(first, other, third._replace(code="of_late")))
    with reading(both) as connection:
        found_ = set(rules_of(plans_before(connection, plan, date(2023, 6, 30))))
        early = plans_before(connection, NOW._replace(start=date(2023, 7, 1)), date(2023, 8, 1))

    assert found_ == {
        (first.code, date(2022, 1, 1), 10 * YI),
        (second.code, date(2022, 1, 1), 0),
        ("of_late", date(2022, 1, 1), 0),
    }
    assert [(each.start, each.rules.minimum) for each in early] == [(date(2022, 7, 1), 0)]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2024-02-29", "2023-02-28"),
        ("2024-02-28", "2023-02-28"),
        ("2025-02-28", "2024-02-29"),
        ("2023-03-31", "2022-03-31"),
    ],
)
def test_the_last_day_of_february_stays_it(day: str, before: str) -> None:
    assert a_year_before(date.fromisoformat(day)) == date.fromisoformat(before)


def test_what_was_signed_on_the_leap_day_counts_by_the_last_of_february(tmp_path: Path) -> None:
    plan = NOW._replace(start=date(2025, 1, 1), end=date(2025, 12, 31))
    path = tmp_path / "ledger.db"
    found(path, "QZ", plan)
    record(path, project("闰日签约", reached(Stage.SIGNED, "2024-02-29")))
    with reading(path) as connection:
        figures = [
            sum(each.gross for each in of or () if each.indicator == "signed_projects")
            for day in (27, 28)
            for of in [year_before(connection, Scope(), plan, "district", date(2025, 2, day))]
        ]

    assert figures == [0, 1]
