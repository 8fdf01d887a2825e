"""Processes that meet an older ledger at once: one migrates it, after a backup beside it."""

import shutil
import subprocess
import sys
from pathlib import Path

from qzinvest.ledger import schema
from qzinvest.ledger.verify import findings
from tests.conftest import Run
from tests.ledger.samples import project, record, rows, tables
from tests.process.world import ENVIRON, FULL

ROUNDS = 20 if FULL else 2
PROCESSES = 8
NEWER = """
import sys
from pathlib import Path

from qzinvest.ledger import schema
from qzinvest.ledger.connection import connect

def step(connection):
    connection.execute("CREATE TABLE addition(x TEXT) STRICT")
    connection.execute("INSERT INTO addition VALUES ('once')")

schema.MIGRATIONS[schema.VERSION] = step
schema.VERSION += 1
connection = connect(Path(sys.argv[1]))
assert connection.execute("SELECT COUNT(*) FROM project").fetchone() == (1,)
"""


def test_processes_that_migrate_at_once_migrate_once(
    template: Path, tmp_path: Path, run: Run
) -> None:
    for n in range(ROUNDS):
        folder = tmp_path / str(n)
        folder.mkdir()
        path = Path(shutil.copy(template, folder / "ledger.db"))
        record(path, project("A"))
        before = tables(path)

        started = [
            subprocess.Popen([sys.executable, "-c", NEWER, path], env=ENVIRON)
            for _ in range(PROCESSES)
        ]
        assert [process.wait() for process in started] == [0] * PROCESSES

        assert rows(path, "PRAGMA user_version") == [(schema.VERSION + 1,)]
        assert rows(path, "SELECT x FROM addition") == [("once",)]
        assert tables(path) == before
        backup = folder / f"ledger.db.v{schema.VERSION}.bak"
        assert tables(backup) == before
        assert findings(backup) == []
        assert sorted(file.name for file in folder.iterdir()) == ["ledger.db", backup.name]

    refused = run("list", "--db", path)
    assert (refused.returncode, refused.stdout) == (4, "")
