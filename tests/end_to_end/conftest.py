"""Whole days of work: real command lines, real files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.said import Run, runner, set_surroundings

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_surroundings(monkeypatch)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line exactly as given."""
    return runner(capsys)


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with ``tests/golden/<name>``; ``QZINVEST_GOLDEN=write`` writes it instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("QZINVEST_GOLDEN") == "write":
            path.write_text(text, encoding="utf-8", newline="")
        assert text == path.read_bytes().decode()

    return compare
