"""Rows that are asked for, and projects that are: in every report and every format."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.cli.main import main
from qzinvest.reports.subjects import VIEWS
from tests.cli.said import Run, Said

pytestmark = pytest.mark.uncounted
"""They go through every report; each has tests of its own."""
DAY = "2022-06-30"
REPORTS = ("report", "rank", "trend --by district", "funnel", "forecast")


@pytest.fixture(scope="module")
def year(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional year, with an edition of May; nobody writes to it."""
    path = Path(shutil.copy(demo_ledger, tmp_path_factory.mktemp("year")))
    assert main(["edition", "freeze", "2022-05", "--as-of", "2022-05-31", "--db", str(path)]) == 0
    return path


@pytest.fixture
def ask(bare: Run, year: Path) -> Callable[[str], Said]:
    """Ask for a report of the demo as of the end of June."""

    def selection(line: str) -> Said:
        day = [] if "--as-of" in line or "--edition" in line else ["--as-of", DAY]
        return bare(*line.split(), *day, "--db", str(year))

    return selection


@pytest.fixture
def body(ask: Callable[[str], Said]) -> Callable[[str], dict[str, Any]]:
    """The same as JSON."""

    def told(line: str) -> dict[str, Any]:
        said = ask(f"{line} --format json")
        assert said.code == 0, said.err
        found: dict[str, Any] = json.loads(said.out)
        return found

    return told


Body = Callable[[str], dict[str, Any]]
Ask = Callable[[str], Said]


@pytest.mark.parametrize("report", [*REPORTS, "rank --scorecard", "report --view assessment"])
@pytest.mark.parametrize("given", ["--unit 晋江", "--district 晋江", "--unit 350582 --unit JJ"])
def test_a_row_that_is_asked_for_is_what_it_is_among_all(
    body: Body, report: str, given: str
) -> None:
    whole, one = body(report), body(f"{report} {given}")
    assert one["rows"] == [row for row in whole["rows"] if row["unit"] == "350582"]
    assert one["rows"]
    assert one.get("total") == whole.get("total")
    assert one["shown"] == ["350582"]
    assert "filters" not in one


@pytest.mark.parametrize("report", [*REPORTS, "report --edition 2022-05", "changes 2022-05"])
def test_several_rows(body: Body, report: str) -> None:
    rows = "units" if report.startswith("changes") else "rows"
    whole, two = body(report), body(f"{report} --unit 南安 --district 石狮")
    wanted = [row for row in whole[rows] if row["unit"] in ("350583", "350581")]
    assert two[rows] == wanted
    assert two.get("total") == whole.get("total")


def test_any_rows_on_any_day_are_what_they_are_among_all(ask: Ask, body: Body) -> None:
    @settings(max_examples=25, deadline=None, database=None)
    @given(
        st.sampled_from(["report", "rank", "trend", "funnel"]),
        st.sampled_from([view for view in VIEWS if view != "tier"]),
        st.dates(date(2022, 1, 1), date(2022, 12, 31)),
        st.sampled_from(["statistics", "assessment"]),
        st.data(),
    )
    def holds(report: str, by: str, day: date, view: str, data: st.DataObject) -> None:
        line = f"{report} --by {by} --as-of {day} --view {view}"
        whole = body(line)
        units = list(dict.fromkeys(row["unit"] for row in whole["rows"]))
        chosen = data.draw(st.lists(st.sampled_from(units), min_size=1, max_size=3))
        some = f"{line} " + " ".join(f"--unit {unit}" for unit in chosen)
        rows = [row for row in whole["rows"] if row["unit"] in chosen]
        wanted = whole | {"shown": list(dict.fromkeys(chosen)), "rows": rows}
        if "lights" in whole and not any(row["light"] for row in rows):
            wanted["lights"] = []
        if "subtotals" in whole:
            tiers = {row["tier"] for row in rows}
            wanted["subtotals"] = [each for each in whole["subtotals"] if each["tier"] in tiers]
        if "others" in whole:
            wanted["others"] = {
                indicator: [row for row in rows if row["unit"] in chosen]
                for indicator, rows in whole["others"].items()
            }
        assert body(some) == wanted
        lines, shown = (
            list(csv.DictReader(io.StringIO(ask(f"{each} --format csv").out)))
            for each in (line, some)
        )
        assert shown == [row for row in lines if row["unit"] in chosen]

    holds()


