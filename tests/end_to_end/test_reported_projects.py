"""The real, published projects are imported as they are, and report."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.said import Run

DATA = Path(__file__).parents[2] / "data" / "reported-projects.csv"
SOURCES = Path(__file__).parents[1] / "data" / "published_facts.csv"


@pytest.fixture
def db(run: Run, tmp_path: Path) -> str:
    path = str(tmp_path / "ledger.db")
    said = run("import", str(DATA), "--db", path)
    assert said.code == 0, said.err
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_row_arrives_with_its_source(run: Run, db: str) -> None:
    published = rows(DATA.read_text(encoding="utf-8"))
    listed = rows(run("list", "--format", "csv", "--db", db).out)
    assert [row["code"] for row in listed] == [row["code"] for row in published]
    assert [row["amount"] for row in listed] == [row["amount"] for row in published]
    for row in published:
        assert row["source"]
        (card,) = json.loads(run("show", row["code"], "--format", "json", "--db", db).out)
        assert (card["source"], card["note"]) == (row["source"], row["note"])


def test_importing_again_changes_nothing(run: Run, db: str) -> None:
    count = len(rows(DATA.read_text(encoding="utf-8")))
    said = run("import", str(DATA), "--db", db)
    assert f"Added: 0, changed: 0, unchanged: {count}." in said.err


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
def test_they_report(run: Run, db: str, form: str, lang: str) -> None:
    said = run("report", "--format", form, "--lang", lang, "--db", db)
    assert (said.code, said.err) == (0, "")


def test_what_was_signed_in_the_plans_year_counts(run: Run, db: str) -> None:
    counted = [
        row
        for row in rows(DATA.read_text(encoding="utf-8"))
        if row["signing"] in ("contract", "agreement")
        and min(
            row[f"{stage}_on"] or "9999"
            for stage in ("signed", "registered", "funded", "started", "producing")
        ).startswith("2022")
    ]
    total = json.loads(run("report", "--format", "json", "--db", db).out)["total"]
    assert total["signed_projects"]["actual"] == len(counted)
    money = sum(int(row["amount"]) for row in counted)
    assert total["signed_investment"]["actual"] == money
