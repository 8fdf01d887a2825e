"""A first write makes the ledger; one that is refused or stopped leaves none behind."""

import random
import signal
import subprocess
from pathlib import Path
from time import sleep

import pytest

from qzinvest.ledger.verify import findings
from tests.process.test_signals import is_listening
from tests.process.world import ENVIRON, FULL, LEAD, PROGRAM, count, plain_file, start

ROUNDS = 40 if FULL else 4
HEAD = "项目名称,属地,总投资（亿元）,签约时间\n"
GOOD, BAD = f"{HEAD}风电,惠安,20,2022-03-15\n", f"{HEAD}风电,火星,20,2022-03-15\n"
PLAIN = "code,name,investor,district\n,,,\n"


def said(folder: Path, *line: str | Path, text: str = "") -> tuple[int, str]:
    """Run on ``first.db`` in a folder; gives the exit code and what was said."""
    (folder / "rows.csv").write_text(text, encoding="utf-8")
    process = start(*line, "--db", folder / "first.db")
    _, told = process.communicate()
    return process.returncode, told


@pytest.mark.parametrize(
    ("line", "text", "code"),
    [
        ("import {rows}", BAD, 3),
        ("import {rows}", PLAIN, 3),
        ("import {rows}", HEAD, 3),
        ("import {rows}", "colour,weight\nred,5\n", 3),
        ("import {rows} --faults {folder}/faults.csv", BAD, 3),
        ("import {rows} --accept-good", BAD, 3),
        ("import {rows} --on-duplicate refuse", f"{GOOD}风电项目,惠安,20,2022-03-15\n", 3),
        ("import {rows} --dry-run", GOOD, 0),
        ("import {rows} --dry-run", BAD, 3),
        ("import {folder}/none.csv", "", 5),
        ("add-project 风电 --group IG05 --amount 20", "", 3),
        ("add-project 风电 --group nowhere --amount 20亿", "", 3),
        ("add-project 风电 --group IG05 --amount 20亿 --on 2999-01-01", "", 3),
        ("add-project 风电", "", 2),
        ("set lang klingon", "", 2),
        ("set timezone Nowhere/City", "", 3),
        ("advance QZ-1 signed", "", 4),
    ],
)
def test_a_refused_first_write_leaves_nothing(
    tmp_path: Path, line: str, text: str, code: int
) -> None:
    words = [word.format(folder=tmp_path, rows=tmp_path / "rows.csv") for word in line.split()]
    assert (found := said(tmp_path, *words, text=text))[0] == code, found
    assert "New ledger" not in found[1]
    left = {file.name for file in tmp_path.iterdir()} - {"rows.csv", "faults.csv"}
    assert left == set()


@pytest.mark.parametrize(
    ("line", "projects"),
    [(("import", "{rows}"), 1), (("add-project", "风电", *LEAD), 1), (("set", "lang", "en"), 0)],
)
def test_a_first_write_makes_the_ledger(
    tmp_path: Path, line: tuple[str, ...], projects: int
) -> None:
    words = [word.format(rows=tmp_path / "rows.csv") for word in line]
    code, told = said(tmp_path, *words, text=GOOD)
    assert (code, told.count("New ledger")) == (0, 1), told
    assert count(tmp_path / "first.db") == projects
    assert findings(tmp_path / "first.db") == []


def test_the_first_import_is_taken_back_without_the_ledger(tmp_path: Path) -> None:
    assert said(tmp_path, "import", tmp_path / "rows.csv", text=GOOD)[0] == 0
    assert said(tmp_path, "undo", "import-1")[0] == 0
    assert count(tmp_path / "first.db") == 0
    assert findings(tmp_path / "first.db") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_first_import_leaves_no_ledger(tmp_path: Path, number: int) -> None:
    large = plain_file(tmp_path / "large.csv", 3_000, "L")
    luck = random.Random(number)  # noqa: S311 - moments, not secrets
    for turn in range(ROUNDS):
        path = tmp_path / f"first-{turn}.db"
        with subprocess.Popen(
            [PROGRAM, "import", large, "--db", path], env=ENVIRON, stderr=subprocess.PIPE, text=True
        ) as process:
            while process.poll() is None and not is_listening(process.pid):
                sleep(0.001)
            try:
                process.wait(luck.uniform(0, 2.5))
            except subprocess.TimeoutExpired:
                process.send_signal(number)
            _, told = process.communicate()
        assert process.returncode in (0, 130, 143, -signal.SIGKILL)
        assert "Traceback" not in told
        assert not path.exists() or count(path) == 3_000
    last = start("import", large, "--db", tmp_path / "last.db")
    last.communicate()
    assert last.returncode == 0
    assert not [file.name for file in tmp_path.iterdir() if file.name.startswith(".")]
