"""What a ledger keeps beside its log, and what is read where there is no ledger."""

import sqlite3
from pathlib import Path

import pytest

from qzinvest.errors import LedgerDamaged
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.record import found, recording
from qzinvest.ledger.settings import keep_first, settings
from qzinvest.ledger.verify import findings
from tests.ledger.samples import let_keep


def test_a_setting_is_kept_and_changed(ledger: Path) -> None:
    assert settings(ledger) == {}
    let_keep(ledger, "timezone", "Asia/Taipei")
    let_keep(ledger, "timezone", "UTC")
    let_keep(ledger, "lang", "zh_Hant")
    assert settings(ledger) == {"lang": "zh_Hant", "timezone": "UTC"}
    assert findings(ledger) == []


def test_the_first_language_stays(ledger: Path) -> None:
    for lang in ("zh_Hans", "en"):
        with recording(ledger) as recorder:
            keep_first(recorder.connection, "lang", lang)
    assert settings(ledger) == {"lang": "zh_Hans"}


def test_a_ledger_keeps_the_language_in_which_it_is_founded(tmp_path: Path) -> None:
    plan = shipped_plan()
    found(tmp_path / "a.db", "QZ", plan, "zh_Hant")
    assert settings(tmp_path / "a.db") == {"lang": "zh_Hant"}


def test_where_there_is_no_ledger_nothing_is_kept_and_nothing_made(tmp_path: Path) -> None:
    text, folder, empty, foreign = (
        tmp_path / name for name in ("a.txt", "folder", "empty", "f.db")
    )
    text.write_text("no ledger, but a text of some length\n" * 200)
    folder.mkdir()
    empty.touch()
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE meta(key, value)")
    connection.execute("INSERT INTO meta VALUES ('lang', 'en')")
    connection.commit()
    connection.close()
    before = sorted(tmp_path.iterdir())
    for path in (text, folder, empty, foreign, tmp_path / "none.db", text / "below"):
        assert settings(path) == {}
    assert sorted(tmp_path.iterdir()) == before


def test_of_a_schema_that_is_no_text_nothing_is_kept(ledger: Path) -> None:
    let_keep(ledger, "lang", "en")
    content = ledger.read_bytes()
    ledger.write_bytes(content.replace(b"CREATE TABLE passage(", b"CREATE \xc5ABLE passage("))

    assert settings(ledger) == {}
    with pytest.raises(LedgerDamaged):
        findings(ledger)
