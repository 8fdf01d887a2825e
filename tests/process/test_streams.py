"""Streams that the caller closed, filled or gave in another encoding."""

import os
import subprocess
from pathlib import Path
from socket import AF_UNIX, socket
from tempfile import gettempdir

import pytest

from qzinvest.ledger.verify import findings
from tests.process.world import ENVIRON, LEAD, PROGRAM, count, plain_file


def shell(line: str, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a line of the shell, with the program as ``$0`` and ``words`` as ``$1`` …."""
    return subprocess.run(
        ["bash", "-c", line, PROGRAM, *map(str, words)],
        env=ENVIRON,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_costs_nothing(ledger: Path, closed: str) -> None:
    words = " ".join(f"'{word}'" for word in LEAD)
    done = shell(f'"$0" add-project 甲 {words} --db $1 {closed}', ledger)
    assert done.returncode == 0
    assert count(ledger) == 1
    assert findings(ledger) == []


def test_a_closed_stderr_hides_no_exit_code(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("项目名称,总投资\n甲,?\n")
    assert shell('"$0" import $2 --db $1 2>&-', ledger, tmp_path / "bad.csv").returncode == 3


def test_a_pipe_is_read_like_stdin(ledger: Path, tmp_path: Path) -> None:
    rows = plain_file(tmp_path / "rows.csv", 3, "P")
    done = shell('"$0" import <(cat $2) --db $1', ledger, rows)
    assert done.returncode == 0, done.stderr
    assert count(ledger) == 3


def test_a_limit_on_what_is_kept_of_a_pipe_names_its_place(ledger: Path) -> None:
    done = shell('ulimit -f 2000; head -c 3000000 /dev/zero | "$0" import - --db $1', ledger)
    assert done.returncode == 5
    assert done.stderr.startswith(f"error: The system lets {gettempdir()} grow no further")


def test_what_cannot_be_opened_says_why(ledger: Path, tmp_path: Path) -> None:
    with socket(AF_UNIX) as end:
        end.bind(str(tmp_path / "socket"))
    (tmp_path / "ring").symlink_to("ring")
    for name, why in (("socket", "No such device"), ("ring", "Too many levels of symbolic links")):
        done = shell('"$0" import $2 --db $1', ledger, tmp_path / name)
        assert (done.returncode, why in done.stderr) == (5, True), done.stderr


@pytest.mark.parametrize("line", ["init", "report", "demo", "add-project 甲"])
def test_a_ledger_that_is_a_link_to_nothing_is_not_founded(tmp_path: Path, line: str) -> None:
    words = " ".join(f"'{word}'" for word in LEAD) if line.startswith("add") else ""
    (tmp_path / "link.db").symlink_to(tmp_path / "away" / "ledger.db")
    done = shell(f'"$0" {line} {words} --db $1', tmp_path / "link.db")
    assert done.returncode == 4
    assert done.stderr.startswith(f"error: The ledger {tmp_path}/link.db is a link to {tmp_path}/a")
    assert not (tmp_path / "away").exists()


@pytest.mark.parametrize("line", ["init", "report", "demo"])
def test_a_ledger_that_is_a_pipe_is_none(tmp_path: Path, line: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = shell(f'"$0" {line} --db $1', tmp_path / "pipe")
    assert (done.returncode, "is not a qzinvest ledger" in done.stderr) == (4, True), done.stderr


def test_nothing_comes_from_a_closed_stdin(ledger: Path) -> None:
    done = shell('"$0" import - --db $1 <&-', ledger)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: ")
    assert count(ledger) == 0


@pytest.mark.parametrize(
    "line", ["--help", "--version", "report --help", "list --db $1", "plan show --db $1"]
)
def test_a_full_disk_behind_stdout(ledger: Path, line: str) -> None:
    done = shell(f'"$0" {line} >/dev/full', ledger)
    assert done.returncode == 5
    assert done.stderr.startswith("error: No space is left to write stdout")
    assert len(done.stderr.splitlines()) == 2


def test_a_full_disk_behind_stderr_costs_nothing(ledger: Path) -> None:
    words = " ".join(f"'{word}'" for word in LEAD)
    done = shell(f'"$0" add-project 甲 {words} --db $1 2>/dev/full', ledger)
    assert (done.returncode, done.stdout) == (0, "QZ-1\n")


def test_help_is_utf8_whatever_the_system_writes() -> None:
    done = shell('PYTHONIOENCODING=cp1252 "$0" import --help --lang zh_Hans')
    assert (done.returncode, done.stderr) == (0, "")
    assert "导入" in done.stdout


def test_what_a_recording_moves_is_said_though_its_answer_is_lost(ledger: Path) -> None:
    words = " ".join(f"'{word}'" for word in LEAD)
    shell(
        f'"$0" add-project 甲 {words} --district 鲤城 --stage signed --on 2022-03-15 --db $1',
        ledger,
    )
    shell('"$0" edition freeze 2022-05 --as-of 2022-05-31 --db $1', ledger)
    done = shell('"$0" edit QZ-1 --amount 6亿 --db $1 >/dev/full', ledger)
    assert done.returncode == 5
    assert "error: No space is left to write stdout" in done.stderr
    assert "edition 2022-05" in done.stderr
