"""Ledgers that were tampered with or damaged: nothing false is published, with real processes.

The three commands that publish are ``export``, ``edition freeze`` and ``backup``. They verify
first; other commands see what the schema says, and nothing of a changed row.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from qzinvest.errors import LedgerEndless
from qzinvest.ledger import connection as opening
from qzinvest.ledger import schema
from qzinvest.ledger.log import heads
from qzinvest.ledger.queries import reading
from tests.conftest import Run
from tests.ledger.samples import execute, project, record, rows
from tests.process.test_signals import SIGNALS, is_listening
from tests.process.world import ENVIRON, FULL

COPIES, PROJECTS = (580, 400) if FULL else (40, 60)
NUMBERS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r)"
ENDLESS = f"{NUMBERS} SELECT COUNT(*) FROM r"  # noqa: S608 - our own words
COLUMNS = ", ".join(
    f"x AS {line.split()[0]}"
    for line in schema.TABLES["passage"].partition("(")[2].partition("PRIMARY")[0].split(",")
    if line.strip()
)
TAMPERED = {
    "a changed row": "UPDATE passage SET amount = amount * 3",
    "a foreign trigger": (
        "CREATE TRIGGER more AFTER INSERT ON event BEGIN "
        "UPDATE passage SET amount = amount * 2; END"
    ),
    "a forged body": """UPDATE event SET body = replace(body, '"amount":5', '"amount":9')
