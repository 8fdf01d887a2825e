"""How the tests of the command line run it."""

import os
import pty
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from qzinvest.cli.main import main


class Said(NamedTuple):
    """What a command line gave back: exit code, data, and what it told the person."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]
SURROUNDINGS = {"QZINVEST_LANG": "en", "QZINVEST_WHO": "wang", "COLUMNS": "100"}


def set_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same language, author and width everywhere; no ledger by default."""
    for name in ("QZINVEST_UNIT", "QZINVEST_AMOUNTS", "QZINVEST_TIER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", os.devnull)  # whoever runs the tests has no settings
    for name in ("QZINVEST_DB", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in SURROUNDINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("qzinvest.ledger.turns.system_user", lambda: "wang")


def runner(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process."""

    def run(*argv: str) -> Said:
        capsys.readouterr()
        code = main(list(argv))
        return Said(code, *capsys.readouterr())

    return run


def talked(argv: list[str], answers: list[str], db: Path) -> tuple[int, str]:
    """Run the program on a terminal, typing an answer at each prompt; exit code and screen.

    A Ctrl-C that stays without an answer is typed again: Python loses one that comes after it wrote
    the prompt and before it waits for a key.
    """
    code = "from qzinvest.cli.main import main; raise SystemExit(main())"
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - the program's own process
        os.environ.update(QZINVEST_LANG="en", QZINVEST_DB=str(db), COLUMNS="100")
        os.execv(sys.executable, [sys.executable, "-c", code, *argv])  # noqa: S606 - the program itself
    screen, waiting = "", list(answers)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        unheard = screen.endswith("^C")
        if select.select([terminal], [], [], 2 if unheard else 0.1)[0]:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:
                break
            if not chunk:
                break
            screen += chunk.decode(errors="replace")
        elif unheard:
            os.write(terminal, b"\x03")
        elif waiting and screen.rstrip("\r\n").endswith(": "):
            os.write(terminal, waiting.pop(0).encode())
            screen += "\n"
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), screen
