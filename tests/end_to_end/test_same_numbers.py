"""Every number on screen and in Markdown is the one that CSV and JSON give."""

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.said import Run

VIEWS = ("district", "department", "tier", "group", "area")
ASKED = ((), ("--view", "assessment"), ("--channel", "补链", "--view", "assessment"))
Cells = tuple[str, ...]


@pytest.fixture
def db(demo_ledger: Path) -> str:
    return str(demo_ledger)


def rounded(value: Decimal, places: str) -> str:
    return f"{value.quantize(Decimal(places), ROUND_HALF_UP):,}"


def figure(row: dict[str, str], column: str) -> str:
    """A count with separators, or yuan in billions with three decimals."""
    if not row[column]:
        return "-"
    if row["indicator"] == "signed_investment":
        return rounded(Decimal(row[column]) / 10**9, "0.001")
    return f"{Decimal(row[column]):,}"


def percent(text: str) -> str:
    return rounded(Decimal(text) * 100, "0.1") + "%" if text else "-"


def expected(row: dict[str, str], body: dict[str, Any]) -> Cells:
    """What a person sees of a CSV row, without rank: name, actual, share, ratio, ahead.

    Args:
        row: the row.
        body: the JSON of the same report.
    """
    if "share_of_whole" in row:
        return (row["name"], figure(row, "actual"), percent(row["share_of_whole"]))
    figures = (figure(row, "actual"), figure(row, "target"), percent(row["completion"]))
    return (row["name"], *figures, lead(row, body))


def lead(row: dict[str, str], body: dict[str, Any]) -> str:
    """Points to a tenth under the light of the shipped plan, where anything counts."""
    if not row["ahead_pp"]:
        return "-"
    lead = Decimal(row["ahead_pp"])
    exact = (Decimal(row["completion"]) - Decimal(str(body["pace"]))) * 100
    text = rounded(exact, "0.1").replace("-0.0", "0.0") if abs(exact) < 1 else rounded(exact, "0.1")
    sign = "●" if lead >= 0 else "◆" if lead >= -10 else "■"
    text = text if text == "0.0" or exact < 0 else f"+{text}"
    return f"{sign} {text}" if body["total"][row["indicator"]]["actual"] else text


def screen_rows(text: str) -> Iterator[Cells]:
    """The rows of a screen's tables: cells stand two blanks apart, but a light by its points."""
    for line in text.splitlines():
        apart = re.split(r"(?<![●◆■]) {2,}", re.sub(r"(?<=[●◆■]) +(?=[-+0-9])", " ", line.strip()))
        cells = [cell for cell in apart if not re.match(r"[█▏▎▍▌▋▊▉┃▕]", cell)]
        if len(cells) > 2:
            yield tuple(cells)


def markdown_rows(text: str) -> Iterator[Cells]:
    for line in text.splitlines():
        if line.startswith("|"):
            cells = [cell.strip().replace("*", "") for cell in line.strip("|").split(" | ")]
            yield tuple(cell.strip().replace("\\", "") for cell in cells)


def with_rank(row: dict[str, str], cells: Cells, by: str) -> Cells:
    ranked = by in ("district", "department") and "share_of_whole" not in row
    return (row["rank"] or "-", *cells) if ranked else cells


