"""``report``: views, filters, formats and mistakes."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.said import Run


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_signed_project_counts_for_its_unit_from_its_day(run: Run, signed: str) -> None:
    def counted(day: str) -> tuple[str, str]:
        deals, money, _ = rows(run("report", "--format", "csv", "--as-of", day).out)[:3]
        assert (deals["unit"], deals["target"]) == ("350582", "261")
        return deals["actual"], money["actual"]

    assert signed == "QZ-1"
    assert counted("2022-03-14") == ("0", "0")
    assert counted("2022-03-15") == ("1", "560000000")


def test_it_leaves_from_the_day_of_its_drop_and_the_gross_stays(run: Run, signed: str) -> None:
    run("drop", signed, "--on", "2022-05-10", "--reason", "no land")
    for day, actual in (("2022-05-09", 1), ("2022-05-10", 0), ("2022-12-31", 0)):
        total = json.loads(run("report", "--format", "json", "--as-of", day).out)["total"]
        assert (total["signed_projects"]["actual"], total["signed_projects"]["gross"]) == (
            actual,
            1,
        )
    assert "1 before drops, of which dropped 1" in run("report").out


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("district", 13),
        ("department", 34),
        ("tier", 3),
        ("group", 13),
        ("area", 2),
        ("channel", 26),
    ],
)
def test_views(run: Run, signed: str, by: str, lines: int) -> None:
    # The project has no department, so that view alone has a line for what no unit claims.
    assert signed
    found = rows(run("report", "--by", by, "--format", "csv").out)
    assert len(found) == 3 * lines
    assert sum(int(row["actual"]) for row in found if row["indicator"] == "signed_projects") == 1
    assert run("report", "--by", by).code == 0
    assert run("report", "--by", by, "--format", "markdown").code == 0


def test_tier_and_indicator(run: Run) -> None:
    found = rows(
        run("report", "--tier", "2", "--indicator", "landed_projects", "--format", "csv").out
    )
    assert {(row["tier"], row["indicator"]) for row in found} == {("2", "landed_projects")}
    assert len(found) == 4


def test_labels_total_wan_and_output(run: Run, signed: str, tmp_path: Path) -> None:
    assert signed
    labelled = run("report", "--format", "csv", "--labels", "--lang", "zh_Hans").out
    assert labelled.startswith("单位,名称,梯队,指标,完成数,任务数,完成率,")
    total = rows(run("report", "--format", "csv", "--total").out)
    assert [row["unit"] for row in total][-3:] == ["total"] * 3
    assert "560.00" in run("report", "--wan").out
    target = tmp_path / "report.md"
    said = run("report", "--format", "markdown", "--output", str(target))
    assert (said.out, said.err) == ("", f"Written: {target}\n")
    shown = run("report", "--format", "markdown").out
    written = target.read_text(encoding="utf-8")
    assert written.startswith(shown)
    assert written[len(shown) :].startswith("- Made from the ledger at QZ:")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--tier 4", 2),
        ("--tier x", 2),
        ("--by province", 2),
        ("--by group --tier 1", 2),
        ("--by area --tier 1", 2),
        ("--format pdf", 2),
        ("--lang fr", 2),
        ("--indicator jobs", 3),
        ("--as-of 2022-06-31", 3),
    ],
)
def test_refused(run: Run, line: str, code: int) -> None:
    said = run("report", *line.split())
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("error: ")


def test_an_output_that_cannot_be_written(run: Run) -> None:
    assert run("report", "--output", "/nowhere/report.txt").code == 5


def test_a_filter_leaves_no_targets_and_says_so(run: Run, signed: str) -> None:
    run("edit", signed, "--channel", "补链")
    said = run("report", "--by", "group", "--channel", "补链", "--district", "晋江").out
    assert "only District: Jinjiang City, Channel: Filling gaps in the chain" in " ".join(
        said.split()
    )
    assert "Whole city" not in said
    told = json.loads(run("report", "--channel", "补链", "--format", "json").out)
    assert told["filters"] == {"channel": "fill"}
    assert told["total"]["signed_projects"]["actual"] == 1
    assert {row["target"] for row in [*told["rows"], *told["subtotals"]]} == {None}
    assert told["total"]["signed_projects"]["target"] is None
    assert told["rows"][0]["share_of_whole"] == 1
    none = json.loads(run("report", "--channel", "延链", "--format", "json").out)
    assert none["total"]["signed_projects"]["actual"] == 0


def test_nothing_is_said_of_filters_and_views_where_there_are_none(run: Run, signed: str) -> None:
    assert signed
    told = json.loads(run("report", "--format", "json").out)
    assert told.keys().isdisjoint({"filters", "view"})
    assert json.loads(run("report", "--format", "json", "--view", "assessment").out)["view"] == (
        "assessment"
    )
    said = run("report", "--view", "assessment").out
    assert " · assessment view" in said
    assert "The totals are those of the statistics." in " ".join(said.split())


def test_two_dimensions_make_a_cross_table(run: Run, signed: str) -> None:
    assert signed
    told = json.loads(run("report", "--by", "district", "--by", "group", "--format", "json").out)
    held = [cell for cell in told["cells"] if cell["actual"]]
    assert [(cell["row"], cell["column"], cell["indicator"]) for cell in held] == [
        ("350582", "IG03", "signed_projects"),
        ("350582", "IG03", "signed_investment"),
    ]
    assert len(told["cells"]) == 13 * 13 * 3
    assert told["total"]["signed_investment"] == {"actual": 560_000_000, "gross": 560_000_000}
    by = ("--by", "event", "--by", "department", "--indicator", "signed_projects")
    found = rows(run("report", *by, "--format", "csv", "--total").out)
    assert (found[-1]["row"], found[-1]["column"], found[-1]["actual"]) == ("total", "total", "1")
    assert "Events × Departments" in run("report", *by).out
    assert "## Newly signed projects" in run("report", *by, "--format", "markdown").out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("report --by tier --by tier", "--by tier and --by tier"),
        ("report --by tier --by area --by group", "--by area and --by group"),
        ("report --by tier --by province", "province"),
        ("report --by tier --by district --tier 1", "--by tier --by district and --tier"),
        ("funnel --by tier --by area", "--by tier and --by area"),
    ],
)
def test_dimensions_that_cannot_be(run: Run, line: str, said: str) -> None:
    told = run(*line.split())
    assert (told.code, told.out) == (2, "")
    assert said in told.err


@pytest.mark.parametrize("name", ["signed_investment", "新签项目总投资", "新簽項目總投資"])
def test_an_indicator_goes_by_any_of_its_names(run: Run, signed: str, name: str) -> None:
    said = run("report", "--indicator", name, "--format", "csv")
    assert signed == "QZ-1"
    assert {row.split(",")[3] for row in said.out.splitlines()[1:]} == {"signed_investment"}


@pytest.mark.parametrize(
    ("sort", "units"),
    [
        ((), ["惠安县", "石狮市", "安溪县", "泉港区"]),
        (("--sort", "plan"), ["泉港区", "石狮市", "惠安县", "安溪县"]),
        (("--sort", "signed_investment"), ["石狮市", "惠安县", "泉港区", "安溪县"]),
    ],
)
def test_rows_stand_in_order_of_rank_in_an_indicator_or_of_the_plan(
    demo: Run, sort: tuple[str, ...], units: list[str]
) -> None:
    line = ("report", "--as-of", "2022-06-30", "--tier", "2")
    text = demo(*line, *sort, "--lang", "zh_Hans", "--format", "markdown").out
    found = [row.split("|")[2].strip() for row in text.splitlines() if row.startswith("| ")]
    assert [name for name in found if name in units] == units * 3
    plain = demo(*line, "--format", "csv")
    assert demo(*line, *sort, "--format", "csv").out == plain.out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("--sort", "nonsense"), 3),
        (("--sort", "signed_investment", "--indicator", "signed_projects"), 2),
        (("--sort", "plan", "--by", "district", "--by", "group"), 2),
    ],
)
def test_an_order_that_there_is_not_is_refused(run: Run, line: tuple[str, ...], code: int) -> None:
    assert run("report", *line).code == code
