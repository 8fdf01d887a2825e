"""``link``, ``unlink`` and ``duplicates``: two reports of one project."""

import csv
import io
import json
from pathlib import Path

import pytest

from qzinvest.locale import wording
from tests.cli.said import Run

W = wording("en")

SIGNED = ("--group", "装备制造", "--stage", "signed", "--on", "2022-03-15", "--allow-duplicate")


@pytest.fixture
def pair(run: Run) -> tuple[str, str]:
    """Two reports of one project, by two districts; the second also names the department."""
    ids = []
    for name, district, amount, more in (
        ("海峡智能装备产业园", "晋江", "5.6亿", ()),
        ("海峡智能装备产业园（一期）", "南安", "5.5亿", ("--department", "市商务局")),
    ):
        options = ("--district", district, "--amount", amount, "--investor", "海峡装备有限公司")
        said = run("add-project", name, *options, *SIGNED, *more)
        assert said.code == 0, said.err
        ids.append(said.out.strip())
    return ids[0], ids[1]


def total(run: Run) -> tuple[int, int]:
    body = json.loads(run("report", "--format", "json", "--as-of", "2022-12-31").out)["total"]
    return body["signed_projects"]["actual"], body["signed_investment"]["actual"]


def column(run: Run, name: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(run("list", "--format", "csv").out))
    return [row[name] for row in rows]


@pytest.mark.parametrize(
    ("line", "said", "counts"),
    [
        ("drop {} --on 2022-05-01 --reason x", "{}, a second report of it, counts as dropped", 0),
        ("exclude {} --reason x", "{}, a second report of it, is not counted either", 0),
        ("credit {} --unit 晋江=60 --unit 丰泽=40", "{}, a second report of it, has no part", 1),
    ],
)
def test_what_is_decided_of_the_first_says_what_becomes_of_the_second(
    run: Run, pair: tuple[str, str], line: str, said: str, counts: int
) -> None:
    first, second = pair
    assert "a second report" not in run(*line.format(first).split()).err
    run("undo")
    run("link", first, second)
    told = run(*line.format(first).split())
    assert told.code == 0, told.err
    (found,) = (each for each in told.err.splitlines() if said.format(second) in each)
    assert "(350583), " in found
    assert "(COM)" in found
    assert total(run)[0] == counts
    if not counts:  # as it says
        assert f"`qzinvest unlink {second}`" in found
        run("unlink", second)
        assert total(run)[0] == 1


def test_linked_reports_count_once_from_the_first(run: Run, pair: tuple[str, str]) -> None:
    first, second = pair
    assert total(run) == (2, 1_110_000_000)
    said = run("link", second, first)
    assert (said.code, said.out) == (0, f"{first}\n")
    report = (
        f"{first} · 海峡智能装备产业园 · 海峡装备有限公司 · Jinjiang City (350582) · "
        "CNY 560 million · Signed"
    )
    department = "Municipal Bureau of Commerce (COM)"
    assert said.err.splitlines() == [
        f"{second} 海峡智能装备产业园（一期）",
        f"  Counted with: (none) → {first}",
        "  " + W("talk.linked", first=first, later=second, days=W("echo.always")),
        f"  {report}",
        f"  {first} takes over: Department {department}",
        W("talk.months", months="2022-03 to 2022-12"),
    ]
    assert total(run) == (1, 560_000_000)
    assert column(run, "same_as") == ["", first]
    # both count for the department of the second report, and each keeps what it says
    assert column(run, "department") == ["", "COM"]
    counted = csv.DictReader(
        io.StringIO(run("report", "--by", "department", "--format", "csv").out)
    )
    actual = {
        row["unit"]: row["actual"] for row in counted if row["indicator"] == "signed_projects"
    }
    assert (actual["COM"], actual.get("unassigned")) == ("1", None)
    assert column(run, "district") == ["350582", "350583"]


def test_unlink_gives_back_what_was(run: Run, pair: tuple[str, str]) -> None:
    before = run("list", "--format", "json").out
    run("link", *pair)
    said = run("unlink", pair[1])
    assert said.code == 0
    assert said.err.splitlines()[:-1] == [
        f"{pair[1]} 海峡智能装备产业园（一期）",
        f"  Counted with: {pair[0]} → (none)",
        f"  It is a project of its own again, apart from {pair[0]} (for all days).",
    ]
    assert run("list", "--format", "json").out == before
    assert total(run) == (2, 1_110_000_000)


def test_undo_takes_a_link_back(run: Run, pair: tuple[str, str]) -> None:
    before = run("list", "--format", "json").out
    run("link", *pair)
    run("undo")
    assert total(run) == (2, 1_110_000_000)
    assert run("list", "--format", "json").out == before


def test_both_cards_tell_of_the_link(run: Run, pair: tuple[str, str]) -> None:
    first, second = pair
    run("link", *pair)
    assert second in run("show", first).out
    assert first in run("show", second).out
    assert run("verify").code == 0


def test_what_cannot_be_linked(run: Run, pair: tuple[str, str]) -> None:
    first, second = pair
    assert run("link", first, first).code == 3
    assert run("link", first, "QZ-99").code == 3
    assert run("unlink", second).code == 3
    run("link", *pair)
    said = run("link", *pair)
    assert said.code == 3
    assert "already" in said.err


