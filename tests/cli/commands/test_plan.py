"""``plan show|check|adopt|export``, and what a revision does to the report."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.said import Run, Said

SHIPPED = Path(__file__).parents[3] / "data" / "quanzhou-2022.toml"
Revise = Callable[[str, str], str]


@pytest.fixture
def revise(tmp_path: Path) -> Revise:
    """A copy of the shipped plan with one text replaced; gives its path."""

    def copy(old: str, new: str) -> str:
        text = SHIPPED.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "plan.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return str(path)

    return copy


def rows(said: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said)))


@pytest.mark.parametrize("lang", ["en", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("width", ["80", "120"])
def test_show_proves_its_sums(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    text = run("plan", "show", "--lang", lang).out
    wholes = {"en": ("1,000.000", "CNY 1,000 billion")}.get(lang, ("10,000.00",))
    assert sum(map(text.count, wholes)) == 6  # sum and target in two tables, and two proofs
    assert "quanzhou-2022 · 2022-01-01" in text


def test_show_for_machines(run: Run) -> None:
    shares = rows(run("plan", "show", "--format", "csv").out)
    for kind, units in (("district", 13), ("department", 33)):
        deals = [r for r in shares if (r["kind"], r["indicator"]) == (kind, "signed_projects")]
        assert len(deals) == units
        assert sum(int(r["share"]) for r in deals) == 2000
    assert run("plan", "show", "--format", "json").out.startswith("[")
    assert run("plan", "show", "--format", "markdown").out.startswith("| Kind |")
    assert "万元" in run("plan", "show", "--wan", "--lang", "zh_Hans").out


def test_check_of_the_shipped_plan_tells_what_is_assumed_and_remarkable(bare: Run) -> None:
    said = bare("plan", "check", str(SHIPPED))
    assert (said.code, said.out) == (0, "")
    assert "13" in next(line for line in said.err.splitlines() if line.startswith("Remark:"))
    assert said.err.count("Assumed (") == 8


def test_check_lists_every_fault_with_its_line_at_once(bare: Run, revise: Revise) -> None:
    path = revise('measure = "count"', 'measure = "number"')
    text = Path(path).read_text(encoding="utf-8")
    Path(path).write_text(text.replace("target = 2_000\n", "target = -1\n", 1), encoding="utf-8")
    said = bare("plan", "check", path)
    assert said.code == 1
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    for wrong in ('measure = "number"', "target = -1"):
        assert f"{path}:{lines.index(wrong) + 1} " in said.out
    assert bare("plan", "check", "no.toml").code == 5


def test_a_bad_plan_is_not_adopted(run: Run, revise: Revise) -> None:
    said = run(
        "plan", "adopt", revise("target = 2_000", "target = -1"), "--effective", "2022-07-01"
    )
    assert said.code == 3
    assert run("plan", "show").out.count("quanzhou-2022 from") == 1


def test_a_plan_that_would_never_be_in_force_is_refused(run: Run) -> None:
    said = run("plan", "adopt", str(SHIPPED), "--effective", "2023-01-01")
    assert said.code == 3
    assert run("plan", "show").out.count("quanzhou-2022 from") == 1


def test_a_revision_changes_the_report_from_its_date_on(run: Run, revise: Revise) -> None:
    path = revise("target = 2_000", "target = 2_600")
    said = run("plan", "adopt", path, "--effective", "2022-07-01")
    assert said.err == "Plan quanzhou-2022 is in force from 2022-07-01 on.\n"

    def target(*more: str) -> int:
        line = ("report", "--format", "csv", "--total", "--indicator", "signed_projects")
        return int(rows(run(*line, *more).out)[-1]["target"])

    assert target("--as-of", "2022-06-30") == 2000
    assert target("--as-of", "2022-07-01") == 2600
    assert target() == 2600
    text = run("plan", "show", "--as-of", "2022-06-30").out
    assert "in force from 2022-01-01" in text
    assert "quanzhou-2022 from 2022-07-01 on" in text
    assert run("undo").code == 0
    assert target() == 2000


def test_an_offices_own_share_stands_and_the_rest_is_divided(run: Run, revise: Revise) -> None:
    path = revise('aliases = ["JJ"]', 'aliases = ["JJ"]\nshare = { signed_projects = 500 }')
    assert run("plan", "adopt", path, "--effective", "2022-01-01").code == 0
    shares = [
        int(r["share"])
        for r in rows(run("plan", "show", "--format", "csv").out)
        if (r["kind"], r["indicator"]) == ("district", "signed_projects")
    ]
    assert shares[0] == 500
    assert sum(shares) == 2000


def test_a_plan_without_a_unit_that_has_projects_is_refused(run: Run, revise: Revise) -> None:
    deal = (
        "add-project 瓷园 --district 德化 --group IG06 --amount 1亿 --stage signed --on 2022-03-01"
    )
    run(*deal.split())
    said = run("plan", "adopt", revise("350526", "350599"), "--effective", "2022-07-01")
    assert said.code == 3
    assert "lacks what recorded projects belong to: 350526" in said.err


def test_a_plan_without_a_unit_that_has_credit_is_refused(run: Run, revise: Revise) -> None:
    deal = (
        "add-project 瓷园 --district 晋江 --group IG06 --amount 1亿 --stage signed --on 2022-03-01"
    )
    run(*deal.split())
    run("credit", "QZ-1", "--unit", "晋江=50", "--unit", "德化=50", "--unit", "商务局=100")
    adopt = ("plan", "adopt", revise("350526", "350599"), "--effective", "2022-07-01")
    said = run(*adopt)
    assert said.code == 3
    assert "lacks what recorded projects belong to: 350526" in said.err
    run("credit", "QZ-1", "--clear", "district")
    assert run(*adopt).code == 0


def test_a_revision_in_the_demo_keeps_its_label(run: Run, revise: Revise) -> None:
    run("demo")
    path = revise("target = 2_000", "target = 2_100")
    assert run("plan", "adopt", path, "--effective", "2022-07-01").code == 0
    said = run("report", "--tier", "1", "--indicator", "signed_projects")
    assert said.out.startswith("FICTIONAL demo data")
    assert "in force from 2022-07-01" in said.out


def test_export_can_be_adopted_again_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = str(tmp_path / "exported.toml")
    assert run("plan", "export", "--output", path).out == ""
    before = run("report", "--format", "json").out
    assert run("plan", "adopt", path, "--effective", "2022-01-01").code == 0
    assert run("report", "--format", "json").out == before
    assert run("plan", "export").out == Path(path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "plan"),
    [
        ("report --plan xiamen-2022", "plan “xiamen-2022”"),
        ("report --as-of 2021-12-31", "plan"),
        ("plan show --plan xiamen-2022", "plan “xiamen-2022”"),
        ("plan export --as-of 2021-06-01", "plan"),
        ("export --out here --plan xiamen-2022", "plan “xiamen-2022”"),
    ],
)
def test_no_such_plan_then(
    run: Run, line: str, plan: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run(*line.split())
    assert said.code == 3
    assert said.err.startswith(f"error: No {plan} is in force on ")
    assert not (tmp_path / "here").exists()


@pytest.mark.parametrize("command", ["show", "check", "adopt", "export"])
def test_mistakes(bare: Run, command: str) -> None:
    assert bare("plan", command, "--nonsense").code == 2


def test_show_refuses_an_unknown_format(run: Run) -> None:
    assert run("plan", "show", "--format", "xml").code == 2


NEW = """[[district]]
code = "350599"
tier = 1
name = { en = "Newtown", zh_Hans = "新设区", zh_Hant = "新設區" }
short = { en = "Newtown", zh_Hans = "新设区", zh_Hant = "新設區" }
pinyin = "xin she qu"

