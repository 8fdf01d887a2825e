"""How the tests of the command line run it."""

from collections.abc import Callable
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
    for name in ("QZINVEST_DB", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in SURROUNDINGS.items():
        monkeypatch.setenv(name, value)


def runner(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process."""

    def run(*argv: str) -> Said:
        capsys.readouterr()
        code = main(list(argv))
        return Said(code, *capsys.readouterr())

    return run
