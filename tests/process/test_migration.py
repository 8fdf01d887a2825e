"""Processes that meet an older ledger at once: one migrates it, after a backup beside it."""

import subprocess
import sys
from pathlib import Path

from qzinvest.ledger import schema
from qzinvest.ledger.verify import findings
from tests.ledger.samples import rows
from tests.ledger.test_schema import laid_before
from tests.process.world import ENVIRON, FULL

ROUNDS = 20 if FULL else 2
PROCESSES = 8
OPENS = """
import sys
from pathlib import Path

from qzinvest.ledger.connection import connect

connection = connect(Path(sys.argv[1]))
assert connection.execute("SELECT COUNT(*) FROM project").fetchone() == (3,)
"""


def test_processes_that_migrate_at_once_migrate_once(tmp_path: Path) -> None:
    for n in range(ROUNDS):
        folder = tmp_path / str(n)
        folder.mkdir()
        path = folder / "ledger.db"
        laid_before(path, 1)

        started = [
            subprocess.Popen([sys.executable, "-c", OPENS, path], env=ENVIRON)
            for _ in range(PROCESSES)
        ]
        assert [process.wait() for process in started] == [0] * PROCESSES

        assert rows(path, "PRAGMA user_version") == [(schema.VERSION,)]
        assert findings(path) == []
        backup = folder / "ledger.db.v1.bak"
        assert sorted(file.name for file in folder.iterdir()) == ["ledger.db", backup.name]
        assert rows(backup, "PRAGMA user_version") == [(1,)]
