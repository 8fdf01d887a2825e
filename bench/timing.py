"""Whole processes, measured in pairs that are run by turns.

What counts is CPU, the user's and the system's: it is the process's own, however busy the machine.
This process must stay small: on Linux a child's peak memory begins with that of the process that
started it. So nothing of qzinvest is imported here, and large files are made by processes of their
own.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Sequence
from math import inf
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
    """Seconds of CPU and peak resident memory in MiB."""

    cpu: float
    peak: float


class Row(NamedTuple):
    """What is run, how many times its base it may take at most, and how many MiB."""

    what: str
    words: tuple[str, ...]
    goal: float = inf
    memory: float = inf


class Verdict(NamedTuple):
    """One line of the result: ``value`` is measured, ``goal`` the most that it may be."""

    what: str
    value: float
    goal: float
    unit: str = "x"
    remark: str = ""
    peak: float = 0
    memory: float = inf


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
        pid = os.posix_spawnp(command[0], list(command), environment(), file_actions=files)
        _, status, usage = os.wait4(pid, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            words.seek(0)
            sys.exit(f"failed: {' '.join(command)}\n{words.read().decode(errors='replace')}")
    return Timed(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KIB_PER_MAXRSS / 1024)


def pair(
    row: Row, ours: Sequence[str], base: Sequence[str], rounds: int, fresh: Sequence[Path] = ()
) -> Verdict:
    """The median of the ratios of two commands run by turns, and the greatest peak of ours.

    Args:
        row: names the line and its goals; its words are not read.
        ours: what is measured.
        base: what it is measured against.
        rounds: how many pairs count; one before them compiles bytecode and fills the disk cache.
        fresh: files that no pair may find.
    """
    pairs = []
    for _ in range(1 + rounds):
        for file in fresh:
            file.unlink(missing_ok=True)
        pairs.append((run(ours), run(base)))
    del pairs[0]
    mine, theirs = (median(timed.cpu for timed in side) for side in zip(*pairs, strict=True))
    return Verdict(
        row.what,
        median(one.cpu / other.cpu for one, other in pairs),
        row.goal,
        remark=f"{mine * 1000:,.0f} ms against {theirs * 1000:,.0f} ms",
        peak=max(one.peak for one, _ in pairs),
        memory=row.memory,
    )


def heading() -> str:
    """Name the machine and the interpreter that the figures belong to."""
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} CPUs; seconds are of CPU"
    )


def show(title: str, verdicts: Iterable[Verdict]) -> None:
    """Print a line a figure as soon as it is known: its value, its goals, whether they hold."""
    print(f"\n{title}", flush=True)
    for what, value, goal, unit, remark, peak, memory in verdicts:
        holds = "ok" if value <= goal and peak <= memory else "MISSED"
        holds = "" if goal == memory == inf else holds
        print(
            f"  {what:<28} {value:8.2f} {unit} {limit(goal):<8}"
            f"{peak:5.0f} MiB {limit(memory):<7} {holds:<6}  {remark}",
            flush=True,
        )


def limit(goal: float) -> str:
    """The most that a figure may be; nothing where no goal is set."""
    return "" if goal == inf else f"<= {goal:g}"
