"""``due``: what must be chased."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.said import Run

AS_OF = ("--as-of", "2022-08-17")


@pytest.fixture
def filled(run: Run) -> Run:
    """One project that is red, one that is yellow, and one that moves."""
    for name, district, stage, on in (
        ("海上风电", "晋江", "signed", "2022-05-01"),
        ("石材新材料基地", "南安", "lead", "2022-07-10"),
        ("鞋服供应链总部", "石狮", "talks", "2022-08-01"),
    ):
        options = ("--district", district, "--amount", "25亿", "--group", "装备制造")
        assert run("add-project", name, *options, "--stage", stage, "--on", on).code == 0
    return run


def test_the_list_says_who_waits_for_what(filled: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(filled("due", *AS_OF, "--format", "csv").out)))
    assert [(row["id"], row["level"], row["waited"], row["next"]) for row in rows] == [
        ("QZ-1", "red", "108", "registered"),
        ("QZ-2", "yellow", "38", "talks"),
    ]
    assert rows[0]["indicator"] == "landed_projects"
    body = json.loads(filled("due", *AS_OF, "--format", "json").out)
    assert [row["gain"] for row in body] == [float(row["gain"]) for row in rows]


@pytest.mark.parametrize("width", ["60", "80", "120"])
@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
def test_screens(filled: Run, monkeypatch: pytest.MonkeyPatch, width: str, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    said = filled("due", *AS_OF, "--lang", lang)
    assert said.code == 0
    assert "QZ-1 " in said.out
    assert "2,500" not in said.out
    assert {"en": "red", "zh_Hans": "红", "zh_Hant": "紅"}[lang] in said.out


def test_check_is_for_cron(filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = filled("due", *AS_OF, "--check")
    assert said.code == 1
    assert "QZ-1 " in said.out
    assert "QZ-2 " not in said.out
    calm = filled("due", "--as-of", "2022-07-20", "--check", "--district", "南安")
    assert (calm.code, calm.out, calm.err) == (0, "", "")
    calm = filled("due", *AS_OF, "--check", "--level", "remove", "--format", "json")
    assert (calm.code, calm.out) == (0, "[]\n")
    monkeypatch.chdir(tmp_path)
    calm = filled("due", *AS_OF, "--check", "--level", "remove", "--output", "due.txt")
    assert (calm.code, calm.out) == (0, "")
    assert "No project is due." in Path("due.txt").read_text(encoding="utf-8")
    both = filled("due", *AS_OF, "--check", "--level", "yellow")
    assert both.code == 1
    assert "QZ-2 " in both.out


def test_filters_leave_projects_and_not_gaps(filled: Run) -> None:
    all_rows = json.loads(filled("due", *AS_OF, "--format", "json").out)
    [only] = json.loads(filled("due", *AS_OF, "--format", "json", "--district", "晋江").out)
    assert only == all_rows[0]
    assert json.loads(filled("due", *AS_OF, "--format", "json", "--tier", "2").out) == []
    assert json.loads(filled("due", *AS_OF, "--format", "json", "--level", "red").out) == [only]


def test_what_is_left_out_or_dropped_is_not_chased(filled: Run) -> None:
    filled("exclude", "QZ-1", "--reason", "a framework")
    filled("drop", "QZ-2", "--on", "2022-08-01", "--reason", "no land")
    said = filled("due", *AS_OF)
    assert said.code == 0
    assert "No project is due." in said.out.splitlines()


def test_an_edition_is_listed_as_it_was(filled: Run) -> None:
    filled("edition", "freeze", "2022-08", *AS_OF)
    before = filled("due", "--edition", "2022-08").out
    filled("advance", "QZ-1", "registered", "--on", "2022-08-01")
    filled("edit", "QZ-2", "--name", "改名")
    assert filled("due", "--edition", "2022-08").out == before
    assert filled("due", *AS_OF).out != before


def test_a_plan_without_due_rules_says_what_to_do(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    text = run("plan", "export").out
    path.write_text(text[: text.index("[due]")] + text[text.index("[[remark]]") :])
    assert run("plan", "adopt", str(path), "--effective", "2022-01-02").code == 0
    said = run("due", *AS_OF)
    assert (said.code, said.out) == (3, "")
    assert "has no due rules" in said.err
    assert "plan adopt" in said.err


@pytest.mark.parametrize(
    ("options", "code"),
    [("--level blue", 2), ("--by group", 2), ("--limit -1", 2), ("--format pdf", 2)],
)
def test_refused(filled: Run, options: str, code: int) -> None:
    assert filled("due", *options.split()).code == code


def test_only_units_lack_something(filled: Run) -> None:
    said = filled("due", "--by", "group").err
    assert "district, department" in said
