"""The Makefile and the CI script do what they say, with stand-ins for what they call."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def stand_in(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def make(folder: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        (folder / name).touch()
    # Without the flags of the make that runs these tests.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *argv],
        cwd=folder,
        env=plain,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def test_help_lists_every_target(tmp_path: Path) -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: ((?:.*\\\n)*.*)$", text, flags=re.MULTILINE)
    listed = re.findall(r"^  make (\S+)", make(tmp_path, "help").stdout, flags=re.MULTILINE)
    assert sorted(listed) == sorted(phony.replace("\\\n", " ").split())


@pytest.mark.parametrize("target", ["try", "check"])
def test_old_python_is_named(tmp_path: Path, target: str) -> None:
    old = stand_in(tmp_path / "old", "python3", "exit 1")
    done = make(tmp_path, f"PYTHON={old}", target)
    assert done.returncode == 2
    assert f"qzinvest needs Python 3.11 or newer; {old} is not." in done.stderr


def test_missing_python_is_explained(tmp_path: Path) -> None:
    done = make(tmp_path, "PYTHON=", "try")
    assert done.returncode == 2
    assert "make PYTHON=/path/to/python3.11 try" in done.stderr


def test_python_without_venv_is_explained(tmp_path: Path) -> None:
    bare = stand_in(tmp_path / "bare", "python3", '[ "$1" != -m ]')
    done = make(tmp_path, f"PYTHON={bare}", "try")
    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stderr


@pytest.mark.parametrize("code", [0, 2])
def test_ci_runs_make_check_and_nothing_else(tmp_path: Path, code: int) -> None:
    stand_in(tmp_path / "bin", "make", f'echo "$PWD: make $*"; exit {code}')
    done = subprocess.run(
        [ROOT / ".ci" / "run"],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (code, f"{ROOT}: make check\n")


def names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[\w.-]+", text) for text in requirements)
    return {re.sub(r"[_.-]+", "-", match[0]).lower() for match in found if match}


@pytest.mark.parametrize(
    ("file", "extra"), [("requirements.txt", ()), ("requirements-dev.txt", ("dev",))]
)
def test_the_lock_has_all_that_is_asked_for_with_its_hashes(
    file: str, extra: tuple[str, ...]
) -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = asked["project"]
    needed = [*asked["build-system"]["requires"], *project["dependencies"]]
    for each in extra:
        needed += project["optional-dependencies"][each]
    text = (ROOT / file).read_text(encoding="utf-8")
    locked = re.findall(
        r"^(\S.*?)==\S+((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", text, re.MULTILINE
    )

    assert names(needed) <= names([name for name, _ in locked])
    # Nothing but names, releases and hashes: where packages come from is each user's own setting.
    assert len(locked) == len(re.findall(r"^[^#\s]", text, re.MULTILINE))
    assert "://" not in text
    assert "--index" not in text


def test_both_locks_name_the_same_releases() -> None:
    run, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert run <= dev