"""
JINJIANG = '[[district]]\ncode = "350582"'
PROJECT = "add-project 乙 --group IG05 --amount 5亿 --stage signed --on 2022-07-15 --district"


def adopted(run: Run, path: str, effective: str, *more: str) -> Said:
    return run("plan", "adopt", path, "--effective", effective, *more)


@pytest.fixture
def split(run: Run, revise: Revise) -> str:
    """A revision with a new district, in force from July on; the event that adopted it."""
    assert adopted(run, revise(JINJIANG, NEW + JINJIANG), "2022-07-01").code == 0
    return "QZ:3"


def unassigned(run: Run) -> int:
    out = run("report", "--as-of", "2022-07-31", "--format", "csv").out
    return sum(int(r["actual"]) for r in rows(out) if r["unit"] == "unassigned")


@pytest.mark.parametrize("credited", [False, True])
def test_a_plan_is_not_taken_back_under_projects_that_name_what_only_it_has(
    run: Run, split: str, *, credited: bool
) -> None:
    run(*PROJECT.split(), "晋江" if credited else "新设区")
    if credited:
        run("credit", "QZ-1", "--unit", "晋江=50", "--unit", "新设区=50")
    said = run("undo", split)
    assert (said.code, said.out) == (3, "")
    assert "QZ-1 350599" in said.err
    assert unassigned(run) == 0
    if credited:
        run("credit", "QZ-1", "--clear", "district")
    else:
        run("edit", "QZ-1", "--district", "晋江")
    assert run("undo", split).code == 0


def test_the_last_step_is_no_back_door(run: Run, split: str) -> None:
    assert split
    run(*PROJECT.split(), "新设区")
    run("exclude", "QZ-1", "--reason", "x")
    for _ in range(2):
        assert run("undo").code == 0  # the exclusion, the project
    run(*PROJECT.split(), "新设区")
    run("exclude", "QZ-2", "--reason", "x")  # what is left out can come back
    assert run("undo", split).code == 3


def test_a_project_does_not_come_back_into_a_unit_that_the_plan_lost(run: Run, split: str) -> None:
    assert split
    run(*PROJECT.split(), "新设区")
    run("edit", "QZ-1", "--district", "晋江")
    # Nobody is left in the new district, so that a revision may do without it.
    assert adopted(run, str(SHIPPED), "2022-08-01").code == 0
    said = run("undo", "QZ:5")
    assert said.code == 3
    assert "350599" in said.err
    assert run("list", "--format", "csv").out.count("350582") == 1


def test_a_plan_to_come_that_lacks_a_unit_is_minded_already(run: Run, revise: Revise) -> None:
    future = revise("2022-12-31", "2099-12-31")
    assert adopted(run, future, "2022-01-01").code == 0
    text = Path(future).read_text(encoding="utf-8")
    Path(future).write_text(text.replace("350526", "350599"), encoding="utf-8")
    assert adopted(run, future, "2090-01-01").code == 0
    said = run(*PROJECT.split(), "德化")
    assert said.code == 3
    assert "350526" in said.err


def test_days_marks_and_editions_rest_on_a_plan(run: Run, revise: Revise) -> None:
    coming = revise('"quanzhou-2022"', '"quanzhou-2023"')
    text = Path(coming).read_text(encoding="utf-8")
    for old, new in (("2022-01-01", "2023-01-01"), ("2022-12-31", "2023-12-31")):
        text = text.replace(old, new)
    Path(coming).write_text(text, encoding="utf-8")
    assert adopted(run, coming, "2023-01-01").code == 0
    run(*PROJECT.replace("2022-07-15", "2023-02-01").split(), "晋江")
    said = run("undo", "QZ:3")
    assert said.code == 3
    assert "QZ-1 2023-02-01" in said.err
    run("undo")
    run("edition", "freeze", "2023-02", "--as-of", "2023-02-28")
    said = run("undo", "QZ:3")
    assert said.code == 3
    assert "2023-02" in said.err
    run("undo")  # the edition
    assert run("undo", "QZ:3").code == 0
    assert run("undo", run("log", "--format", "csv").out.splitlines()[-1].split(",")[0]).code == 0
    assert "quanzhou-2023" in run("plan", "show", "--as-of", "2023-03-01").out


def test_a_plan_of_another_authority_is_refused(run: Run, revise: Revise, bare: Run) -> None:
    path = revise('issuer = "QZ"', 'issuer = "XM"')
    said = adopted(run, path, "2022-07-01", "--yes")
    assert said.code == 3
    assert "XM" in said.err
    assert "QZ" in said.err
    # It founds a ledger of its own, which takes no plan of Quanzhou's then.
    own = str(Path(path).with_name("xm.db"))
    assert bare("plan", "adopt", path, "--effective", "2022-07-01", "--db", own).code == 4
    assert not Path(own).exists()
    assert bare("init", "--office", "XM", "--plan", path, "--db", own).code == 0
    line = ("plan", "adopt", str(SHIPPED), "--effective", "2022-07-01", "--yes")
    assert bare(*line, "--db", own).code == 3


def test_another_plan_over_the_same_days_needs_a_yes(run: Run, revise: Revise) -> None:
    path = revise('code = "quanzhou-2022"', 'code = "trial"')
    said = adopted(run, path, "2022-07-01")
    assert (said.code, said.out) == (3, "")
    assert "quanzhou-2022" in said.err
    assert "--yes" in said.err
    assert '"plan": "quanzhou-2022"' in run("report", "--format", "json").out
    assert adopted(run, path, "2022-07-01", "--yes").code == 0
    assert '"plan": "trial"' in run("report", "--format", "json").out


def test_the_fictional_label_neither_goes_nor_comes_by_a_plan(
    run: Run, bare: Run, demo_ledger: Path, tmp_path: Path
) -> None:
    exported = str(tmp_path / "demo.toml")
    demo = str(shutil.copy(demo_ledger, tmp_path / "demo.db"))
    assert bare("undo", "QZ:3", "--db", demo).code == 3
    bare("plan", "export", "--output", exported, "--db", demo)
    assert adopted(run, exported, "2022-01-01").code == 3
    new = str(tmp_path / "new.db")
    assert bare("init", "--plan", exported, "--db", new).code == 3


def test_an_import_does_not_bring_a_project_back_into_a_lost_unit(
    run: Run, split: str, tmp_path: Path
) -> None:
    assert split
    run(*PROJECT.split(), "新设区")
    run("export", "--out", str(tmp_path / "out"))
    moved = (tmp_path / "out" / "projects.csv").read_text("utf-8").replace("350599", "350582")
    (tmp_path / "moved.csv").write_text(moved, encoding="utf-8")
    assert run("import", str(tmp_path / "moved.csv")).code == 0
    assert adopted(run, str(SHIPPED), "2022-08-01").code == 0
    said = run("undo", "import-1")
    assert said.code == 3
    assert "350599" in said.err