@pytest.mark.parametrize("report", REPORTS)
def test_csv_and_json_have_the_same_rows(ask: Ask, body: Body, report: str) -> None:
    text = ask(f"{report} --unit 惠安 --unit 鲤城 --format csv").out
    rows = [row["unit"] for row in csv.DictReader(io.StringIO(text))]
    told = [row["unit"] for row in body(f"{report} --unit 鲤城 --unit 惠安")["rows"]]
    assert [*dict.fromkeys(rows)] == [*dict.fromkeys(told)]
    assert set(rows) == {"350521", "350502"}


@pytest.mark.parametrize(
    ("given", "view", "code"),
    [
        ("--unit 商务局", "department", "COM"),
        ("--unit 商務局 --lang en", "department", "COM"),
        ("--unit tier-2", "tier", "tier-2"),
        ("--by tier --unit 2", "tier", "tier-2"),
        ("--unit 装备制造", "group", "IG07"),
        ("--by group --group IG07", "group", "IG07"),
        ("--unit 补链", "channel", "fill"),
        ("--by channel --channel fill", "channel", "fill"),
        ("--by area --unit rest", "area", "rest"),
        ("--by department --unit unassigned", "department", "unassigned"),
        ("--by origin --unit unassigned", "origin", "unassigned"),
    ],
)
def test_rows_of_every_view_by_any_name(body: Body, given: str, view: str, code: str) -> None:
    whole, one = body(f"report --by {view}"), body(f"report {given.replace('--lang en', '')}")
    assert one["kind"] == view
    assert one["rows"] == [row for row in whole["rows"] if row["unit"] == code]
    assert one["total"] == whole["total"]


@pytest.mark.parametrize("report", ["report", "rank", "trend --by district", "funnel"])
def test_what_keeps_projects_leaves_no_target_rank_light_or_empty_row(
    body: Body, report: str
) -> None:
    part = body(f"{report} --department 商务局 --as-of 2022-02-28")
    assert part["filters"] == {"department": "COM"}
    assert 0 < len({row["unit"] for row in part["rows"]}) < 13
    for row in part["rows"]:
        assert {row.get(key) for key in ("target", "rank", "light", "ahead_pp")} == {None}


@pytest.mark.parametrize("report", ["report", "rank", "trend --by district", "funnel"])
def test_several_values_of_a_filter_are_any_of_them(body: Body, report: str) -> None:
    key = {"report": "actual", "rank": "actual", "funnel": "signed"}.get(report)
    one, other, both = (
        body(f"{report} --indicator signed_projects {given}")["rows"]
        for given in ("--group IG05", "--group IG07", "--group IG05 --group 装备")
    )

    def sums(rows: list[dict[str, Any]]) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in rows:
            figure = row[key] if key else row["points"][-1]["total"]
            found[row["unit"]] = found.get(row["unit"], 0) + figure
        return found

    assert sums(both) == sums([*one, *other])
    assert body(f"{report} --group IG05 --group IG07")["filters"] == {"group": ["IG05", "IG07"]}


def test_a_cross_table_of_some_rows_and_columns_keeps_its_totals(body: Body) -> None:
    line = "report --by district --by group --indicator signed_projects"
    whole, some = body(line), body(f"{line} --unit 晋江 --group IG05")
    assert some["cells"] == [
        cell for cell in whole["cells"] if (cell["row"], cell["column"]) == ("350582", "IG05")
    ]
    assert some["row_totals"] == [t for t in whole["row_totals"] if t["row"] == "350582"]
    assert some["column_totals"] == [t for t in whole["column_totals"] if t["column"] == "IG05"]
    assert some["total"] == whole["total"]


def test_changes_of_a_row_lists_its_projects_and_the_whole_bridge(body: Body) -> None:
    whole, one = body("changes 2022-05"), body("changes 2022-05 --unit 晋江")
    assert one["rows"] == [row for row in whole["rows"] if row["unit"] == "350582"]
    assert one["total"] == whole["total"]


def test_due_of_a_row_is_its_projects_with_their_gains(ask: Ask) -> None:
    def lines(given: str) -> list[str]:
        return ask(f"due --format csv {given}").out.splitlines()[1:]

    jinjiang = [line for line in lines("") if ",350582," in line]
    assert lines("--unit 晋江") == lines("--district 晋江") == jinjiang
    assert lines("--unit 商务局") == [line for line in lines("--by department") if ",COM," in line]


