"""``changes`` says what moved between two editions."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.record import recording
from qzinvest.locale import wording
from qzinvest.model.plan import Unit
from tests.cli.said import Run
from tests.ledger.samples import STAMP

ADDED = ("--group", "新能源", "--amount", "5.6亿", "--stage", "signed")


def add(run: Run, name: str, district: str, on: str) -> None:
    assert run("add-project", name, "--district", district, *ADDED, "--on", on).code == 0


@pytest.fixture
def editions(run: Run) -> None:
    """May and June; in between a new project, one recorded late, one dropped and one moved."""
    for name, district in (("芯片", "晋江"), ("石材", "南安"), ("风电", "惠安")):
        add(run, name, district, "2022-03-15")
    assert run("edition", "freeze", "2022-05").code == 0
    add(run, "锂电池隔膜", "石狮", "2022-06-10")
    add(run, "海洋生物", "石狮", "2022-04-10")
    assert run("drop", "QZ-1", "--on", "2022-06-01", "--reason", "资金").code == 0
    assert run("edit", "QZ-2", "--district", "安溪").code == 0
    assert run("edition", "freeze", "2022-06").code == 0


def told(run: Run, *argv: str) -> dict[str, Any]:
    said = run("changes", *argv, "--format", "json")
    assert (said.code, said.err) == (0, "")
    found: dict[str, Any] = json.loads(said.out)
    return found


@pytest.mark.usefixtures("editions")
def test_each_project_has_its_reason(run: Run) -> None:
    body = told(run, "2022-05", "2022-06")

    assert (body["from"]["edition"], body["from"]["as_of"]) == ("2022-05", "2022-05-31")
    assert (body["to"]["edition"], body["to"]["as_of"]) == ("2022-06", "2022-06-30")
    assert [
        (row["project"], row["reason"], row["unit"], row["change"])
        for row in body["rows"]
        if row["indicator"] == "signed_projects"
    ] == [
        ("QZ-4", "new", "350581", 1),
        ("QZ-5", "late", "350581", 1),
        ("QZ-2", "moved", "350583", -1),
        ("QZ-2", "moved", "350524", 1),
        ("QZ-1", "dropped", "350582", -1),
    ]
    assert body["total"]["signed_projects"]["change"] == 1
    assert body["total"]["signed_projects"]["reasons"]["moved"] == {"projects": 1, "change": 0}


@pytest.mark.usefixtures("editions")
def test_it_starts_from_what_the_reports_say(run: Run) -> None:
    body = told(run, "2022-05", "2022-06", "--by", "tier")
    for edition, end in (("2022-05", "before"), ("2022-06", "after")):
        report = json.loads(
            run("report", "--edition", edition, "--by", "tier", "--format", "json").out
        )
        assert [row[end] for row in body["units"]] == [row["actual"] for row in report["rows"]]


@pytest.mark.usefixtures("editions")
def test_it_never_changes_either(run: Run) -> None:
    selection = [
        ("changes", "2022-05", "2022-06", "--format", form)
        for form in ("table", "csv", "json", "markdown")
    ]
    before = [run(*argv).out for argv in selection]
    add(run, "补登", "晋江", "2022-01-15")
    run("edit", "QZ-4", "--name", "另一名称")
    run("undo", "QZ:3")
    assert [run(*argv).out for argv in selection] == before


@pytest.mark.usefixtures("editions")
def test_without_a_second_edition_it_goes_to_what_is_recorded_now(run: Run) -> None:
    body = told(run, "2022-06", "--as-of", "2022-07-31")
    assert body["rows"] == []
    assert (body["to"]["edition"], body["to"]["as_of"]) == (None, "2022-07-31")
    add(run, "新签", "晋江", "2022-07-05")
    assert [row["reason"] for row in told(run, "2022-06", "--as-of", "2022-07-31")["rows"]] == [
        "new",
        "new",
    ]
    assert told(run, "2022-05", "--edition", "2022-06") == told(run, "2022-05", "2022-06")


@pytest.mark.usefixtures("editions")
def test_a_part_of_the_projects(run: Run) -> None:
    rows = told(run, "2022-05", "2022-06", "--district", "南安")["rows"]
    assert {(row["project"], row["reason"]) for row in rows} == {("QZ-2", "moved")}
    rows = told(run, "2022-05", "2022-06", "--indicator", "signed_investment", "--tier", "1")[
        "rows"
    ]
    assert [(row["project"], row["reason"]) for row in rows] == [
        ("QZ-2", "moved"),
        ("QZ-1", "dropped"),
    ]


@pytest.mark.usefixtures("editions")
def test_on_the_screen(run: Run) -> None:
    out = run("changes", "2022-05", "2022-06", "--lang", "zh_Hans").out
    assert "通报“2022-05”（截至 2022-05-31）至 通报“2022-06”（截至 2022-06-30）的变化" in out
    assert "补录（自 2022-05-31 或更早计入）：1 个" in out
    assert "海洋生物" in out
    assert run("changes", "2022-05", "2022-06", "--format", "csv", "--units").out.startswith(
        "unit,name,tier,indicator,before,after,change,target_before,target_after,"
    )


@pytest.mark.usefixtures("editions")
def test_what_cannot_be_compared(run: Run) -> None:
    assert run("changes", "2022-06", "2022-05").code == 3
    assert "`qzinvest changes 2022-05 2022-06`" in run("changes", "2022-06", "2022-05").err
    assert run("changes", "2022-04").code == 3
    assert run("changes", "2022-05", "2022-06", "--edition", "2022-06").code == 2
    assert run("changes", "2022-05", "2022-06", "--as-of", "2022-06-30").code == 2


def revised(db: Path, **fields: object) -> None:
    """A plan with other fields, in force from 1 July on; from its start where that is given."""
    plan = shipped_plan()._replace(**fields)  # type: ignore[arg-type]  # any field
    with recording(db, STAMP) as recorder:
        recorder.adopt(plan, max(plan.start, date(2022, 7, 1)))


def tiers(moved: str) -> tuple[Unit, ...]:
    """The shipped units, one of them in the first tier."""
    return tuple(u._replace(tier=1) if u.code == moved else u for u in shipped_plan().units)


@pytest.mark.parametrize(
    ("fields", "compared"),
    [
        ({}, 13),
        ({"code": "quanzhou-2022b"}, 13),
        ({"units": tiers("350505")}, 6),
        ({"end": date(2023, 6, 30)}, 0),
    ],
    ids=["a revision", "another plan", "another tier", "a longer period"],
)
def test_ranks_move_as_rank_says(
    run: Run, db: Path, fields: dict[str, object], compared: int
) -> None:
    for name, district in (("一", "晋江"), ("二", "晋江"), ("三", "泉港"), ("四", "鲤城")):
        add(run, name, district, "2022-05-05")
    add(run, "五", "南安", "2022-07-05")
    revised(db, **fields)
    for edition in ("2022-06", "2022-07"):
        assert run("edition", "freeze", edition).code == 0
    selection = ("--indicator", "signed_projects")
    units = told(run, "2022-06", "2022-07", *selection)["units"]
    said = run("rank", "--edition", "2022-07", *selection, "--format", "json")
    places = json.loads(said.out)["rows"]
    assert {row["unit"]: row["rank_before"] for row in units} == {
        place["unit"]: place["previous_rank"] for place in places
    }
    assert sum(row["rank_before"] is not None for row in units) == compared


@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
def test_over_the_new_year(run: Run, db: Path, lang: str) -> None:
    add(run, "旧项目", "晋江", "2022-12-15")
    assert run("edition", "freeze", "2022-12").code == 0
    revised(db, code="quanzhou-2023", start=date(2023, 1, 1), end=date(2023, 12, 31))
    add(run, "新项目", "晋江", "2023-01-15")
    assert run("edition", "freeze", "2023-01").code == 0
    rows = told(run, "2022-12", "2023-01", "--indicator", "signed_projects")["rows"]
    assert [(row["name"], row["reason"], row["change"]) for row in rows] == [
        ("旧项目", "period", -1),
        ("新项目", "new", 1),
    ]
    text = run("changes", "2022-12", "2023-01", "--lang", lang).out
    assert not re.search("[▲▼][0-9]", text)
    assert wording(lang)("reason_of_change.period", since="") in text
    assert wording(lang)("reason_of_change.plan", since="") not in text
    ranks = run("rank", "--as-of", "2023-01-31", "--lang", lang).out
    assert not re.search("[▲▼][0-9]", ranks)  # alone they stand where no light does


def test_two_editions_of_one_day(run: Run) -> None:
    add(run, "甲项目", "晋江", "2022-05-05")
    assert run("edition", "freeze", "first", "--as-of", "2022-06-30").code == 0
    add(run, "乙项目", "晋江", "2022-05-06")
    assert run("edition", "freeze", "second", "--as-of", "2022-06-30").code == 0
    rows = told(run, "first", "second", "--indicator", "signed_projects")["rows"]
    assert [(row["name"], row["reason"]) for row in rows] == [("乙项目", "late")]


def test_an_indicator_that_the_earlier_plan_has_not_got(run: Run, db: Path) -> None:
    add(run, "甲项目", "晋江", "2022-05-05")
    first, *others = shipped_plan().indicators
    revised(db, indicators=(first, *others, first._replace(code="added")))
    for edition in ("2022-06", "2022-07"):
        assert run("edition", "freeze", edition).code == 0
    assert told(run, "2022-06", "2022-07", "--indicator", "added")["rows"] == []
    said = run("changes", "2022-06", "2022-07", "--indicator", "added")
    assert said.code == 0
    assert "Not compared, because only one of the plans has it" in said.out
    assert "From one total to the other" not in said.out


def test_a_tier_need_not_be_in_the_earlier_plan(run: Run, tmp_path: Path) -> None:
    """In May all of tier 1 are in tier 2."""
    add(run, "风电", "惠安", "2022-03-15")
    text = run("plan", "export").out
    moved = re.sub(r"(?m)^tier = 1$", "tier = 2", text)
    revised = tmp_path / "plan.toml"
    revised.write_text(moved)
    assert run("plan", "adopt", str(revised), "--effective", "2022-02-01").code == 0
    assert run("edition", "freeze", "2022-05").code == 0
    revised.write_text(text)
    assert run("plan", "adopt", str(revised), "--effective", "2022-06-01").code == 0
    body = told(run, "2022-05", "--as-of", "2022-06-30", "--tier", "1")
    assert body["total"]["signed_projects"]["target_before"] is None
    assert body["total"]["signed_projects"]["target_after"] == 782
    assert {unit["unit"] for unit in body["units"]} == {"350582", "350583", "G351136"}
