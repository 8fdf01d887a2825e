"""Write docs/commands.md and the manual pages from the program's help, or check them.

Usage::

    python tools/docs.py            write them
    python tools/docs.py --check    show the difference, exit 1 if there is one
"""

import difflib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from qzinvest.cli.registry import COMMANDS

sys.path.insert(0, str(Path(__file__).parents[1]))
from tools import manual

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


def pages() -> dict[Path, str]:
    """Everything that is written, by its file."""
    return {
        TARGET: page(),
        TARGET.with_name("qzinvest.1"): manual.page("en"),
        TARGET.with_name("qzinvest.zh_CN.1"): manual.page("zh_Hans"),
    }


def main(argv: Iterable[str]) -> int:
    """Write the pages, or compare with ``--check``; gives the exit code."""
    stale = 0
    for path, fresh in pages().items():
        held = path.read_text(encoding="utf-8") if path.exists() else ""
        if held == fresh:
            continue
        if "--check" not in argv:
            path.write_text(fresh, encoding="utf-8")
            continue
        old, new = (text.splitlines(keepends=True) for text in (held, fresh))
        sys.stdout.writelines(difflib.unified_diff(old, new, str(path), "--help"))
        print(f"docs/{path.name} is stale, run `make docs`")
        stale = 1
    if "--check" in argv and not stale:
        print("docs: docs/commands.md and the manual pages agree with the program")
    return stale


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
