"""Many processes at one ledger: nobody's record is lost, readers never wait."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from qzinvest.ledger.record import recording
from qzinvest.ledger.verify import findings
from tests.conftest import Run
from tests.ledger.samples import rows
from tests.process.world import ENVIRON, FULL, LEAD, PROGRAM, count, plain_file, start

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


def test_a_lock_held_too_long_is_said(ledger: Path, run: Run) -> None:
    begin = monotonic()
    with recording(ledger):
        done = run("add-project", "P", *LEAD, "--wait", "1", "--db", ledger)

    assert (done.returncode, done.stdout) == (4, "")
    assert f"ledger {ledger} busy; this command waited 1 seconds" in done.stderr
    assert monotonic() - begin >= 1
    assert count(ledger) == 0


def test_another_programs_lock_is_waited_for_too(ledger: Path, run: Run) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = run("add-project", "P", *LEAD, "--wait", "0", "--db", ledger)
        with start("add-project", "P", *LEAD, "--db", ledger) as patient:
            sleep(0.5)
            other.execute("ROLLBACK")
        assert (refused.returncode, patient.wait()) == (4, 0)


def test_what_is_imported_is_read_before_the_lock_is_taken(
    ledger: Path, tmp_path: Path, run: Run
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("code,name,investor,district,no\n", encoding="utf-8")
    with recording(ledger):
        read = run("import", wrong, "--wait", "0", "--db", ledger)
        kept = run("import", plain_file(tmp_path / "p.csv", 2, "P"), "--wait", "0", "--db", ledger)

    assert (read.returncode, kept.returncode) == (3, 4)


def test_others_record_while_an_import_waits_for_its_input(
    ledger: Path, tmp_path: Path, run: Run
) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    whole = plain_file(tmp_path / "whole.csv", 3_000, "W").read_text(encoding="utf-8")
    command = [PROGRAM, "import", "-", "--db", str(ledger)]
    with (
        subprocess.Popen(["sh", "-c", 'exec "$@" < "$0"', fifo, *command], env=ENVIRON) as slow,
        fifo.open("w", encoding="utf-8") as feed,
    ):
        feed.write(whole[:100_000])
        feed.flush()
        added = run("add-project", "P", *LEAD, "--wait", "0", "--db", ledger)
        feed.write(whole[100_000:])
        feed.close()
    assert (added.returncode, added.stdout) == (0, "QZ-1\n")
    assert slow.returncode == 0
    assert count(ledger) == 3_001
    assert findings(ledger) == []


def test_a_rehearsal_lets_others_write(ledger: Path, tmp_path: Path, run: Run) -> None:
    whole = plain_file(tmp_path / "whole.csv", 20, "W")
    assert run("import", whole, "--db", ledger).returncode == 0
    before = ledger.read_bytes()
    more = plain_file(tmp_path / "more.csv", 30, "W")
    with recording(ledger):
        tried = run("import", more, "--dry-run", "--wait", "0", "--format", "csv", "--db", ledger)

    assert tried.returncode == 0, tried.stderr
    assert "Would be added: 10, changed: 0, unchanged: 20." in tried.stderr
    assert ledger.read_bytes() == before
    assert count(ledger) == 20
