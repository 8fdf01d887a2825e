"""Marks go out with an export and come in with ``entries.csv``, each once and unchanged."""

import json
from pathlib import Path

import pytest

from tests.cli.said import Run

HEAD = "subject,topic,on,counted_on,amount,evidence,precision,fictional,name,number\n"
FIRST = "district:350582,three_looks,2022-06-20,2022-06-20,,'=on site,day,false,,92.5\n"
SECOND = "department:COM,three_looks,2022-06-21,2022-06-21,,,day,false,,0.05\n"


@pytest.fixture
def marked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where 晋江 and a department have a mark, and an export of that."""
    monkeypatch.chdir(tmp_path)
    run("evaluate", "晋江", "三看两评", "92.5", "--on", "2022-06-20", "--note", "=on site")
    run("evaluate", "COM", "三看两评", "0.05", "--on", "2022-06-21")
    assert run("export", "--out", "out").code == 0
    return tmp_path


def scores(run: Run, *argv: str) -> list[tuple[str, object]]:
    line = ("rank", "--scorecard", "--as-of", "2022-06-30", "--format", "json", *argv)
    rows = json.loads(run(*line).out)["rows"]
    values = [(row["unit"], row["parts"]["three_looks"]["value"]) for row in rows]
    return [each for each in values if each[1] is not None]


def entries(run: Run, *argv: str) -> str:
    run("export", "--out", "again", *argv)
    return Path("again/entries.csv").read_text("utf-8")


def test_an_export_has_the_marks_and_a_new_ledger_takes_them_once(
    run: Run, bare: Run, marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (marked / "out/entries.csv").read_text("utf-8") == HEAD + FIRST + SECOND
    monkeypatch.setenv("QZINVEST_DB", str(marked / "new.db"))
    said = bare("import", "out/projects.csv", "out/entries.csv")
    assert said.err.splitlines()[-2:] == [
        "Imported. Added: 2, changed: 0, unchanged: 0.",
        "This was import-1; `qzinvest undo import-1` takes it back.",
    ]
    assert entries(bare) == HEAD + FIRST + SECOND
    assert scores(bare) == scores(run) == [("350582", 92.5)]
    assert "Added: 0, changed: 0, unchanged: 2." in bare("import", "out/entries.csv").err
    assert "92.5 points from 2022-06-20 on" in bare("undo", "import-1").err
    assert (entries(bare), bare("verify").code) == (HEAD, 0)


def test_a_row_may_name_unit_and_item_and_a_later_note_is_added(run: Run, marked: Path) -> None:
    kept = marked / "kept.csv"
    kept.write_text(HEAD + "district:晋江市,三看两评,2022-06-22,,,,,false,,80\n", "utf-8")
    assert "Added: 1" in run("import", "kept.csv").err
    kept.write_text(HEAD + SECOND.replace(",,day", ",later,day"), "utf-8")
    assert "Added: 0, changed: 1, unchanged: 0." in run("import", "kept.csv").err
    last = "district:350582,three_looks,2022-06-22,2022-06-22,,,day,false,,80\n"
    assert entries(run) == HEAD + FIRST + last + SECOND.replace(",,day", ",later,day")


REFUSED = """\
district:350582 | district:999999 | subject | No district
district:350582 | town:350582 | subject | No district or department
three_looks | four_looks | topic | No item
2022-06-20,2022-06-20 | 2022-06-31, | on | 2022-06-31
2022-06-20,2022-06-20 | , | on | date
2022-06-20,2022-06-20 | 2023-01-02, | on | the period of plan quanzhou-2022
2022-06-20,2022-06-20 | 2022-06-20,2022-06-21 | counted_on | stays blank
2022-06-20,, | 2022-06-20,5, | amount | stays blank
,day, | ,month, | precision | stays blank
false | perhaps | fictional | perhaps
92.5 |  | number | not a mark from 0 to 100
92.5 | 100.01 | number | not a mark from 0 to 100
92.5 | 90 | number | has the mark 92.5 · =on site for three_looks
'=on site | another | number | this says 92.5 · another
"""


@pytest.mark.parametrize("line", REFUSED.splitlines())
def test_what_is_no_mark_or_another_one_is_refused_with_its_cell(
    run: Run, marked: Path, line: str
) -> None:
    old, new, column, said = line.split(" | ")
    text = HEAD + FIRST + SECOND.replace("06-21", "06-23")
    assert old in FIRST
    (marked / "kept.csv").write_text(text.replace(old, new, 1), "utf-8")
    found = run("import", "kept.csv", "--format", "json")
    (fault,) = json.loads(found.out)["faults"]
    assert (found.code, fault["row"], fault["column"]) == (3, 2, column), found
    assert said in fault["message"]
    assert entries(run) == HEAD + FIRST + SECOND
    assert "Added: 1" in run("import", "kept.csv", "--accept-good").err


def test_two_rows_of_one_mark_must_agree(run: Run, marked: Path) -> None:
    row = FIRST.replace("06-20", "06-25")
    (marked / "kept.csv").write_text(HEAD + row + row, "utf-8")
    assert "added: 1, changed: 0, unchanged: 1." in run("import", "kept.csv", "--dry-run").err
    (marked / "kept.csv").write_text(HEAD + row + row.replace("92.5", "91"), "utf-8")
    said = run("import", "kept.csv")
    assert (said.code, "kept.csv:3" in said.err) == (3, True), said.err
    assert entries(run) == HEAD + FIRST + SECOND


def test_a_rehearsal_shows_the_marks_and_an_import_says_which_edition_moves(
    run: Run, marked: Path
) -> None:
    run("edition", "freeze", "2022-06", "--as-of", "2022-06-30")
    (marked / "kept.csv").write_text(HEAD + FIRST.replace("06-20", "06-25"), "utf-8")
    (row,) = json.loads(run("import", "kept.csv", "--dry-run", "--format", "json").out)["rows"]
    assert row == {
        "file": "kept.csv",
        "sheet": "",
        "row": 2,
        "outcome": "added",
        "id": "district:350582",
        "topic": "three_looks",
        "on": "2022-06-25",
        "number": 92.5,
    }
    shown = run("import", "kept.csv", "--dry-run").out
    assert "92.5 points from 2022-06-25 on" in shown, shown
    assert "2022-06" in run("import", "kept.csv").err


def test_a_payment_has_no_mark(run: Run, marked: Path) -> None:
    row = "QZ-1,paid,2022-04-10,2022-04-10,100,,day,false,项目,5\n"
    (marked / "kept.csv").write_text(HEAD + row, "utf-8")
    said = run("import", "kept.csv")
    assert (said.code, "a payment has an amount and no mark" in said.err) == (3, True), said.err
