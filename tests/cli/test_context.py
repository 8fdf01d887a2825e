"""What a command knows of its surroundings."""

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from qzinvest.cli import context
from qzinvest.errors import (
    BadOption,
    DiskFull,
    FileUnwritable,
    Negative,
    NoFileName,
    UnknownZone,
)
from qzinvest.render.output import Look
from tests.ledger.samples import let_keep


@pytest.mark.parametrize(
    ("given", "environ", "path"),
    [
        ("a.db", {"QZINVEST_DB": "b.db"}, "a.db"),
        (None, {"QZINVEST_DB": "b.db"}, "b.db"),
    ],
)
def test_ledger_path(given: str | None, environ: Mapping[str, str], path: str) -> None:
    assert context.ledger_path(given, environ) == path


@pytest.mark.parametrize(
    "given",
    ["a.db", "./a.db", "a/../b.db", "../a.db", "/a//b.db", "//a.db", "a.db/", "a/./b.db", ".", "/"],
)
def test_ledger_path_is_as_pathlib_writes_it(given: str) -> None:
    assert context.ledger_path(given) == str(Path(given))


def test_an_empty_path_is_no_path() -> None:
    with pytest.raises(BadOption):
        context.ledger_path("", {"QZINVEST_DB": "b.db"})


@pytest.mark.parametrize(
    ("given", "environ", "option", "reason"),
    [
        (None, {"QZINVEST_DB": ":memory:"}, "QZINVEST_DB", "memory"),
        (":memory:", {}, "--db", "memory"),
        (None, {"QZINVEST_DB": "file:a.db?mode=memory"}, "QZINVEST_DB", "memory"),
        (None, {"QZINVEST_DB": os.fsdecode(b"\xd5\xcb.db")}, "QZINVEST_DB", "encoding"),
    ],
)
def test_what_is_no_file_is_no_ledger(
    given: str | None, environ: Mapping[str, str], option: str, reason: str
) -> None:
    with pytest.raises(NoFileName) as caught:
        context.ledger_path(given, environ)
    assert (caught.value.fields["option"], caught.value.fields["reason"]) == (option, reason)


def test_ledger_path_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    found = Path(context.ledger_path(None, {}))
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


@pytest.mark.parametrize(
    ("lang", "wanted", "kept", "locale", "spoken"),
    [
        ("en", "zh_CN", "zh_Hans", "zh_TW.UTF-8", "en"),
        (None, "zh_HK", "en", "zh_CN.UTF-8", "zh_Hant"),
        (None, "", "zh_Hans", "en_GB.UTF-8", "zh_Hans"),
        (None, "", "zh_Hans", "", "zh_Hans"),  # cron
        (None, "", "", "zh_TW.UTF-8", "zh_Hant"),
        (None, "", "", "C.UTF-8", "en"),
        (None, "", "Klingon", "zh_CN", "zh_Hans"),  # written by another program
    ],
)
def test_the_option_the_environment_the_ledger_and_the_locale_in_this_order(  # noqa: PLR0913
    monkeypatch: pytest.MonkeyPatch,
    ledger: Path,
    *,
    lang: str | None,
    wanted: str,
    kept: str,
    locale: str,
    spoken: str,
) -> None:
    monkeypatch.setenv("QZINVEST_LANG", wanted)
    monkeypatch.setenv("LANG", locale)
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("DELETE FROM meta WHERE key = 'lang'")
    if kept:
        let_keep(ledger, "lang", kept)
    assert context.surroundings(str(ledger), lang).w.lang == spoken
    told = ["report", "--db", str(ledger), *(("--lang", lang) if lang else ())]
    assert context.language_asked(told) == spoken  # of an error


def test_a_file_is_in_the_ledgers_language_whoever_writes_it(
    monkeypatch: pytest.MonkeyPatch, ledger: Path
) -> None:
    let_keep(ledger, "lang", "zh_Hans")
    monkeypatch.setenv("QZINVEST_LANG", "en")
    assert context.surroundings(str(ledger), None).w.lang == "en"
    assert context.surroundings(str(ledger), None, "r.csv").w.lang == "zh_Hans"
    assert context.surroundings(str(ledger), "zh_Hant", "r.csv").w.lang == "zh_Hant"


def test_an_unknown_language() -> None:
    with pytest.raises(BadOption):
        context.surroundings("no.db", "fr")


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("", "2022-07-01"),
        ("Asia/Shanghai", "2022-07-01"),
        ("UTC", "2022-06-30"),
        ("America/New_York", "2022-06-30"),
    ],
)
def test_today_is_the_ledgers_wherever_the_server_stands(
    monkeypatch: pytest.MonkeyPatch, ledger: Path, zone: str, day: str
) -> None:
    class Evening(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Evening":
            return cls(2022, 6, 30, 16, 0, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(context, "datetime", Evening)
    if zone:
        let_keep(ledger, "timezone", zone)
    assert context.surroundings(str(ledger), None).today.isoformat() == day


@pytest.mark.parametrize("zone", ["Mars/Base", "Asia", "../../etc/passwd", "", "亚洲/上海"])
def test_what_is_no_time_zone(zone: str) -> None:
    with pytest.raises(UnknownZone):
        context.zone_of(zone)


def test_the_time_of_china_is_that_of_the_zones() -> None:
    days = [datetime(year, month, 1, tzinfo=UTC) for year in range(1992, 2100) for month in (1, 7)]
    ours, theirs = context.zone_of("Asia/Shanghai"), ZoneInfo("Asia/Shanghai")
    told = [day.astimezone(ours).isoformat() for day in days]
    assert told == [day.astimezone(theirs).isoformat() for day in days]


@pytest.mark.parametrize(
    ("form", "limit", "rows"),
    [
        ("table", None, 50),
        ("csv", None, 0),
        ("table", 0, 0),
        ("csv", 7, 7),
        ("table", 10**30, 10**9),
    ],
)
def test_row_limit(form: str, limit: int | None, rows: int) -> None:
    look = Look(form, width=80, colour=False, still=False)
    assert context.row_limit(limit, look, 50) == rows


def test_row_limit_below_zero() -> None:
    with pytest.raises(Negative):
        context.row_limit(-1, Look("csv", width=80, colour=False, still=False), 50)


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

    def isatty(self) -> bool:
        return False


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
