"""What a shell offers where a value is to come."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.said import Run

PROGRAM = "from qzinvest.cli.main import main; raise SystemExit(main())"


def offers(words: str, db: str, lang: str = "zh_Hans") -> list[str]:
    environ = {
        "_QZINVEST_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
        "QZINVEST_DB": db,
        "QZINVEST_LANG": lang,
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environ, capture_output=True, check=False
    )
    assert done.stderr == b""
    return done.stdout.decode().split()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("qzinvest report --district 晋", ["晋江"]),
        ("qzinvest report --district jin", ["jinjiangshi"]),
        ("qzinvest unit 石", ["石狮"]),
        ("qzinvest report --indicator landed", ["landed_projects"]),
        ("qzinvest report --edition 2022", ["2022-05"]),
        ("qzinvest report --plan-file 2022", []),
    ],
)
def test_names_of_the_plan_and_editions(published: str, words: str, found: list[str]) -> None:
    assert offers(words, published) == found


def test_open_projects_by_their_ids(run: Run, signed: str, db: Path) -> None:
    added = ("--district", "晋江", "--group", "新能源", "--amount", "1亿")
    assert run("add-project", "终止的", *added, "--allow-duplicate").code == 0
    assert run("drop", "QZ-2", "--on", "today", "--reason", "无").code == 0

    assert offers("qzinvest show QZ", str(db)) == [signed]


def test_without_a_ledger_nothing_is_offered(tmp_path: Path) -> None:
    assert offers("qzinvest report --district 晋", str(tmp_path / "none.db")) == []
