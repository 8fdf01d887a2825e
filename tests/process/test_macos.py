"""Commands that write, where the system is macOS as far as the program can tell."""

import subprocess
from pathlib import Path

from qzinvest.ledger.verify import findings
from tests.process.world import ENVIRON, LEAD, PROGRAM, count

MACOS = Path(__file__).with_name("macos")
"""Holds the stand-in that Python loads before the program."""


def on_macos(folder: Path, *words: str, code: int = 0, **more: str) -> str:
    """What a command says there."""
    world = {"PYTHONPATH": str(MACOS), "QZINVEST_DB": "ledger.db", "MACOS_SYNCS": "syncs"}
    world["HOME"] = str(folder / "none")
    done = subprocess.run(
        [PROGRAM, *words],
        env=ENVIRON | world | more,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == code, done.stderr
    return done.stderr


def test_what_is_written_reaches_the_disk(tmp_path: Path) -> None:
    for line in (("add-project", "甲", *LEAD), ("add-project", "乙乙乙", *LEAD)):
        on_macos(tmp_path, *line)
        on_macos(tmp_path, "export", "--out", "tables")  # a new folder, then one that is replaced
    on_macos(tmp_path, "backup", "copy.db")
    assert len((tmp_path / "syncs").read_text().splitlines()) > len(
        list((tmp_path / "tables").iterdir())
    )
    assert len((tmp_path / "tables" / "projects.csv").read_text().splitlines()) == 3
    for path in (tmp_path / "ledger.db", tmp_path / "copy.db"):
        assert (findings(path), count(path)) == ([], 2)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"copy.db", "ledger.db", "syncs", "tables"}


def test_a_share_of_another_computer_is_refused(tmp_path: Path) -> None:
    said = on_macos(tmp_path, "init", "--db", "new/ledger.db", code=4, MACOS_MOUNT="smbfs")
    assert "machine’s own (smbfs)" in said
