"""``trend``: periods, filters, formats, the chart and mistakes."""

import json
import sys
from typing import Any

import pytest

from tests.cli.said import Run


def points(run: Run, *line: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("trend", *line, "--format", "json").out)["total"][
        "points"
    ]
    return found


def test_a_project_is_new_in_its_month_and_stays(run: Run, signed: str) -> None:
    assert signed
    found = points(run, "--as-of", "2022-04-10")
    assert [(p["period"], p["new"], p["total"]) for p in found] == [
        ("2022-01", 0, 0),
        ("2022-02", 0, 0),
        ("2022-03", 1, 1),
        ("2022-04", 0, 1),
    ]
    money = points(run, "--indicator", "signed_investment", "--every", "quarter")
    assert [p["total"] for p in money] == [560_000_000] * 4


def test_a_dropped_project_leaves_in_the_month_of_its_drop(run: Run, signed: str) -> None:
    run("drop", signed, "--on", "2022-05-10", "--reason", "no land")
    assert [p["new"] for p in points(run, "--as-of", "2022-05-09")] == [0, 0, 1, 0, 0]
    found = points(run, "--as-of", "2022-06-10")
    assert [p["new"] for p in found] == [0, 0, 1, 0, -1, 0]
    assert [p["total"] for p in found] == [0, 0, 1, 1, 0, 0]
    assert [p["dropped_in_period"] for p in found] == [0, 0, 0, 0, 1, 0]
    assert [p["new"] for p in points(run, "--as-of", "2022-06-10", "--restated")] == [0] * 6


def test_columns_for_people_have_their_units(run: Run, signed: str) -> None:
    assert signed
    head = run("trend", "--indicator", "signed_investment", "--format", "csv", "--labels").out
    assert "Dropped in the period (yuan)" in head
    head = run("trend", "--format", "csv", "--labels").out
    assert "Dropped in the period (number)" in head


def test_restated_is_said(run: Run, signed: str) -> None:
    assert signed
    assert json.loads(run("trend", "--format", "json").out)["restated"] is False
    assert json.loads(run("trend", "--restated", "--format", "json").out)["restated"] is True
    assert "· restated" in run("trend", "--restated").out
    assert "追溯口径" in run("trend", "--restated", "--format", "markdown", "--lang", "zh_Hans").out


def test_the_year_before(run: Run, signed: str) -> None:
    run("edit", signed, "--name", "another")
    said = run(
        *("add-project", "去年项目", "--district", "晋江", "--group", "新能源", "--amount", "1亿"),
        *("--stage", "signed", "--on", "2021-03-20"),
    )
    assert said.code == 0
    assert [p["new_before"] for p in points(run, "--as-of", "2022-03-19")] == [0, 0, 0]
    assert [p["new_before"] for p in points(run, "--as-of", "2022-03-20")] == [0, 0, 1]
    assert points(run, "--as-of", "2022-03-20")[-1]["growth"] == 0


@pytest.mark.parametrize("line", ["", "--by district", "--by event --every week", "--tier 1"])
@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_views_and_formats(run: Run, signed: str, line: str, form: str) -> None:
    assert signed
    said = run("trend", *line.split(), "--format", form)
    assert said.code == 0
    assert said.out


def test_one_unit_with_its_share(run: Run, signed: str) -> None:
    assert signed
    (last,) = points(run, "--district", "晋江", "--every", "quarter", "--as-of", "2022-03-31")
    assert last["due"] == 261 / 4


def test_a_chart_on_a_terminal_only(run: Run, signed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signed
    assert "┤" not in run("trend").out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "┤" in run("trend").out
    assert "┤" not in run("trend", "--by", "district").out
    assert "┤" not in run("trend", "--format", "markdown").out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--every day", 2),
        ("--by province", 2),
        ("--by district --by group", 2),
        ("--indicator jobs", 3),
    ],
)
def test_refused(run: Run, line: str, code: int) -> None:
    said = run("trend", *line.split())
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("error: ")
