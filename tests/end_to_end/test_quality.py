"""``quality`` is an independent recount: of the export, of the log's bodies, and of editions."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from qzinvest.cli.main import main
from tests.cli.said import Run, runner, set_surroundings
from tests.end_to_end import recount
from tests.end_to_end.outputs_ledger import make_world, stop_clocks
from tests.end_to_end.recount import Row

FIELDS = ("district", "department", "group", "investor", "signing", "channel", "origin")
DAYS = ("2022-03-31", "2022-06-30")
UNITS = {"district": recount.TIER, "department": recount.DEPARTMENT_TIER}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A ledger that was written on many days, and its export."""
    folder = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as patch:
        set_surroundings(patch)
        patch.setenv("QZINVEST_DB", "ledger.db")
        stop_clocks(patch)
        patch.chdir(folder)
        make_world(_tell)
        assert main(["export", "--out", "out"]) == 0
        yield folder


def _tell(words: list[str]) -> None:
    assert main(words) == 0


@pytest.fixture
def run(world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("QZINVEST_DB", str(world / "ledger.db"))
    return runner(capsys)


def rows(world: Path) -> list[Row]:
    """What counts: first reports, with the units that linked ones lend them."""
    every = recount.read(world / "out" / "projects.csv")
    first = {row["id"]: row for row in every if not row["same_as"] and not row["excluded"]}
    for row in every:
        if (home := first.get(row["same_as"])) is not None:
            home |= {kind: home[kind] or row[kind] for kind in UNITS}
    return list(first.values())


def first_known(world: Path) -> dict[tuple[str, str], date]:
    """The day in China on which a stage of a project was recorded first."""
    with closing(sqlite3.connect(world / "ledger.db")) as connection:
        events = connection.execute("SELECT at, kind, key, body FROM event ORDER BY seq").fetchall()
    found: dict[tuple[str, str], date] = {}
    for at, kind, key, body in events:
        day = (datetime.fromisoformat(at) + timedelta(hours=8)).date()
        stages = json.loads(body).get("milestones", ()) if kind == "project" else ()
        if kind == "entry" and "/paid/" in key:
            stages = ("funded",)
        for stage in stages:
            found.setdefault((key.partition("/")[0], stage), day)
    return found


def unit_of(row: Row, kind: str) -> str:
    return row[kind] if row[kind] in UNITS[kind] else "unassigned"


def recounted(world: Path, kind: str, as_of: str) -> dict[str, dict[str, object]]:
    """Every figure but corrections, look-alikes and silence, by unit."""
    known = first_known(world)
    found: dict[str, dict[str, object]] = {}
    lags: dict[str, list[int]] = {}
    for row in rows(world):
        unit = unit_of(row, kind)
        of = found.setdefault(unit, dict.fromkeys(("projects", "incomplete"), 0))
        lags.setdefault(unit, [])
        signed = recount.reached(row, "signed")
        if signed is not None and "2022-01-01" <= signed[0] <= as_of:
            missing = [field for field in FIELDS if not row[field]]
            of["projects"] = int(str(of["projects"])) + 1
            of["incomplete"] = int(str(of["incomplete"])) + bool(missing)
        for stage in recount.STAGES:
            if "2022-01-01" <= (on := row[f"{stage}_on"]) <= as_of:
                late = known[row["id"], stage] - date.fromisoformat(on)
                lags[unit].append(max(0, late.days))
    for unit, days in lags.items():
        found[unit] |= {
            "stages_recorded": len(days),
            "recorded_late": sum(day > 10 for day in days),
            "median_days": median(days) if days else None,
        }
    return found


@pytest.mark.parametrize("kind", list(UNITS))
@pytest.mark.parametrize("as_of", DAYS)
def test_it_is_the_recount(world: Path, run: Run, kind: str, as_of: str) -> None:
    said = json.loads(run("quality", "--by", kind, "--as-of", as_of, "--format", "json").out)
    expected = recounted(world, kind, as_of)

    nothing = dict.fromkeys(("projects", "incomplete", "stages_recorded", "recorded_late"), 0)
    for row in said["rows"]:
        mine = expected.get(row["unit"], nothing | {"median_days": None})
        assert {key: row[key] for key in mine} == mine
    assert set(expected) <= {row["unit"] for row in said["rows"]}
    for key in nothing:
        assert said["total"][key] == sum(int(str(each[key])) for each in expected.values())
        assert said["total"][key] == sum(row[key] for row in said["rows"])


def test_corrections_are_what_changes_says_of_each_edition(run: Run) -> None:
    said = json.loads(run("quality", "--as-of", "2022-06-30", "--format", "json").out)
    listed = json.loads(run("quality", "--list", "--as-of", "2022-06-30", "--format", "json").out)
    views = [("--by", view) for view in (*UNITS, *recount.TERMS, "group")]
    moved: dict[str, str] = {}
    for code, day in (("2022-03", "2022-03-31"), ("2022-05", "2022-05-31")):
        for view in (*views, *((*views[n], "--view", "assessment") for n in (0, 1))):
            line = ("changes", code, "--as-of", day, *view, "--format", "json")
            moved |= {move["project"]: code for move in json.loads(run(*line).out)["rows"]}

    assert len(moved) > 5
    assert moved == {
        row["id"]: row["corrected_after"] for row in listed["rows"] if row["corrected_after"]
    }
    assert said["total"]["corrected"] == len(moved)


def test_look_alikes_are_the_pairs_of_duplicates_that_are_signed_by_the_day(
    world: Path, run: Run
) -> None:
    signed = {
        row["id"]
        for row in rows(world)
        if (day := recount.reached(row, "signed")) and "2022-01-01" <= day[0] <= "2022-06-30"
    }
    expected: dict[str, set[str]] = {}
    for pair in json.loads(run("duplicates", "--format", "json").out):
        both = pair["first"], pair["second"]
        if {"name", "investor"} & {*pair["reason_codes"]} or signed >= {*both}:
            for one, other in (both, both[::-1]):
                if one in signed:
                    expected.setdefault(one, set()).add(other)

    listed = json.loads(run("quality", "--list", "--as-of", "2022-06-30", "--format", "json").out)

    assert len(expected) > 2
    assert expected == {
        row["id"]: {*row["alike_with"].split()} for row in listed["rows"] if row["alike_with"]
    }


def test_the_list_is_what_the_figures_are_of(run: Run) -> None:
    asked = ("--as-of", "2022-06-30", "--by", "department", "--format", "json")
    figures = json.loads(run("quality", *asked).out)["rows"]
    listed = json.loads(run("quality", "--list", *asked).out)["rows"]

    for line in figures:
        mine = [row for row in listed if (row["unit"] or "unassigned") == line["unit"]]
        missing = [row["missing"].split() for row in mine if row["missing"]]
        assert len(missing) == line["incomplete"]
        for field in FIELDS:
            assert sum(field in each for each in missing) == line[f"no_{field}"]
        assert sum(row["corrected_after"] is not None for row in mine) == line["corrected"]
        assert sum(row["alike_with"] is not None for row in mine) == line["alike"]
        assert any(row["late_stage"] for row in mine) == bool(line["recorded_late"])


def test_a_scorecard_can_judge_it(run: Run, world: Path) -> None:
    """Of an edition, what was so then: the same after whatever has been recorded since."""
    base = (world / "shipped.toml").read_text(encoding="utf-8")
    line = '\n[[score{}]]\ncode = "{}"\nname = {{ en = "{}", zh_Hans = "x", zh_Hant = "x" }}\n'
    value = ".value" if "[[score.value]]" in base else ""
    for of in ("complete", "prompt", "steady"):
        base += line.format(value, f"records_{of}", of)
        base += (
            f'kind = "weighted"\nsource = "quality"\nof = "{of}"\nform = "proportion"\npoints = 5\n'
        )
    (world / "judging.toml").write_text(base, encoding="utf-8")
    run("plan", "adopt", "judging.toml", "--effective", "2022-06-15")
    asked = ("rank", "--scorecard", "--format", "json")
    ranked = json.loads(run(*asked, "--as-of", "2022-06-30").out)["rows"]
    figures = json.loads(run("quality", "--as-of", "2022-06-30", "--format", "json").out)["rows"]
    by_unit = {row["unit"]: row for row in figures}

    for place in ranked:
        mine, parts = by_unit[place["unit"]], place["parts"]
        whole = mine["projects"]
        if whole:
            assert parts["records_complete"]["value"] == pytest.approx(
                1 - mine["incomplete"] / whole
            )
            steady = max(0, 1 - mine["corrected"] / whole)
            assert parts["records_steady"]["value"] == pytest.approx(steady)
        if stages := mine["stages_recorded"]:
            late = mine["recorded_late"] / stages
            assert parts["records_prompt"]["value"] == pytest.approx(1 - late)
    assert run("edition", "freeze", "2022-06", "--as-of", "2022-06-30").code == 0
    before = run(*asked, "--edition", "2022-06").out
    assert run("edit", "QZ-70", "--clear", "group").code == 0
    assert run("edit", "QZ-72", "--investor", "另一家公司").code == 0
    assert run("advance", "QZ-70", "producing", "--on", "2022-06-20").code == 0
    assert run(*asked, "--edition", "2022-06").out == before
    assert run(*asked, "--as-of", "2022-06-30").out != before


def test_a_published_project_that_was_taken_back_is_listed_as_corrected(
    template: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QZINVEST_DB", str(shutil.copy(template, tmp_path / "ledger.db")))
    run = runner(capsys)
    told = ("--district", "350582", "--group", "IG05", "--amount", "1亿", "--signing", "contract")
    for line in (
        ("add-project", "晋江芯片项目", *told, "--stage", "signed", "--on", "2022-03-08"),
        ("edition", "freeze", "2022-03"),
        ("undo", "QZ:3"),
    ):
        assert run(*line).code == 0
    said = run("quality", "--list", "--as-of", "2022-06-30", "--format", "json")
    assert said.code == 0, said.err
    (row,) = json.loads(said.out)["rows"]
    names = ("id", "name", "unit", "corrected_after")
    assert [row[name] for name in names] == ["QZ-1", "晋江芯片项目", "350582", "2022-03"]
