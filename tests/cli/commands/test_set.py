"""``set`` keeps the ledger's language and time zone."""

import json
from pathlib import Path

import pytest

from tests.cli.said import Run, talked
from tests.ledger.samples import let_keep


def in_force(run: Run) -> dict[str, str]:
    rows = json.loads(run("set", "--format", "json").out)
    return {row["setting"]: row["in_force"] for row in rows}


def test_what_is_set_is_kept(run: Run, signed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = {"unit": "", "amounts": "yi", "tier": ""}
    assert in_force(run) == {"lang": "en", "timezone": "Asia/Shanghai", **usual}
    assert run("set", "unit", "晋江", "--lang", "zh_Hans").err == (
        "本单位（unit）已设为 晋江 (350582)。\n"
    )
    assert run("set", "amounts", "万元", "--lang", "zh_Hans").err == (
        "金额单位（amounts）已设为 万元。\n"
    )
    assert run("set", "--unset", "amounts").code == 0
    assert run("set", "--unset", "unit").err == "Own unit (unit) is no longer set in the ledger.\n"
    assert run("set", "lang", "zh_Hans").err == "Language (lang) is now zh_Hans.\n"
    assert run("set", "timezone", "UTC").code == 0
    monkeypatch.delenv("QZINVEST_LANG")
    assert in_force(run) == {"lang": "zh_Hans", "timezone": "UTC", **usual}
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
        ("set timezone UTC --mine", 2),
        ("set unit 火星", 3),
        ("set amounts 元", 2),
        ("set tier 9", 2),
        ("set --mine", 2),
        ("set lang en --unset", 2),
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


def set_by(run: Run) -> dict[str, str]:
    rows = json.loads(run("set", "--format", "json").out)
    return {row["setting"]: row["set_by"] for row in rows}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who may have settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "qzinvest" / "settings"


def test_who_set_it_decides(
    run: Run, home: Path, signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signed
    assert run("set", "unit", "南安").code == 0
    assert (
        run("set", "unit", "晋江", "--mine").err
        == "Own unit (unit) is now Jinjiang (350582), for you in all ledgers.\n"
    )
    assert home.read_text(encoding="utf-8") == "unit = 350582\n"
    assert (in_force(run)["unit"], set_by(run)["unit"]) == ("350582", "user")
    assert "Jinjiang" in run("unit").out
    monkeypatch.setenv("QZINVEST_UNIT", "石狮")
    assert "Shishi" in run("unit").out
    assert "Quangang" in run("unit", "泉港").out
    monkeypatch.delenv("QZINVEST_UNIT")
    assert run("set", "unit", "--unset", "--mine").code == 0
    assert (in_force(run)["unit"], set_by(run)["unit"]) == ("350583", "ledger")
    assert run("set", "unit", "--unset").code == 0
    assert set_by(run)["unit"] == "default"
    assert run("unit").code == 2


def test_the_language_is_a_persons_too(
    run: Run, home: Path, signed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert signed
    monkeypatch.delenv("QZINVEST_LANG")
    assert run("set", "lang", "zh_Hans").code == 0
    assert run("set", "lang", "en", "--mine").code == 0
    assert home.exists()
    assert "Districts" in run("report").out
    assert run("report", "--output", str(tmp_path / "r.txt")).code == 0
    assert "县市区" in (tmp_path / "r.txt").read_text(encoding="utf-8")


def test_amounts_are_read_as_set_and_machines_have_yuan(
    run: Run, home: Path, signed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = run("report", "--format", "json").out
    assert run("edition", "freeze", "2022-03", "--as-of", "2022-03-31").code == 0
    frozen = run("report", "--edition", "2022-03").out
    assert run("set", "amounts", "万元").code == 0
    for line in (("report",), ("show", signed), ("rank", "--indicator", "signed_investment")):
        assert run(*line).out == run(*line, "--wan").out != run(*line, "--yi").out
    assert run("report", "--format", "json").out == machine
    assert run("report", "--edition", "2022-03").out == frozen
    assert run("set", "amounts", "亿元", "--mine").code == 0
    assert home.exists()
    assert run("report").out == run("report", "--yi").out
    # A file is the same whoever writes it.
    assert run("report", "--output", str(tmp_path / "r.txt")).code == 0
    assert "560.00" in (tmp_path / "r.txt").read_text(encoding="utf-8")
    monkeypatch.setenv("QZINVEST_AMOUNTS", "wan")
    assert run("report").out == run("report", "--wan").out
    monkeypatch.setenv("QZINVEST_AMOUNTS", "gold")
    assert run("report").code == 2
    monkeypatch.delenv("QZINVEST_AMOUNTS")
    assert run("report", "--wan", "--yi").code == 2
    assert run("report", "--yi", "--format", "csv").code == 2


def test_a_tier_is_a_terminals_alone(run: Run, signed: str, db: Path) -> None:
    whole = run("report").out
    assert run("set", "tier", "2").code == 0
    assert signed
    assert run("report").out == whole
    code, screen = talked(["report", "--as-of", "2022-06-30"], [], db)
    assert (code, "Shishi" in screen, "Jinjiang" in screen) == (0, True, False)
    assert "Tier 2 only, by your setting." in screen
    code, screen = talked(["report", "--as-of", "2022-06-30", "--by", "district"], [], db)
    assert (code, "Jinjiang" in screen) == (0, True)


def test_a_districts_clerk_is_not_asked_for_the_district(run: Run, db: Path) -> None:
    assert run("set", "unit", "晋江").code == 0
    line = ["add-project", "海上风电", "--group", "新能源", "--amount", "20亿"]
    code, screen = talked([*line, "--stage", "signed", "--on", "2022-03-15"], ["\n"], db)
    assert (code, "District or zone" in screen) == (0, False)
    assert "Jinjiang City (350582)" in screen
    script = run(*line, "--stage", "signed", "--on", "2022-03-16", "--allow-duplicate")
    assert (script.code, "--district" in script.err) == (2, True)
