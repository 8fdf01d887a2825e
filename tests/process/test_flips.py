"""Single bits that flip in a file: whatever changes its content is reported."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from qzinvest.errors import LedgerTrouble
from qzinvest.ledger import schema
from qzinvest.ledger.verify import findings
from tests.conftest import Run
from tests.ledger.samples import project, record
from tests.process.world import FULL

FLIPS, PROJECTS = (400, 400) if FULL else (60, 60)


def content(path: Path) -> object:
    """All rows of all tables as plain SQLite reads them; what it stumbles over is content too."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        try:
            return [
                connection.execute(f"SELECT * FROM {name} NOT INDEXED").fetchall()  # noqa: S608 - our own names
                for name in schema.TABLES
            ]
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            return str(error)


def reported(path: Path) -> bool:
    """Whether ``verify`` leaves with 1 or 4."""
    try:
        return bool(findings(path))
    except LedgerTrouble:
        return True


def test_every_flipped_bit_that_changes_content_is_reported(
    ledger: Path, tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    record(ledger, *(project(f"项目 {n}", code=f"E-{n}") for n in range(PROJECTS)))
    sound = ledger.read_bytes()
    before = content(ledger)
    random = Random(2022)  # noqa: S311 - the same bits every time
    changed, told, missed = 0, 0, []
    for flip in range(FLIPS):
        place, bit = random.randrange(len(sound)), random.randrange(8)
        (tmp_path / str(flip)).mkdir()
        path = tmp_path / str(flip) / "ledger.db"
        flipped = bytearray(sound)
        flipped[place] ^= 1 << bit
        path.write_bytes(flipped)
        found = reported(path)
        path.write_bytes(flipped)
        different = content(path) != before
        changed += different
        told += found
        if different and not found:
            missed.append((place, bit))

    record_testsuite_property("flips", f"{FLIPS}: {changed} changed content, {told} reported")
    assert missed == []
    assert changed > FLIPS // 4


def test_verify_says_so_with_its_exit_code(ledger: Path, run: Run) -> None:
    record(ledger, project("晋江芯片项目"))
    damaged = ledger.read_bytes().replace("芯片项目".encode(), "芯片项木".encode())
    ledger.write_bytes(damaged)

    done = run("verify", "--db", ledger)

    assert done.returncode == 1
    assert "event QZ:3: content does not match its hash\n" in done.stdout
    ledger.write_bytes(b"SQLite format 3\0" + b"?" * 5000)
    assert run("verify", "--db", ledger).returncode == 4
