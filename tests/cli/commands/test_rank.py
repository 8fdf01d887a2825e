"""``rank``: views, the scorecard, moves, and mistakes."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.said import Run

SHIPPED = Path(__file__).parents[3] / "data" / "quanzhou-2022.toml"


def words(line: str) -> list[str]:
    return line.split()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def year(run: Run) -> Run:
    """晋江 signs in March, 南安 twice in June; one of 南安's is dropped in July."""
    for place, on in (("晋江", "2022-03-15"), ("南安", "2022-06-10"), ("南安", "2022-06-20")):
        said = run(
            *("add-project", f"{place}项目{on}", "--district", place, "--group", "新能源"),
            *("--amount", "5亿", "--stage", "signed", "--on", on, "--department", "商务局"),
        )
        assert said.code == 0
    run("drop", "3", "--on", "2022-07-05", "--reason", "no land")
    return run


def test_ranks_inside_the_tier_and_moves_since_the_month_before(year: Run) -> None:
    found = rows(year("rank", "--as-of", "2022-06-30", "--tier", "1", "--format", "csv").out)
    assert [(r["unit"], r["actual"], r["rank"], r["previous_rank"], r["moved"]) for r in found] == [
        ("350583", "2", "1", "2", "1"),
        ("350582", "1", "2", "1", "-1"),
        ("G351136", "0", "3", "2", "-1"),
    ]
    asked = ("rank", "--as-of", "2022-06-30", "--tier", "1", "--lang", "zh_Hans")
    text = year(*asked, "--indicator", "signed_projects").out
    assert "1  ▲1    南安市" in text
    assert "南安市          1 ▲1" in year(*asked).out
    assert "与 2022-05-31 的名次相比" in text


def test_of_a_filter_a_unit_may_have_nothing_in_an_indicator(year: Run) -> None:
    """Neither has landed anything: 晋江 has one project of 5亿 then, and 南安 two."""
    line = ("rank", "--group", "新能源", "--as-of", "2022-06-30", "--lang", "zh_Hans")
    text = year(*line, "--format", "markdown").out
    assert "| 南安市 | 2 | 10.00 | 0 |" in text
    assert "| 晋江市 | 1 | 5.00 | 0 |" in text


def test_json_has_the_other_indicators_beside_the_first(year: Run) -> None:
    body = json.loads(year("rank", "--as-of", "2022-06-30", "--format", "json").out)
    assert body["indicator"] == "signed_projects"
    assert list(body["others"]) == ["signed_investment", "landed_projects"]
    asked = ("rank", "--as-of", "2022-06-30", "--format", "json", "--indicator")
    for code, rows_ in body["others"].items():
        alone = json.loads(year(*asked, code).out)
        assert "others" not in alone
        assert alone["rows"] == sorted(rows_, key=alone["rows"].index)


def test_moves_are_since_the_day_that_is_asked_for(year: Run) -> None:
    said = year(*words("rank --as-of 2022-07-31 --since 2022-06-15 --format json --tier 1"))
    body = json.loads(said.out)
    assert body["since"] == "2022-06-15"
    assert [(row["unit"], row["actual"], row["rank"]) for row in body["rows"]] == [
        ("350582", 1, 1),
        ("350583", 1, 1),
        ("G351136", 0, 3),
    ]
    assert year(*words("rank --as-of 2022-01-20 --format json")).out.count('"since": null') == 1


def test_ranks_agree_with_the_report(year: Run) -> None:
    for by in ("district", "department"):
        report = rows(year(*words(f"report --by {by} --format csv --as-of 2022-06-30")).out)
        ranking = rows(year(*words(f"rank --by {by} --format csv --as-of 2022-06-30")).out)
        expected = {
            row["unit"]: (row["rank"], row["completion"], row["ahead_pp"])
            for row in report
            if row["indicator"] == "signed_projects" and row["unit"] != "unassigned"
        }
        assert {r["unit"]: (r["rank"], r["completion"], r["ahead_pp"]) for r in ranking} == expected


@pytest.mark.parametrize("by", ["tier", "area", "group", "channel"])
@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_views(year: Run, by: str, form: str) -> None:
    said = year("rank", "--by", by, "--format", form, "--as-of", "2022-06-30")
    assert (said.code, said.err) == (0, "")
    assert said.out


def test_the_scorecard_with_a_mark(year: Run) -> None:
    def part(line: str, unit: str = "350583") -> tuple[object, object]:
        said = year(*words("rank --scorecard --format json --as-of 2022-07-31"))
        row = next(row for row in json.loads(said.out)["rows"] if row["unit"] == unit)
        assert row["score"] == pytest.approx(sum(p["points"] for p in row["parts"].values()))
        return row["parts"][line]["value"], row["parts"][line]["points"]

    assert part("dropped_projects") == (1, -0.5)
    assert part("registration_rate") == (0, 0)
    assert part("three_looks") == (None, 0)
    said = year(*words("evaluate 南安 三看两评 92.5 --on 2022-07-20"), "--note", "on site")
    assert (said.code, said.out) == (0, "QZ:7\n")
    assert part("three_looks") == (92.5, 9.25)
    assert year("undo").code == 0
    assert part("three_looks") == (None, 0)
    assert "晋江" in year("rank", "--scorecard", "--lang", "zh_Hans").out


