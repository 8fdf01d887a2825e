"""A day's work on Windows, as far as the program can tell, and the same day elsewhere."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from qzinvest.cli.main import main
from qzinvest.ledger.verify import findings
from tests.cli.said import set_surroundings
from tests.ledger.test_schema import laid_before
from tests.process.world import ENVIRON, FULL, PROGRAM, count

WINDOWS = Path(__file__).with_name("windows")
"""Holds the stand-in that Python loads before the program."""
MONTH = Path(__file__).parents[2] / "examples" / "month"
FORMS = ("南安6月.xlsx", "晋江6月.xlsx")
STORY = (
    "init",
    "add-project 海上风电 --group IG05 --amount 1亿 --district 晋江 --stage signed --on 2022-03-15",
    "import *.xlsx",
    "report --as-of 2022-06-30",
    "report --as-of 2022-06-30 --output report.csv",
    "report --as-of 2022-06-30 --output report.csv",  # a new file, then one that is replaced
    "export --out tables",
    "advance QZ-1 started --on 2022-05-15",
    "export --out tables",
    "undo",
    "backup copy.db",
    "verify",
    "list --db old.db",  # an older ledger, which is migrated
    "log --format json",
)
_OF_A_MOMENT = r"[0-9a-f]{8,64}|20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?"
"""Heads of the log, and the times that they are made of."""


def on_windows(folder: Path, *words: str, code: int = 0, **more: str) -> tuple[str, str]:
    """What a command prints and says there, with streams in the encoding of a Chinese Windows."""
    kept = {name: value for name, value in ENVIRON.items() if name not in ("LANG", "LC_ALL")}
    world = {"PYTHONPATH": str(WINDOWS), "PYTHONIOENCODING": "gbk:backslashreplace"}
    world["APPDATA"] = str(folder / "none")
    done = subprocess.run(
        [PROGRAM, *words],
        env=kept | world | {"QZINVEST_DB": "ledger.db", "LOGNAME": "wang"} | more,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    said = done.stderr.decode("gbk")
    assert done.returncode == code, said
    return done.stdout.decode(), said


def prepared(folder: Path) -> Path:
    """A folder with two districts' forms, Excel's mark beside one, and an older ledger."""
    folder.mkdir()
    for name in FORMS:
        shutil.copy(MONTH / name, folder)
    (folder / f"~${FORMS[1]}").write_bytes(b"wang")
    laid_before(folder / "old.db", 1)
    return folder


def left(folder: Path) -> dict[str, bytes]:
    """The files of a folder that are the same wherever they are made."""
    return {
        path.relative_to(folder).as_posix(): lasting(path.read_text("utf-8")).encode()
        if path.suffix == ".json"
        else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.suffix.startswith((".db", ".bak"))
    }


def lasting(text: str) -> str:
    """A text without what is of a moment."""
    return re.sub(_OF_A_MOMENT, "#", text)


def test_a_day_on_windows_gives_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there, here = prepared(tmp_path / "there"), prepared(tmp_path / "here")
    monkeypatch.chdir(here)
    set_surroundings(monkeypatch)
    monkeypatch.delenv("QZINVEST_WHO")
    monkeypatch.delenv("COLUMNS")
    monkeypatch.setenv("QZINVEST_DB", "ledger.db")
    for line in STORY:
        printed, said = on_windows(there, *line.split())
        capsys.readouterr()
        assert main(line.replace("*.xlsx", " ".join(FORMS)).split()) == 0
        out, err = capsys.readouterr()
        assert lasting(printed) == lasting(out), line
        assert lasting(said) == lasting(err.encode("gbk", "backslashreplace").decode("gbk")), line

    assert left(there) == left(here)
    for ledger in ("ledger.db", "copy.db", "old.db"):
        assert findings(there / ledger) == []
    assert (count(there / "ledger.db"), count(there / "copy.db")) == (6, 6)
    assert {path.name for path in there.iterdir()} == {path.name for path in here.iterdir()}
    assert (there / "old.db.v1.bak").exists()
    manifest = json.loads((there / "tables" / "manifest.json").read_bytes())
    for name, facts in manifest["files"].items():
        assert sha256((there / "tables" / name).read_bytes()).hexdigest() == facts["sha256"]


@pytest.mark.skipif(not FULL, reason="takes minutes")
def test_every_command_gives_the_same_bytes() -> None:
    outputs = Path(__file__).parents[1] / "end_to_end" / "test_outputs.py"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--capture=sys", "-p", "no:cacheprovider", outputs],
        env=ENVIRON | {"PYTHONPATH": str(WINDOWS), "LOGNAME": "wang", "APPDATA": os.devnull},
        check=True,
    )


def test_a_chinese_windows_is_answered_in_chinese(tmp_path: Path) -> None:
    _, said = on_windows(tmp_path, "init", QZINVEST_LANG="", WINDOWS_LANGUAGE=str(0x0804))
    assert said.startswith("已建立台账 ledger.db")


def test_a_drive_of_another_computer_is_refused(tmp_path: Path) -> None:
    _, said = on_windows(tmp_path, "init", code=4, WINDOWS_DRIVE="4")
    assert "not known to be this machine’s own" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["list --output open.csv", "export --out open"])
def test_what_excel_has_open_is_named(ledger: Path, line: str) -> None:
    held = ledger.with_name(line.rpartition(" ")[2])
    if held.suffix:
        held.touch()
    else:
        on_windows(ledger.parent, "export", "--out", held.name)
        on_windows(ledger.parent, "add-project", "甲", "--group", "IG05", "--amount", "1亿")
    _, said = on_windows(ledger.parent, *line.split(), code=5, WINDOWS_HELD=str(held))
    assert "is open in another program, such as Excel" in said
    assert str(held) in said or held.name in said


def test_a_reader_that_has_seen_enough_is_no_error(demo_ledger: Path) -> None:
    line = ("list", "--limit", "0", "--db", str(demo_ledger))
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" | true', "bash", PROGRAM, *line],
        env=ENVIRON | {"PYTHONPATH": str(WINDOWS)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(("takes", "coloured"), [("1", True), ("0", False)])
def test_a_console_gets_colours_if_it_takes_them(
    demo_ledger: Path, takes: str, *, coloured: bool
) -> None:
    ours, theirs = pty.openpty()
    world = {"PYTHONPATH": str(WINDOWS), "WINDOWS_COLOURS": takes, "TERM": "xterm"}
    line = (PROGRAM, "report", "--tier", "1", "--db", str(demo_ledger))
    with subprocess.Popen(line, env=ENVIRON | world, stdout=theirs):
        os.close(theirs)
        said = b""
        with suppress(OSError):  # the terminal is gone with the program
            while chunk := os.read(ours, 1 << 16):
                said += chunk
    os.close(ours)
    assert "Jinjiang" in said.decode()
    assert ("\x1b[" in said.decode()) == coloured
