"""``unit``: one unit's own page; without a command, the campaign at a glance."""

import json
from pathlib import Path

import pytest

from qzinvest.render.widths import width_of
from tests.cli.said import Run, talked

JUNE = ("--as-of", "2022-06-30")


def test_a_page_says_what_the_reports_say(demo: Run) -> None:
    page = json.loads(demo("unit", "晋江", *JUNE, "--format", "json").out)
    report = json.loads(demo("report", *JUNE, "--format", "json").out)
    rank = json.loads(demo("rank", *JUNE, "--format", "json").out)
    forecast = json.loads(demo("forecast", *JUNE, "--format", "json").out)
    due = json.loads(demo("due", *JUNE, "--district", "晋江", "--format", "json").out)

    def own(body: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
        return [row for row in body["rows"] if row["unit"] == "350582"]

    for key in ("actual", "target", "completion", "ahead_pp", "rank"):
        assert [row[key] for row in page["rows"]] == [row[key] for row in own(report)]
    assert page["rows"][0]["light"] == own(rank)[0]["light"]
    assert [row["median"] for row in page["rows"]] == [row["median"] for row in own(forecast)]
    assert sum(page["due"].values()) == len(due["rows"])
    assert [each["id"] for each in page["chase"]] == [row["id"] for row in due["rows"][:5]]
    assert [each["rank"] for each in page["peers"]] == [1, 2, 3]


def test_since_the_last_edition_is_what_changes_says(demo: Run) -> None:
    page = json.loads(demo("unit", "晋江", *JUNE, "--format", "json").out)
    found = json.loads(demo("changes", "2022-05", *JUNE, "--format", "json").out)
    moved = {row["indicator"]: row["change"] for row in found["units"] if row["unit"] == "350582"}

    assert page["since"] == "2022-05-31"
    assert [row["change"] for row in page["rows"]] == [
        moved.get(row["indicator"], 0) for row in page["rows"]
    ]


def test_a_department_has_a_page(demo: Run) -> None:
    page = json.loads(demo("unit", "发改委", *JUNE, "--format", "json").out)

    assert (page["kind"], page["unit"], len(page["rows"])) == ("department", "DRC", 3)
    assert all(row["median"] is None for row in page["rows"])


def test_a_unit_that_there_is_not_is_neither_district_nor_department(demo: Run) -> None:
    said = demo("unit", "Atlantis")
    assert (said.code, said.out) == (3, "")
    assert said.err == (
        "error: No district or department is called “Atlantis”.\n  `qzinvest plan names "
        "districts` and `qzinvest plan names departments` list every name.\n"
    )
    assert demo("report", "--unit", "Atlantis").err == said.err
    assert "Try one of these: 350582 Jinjiang City" in demo("unit", "Jinjang").err


def test_what_a_page_does_not_know_it_does_not_say(run: Run, signed: str) -> None:
    assert signed == "QZ-1"
    said = run("unit", "石狮", *JUNE, "--lang", "zh_Hans").out
    (need,) = (line for line in said.splitlines() if "20亿元以上落地项目每周" in line)
    (peers,) = (line for line in said.splitlines() if line.startswith("· 同梯队："))
    assert need.endswith("（此前 0.0）")
    assert "第-" not in peers
    assert "石狮市 0.0%" in peers


def test_who_names_no_unit_is_asked_at_a_terminal_and_told_how_elsewhere(
    demo: Run, published: str
) -> None:
    said = demo("unit", "--lang", "zh_Hans")
    assert (said.code, "`qzinvest set unit 晋江`" in said.err) == (2, True)
    code, screen = talked(["unit", *JUNE, "--no-pager"], ["没有\n", "shishi\n"], Path(published))
    assert code == 0, screen
    assert "Districts: Jinjiang, Nan'an" in screen
    assert screen.count("Unit (code or name): ") == 2
    assert "Shishi · " in screen


@pytest.mark.parametrize("name", ["没有这个单位", "第1梯队", "装备制造"])
def test_what_is_no_unit_is_refused(demo: Run, name: str) -> None:
    said = demo("unit", name, *JUNE)

    assert (said.code, said.out) == (3, "")


@pytest.mark.parametrize(("lang", "most"), [("en", 24), ("zh_Hans", 20), ("zh_Hant", 20)])
def test_the_overview_has_a_screen_of_lines(
    demo: Run, lang: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = demo("today", *JUNE, "--lang", lang)

    assert said.code == 0
    assert len(said.out.splitlines()) <= most
    assert max(map(width_of, said.out.splitlines())) <= 80


def test_the_overview_says_what_the_reports_say(demo: Run) -> None:
    page = json.loads(demo("today", *JUNE, "--format", "json").out)
    report = json.loads(demo("report", *JUNE, "--format", "json").out)
    due = json.loads(demo("due", *JUNE, "--level", "red", "--format", "json").out)

    assert [row["actual"] for row in page["rows"]] == [
        report["total"][row["indicator"]]["actual"] for row in page["rows"]
    ]
    assert sum(page["overdue"].values()) == len(due["rows"])
    leads = {
        r["unit"]: r["ahead_pp"] for r in report["rows"] if r["indicator"] == "signed_projects"
    }
    best = sorted((pp for pp in leads.values() if pp is not None), reverse=True)
    assert [each["ahead_pp"] for each in page["leading"]] == best[:3]
    assert [each["ahead_pp"] for each in page["trailing"]] == best[: -3 - 1 : -1]


def test_without_a_command_and_a_ledger_it_says_how_to_begin(
    bare: Run, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QZINVEST_LANG", "zh_Hans")
    said = bare("today", "--db", f"{tmp_path}/none.db", "--lang", "zh_Hans")

    assert (said.code, len(said.out.splitlines())) == (0, 6)
    monkeypatch.setenv("QZINVEST_DB", f"{tmp_path}/none.db")
    assert bare("--lang", "zh_Hans").out == bare().out == said.out


def test_a_ledger_keeps_whose_it_is(run: Run, signed: str) -> None:
    assert run("unit").code == 2
    kept = run("set", "unit", "晋江")

    assert (kept.code, signed) == (0, "QZ-1")
    assert json.loads(run("unit", "--format", "json").out)["unit"] == "350582"
    assert json.loads(run("unit", "南安", "--format", "json").out)["unit"] == "350583"
    assert run("set", "unit", "火星").code == 3
