"""``export``: a folder of files that changes as a whole, and only when something has changed."""

import csv
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from qzinvest.render.files import export
from tests.cli.said import Run

NAMES = [
    *("entries.csv", "manifest.json", "milestones.csv"),
    *("progress.csv", "projects.csv", "targets.csv"),
]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def times(folder: Path) -> set[int]:
    return {path.stat().st_mtime_ns for path in folder.iterdir()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "out"


def test_success_is_silent(run: Run, signed: str, out: Path) -> None:
    assert signed
    said = run("export", "--out", str(out))
    assert said == (0, "", "")
    assert list(content(out)) == NAMES


def test_a_person_at_a_terminal_is_told_what_was_written(
    run: Run, signed: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signed
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert run("export", "--out", str(out), "--quiet") == (0, "", "")
    assert run("export", "--out", str(out), "--bom") == (0, "", f"Written: {out}\n")


def test_manifest_names_what_it_is_and_proves_every_file(run: Run, signed: str, out: Path) -> None:
    assert signed
    run("export", "--out", str(out), "--as-of", "2022-06-30")
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["plan"] == "quanzhou-2022"
    assert manifest["as_of"] == "2022-06-30"
    assert list(manifest["ledger"]) == ["QZ"]
    rows = {name: entry["rows"] for name, entry in manifest["files"].items()}
    assert rows == {
        "projects.csv": 1,
        "milestones.csv": 1,
        "entries.csv": 0,
        "progress.csv": 39,
        "targets.csv": 138,
    }
    for name, entry in manifest["files"].items():
        raw = (out / name).read_bytes()
        assert entry["sha256"] == sha256(raw).hexdigest()
        assert entry["rows"] == raw.count(b"\n") - 1


def test_every_file_says_what_is_fictional(
    bare: Run, run: Run, signed: str, demo_ledger: Path, out: Path
) -> None:
    assert signed
    bare("export", "--out", str(out / "fiction"), "--db", str(demo_ledger))
    run("export", "--out", str(out / "real"))
    for name, said in (("fiction", True), ("real", False)):
        manifest = json.loads((out / name / "manifest.json").read_text())
        assert manifest["fictional"] is said
        assert manifest["title"].startswith("FICTIONAL") is said
        assert manifest["indicators"]["signed_investment"]["unit"] == "yuan"
        for path in (out / name).glob("*.csv"):
            with path.open(newline="") as file:
                marks = {row["fictional"] for row in csv.DictReader(file)}
                assert marks == {str(said).lower()} or (path.name, marks) == ("entries.csv", set())


def test_progress_is_the_reports_own_csv(run: Run, signed: str, out: Path) -> None:
    assert signed
    run("export", "--out", str(out))
    assert (out / "progress.csv").read_text() == run("report", "--format", "csv").out
    assert (out / "targets.csv").read_text() == run("plan", "show", "--format", "csv").out


def test_nothing_changed_says_so_and_leaves_the_files_alone(
    run: Run, signed: str, out: Path
) -> None:
    assert signed
    run("export", "--out", str(out))
    before, written = content(out), times(out)
    said = run("export", "--out", str(out))
    assert (
        said.err
        == f"Nothing changed since the last export into {out}; the files were left alone.\n"
    )
    assert run("export", "--out", str(out), "--quiet") == (0, "", "")
    assert (content(out), times(out)) == (before, written)


def test_any_change_is_exported(run: Run, signed: str, out: Path) -> None:
    run("export", "--out", str(out))
    before = content(out)
    run("edit", signed, "--note", "x")
    assert run("export", "--out", str(out)) == (0, "", "")
    assert content(out) != before
    (out / "targets.csv").write_text("changed by hand")
    assert run("export", "--out", str(out)) == (0, "", "")
    assert (out / "targets.csv").read_text().startswith("kind,")


def test_the_same_ledger_gives_the_same_bytes(run: Run, signed: str, out: Path) -> None:
    assert signed
    run("export", "--out", str(out))
    run("export", "--out", str(out.with_name("again")))
    assert content(out) == content(out.with_name("again"))


def test_bom_is_for_excel_and_import_reads_it(
    run: Run, bare: Run, signed: str, out: Path, tmp_path: Path
) -> None:
    assert signed
    run("export", "--out", str(out), "--bom")
    assert all(
        path.read_bytes().startswith(b"\xef\xbb\xbf")
        for path in out.iterdir()
        if path.suffix == ".csv"
    )
    said = bare("import", str(out / "projects.csv"), "--db", str(tmp_path / "other.db"))
    assert "Added: 1" in said.err


def test_a_folder_with_other_files_is_refused(run: Run, signed: str, out: Path) -> None:
    assert signed
    run("export", "--out", str(out))
    (out / "minutes.docx").write_text("mine")
    before = content(out)
    said = run("export", "--out", str(out))
    assert said.code == 3
    assert "holds files that no export has written: minutes.docx" in said.err
    assert content(out) == before


def test_a_file_in_the_folders_place_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert run("export", "--out", str(tmp_path / "file")).code == 3
    assert (tmp_path / "file").read_text() == "mine"


def test_texts_that_spreadsheets_would_run_are_made_harmless(run: Run, out: Path) -> None:
    lead = ("add-project", "=HYPERLINK(1)", "--group", "新能源", "--amount", "1亿")
    assert run(*lead, "--on", "2022-01-01").code == 0
    run("export", "--out", str(out))
    assert ",'=HYPERLINK(1)," in (out / "projects.csv").read_text()


def test_two_at_once_leave_one_whole_folder(db: Path, signed: str, out: Path) -> None:
    assert signed
    code = "from qzinvest.cli.main import main; raise SystemExit(main())"
    line = [sys.executable, "-c", code, "export", "--db", str(db), "--out", str(out), "--quiet"]
    days = ["2022-06-30", "2022-09-30"]
    running = [subprocess.Popen([*line, "--as-of", day]) for day in days * 2]
    assert [process.wait() for process in running] == [0] * 4
    manifest = json.loads((out / "manifest.json").read_text())
    assert list(content(out)) == NAMES
    for name, entry in manifest["files"].items():
        assert entry["sha256"] == sha256((out / name).read_bytes()).hexdigest()


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks there")
def test_a_folder_that_somebody_holds_is_not_waited_for_without_end(
    run: Run, signed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signed
    monkeypatch.setattr(export, "_PATIENCE", 0.1)
    with export.held(tmp_path / "other"):
        said = run("export", "--out", str(tmp_path / "out"))
    assert (said.code, said.out) == (5, "")
    assert f"{tmp_path / 'out'} cannot be written: Device or resource busy" in said.err
    assert not (tmp_path / "out").exists()
    assert run("export", "--out", str(tmp_path / "out")).code == 0
