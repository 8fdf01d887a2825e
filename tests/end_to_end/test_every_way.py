"""Every way to a figure gives the same one: on random ledgers, on days of any kind.

The ways: the database and single projects, filters that keep everything, explanations, sums of
cross tables, CSV, JSON and the digits that people read, exports that were imported again, and
editions of what has changed since. ``QZINVEST_FULL=1`` takes some hundred ledgers, and every day of
a year.
"""

import csv
import io
import json
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qzinvest.cli.main import main
from qzinvest.ledger.cohorts import Asked, cells, facts
from qzinvest.ledger.counts import counts
from qzinvest.ledger.passages import Scope, passages
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import recording
from qzinvest.model.cohort import cohort_of
from qzinvest.model.cohort_facts import Gathered, facts_of
from qzinvest.model.counting import by_holder
from qzinvest.model.plan import RATES
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from tests.cli.said import Run
from tests.end_to_end.test_round_trip import DISTRICTS, GROUPS, PLAN, ledgers, made
from tests.end_to_end.test_same_numbers import expected, markdown_rows, screen_rows
from tests.ledger.samples import A_FEW
from tests.process.world import FULL
from tools.counted import counts_of

KINDS = ("district", "department", "group")
STAGES = ("signed", "registered", "funded", "started", "producing")
Steps = list[tuple[str, object]]
Told = Callable[..., Any]
FEW = settings(
    max_examples=A_FEW.max_examples * 3 // 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
KEPT = {
    "district": [word for code in DISTRICTS for word in ("--district", code)],
    "group": [word for code in GROUPS if code for word in ("--group", code)],
}
"""Filters that keep everything where every project names a district and a group."""


@st.composite
def asked(draw: st.DrawFn) -> tuple[Steps, date]:
    """What is done to a ledger, and a day: one on which something happened, one beside, any."""
    steps: Steps = []
    days: list[date] = []
    for what, of in draw(ledgers()):
        given_ = of
        if isinstance(of, Project):
            days += [milestone.counted_on for milestone in of.milestones]
            days += [] if of.dropped_on is None else [of.dropped_on]
            given_ = of._replace(district=of.district or DISTRICTS[0], group=of.group or GROUPS[1])
        steps.append((what, given_))
    steps.append(("add", LEFT))
    near = st.sampled_from(days) if days else st.dates(*YEAR)
    day = draw(st.one_of(near, st.dates(*YEAR)))
    return steps, max(day + timedelta(draw(st.integers(-1, 2))), PLAN.start)


LEFT = Project(
    *("", 0, "留下的线索", 10**8, (Milestone(Stage.LEAD, PLAN.start, PLAN.start),)),
    district=DISTRICTS[0],
    group=GROUPS[1],
)
"""So that there is always something to report."""
YEAR = (PLAN.start, PLAN.end + timedelta(60))


@pytest.fixture
def told(run: Run) -> Told:
    """What a command gives as JSON."""

    def ask(*argv: str) -> Any:  # noqa: ANN401 - JSON
        said = run(*argv, "--format", "json")
        assert said.code == 0, (argv, said.err)
        return json.loads(said.out)

    return ask


def actuals(report: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """What counts, by row and indicator, without what is 0; totals and gross too."""
    rows = {(row["unit"], row["indicator"]): row["actual"] for row in report["rows"]}
    for code, total in report["total"].items():
        rows["total", code] = total["actual"]
        rows["gross", code] = total["gross"]
    return {key: actual for key, actual in rows.items() if actual}


def funnels(report: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rows by unit without their days, those that say something; and the whole total."""
    rows = {
        row["unit"]: {k: v for k, v in row.items() if k not in ("name", "tier", "days")}
        for row in report["rows"]
    }
    told = {
        unit: row for unit, row in rows.items() if any(v for k, v in row.items() if k != "unit")
    }
    total = {key: value for key, value in report["total"].items() if key not in ("name", "tier")}
    return told, total


@given(asked())
@FEW
def test_roll_ups_filters_and_single_projects_agree(told: Told, asked: tuple[Steps, date]) -> None:
    steps, day = asked
    with TemporaryDirectory() as folder:
        path = ("--db", str(made(Path(folder) / "ledger.db", steps)))
        db, ended = (("--as-of", str(on), *path) for on in (day, min(day, PLAN.end)))
        for by in KINDS:
            plain = told("report", "--by", by, *db)
            # What moves or ends behind the plan's last day is in no month of a trend.
            last_month = actuals(told("report", "--by", by, *ended)).items()
            assert pairs(told("rank", "--by", by, *db)) <= actuals(plain).items()
            for code in (indicator.code for indicator in PLAN.indicators):
                trend = told("trend", "--indicator", code, "--by", by, *db)
                ends = [*trend["rows"], trend["total"]]
                last = {row["unit"]: row["points"][-1]["total"] for row in ends}
                assert {k: n for k, n in last.items() if n} == {
                    unit: n for (unit, of), n in last_month if of == code and unit != "gross"
                }
            for kept in KEPT.values():
                assert actuals(told("report", "--by", by, *kept, *db)) == actuals(plain)
            funnel = told("funnel", "--by", by, *db)
            for ways in (["--days"], *KEPT.values()):
                assert funnels(told("funnel", "--by", by, *ways, *db)) == funnels(funnel), ways
            signed = {row["unit"]: row["signed"] for row in funnel["rows"] if row["signed"]}
            of_report = actuals(plain).items()
            assert signed == {
                unit: n
                for (unit, code), n in of_report
                if code == "signed_projects" and unit not in ("total", "gross")
            }


def pairs(ranking: dict[str, Any]) -> set[tuple[tuple[str, str], Any]]:
    """What a ranking says of its rows, as ``actuals`` does."""
    indicator = ranking["indicator"]
    return {((row["unit"], indicator), row["actual"]) for row in ranking["rows"] if row["actual"]}


@given(asked(), st.sampled_from(["statistics", "assessment"]))
@FEW
def test_what_an_explanation_counts_sums_to_the_figure(
    told: Told, asked: tuple[Steps, date], aspect: str
) -> None:
    steps, day = asked
    with TemporaryDirectory() as folder:
        path = made(Path(folder) / "ledger.db", steps)
        db = ("--as-of", str(day), "--db", str(path), "--view", aspect)
        for by in KINDS:
            found = actuals(told("report", "--by", by, *db))
            for (unit, code), actual in found.items():
                if unit in ("gross", "unassigned"):
                    continue
                row = () if unit == "total" else ("--unit", unit)
                why = told("explain", "--by", by, *row, "--indicator", code, *db)
                brought = sum(item["brings"] for item in why["counted"])
                assert near(brought, actual)
                assert near(why["actual"], actual)
            total = told("funnel", "--by", by, *db)["total"]
            for rate in RATES:
                why = told("explain", "--by", by, "--indicator", rate, *db)
                assert why["rate"] == total[f"{rate}_rate"]
                assert near(sum(item["base"] for item in why["counted"]), why["base"])


def near(one: float, other: float) -> bool:
    """Equal but for what JSON's numbers leave of parts of a project."""
    return abs(one - other) < 1e-6 * max(1, abs(one))


@given(asked(), st.sampled_from(KINDS), st.sampled_from(["statistics", "assessment"]))
@FEW
def test_csv_json_and_what_people_read_have_the_same_digits(
    run: Run, told: Told, asked: tuple[Steps, date], by: str, aspect: str
) -> None:
    steps, day = asked
    with TemporaryDirectory() as folder:
        path = made(Path(folder) / "ledger.db", steps)
        line = ("report", "--by", by, "--view", aspect, "--as-of", str(day), "--db", str(path))
        rows = table(run(*line, "--format", "csv").out)
        body = told(*line)
        for row, same in zip(rows, body["rows"], strict=True):
            for key, value in same.items():
                assert row[key] == "" if value is None else same_cell(row[key], value)
        wanted = {expected(row, body) for row in rows}
        assert wanted <= unranked(markdown_rows(run(*line, "--format", "markdown").out), wanted)
        output = Path(folder) / "screen.txt"
        assert main([*line, "--output", str(output)]) == 0
        # Long names are parted on a screen; then the figures stand beside the first piece.
        screen = unranked(screen_rows(output.read_text(encoding="utf-8")), wanted)
        figures = {cells[1:] for cells in screen}
        assert {cells for cells in wanted if len(cells[0]) < SHORT} <= screen
        assert {cells[1:] for cells in wanted} <= figures
        funnel = ("funnel", *line[1:])
        for row, same in zip(
            table(run(*funnel, "--format", "csv").out), told(*funnel)["rows"], strict=True
        ):
            for stage in STAGES:
                assert same_cell(row[stage], same[stage])
                assert same_cell(row[f"{stage}_amount"], same[f"{stage}_amount"])


SHORT = 16
"""Names that no screen parts."""


def unranked(
    rows: Iterator[tuple[str, ...]], wanted: Collection[tuple[str, ...]]
) -> set[tuple[str, ...]]:
    """The rows' cells from the name on, of tables with ranks and without, as many as are wanted.

    Last year's figures, which may follow, have tests of their own.
    """
    many = max(map(len, wanted), default=0)
    found = set()
    for row in rows:
        is_ranked = row[0] == "-" or row[0].isdecimal()
        found.add((row[1:] if is_ranked else row)[:many])
    return found


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def same_cell(text: str, value: object) -> bool:
    return text == value if isinstance(value, str) else Decimal(text) == Decimal(str(value))


@given(asked())
@FEW
def test_cross_tables_and_assessments_have_the_reports_sums(
    told: Told, asked: tuple[Steps, date]
) -> None:
    steps, day = asked
    with TemporaryDirectory() as folder:
        db = ("--as-of", str(day), "--db", str(made(Path(folder) / "ledger.db", steps)))
        for rows, columns in (("district", "group"), ("department", "tier"), ("area", "district")):
            cross = told("report", "--by", rows, "--by", columns, *db)
            for by, side, name in (
                (rows, "row_totals", "row"),
                (columns, "column_totals", "column"),
            ):
                said = {(each[name], each["indicator"]): each["actual"] for each in cross[side]}
                alone = actuals(told("report", "--by", by, *db))
                assert {key: n for key, n in said.items() if n} == {
                    key: n for key, n in alone.items() if key[0] not in ("total", "gross")
                }
        for by in KINDS:
            report = actuals(told("report", "--by", by, *db))
            assessed = actuals(told("report", "--by", by, "--view", "assessment", *db))
            for whole in ("total", "gross"):
                assert {k: n for k, n in report.items() if k[0] == whole} == {
                    k: n for k, n in assessed.items() if k[0] == whole
                }


@given(asked(), ledgers())
@FEW
def test_exports_and_editions_say_what_the_ledger_said(
    run: Run, told: Told, asked: tuple[Steps, date], later: Steps
) -> None:
    steps, day = asked
    with TemporaryDirectory() as folder:
        path, new, out = (Path(folder) / name for name in ("ledger.db", "new.db", "out"))
        db, on = ("--db", str(made(path, steps))), ("--as-of", str(day))
        before = list(said(told, (*on, *db)))
        assert run("export", "--out", str(out), *db).code == 0
        for name in ("projects.csv", "entries.csv"):
            if len((out / name).read_text("utf-8").splitlines()) > 1:
                assert run("import", str(out / name), "--db", str(new)).code == 0
        assert list(said(told, (*on, "--db", str(new)))) == before
        assert run("edition", "freeze", "kept", *on, *db).code == 0
        assert list(said(told, ("--edition", "kept", *db))) == before
        record_more(path, later)
        assert list(said(told, ("--edition", "kept", *db))) == before


def said(told: Told, where: tuple[str, ...]) -> Iterator[object]:
    """What the reports say of a ledger."""
    for by in KINDS:
        yield actuals(told("report", "--by", by, *where))
        yield funnels(told("funnel", "--by", by, *where))
    yield [
        {key: row[key] for key in ("unit", "score", "rank", "parts")}
        for row in told("rank", "--scorecard", *where)["rows"]
    ]


def record_more(path: Path, steps: Steps) -> None:
    """Other projects, and the end of the first one."""
    more = [of for _, of in steps if isinstance(of, Project)]

    with recording(path) as recorder:
        recorder.add([one._replace(code=None, name=f"后来的 {one.name}") for one in more])


DEMO_DAYS = range(365) if FULL else (0, 30, 45, 58, 119, 148, 229, 300, 364)


def test_a_years_days_of_the_demo_are_what_single_projects_say(demo_ledger: Path) -> None:
    """The funnel's legs, cells, pools and endings, and the report: summed, plainly, filtered."""
    with reading(demo_ledger) as connection:
        found = list(passages(connection))
        kept = list(passages(connection, Scope({"district": tuple(DISTRICTS)})))
        for place in DEMO_DAYS:
            day = PLAN.start + timedelta(place)
            cohort = cohort_of(PLAN, day)
            for kind in KINDS:
                gathered = Gathered(by_holder(kind, assessed=False), by_key=False)
                for passage in found:
                    gathered.take(passage, cohort)
                asked = Asked(Scope(day=day), cohort, kind, by_key=False)
                plain, summed = gathered.facts(), facts(connection, asked)
                assert summed == plain, (day, kind)
                assert summed.cells == cells(connection, asked)
                by_unit = facts_of(kept, cohort, by_holder(kind, assessed=False))
                assert by_unit.cells == summed.cells
                report = counts(connection, Scope(day=day), PLAN, kind, day)
                one_by_one = counts_of(found, PLAN, kind, day)
                assert {c for c in report if c.gross} == {c for c in one_by_one if c.gross}
