"""A terminal pages what is longer than it; the answer and the exit code stay what they are."""

import os
import pty
import struct
import sys
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ
from typing import NamedTuple

import pytest

LINE = ("report", "--as-of", "2022-06-30", "--lang", "en")
PAGED = "a pager had "


class Seen(NamedTuple):
    """What a terminal shows in the end, and the exit code."""

    text: str
    code: int


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that says how many bytes it was given, and what it was told by ``LESS``."""
    path = tmp_path / "pager.py"
    said = f"print('{PAGED}' + str(len(sys.stdin.buffer.read())), os.environ.get('LESS'))"
    path.write_text(f"import os, sys\n{said}\n", encoding="utf-8")
    return f"{sys.executable} {path}"


def seen(ledger: Path, *line: str, rows: int = 24, **environ: str) -> Seen:
    """Run a command line on a terminal of 80 columns and so many rows."""
    child, handle = pty.fork()
    if child == 0:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        given = {**kept, "TERM": "xterm", "QZINVEST_DB": str(ledger), **environ}
        code = "from qzinvest.cli.entry import run; run()"
        os.execve(sys.executable, [sys.executable, "-c", code, *line], given)  # noqa: S606 - itself
    ioctl(handle, TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
    text = b""
    while True:
        try:
            piece = os.read(handle, 1 << 16)
        except OSError:
            break
        if not piece:
            break
        text += piece
    os.close(handle)
    _, status = os.waitpid(child, 0)
    return Seen(text.decode().replace("\r\n", "\n"), os.waitstatus_to_exitcode(status))


def test_what_is_longer_than_the_terminal_is_paged_in_colour(demo_ledger: Path, pager: str) -> None:
    paged = seen(demo_ledger, *LINE, PAGER=pager)
    whole = seen(demo_ledger, *LINE, "--no-pager", PAGER=pager)
    assert "\x1b[32m" in whole.text
    assert paged == (f"{PAGED}{len(whole.text.encode())} FRX\n", 0)
    assert seen(demo_ledger, *LINE, PAGER=pager, LESS="S").text.endswith(" S\n")


@pytest.mark.parametrize(
    ("more", "rows", "environ"),
    [
        ((), 100, {}),
        ((), 24, {"TERM": "dumb"}),
        ((), 24, {"PAGER": ""}),
        ((), 24, {"PAGER": "/nowhere/pager"}),
        (("--format", "csv"), 24, {}),
    ],
    ids=["fits", "dumb", "none", "not there", "csv"],
)
def test_else_it_is_written_as_it_is(
    demo_ledger: Path, pager: str, more: tuple[str, ...], rows: int, environ: dict[str, str]
) -> None:
    found = seen(demo_ledger, *LINE, *more, rows=rows, **({"PAGER": pager} | environ))
    assert PAGED not in found.text
    assert "350582" in found.text or "Jinjiang City" in found.text
    assert found.code == 0


def test_a_pager_that_is_closed_at_once_is_no_error(demo_ledger: Path) -> None:
    assert seen(demo_ledger, *LINE, PAGER="true") == ("", 0)
    line = ("due", "--check", "--as-of", "2022-06-30", "--level", "yellow")
    assert seen(demo_ledger, *line, PAGER="true") == ("", 1)
