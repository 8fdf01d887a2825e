"""``duplicates``: pairs side by side, and what a person decides about them."""

import json
from pathlib import Path

import pytest

from tests.cli.said import Run, talked

NAME = "海峡智能装备产业园"
OPTIONS = ("--amount", "5.6亿", "--investor", "海峡装备有限公司", "--group", "装备制造")
SIGNED = (*OPTIONS, "--stage", "signed", "--on", "2022-03-15", "--allow-duplicate")


def pairs(run: Run, *argv: str) -> list[tuple[str, str]]:
    found = json.loads(run("duplicates", *argv, "--format", "json").out)
    return [(pair["first"], pair["second"]) for pair in found]


@pytest.fixture
def three(run: Run) -> None:
    """Three reports that look like one project: QZ-1, QZ-2 and QZ-3."""
    for district in ("晋江", "南安", "石狮"):
        assert run("add-project", NAME, "--district", district, *SIGNED).code == 0


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("named", [("QZ-1", "QZ-3"), ("QZ-3", "QZ-1")])
def test_not_the_same_is_remembered_whatever_the_order(run: Run, named: tuple[str, str]) -> None:
    before = run("report", "--format", "json", "--as-of", "2022-12-31").out
    said = run("duplicates", "--not-same", *named)
    assert (said.code, said.out) == (0, "")
    assert said.err.splitlines() == [
        "QZ-1 海峡智能装备产业园",
        "  Not the same as: (none) → QZ-3",
        "  QZ-1 and QZ-3 are not the same project; they are no longer listed as a pair.",
    ]
    assert pairs(run) == [("QZ-1", "QZ-2"), ("QZ-2", "QZ-3")]
    assert run("report", "--format", "json", "--as-of", "2022-12-31").out == before
    assert run("verify").code == 0
    again = run("duplicates", "--not-same", *named)
    assert (again.code, "recorded already" in again.err) == (3, True)


@pytest.mark.usefixtures("three")
def test_undo_takes_not_the_same_back(run: Run) -> None:
    run("duplicates", "--not-same", "QZ-1", "QZ-2")
    run("duplicates", "--not-same", "QZ-1", "QZ-3")
    assert pairs(run) == [("QZ-2", "QZ-3")]
    said = run("undo")
    assert "QZ-1 · Not the same as: QZ-2 → QZ-2 QZ-3" in said.err
    assert pairs(run) == [("QZ-1", "QZ-3"), ("QZ-2", "QZ-3")]


@pytest.mark.usefixtures("three")
def test_a_link_is_the_later_word(run: Run) -> None:
    run("duplicates", "--not-same", "QZ-1", "QZ-2")
    assert run("link", "QZ-1", "QZ-2").code == 0
    assert run("duplicates", "--not-same", "QZ-2", "QZ-1").code == 3
    run("unlink", "QZ-2")
    assert ("QZ-1", "QZ-2") in pairs(run)
    assert run("verify").code == 0


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("gone", ["QZ:3", "QZ:4"])
def test_neither_of_two_that_were_told_apart_goes_before_that(run: Run, gone: str) -> None:
    run("duplicates", "--not-same", "QZ-1", "QZ-2")
    assert run("undo", gone).code == 3
    run("undo")
    assert run("undo", gone).code == 0


@pytest.mark.usefixtures("three")
def test_the_pairs_of_one_project_and_one_pair_alone(run: Run) -> None:
    assert pairs(run, "QZ-3") == [("QZ-1", "QZ-3"), ("QZ-2", "QZ-3")]
    assert pairs(run, "QZ-3", "QZ-1") == [("QZ-1", "QZ-3")]
    assert run("duplicates", "--not-same", "QZ-1").code == 2
    assert run("duplicates", "QZ-99").code == 3


@pytest.mark.usefixtures("three")
def test_not_the_same_goes_into_another_ledger_with_an_export(
    bare: Run, run: Run, tmp_path: Path
) -> None:
    run("duplicates", "--not-same", "QZ-3", "QZ-1")
    run("duplicates", "--not-same", "QZ-3", "QZ-2")
    out, new = tmp_path / "out", str(tmp_path / "new.db")
    assert run("export", "--out", str(out)).code == 0
    projects = str(out / "projects.csv")
    said = bare("import", projects, "--on-duplicate", "link", "--db", new)
    assert (said.code, "QZ-2 is the same" in said.err) == (0, False), said.err
    there = json.loads(bare("duplicates", "--format", "json", "--db", new).out)
    assert [(pair["first"], pair["second"]) for pair in there] == [("QZ-1", "QZ-2")]
    assert bare("verify", "--db", new).code == 0
    again = bare("import", projects, "--db", new)
    assert "Added: 0, changed: 0" in again.err, again.err
    lines = (out / "projects.csv").read_text("utf-8").splitlines(keepends=True)
    part = tmp_path / "part.csv"
    part.write_text("".join(lines[:2]), encoding="utf-8")
    said = bare("import", str(part), "--db", str(tmp_path / "third.db"))
    assert (said.code, "“QZ-3”" in said.err) == (3, True), said.err


@pytest.mark.usefixtures("three")
def test_a_person_at_a_terminal_decides_pair_by_pair(db: Path, run: Run) -> None:
    code, screen = talked(["duplicates"], ["x\n", "l\n", "N\n"], db)
    assert code == 0, screen
    assert screen.count("Pair 1 of 3: [l]ink, [n]ot the same, [s]kip, [q]uit: ") == 2
    assert "It is the same project as QZ-1" in screen
    assert "QZ-1 and QZ-3 are not the same project" in screen
    assert "Pair 3 of 3" not in screen  # QZ-2 is counted with QZ-1 now
    assert pairs(run) == []


@pytest.mark.usefixtures("three")
def test_a_person_can_skip_and_stop(db: Path, run: Run) -> None:
    code, screen = talked(["duplicates"], ["s\n", "q\n"], db)
    assert (code, "Pair 2 of 3" in screen, "Pair 3 of 3" in screen) == (0, True, False)
    assert len(pairs(run)) == 3


@pytest.mark.usefixtures("three")
def test_a_link_of_the_other_report_ends_what_was_said_of_its_second_ones(
    bare: Run, run: Run, tmp_path: Path
) -> None:
    run("duplicates", "--not-same", "QZ-1", "QZ-3")
    run("link", "QZ-2", "QZ-3")
    said = run("link", "QZ-1", "QZ-2")
    assert said.code == 0, said.err
    run("unlink", "QZ-3")
    assert pairs(run) == [("QZ-1", "QZ-3")]
    run("export", "--out", str(tmp_path / "out"))
    new = ("--db", str(tmp_path / "new.db"))
    for _ in range(2):
        assert bare("import", str(tmp_path / "out" / "projects.csv"), *new).code == 0
    found = json.loads(bare("duplicates", "--format", "json", *new).out)
    assert [(pair["first"], pair["second"]) for pair in found] == pairs(run)
    assert bare("verify", *new).code == 0
