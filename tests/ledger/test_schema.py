"""The schema keeps the log append-only, whatever SQL is thrown at it, and survives migration."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest
import sqlite_utils
import sqlite_utils.plugins

from qzinvest.errors import LedgerDamaged
from qzinvest.ledger import schema
from qzinvest.ledger.connection import connect
from tests.ledger.samples import execute, project, record, rows, tables, worded

COLUMNS = "org, seq, at, who, kind, key, body, prev, hash"

NOW, NEXT = schema.VERSION, schema.VERSION + 1
FIRST_VERSION = Path(__file__).parents[1] / "data" / "ledger-v1.sql"


@pytest.fixture
def recorded(ledger: Path) -> Path:
    """A ledger of four events: the office, its plan, two projects."""
    record(ledger, project("A"), project("B"))
    return ledger


def test_every_table_is_strict_and_without_rowid(ledger: Path) -> None:
    found = rows(ledger, "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main'")

    assert {row for row in found if row[0] != "sqlite_schema"} == {
        (table, 1, 1) for table in schema.TABLES
    }


def test_strict_columns_refuse_the_wrong_type(ledger: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value"):
        execute(ledger, "UPDATE chain SET seq = 'many'")


def test_every_projection_begins_with_the_office(ledger: Path) -> None:
    for table in schema.PROJECTIONS:
        keys = {row[5]: row[1] for row in rows(ledger, f"PRAGMA table_info({table})")}
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
        "DROP INDEX milestone_large",
        "CREATE TABLE evnet(x)",
        "CREATE VIEW large AS SELECT * FROM project",
        "ANALYZE",
        "CREATE INDEX by_name ON project(name)",
        "CREATE TRIGGER twice AFTER INSERT ON tally BEGIN SELECT 1; END",
        "DROP TRIGGER event_no_delete",
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT 1; END",
    )

    with closing(connect(recorded, "inspect")) as connection:
        assert schema.shape(connection) == schema.Shape(
            wrong=["index milestone_large", "trigger event_no_delete", "trigger event_no_fork"],
            foreign=["index by_name", "trigger twice"],
            beside=["table evnet", "table sqlite_stat1", "view large"],
        )


def test_what_is_laid_is_what_is_compared(recorded: Path) -> None:
    with closing(connect(recorded)) as connection:
        assert schema.shape(connection) == schema.Shape([], [], [])


def test_a_table_rebuilt_by_a_migration_keeps_its_triggers(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(recorded)

    def rebuild(connection: sqlite3.Connection) -> None:
        # What a rebuild does, and what drops the triggers without a word.
        connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM event")
        connection.execute("DROP TABLE event")
        connection.execute(schema.TABLES["event"])
        connection.execute("INSERT INTO event SELECT * FROM kept")
        connection.execute(schema.INDEXES["event_key"])
        left = connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger'")
        assert left.fetchone() == (0,)

    monkeypatch.setattr(schema, "VERSION", NEXT)
    monkeypatch.setitem(schema.MIGRATIONS, NOW, rebuild)
    connect(recorded).close()

    triggers = rows(recorded, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    assert sorted(triggers) == [(name,) for name in sorted(schema.TRIGGERS)]
    assert tables(recorded) == before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        execute(recorded, "DELETE FROM event")


def add_table(connection: sqlite3.Connection) -> None:
    """A step that fails when it is taken twice."""
    connection.execute("CREATE TABLE addition(x TEXT) STRICT")


def test_an_older_ledger_is_migrated_after_a_backup_beside_it(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(recorded)
    monkeypatch.setattr(schema, "VERSION", NEXT)
    monkeypatch.setitem(schema.MIGRATIONS, NOW, add_table)

    connect(recorded).close()
    connect(recorded).close()

    assert rows(recorded, "PRAGMA user_version") == [(NEXT,)]
    assert rows(recorded, "SELECT * FROM addition") == []
    assert tables(recorded) == before
    monkeypatch.undo()
    backup = recorded.with_name(f"ledger.db.v{NOW}.bak")
    assert sorted(file.name for file in recorded.parent.iterdir()) == ["ledger.db", backup.name]
    assert backup.stat().st_mode & 0o777 == 0o600
    assert tables(backup) == before
    assert worded(backup) == []


def test_steps_are_taken_in_order(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_table(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO addition VALUES ('second')")

    monkeypatch.setattr(schema, "VERSION", NEXT + 1)
    monkeypatch.setitem(schema.MIGRATIONS, NEXT, fill_table)
    monkeypatch.setitem(schema.MIGRATIONS, NOW, add_table)

    connect(recorded).close()

    assert rows(recorded, "SELECT * FROM addition") == [("second",)]


def test_a_migration_holds_the_lock_from_the_backup_to_the_end(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(connection: sqlite3.Connection) -> None:
        assert connection.in_transaction
        assert recorded.with_name(f"ledger.db.v{NOW}.bak").exists()
        with closing(sqlite3.connect(recorded, timeout=0)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            assert other.execute("PRAGMA user_version").fetchone() == (NOW,)
        add_table(connection)

    monkeypatch.setattr(schema, "VERSION", NEXT)
    monkeypatch.setitem(schema.MIGRATIONS, NOW, step)

    connect(recorded).close()

    assert rows(recorded, "PRAGMA user_version") == [(NEXT,)]


def test_a_migration_that_fails_changes_nothing(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        add_table(connection)
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("INSERT INTO addition VALUES (1, 2, 3)")

    before = tables(recorded)
    monkeypatch.setattr(schema, "VERSION", NEXT)
    monkeypatch.setitem(schema.MIGRATIONS, NOW, fail)

    with pytest.raises(LedgerDamaged):
        connect(recorded)

    monkeypatch.undo()
    assert tables(recorded) == before
    assert worded(recorded) == []


def test_a_ledger_of_the_version_before_gets_its_passages(recorded: Path) -> None:
    before = tables(recorded)
    execute(recorded, "DROP TABLE passage", f"PRAGMA user_version = {NOW - 1}")
    connect(recorded).close()
    assert before["passage"]
    assert tables(recorded) == before
    assert worded(recorded) == []


def test_a_ledger_of_the_first_version_is_folded_anew_and_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST_VERSION.read_text(encoding="utf-8"))
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
    shared = ("event", "milestone", "tally", "target", "plan", "chain")
    before = {table: rows(path, f"SELECT * FROM {table}") for table in shared}  # noqa: S608 - ours

    connect(path).close()

    assert rows(path, "PRAGMA user_version") == [(NOW,)]
    assert {table: rows(path, f"SELECT * FROM {table}") for table in shared} == before  # noqa: S608 - ours
    assert rows(path, "SELECT n, name, investor_key, same_as FROM project") == [
        (1, "晋江芯片项目", "华威电源", None),
        (2, "石材", None, None),
        (3, "C", None, None),
    ]
    assert worded(path) == []
