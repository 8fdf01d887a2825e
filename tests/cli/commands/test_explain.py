"""``explain``: why a figure is what it is, in every format."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.said import Run

AS_OF = ("--as-of", "2022-06-30")
MONEY = ("--indicator", "signed_investment")


@pytest.fixture
def filled(run: Run, signed: str) -> Run:
    """Projects that count, one of an intent, one that was left out, and a second report."""
    more = ("--group", "装备制造", "--stage", "signed", "--on", "2022-05-06", "--allow-duplicate")
    for name, district, amount, signing in (
        ("海峡智能装备产业园", "晋江", "2.5亿", "contract"),
        ("石材新材料基地", "南安", "8亿", "contract"),
        ("鞋服供应链总部", "晋江", "3亿", "intent"),
        ("海上风电装备", "晋江", "1.5亿", "contract"),
        ("半导体材料产业园二报", "晋江", "5.5亿", "contract"),
    ):
        options = ("--district", district, "--amount", amount, "--signing", signing)
        assert run("add-project", name, *options, *more).code == 0
    run("exclude", "QZ-5", "--reason", "a framework")
    run("link", signed, "QZ-6")
    return run


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_sums_to_the_figure_of_the_report(filled: Run) -> None:
    report = json.loads(filled("report", "--format", "json", *AS_OF).out)
    actual = {(row["unit"], row["indicator"]): row["actual"] for row in report["rows"]}
    rows = read(filled("explain", "--unit", "晋江", *MONEY, *AS_OF, "--format", "csv").out)
    counted = [int(row["brings"]) for row in rows if row["verdict"] == "counted"]
    assert counted == [560_000_000, 250_000_000]
    assert sum(counted) == actual["350582", "signed_investment"]
    left = {row["verdict"]: (row["id"], row["would_bring"], row["remark"]) for row in rows[2:]}
    assert left == {
        "signing": ("QZ-4", "300000000", ""),
        "excluded": ("QZ-5", "150000000", "a framework"),
        "linked": ("QZ-6", "550000000", "QZ-1"),
    }


@pytest.mark.parametrize("view", ["statistics", "assessment"])
@pytest.mark.parametrize("by", ["district", "department", "tier", "area", "channel"])
def test_every_row_of_a_report_is_the_sum_of_what_it_lists(filled: Run, by: str, view: str) -> None:
    """Also of what credit gives to units where the project does not lie."""
    filled("credit", "QZ-3", "--unit", "晋江=30", "--unit", "石狮=70", "--unit", "COM=100")
    asked = ("--by", by, "--view", view, *AS_OF, "--format")
    report = json.loads(filled("report", *asked, "json").out)
    actual = {r["unit"]: r["actual"] for r in report["rows"] if r["indicator"] == MONEY[1]}
    assert sum(actual.values()) == 1_610_000_000
    for unit in [unit for unit, figure in actual.items() if figure] or actual:
        rows = read(filled("explain", "--unit", unit, *MONEY, *asked, "csv").out)
        brought = sum(int(r["brings"]) for r in rows if r["verdict"] == "counted")
        assert (unit, brought) == (unit, actual[unit])


def test_json_says_all_of_it(filled: Run) -> None:
    said = filled("explain", "--unit", "350582", *MONEY, *AS_OF, "--format", "json")
    body = json.loads(said.out)
    assert (body["report"], body["kind"], body["unit"]) == ("explain", "district", "350582")
    assert (body["actual"], body["measure"], body["projects"]) == (810_000_000, "sum", 2)
    assert (body["target"], body["rank"]) == (130_435_000_000, 1)
    assert [row["unit"] for row in body["rivals"]] == ["350582", "350583", "G351136"]
    assert body["rules"][1]["basis"] == "assumed"
    assert body["counted"][0] == {
        "id": "QZ-1",
        "name": "半导体材料产业园",
        "district": "350582",
        "verdict": "counted",
        "counted_on": "2022-03-15",
        "stage": "signed",
        "signing": "contract",
        "amount": 560_000_000,
        "part": 10_000,
        "brings": 560_000_000,
        "base": None,
        "would_bring": None,
        "remark": None,
        "would_bring_base": None,
    }


@pytest.mark.parametrize(
    ("options", "unit"),
    [
        ((), "total"),
        (("--unit", "晋江"), "350582"),
        (("--unit", "Jinjiang City"), "350582"),
        (("--unit", "市商务局"), "COM"),
        (("--unit", "装备制造"), "IG07"),
        (("--unit", "市统管区"), "urban"),
        (("--unit", "第 1 梯队"), "tier-1"),
        (("--tier", "2"), "tier-2"),
        (("--by", "tier", "--unit", "1"), "tier-1"),
        (("--by", "tier", "--unit", "第一梯队"), "tier-1"),
        (("--unit", "第一梯隊"), "tier-1"),
        (("--by", "department", "--tier", "1"), "tier-1"),
        (("--by", "area", "--unit", "rest"), "rest"),
        (("--by", "department", "--unit", "unassigned"), "unassigned"),
    ],
)
def test_rows_are_named_in_many_ways(filled: Run, options: tuple[str, ...], unit: str) -> None:
    body = json.loads(filled("explain", *options, *AS_OF, "--format", "json").out)
    assert (body["unit"], body["indicator"]) == (unit, "signed_projects")


def test_rates_and_names_of_figures(filled: Run) -> None:
    filled("advance", "QZ-1", "registered", "--on", "2022-06-01")
    for name in ("registration", "注册率", "registered"):
        said = filled("explain", "--indicator", name, *AS_OF, "--format", "json")
        body = json.loads(said.out)
        assert (body["indicator"], body["actual"], body["base"]) == ("registration", 1, 3)
        assert body["rate"] == 1 / 3
    late = ("--since", "2022-05-01", "--indicator", "registration", "--format", "json")
    assert json.loads(filled("explain", *late, *AS_OF).out)["base"] == 2


@pytest.mark.parametrize(
    ("options", "code", "error"),
    [
        ("--unit 火星", 3, "火星"),
        ("--by area --unit 火星", 3, "Coordinated urban area"),
        ("--indicator nothing", 3, "paid_in"),
        (
            "--indicator 到资率 --lang zh_Hans",
            3,
            "funding 进资率（按项目）、paid_in 进资率（按金额）",
        ),
        ("--unit 晋江 --tier 1", 2, "--tier"),
        ("--since 2022-05-01", 2, "--since"),
        ("--indicator score", 2, "--unit"),
        ("--indicator score --unit tier-1", 3, "Jinjiang City"),
        ("--indicator score --by group --unit IG01", 2, "--by group"),
        ("--indicator score --unit 晋江 --group 装备制造", 2, "--group"),
        ("--indicator start --since 2022-05-01 --until 2022-04-30", 2, "--until 2022-04-30"),
        ("--limit -1", 2, "--limit"),
        ("--format pdf", 2, "--format"),
    ],
)
def test_refused(filled: Run, options: str, code: int, error: str) -> None:
    said = filled("explain", *options.split())
    assert (said.code, said.out) == (code, "")
    assert error in said.err


def test_limit_shortens_lists_and_not_the_figure(filled: Run) -> None:
    said = filled("explain", *MONEY, *AS_OF, "--limit", "1")
    assert "1.610" in said.out
    assert "海峡智能装备产业园" not in said.out
    assert "--limit 0 shows all" in said.out
    body = json.loads(filled("explain", *MONEY, *AS_OF, "--limit", "1", "--format", "json").out)
    assert (body["projects"], len(body["counted"])) == (3, 1)


def test_an_edition_is_explained_as_it_was(filled: Run) -> None:
    assert filled("edition", "freeze", "2022-06", *AS_OF).code == 0
    selection = ("explain", "--edition", "2022-06", *MONEY, "--format", "json")
    before = filled(*selection).out
    filled("include", "QZ-5")
    filled("unlink", "QZ-6")
    filled("edit", "QZ-1", "--name", "改名后的项目", "--amount", "9亿")
    filled("exclude", "QZ-2", "--reason", "later")
    assert filled(*selection).out == before
    assert filled("explain", *MONEY, *AS_OF, "--format", "json").out != before


def test_an_assessment_shows_the_parts(filled: Run) -> None:
    said = filled("credit", "QZ-1", "--unit", "晋江=50", "--unit", "南安=50")
    assert said.code == 0
    rows = read(
        filled("explain", "--unit", "南安", *AS_OF, "--view", "assessment", "--format", "csv").out
    )
    assert [(row["id"], row["part"], row["brings"]) for row in rows] == [
        ("QZ-3", "10000", "1"),
        ("QZ-1", "5000", "0.5"),
    ]


def test_a_score_is_the_sum_of_its_lines(filled: Run) -> None:
    rank = json.loads(filled("rank", "--scorecard", *AS_OF, "--format", "json").out)
    row = next(row for row in rank["rows"] if row["unit"] == "350582")
    selection = ("explain", "--unit", "晋江", "--indicator", "score", *AS_OF)
    body = json.loads(filled(*selection, "--format", "json").out)
    assert (body["indicator"], body["measure"]) == ("score", "score")
    assert body["actual"] == row["score"]
    shown = " ".join(filled(*selection).out.split())
    for line in ("Score ", "Its value is 0.77%", "There is no value: 0.00 points", "Rank "):
        assert line in shown
    assert filled(*selection, "--format", "csv").out.count("\n") == 1
    assert "## What it rests on" in filled(*selection, "--format", "markdown").out
    for by in ("tier", "area"):
        unit = {"tier": "1", "area": "urban"}[by]
        said = filled("explain", "--by", by, "--unit", unit, "--indicator", "score", *AS_OF)
        assert said.code == 0


def test_without_an_indicator_the_other_figures_are_named(filled: Run) -> None:
    assert "signed_investment, landed_projects" in filled("explain", *AS_OF).err
    assert not filled("explain", *AS_OF, "--format", "csv").err


def test_an_indicator_goes_before_a_rate_of_its_code(filled: Run, tmp_path: Path) -> None:
    """A plan may call its money paid in ``paid_in``, as the funnel calls one of its rates."""
    revised = tmp_path / "plan.toml"
    text = filled("plan", "export").out
    revised.write_text(text.replace('"landed_projects"', '"paid_in"'))
    assert filled("plan", "adopt", str(revised), "--effective", "2022-06-01").code == 0
    report = json.loads(filled("report", "--indicator", "paid_in", *AS_OF, "--format", "json").out)
    said = filled("explain", "--unit", "晋江", "--indicator", "paid_in", *AS_OF, "--format", "json")
    body, row = json.loads(said.out), report["rows"][0]
    assert (body["rate"], body["target"], row["target"]) == (None, 13, 13)
    assert (body["completion"], body["ahead_pp"]) == (row["completion"], row["ahead_pp"])
