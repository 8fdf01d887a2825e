"""Files without end or bottom: refused, in little memory, with a sentence."""

import resource
import subprocess
from pathlib import Path

import pytest

from tests.process.world import ENVIRON, PROGRAM

MEMORY = 400 << 20
"""Bytes of address space beyond which the process would die."""


def run(*arguments: str | Path, stdin: str = "/dev/null") -> "subprocess.CompletedProcess[str]":
    with Path(stdin).open("rb") as stream:
        return subprocess.run(
            [PROGRAM, *map(str, arguments)],
            env=ENVIRON,
            stdin=stream,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        )


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/full"])
def test_a_plan_and_a_map_without_end(ledger: Path, path: str) -> None:
    checked = run("plan", "check", path)
    assert (checked.returncode, checked.stderr) == (1, "")
    assert "the file has more than 4 million bytes: it is no plan" in checked.stdout
    adopted = run("plan", "adopt", path, "--effective", "2022-07-01", "--db", ledger)
    assert adopted.returncode == 3
    mapped = run("import", "/dev/null", "--map", path, "--db", ledger)
    assert mapped.returncode == 3
    assert "the file has more than 4 million bytes: it is no map" in mapped.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "[" * 100_000, "its tables lie too deep in each other"),
        ("a = " + "9" * 10_000, "this is not valid TOML"),
        ("a." * 100_000 + "a = 1", "its tables lie too deep in each other"),
    ],
    ids=["deep", "digits", "dotted"],
)
def test_a_plan_without_bottom(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "plan.toml").write_text(text)
    checked = run("plan", "check", tmp_path / "plan.toml")
    assert (checked.returncode, checked.stderr) == (1, "")
    assert said in checked.stdout