@pytest.mark.parametrize("by", VIEWS)
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("as_of", ["2022-04-17", "2022-12-31"])
def test_people_and_machines_read_the_same(  # noqa: PLR0913, PLR0917 - three of them parameters
    run: Run, db: str, monkeypatch: pytest.MonkeyPatch, by: str, asked: Cells, as_of: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    line = ("report", "--by", by, *asked, "--as-of", as_of, "--db", db, "--format")
    rows = list(csv.DictReader(io.StringIO(run(*line, "csv").out)))
    body = json.loads(run(*line, "json").out)
    wanted = {with_rank(row, expected(row, body), by) for row in rows}
    assert len(rows) >= 6
    assert wanted <= set(screen_rows(run(*line, "table").out))


@pytest.mark.parametrize("by", VIEWS)
@pytest.mark.parametrize("asked", ASKED)
def test_csv_and_json_hold_the_same_rows(run: Run, db: str, by: str, asked: Cells) -> None:
    line = ("report", "--by", by, *asked, "--db", db, "--format")
    rows = list(csv.DictReader(io.StringIO(run(*line, "csv", "--total").out)))
    body = json.loads(run(*line, "json").out)
    listed = [
        *body["rows"],
        *({k: v for k, v in t.items() if k != "gross"} for t in body["total"].values()),
    ]
    assert len(rows) == len(listed)
    for text, value in zip(rows, listed, strict=True):
        assert list(text) == [*value, "measured_in", "fictional", "title"]
        for key in value:
            cell = text[key]
            if value[key] is None:
                assert cell == ""
            elif isinstance(value[key], str):
                assert cell == value[key]
            else:
                assert Decimal(cell) == Decimal(str(value[key]))


def test_totals_are_on_screen(run: Run, db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    line = ("report", "--db", db, "--format")
    body = json.loads(run(*line, "json").out)
    screen = set(screen_rows(run(*line, "table").out))
    markdown = {cells[1:] for cells in markdown_rows(run(*line, "markdown").out)}
    for row in body["total"].values():
        text = {key: "" if value is None else str(value) for key, value in row.items()}
        assert expected(text, body) in screen
        assert expected(text, body) in markdown


@pytest.mark.parametrize("by", [("district", "group"), ("tier", "department"), ("origin", "area")])
@pytest.mark.parametrize("asked", ASKED)
def test_cross_tables_show_the_cells_of_their_csv(
    run: Run, db: str, monkeypatch: pytest.MonkeyPatch, by: tuple[str, str], asked: Cells
) -> None:
    monkeypatch.setenv("COLUMNS", "999")
    line = ("report", "--by", by[0], "--by", by[1], *asked, "--db", db, "--format")
    lines: dict[tuple[str, str], list[str]] = {}
    for row in csv.DictReader(io.StringIO(run(*line, "csv", "--total").out)):
        text = figure(row, "actual")
        empty = Decimal(row["actual"]) == 0 and row["column"] != "total"
        lines.setdefault((row["indicator"], row["row"]), []).append("·" if empty else text)
    wanted = {tuple(cells) for cells in lines.values()}
    assert wanted == {cells[1:] for cells in screen_rows(run(*line, "table").out)} & wanted
    assert wanted == {cells[1:] for cells in markdown_rows(run(*line, "markdown").out)} & wanted


def test_lists_say_the_same_in_every_format(
    run: Run, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    line = ("list", "--sort=-amount", "--limit", "40", "--db", db, "--format")
    rows = list(csv.DictReader(io.StringIO(run(*line, "csv").out)))
    body = json.loads(run(*line, "json").out)
    table, markdown = run(*line, "table").out, run(*line, "markdown").out
    assert [(r["id"], r["amount"]) for r in rows] == [(p["id"], str(p["amount"])) for p in body]
    for project in body:
        amount = rounded(Decimal(project["amount"]) / 10**9, "0.001")
        for text in (table, markdown):
            (shown,) = (part for part in text.splitlines() if f"{project['id']} " in part)
            assert f" {amount} " in shown


def test_targets_say_the_same_in_every_format(
    run: Run, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "999")
    line = ("plan", "show", "--db", db, "--format")
    shares: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(run(*line, "csv").out)):
        shares.setdefault(row["name"], []).append(figure(row, "share"))
    assert len(shares) == 46
    wanted = {(name, *figures) for name, figures in shares.items()}
    assert wanted <= set(screen_rows(run(*line, "table").out))


def test_output_is_utf8_whatever_the_language(run: Run, db: str, tmp_path: Path) -> None:
    for lang in ("en", "zh_Hans", "zh_Hant"):
        path = tmp_path / f"{lang}.txt"
        said = run("report", "--lang", lang, "--db", db, "--output", str(path))
        assert said.code == 0
        shown = run("report", "--lang", lang, "--db", db).out
        # A file names the head of the log besides, in one line of its own.
        *same, _ = path.read_text(encoding="utf-8").splitlines(keepends=True)
        assert "".join(same) == shown
