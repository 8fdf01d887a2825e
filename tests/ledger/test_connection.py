"""Opening: settings, file rules, transactions, and every fault as an error of ours."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from errno import EDQUOT, EFBIG, ENOSPC, EPERM
from pathlib import Path

import pytest

from qzinvest.errors import (
    DiskFull,
    FileUnreadable,
    FileUnwritable,
    LedgerDamaged,
    LedgerLocked,
    LedgerMissing,
    LedgerNewer,
    LimitReached,
    NameTooLong,
    NetworkFileSystem,
    NotALedger,
    OldSqlite,
    QzinvestError,
)
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger import place, schema, trouble
from qzinvest.ledger.connection import Use, connect, create, transaction
from qzinvest.ledger.place import file_system, mounted, remote_drive
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import found, recording
from qzinvest.ledger.trouble import faults
from qzinvest.locale import wording
from qzinvest.render.causes import error_text
from tests.ledger.samples import STAMP, execute, project, record, rows, tables

MOUNTS = """\
/dev/vda / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
server:/export /mnt/office nfs4 rw 0 0
//server/share /mnt/our\\040files cifs rw 0 0
/dev/sdb1 /mnt/office/local ext4 rw 0 0
lake /mnt/our\\011files lustre rw 0 0
host /mnt/our\\134files 9p rw 0 0
pool /mnt/our\x85\u2028\r\ffiles ceph rw 0 0
"""


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("trusted_schema", 0),
    ],
)
def test_every_connection_has_the_settings(ledger: Path, setting: str, value: object) -> None:
    with closing(connect(ledger)) as connection:
        assert connection.execute(f"PRAGMA {setting}").fetchone() == (value,)


def nothing(connection: sqlite3.Connection) -> None:
    """A new ledger's first events: none."""
    assert connection.in_transaction


def test_the_timeout_is_30_seconds(ledger: Path) -> None:
    with closing(connect(ledger)) as connection:
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,)


def test_the_ledger_and_its_companions_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ledger.db"
    before = os.umask(0)
    try:
        create(path, "QZ", nothing)
        with closing(connect(path)) as connection, transaction(connection):
            connection.execute("INSERT INTO meta VALUES ('a', 'b')")
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(before)

    assert modes == {"ledger.db": 0o600, "ledger.db-wal": 0o600, "ledger.db-shm": 0o600}


def test_creating_leaves_an_existing_ledger_alone(ledger: Path) -> None:
    before = tables(ledger)

    assert not create(ledger, "OTHER", nothing)

    assert tables(ledger) == before
    assert [file.name for file in ledger.parent.iterdir()] == ["ledger.db"]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for below in ("file/ledger.db", "file/folder/ledger.db"):
        with pytest.raises(FileUnwritable):
            create(tmp_path / below, "QZ", nothing)


def test_a_ledger_whose_first_events_fail_is_none(tmp_path: Path) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO meta VALUES ('half', 'written')")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create(tmp_path / "ledger.db", "QZ", fail)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.touch()

    assert create(path, "QZ", nothing)

    assert rows(path, "SELECT * FROM meta") == [("office", "QZ")]


def test_creating_works_where_files_cannot_be_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)

    assert create(tmp_path / "ledger.db", "QZ", nothing)
    assert not create(tmp_path / "ledger.db", "OTHER", nothing)

    assert rows(tmp_path / "ledger.db", "SELECT * FROM meta") == [("office", "QZ")]
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]


def test_no_file_and_an_empty_file_are_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    for name in ("none.db", "empty.db", "empty.db/below.db"):
        with pytest.raises(LedgerMissing):
            connect(tmp_path / name)

    assert [file.name for file in tmp_path.iterdir()] == ["empty.db"]


def test_other_things_are_not_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("code,name\n" * 1000, encoding="utf-8")
    execute(tmp_path / "other.db", "CREATE TABLE event(x)")
    for path in (tmp_path, tmp_path / "text.db", tmp_path / "other.db"):
        with pytest.raises(NotALedger):
            connect(path)


def test_a_newer_ledger_is_refused_and_left_alone(ledger: Path) -> None:
    execute(ledger, f"PRAGMA user_version = {schema.VERSION + 1}")
    before = ledger.read_bytes()

    with pytest.raises(LedgerNewer) as caught:
        connect(ledger)

    assert caught.value.exit_code == 4
    assert caught.value.fields == {
        "path": str(ledger),
        "found": schema.VERSION + 1,
        "known": schema.VERSION,
    }
    assert ledger.read_bytes() == before


@pytest.mark.parametrize("version", [0, -7])
def test_a_version_that_never_was_is_damage(ledger: Path, version: int) -> None:
    execute(ledger, f"PRAGMA user_version = {version}")

    with pytest.raises(LedgerDamaged):
        connect(ledger)

    assert [file.name for file in ledger.parent.iterdir()] == ["ledger.db"]


