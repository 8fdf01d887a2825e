"""A log that was rewritten or rolled back: said by whoever holds an older head of it."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qzinvest.ledger import log
from qzinvest.ledger.verify import rebuild
from tests.cli.said import Run
from tests.ledger.samples import execute, rows

HEAD = re.compile(r"Head of the log: (QZ:\d+ [0-9a-f]{8}…)\n")


def add(run: Run, name: str) -> None:
    said = run("add-project", name, "--group", "新能源", "--amount", "1亿", "--district", "晋江")
    assert said.code == 0


def forge(db: Path) -> None:
    """Rewrite the third event and every hash after it, as one who knows the format would."""
    triggers = [
        str(sql) for (sql,) in rows(db, "SELECT sql FROM sqlite_master WHERE type='trigger'")
    ]
    names = rows(db, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    execute(db, *(f"DROP TRIGGER {name}" for (name,) in names))
    with closing(sqlite3.connect(db)) as connection:
        prev = log.GENESIS
        for event in list(log.events(connection)):
            who = "forger" if event.seq == 3 else event.who
            forged = event._replace(who=who, prev=prev)
            prev = log.expected_hash(forged)
            connection.execute(
                "UPDATE event SET who = ?, prev = ?, hash = ? WHERE seq = ?",
                (who, forged.prev, prev, event.seq),
            )
        connection.execute("UPDATE chain SET hash = ?", (prev,))
        connection.commit()
    execute(db, *triggers)
    rebuild(db)


@pytest.fixture
def before(run: Run, db: Path) -> Path:
    """A copy of the ledger before its last project."""
    add(run, "甲")
    copy = Path(shutil.copy(db, db.with_name("before.db")))
    add(run, "乙")
    return copy


def test_the_head_is_said_by_verify_backup_and_freeze(run: Run, before: Path) -> None:
    (head,) = HEAD.findall(run("verify").err)
    assert head.startswith("QZ:4 ")
    assert HEAD.findall(run("backup", str(before.with_name("copy.db"))).err) == [head]
    (frozen,) = HEAD.findall(run("edition", "freeze", "2022-06").err)
    assert frozen.startswith("QZ:5 ")
    assert HEAD.findall(run("verify").err) == [frozen]


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_the_head_stands_in_files_and_editions(
    run: Run, before: Path, suffix: str, tmp_path: Path
) -> None:
    del before
    (head,) = HEAD.findall(run("verify").err)
    form = ("--format", "markdown") if suffix == "md" else ()
    file = tmp_path / f"report.{suffix}" if suffix == "md" else tmp_path / "report"
    for report in ("report", "funnel", "trend", "rank", "due", "forecast", "explain"):
        assert run(report, "--output", str(file)).code == 0
        assert head not in run(report, *form).out
        last = file.read_text(encoding="utf-8").splitlines()[-1]
        if suffix == "md":
            assert last == f"- Made from the ledger at {head}"
        else:
            assert last == f"· Made from the ledger at {head}"

    (frozen,) = HEAD.findall(run("edition", "freeze", "2022-06").err)
    add(run, "丙")
    said = run("report", "--edition", "2022-06", *form).out
    assert said.endswith(f" Made from the ledger at {frozen}\n")


@pytest.mark.parametrize("how", ["forged", "rolled back"])
def test_verify_holds_the_log_against_a_head(
    run: Run, db: Path, before: Path, how: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run("export", "--out", str(out)).code == 0
    (head,) = HEAD.findall(run("verify").err)
    add(run, "丙")
    for kept in (head, head[:-1], str(out), str(out / "manifest.json")):
        said = run("verify", "--against", kept)
        assert (said.code, said.out) == (0, "")
        assert f"It continues {head}" in said.err

    if how == "forged":
        forge(db)
    else:
        shutil.copy(before, db)
    assert run("verify").code == 0
    for kept in (head, str(out)):
        said = run("verify", "--against", kept)
        assert said.code == 1
        there = "here that event is QZ:4 " if how == "forged" else "here the log ends at QZ:3 "
        assert said.out.startswith(f"history: it does not continue {head}: {there}")
        assert "If a backup was restored on purpose" in said.err


@pytest.mark.parametrize("how", ["forged", "rolled back"])
def test_an_export_refuses_another_history(
    run: Run, db: Path, before: Path, how: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run("export", "--out", str(out)).code == 0
    standing = {file.name: file.read_bytes() for file in out.iterdir()}
    number, digest = json.loads(standing["manifest.json"])["ledger"]["QZ"].split(":")
    if how == "forged":
        forge(db)
    else:
        shutil.copy(before, db)

    said = run("export", "--out", str(out))

    assert (said.code, said.out) == (4, "")
    assert (
        f"was rewritten or rolled back: {out} was made from QZ:{number} {digest[:8]}…" in said.err
    )
    assert f"verify --against {out} --db FILE" in said.err
    assert {file.name: file.read_bytes() for file in out.iterdir()} == standing
    # The remedy where a backup was restored on purpose.
    out.rename(tmp_path / "old")
    assert run("export", "--out", str(out)).code == 0
    add(run, "丁")
    assert run("export", "--out", str(out)).code == 0


def test_freezing_refuses_a_history_that_older_editions_do_not_know(
    run: Run, db: Path, before: Path
) -> None:
    del before
    assert run("edition", "freeze", "2022-05").code == 0
    assert run("edition", "freeze", "2022-06").code == 0
    forge(db)
    assert run("verify").code == 0

    said = run("edition", "freeze", "2022-07")

    assert said.code == 4
    assert "was rewritten or rolled back: 2022-05 was made from QZ:4 " in said.err
    assert "`qzinvest undo QZ:5`" in said.err
    assert "2022-07" not in run("edition", "list").out
    assert run("undo", "QZ:5").code == run("undo", "QZ:6").code == 0
    assert run("edition", "freeze", "2022-07").code == 0
