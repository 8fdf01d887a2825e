"""A backup is whole, proven, the owner's alone, and fit to become the ledger."""

import os
import sqlite3
from contextlib import closing
from errno import EPERM
from pathlib import Path

import pytest

from qzinvest.errors import (
    FileExists,
    FileUnwritable,
    LedgerDamaged,
    LedgerMissing,
    NameTaken,
    NetworkFileSystem,
)
from qzinvest.ledger import backup as copying
from qzinvest.ledger import place
from qzinvest.ledger.backup import backup
from qzinvest.ledger.record import recording
from qzinvest.ledger.verify import findings, refuse_unsound
from tests.ledger.samples import STAMP, execute, project, record, rows, tables


def test_a_backup_is_the_same_ledger(ledger: Path) -> None:
    record(ledger, project("A"))
    target = ledger.with_name("copy.db")

    assert backup(ledger, target)[0] == 3

    assert tables(target) == tables(ledger)
    assert findings(target) == []
    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in ledger.parent.iterdir()) == ["copy.db", "ledger.db"]


def test_a_backup_can_become_the_ledger(ledger: Path) -> None:
    target = ledger.with_name("copy.db")
    backup(ledger, target)

    record(target, project("A"))

    assert rows(target, "PRAGMA journal_mode") == [("wal",)]
    assert findings(target) == []


def test_a_backup_while_somebody_records_is_of_the_last_committed_state(ledger: Path) -> None:
    record(ledger, project("A"))
    target = ledger.with_name("copy.db")
    with recording(ledger, STAMP) as recorder:
        recorder.add([project("B")])
        backup(ledger, target)

    assert rows(target, "SELECT name FROM project") == [("A",)]
    assert findings(target) == []


def test_a_backup_overwrites_nothing(ledger: Path) -> None:
    target = ledger.with_name("copy.db")
    target.write_text("mine", encoding="utf-8")

    with pytest.raises(FileExists) as caught:
        backup(ledger, target)

    assert caught.value.exit_code == 5
    assert target.read_text(encoding="utf-8") == "mine"


def test_nor_a_file_that_appears_meanwhile(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = ledger.with_name("copy.db")

    def proven_slowly(path: Path, of: Path) -> None:
        target.touch()
        refuse_unsound(path, of)

    monkeypatch.setattr(copying, "refuse_unsound", proven_slowly)
    with pytest.raises(FileExists):
        backup(ledger, target)

    assert target.stat().st_size == 0
    assert sorted(file.name for file in ledger.parent.iterdir()) == ["copy.db", "ledger.db"]


def test_a_damaged_ledger_gives_no_backup(ledger: Path) -> None:
    record(ledger, project("A"))
    execute(ledger, "UPDATE project SET amount = 1")

    with pytest.raises(LedgerDamaged, match="facts QZ"):
        backup(ledger, ledger.with_name("copy.db"))

    assert [file.name for file in ledger.parent.iterdir()] == ["ledger.db"]


def test_a_backup_goes_to_a_file_system_without_links(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    target = ledger.with_name("copy.db")

    backup(ledger, target)

    assert findings(target) == []


@pytest.fixture
def share(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is taken for a network share, where no ledger can be opened."""

    def kind(path: Path) -> str:
        return "cifs" if path.parent.name == "share" else ""

    for module in (copying, place):
        monkeypatch.setattr(module, "on_network", kind)
    folder = ledger.with_name("share")
    folder.mkdir()
    return folder


def test_a_backup_goes_to_a_network_share(
    ledger: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backup(ledger, share / "copy.db")[0] == 2

    with pytest.raises(NetworkFileSystem):
        findings(share / "copy.db")
    assert [file.name for file in share.iterdir()] == ["copy.db"]
    assert sorted(file.name for file in ledger.parent.iterdir()) == ["ledger.db", "share"]
    monkeypatch.undo()
    assert tables(share / "copy.db") == tables(ledger)
    assert findings(share / "copy.db") == []


def test_a_backup_that_does_not_reach_the_share_leaves_nothing(ledger: Path, share: Path) -> None:
    share.rmdir()

    with pytest.raises(FileUnwritable):
        backup(ledger, share / "copy.db")

    assert [file.name for file in ledger.parent.iterdir()] == ["ledger.db"]


def test_there_must_be_a_ledger_and_a_folder(ledger: Path) -> None:
    with pytest.raises(LedgerMissing):
        backup(ledger.with_name("none.db"), ledger.with_name("copy.db"))
    with pytest.raises(FileUnwritable):
        backup(ledger, ledger.with_name("nowhere") / "copy.db")


def test_a_backup_holds_what_is_not_in_the_main_file_yet(ledger: Path) -> None:
    target = ledger.with_name("copy.db")
    with closing(sqlite3.connect(ledger)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM event").fetchone()
        record(ledger, project("A"))  # stays in the write-ahead log while somebody reads

        assert backup(ledger, target)[0] == 3


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_no_backup_takes_a_name_that_sqlite_clears_away(ledger: Path, suffix: str) -> None:
    target = Path(f"{ledger}{suffix}")
    with pytest.raises(NameTaken):
        backup(ledger, target)
    assert not target.exists()