def test_a_revised_plan_ranks_the_earlier_day_by_the_old_shares(year: Run, tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    own = 'code = "350582"\nshare = { signed_projects = 1 }'
    path = tmp_path / "plan.toml"
    path.write_text(text.replace('code = "350582"', own, 1), encoding="utf-8")
    assert year("plan", "adopt", str(path), "--effective", "2022-07-01").code == 0
    found = rows(year(*words("rank --as-of 2022-07-31 --tier 1 --format csv")).out)
    assert [(row["unit"], row["rank"], row["previous_rank"]) for row in found][:2] == [
        ("350582", "1", "2"),
        ("350583", "2", "1"),
    ]


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_an_edition_keeps_its_ranking_to_the_byte(year: Run, tmp_path: Path, form: str) -> None:
    def published() -> list[str]:
        lines = ("rank", "rank --scorecard", "rank --by area --scorecard --since 2022-06-05")
        return [year(*words(f"{line} --edition 2022-06 --format {form}")).out for line in lines]

    year(*words("evaluate 南安 three_looks 92.5 --on 2022-06-20"))
    assert year(*words("edition freeze 2022-06 --as-of 2022-06-30")).code == 0
    before = published()
    live = year(*words(f"rank --scorecard --as-of 2022-06-30 --format {form}")).out
    assert before[1].startswith(live)
    assert ("Made from the ledger at QZ:" in before[1][len(live) :]) == (
        form in ("table", "markdown")
    )
    year(*words("evaluate 南安 three_looks 10 --on 2022-06-21"))
    year("drop", "2", "--on", "2022-06-20", "--reason", "withdrawn")
    text = SHIPPED.read_text(encoding="utf-8").replace("target = 2_000\n", "target = 1_000\n", 1)
    path = tmp_path / "plan.toml"
    path.write_text(
        text.replace("points = 20\ncap = 24", "points = 30\ncap = 34"), encoding="utf-8"
    )
    assert year("plan", "adopt", str(path), "--effective", "2022-01-01").code == 0
    assert published() == before
    assert year(*words(f"rank --scorecard --as-of 2022-06-30 --format {form}")).out != live


def test_an_assessment_shares_a_project_and_its_points(year: Run) -> None:
    assert year(*words("credit 2 --unit 南安=50 --unit 石狮=50")).code == 0

    def actuals(view: str) -> dict[str, str]:
        said = year(*words(f"rank --as-of 2022-06-30 --format csv --view {view}"))
        return {row["unit"]: row["actual"] for row in rows(said.out) if row["actual"] != "0"}

    assert actuals("statistics") == {"350583": "2", "350582": "1"}
    assert actuals("assessment") == {"350583": "1.5", "350582": "1", "350581": "0.5"}
    assert year(*words("rank --scorecard --view assessment --as-of 2022-06-30")).code == 0


def test_a_plan_without_a_scorecard_says_what_to_do(run: Run, tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    begin, end = text.index("[score]"), text.index("[light]")
    path = tmp_path / "plan.toml"
    path.write_text(text[:begin] + text[end:], encoding="utf-8")
    run("plan", "adopt", str(path), "--effective", "2022-01-01")
    said = run("rank", "--scorecard")
    assert (said.code, said.out) == (3, "")
    assert "has no scorecard" in said.err
    assert run("rank").code == 0
    said = run("evaluate", "晋江", "三看两评", "90", "--on", "2022-06-30")
    assert said.code == 3
    assert "has no item" in said.err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--scorecard --indicator signed_projects", 2),
        ("--scorecard --by group", 2),
        ("--scorecard --channel 补链", 2),
        ("--as-of 2022-06-30 --since 2022-06-30", 3),
        ("--since yesterday", 3),
        ("--tier 4", 2),
        ("--format pdf", 2),
        ("--indicator jobs", 3),
    ],
)
def test_refused(run: Run, line: str, code: int) -> None:
    said = run("rank", *line.split())
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("error: ")


def test_drops_of_an_indicator_of_money_are_projects_too(year: Run, tmp_path: Path) -> None:
    """One of 南安's two projects of 5亿 was dropped: 1 project, half a point, not 500,000,000."""
    head, tail = SHIPPED.read_text().split('code = "dropped_projects"')
    plan = tmp_path / "plan.toml"
    of_money = tail.replace('of = "signed_projects"', 'of = "signed_investment"', 1)
    plan.write_text(f'{head}code = "dropped_projects"{of_money}')
    assert year("plan", "adopt", str(plan), "--effective", "2022-02-01").code == 0
    line = ("rank", "--scorecard", "--as-of", "2022-07-31", "--tier", "1")
    nanan = next(r for r in rows(year(*line, "--format", "csv").out) if r["unit"] == "350583")
    assert (nanan["dropped_projects_value"], nanan["dropped_projects_points"]) == ("1", "-0.5")
    said = year("explain", "--unit", "南安", "--indicator", "score", "--as-of", "2022-07-31").out
    assert "0.5 points for every 1, at most 5. Its value is 1" in " ".join(said.split())


def test_a_part_of_the_projects_stands_beside_in_every_indicator(run: Run) -> None:
    where = ("--group", "新能源", "--stage", "signed", "--on", "2022-03-01")
    assert run("add-project", "甲", "--district", "晋江", "--amount", "2亿", *where).code == 0
    said = run("rank", "--group", "新能源", "--as-of", "2022-06-30", "--format", "markdown")

    assert said.code == 0, said.err
    assert "| Jinjiang City | 1 | 0.200 | 0 |" in said.out
