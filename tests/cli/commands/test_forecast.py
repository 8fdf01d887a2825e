"""``forecast``: formats, options and mistakes, on the demo's year."""

import csv
import io
import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.said import Run, Said

MID = ("--as-of", "2022-09-30")


@pytest.fixture
def ask(bare: Run, demo_ledger: Path) -> Run:
    def selection(*argv: str) -> Said:
        return bare("forecast", *argv, "--db", str(demo_ledger))

    return selection


@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("width", [80, 120])
def test_screen(ask: Run, monkeypatch: pytest.MonkeyPatch, lang: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    said = ask(*MID, "--lang", lang)
    assert said.code == 0
    assert max(map(cell_len, said.out.splitlines())) <= width


def test_formats_agree(ask: Run) -> None:
    told = json.loads(ask(*MID, "--format", "json").out)
    table = list(csv.DictReader(io.StringIO(ask(*MID, "--format", "csv", "--total").out)))
    rows = [*told["rows"], *told["total"].values()]
    assert len(table) == len(rows)
    for line, row in zip(table, rows, strict=True):
        assert list(line)[:-3] == list(row)
        for key, value in row.items():
            cell = "" if value is None else " ".join(value) if key == "lever" else str(value)
            assert line[key] == (cell.lower() if key == "enough" else cell), key
    markdown = ask(*MID, "--format", "markdown", "--lang", "zh_Hans").out
    for row in rows:
        if row["indicator"] == "signed_projects" and row["target"]:
            assert f"{row['low']:,}–{row['high']:,}" in markdown
    assert ask(*MID, "--format", "csv", "--labels", "--lang", "zh_Hans").out.startswith("单位,名称")


@pytest.mark.drawn_anew
def test_options(ask: Run) -> None:
    landed = (*MID, "--indicator", "landed_projects")
    assert ask(*landed, "--seed", "7").out != ask(*landed).out
    assert ask(*landed, "--seed", "2022").out == ask(*landed).out
    told = json.loads(ask(*landed, "--tier", "2", "--format", "json").out)
    assert {(row["tier"], row["indicator"]) for row in told["rows"]} == {(2, "landed_projects")}
    assert (told["report"], told["end"], told["over"]) == ("forecast", "2022-12-31", False)
    for by in ("department", "tier", "group", "area", "channel"):
        assert ask(*landed, "--by", by).code == 0
    money = ("--indicator", "signed_investment", "--tier", "1", "--lang", "zh_Hans")
    assert "万元" in ask(*MID, *money, "--wan").out


def test_a_filter_leaves_no_targets_and_says_so(ask: Run) -> None:
    said = " ".join(ask(*MID, "--channel", "补链").out.split())
    assert "Only a part of the projects is looked at" in said
    assert "Whole city" not in said
    told = json.loads(ask(*MID, "--channel", "补链", "--format", "json").out)
    assert {row["target"] for row in told["rows"]} == {None}
    assert told["filters"] == {"channel": "fill"}


def test_after_the_end_it_says_so(ask: Run) -> None:
    assert "The period ended on 2022-12-31" in ask("--as-of", "2022-12-31").out
    told = json.loads(ask("--as-of", "2022-12-31", "--format", "json").out)
    assert told["over"]
    assert {row["low"] == row["high"] == row["actual"] for row in told["rows"]} == {True}


def test_a_ledger_of_one_lead_says_that_it_tells_nothing(run: Run) -> None:
    run("add-project", "海上风电", "--group", "新能源", "--amount", "20亿")
    said = run("forecast", *MID)
    assert said.code == 0
    assert "Too little is recorded" in said.out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--view assessment", 2),
        ("--seed x", 2),
        ("--by province", 2),
        ("--format pdf", 2),
        ("--indicator jobs", 3),
        ("--as-of 2022-06-31", 3),
    ],
)
def test_refused(ask: Run, line: str, code: int) -> None:
    said = ask(*line.split())
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("error: ")
