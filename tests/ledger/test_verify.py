"""Verifying names what differs, and only that."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qzinvest.errors import LedgerMissing, NotALedger
from qzinvest.ledger import verify
from qzinvest.ledger.connection import Use, connect
from qzinvest.ledger.queries import reading
from qzinvest.ledger.verify import Finding, findings, rebuild
from qzinvest.model.stage import Stage
from tests.ledger.samples import (
    execute,
    overwrite,
    project,
    reached,
    record,
    rows,
    tables,
    worded,
)
from tests.ruled import ruled

NO_GUARD = "DROP TRIGGER event_no_update"
NO_OFFICE = "meta: does not name the office that began the log"
PLAN = "plan QZ quanzhou-2022 2022-01-01 2 2022-01-01 2022-12-31"
TARGET = "target QZ quanzhou-2022 2022-01-01 district 350582 signed_projects 2"
GUARD = "schema: trigger event_no_update"


@pytest.fixture
def three(ledger: Path) -> Path:
    record(ledger, project("A", code="E-1"), project("B"), project("C"))
    return ledger


def test_a_sound_ledger_has_no_findings_and_is_not_touched(three: Path) -> None:
    before = three.read_bytes()

    assert worded(three) == []

    assert three.read_bytes() == before
    assert [file.name for file in three.parent.iterdir()] == ["ledger.db"]


def test_verifying_sees_what_is_committed_but_not_in_the_main_file_yet(three: Path) -> None:
    with closing(sqlite3.connect(three)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM event").fetchone()
        record(three, project("D"))  # stays in the write-ahead log while somebody reads

        assert worded(three) == []
        execute(three, "UPDATE project SET amount = 1 WHERE n = 4")
        assert worded(three)[0] == "project QZ-4 is not what the log says"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE project SET amount = 1 WHERE n = 2",
            ["project QZ-2 is not what the log says", "project QZ-2 of the log is missing"],
        ),
        ("DELETE FROM project WHERE n = 3", ["project QZ-3 of the log is missing"]),
        ("UPDATE passage SET n = 9 WHERE n = 3", [
            "passage QZ-9 is not what the log says",
            "passage QZ-3 of the log is missing",
        ]),
        ("UPDATE target SET share = 262 WHERE unit = '350582' AND share = 261", [
            f"{TARGET} 262 is not what the log says",
            f"{TARGET} 261 of the log is missing",
        ]),
        ("DELETE FROM plan", [f"{PLAN} of the log is missing"]),
        ("UPDATE meta SET value = 'XX'", [NO_OFFICE]),
        ("INSERT INTO meta VALUES ('a', 'b')", [NO_OFFICE]),
        ("DELETE FROM meta", [NO_OFFICE]),
        ("DROP INDEX passage_signed", ["schema: index passage_signed"]),
        ("DROP TRIGGER event_no_fork", ["schema: trigger event_no_fork"]),
        (
            "CREATE TRIGGER twice AFTER INSERT ON passage BEGIN SELECT 1; END",
            ["schema: trigger twice is not the program's and is on one of its tables"],
        ),
        (
            "CREATE TABLE notes(x)",
            ["Remark: table notes is not the program's; nothing rests on it"],
        ),
        ("ANALYZE", ["Remark: table sqlite_stat1 is not the program's; nothing rests on it"]),
    ],
)  # fmt: skip
def test_a_row_that_the_log_does_not_say_is_named(
    three: Path, statement: str, expected: list[str]
) -> None:
    execute(three, statement)

    assert worded(three) == expected


@pytest.mark.parametrize(
    "column", ["org", "seq", "at", "who", "kind", "key", "body", "prev", "hash"]
)
def test_every_column_of_an_event_is_under_the_chain(three: Path, column: str) -> None:
    new = {"seq": "9", "prev": "zeroblob(32)", "hash": "zeroblob(32)", "body": "body || ' '"}
    value = new.get(column, f"{column} || 'x'")
    overwrite(three, 4, column, value)

    found = worded(three)

    assert GUARD in found
    named = {
        "org": "event QZx:4",
        "seq": "event QZ:9",
        "prev": "event QZ:4: does not continue the chain",
    }
    assert any(line.startswith(named.get(column, "event QZ:4")) for line in found)


def test_an_event_cut_out_of_the_middle_or_the_end_is_missed(three: Path) -> None:
    middle, end = three, three.with_name("end.db")
    end.write_bytes(three.read_bytes())
    execute(middle, "DROP TRIGGER event_no_delete", "DELETE FROM event WHERE seq = 4")
    execute(end, "DROP TRIGGER event_no_delete", "DELETE FROM event WHERE seq = 5")

    assert "event QZ:5: follows number 3" in worded(middle)
    assert "chain QZ: its head is not event QZ:4" in worded(end)


def test_a_chain_rewritten_whole_is_missed_by_its_head(three: Path) -> None:
    execute(three, "UPDATE chain SET hash = zeroblob(32)")

    assert worded(three) == [
        "chain QZ: its head is not event QZ:5",
        "chain QZ is not what the log says",
        "chain QZ of the log is missing",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passage SET amount = amount + 1 WHERE n = 2",
        "DELETE FROM passage WHERE n = 2",
        "UPDATE entry SET day = day + 1",
        "UPDATE ruling SET value = 'x'",
        "UPDATE project SET name = 'x' WHERE n = 1",
        "UPDATE plan SET ends = '2023-12-31'",
        "UPDATE target SET share = share + 1 WHERE unit = '350582'",
        "UPDATE chain SET facts = facts + 1",
    ],
)
def test_a_changed_row_of_facts_is_found_without_a_replay(ledger: Path, statement: str) -> None:
    paid = reached(Stage.FUNDED, "2022-05-01", amount=7)
    record(ledger, project("A", paid), ruled(project("B"), excluded="twice"), project("C"))
    record(ledger, project("D"))
    assert findings(ledger, quick=True) == []
    execute(ledger, statement.replace("n = 2", "n = 3"))
    assert findings(ledger, quick=True) == [Finding("facts", "QZ")]
    assert findings(ledger, quick=False) != []
    rebuild(ledger)
    assert findings(ledger, quick=True) == []


def test_many_findings_are_counted_not_listed(ledger: Path) -> None:
    record(ledger, *(project(f"P{n}") for n in range(50)))
    execute(ledger, NO_GUARD, "UPDATE event SET who = 'x'", "UPDATE project SET amount = 1")

    found = worded(ledger)

    assert sum(line.startswith("event ") for line in found) == 20
    assert "events: 32 more" in found
    assert sum(line.endswith("is not what the log says") for line in found) == 20


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "7", '{"name":"A"}', '{"name":"A","amount":1,"milestones":{"none":{}}}',
     '{"name":"A","amount":1,"milestones":{}}',
     '{"name":"A","amount":1,"milestones":{"lead":{"on":"2022-02-30"}}}',
     '{"name":"A","amount":99999999999999999999,"milestones":{"lead":{"on":"2022-02-03"}}}'],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_a_finding(three: Path, body: str) -> None:
    overwrite(three, 4, "body", f"'{body}'")

    found = worded(three)

    assert found[:2] == [GUARD, "event QZ:4: content does not match its hash"]
    assert found[2].startswith("unreadable: ")


def test_a_plans_body_that_cannot_be_read_is_a_finding(three: Path) -> None:
    overwrite(three, 2, "body", """replace(body, '"titles":[', '"titles":[],"t":[')""")

    assert worded(three)[-1].startswith("unreadable: ")


def test_a_broken_page_is_a_finding(three: Path) -> None:
    (page,) = rows(three, "SELECT rootpage FROM sqlite_master WHERE name = 'project_name_key'")[0]
    (size,) = rows(three, "PRAGMA page_size")[0]
    content = bytearray(three.read_bytes())
    content[(int(str(page)) - 1) * int(str(size))] ^= 0xFF
    three.write_bytes(content)

    found = worded(three)

    assert found
    assert all(line.startswith(("sqlite: ", "unreadable: ")) for line in found)


def test_there_must_be_a_ledger_to_verify(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no ledger " * 100, encoding="utf-8")

    with pytest.raises(LedgerMissing):
        worded(tmp_path / "none.db")
    with pytest.raises(NotALedger):
        worded(tmp_path / "text")


def test_rebuilding_folds_the_log_anew(three: Path) -> None:
    before = tables(three)
    execute(
        three,
        "DELETE FROM project WHERE n = 1",
        "UPDATE passage SET amount = 1",
        "DELETE FROM passage WHERE n = 2",
        "DELETE FROM target",
        "UPDATE chain SET numbers = 77",
    )
    assert worded(three)

    rebuild(three)

    assert tables(three) == before
    assert worded(three) == []


@pytest.mark.uncounted
def test_folding_anew_takes_as_long_for_each_of_more_projects(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps of the database are counted: twice the paid projects may take twice as many."""
    taken = []
    for many in (400, 800):
        path = Path(shutil.copy(template, tmp_path / f"{many}.db"))
        funded = reached(Stage.FUNDED, "2022-03-15")._replace(amount=10**8)
        record(path, *(project(f"P{n}", funded) for n in range(many)))
        ticks = iter(range(10**9))

        def counted(path: Path, use: Use, ticks: Iterator[int] = ticks) -> sqlite3.Connection:
            connection = connect(path, use)
            connection.set_progress_handler(lambda: next(ticks) < 0, 1000)
            return connection

        monkeypatch.setattr(verify, "connect", counted)
        assert findings(path) == []
        taken.append(next(ticks))
    assert taken[1] < 2.2 * taken[0]


@pytest.mark.uncounted
def test_a_program_that_stays_open_is_told_of(ledger: Path) -> None:
    with reading(ledger) as idle:
        idle.execute("SELECT COUNT(*) FROM event").fetchone()
        record(ledger, *(project(f"P{n}" + "长" * 100, note="长" * 300) for n in range(9_000)))
        (found,) = findings(ledger)
    assert (found.problem, found.about, found.is_remark) == ("reader", f"{ledger}-wal", True)
    assert int(found.detail) > 16
    assert findings(ledger) == []
