"""Ctrl-C and SIGTERM at any moment: 130 and 143, nothing half-written, nothing left behind."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qzinvest.ledger.verify import findings
from tests.process.world import ENVIRON, FULL, PROGRAM, count, plain_file

ROUNDS = 60 if FULL else 6
SIGNALS = pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)


def is_listening(process: int) -> bool:
    """Whether a process has taken SIGTERM into its own hands, as Python alone never does."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    (caught,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> signal.SIGTERM - 1 & 1)


def stopped(number: int, after: float, *arguments: str | Path) -> tuple[int, str]:
    """Send the signal so long after the program listens; gives the exit code and what was said."""
    started = subprocess.Popen(
        [PROGRAM, *map(str, arguments)],
        env=ENVIRON,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    while started.poll() is None and not is_listening(started.pid):
        time.sleep(0.001)
    time.sleep(after)
    started.send_signal(number)
    _, said = started.communicate()
    return started.returncode, said


@SIGNALS
def test_at_any_moment(ledger: Path, number: int, code: int) -> None:
    luck = random.Random(number)  # noqa: S311 - moments, not secrets
    for _ in range(ROUNDS):
        ended, said = stopped(number, luck.uniform(0, 0.3), "report", "--db", ledger)
        assert ended in (code, 0)  # 0 where it came too late
        assert "Traceback" not in said


@SIGNALS
def test_in_the_middle_of_a_backup_and_an_import(
    ledger: Path, tmp_path: Path, number: int, code: int
) -> None:
    large = plain_file(tmp_path / "large.csv", 8_000, "L")
    for line in (
        ("import", large),
        ("backup", tmp_path / "copy.db"),
        ("export", "--out", tmp_path / "out"),
    ):
        ended, _ = stopped(number, 0.6, *line, "--db", ledger)
        assert ended in (code, 0)
        assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert count(ledger) in (0, 8_000)
    assert findings(ledger) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_demo_is_filled_or_not_there(tmp_path: Path, number: int) -> None:
    luck = random.Random(number)  # noqa: S311 - moments, not secrets
    for turn in range(ROUNDS):
        path = tmp_path / f"demo-{turn}.db"
        ended, said = stopped(number, luck.uniform(0, 1.2), "demo", "--db", path)
        assert ended in (0, 130, 143, -signal.SIGKILL)
        assert "Traceback" not in said
        # Nothing, or all of it; a founded ledger without its projects would pass for a real one.
        assert not path.exists() or count(path) > 1000
    done = stopped(signal.SIGCONT, 0, "demo", "--db", tmp_path / "last.db")
    assert done[0] == 0
    left = {file.name for file in tmp_path.iterdir()}
    assert not {name for name in left if name.startswith(".")}, left


def test_what_the_caller_ignores_stays_ignored(ledger: Path) -> None:
    done = subprocess.run(
        [
            "sh",
            "-c",
            'trap "" INT TERM; "$0" list --db "$1" & kill -INT $!; kill -TERM $!; wait $!',
            PROGRAM,
            ledger,
        ],
        env=ENVIRON,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


@SIGNALS
def test_in_a_command_line_that_typer_reads(
    ledger: Path, tmp_path: Path, number: int, code: int
) -> None:
    (scratch := tmp_path / "scratch").mkdir()
    line = [PROGRAM, "import", "-", "--db", str(ledger)]
    with subprocess.Popen(
        line,
        env=ENVIRON | {"TMPDIR": str(scratch)},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as waiting:
        while not list(scratch.glob("*/0")):
            time.sleep(0.01)
        waiting.send_signal(number)
        assert waiting.stderr is not None
        assert "Stopped" in waiting.stderr.read()
    assert waiting.returncode == code
    assert list(scratch.iterdir()) == []


def test_what_a_killed_import_kept_goes_with_the_next(ledger: Path, tmp_path: Path) -> None:
    (scratch := tmp_path / "scratch").mkdir()
    environ = ENVIRON | {"TMPDIR": str(scratch)}
    line = [PROGRAM, "import", "-", "--db", str(ledger)]
    with subprocess.Popen(line, env=environ, stdin=subprocess.PIPE) as killed:
        while not list(scratch.glob("*/0")):  # it keeps what comes in, which has no end yet
            time.sleep(0.01)
        killed.kill()
    assert list(scratch.iterdir())

    whole = plain_file(tmp_path / "whole.csv", 2, "W").read_bytes()
    subprocess.run(line, env=environ, input=whole, check=True, capture_output=True)

    assert list(scratch.iterdir()) == []
    assert count(ledger) == 2


def test_a_signal_where_nothing_can_be_raised_is_no_traceback() -> None:
    """As in what Python calls when it forgets a lock of its own: the exception would be printed."""
    program = """
import os, signal
from qzinvest.cli import stopping
class Forgotten:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        sum(range(1000))
stopping.tidily()
thing = Forgotten()
del thing
print(stopping.asked)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=ENVIRON, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[15]\n", "")
