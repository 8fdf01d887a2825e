"""``watch`` tells what is new since an edition, and nothing else."""

import json
from pathlib import Path

import pytest

from tests.cli.said import Run

JUNE = ("--as-of", "2022-06-30")


def test_what_is_new_is_what_ranks_and_lists_say(demo: Run) -> None:
    said = demo("watch", *JUNE, "--format", "json")
    body = json.loads(said.out)
    turned = [row for row in body["rows"] if row["kind"] != "stall"]

    assert (said.code, body["since"]) == (1, "2022-05-31")
    for code in ("signed_projects", "signed_investment", "landed_projects"):
        rank = json.loads(demo("rank", "--indicator", code, *JUNE, "--format", "json").out)
        then = json.loads(
            demo("rank", "--indicator", code, "--edition", "2022-05", "--format", "json").out
        )
        was = {row["unit"]: row for row in then["rows"]}
        lights = [light["code"] for light in rank["lights"]]
        worse = {
            row["unit"]
            for row in rank["rows"]
            if row["moved"] < 0
            or was[row["unit"]]["ahead_pp"] >= 0 > row["ahead_pp"]
            or lights.index(row["light"]) > lights.index(was[row["unit"]]["light"])
        }
        assert {row["unit"] for row in turned if row["indicator"] == code} == worse
    red = json.loads(demo("due", "--level", "red", *JUNE, "--format", "json").out)["rows"]
    then = json.loads(demo("due", "--level", "red", "--edition", "2022-05", "--format", "json").out)
    old = {row["id"] for row in then["rows"]}
    large = {row["id"] for row in red if row["amount"] >= 2_000_000_000 and row["id"] not in old}
    assert {row["project"] for row in body["rows"] if row["kind"] == "stall"} == large


def test_a_csv_has_a_row_a_line(demo: Run) -> None:
    lines = demo("watch", *JUNE).out.count("\n· ")

    assert demo("watch", *JUNE, "--format", "csv").out.count("\n") == lines + 1
    assert demo("watch", *JUNE, "--format", "csv").out.startswith("kind,unit,name,indicator,")


def test_a_quiet_ledger_wakes_nobody(run: Run, signed: str) -> None:
    assert run("watch", "--as-of", "2022-03-31").code == 3
    assert run("edition", "freeze", "2022-03").code == 0
    said = run("watch", "--as-of", "2022-04-01")

    assert (signed, said.code, said.out) == ("QZ-1", 0, "")


def test_with_check_each_line_is_told_once(demo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    first = demo("watch", *JUNE, "--check")
    again = demo("watch", *JUNE, "--check")

    assert first.out == demo("watch", *JUNE).out
    assert (first.code, again.code, again.out) == (1, 0, "")
    later = demo("watch", "--as-of", "2022-07-31", "--check")
    whole = demo("watch", "--as-of", "2022-07-31")
    new = later.out.splitlines()[2:]
    assert 0 < len(new) < len(whole.out.splitlines()[2:])
    assert not set(new) & set(first.out.splitlines()[2:])


def test_a_report_checks_the_units_that_it_shows(demo: Run) -> None:
    told = demo("report", *JUNE, "--check", "--format", "json")
    rows = json.loads(demo("watch", *JUNE, "--format", "json").out)["rows"]
    turned = [row for row in rows if row["kind"] != "stall"]

    assert (told.code, json.loads(told.out)["rows"]) == (1, turned)
    assert demo("report", *JUNE, "--check").code == 0
    one = demo("report", *JUNE, "--check", "--tier", "1", "--format", "json")
    tier = {
        row["unit"]
        for row in json.loads(demo("rank", "--tier", "1", "--format", "json").out)["rows"]
    }
    assert json.loads(one.out)["rows"] == [row for row in turned if row["unit"] in tier]
    refused = demo("report", *JUNE, "--check", "--group", "IG05")
    assert (refused.code, "--group" in refused.err) == (2, True)


def test_what_cannot_be_kept_is_said(
    demo: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    said = demo("watch", *JUNE, "--check")

    assert (said.code, str(tmp_path / "file") in said.err) == (5, True)


def test_of_a_day_before_all_editions_there_is_nothing_to_compare_with(demo: Run) -> None:
    said = demo("watch", "--as-of", "2022-03-31", "--lang", "zh_Hans")
    assert said.code == 3
    assert "2022-03-31 之前没有已定稿的通报" in said.err
