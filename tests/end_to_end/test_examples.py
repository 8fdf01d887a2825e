"""The example files go in as they are, and give what the files say."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.said import Run

EXAMPLES = Path(__file__).parents[2] / "examples"
DEALS = EXAMPLES / "aei" / "aei_china_investment_tracker.csv"
PAGES = EXAMPLES / "reported" / "reported_projects.csv"
RATE = Decimal("7.1217")
STATES = {"开工": "started", "签约": "signed", "开竣工": "started", "招引": "talks"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def listed(run: Run, db: str) -> list[dict[str, str]]:
    said = run("list", "--format", "csv", "--db", db)
    return list(csv.DictReader(io.StringIO(said.out)))


@pytest.fixture
def db(tmp_path: Path) -> str:
    return str(tmp_path / "example.db")


def test_a_foreign_list_against_a_plan_of_its_own(run: Run, db: str) -> None:
    assert run("init", "--plan", str(EXAMPLES / "aei" / "plan.toml"), "--db", db).code == 0
    call = ("import", "--map", str(EXAMPLES / "aei" / "map.toml"), str(DEALS), "--db", db)
    said = run(*call)
    assert said.code == 0
    assert "Added: 2,396, changed: 0, unchanged: 0." in said.err

    dollars = {
        number: Decimal(row["Millions"].strip("$ ").replace(",", ""))
        for number, row in enumerate(rows(DEALS), 1)
    }
    recorded = {int(row["id"].removeprefix("QZ-")): int(row["amount"]) for row in listed(run, db)}
    assert recorded == {number: round(d * 10**6 * RATE) for number, d in dollars.items()}

    report = run("report", "--as-of", "2024-12-31", "--format", "json", "--db", db)
    total = json.loads(report.out)["total"]
    in_plan = [row for row in rows(DEALS) if row["Year"] == "2024"]
    assert total["signed_projects"]["actual"] == len(in_plan)

    assert "Added: 0, changed: 0, unchanged: 2,396." in run(*call).err


def test_what_public_pages_reported(run: Run, db: str) -> None:
    call = ("import", "--map", str(EXAMPLES / "reported" / "map.toml"), str(PAGES), "--db", db)
    said = run(*call)
    assert said.code == 0
    assert "Rows that the map leaves out: 1 (row 11 " in said.err
    taken = [row for row in rows(PAGES) if row["项目名称"] != "特步集团生产基地智能化提升项目"]
    assert [(row["name"], int(row["amount"]), row["stage"]) for row in listed(run, db)] == [
        (row["项目名称"], yuan(row["总投资"]), STATES.get(row["状态"], "lead")) for row in taken
    ]
    assert "Added: 0, changed: 0, unchanged: 21." in run(*call).err


def test_without_the_map_nothing_is_guessed(run: Run, db: str) -> None:
    said = run("import", str(PAGES), "--db", db)
    assert said.code == 3
    assert "Faults found: 14." in said.err
    assert listed(run, db) == []


def yuan(text: str) -> int:
    """An amount of that file, which writes 亿元 and 万元 only."""
    unit = 10**8 if text.endswith("亿元") else 10**4
    return int(Decimal(text.strip("亿万元")) * unit)
