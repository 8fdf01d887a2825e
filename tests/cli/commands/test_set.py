"""``set`` keeps the ledger's language and time zone."""

import json
from pathlib import Path

import pytest

from tests.cli.said import Run
from tests.ledger.samples import let_keep


def in_force(run: Run) -> dict[str, str]:
    rows = json.loads(run("set", "--format", "json").out)
    return {row["setting"]: row["in_force"] for row in rows}


def test_what_is_set_is_kept(run: Run, signed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_force(run) == {"lang": "en", "timezone": "Asia/Shanghai", "unit": ""}
    assert run("set", "lang", "zh_Hans").err == "lang is now zh_Hans.\n"
    assert run("set", "timezone", "UTC").code == 0
    monkeypatch.delenv("QZINVEST_LANG")
    assert in_force(run) == {"lang": "zh_Hans", "timezone": "UTC", "unit": ""}
    assert "县市区" in run("report").out, signed
    assert "Districts" in run("report", "--lang", "en").out
    assert "县市区" not in run("--lang", "en", "report").out
    assert run("report", "--tier", "9").err.startswith("错误：")
    assert run("verify").code == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("set size 7", 2),
        ("set lang fr", 2),
        ("set lang", 2),
        ("set timezone Mars", 3),
        ("set timezone UTC more", 2),
        ("set --format xml", 2),
    ],
)
def test_refused(run: Run, line: str, code: int) -> None:
    before = in_force(run)
    assert run(*line.split()).code == code
    assert in_force(run) == before


def test_a_first_setting_makes_the_ledger(bare: Run, tmp_path: Path) -> None:
    db = str(tmp_path / "new.db")
    assert bare("set", "lang", "zh_Hant", "--db", db).code == 0
    assert bare("set", "--db", db, "--format", "csv").out.splitlines()[1].startswith("lang,")


def test_a_zone_that_is_not_known_here_can_be_set_anew(run: Run, db: Path) -> None:
    let_keep(db, "timezone", "Mars/Base")
    assert run("report").code == 3
    assert run("set", "timezone", "Asia/Shanghai").code == 0
    assert run("report").code == 0
