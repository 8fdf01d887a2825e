"""The read path stays light: start-up is held by ``sys.modules``, never by a clock."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"importlib.metadata", "opencc", "pydantic", "rich", "sqlite_utils", "typer"}
PROBE = """
import json, sys
before = set(sys.modules)
from qzinvest.cli.main import main
code = main(json.loads(sys.argv[1]))
sys.stdout.flush()
print(json.dumps([code, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""


def loaded(*argv: str) -> set[str]:
    """The modules that a command line loads, in a process of its own."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "QZINVEST"))}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(argv)],
        env=plain | {"QZINVEST_LANG": "zh_Hans", "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return set(modules)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("imports") / "ledger.db")
    loaded("demo", "--db", path)
    loaded("edition", "freeze", "2022-05", "--db", path)
    return path


@pytest.mark.parametrize(
    "argv",
    [
        ["report", "--tier", "1"],
        ["report", "--by", "department"],
        ["forecast", "--tier", "1"],
        ["due", "--level", "red"],
        ["explain", "--unit", "350582", "--indicator", "signed_investment"],
        ["explain", "--by", "department", "--indicator", "paid_in"],
        ["rank", "--by", "department"],
        ["rank", "--scorecard"],
        ["funnel"],
        ["funnel", "--by", "event", "--days"],
        ["trend"],
        ["trend", "--every", "week", "--by", "district"],
        ["report", "--edition", "2022-05"],
        ["edition", "list"],
        ["changes", "2022-05"],
        ["list", "--limit", "20"],
        ["show", "QZ-17"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_reading_loads_nothing_heavy(ledger: str, argv: list[str], form: str) -> None:
    modules = loaded(*argv, "--format", form, "--db", ledger)
    assert modules & HEAVY == set()


def test_the_probe_sees_what_a_command_loads() -> None:
    assert {"rich", "typer"} <= loaded("--help")


def test_reading_does_without_what_recording_needs(ledger: str) -> None:
    modules = loaded("report", "--as-of", "2022-12-31", "--format", "csv", "--db", ledger)
    needless = {"hashlib", "shutil", "tempfile", "calendar", "qzinvest.intake.words.written_dates"}
    needless |= {"gettext", "zoneinfo", "pathlib", "qzinvest.temporary", "qzinvest.ledger.fold"}
    assert modules & needless == set()


def test_help_does_without_pydantic(ledger: str) -> None:
    assert "pydantic" not in loaded("report", "--help", "--db", ledger)


def test_probe_runs_our_code(ledger: str) -> None:
    modules = loaded("report", "--format", "csv", "--db", ledger)
    assert "qzinvest.reports.progress" in modules
    assert Path(ledger).exists()