def test_duplicates_are_listed_with_their_evidence(run: Run, pair: tuple[str, str]) -> None:
    first, second = pair
    said = run("duplicates", "--format", "json")
    assert said.code == 0
    [found] = json.loads(said.out)
    assert (found["first"], found["second"]) == (first, second)
    assert found["reasons"] == "similar investor amount"
    assert found["reason_codes"] == ["similar", "investor", "amount"]
    assert found["first_units"] == {
        "district": {"code": "350582", "name": "Jinjiang"},
        "department": None,
    }
    shown = run("duplicates").out
    assert "海峡智能装备产业园[（一期）]" in shown
    assert "南安" in run("duplicates", "--lang", "zh_Hans").out


def test_duplicates_check_is_for_scripts(run: Run, pair: tuple[str, str]) -> None:
    assert run("duplicates", "--check").code == 1
    run("link", *pair)
    said = run("duplicates", "--check", "--format", "json")
    assert (said.code, said.out) == (0, "[]\n")


@pytest.mark.usefixtures("pair")
def test_duplicates_say_how_many_are_not_shown(run: Run) -> None:
    run(
        *("add-project", "海峡智能装备产业园", "--district", "石狮", "--amount", "5.6亿"),
        *("--investor", "海峡装备有限公司", *SIGNED),
    )
    said = run("duplicates", "--limit", "1")
    assert "Shown: 1 of 3." in said.out


def test_what_is_linked_to_on_some_day_is_not_taken_back(run: Run, pair: tuple[str, str]) -> None:
    first, second = pair
    run("link", first, second, "--from", "2022-05-01")
    run("unlink", second, "--from", "2022-07-01")

    def counted() -> list[int]:
        days = ("2022-04-30", "2022-05-31", "2022-07-31")
        bodies = [json.loads(run("report", "--format", "json", "--as-of", d).out) for d in days]
        return [body["total"]["signed_projects"]["actual"] for body in bodies]

    assert counted() == [2, 1, 2]
    said = run("undo", "QZ:3")
    assert (said.code, counted()) == (3, [2, 1, 2])
    assert "unlink it first" in said.err


def test_a_table_that_names_the_unit_before_a_move_leaves_the_project(
    run: Run, signed: str, tmp_path: Path
) -> None:
    run("edit", signed, "--district", "惠安", "--from", "2022-06-01")
    before = run("list", "--format", "json").out
    table = tmp_path / "晋江.csv"
    table.write_text(
        "项目名称,属地,总投资(亿元),阶段,签约时间\n半导体材料产业园,晋江,5.6,签约,2022-03-15\n",
        "utf-8",
    )
    said = run("import", str(table))
    assert "Added: 0, changed: 0, unchanged: 1." in said.err
    assert run("list", "--format", "json").out == before


def test_a_link_from_an_earlier_day_is_of_the_two_that_are_named(run: Run) -> None:
    """The second of them is counted with a third one later in the year only."""
    for name, district in (("海峡园", "晋江"), ("石材", "南安"), ("芯片", "石狮")):
        run("add-project", name, "--district", district, "--amount", "5亿", *SIGNED)
    run("link", "QZ-2", "QZ-3", "--from", "2022-08-01")

    said = run("link", "QZ-1", "QZ-3", "--from", "2022-05-01")

    assert said.err.splitlines()[0] == "QZ-3 芯片"
    assert [districts(run, day) for day in ("2022-04-30", "2022-05-31", "2022-08-31")] == [
        {"350581": 1, "350582": 1, "350583": 1},
        {"350582": 1, "350583": 1},
        {"350582": 1},
    ]
    assert run("undo").code == 0
    assert districts(run, "2022-08-31") == {"350582": 1, "350583": 1}


@pytest.mark.usefixtures("pair")
def test_further_reports_that_a_link_moves_or_leaves_are_named(run: Run) -> None:
    more = ("--district", "石狮", "--amount", "5亿", *SIGNED)
    run("add-project", "海峡园", *more)
    run("link", "QZ-2", "QZ-3")

    said = run("link", "QZ-1", "QZ-2", "--lang", "zh_Hans").err.splitlines()

    assert (said[0], said[1]) == ("QZ-2 海峡智能装备产业园（一期）", "  并入：（空） → QZ-1")
    at = said.index("QZ-3 海峡园")
    assert said[at + 1] == "  并入：QZ-2 → QZ-1"

    said = run("unlink", "QZ-2").err.splitlines()

    assert "  Still counted as QZ-1: QZ-3." in said


def districts(run: Run, day: str) -> dict[str, int]:
    """The signed projects of each district on a day."""
    rows = json.loads(run("report", "--as-of", day, "--format", "json").out)["rows"]
    told = {row["unit"]: row["actual"] for row in rows if row["indicator"] == "signed_projects"}
    return {unit: actual for unit, actual in told.items() if actual}


def test_a_set_that_changes_its_first_report_is_told_from_that_day(
    run: Run, pair: tuple[str, str]
) -> None:
    first, second = pair
    other = ("--district", "石狮", "--amount", "5亿", *SIGNED)
    third = run("add-project", "石狮鞋服总部", *other).out.strip()
    run("link", first, second, "--from", "2022-06-30")
    said = run("link", second, third)
    assert (said.code, said.out) == (0, f"{first}\n")
    assert f"  Counted with: (none) → {second}, from 2022-06-30: {first}" in said.err
    assert f"is counted as {first} (from 2022-06-30 on)" in said.err
