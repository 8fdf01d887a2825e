"""A killed or interrupted import is there whole or not at all, and the next one works."""

import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from time import monotonic, sleep

from qzinvest.ledger.verify import findings
from tests.conftest import Run
from tests.process.world import FULL, count, plain_file, start

KILLS, ROWS = (100, 10_000) if FULL else (12, 1_500)


def test_a_killed_import_is_all_or_nothing(
    template: Path,
    tmp_path: Path,
    run: Run,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    random = Random(2022)  # noqa: S311 - the same moments, as far as a clock allows
    whole = plain_file(tmp_path / "whole.csv", ROWS, "W")

    def fresh(name: str) -> Path:
        (tmp_path / name).mkdir()
        return Path(shutil.copy(template, tmp_path / name / "ledger.db"))

    seconds = []
    for n in range(3):
        began = monotonic()
        with start("import", whole, "--db", fresh(f"measured-{n}")) as process:
            assert process.wait() == 0
        seconds.append(monotonic() - began)

    path, before = fresh("first"), 0
    outcomes: list[int] = []
    while len(outcomes) < KILLS:
        with start("import", whole, "--db", path) as process:
            sleep(random.uniform(0, min(seconds)))
            process.kill()
        found = count(path) - before
        if process.returncode == -signal.SIGKILL:  # it was not quicker than the kill
            outcomes.append(found)
        assert findings(path) == []
        one = plain_file(tmp_path / "one.csv", 1, f"ONE-{before}")
        after = run("import", one, "--db", path)
        assert (after.returncode, count(path)) == (0, before + found + 1), after.stderr
        before += 1
        if found:
            path, before = fresh(f"after-{len(list(tmp_path.iterdir()))}"), 0

    record_testsuite_property("rows after each kill", outcomes)
    assert set(outcomes) <= {0, ROWS}
    assert run("import", whole, "--db", path).returncode == 0
    assert findings(path) == []


def wait_until_locked(path: Path) -> None:
    """Wait until another process has begun to write."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        for _ in range(2000):
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return
            connection.execute("ROLLBACK")
            sleep(0.01)


def test_ctrl_c_leaves_nothing_half_written(ledger: Path, tmp_path: Path, run: Run) -> None:
    large = plain_file(tmp_path / "large.csv", 20_000, "L")
    with start("import", large, "--db", ledger) as process:
        wait_until_locked(ledger)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)

    assert (process.returncode, stdout) == (130, "")
    assert "Traceback" not in stderr
    assert stderr.strip()
    assert count(ledger) == 0
    assert findings(ledger) == []
    assert run("import", plain_file(tmp_path / "one.csv", 1, "ONE"), "--db", ledger).returncode == 0
