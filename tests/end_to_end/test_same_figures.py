"""One figure has one value and the same digits, whichever report and format gives it."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qzinvest.cli.main import main
from tests.cli.said import Run, Said

VIEWS = ("statistics", "assessment")
DAYS = ("2022-05-09", "2022-06-30", "2022-10-31")
INDICATORS = ("signed_projects", "signed_investment", "landed_projects")
FIELDS = ("actual", "target", "completion", "ahead_pp", "rank")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def ledger(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo's ledger with an edition of a quarter, made once and only read."""
    path = str(shutil.copy(demo_ledger, tmp_path_factory.mktemp("quarter")))
    assert main(["edition", "freeze", "2022-03", "--db", path]) == 0
    return path


@pytest.fixture
def demo(run: Run, ledger: str) -> Run:
    def asked(*argv: str) -> Said:
        return run(*argv, "--db", ledger)

    return asked


def from_json(demo: Run, day: str, code: str, view: str) -> Iterator[tuple[str, list[Row]]]:
    """Rows of every report in JSON, under the report's keys."""

    def told(*line: str) -> Row:
        asked = ("--as-of", day, "--view", view, "--format", "json")
        body: Row = json.loads(demo(*line, *asked).out)
        return body

    yield "report", [r for r in told("report")["rows"] if r["indicator"] == code]
    yield "rank", told("rank", "--indicator", code)["rows"]
    if view == "statistics":  # what an assessment shares out is settled when a project counts
        yield "forecast", told("forecast", "--indicator", code)["rows"]
    moved = [r for r in told("changes", "2022-03")["units"] if r["indicator"] == code]
    names = {"after": "actual", "target_after": "target", "rank_after": "rank"}
    yield "changes", [{names[k]: v for k, v in r.items() if k in names} | r for r in moved]
    lines = told("trend", "--by", "district", "--indicator", code)["rows"]
    yield "trend", [r | r["points"][-1] | {"actual": r["points"][-1]["total"]} for r in lines]
    yield "explain", [told("explain", "--unit", "350582", "--indicator", code)]


def from_csv(demo: Run, day: str, code: str, view: str) -> Iterator[tuple[str, list[Row]]]:
    """The same in CSV, as text."""

    def told(*line: str) -> list[Row]:
        asked = ("--as-of", day, "--view", view, "--format", "csv")
        return list(csv.DictReader(io.StringIO(demo(*line, *asked).out)))

    yield "report", [r for r in told("report") if r["indicator"] == code]
    yield "rank", told("rank", "--indicator", code)
    if view == "statistics":  # what an assessment shares out is settled when a project counts
        yield "forecast", told("forecast", "--indicator", code)
    moved = [r for r in told("changes", "2022-03", "--units") if r["indicator"] == code]
    names = {"after": "actual", "target_after": "target", "rank_after": "rank"}
    yield "changes", [{names[k]: v for k, v in r.items() if k in names} | r for r in moved]
    last = {r["unit"]: r for r in told("trend", "--by", "district", "--indicator", code)}
    yield "trend", [r | {"actual": r["total"]} for r in last.values()]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("code", INDICATORS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_report_gives_the_same_digits(demo: Run, day: str, code: str, view: str) -> None:
    (_, first), *others = from_json(demo, day, code, view)
    wanted = {row["unit"]: {key: row[key] for key in FIELDS} for row in first}
    assert len(wanted) >= 13
    seen = dict.fromkeys(FIELDS, 0)
    for report, rows in others:
        for row in rows:
            for key in wanted[row["unit"]].keys() & row.keys():
                assert (report, row["unit"], key, row[key]) == (
                    *(report, row["unit"], key),
                    wanted[row["unit"]][key],
                )
                seen[key] += 1
    assert all(count > 10 for count in seen.values())
    texts = {
        unit: {
            key: "" if value is None else f"{value:.2f}" if key == "ahead_pp" else str(value)
            for key, value in row.items()
        }
        for unit, row in wanted.items()
    }
    for report, rows in from_csv(demo, day, code, view):
        for row in rows:
            for key in texts[row["unit"]].keys() & row.keys():
                assert (report, row["unit"], key, row[key]) == (
                    *(report, row["unit"], key),
                    texts[row["unit"]][key],
                )


@pytest.mark.parametrize("line", ["report", "rank", "trend", "trend --by group", "due"])
def test_points_have_two_decimals_in_every_csv(demo: Run, line: str) -> None:
    said = demo(*line.split(), "--as-of", "2022-06-30", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    points = [row.get("ahead_pp", row.get("gain", "")) for row in rows]
    assert all(text == "" or len(text.partition(".")[2]) == 2 for text in points)


def test_money_is_whole_yuan_in_every_csv(demo: Run) -> None:
    for line in ("report", "rank", "trend", "forecast", "changes 2022-03", "explain"):
        more = () if line == "report" or line.startswith("ch") else ("--indicator", INDICATORS[1])
        said = demo(*line.split(), *more, "--as-of", "2022-05-09", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(said.out)))
        money = [row for row in rows if row["measured_in"] == "yuan"]
        assert money
        for row in money:
            for key in ("actual", "target", "due", "total", "new", "brings", "low", "change"):
                assert "." not in (row.get(key) or "")
