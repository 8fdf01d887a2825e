"""Real processes and what they are given to do.

The sizes are those that CI bears; ``QZINVEST_FULL=1`` takes the full ones (five minutes).
"""

import os
import subprocess
import sys
from pathlib import Path

from qzinvest.ledger.queries import count_projects, reading
from qzinvest.model.plain_layout import BASE_COLUMNS

FULL = os.environ.get("QZINVEST_FULL") == "1"
PROGRAM = str(Path(sys.executable).with_name("qzinvest"))
# Not measured by coverage, whose lock a signal can leave taken: the process would wait for ever.
_UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
ENVIRON = _UNMEASURED | {"QZINVEST_LANG": "en"}
LEAD = ("--group", "IG05", "--amount", "1亿")
"""What a lead needs besides its name."""


def start(*arguments: str | Path) -> "subprocess.Popen[str]":
    """Start the program without waiting for it."""
    return subprocess.Popen(
        [PROGRAM, *map(str, arguments)],
        env=ENVIRON,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def plain_file(path: Path, rows: int, prefix: str) -> Path:
    """A plain file of signed projects with the codes ``<prefix>-0`` …; gives its path."""
    header = ",".join(BASE_COLUMNS)
    lines = (
        f"{prefix}-{n},项目 {prefix} {n},,350582,,IG05,{10**8 + n},contract,"
        f"2022-01-10,,2022-03-{n % 28 + 1:02},2022-05-01,,,,,"
        for n in range(rows)
    )
    path.write_text("\n".join((header, *lines, "")), encoding="utf-8")
    return path


def count(path: Path) -> int:
    """How many projects the ledger holds."""
    with reading(path) as connection:
        return count_projects(connection)
