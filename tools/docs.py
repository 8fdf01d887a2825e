"""Write docs/commands.md from the program's own help, or check that it is fresh.

Usage::

    python tools/docs.py            write docs/commands.md
    python tools/docs.py --check    show the difference, exit 1 if there is one
"""

import difflib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from qzinvest.cli.registry import COMMANDS

TARGET = Path(__file__).parents[1] / "docs" / "commands.md"
PROGRAM = Path(sys.executable).with_name("qzinvest")
HEAD = """\
# Commands

Every command with its `--help`. Written by `make docs`; `make check` fails when it is stale.
"""


def help_text(words: Iterable[str]) -> str:
    """What ``qzinvest <words> --help`` prints, in English, 80 columns wide, without colour."""
    plain = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "QZINVEST_LANG": "en"}
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    done = subprocess.run(
        [PROGRAM, *words, "--help"],
        env=kept | plain | {"PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def page() -> str:
    """The whole page: the program's help, then each command's in the help's order."""
    names = ["", *(command.name for command in COMMANDS)]
    sections = [
        f"## qzinvest {name}".rstrip() + f"\n\n```text\n{help_text(name.split())}\n```\n"
        for name in names
    ]
    return "\n".join([HEAD, *sections])


def main(argv: Iterable[str]) -> int:
    """Write the page, or compare with ``--check``; gives the exit code."""
    fresh = page()
    if "--check" not in argv:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(fresh, encoding="utf-8")
        return 0
    held = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    if held == fresh:
        print("docs: docs/commands.md agrees with the program")
        return 0
    lines = difflib.unified_diff(
        held.splitlines(keepends=True), fresh.splitlines(keepends=True), str(TARGET), "--help"
    )
    sys.stdout.writelines(lines)
    print("docs/commands.md is stale, run `make docs`")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
