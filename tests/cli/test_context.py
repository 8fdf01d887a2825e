"""What a command knows of its surroundings."""

import errno
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from qzinvest.cli import context
from qzinvest.errors import BadOption, DiskFull, FileUnwritable


@pytest.mark.parametrize(
    ("given", "environ", "path"),
    [
        ("a.db", {"QZINVEST_DB": "b.db"}, "a.db"),
        (None, {"QZINVEST_DB": "b.db"}, "b.db"),
    ],
)
def test_ledger_path(given: str | None, environ: Mapping[str, str], path: str) -> None:
    assert context.ledger_path(given, environ) == Path(path)


def test_an_empty_path_is_no_path() -> None:
    with pytest.raises(BadOption):
        context.ledger_path("", {"QZINVEST_DB": "b.db"})


def test_ledger_path_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    found = context.ledger_path(None, {})
    assert found.name == "ledger.db"
    assert tmp_path in found.parents


@pytest.mark.parametrize(
    ("argv", "lang"),
    [
        ("", "zh_Hant"),
        ("report --lang en", "en"),
        ("report --lang=zh_Hans", "zh_Hans"),
        ("report --lang fr", "zh_Hant"),
        ("report --lang", "zh_Hant"),
    ],
)
def test_language_asked(monkeypatch: pytest.MonkeyPatch, argv: str, lang: str) -> None:
    monkeypatch.setenv("QZINVEST_LANG", "zh_TW.UTF-8")
    assert context.language_asked(argv.split()) == lang


def test_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QZINVEST_LANG", "zh_CN")
    assert context.words(None).lang == "zh_Hans"
    assert context.words("zh_Hant").lang == "zh_Hant"
    with pytest.raises(BadOption):
        context.words("fr")


@pytest.mark.parametrize(("limit", "rows"), [(None, 50), (0, 0), (7, 7), (10**30, 10**9)])
def test_row_limit(limit: int | None, rows: int) -> None:
    assert context.row_limit(limit, 50) == rows


def test_row_limit_below_zero() -> None:
    with pytest.raises(BadOption):
        context.row_limit(-1, 50)


@pytest.mark.parametrize(
    ("columns", "width"), [("120", 120), ("", 80), ("0", 80), ("wide", 80), ("-5", 80)]
)
def test_screen_width(columns: str, width: int) -> None:
    # Under pytest stdout is no terminal.
    assert context.screen_width({"COLUMNS": columns}) == width


@pytest.mark.parametrize(
    ("terminal", "environ", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colour(
    monkeypatch: pytest.MonkeyPatch,
    environ: Mapping[str, str],
    *,
    terminal: bool,
    coloured: bool,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert context.colour(environ) is coloured


def test_emit_writes_a_file_as_a_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    context.emit("完成\n", str(tmp_path / "out.txt"))
    assert (tmp_path / "out.txt").read_bytes() == "完成\n".encode()
    assert capsys.readouterr().out == ""


def test_emit_needs_no_locale() -> None:
    probe = "from qzinvest.cli.context import emit; emit('\\u664b\\u6c5f\\n')"
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", probe],
        env={"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    assert done.stdout == "晋江\n".encode()


class Refusing:
    """A standard output whose disk says no."""

    def __init__(self, number: int) -> None:
        self.buffer = self
        self._error = OSError(number, os.strerror(number))
        read, self._end = os.pipe()
        os.close(read)

    def write(self, _: bytes) -> None:
        raise self._error

    def flush(self) -> None:
        """Nothing is held back."""

    def fileno(self) -> int:
        return self._end


@pytest.mark.parametrize(
    ("number", "error"), [(errno.ENOSPC, DiskFull), (errno.EIO, FileUnwritable)]
)
def test_emit_that_fails(
    monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    out = Refusing(number)
    monkeypatch.setattr(sys, "stdout", out)
    with pytest.raises(error):
        context.emit("text")
    os.close(out.fileno())
