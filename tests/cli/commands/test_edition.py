"""``edition freeze`` keeps a bulletin, ``edition list`` shows what was kept."""

import json
from pathlib import Path

import pytest

from tests.cli.said import Run

ADDED = ("--district", "晋江", "--group", "新能源", "--amount", "5.6亿", "--stage", "signed")


def add(run: Run, name: str, on: str) -> None:
    assert run("add-project", name, *ADDED, "--on", on).code == 0


def test_a_bulletin_stays_as_it_was_published(run: Run) -> None:
    add(run, "半导体材料产业园", "2022-03-15")
    published = run("report", "--as-of", "2022-06-30").out
    assert run("edition", "freeze", "2022-06").code == 0

    add(run, "锂电池隔膜生产线", "2022-03-16")

    again, _, head = run("report", "--edition", "2022-06").out.rpartition("· ")
    assert again == published
    assert head.startswith("Made from the ledger at QZ:4 ")
    assert run("report", "--as-of", "2022-06-30").out != published


@pytest.mark.parametrize(
    ("name", "as_of"),
    [
        ("2022-06", "2022-06-30"),
        ("2022-Q1", "2022-03-31"),
        ("2022-H1", "2022-06-30"),
        ("2022-05-15", "2022-05-15"),
        ("2022-W20", "2022-05-22"),
        ("2022年第20周", "2022-05-22"),
        ("2022-06-b", "2022-06-30"),
        ("final", "2022-12-31"),
    ],
)
def test_the_day_is_taken_from_the_name(run: Run, name: str, as_of: str) -> None:
    said = run("edition", "freeze", name)
    assert said.err.startswith(f"Edition {name} is frozen: as of {as_of}, plan quanzhou-2022")
    [edition] = json.loads(run("edition", "list", "--format", "json").out)
    assert (edition["edition"], edition["as_of"], edition["who"]) == (name, as_of, "wang")
    assert edition["positions"] == {"QZ": 2}


def test_a_day_that_is_given_goes_before_the_name(run: Run) -> None:
    said = run("edition", "freeze", "2022-06", "--as-of", "2022-06-15")
    assert "as of 2022-06-15" in said.err


def test_a_day_to_come_is_said(run: Run) -> None:
    said = run("edition", "freeze", "early", "--as-of", "2099-01-01")
    assert said.code == 0
    assert "2099-01-01 is still to come" in said.err


def test_a_name_in_any_script(run: Run) -> None:
    assert run("edition", "freeze", "2022年第5期（修订）", "--as-of", "2022年5月").code == 0
    [edition] = json.loads(run("edition", "list", "--format", "json").out)
    assert (edition["edition"], edition["as_of"]) == ("2022年第5期（修订）", "2022-05-31")
    for name in ("2022年第5期（修订）", "２０２２年第5期(修订)"):  # however its signs are typed
        assert run("report", "--edition", name, "--format", "csv").code == 0
    assert run("edition", "freeze", "2022年第5期(修订)", "--as-of", "2022-05").code == 3


def test_what_looks_like_a_period_and_is_none(run: Run) -> None:
    said = run("edition", "freeze", "2022-13", "--as-of", "2022-06-30")
    assert said.code == 3
    first, second = said.err.split("\n")[:2]
    assert first == "error: “2022-13” is not a date: months are 1 to 12."
    assert second.startswith("  Write a day (2022-06-30,")
    assert "2022-W26" in said.err


@pytest.mark.parametrize("name", ["六月", "2022/06", "", "x" * 33, "-a", "2022-5期", "2099-01"])
def test_a_name_that_is_none(run: Run, name: str) -> None:
    assert run("edition", "freeze", name).code in (2, 3)
    assert json.loads(run("edition", "list", "--format", "json").out) == []


def test_a_name_is_taken_once(run: Run) -> None:
    run("edition", "freeze", "2022-06")
    said = run("edition", "freeze", "2022-06")
    assert said.code == 3
    assert "`qzinvest undo QZ:3`" in said.err


def test_taken_back_it_is_no_more_and_the_log_says_so(run: Run) -> None:
    run("edition", "freeze", "2022-06")
    assert run("undo").err == "Taken back: edition 2022-06 frozen\n"
    said = run("report", "--edition", "2022-06")
    assert said.code == 3
    log = json.loads(run("log", "--format", "json").out)
    assert [(row["action"], row["detail"]) for row in log[-2:]] == [
        ("added", "edition 2022-06 frozen"),
        ("undone", "took back QZ:3: edition 2022-06 frozen"),
    ]
    assert run("verify").code == 0
    assert run("edition", "freeze", "2022-06").code == 0


def test_no_edition_yet(run: Run) -> None:
    said = run("report", "--edition", "2022-06")
    assert said.code == 3
    assert "none has been frozen yet" in said.err
    assert run("edition", "list").out == "No edition was frozen yet.\n"
    assert run("edition", "list", "--format", "csv").out.startswith("edition,as_of,plan,")


def test_the_list_on_a_screen(run: Run) -> None:
    run("edition", "freeze", "2022-06")
    run("edition", "freeze", "2022-05")
    shown = run("edition", "list", "--lang", "zh_Hans").out.splitlines()
    assert shown[0].split()[:3] == ["期名", "截止日期", "方案"]
    assert [line.split()[0] for line in shown[2:4]] == ["2022-05", "2022-06"]


def test_an_edition_goes_with_the_backup(run: Run, bare: Run, tmp_path: Path) -> None:
    run("edition", "freeze", "2022-06")
    copy = str(tmp_path / "copy.db")
    assert run("backup", copy).code == 0
    listed = bare("edition", "list", "--format", "csv", "--db", copy).out
    assert listed == run("edition", "list", "--format", "csv").out
