"""The schema keeps the log append-only, whatever SQL is thrown at it, and survives migration."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest
import sqlite_utils
import sqlite_utils.plugins

from qzinvest.errors import LedgerDamaged, LedgerOccupied
from qzinvest.ledger import fold, schema
from qzinvest.ledger.connection import connect
from qzinvest.ledger.verify import rebuild
from qzinvest.ledger.views import VIEWS
from tests.ledger.samples import execute, project, record, rows, table, tables, worded

COLUMNS = "org, seq, at, who, kind, key, body, step, undoes, prev, hash"

NOW = schema.VERSION
FIRST_VERSION = Path(__file__).parents[1] / "data" / "ledger-v1.sql"


@pytest.fixture
def recorded(ledger: Path) -> Path:
    """A ledger of four events: the office, its plan, two projects."""
    record(ledger, project("A"), project("B"))
    return ledger


def test_every_table_is_strict_and_without_rowid(ledger: Path) -> None:
    found = rows(
        ledger,
        "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'",
    )

    assert {row for row in found if row[0] != "sqlite_schema"} == {
        (table, 1, 1) for table in schema.TABLES
    }


def test_strict_columns_refuse_the_wrong_type(ledger: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value"):
        execute(ledger, "UPDATE chain SET seq = 'many'")


def test_every_projection_begins_with_the_office(ledger: Path) -> None:
    for name in schema.PROJECTIONS:
        keys = {row[5]: row[1] for row in rows(ledger, f"PRAGMA table_info({name})")}
        assert keys[1] == "org"


def copy(n: int, /, **columns: str) -> str:
    """A SELECT that gives the event of this number, some columns replaced by SQL."""
    chosen = ", ".join(columns.get(name, name) for name in COLUMNS.split(", "))
    return f"SELECT {chosen} FROM event WHERE seq = {n}"  # noqa: S608 - our own words


UPSERT = "ON CONFLICT (org, seq) DO UPDATE SET body = excluded.body"
BODY = {"body": "'{}'"}
OTHER = BODY | {"hash": "zeroblob(32)"}


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE event SET who = 'nobody' WHERE seq = 3", "append-only"),
        ("UPDATE OR REPLACE event SET seq = 3 WHERE seq = 4", "append-only"),
        ("UPDATE OR IGNORE event SET body = '{}'", "append-only"),
        ("DELETE FROM event WHERE seq = 4", "append-only"),
        ("DELETE FROM event", "append-only"),
        (f"REPLACE INTO event {copy(3, **OTHER)}", "forked"),
        (f"INSERT OR REPLACE INTO event {copy(4, **OTHER)}", "forked"),
        (f"INSERT OR IGNORE INTO event {copy(4, **OTHER)}", "forked"),
        (f"INSERT INTO event {copy(3, **OTHER)}", "forked"),
        (f"INSERT INTO event {copy(3, **OTHER)} {UPSERT}", "forked"),
        (f"INSERT INTO event {copy(4, seq='9', prev='hash', **OTHER)}", "gap"),
        (f"INSERT INTO event {copy(4, seq='5', **OTHER)}", "gap"),
        (f"INSERT INTO event {copy(4, seq='0', **OTHER)}", "CHECK"),
        (f"INSERT INTO event {copy(4, seq='5', prev='hash', step='6', **OTHER)}", "CHECK"),
        (f"INSERT INTO event {copy(4, seq='5', prev='hash', undoes='5', **OTHER)}", "CHECK"),
        (
            f"INSERT INTO event {copy(4, seq='5', prev='hash', step='NULL', undoes='3', **OTHER)}",
            "CHECK",
        ),
    ],
)
def test_the_log_refuses_everything_but_its_next_event(
    recorded: Path, statement: str, reason: str
) -> None:
    before = tables(recorded)

    with pytest.raises(sqlite3.IntegrityError, match=reason):
        execute(recorded, statement)

    assert tables(recorded) == before


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO event {copy(3)}",
        f"REPLACE INTO event {copy(3)}",
        # Whoever brings the hash of the row that is there brings that row, whatever else it says.
        f"INSERT INTO event {copy(3, **BODY)} {UPSERT}",
    ],
)
def test_the_same_event_again_is_ignored(recorded: Path, statement: str) -> None:
    before = tables(recorded)

    execute(recorded, statement)

    assert tables(recorded) == before


def test_the_next_event_is_taken(recorded: Path) -> None:
    execute(recorded, f"INSERT INTO event {copy(4, seq='5', prev='hash', hash='zeroblob(32)')}")

    assert rows(recorded, "SELECT MAX(seq) FROM event") == [(5,)]
    assert "event QZ:5: content does not match its hash" in worded(recorded)


class Plugin:
    """A plugin of sqlite-utils, such as somebody may have installed for other work."""

    ran: ClassVar[list[object]] = []

    @sqlite_utils.hookimpl
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        self.ran.append(conn)


@pytest.fixture
def plugin() -> Iterator[type[Plugin]]:
    instance = Plugin()
    sqlite_utils.plugins.pm.register(instance)
    Plugin.ran.clear()
    yield Plugin
    sqlite_utils.plugins.pm.unregister(instance)


def test_plugins_are_not_run_on_a_ledger(plugin: type[Plugin], recorded: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(connection)
    assert worded(recorded) == []
    assert plugin.ran == []

    sqlite_utils.Database(memory=True)  # it would have been run
    assert len(plugin.ran) == 1


def test_the_shape_names_what_is_not_as_it_should_be(recorded: Path) -> None:
    execute(
        recorded,
        "DROP TRIGGER event_no_fork",
        "DROP INDEX passage_signed",
        "CREATE TABLE evnet(x)",
        "CREATE VIEW large AS SELECT * FROM project",
        "ANALYZE",
        "CREATE INDEX by_name ON project(name)",
        "CREATE TRIGGER twice AFTER INSERT ON passage BEGIN SELECT 1; END",
        "DROP TRIGGER event_no_delete",
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT 1; END",
    )

    with closing(connect(recorded, "inspect")) as connection:
        assert schema.shape(connection) == schema.Shape(
            wrong=["index passage_signed", "trigger event_no_delete", "trigger event_no_fork"],
            foreign=["index by_name", "trigger twice"],
            beside=["table evnet", "table sqlite_stat1", "view large"],
        )


def test_what_is_laid_is_what_is_compared(recorded: Path) -> None:
    with closing(connect(recorded)) as connection:
        assert schema.shape(connection) == schema.Shape([], [], [])


OLDER = range(1, 5)
"""The versions whose log the first one's stands for."""


