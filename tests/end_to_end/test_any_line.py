"""A small dose of ``make fuzz``: no command line, plan or map ends in a fault of ours."""

import os
import subprocess
import sys
from pathlib import Path


def test_any_command_line_plan_and_map_ends_in_an_answer(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.fuzz_lines", "--lines", "600", "--plans", "90"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)},
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    # Each must have happened, or nothing was tried.
    for ended in ("'exit 0'", "'exit 2'", "'exit 3'", "'plan exit 1'", "'map exit 0'"):
        assert ended in done.stdout
