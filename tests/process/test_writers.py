"""Many processes at one ledger: nobody's record is lost, readers never wait."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qzinvest.cli.main import main
from qzinvest.ledger import connection as opening
from qzinvest.ledger.record import recording
from qzinvest.ledger.verify import findings
from tests.conftest import Run
from tests.ledger.samples import rows
from tests.process.world import ENVIRON, FULL, LEAD, count, plain_file, start

WRITERS, ADDS = (46, 50) if FULL else (8, 10)
WRITER = """
import sys
from datetime import date
from pathlib import Path

from qzinvest.ledger.record import recording
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage

path, writer, adds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
course = (Milestone(Stage.LEAD, date(2022, 3, 15), date(2022, 3, 15)),)
for n in range(adds):
    with recording(path) as recorder:
        recorder.add([Project("", 0, f"{writer}/{n}", 10**8, course)])
"""


def test_no_writers_record_is_lost(
    ledger: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, ledger, str(n), str(ADDS)], env=ENVIRON)
        for n in range(WRITERS)
    ]
    assert [writer.wait() for writer in writers] == [0] * WRITERS

    names = rows(ledger, "SELECT name FROM project")
    record_testsuite_property("recorded", f"{len(names)} of {WRITERS * ADDS}")
    assert sorted(names) == sorted((f"{w}/{n}",) for w in range(WRITERS) for n in range(ADDS))
    assert rows(ledger, "SELECT COUNT(DISTINCT n), MAX(n), MAX(ver) FROM project") == [
        (WRITERS * ADDS, WRITERS * ADDS, WRITERS * ADDS + 2)
    ]
    assert findings(ledger) == []


def test_first_writes_at_once_make_one_ledger(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "folder" / "ledger.db"
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda n: run("add-project", f"P{n}", *LEAD, "--db", path), range(6)))

    assert [(one.returncode, one.stderr) for one in done if one.returncode] == []
    assert sorted(one.stdout for one in done) == [f"QZ-{n}\n" for n in range(1, 7)]
    assert sum("New ledger" in one.stderr for one in done) == 1
    assert rows(path, "SELECT kind, COUNT(*) FROM event GROUP BY kind ORDER BY kind") == [
        ("office", 1),
        ("plan", 1),
        ("project", 6),
    ]
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]
    assert findings(path) == []


def test_readers_see_all_or_nothing_while_somebody_writes(
    ledger: Path, tmp_path: Path, run: Run
) -> None:
    whole = plain_file(tmp_path / "whole.csv", 3_000, "W")
    seen = []
    with start("import", whole, "--db", ledger) as process:
        while process.poll() is None:
            seen.append(count(ledger))
        report = run("report", "--as-of", "2022-12-31", "--format", "csv", "--db", ledger)

    assert process.returncode == 0
    assert seen[0] == 0
    assert set(seen) <= {0, 3_000}
    assert "\n350582,Jinjiang City,1,signed_projects,3000," in report.stdout


def test_a_lock_held_too_long_is_said(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with recording(ledger):
        monkeypatch.setattr(opening, "TIMEOUT_SECONDS", 0)
        code = main(["add-project", "P", *LEAD, "--db", str(ledger), "--lang", "en"])

    assert code == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert str(ledger) in said.err
    assert count(ledger) == 0
