"""The commands that write, where the system is Windows as far as the program can tell."""

import json
import subprocess
from hashlib import sha256
from pathlib import Path

from qzinvest.ledger.verify import findings
from tests.process.world import ENVIRON, LEAD, PROGRAM, count

WINDOWS = Path(__file__).with_name("windows")
"""Holds the stand-in that Python loads before the program."""


def on_windows(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [PROGRAM, *words],
        env=ENVIRON | {"PYTHONPATH": str(WINDOWS), "QZINVEST_DB": "ledger.db", "LOGNAME": "wang"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def exported(folder: Path) -> dict[str, bytes]:
    """The files of an export, held against its manifest."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    files = {name: (folder / name).read_bytes() for name in manifest["files"]}
    for name, content in files.items():
        assert sha256(content).hexdigest() == manifest["files"][name]["sha256"]
    return files


def test_a_day_on_windows(tmp_path: Path) -> None:
    on_windows(tmp_path, "init")
    project = ("--district", "晋江", "--stage", "signed", "--on", "2022-03-15")
    assert on_windows(tmp_path, "add-project", "海上风电", *LEAD, *project).stdout == "QZ-1\n"
    assert "Jinjiang" in on_windows(tmp_path, "report", "--as-of", "2022-06-30").stdout
    for _ in range(2):  # a new file, then one that is replaced
        on_windows(tmp_path, "report", "--output", "report.csv")

    on_windows(tmp_path, "export", "--out", "tables")
    first = exported(tmp_path / "tables")
    on_windows(tmp_path, "advance", "QZ-1", "started", "--on", "2022-05-15")
    on_windows(tmp_path, "export", "--out", "tables")
    second = exported(tmp_path / "tables")
    assert first["projects.csv"] != second["projects.csv"]

    on_windows(tmp_path, "backup", "copy.db")
    for path in (tmp_path / "ledger.db", tmp_path / "copy.db"):
        assert (findings(path), count(path)) == ([], 1)
    on_windows(tmp_path, "import", "tables/projects.csv", "--db", "other.db")
    assert count(tmp_path / "other.db") == 1
    log = json.loads(on_windows(tmp_path, "log", "--format", "json").stdout)
    assert {row["who"] for row in log} == {"wang"}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["copy.db", "ledger.db", "other.db", "report.csv", "tables"]
    )