WHERE kind = 'project'""",
    "a view without end": f"CREATE VIEW passage AS {NUMBERS} SELECT {COLUMNS} FROM r",  # noqa: S608 - our own words
}
PUBLISHING = ("export", "freeze", "backup")


def tamper(path: Path, how: str) -> None:
    """Do to a ledger what its key names in ``TAMPERED``, as a stranger with plain SQLite would."""
    if how == "a forged body":
        (guard,) = rows(path, "SELECT sql FROM sqlite_master WHERE name = 'event_no_update'")[0]
        execute(path, "DROP TRIGGER event_no_update", TAMPERED[how], str(guard))
    elif how == "a view without end":
        execute(path, "DROP TABLE passage", TAMPERED[how])
    else:
        execute(path, TAMPERED[how])


def published(run: Run, path: Path, command: str) -> tuple[int, str, dict[str, bytes]]:
    """Publish from a ledger of its own folder; the exit code, what was said, and the figures."""
    db, out, copy = ("--db", path), path.with_name("out"), path.with_name("copy.db")
    if command == "export":
        done = run("export", "--out", out, *db)
        files = out.glob("*.csv") if out.exists() else ()
        return done.returncode, done.stderr, {file.name: file.read_bytes() for file in files}
    if command == "freeze":
        done = run("edition", "freeze", "2022-06", *db)
        if done.returncode:
            return done.returncode, done.stderr, {}
        again = run("report", "--edition", "2022-06", "--format", "csv", *db)
        return again.returncode, done.stderr, {"edition": again.stdout.encode()}
    done = run("backup", copy, *db)
    if not copy.exists():
        return done.returncode, done.stderr, {}
    read = run("report", "--format", "csv", "--as-of", "2022-06-30", "--db", copy)
    return done.returncode, done.stderr, {"copy": read.stdout.encode()}


@pytest.fixture
def sound(ledger: Path) -> Path:
    """A ledger with projects in it."""
    record(ledger, *(project(f"项目 {n}", code=f"E-{n}") for n in range(PROJECTS)))
    return ledger


def copied(sound: Path, name: str, content: bytes | None = None) -> Path:
    """A copy of a ledger in a folder of its own."""
    folder = sound.with_name(name)
    folder.mkdir()
    path = folder / "ledger.db"
    path.write_bytes(sound.read_bytes() if content is None else content)
    return path


@pytest.mark.parametrize("how", TAMPERED)
def test_a_tampered_ledger_publishes_nothing(sound: Path, run: Run, how: str) -> None:
    for command in PUBLISHING:
        path = copied(sound, command)
        tamper(path, how)

        code, said, figures = published(run, path, command)

        assert (code, figures) == (4, {}), command
        assert "Traceback" not in said
        assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("a changed row", 0),  # seen by the commands that publish
        ("a foreign trigger", 0),  # which has changed nothing as long as nothing is written
        ("a forged body", 0),
        ("a view without end", 4),
    ],
)
def test_what_a_plain_report_sees_of_it(sound: Path, run: Run, how: str, code: int) -> None:
    tamper(sound, how)

    assert run("report", "--db", sound).returncode == code
    assert run("verify", "--db", sound).returncode == 1


def test_a_changed_row_is_mended_from_the_log(sound: Path, run: Run) -> None:
    _, _, figures = published(run, copied(sound, "before"), "export")
    tamper(sound, "a changed row")
    path = copied(sound, "after")

    refused = run("export", "--out", path.with_name("out"), "--db", path)
    assert refused.stderr.startswith(f"error: The tables of the ledger {path} are not what its log")
    assert "`qzinvest verify --rebuild`" in refused.stderr
    assert run("verify", "--rebuild", "--db", path).returncode == 0

    assert published(run, path, "export")[2] == figures


def bits(content: bytearray, luck: Random, page: int) -> None:
    """Flip eight bits."""
    for _ in range(8):
        content[luck.randrange(page, len(content))] ^= 1 << luck.randrange(8)


def truncation(content: bytearray, luck: Random, page: int) -> None:
    """Cut the end off, in the middle of a page or between two."""
    end = luck.randrange(page, len(content))
    del content[end // page * page if luck.random() < 0.5 else end :]


def sector(content: bytearray, luck: Random, page: int) -> None:
    """Lose a sector."""
    start = luck.randrange(page, len(content)) // 512 * 512
    content[start : start + 512] = bytes(len(content[start : start + 512]))


def swap(content: bytearray, luck: Random, page: int) -> None:
    """Swap two pages, as a confused disk does."""
    one, other = (number * page for number in luck.sample(range(1, len(content) // page), 2))
    first, second = content[one : one + page], content[other : other + page]
    content[one : one + page], content[other : other + page] = second, first


def damages(content: bytes, page: int) -> Iterator[tuple[str, bytes]]:
    """Damaged copies, each with a name."""
    kinds: tuple[Callable[[bytearray, Random, int], None], ...] = (bits, truncation, sector, swap)
    for number in range(COPIES):
        luck = Random(number)  # noqa: S311 - the same damage every time
        kind = kinds[number % len(kinds)]
        damaged = bytearray(content)
        kind(damaged, luck, page)
        yield f"{kind.__name__}-{number}", bytes(damaged)


def test_damaged_copies_publish_no_other_figures(
    sound: Path, run: Run, record_testsuite_property: Callable[[str, object], None]
) -> None:
    right = {
        command: published(run, copied(sound, f"sound-{command}"), command)[2]
        for command in PUBLISHING
    }
    ((page,),) = rows(sound, "PRAGMA page_size")
    refused, wrong = 0, []
    for number, (name, content) in enumerate(damages(sound.read_bytes(), int(str(page)))):
        # In turn by default, for each is three processes; all three at full size.
        turn = PUBLISHING if FULL else (PUBLISHING[number % 3],)
        for command in turn:
            path = copied(sound, f"{name}-{command}", content)
            code, said, figures = published(run, path, command)
            refused += code != 0
            if "Traceback" in said or code not in (0, 4) or (figures and figures != right[command]):
                wrong.append((name, command, code, said))
            shutil.rmtree(path.parent)

    record_testsuite_property("damaged", f"{COPIES} copies, {refused} refused")
    assert wrong == []
    assert refused > COPIES // 4


LONG = f"""
import sys

from qzinvest.cli import entry
from qzinvest.ledger import queries

queries.office = lambda connection: connection.execute("{ENDLESS}").fetchone()
sys.argv = ["qzinvest", "undo", "--db", sys.argv[1]]
entry.run()
"""


@SIGNALS
def test_a_signal_ends_a_long_statement(ledger: Path, number: int, code: int) -> None:
    with reading(ledger) as connection:
        before = heads(connection)
    started = subprocess.Popen(
        [sys.executable, "-c", LONG, ledger], env=ENVIRON, stderr=subprocess.PIPE, text=True
    )
    while started.poll() is None and not is_listening(started.pid):
        time.sleep(0.001)
    time.sleep(1)
    started.send_signal(number)
    _, said = started.communicate(timeout=60)

    assert started.returncode == code
    assert "Traceback" not in said
    with reading(ledger) as connection:
        assert heads(connection) == before


def test_a_statement_without_end_is_ended(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_PACES", 5)
    with pytest.raises(LedgerEndless), reading(ledger) as connection:
        connection.execute(ENDLESS)
