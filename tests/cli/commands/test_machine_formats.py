"""What all commands with CSV and JSON share: what they say of themselves, and what they refuse."""

import csv
import io
import json

import pytest

from tests.cli.said import Run

pytestmark = pytest.mark.uncounted
"""They go through every command; each has tests of its own."""
AS_OF = ("--as-of", "2022-06-30")
REPORTS = (
    ("report", *AS_OF),
    ("report", "--by", "group", *AS_OF),
    ("report", "--by", "district", "--by", "group", *AS_OF),
    ("rank", *AS_OF),
    ("rank", "--scorecard", *AS_OF),
    ("funnel", *AS_OF),
    ("trend", *AS_OF),
    ("trend", "--by", "department", *AS_OF),
    ("forecast", *AS_OF),
    ("explain", *AS_OF),
    ("explain", "--indicator", "registration", *AS_OF),
    ("explain", "--indicator", "score", "--unit", "晋江", *AS_OF),
    ("changes", "2022-05", *AS_OF),
    ("due", *AS_OF),
)
LISTS = (
    *(("list",), ("log",), ("show", "QZ-1"), ("plan", "show"), ("duplicates",)),
    *(("imports",), ("edition", "list")),
)
MONEYED = (*REPORTS, ("show", "QZ-1"), ("plan", "show"), ("duplicates",))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("line", REPORTS, ids=" ".join)
def test_a_report_of_the_demo_cannot_pass_for_a_real_one(demo: Run, line: tuple[str, ...]) -> None:
    told = json.loads(demo(*line, "--format", "json").out)
    assert told["fictional"] is True
    assert told["title"].startswith("FICTIONAL demo data")
    assert told["indicators"]
    for each in told["indicators"].values():
        assert each["name"]
        assert (each["measure"], each["unit"]) in {
            ("count", "projects"),
            ("sum", "yuan"),
            ("ratio", "ratio"),
            ("score", "points"),
        }
    text = demo(*line, "--format", "csv").out
    assert text.splitlines()[0].endswith("fictional,title")
    assert {row["fictional"] for row in rows_of(text)} <= {"true"}


@pytest.mark.parametrize("line", LISTS, ids=" ".join)
def test_a_list_of_the_demo_neither(demo: Run, line: tuple[str, ...]) -> None:
    told = json.loads(demo(*line, "--format", "json").out)
    assert all(row["fictional"] is True for row in told)
    text = demo(*line, "--format", "csv").out
    assert text.splitlines()[0].endswith(",fictional")
    assert {row["fictional"] for row in rows_of(text)} <= {"true"}


def test_a_real_ledger_says_that_it_is_none(run: Run) -> None:
    run("init", "--office", "QZ")
    for line in (("report",), ("rank",), ("funnel",), ("trend",)):
        assert json.loads(run(*line, "--format", "json").out)["fictional"] is False


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("line", MONEYED, ids=" ".join)
def test_wan_is_for_people(demo: Run, line: tuple[str, ...], form: str) -> None:
    said = demo(*line, "--wan", "--format", form)
    assert (said.code, said.out) == (2, "")
    text = json.loads(said.err)["message"] if form == "json" else said.err
    assert text.startswith(f"error: --wan and --format {form} cannot be used together.")


@pytest.mark.parametrize("line", [*REPORTS, *LISTS], ids=" ".join)
def test_labels_leave_no_code_and_no_figure_without_its_unit(
    demo: Run, line: tuple[str, ...]
) -> None:
    text = demo(*line, "--format", "csv", "--labels", "--lang", "zh_Hans").out
    head, *rows = csv.reader(io.StringIO(text))
    codes = {"350582", "COM", "IG01", "signed_projects", "signed", "contract", "counted", "red"}
    assert not codes & {cell for row in rows for cell in row}
    assert not any(cell.startswith(("[", "{")) for row in rows for cell in row)
    assert not any(name.isascii() for name in head)
    assert not any(name.endswith(("额", "总投资", "资金")) for name in head)
