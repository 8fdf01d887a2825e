"""``init``, ``demo``, ``verify`` and ``backup``."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.record import found, recording
from tests.cli.said import Run


def test_init_makes_a_ledger_once(bare: Run, tmp_path: Path) -> None:
    db = str(tmp_path / "office" / "ledger.db")
    said = bare("init", "--office", "jj", "--db", db)
    assert (said.code, said.out) == (0, "")
    assert said.err == f"New ledger {db} for office JJ with plan quanzhou-2022.\n"
    again = bare("init", "--office", "JJ", "--db", db)
    assert again.err == f"Ledger {db} of office JJ is there already; nothing was changed.\n"
    other = bare("init", "--office", "NA", "--db", db)
    assert other.code == 3
    assert "belongs to the office JJ, not NA" in other.err


def test_init_with_a_plan_of_its_own(bare: Run, tmp_path: Path) -> None:
    db, plan = str(tmp_path / "ledger.db"), tmp_path / "plan.toml"
    shipped = Path(__file__).parents[3] / "data" / "quanzhou-2022.toml"
    text = shipped.read_text(encoding="utf-8").replace('"quanzhou-2022"', '"town-2022"', 1)
    plan.write_text(text, encoding="utf-8")
    assert "with plan town-2022" in bare("init", "--plan", str(plan), "--db", db).err
    plan.write_text("", encoding="utf-8")
    other = str(tmp_path / "other.db")
    assert bare("init", "--plan", str(plan), "--db", other).code == 3
    assert not Path(other).exists()


@pytest.mark.parametrize("office", ["", "A-B", "1A", "泉州", "A" * 17, "A\nB"])
def test_init_refuses_an_office_that_makes_no_id(bare: Run, tmp_path: Path, office: str) -> None:
    assert bare("init", "--office", office, "--db", str(tmp_path / "l.db")).code == 3
    assert not (tmp_path / "l.db").exists()


@pytest.mark.uncounted
def test_demo_is_labelled_and_refuses_a_ledger_with_projects(run: Run) -> None:
    said = run("demo")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("Fictional projects recorded: ")
    assert run("report").out.startswith("FICTIONAL demo data · ")
    assert "【虚构演示数据】" in run("report", "--lang", "zh_Hans").out
    again = run("demo")
    assert again.code == 3
    assert "already holds projects" in again.err
    assert run("verify").code == 0


DEAL = ("--group", "IG05", "--amount", "1亿", "--stage", "signed", "--on", "2022-03-01")
REAL = ("add-project", "真实项目", "--district", "晋江", *DEAL)


@pytest.mark.uncounted
def test_demo_without_a_name_has_a_file_of_its_own(
    bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QZINVEST_DB", str(tmp_path / "ledger.db"))
    assert bare(*REAL).code == 0
    said = bare("demo")
    assert said.code == 0
    assert f"qzinvest report --db {tmp_path / 'demo.db'}" in said.err
    assert len(json.loads(bare("list", "--format", "json").out)) == 1
    own = bare("list", "--format", "json", "--db", str(tmp_path / "demo.db"))
    assert len(json.loads(own.out)) > 2000


@pytest.mark.uncounted
def test_demo_names_a_free_file_where_its_own_is_full(bare: Run, tmp_path: Path) -> None:
    own = str(tmp_path / "demo.db")
    assert bare("demo", "--db", own).code == 0
    again = bare("demo", "--db", own)
    free = str(tmp_path / "demo-2.db")
    assert f"`qzinvest demo --db {free}`" in again.err
    assert bare("demo", "--db", free).code == 0


@pytest.mark.uncounted
def test_real_and_invented_projects_never_meet(
    bare: Run, demo_ledger: Path, tmp_path: Path
) -> None:
    real, demo, copy = (str(tmp_path / name) for name in ("real.db", "demo.db", "copy.db"))
    assert bare(*REAL, "--db", real).code == 0
    shutil.copy(demo_ledger, demo)
    for path in (real, demo):
        assert bare("export", "--out", f"{path}.out", "--db", path).code == 0
    for line, path in (
        (("demo",), real),
        (("import", f"{demo}.out/projects.csv"), real),
        (REAL, demo),
        (("import", f"{real}.out/projects.csv"), demo),
    ):
        before = bare("log", "--format", "csv", "--db", path).out
        said = bare(*line, "--db", path)
        assert (said.code, said.out) == (3, ""), line
        assert bare("log", "--format", "csv", "--db", path).out == before
    # What is invented stays so, whatever way it goes, and one may play with it.
    assert bare("import", f"{demo}.out/projects.csv", "--db", copy).code == 0
    assert bare("report", "--db", copy).out.startswith("FICTIONAL demo data")
    assert bare(*REAL, "--db", copy).code == 3
    assert bare("edit", "QZ-1", "--note", "x", "--db", demo).code == 0


def test_verify_says_yes_and_no(run: Run, db: Path, signed: str) -> None:
    assert signed
    said = run("verify")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith(f"Ledger verified: {db}\nHead of the log: QZ:3 ")
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE project SET amount = 1")
        connection.commit()
    said = run("verify")
    assert said.code == 1
    assert "project" in said.out
    assert said.err.startswith(
        f"The log is whole, what is derived from it is not: {db}. Findings: "
    )
    mended = run("verify", "--rebuild")
    assert mended.code == 0
    assert "560000000" in run("list", "--format", "csv").out


def test_backup_is_a_ledger_and_never_overwrites(
    run: Run, bare: Run, signed: str, tmp_path: Path
) -> None:
    assert signed
    copy = tmp_path / "copy.db"
    said = run("backup", str(copy))
    assert (said.code, said.out) == (0, "")
    first, head = said.err.splitlines()
    assert first == f"Backed up and verified: {copy}. Events: 3"
    assert head.startswith("Head of the log: QZ:3 ")
    assert bare("show", "QZ-1", "--db", str(copy)).code == 0
    assert run("backup", str(copy)).code == 5
    assert run("backup", str(tmp_path / "no" / "copy.db")).code == 5


@pytest.mark.parametrize(
    "line",
    ["report", "list", "show QZ-1", "log", "export --out x", "plan show", "verify", "backup b.db"],
)
def test_a_ledger_that_is_not_there_or_no_ledger(
    bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert bare(*line.split(), "--db", str(tmp_path / "no.db")).code == 4
    (tmp_path / "text.db").write_text("no ledger " * 100)
    said = bare(*line.split(), "--db", str(tmp_path / "text.db"))
    assert said.code == 4
    assert "is not a qzinvest ledger" in said.err
    assert not (tmp_path / "no.db").exists()


def test_a_clock_that_leaps_is_a_remark(bare: Run, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    plan = shipped_plan()
    found(path, "QZ", plan)
    db = ("--db", str(path))
    lead = ("--group", "IG05", "--amount", "1亿", *db)
    assert "computer's clock" not in bare("add-project", "P", *lead).err + bare("verify", *db).err
    for year in ("2099", "2098"):
        with recording(path, (f"{year}-01-01T00:00:00Z", "wang")) as recorder:
            recorder.adopt(plan, plan.start)

    back = bare("add-project", "D", *lead)
    assert back.code == 0
    assert "but the last event of the log is of 2098-01-01 08:00 +08:00" in back.err
    assert "computer's clock" not in bare("add-project", "E", *lead).err
    told = bare("verify", *db)
    assert (told.code, told.out) == (0, "")
    assert "QZ:4 is dated a year or more after" in told.err
    assert "QZ:5 is dated earlier than the event before it, of 2099-01-01 08:00" in told.err
    assert "QZ:6 is dated earlier" in told.err
    assert "not reached yet" not in told.err

    with recording(path, ("2099-01-01T00:00:00Z", "wang")) as recorder:
        recorder.adopt(plan, plan.start)
    assert "QZ:8 is of 2099-01-01 08:00 +08:00, which this computer's" in bare("verify", *db).err