def laid_before(path: Path, version: int) -> dict[str, list[tuple[object, ...]]]:
    """Make a ledger of an earlier version at ``path``; gives the rows that must stay."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST_VERSION.read_text(encoding="utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
    path.chmod(0o600)
    return said(path)


def said(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the first version said already: its log and what it folded from that."""
    log = "SELECT org, seq, at, who, kind, key, body, prev, hash FROM event ORDER BY org, seq"
    chain = rows(path, "SELECT org, seq, hash, numbers FROM chain ORDER BY org")
    shared = {name: table(path, name) for name in ("target", "plan", "meta")}
    return shared | {"event": rows(path, log), "chain": chain}


@pytest.mark.parametrize("version", OLDER)
def test_an_older_ledger_is_laid_and_folded_anew_and_says_the_same(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "ledger.db"
    before = laid_before(path, version)
    execute(path, "CREATE VIEW authors AS SELECT who FROM event")

    connect(path).close()
    connect(path).close()

    assert rows(path, "PRAGMA user_version") == [(NOW,)]
    assert said(path) == before
    assert rows(path, "SELECT DISTINCT step, undoes FROM event") == [(None, None)]
    assert rows(path, "SELECT n, name, investor_key, same_as FROM project") == [
        (1, "晋江芯片项目", "华威电源", None),
        (2, "石材", None, None),
        (3, "C", None, None),
    ]
    assert rows(path, "SELECT DISTINCT who FROM authors") == [("clerk",)]
    assert worded(path) == ["Remark: view authors is not the program's; nothing rests on it"]
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        execute(path, "DELETE FROM event")
    backup = tmp_path / f"ledger.db.v{version}.bak"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["ledger.db", backup.name]
    assert backup.stat().st_mode & 0o777 == 0o600
    assert said(backup) == before


def test_a_ledger_that_was_put_back_and_went_on_is_copied_again(tmp_path: Path) -> None:
    path, first = tmp_path / "ledger.db", tmp_path / "ledger.db.v1.bak"
    before = laid_before(path, 1)
    connect(path).close()
    kept = first.read_bytes()

    def put_back(*statements: str) -> list[str]:
        path.write_bytes(kept)
        execute(path, *statements)
        connect(path).close()
        return sorted(file.name for file in tmp_path.iterdir())

    assert put_back() == [path.name, first.name]
    went_on = "UPDATE chain SET hash = x'0123456789'"  # as if something had been recorded
    copy = "ledger.db.v1.01234567.bak"
    assert put_back(went_on) == put_back(went_on) == sorted([path.name, first.name, copy])
    assert first.read_bytes() == kept
    assert said(tmp_path / copy) != said(first) == before


def laid_by_the_fifth(path: Path) -> None:
    """Make a ledger of this version one of the fifth, as far as a migration looks at it."""
    views = [f"DROP VIEW {name}" for name in VIEWS]
    execute(path, *views, "DROP TABLE name", "PRAGMA user_version = 5")


def test_a_ledger_of_the_fifth_version_keeps_its_steps(recorded: Path) -> None:
    before = tables(recorded)
    laid_by_the_fifth(recorded)
    execute(recorded, "CREATE TABLE tally(x)", "INSERT INTO tally VALUES (1)")

    connect(recorded).close()

    assert tables(recorded) == before
    assert worded(recorded) == ["Remark: table tally is not the program's; nothing rests on it"]
    assert rows(recorded, "SELECT * FROM tally") == [(1,)]
    assert rows(recorded, "SELECT COUNT(*) FROM milestones") == [(6,)]
    assert recorded.with_name("ledger.db.v5.bak").exists()


@pytest.mark.parametrize("version", [7, 13])
def test_a_ledger_of_an_earlier_version_is_folded_anew(recorded: Path, version: int) -> None:
    before = tables(recorded)
    execute(recorded, "DROP INDEX passage_plain", "UPDATE project SET name = 'as it was then'")
    execute(recorded, f"PRAGMA user_version = {version}")

    connect(recorded).close()

    assert tables(recorded) == before
    assert rows(recorded, "SELECT 1 FROM sqlite_master WHERE name = 'passage_plain'") == [(1,)]
    assert recorded.with_name(f"ledger.db.v{version}.bak").exists()


@pytest.mark.parametrize(
    ("statement", "version", "name"),
    [
        ("CREATE TABLE Projects(x)", 1, "table Projects"),
        ("CREATE VIEW projects AS SELECT * FROM project", 4, "view projects"),
        ("CREATE TABLE milestones(x)", 5, "table milestones"),
        ("CREATE VIEW entries AS SELECT 1", 5, "view entries"),
        ("CREATE TABLE name(x)", 5, "table name"),
        ("CREATE TABLE entry(x)", 4, "table entry"),
        ("CREATE TABLE passage(x)", 2, "table passage"),
    ],
)
def test_a_name_that_somebody_took_stops_a_migration_before_it_begins(
    recorded: Path, tmp_path: Path, statement: str, version: int, name: str
) -> None:
    path = recorded if version == 5 else tmp_path / "old.db"
    if version == 5:
        laid_by_the_fifth(path)
    else:
        laid_before(path, version)
    execute(path, statement)
    before = dump(path)

    with pytest.raises(LedgerOccupied) as caught:
        connect(path)

    assert caught.value.fields == {"path": str(path), "names": (name,)}
    assert caught.value.exit_code == 4
    assert dump(path) == before
    assert list(tmp_path.glob("*.bak")) == []

    kind, old = name.split()
    execute(path, f"DROP {kind} {old}" if kind == "view" else f"ALTER TABLE {old} RENAME TO mine")
    connect(path).close()
    assert [line for line in worded(path) if "Remark" not in line] == []


def test_a_view_that_is_changed_is_laid_anew(recorded: Path) -> None:
    execute(recorded, "DROP VIEW projects", "CREATE VIEW projects AS SELECT 1 AS id")

    with pytest.raises(LedgerDamaged) as caught:
        connect(recorded)
    assert caught.value.fields["detail"] == "schema: view projects"
    assert worded(recorded) == ["schema: view projects"]

    rebuild(recorded)
    assert worded(recorded) == []
    assert rows(recorded, "SELECT id FROM projects") == [("QZ-1",), ("QZ-2",)]


def test_a_table_in_the_place_of_a_view_is_left_alone(recorded: Path) -> None:
    execute(recorded, "DROP VIEW projects", "CREATE TABLE projects AS SELECT 7 AS mine")

    with pytest.raises(LedgerOccupied):
        rebuild(recorded)
    assert rows(recorded, "SELECT * FROM projects") == [(7,)]

    execute(recorded, "ALTER TABLE projects RENAME TO mine")
    rebuild(recorded)
    assert rows(recorded, "SELECT id FROM projects") == [("QZ-1",), ("QZ-2",)]


def test_a_trigger_on_a_view_is_a_strangers(recorded: Path) -> None:
    execute(
        recorded,
        "CREATE TRIGGER in_place INSTEAD OF DELETE ON projects BEGIN DELETE FROM project; END",
    )
    with closing(connect(recorded, "inspect")) as connection:
        assert schema.shape(connection).foreign == ["trigger in_place"]

    rebuild(recorded)
    assert worded(recorded) == []


def test_a_migrated_ledger_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    laid_before(path, 1)

    (new,) = record(path, project("D"))

    assert new.id == "QZ-4"
    assert rows(path, "SELECT seq, step FROM event WHERE seq > 5") == [(6, None), (7, 7)]
    assert worded(path) == []


def test_a_log_that_no_version_laid_is_not_migrated(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    before = laid_before(path, 1)
    execute(path, "DROP TRIGGER event_no_delete")

    with pytest.raises(LedgerDamaged) as caught:
        connect(path)

    assert caught.value.fields["detail"] == "schema: trigger event_no_delete"
    assert said(path) == before
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]


def test_a_migration_holds_the_lock_from_the_backup_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.db"
    laid_before(path, 1)
    replay = fold.replay

    def last(connection: sqlite3.Connection) -> None:
        assert connection.in_transaction
        assert path.with_name("ledger.db.v1.bak").exists()
        with closing(sqlite3.connect(path, timeout=0)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            assert other.execute("PRAGMA user_version").fetchone() == (1,)
        replay(connection)

    monkeypatch.setattr(fold, "replay", last)
    connect(path).close()

    assert rows(path, "PRAGMA user_version") == [(NOW,)]
    assert len(rows(path, "SELECT * FROM project")) == 3


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    laid_before(path, 1)
    execute(path, "DROP TRIGGER event_no_update", "UPDATE event SET body = '{}' WHERE seq = 4")
    execute(path, schema.TRIGGERS["event_no_update"])
    before = dump(path)

    with pytest.raises(LedgerDamaged):
        connect(path)

    assert dump(path) == before


def dump(path: Path) -> list[str]:
    """The whole file as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