def test_damage_that_sqlite_cannot_even_quote_is_damage(ledger: Path) -> None:
    schema = b"CREATE TABLE passage("
    content = ledger.read_bytes()
    assert content.count(schema) == 1
    ledger.write_bytes(content.replace(schema, b"CREATE \xffABLE passage("))

    with pytest.raises(LedgerDamaged):
        connect(ledger)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/clerk/ledger.db", "ext4"),
        ("/run/ledger.db", "tmpfs"),
        ("/runner.db", "ext4"),
        ("/mnt/office/ledger.db", "nfs4"),
        ("/mnt/office/local/ledger.db", "ext4"),
        ("/mnt/our files/ledger.db", "cifs"),
        ("/mnt/our\tfiles/ledger.db", "lustre"),
        ("/mnt/our\\files/ledger.db", "9p"),
        ("/mnt/our\x85\u2028\r\ffiles/ledger.db", "ceph"),
    ],
)
def test_the_nearest_mount_tells_the_file_system(path: str, kind: str) -> None:
    assert file_system(path, MOUNTS) == kind


@pytest.mark.skipif(not Path("/proc/self/mounts").exists(), reason="no list of mounts here")
def test_a_network_file_system_is_refused(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = file_system(str(ledger), Path("/proc/self/mounts").read_text(encoding="utf-8"))
    monkeypatch.setattr(place, "_LOCAL", place._LOCAL - {kind})  # noqa: SLF001 - of this module

    with pytest.raises(NetworkFileSystem) as caught:
        connect(ledger)
    with pytest.raises(NetworkFileSystem):
        create(ledger.with_name("new.db"), "QZ", nothing)

    assert caught.value.exit_code == 4
    assert caught.value.fields["kind"] == kind


@pytest.mark.parametrize(
    "kind",
    ["nfs", "cifs", "9p", "virtiofs", "vboxsf", "fuse.rclone", "fuse.sshfs", "lustre", "gfs2"],
)
def test_what_is_not_known_to_be_local_is_refused(kind: str) -> None:
    assert kind not in place._LOCAL  # noqa: SLF001 - of this module


def test_a_transaction_takes_the_lock_before_it_writes(ledger: Path) -> None:
    with closing(connect(ledger)) as one, closing(connect(ledger)) as other:
        other.execute("PRAGMA busy_timeout = 0")
        with transaction(one), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_a_recording_locks_from_its_beginning(ledger: Path) -> None:
    with recording(ledger, STAMP), closing(sqlite3.connect(ledger, timeout=0)) as other:  # noqa: SIM117
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_waiting_too_long_for_the_lock_is_said(
    ledger: Path,
) -> None:
    with (
        recording(ledger, STAMP),
        pytest.raises(LedgerLocked) as caught,
        recording(ledger, STAMP, wait=0),
    ):
        pytest.fail("two write at once")

    assert caught.value.exit_code == 4
    assert rows(ledger, "SELECT COUNT(*) FROM project") == [(0,)]


def test_readers_do_not_wait_for_a_writer(ledger: Path) -> None:
    with recording(ledger, STAMP) as recorder:
        recorder.add([project("A")])
        with reading(ledger) as connection:
            assert connection.execute("SELECT COUNT(*) FROM project").fetchone() == (0,)


def test_a_reader_sees_one_snapshot(ledger: Path) -> None:
    with reading(ledger) as connection:
        before = connection.execute("SELECT COUNT(*) FROM project").fetchone()
        record(ledger, project("A"))
        assert connection.execute("SELECT COUNT(*) FROM project").fetchone() == before == (0,)


def test_a_transaction_is_kept_or_given_up(ledger: Path) -> None:
    with closing(connect(ledger)) as connection:
        with transaction(connection):
            connection.execute("INSERT INTO meta VALUES ('kept', '')")
        with suppress(KeyboardInterrupt), transaction(connection):
            connection.execute("INSERT INTO meta VALUES ('given up', '')")
            raise KeyboardInterrupt
        assert not connection.in_transaction

    assert rows(ledger, "SELECT key FROM meta") == [("kept",), ("office",)]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (OSError(ENOSPC, "No space left on device"), DiskFull),
        (OSError(EDQUOT, "Disk quota exceeded"), LimitReached),
        (OSError(EFBIG, "File too large"), LimitReached),
    ],
)
def test_the_systems_faults_become_errors(
    tmp_path: Path, fault: OSError, error: type[QzinvestError]
) -> None:
    with pytest.raises(error) as caught, faults(tmp_path / "ledger.db"):
        raise fault

    assert caught.value.exit_code == 5


