"""Where there is no terminal, no home, no locale and no user: cron, containers."""

import csv
import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from qzinvest.ledger.verify import findings
from tests.process.world import LEAD, PROGRAM


def bare(*arguments: str | Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run the program as ``env -i`` does, from the root folder."""
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        env=environ,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_everything_works_in_an_empty_environment(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    added = bare(
        "add-project", "晋江芯片项目", *LEAD, "--stage", "signed", "--district", "晋江",
        "--on", "2022-03-15", "--db", path,
    )  # fmt: skip
    assert (added.returncode, added.stdout) == (0, "QZ-1\n")
    assert "晋江芯片项目" in added.stderr

    report = bare("report", "--as-of", "2022-12-31", "--db", path)
    assert (report.returncode, report.stderr) == (0, "")
    assert max(map(len, report.stdout.splitlines())) <= 80
    assert "\x1b" not in report.stdout

    listed = bare("list", "--format", "csv", QZINVEST_DB=str(path))
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "QZ-1,,晋江芯片项目," in listed.stdout

    exported = bare("export", "--out", tmp_path / "out", "--db", path)
    assert (exported.returncode, exported.stdout, exported.stderr) == (0, "", "")
    assert findings(path) == []


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GB18030", "nonsense"])
def test_chinese_comes_out_whole_under_any_locale(tmp_path: Path, locale: str) -> None:
    path = tmp_path / "ledger.db"

    added = bare("add-project", "晋江芯片项目", *LEAD, "--db", path, LC_ALL=locale)
    shown = bare("show", "QZ-1", "--db", path, "--lang", "zh_Hans", LC_ALL=locale)

    assert (added.returncode, shown.returncode) == (0, 0)
    assert "晋江芯片项目" in shown.stdout


def test_missing_values_are_named_where_nobody_can_be_asked(tmp_path: Path) -> None:
    done = bare("add-project", "P", "--db", tmp_path / "ledger.db")

    assert (done.returncode, done.stdout) == (2, "")
    assert "--group" in done.stderr
    assert "--amount" not in done.stderr  # a lead needs none
    assert list(tmp_path.iterdir()) == []


NOBODY = """
import os

from qzinvest.ledger.turns import stamp_now

os.setuid(54321)
print(stamp_now({})[1])
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user without a name")
def test_a_user_without_a_name_records_by_number() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOBODY], env={}, capture_output=True, text=True, check=False
    )

    assert done.stdout == "54321\n", done.stderr


def test_the_log_shows_who_signs_and_whose_login_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    user = pwd.getpwuid(os.getuid()).pw_name
    bare("init", "--db", path, QZINVEST_WHO="陈\x1b[2J\n小姐\u202e" + "x" * 100_000)
    bare("add-project", "P", *LEAD, "--db", path, QZINVEST_WHO=user)
    bare("add-project", "Q", *LEAD, "--db", path, LOGNAME="somebody", USER="somebody")

    rows = csv.DictReader(bare("log", "--format", "csv", "--db", path).stdout.splitlines())

    signed = ("陈 [2J 小姐" + "x" * 100)[:64]
    assert {row["who"] for row in rows} == {user, f"{signed} ({user})"}


def test_cron_speaks_the_language_of_the_ledgers_first_write(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    chinese = {"LANG": "zh_CN.UTF-8"}
    bare("add-project", "晋江芯片项目", *LEAD, "--db", path, **chinese)

    export = ("export", "--out", tmp_path / "out", "--db", path)
    assert bare(*export, **chinese).stderr == ""
    assert "没有变化" in bare(*export).stderr
    assert "没有变化" in bare(*export, LANG="en_GB.UTF-8", QZINVEST_LANG="en").stderr

    told = {
        bare(*argv, "--db", path, **more).stdout
        for argv in [("report", "--as-of", "2022-06-30", "--format", "csv")]
        for more in ({}, chinese, {"LANG": "en_GB.UTF-8"}, {"TZ": "America/New_York"})
    }
    assert len(told) == 1
    assert "晋江" in told.pop()

    files = set()
    for more in ({}, {"LANG": "en_GB.UTF-8"}, {"QZINVEST_LANG": "zh_Hant", "COLUMNS": "60"}):
        for suffix in (".txt", ".csv", ".json", ".md"):
            target = tmp_path / f"r{suffix}"
            argv = ("report", "--as-of", "2022-06-30", "--output", target, "--db", path)
            assert bare(*argv, **more).returncode == 0
            files.add(target.read_bytes())
    assert len(files) == 4


def test_a_frozen_edition_is_the_same_in_any_environment(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    bare("add-project", "晋江芯片项目", *LEAD, "--db", path, LANG="zh_CN.UTF-8")
    bare("edition", "freeze", "2022-06", "--db", path)
    bare("set", "lang", "en", "--db", path)

    for argv in (("report",), ("rank", "--format", "csv"), ("funnel", "--format", "markdown")):
        told = {
            bare(*argv, "--edition", "2022-06", "--db", path, **more).stdout
            for more in ({}, {"QZINVEST_LANG": "zh_Hant"}, {"LANG": "en_GB"}, {"TZ": "UTC"})
        }
        assert len(told) == 1
        assert "南安" in told.pop()
    asked = bare("report", "--edition", "2022-06", "--db", path, "--lang", "en").stdout
    assert "Nan'an" in asked
