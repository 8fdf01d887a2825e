"""同比 in ``report``, ``rank``, ``trend``, export and bulletin: one rule, the same figures."""

import csv
import json
from pathlib import Path
from typing import Any

from tests.cli.said import Run

SHIPPED = Path(__file__).parents[3] / "data" / "quanzhou-2022.toml"
DAY = ("--as-of", "2022-06-30")


def add(run: Run, name: str, amount: str, on: str, district: str = "晋江") -> None:
    where = ("--district", district, "--group", "新能源", "--amount", amount)
    said = run("add-project", name, *where, "--stage", "signed", "--on", on, "--allow-duplicate")
    assert said.code == 0, said.err


def asked(run: Run, *argv: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*argv, "--format", "json").out)
    return found


def last_years(rows: list[dict[str, Any]], unit: str = "350582") -> dict[str, object]:
    return {row["indicator"]: row["last_year"] for row in rows if row["unit"] == unit}


def test_it_is_the_same_in_every_report(run: Run, tmp_path: Path) -> None:
    for n, on in enumerate(("2021-03-01", "2021-06-30", "2021-07-01", "2022-05-05")):
        add(run, f"甲{n}", "2亿", on)
    add(run, "乙", "1亿", "2021-02-01", "南安")
    report = asked(run, "report", *DAY)
    told = {line["indicator"]: line for line in report["total"].values()}

    assert last_years(report["rows"]) == {
        "signed_projects": 2,
        "signed_investment": 400_000_000,
        "landed_projects": 0,
    }
    assert (told["signed_projects"]["last_year"], told["signed_projects"]["growth"]) == (3, -2 / 3)
    assert told["landed_projects"]["growth"] is None
    places = asked(run, "rank", *DAY, "--indicator", "signed_projects")["rows"]
    place = next(each for each in places if each["unit"] == "350582")
    assert (place["last_year"], place["growth"]) == (2, -0.5)
    june = asked(run, "trend", *DAY)["total"]["points"][-1]
    assert (june["total_before"], june["growth"]) == (3, -2 / 3)
    overall = asked(run, "bulletin", *DAY)["overall"]
    assert [each["last_year"] for each in overall] == [3, 500_000_000, 0]
    assert run("export", "--out", str(tmp_path / "out"), *DAY).code == 0
    with (tmp_path / "out" / "progress.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["last_year"] for row in rows if row["unit"] == "350582"] == ["2", "400000000", "0"]


def test_the_plan_of_then_says_what_counted(run: Run, tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in (("quanzhou-2022", "quanzhou-2021"), ("2022-01-01", "2021-01-01")):
        text = text.replace(old, new, 1)
    text = text.replace("end = 2022-12-31", "end = 2021-12-31", 1)
    plan = tmp_path / "2021.toml"
    plan.write_text(
        text.replace('signings.value = ["contract", "agreement"]', 'signings.value = ["contract"]'),
        encoding="utf-8",
    )
    where = ("--district", "晋江", "--group", "新能源", "--amount", "2亿", "--on", "2021-03-01")
    for name, signing in (("甲", "contract"), ("乙", "agreement")):
        argv = ("add-project", name, *where, "--stage", "signed", "--signing", signing)
        assert run(*argv, "--allow-duplicate").code == 0
    before = last_years(asked(run, "report", *DAY)["rows"])
    adopted = run("plan", "adopt", str(plan), "--effective", "2021-01-01", "--yes")
    after = last_years(asked(run, "report", *DAY)["rows"])
    then = asked(run, "report", "--as-of", "2021-06-30", "--plan", "quanzhou-2021")["rows"]

    assert adopted.code == 0, adopted.err
    assert before["signed_projects"] == 2
    assert after["signed_projects"] == 1
    assert after == {row["indicator"]: row["actual"] for row in then if row["unit"] == "350582"}
    june = asked(run, "trend", *DAY)["total"]["points"][-1]
    assert june["total_before"] == 1


def test_where_nothing_counted_nothing_is_compared(run: Run, signed: str) -> None:
    add(run, "更早", "2亿", "2020-03-01")
    body = asked(run, "report", *DAY)

    assert signed == "QZ-1"
    assert {row["last_year"] for row in body["rows"]} == {None}
    assert "Year before" not in run("report", *DAY, "--format", "markdown").out


def test_a_filter_that_keeps_nothing_of_then_is_held_against_nothing(run: Run) -> None:
    add(run, "甲", "2亿", "2021-03-01")
    add(run, "乙", "2亿", "2022-03-01", "南安")
    argv = ("report", *DAY, "--by", "group", "--district", "南安")
    body = asked(run, *argv, "--indicator", "signed_projects")

    (total,) = body["total"].values()
    assert (total["actual"], total["last_year"], total["growth"]) == (1, 0, None)


def test_explain_says_the_figure_as_before(run: Run) -> None:
    add(run, "甲", "2亿", "2022-03-01")
    argv = ("explain", "--unit", "晋江", "--indicator", "signed_projects", *DAY)
    alone = run(*argv).out
    add(run, "乙", "2亿", "2021-03-01", "南安")

    assert run(*argv).out == alone
