"""``credit``: shares of an assessment, recorded, shown, undone; statistics stay."""

import csv
import io
import json

import pytest

from tests.cli.said import Run

HALVES = ("--unit", "晋江=50", "--unit", "石狮=50")


def actuals(run: Run, *more: str) -> dict[tuple[str, str], str]:
    """What each unit and the total achieved, where that is not 0."""
    text = run("report", "--format", "csv", "--total", *more).out
    rows = csv.DictReader(io.StringIO(text))
    return {(row["unit"], row["indicator"]): row["actual"] for row in rows if row["actual"] != "0"}


def test_halves_in_the_assessment_and_the_whole_in_the_statistics(run: Run, signed: str) -> None:
    statistics = {
        ("350582", "signed_projects"): "1",
        ("350582", "signed_investment"): "560000000",
        ("total", "signed_projects"): "1",
        ("total", "signed_investment"): "560000000",
    }
    assert actuals(run, "--view", "assessment") == statistics
    said = run("credit", signed, *HALVES)
    assert (said.code, said.out) == (0, "QZ-1\n")
    assert said.err.splitlines()[1] == (
        "  Credit (District): (none) → Jinjiang City (350582) 50%, Shishi City (350581) 50%"
    )
    assert actuals(run) == statistics
    assert actuals(run, "--view", "assessment") == {
        ("350582", "signed_projects"): "0.5",
        ("350582", "signed_investment"): "280000000",
        ("350581", "signed_projects"): "0.5",
        ("350581", "signed_investment"): "280000000",
        ("total", "signed_projects"): "1",
        ("total", "signed_investment"): "560000000",
    }
    assert run("verify").code == 0


def test_kinds_stand_apart(run: Run, signed: str) -> None:
    run("credit", signed, *HALVES)
    said = run("credit", signed, "--department", "商务局=66.67", "--department", "发改委=33.33")
    assert said.code == 0
    card = json.loads(run("show", signed, "--format", "json").out)[0]
    assert card["credit"] == (
        "district:350582=5000;district:350581=5000;department:COM=6667;department:DRC=3333"
    )
    by = actuals(run, "--view", "assessment", "--by", "department")
    assert by["COM", "signed_projects"] == "0.6667"
    assert by["DRC", "signed_investment"] == "186648000"
    assert run("credit", signed, "--unit", "石狮=100").code == 0
    assert actuals(run, "--view", "assessment")["350581", "signed_projects"] == "1"
    assert run("credit", signed, "--clear", "district").code == 0
    assert actuals(run, "--view", "assessment")["350582", "signed_projects"] == "1"
    assert "Credit" in run("show", signed).out
    assert run("credit", signed, "--clear", "department").code == 0
    assert json.loads(run("show", signed, "--format", "json").out)[0]["credit"] is None


def test_undo_takes_it_back(run: Run, signed: str) -> None:
    before = run("list", "--format", "json").out
    run("credit", signed, *HALVES)
    assert "Credit (District): (none) → Jinjiang City" in " ".join(run("log", signed).out.split())
    run("edit", signed, "--amount", "6亿")
    assert run("undo", "4").code == 0  # what was changed since stays
    assert actuals(run, "--view", "assessment")["350582", "signed_investment"] == "600000000"
    run("undo", "5")
    assert run("list", "--format", "json").out == before


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("--unit 晋江=50", 3, "do not add up to 100%"),
        ("--unit 晋江=50 --unit 石狮=40 --department 商务局=10", 3, "do not add up"),
        ("--unit 晋江=50 --unit 晋江市=50", 3, "a unit stands twice"),
        ("--unit 晋江=100 --unit 石狮=0", 3, "a part is not above 0"),
        ("--unit 晋江=half", 3, "“晋江=half” cannot be the credit"),
        ("--unit 厦门=100", 3, "No district or department is called “厦门”"),
        ("--district 商务局=100", 3, "No district is called “商务局”"),
        ("--clear district --unit 晋江=100", 2, "--clear district"),
        ("--clear group", 2, "--clear"),
        ("--clear district", 3, ""),
        ("", 3, ""),
    ],
)
def test_refused(run: Run, signed: str, line: str, code: int, said: str) -> None:
    told = run("credit", signed, *line.split())
    assert (told.code, told.out) == (code, "")
    assert said in told.err
    assert actuals(run, "--view", "assessment") == actuals(run)


def test_a_second_reports_credit_counts_nothing(run: Run, signed: str) -> None:
    other = run(
        *("add-project", "半导体材料产业园一期", "--district", "石狮", "--group", "新能源"),
        *("--amount", "5.6亿", "--stage", "signed", "--on", "2022-03-15", "--allow-duplicate"),
    ).out.strip()
    run("link", signed, other)
    told = run("credit", other, *HALVES)
    assert told.code == 0
    assert "QZ-2 is not counted now" in told.err
    assert actuals(run, "--view", "assessment").get(("350581", "signed_projects"), "0") == "0"
    assert run("credit", signed, *HALVES).code == 0
    assert actuals(run, "--view", "assessment")["350581", "signed_projects"] == "0.5"


def test_a_dropped_project_leaves_every_units_part(run: Run, signed: str) -> None:
    run("credit", signed, *HALVES)
    run("drop", signed, "--on", "2022-05-10", "--reason", "no land")
    assert run("credit", signed, "--unit", "南安=100").code == 0
    assert actuals(run, "--view", "assessment") == {}
    before = actuals(run, "--view", "assessment", "--as-of", "2022-05-09")
    assert before["350583", "signed_projects"] == "1"


def test_credit_of_an_excluded_project_waits(run: Run, signed: str) -> None:
    run("exclude", signed, "--reason", "no industrial project")
    told = run("credit", signed, *HALVES)
    assert told.code == 0
    assert "takes effect only when it is counted again" in told.err
    assert actuals(run, "--view", "assessment") == {}
    run("include", signed)
    assert actuals(run, "--view", "assessment")["350581", "signed_projects"] == "0.5"
