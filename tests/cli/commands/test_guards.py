"""What must never happen: a ledger lost to a slip, old figures back, a record under a wrong id."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qzinvest.errors import FileUnwritable
from qzinvest.render.files.export import held, publish
from tests.cli.said import Run

DEAL = [
    "--group",
    "IG05",
    "--amount",
    "1亿",
    "--stage",
    "signed",
    "--on",
    "2022-03-01",
    "--district",
    "晋江",
]


def test_output_never_replaces_a_ledger(run: Run, bare: Run, db: Path) -> None:
    run("add-project", "A", *DEAL)
    assert run("report", "--output", str(db)).code == 2  # .db is no format
    named = db.rename(db.with_suffix(".csv"))
    said = bare("report", "--output", str(named), "--db", str(named))
    assert said.code == 5
    named.rename(db)
    assert run("show", "QZ-1").code == 0


def test_another_offices_export_does_not_overwrite_a_project(
    bare: Run, run: Run, tmp_path: Path
) -> None:
    theirs = str(tmp_path / "theirs.db")
    bare("add-project", "Beta", "--investor", "B", *DEAL, "--db", theirs)
    bare("export", "--out", str(tmp_path / "out"), "--db", theirs)
    run("add-project", "Alpha", "--investor", "A", *DEAL)
    said = run("import", str(tmp_path / "out" / "projects.csv"))
    assert said.code == 3
    assert "QZ-1" in said.err
    assert "Alpha" in run("show", "QZ-1").out


def test_an_export_in_another_order_keeps_its_ids(bare: Run, run: Run, tmp_path: Path) -> None:
    for name, code in (("A", []), ("B", ["--code", "E-1"]), ("C", [])):
        run("add-project", name, *code, *DEAL)
    run("export", "--out", str(tmp_path / "out"))
    header, *rows = (tmp_path / "out" / "projects.csv").read_text("utf-8").splitlines()
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    new = str(tmp_path / "new.db")
    assert bare("import", str(turned), "--db", new).code == 0
    listed = json.loads(bare("list", "--format", "json", "--db", new).out)
    assert {p["name"]: p["id"] for p in listed if p["code"] is None} == {"A": "QZ-1", "C": "QZ-3"}


def test_a_plan_to_come_stops_nothing(run: Run, tmp_path: Path) -> None:
    run("add-project", "A", *DEAL)
    coming = tmp_path / "2099.toml"
    text = run("plan", "export").out.replace("2022-01-01", "2099-01-01")
    text = text.replace("2022-12-31", "2099-12-31").replace('"quanzhou-2022"', '"quanzhou-2099"')
    coming.write_text(text, encoding="utf-8")
    assert run("plan", "adopt", str(coming), "--effective", "2099-01-01").code == 0
    for line in ("list", "show QZ-1", "log", "report", "add-project B --group IG05 --amount 1亿"):
        assert run(*line.split()).code == 0
    assert '"plan": "quanzhou-2022"' in run("report", "--format", "json").out


@pytest.mark.parametrize("line", ["advance QZ-1 signed --on 2022-03-01", "edit QZ-1 --note x"])
def test_a_mistyped_ledger_is_not_made(bare: Run, tmp_path: Path, line: str) -> None:
    typo = tmp_path / "typo.db"
    assert bare(*line.split(), "--db", str(typo)).code == 4
    assert not typo.exists()


@pytest.mark.parametrize("line", ["report --as-of=", "list --district="])
def test_an_empty_value_is_not_no_value(run: Run, line: str) -> None:
    run("add-project", "A", *DEAL)
    assert run(*line.split()).code == 3


def test_an_empty_path_is_no_path(bare: Run) -> None:
    assert bare("list", "--db=").code == 2


def test_talks_need_no_district(run: Run) -> None:
    line = "add-project T --group IG01 --amount 1亿 --stage talks --on 2022-01-01"
    assert run(*line.split()).code == 0


def test_a_folder_of_somebody_else_is_never_replaced(run: Run, tmp_path: Path) -> None:
    run("add-project", "A", *DEAL)
    theirs = tmp_path / "site"
    theirs.mkdir()
    (theirs / "manifest.json").write_text('{"files": {"thesis.doc": {}}}', encoding="utf-8")
    (theirs / "thesis.doc").write_text("mine", encoding="utf-8")
    assert run("export", "--out", str(theirs)).code == 3
    assert (theirs / "thesis.doc").read_text("utf-8") == "mine"


def test_a_link_to_a_folder_stays_a_link(run: Run, tmp_path: Path) -> None:
    run("add-project", "A", *DEAL)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    assert run("export", "--out", str(link)).code == 0
    assert link.is_symlink()
    assert (tmp_path / "real" / "projects.csv").is_file()


def test_the_root_is_no_export_folder() -> None:
    with pytest.raises(FileUnwritable), held(Path("/")):
        pass


def test_only_one_export_works_on_a_folder_at_a_time(tmp_path: Path) -> None:
    with held(tmp_path / "out") as folder:
        code = "from pathlib import Path; from qzinvest.render.files.export import held\n"
        code += f"with held(Path({str(folder)!r})): print('in')"
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
            with pytest.raises(subprocess.TimeoutExpired):
                other.wait(1)
            publish(folder, {"a.csv": [b"x\n"]}, {})
            other.kill()
    assert (tmp_path / "out" / "a.csv").read_bytes() == b"x\n"


def test_a_ledger_in_a_read_only_folder_can_be_read(bare: Run, run: Run, tmp_path: Path) -> None:
    run("add-project", "A", *DEAL)
    backup = tmp_path / "disc" / "copy.db"
    backup.parent.mkdir()
    assert run("backup", str(backup)).code == 0
    backup.parent.chmod(0o555)
    assert bare("list", "--db", str(backup)).code == 0


def test_import_of_a_workbook_that_breaks_off(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"PK\x03\x04")
    said = run("import", str(book))
    assert said.code == 3
    assert f"{book} cannot be read as a table: it is damaged or was cut off." in said.err
