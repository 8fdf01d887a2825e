"""A small dose of ``make fuzz``: nothing that a file or cell holds breaks the import."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_spoilt_cells_and_files_are_taken_whole_or_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.fuzz", "--cells", "5000", "--files", "200", "--seed", "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)},
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "BROKEN" not in done.stdout
    # Both must have happened, or nothing was tried.
    assert "'taken'" in done.stdout
    assert "'refused 3'" in done.stdout