def test_explain_takes_the_row_of_a_filter(body: Body) -> None:
    assert body("explain --district 晋江") == body("explain --unit 晋江")
    assert body("explain --by group --group IG07")["unit"] == "IG07"
    part = body("explain --by group --district 晋江")
    assert (part["unit"], part["filters"]) == ("total", {"district": "350582"})


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("explain --unit 晋江 --unit 南安", 2),
        ("explain --district 晋江 --district 南安", 2),
        ("report --unit 晋江 --tier 1", 2),
        ("rank --district 晋江 --tier 2", 2),
        ("report --unit 晋江 --unit 商务局", 2),
        ("report --by group --unit 晋江", 3),
        ("report --unit 火星", 3),
        ("report --unit total", 3),
        ("rank --scorecard --group IG05", 2),
    ],
)
def test_refused(ask: Ask, line: str, code: int) -> None:
    said = ask(line)
    assert (said.code, said.out) == (code, "")


@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("report", [*REPORTS, "due", "changes 2022-05"])
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_what_is_shown_is_said(ask: Ask, report: str, form: str, lang: str) -> None:
    said = ask(f"{report} --unit 晋江 --format {form} --lang {lang}").out
    said = "".join(said.split())
    words = {"en": "showingJinjiangCity", "zh_Hans": "仅列晋江市", "zh_Hant": "僅列晉江市"}
    assert words[lang] in said
    assert not any(name in said for name in ("石狮市", "石獅市", "ShishiCity"))


EMPTY = [
    *("report", "report --by tier", "report --by district --by group", "rank", "rank --scorecard"),
    *("trend", "trend --by department", "funnel --days", "forecast", "due", "explain"),
    *(
        "explain --unit 晋江",
        "explain --unit 晋江 --indicator score",
        "list",
        "list --stage signed",
    ),
    *("report --channel 补链", "report --unit 晋江", "changes e", "report --view assessment"),
]
NEXT = ("qzinvest add-project", "qzinvest import", "qzinvest demo")


@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize("line", EMPTY)
def test_a_ledger_without_projects_answers_with_what_to_do_next(
    run: Run, line: str, form: str, lang: str
) -> None:
    run("edition", "freeze", "e", "--as-of", "2022-05-31")
    said = run(*line.split(), "--format", form, "--lang", lang)
    assert (said.code, said.err) == (0, "")
    first, *then = [each for each in said.out.splitlines() if each]
    assert {"en": "No project", "zh_Hans": "尚无项目", "zh_Hant": "尚無項目"}[lang] in first
    assert len(then) == 3
    assert all(command in each for command, each in zip(NEXT, then, strict=True))


@pytest.mark.parametrize("line", EMPTY)
def test_programs_are_answered_in_their_form_with_nothing_ranked_or_lit(
    run: Run, line: str
) -> None:
    run("edition", "freeze", "e", "--as-of", "2022-05-31")
    said = run(*line.split(), "--format", "json", *([] if "list" in line else ["--as-of", DAY]))
    assert said.code == 0
    assert all(command in said.err for command in NEXT)
    body = json.loads(said.out)
    rows = body if isinstance(body, list) else body.get("rows", [])
    for row in [] if "--by group" in line else rows:  # a cross table names its rows only
        assert {row.get(key) for key in ("rank", "light", "previous_rank")} == {None}
    table = run(*line.split(), "--format", "csv")
    assert table.code == 0
    assert all(command in table.err for command in NEXT)
    lines = list(csv.reader(io.StringIO(table.out)))
    assert {len(each) for each in lines} == {len(lines[0])}


def test_an_undone_project_leaves_an_empty_ledger_and_its_edition_does_not(run: Run) -> None:
    run("edition", "freeze", "before", "--as-of", "2022-05-31")
    run("add-project", "海上风电", "--group", "新能源", "--amount", "20亿")
    run("edition", "freeze", "with", "--as-of", "2022-06-30")
    assert "was frozen before any project" in run("report", "--edition", "before").out
    assert "Whole city" in run("report").out
    assert run("undo", "QZ:4").code == 0
    assert run("report").out.startswith("No project is recorded")
    assert "Whole city" in run("report", "--edition", "with").out
