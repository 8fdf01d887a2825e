"""Where every command line begins and every error ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qzinvest.cli.registry import Command
from qzinvest.errors import ExitCode
from tests.cli.said import Run

PROGRAM = [sys.executable, "-c", "from qzinvest.cli.main import main; raise SystemExit(main())"]


def test_the_answer_is_fine(run: Run) -> None:
    assert run("list").code == ExitCode.OK


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("list --sort size", ExitCode.USAGE, "error: --sort cannot be “size”."),
        ("list --nonsense", ExitCode.USAGE, "error: there is no option --nonsense"),
        ("report --tier 1 --tier 2", ExitCode.USAGE, "error: --tier is given twice"),
        ("due --check --check", ExitCode.USAGE, "error: --check is given twice"),
        ("--lang en --lang en list", ExitCode.USAGE, "error: --lang is given twice"),
        ("--lang en list --lang en", ExitCode.USAGE, "error: --lang is given twice"),
        ("reprot", ExitCode.USAGE, "error: there is no command “reprot”"),
        ("show QZ-99", ExitCode.REFUSED, "error: There is no project “QZ-99”."),
        ("import no.csv", ExitCode.OUTSIDE, "error: no.csv cannot be read"),
    ],
)
def test_an_error_is_a_sentence_a_remedy_and_a_code(
    run: Run, line: str, code: int, sentence: str
) -> None:
    said = run(*line.split())
    assert said.code == code
    assert said.out == ""
    first, remedy = said.err.splitlines()
    assert first.startswith(sentence)
    assert remedy.startswith("  ")


def test_a_ledger_that_is_not_there_is_an_error_of_its_own(bare: Run) -> None:
    said = bare("list", "--db", "no.db")
    assert (said.code, said.out) == (ExitCode.LEDGER, "")
    assert said.err.startswith("error: There is no ledger at no.db.\n  ")


def test_a_folder_is_called_no_file(bare: Run, tmp_path: Path) -> None:
    said = bare("list", "--db", str(tmp_path))
    assert said.err.startswith(f"error: {tmp_path} is not a qzinvest ledger.\n")


def test_less_than_nothing_is_told_what_would_do(run: Run, signed: str) -> None:
    assert signed
    said = run("list", "--limit", "-1")
    assert said == (2, "", "error: --limit cannot be -1.\n  Give a whole number, 0 or more.\n")


def test_the_answer_is_no(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text("code = 5\n")
    assert bare("plan", "check", str(tmp_path / "plan.toml")).code == ExitCode.NO


def test_errors_speak_the_language_asked_for(bare: Run) -> None:
    assert bare("list", "--db", "no.db", "--lang", "zh_Hans").err.startswith("错误：no.db")
    assert bare("--lang", "zh_Hant", "list", "--db", "no.db").err.startswith("錯誤：no.db")
    assert bare("list", "--lang=zh_Hans", "--nonsense").err.startswith("错误：没有选项")


def test_interrupted(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Command) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Command, "load", interrupt)
    said = bare("list")
    assert said.code == ExitCode.INTERRUPTED
    assert said.err == "Stopped. Nothing incomplete was saved.\n"


def test_interrupted_while_typer_reads(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qzinvest.cli.quick.read", lambda *_: None)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("qzinvest.cli.commands.verify.surroundings", interrupt)
    assert bare("verify").code == ExitCode.INTERRUPTED


def test_a_word_that_is_no_text(bare: Run) -> None:
    said = bare("list", "--text", "\udcff")
    assert said.code == ExitCode.USAGE
    assert "“\\udcff” is not text" in said.err


HUGE = "9" * 23


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"show {HUGE}", ExitCode.REFUSED),
        (f"log QZ-{HUGE}", ExitCode.REFUSED),
        (f"advance {HUGE} signed --on 2022-01-01", ExitCode.REFUSED),
        (f"undo {HUGE}", ExitCode.REFUSED),
        (f"undo QZ:{HUGE * 300}", ExitCode.REFUSED),
        ("undo QZ:١", ExitCode.REFUSED),
        ("show QZ-²", ExitCode.REFUSED),
        (f"list --limit {HUGE}", ExitCode.OK),
        (f"list --limit {HUGE * 300}", ExitCode.USAGE),
        (f"report --tier {HUGE}", ExitCode.USAGE),
        ("report --as-of 9999-12-31", ExitCode.OK),
        ("report --as-of 0001-01-01", ExitCode.REFUSED),
        ("list --since 9999-12-31 --until 0001-01-01", ExitCode.USAGE),
        ("export --out /proc/nowhere", ExitCode.OUTSIDE),
        ("backup /proc/nowhere/copy.db", ExitCode.OUTSIDE),
    ],
)
def test_nothing_that_can_be_typed_breaks_it(run: Run, line: str, code: int) -> None:
    assert run(*line.split()).code == code


def test_full_disk_behind_stdout(run: Run, db: Path, signed: str) -> None:
    assert signed == "QZ-1"
    assert run("list").code == 0
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "list", "--db", str(db), "--lang", "en"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == ExitCode.OUTSIDE
    assert done.stderr.decode().startswith("error: No space is left to write stdout")
    assert len(done.stderr.splitlines()) == 2


def test_a_reader_that_has_seen_enough(db: Path, signed: str) -> None:
    assert signed
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" | true', "bash", *PROGRAM, "report", "--db", str(db)],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "program",
    [[Path(sys.executable).with_name("qzinvest")], [sys.executable, "-m", "qzinvest"]],
)
def test_the_program_is_found(tmp_path: Path, program: list[str]) -> None:
    done = subprocess.run(
        [*program, "--version"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout.startswith("qzinvest 0.")
