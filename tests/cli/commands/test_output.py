"""``--output``: the file's suffix decides the format, and the file never looks at the terminal."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from qzinvest.cli.declare import Looking
from qzinvest.cli.registry import COMMANDS, find
from tests.cli.said import Run

BEGINS = {".csv": "unit,name,", ".json": '{\n  "report"', ".md": "# Quanzhou", ".txt": "Quanzhou"}
EVERY = [
    "report",
    "report --by district --by group",
    "rank",
    "funnel",
    "trend",
    "forecast",
    "due",
    "explain",
    "list",
    "show QZ-1",
    "log",
    "import list",
    "quality",
    "duplicates",
    "edition list",
    "plan show",
    "plan names",
    "today",
    "unit 晋江",
    "set",
    "changes 2022-03",
]


@pytest.mark.parametrize("suffix", [".csv", ".json", ".md", ".txt", ".CSV"])
def test_the_suffix_decides(run: Run, signed: str, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"r{suffix}"
    said = run("report", "--as-of", "2022-06", "--output", str(target))
    assert (said.code, said.out) == (0, ""), (signed, said.err)
    assert target.read_text(encoding="utf-8").startswith(BEGINS[suffix.lower()])
    again = run("report", "--as-of", "2022-06", "--output", str(tmp_path / f"plain{suffix}"))
    assert again.code == 0


@pytest.mark.parametrize("line", EVERY)
def test_every_command_goes_by_the_suffix(run: Run, signed: str, tmp_path: Path, line: str) -> None:
    run("edition", "freeze", "2022-03")
    target = tmp_path / "r.json"
    assert run(*line.split(), "--output", str(target)).code == 0, signed
    json.loads(target.read_text(encoding="utf-8"))
    for refused in ("r.xls", "r.htm", "r.doc", "r.csvx", "report.2022-06"):
        said = run(*line.split(), "--output", str(tmp_path / refused))
        assert said.code == 2
        assert "FILE.csv" in said.err
        assert not (tmp_path / refused).exists()
    said = run(*line.split(), "--output", str(target), "--format", "csv")
    assert said.code == 2
    assert "--format csv" in said.err


def test_every_command_with_an_output_is_tried() -> None:
    tried = {found[0].name for line in EVERY if (found := find(line.split())) is not None}
    writing = {
        command.name for command in COMMANDS if Looking in command.load().__annotations__.values()
    }
    assert writing - tried == {"import", "watch"}


@pytest.mark.parametrize(
    ("form", "begins"), [("csv", "unit,name,"), ("table", "Quanzhou"), (None, "Quanzhou")]
)
def test_a_file_without_a_suffix_is_as_it_is_said(
    run: Run, signed: str, tmp_path: Path, form: str | None, begins: str
) -> None:
    target = tmp_path / "report"
    more = () if form is None else ("--format", form)
    assert run("report", "--output", str(target), *more).code == 0, signed
    assert target.read_text(encoding="utf-8").startswith(begins)


def test_a_plan_goes_into_a_plan_file(run: Run, tmp_path: Path) -> None:
    assert run("plan", "export", "--output", str(tmp_path / "p.toml")).code == 0
    assert run("plan", "export", "--output", str(tmp_path / "p.json")).code == 2
    assert run("plan", "export", "--output", str(tmp_path / "p")).code == 0


def test_an_import_says_what_it_did_by_the_suffix(run: Run, signed: str, tmp_path: Path) -> None:
    assert signed
    plain = tmp_path / "p.csv"
    run("export", "--out", str(tmp_path / "out"))
    plain.write_bytes((tmp_path / "out" / "projects.csv").read_bytes())
    said = run("import", str(plain), "--output", str(tmp_path / "account.json"))
    assert said.code == 0
    assert json.loads((tmp_path / "account.json").read_text(encoding="utf-8"))["added"] == 0
    assert run("import", str(plain), "--output", str(tmp_path / "account.xls")).code == 2
    assert run("import", str(plain), "--save-map", str(tmp_path / "map.xlsx")).code == 2


@pytest.mark.parametrize(
    "line", ["report", "rank", "trend", "funnel", "forecast", "list", "due", "show QZ-1", "log"]
)
def test_a_file_is_the_same_at_every_width(
    run: Run, signed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    texts = set()
    for columns in ("60", "100", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        assert run(*line.split(), "--output", str(tmp_path / "r.txt")).code == 0, signed
        texts.add((tmp_path / "r.txt").read_bytes())
    assert len(texts) == 1
    assert b"\x1b" not in texts.pop()


@pytest.mark.parametrize("line", ["report", "rank", "trend", "report --by district --by group"])
def test_an_edition_is_the_same_at_every_width(
    run: Run, signed: str, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    run("edition", "freeze", "2022-06")
    texts = set()
    for columns in ("60", "100", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        texts.add(run(*line.split(), "--edition", "2022-06").out)
    assert len(texts) == 1, signed


def test_a_terminal_shows_an_edition_at_its_own_width(db: Path, run: Run, signed: str) -> None:
    run("edition", "freeze", "2022-06")
    leader, follower = pty.openpty()
    environ = {**os.environ, "COLUMNS": "60", "TERM": "xterm"}
    program = str(Path(sys.executable).with_name("qzinvest"))
    selection = ("report", "--edition", "2022-06", "--tier", "1", "--db", str(db))
    subprocess.run([program, *selection], stdout=follower, env=environ, check=True)
    os.close(follower)
    shown = os.read(leader, 1 << 16).decode()
    os.close(leader)
    assert "\x1b[" in shown, signed


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_what_is_no_text_goes_to_a_file_or_a_pipe_but_to_no_terminal(
    run: Run, signed: str, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("funnel", "--as-of", "2022-06-30")
    target = tmp_path / f"r.{form}"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    said = run(*line, "--format", form)
    assert (said.code, said.out) == (2, ""), signed
    assert f"--output FILE.{form}" in said.err
    assert run(*line, "--output", str(target)).code == 0
    assert target.read_bytes().startswith(b"PK")
