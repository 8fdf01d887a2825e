"""Whole processes, timed side by side.

This process must stay small: on Linux a child's peak memory begins with that of the process that
started it. So nothing of qzinvest is imported here, and large files are made by processes of their
own.
"""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

BIN = Path(sys.executable).parent
PYTHON = sys.executable
QZINVEST = str(BIN / "qzinvest")
KIB_PER_MAXRSS = 1 if sys.platform != "darwin" else 1 / 1024
NOT_OURS = ("PYTHONDONTWRITEBYTECODE", "QZINVEST_DB", "PYTHONPATH", "COLUMNS")

START_UP = (PYTHON, "-c", "import sqlite3, rich.table")
"""What every ratio of the small ledger is measured against."""


class Timed(NamedTuple):
    """Seconds of wall clock and peak resident memory in MiB."""

    seconds: float
    peak: float


class Verdict(NamedTuple):
    """One line of the result: ``value`` is measured, ``goal`` the most that it may be."""

    what: str
    value: float
    goal: float
    unit: str = "x"
    remark: str = ""


def environment() -> dict[str, str]:
    """The children's environment: bytecode is kept, no setting of the user's interferes."""
    env = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return env | {"QZINVEST_LANG": "en", "COLUMNS": "100"}


def run(command: Sequence[str]) -> Timed:
    """Run ``command`` to its end, its output thrown away.

    Raises:
        SystemExit: it failed; its own words are shown.
    """
    with tempfile.TemporaryFile() as words:
        files = (
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0o600),
            (os.POSIX_SPAWN_DUP2, words.fileno(), 2),
        )
        started = time.perf_counter()
        pid = os.posix_spawnp(command[0], list(command), environment(), file_actions=files)
        _, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - started
        if os.waitstatus_to_exitcode(status) != 0:
            words.seek(0)
            sys.exit(f"failed: {' '.join(command)}\n{words.read().decode(errors='replace')}")
    return Timed(seconds, usage.ru_maxrss * KIB_PER_MAXRSS / 1024)


def compare(
    commands: Mapping[str, Sequence[str]], rounds: int, warm_ups: int = 2
) -> dict[str, Timed]:
    """Median time and greatest peak of each command, run by turns so that all meet the same noise.

    Args:
        commands: by a name of the caller's.
        rounds: how often each is run and measured.
        warm_ups: rounds before that, which compile bytecode and fill the disk cache.
    """
    for _ in range(warm_ups):
        for command in commands.values():
            run(command)
    runs: dict[str, list[Timed]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    return {
        name: Timed(median(t.seconds for t in timed), max(t.peak for t in timed))
        for name, timed in runs.items()
    }


def heading() -> str:
    """Name the machine and the interpreter that the figures belong to."""
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} CPUs"
    )


def show(title: str, verdicts: Sequence[Verdict]) -> None:
    """Print one line a figure: what was measured, its value, its goal, and whether it holds."""
    print(f"\n{title}")
    for what, value, goal, unit, remark in verdicts:
        holds = "ok" if value <= goal else "MISSED"
        print(f"  {what:<42} {value:8.2f} {unit:<3} goal <= {goal:<5g} {holds:<6}  {remark}")
    sys.stdout.flush()