@pytest.mark.parametrize(
    ("code", "error", "exit_code"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, LedgerLocked, 4),
        (sqlite3.SQLITE_PROTOCOL, LedgerLocked, 4),
        (sqlite3.SQLITE_NOTADB, NotALedger, 4),
        (sqlite3.SQLITE_READONLY_DIRECTORY, FileUnwritable, 5),
        (sqlite3.SQLITE_CANTOPEN, FileUnwritable, 5),
        (sqlite3.SQLITE_FULL, DiskFull, 5),
        (sqlite3.SQLITE_IOERR_WRITE, LimitReached, 5),
        (sqlite3.SQLITE_IOERR_READ, LedgerDamaged, 4),
        (sqlite3.SQLITE_CORRUPT_VTAB, LedgerDamaged, 4),
    ],
)
def test_sqlites_faults_become_errors(
    tmp_path: Path, code: int, error: type[QzinvestError], exit_code: int
) -> None:
    fault = sqlite3.OperationalError("SQLite's own words")
    fault.sqlite_errorcode = code

    with pytest.raises(error) as caught, faults(tmp_path / "ledger.db"):
        raise fault

    assert caught.value.exit_code == exit_code


def test_a_full_disk_is_told_from_other_write_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "_SMALL", 1 << 62)  # as if this much space were little
    fault = sqlite3.OperationalError("disk I/O error")
    fault.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE

    with pytest.raises(DiskFull), faults(tmp_path / "ledger.db"):
        raise fault


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_READONLY, "没有写入权限，或所在磁盘为只读"),
        (sqlite3.SQLITE_CANTOPEN, "无法打开该文件或同一文件夹中的附属文件"),
        (sqlite3.SQLITE_IOERR_FSYNC, "磁盘读写出错"),
    ],
)
def test_what_sqlite_may_not_write_is_told_in_the_readers_language(
    tmp_path: Path, code: int, reason: str
) -> None:
    fault = sqlite3.OperationalError("SQLite's own words")
    fault.sqlite_errorcode = code

    with pytest.raises(FileUnwritable) as caught, faults(tmp_path / "ledger.db"):
        raise fault

    assert f"ledger.db：{reason}。" in error_text(caught.value, wording("zh_Hans"))


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be nobody for a while where the tests run as root, who may do everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_ledger_in_a_forbidden_folder_is_said(ledger: Path) -> None:
    ledger.parent.chmod(0o600)
    try:
        with unprivileged(), pytest.raises(FileUnreadable) as caught:
            connect(ledger)
    finally:
        ledger.parent.chmod(0o700)

    assert caught.value.fields["reason"] == "Permission denied"


def test_a_mode_that_another_program_changed_is_set_back(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as other:
        assert other.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    record(ledger, project("A"))
    assert rows(ledger, "PRAGMA journal_mode") == [("wal",)]


@pytest.mark.parametrize("use", ["read", "write"])
def test_a_name_leaves_room_for_those_beside_it(tmp_path: Path, use: Use) -> None:
    plan = shipped_plan()
    longest = tmp_path / ("台" * 82 + "x")
    assert found(longest, "QZ", plan)
    connect(longest, use).close()
    with pytest.raises(NameTooLong):
        found(tmp_path / ("台" * 83), "QZ", plan)
    with pytest.raises(NameTooLong):
        connect(tmp_path / ("台" * 90), use)
    assert list(tmp_path.iterdir()) == [longest]


@pytest.mark.parametrize(
    "name", ["50%41?mode=ro#1&a=b;c.db", "台 账\n'1'.db", "file:a.db", "~", "-x"]
)
def test_any_name_is_one_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert found(tmp_path / name, "QZ", shipped_plan())
    beside = list(tmp_path.iterdir())
    monkeypatch.chdir(tmp_path)
    for path in (name, tmp_path / name, str(tmp_path / name)):
        with reading(path) as connection:
            assert connection.execute("SELECT COUNT(*) FROM event").fetchone() > (0,)
    assert list(tmp_path.iterdir()) == beside == [tmp_path / name]


def test_an_sqlite_without_strict_tables_is_refused() -> None:
    schema.refuse_old()
    schema.refuse_old((3, 37, 0))
    with pytest.raises(OldSqlite) as refused:
        schema.refuse_old((3, 36, 1))
    assert refused.value.fields == {"found": "3.36.1", "least": "3.37"}


@pytest.mark.parametrize(
    ("path", "kind", "remote"),
    [
        ("C:\\Users\\wang\\ledger.db", 3, ""),
        ("Z:\\招商\\ledger.db", 4, "Z:"),
        ("\\\\server\\招商\\ledger.db", 1, "\\\\server\\招商"),
        ("\\\\?\\C:\\ledger.db", 3, ""),
        ("\\\\?\\UNC\\server\\share\\ledger.db", 4, "\\\\?\\UNC\\server\\share"),
    ],
)
def test_windows_tells_what_a_drive_is(path: str, kind: int, remote: str) -> None:
    assert remote_drive(path, lambda root: kind if root.endswith("\\") else 0) == remote


@pytest.mark.parametrize(
    ("flags", "name", "kind"),
    [
        (0x0480_5000, b"apfs", ""),  # MNT_LOCAL among others
        (0x0000_0018, b"smbfs", "smbfs"),
        (0, b"", "?"),
    ],
)
def test_macos_tells_what_is_local(flags: int, name: bytes, kind: str) -> None:
    found = bytes(64) + flags.to_bytes(4, "little") + bytes(4) + name.ljust(16, b"\0") + bytes(2080)
    assert mounted(found) == kind
