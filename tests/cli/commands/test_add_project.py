"""``add-project``: what it echoes, asks and refuses."""

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.cli.said import Run, talked

LEAD = ("add-project", "海上风电", "--group", "新能源", "--amount", "20亿")
DEAL = (*LEAD, "--district", "晋江", "--stage", "signed", "--on", "2022-03-15")
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
TOMORROW = (TODAY + timedelta(days=1)).isoformat()


def test_every_field_is_echoed_as_understood(run: Run) -> None:
    said = run(
        *("add-project", "半導體產業園", "--district", "jj", "--group", "ig03"),
        *("--amount", "５．６億元", "--stage", "签约", "--on", "2022-03-15"),
        *("--counted-on", "2022-04-01", "--signing", "协议", "--investor", "三安集团"),
        *("--department", "市商务局", "--code", "EXT-1", "--channel", "expansion"),
        *("--site", "科技园", "--source", "来信", "--note", "重点", "--evidence", "协议 7 号"),
    )
    assert said.code == 0
    assert said.out == "QZ-1\n"
    assert said.err.splitlines() == [
        "Recorded as QZ-1:",
        "  Code: EXT-1",
        "  Name: 半導體產業園",
        "  Investor: 三安集团",
        "  District: Jinjiang City (350582)",
        "  Department: Municipal Bureau of Commerce (COM)",
        "  Industry group: New energy (IG03)",
        "  Amount: ５．６億元 → 560,000,000 yuan",
        "  Signing: Agreement",
        "  Channel: Capital increase and expansion (expansion)",
        "  Site: 科技园",
        "  Source: 来信",
        "  Note: 重点",
        "  Signed on 2022-03-15 · counts from 2022-04-01 · 协议 7 号",
    ]


def test_amount_is_echoed_as_the_issue_shows(run: Run) -> None:
    said = run(*LEAD[:-1], "5.6亿", "--lang", "zh_Hans")
    assert "总投资：5.6亿 → 560,000,000 元" in said.err


def test_bare_number_is_yuan_and_repeated_as_people_say_it(run: Run) -> None:
    said = run(*LEAD[:-1], "560000000")
    assert "560000000 → 560,000,000 yuan = CNY 560 million" in said.err


def test_a_lead_needs_neither_district_nor_date(run: Run) -> None:
    said = run(*LEAD)
    assert said.code == 0
    assert f"Lead on {TODAY}" in said.err


def test_signing_not_given_is_said_aloud(run: Run) -> None:
    assert "  Signing: Contract\n" in run(*DEAL).err


def test_first_write_makes_the_ledger(bare: Run, tmp_path: Path) -> None:
    said = bare(*LEAD, "--db", str(tmp_path / "new" / "ledger.db"))
    assert (said.code, said.out) == (0, "QZ-1\n")
    assert said.err.startswith("New ledger ")


@pytest.mark.parametrize(
    ("argv", "flags"),
    [
        (("add-project",), "NAME, --group"),
        (("add-project", "A", "--stage", "signed"), "--group, --amount, --district, --on"),
        ((*LEAD, "--stage", "签约", "--district", "晋江"), "--on"),
    ],
)
def test_missing_values_are_named_where_nobody_can_be_asked(
    run: Run, argv: tuple[str, ...], flags: str
) -> None:
    said = run(*argv)
    assert said.code == 2
    assert said.err.startswith(f"error: Still needed: {flags}.\n")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--district", "火星"), "No district is called “火星”."),
        (("--group", "绿"), "No industry group is called “绿”."),
        (("--department", "泉州"), "“泉州” may be more than one department."),
        (("--stage", "done"), "No stage is called “done”."),
        (("--signing", "oral"), "No kind of signing is called “oral”."),
        (("--channel", "7"), "No channel is called “7”."),
        (("--on", "2022-02-30"), "“2022-02-30” is not a date: the days of 2022-02 are 1 to 28."),
        (("--on", "15.3.2022"), "“15.3.2022” is not a date."),
        (("--on", TOMORROW), f"“{TOMORROW}” is still to come"),
        (("--counted-on", "2022-03-01"), "Signed would count from 2022-03-01, before it happened"),
        (("--amount", "0"), "“0” is not an amount that can be recorded: it must be more than 0."),
        (("--amount=-5亿",), "it must be more than 0."),
        (("--amount", "1.1万亿"), "it exceeds 1 trillion yuan"),
        (("--amount", "5亿美元"), "it is foreign money"),
        (("--amount", "约5亿"), "it is approximate"),
        (("--amount", "much"), "this form of number is not known"),
        (("--investor", "a\tb"), "“a\\tb” holds a line break, tab"),
        (("--investor", "a\u202eb"), "“a\\u202eb” holds a line break, tab"),
        (("--investor", "x" * 201), "the text is too long"),
        (("--investor", "  "), "there is no text"),
    ],
)
def test_refused(run: Run, more: tuple[str, ...], sentence: str) -> None:
    flag = more[0].partition("=")[0]
    at = DEAL.index(flag) if flag in DEAL else len(DEAL)
    said = run(*DEAL[:at], *DEAL[at + 2 :], *more)
    assert (said.code, said.out) == (3, "")
    assert sentence in said.err
    assert run("list", "--format", "csv").out.count("\n") == 1


def test_ambiguous_names_list_the_candidates(run: Run) -> None:
    remedy = run(*DEAL, "--department", "泉州").err.splitlines()[1]
    assert remedy.count(",") >= 2
    assert remedy.startswith("  Write the code of the one that you mean: ")


@pytest.mark.parametrize("name", ["字", "名" * 200, "Ω≈ç√", "a" * 200, "𠮷野家"])
def test_names_of_any_script_up_to_200_characters(run: Run, name: str) -> None:
    assert run("add-project", name, *LEAD[2:]).code == 0
    assert name in run("list", "--format", "csv").out


@pytest.mark.parametrize("name", ["", "   ", "名" * 201, "a\nb"])
def test_names_refused(run: Run, name: str) -> None:
    assert run("add-project", name, *LEAD[2:]).code == 3


@pytest.mark.parametrize(
    "again",
    [
        ("add-project", "半导体材料产业园项目", "--district", "南安"),
        ("add-project", "半導體材料產業園", "--district", "惠安"),
        ("add-project", "半导体新材料产业园", "--district", "晋江", "--investor", "三安有限公司"),
    ],
)
def test_likely_duplicate_is_shown_and_needs_consent(
    run: Run, signed: str, again: tuple[str, ...]
) -> None:
    more = ("--group", "新能源", "--amount", "5亿")
    said = run(*again, *more)
    assert (said.code, said.out) == (3, "")
    assert f"{signed} · 半导体材料产业园 · 三安集团 · Jinjiang City (350582)" in said.err
    assert "--allow-duplicate" in said.err
    assert run(*again, *more, "--allow-duplicate").out == "QZ-2\n"


def test_a_code_is_used_once(run: Run) -> None:
    assert run(*LEAD, "--code", "EXT-1").code == 0
    said = run("add-project", "另一个", *LEAD[2:], "--code", "EXT-1", "--allow-duplicate")
    assert said.code == 3
    assert "“EXT-1” already stands at QZ-1" in said.err


def test_a_terminal_is_asked_with_choices_until_the_answer_is_sound(db: Path, run: Run) -> None:
    answers = [
        "海上风电\n",
        "签了\n",
        "签约\n",
        "2022-03-15\n",
        "火星\n",
        "晋江\n",
        "没有\n",
        "新能源\n",
        "\n",
        "很多\n",
        "20亿\n",
        "y\n",
    ]
    code, screen = talked(["add-project"], answers, db)
    assert code == 0, screen
    for text in ("Project name", "IG07  Equipment", "350582   Jinjiang City", "Total investment"):
        assert text in screen
    for text in ("lead        Lead", "registered  Registered", "G351135  Quanzhou"):
        assert text in screen
    for text in ("“签了”", "“没有”", "“火星”", "“很多”", "Record it?", "Recorded as QZ-1"):
        assert text in screen
    row = run("list", "--format", "csv").out.splitlines()[1]
    assert row.startswith("QZ-1,,海上风电,,350582,,IG03,1,2000000000,signed,contract")


def test_a_day_that_is_asked_for_is_said_back_at_once_where_its_year_was_not(db: Path) -> None:
    year = TODAY.year - ((TODAY.month, TODAY.day) < (3, 15))
    _, screen = talked([*LEAD], ["signed\n", "3月15日\n", "晋江\n", "\n", "n\n"], db)
    assert f"3月15日 → {year}-03-15" in screen.partition("District")[0]
    _, screen = talked([*LEAD], ["signed\n", "2022-03-15\n", "晋江\n", "\n", "n\n"], db)
    assert "→ 2022-03-15" not in screen


def test_a_terminal_is_asked_only_for_what_is_missing(db: Path, run: Run) -> None:
    code, screen = talked([*LEAD, "--stage", "signed", "--on", "2022-03-15"], ["惠安\n", "\n"], db)
    assert code == 0, screen
    assert "Industry group (" not in screen
    assert "350521" in run("list", "--format", "csv").out


def test_no_lead_of_today_is_recorded_unasked(db: Path, run: Run) -> None:
    code, screen = talked([*LEAD], ["lead\n", "2022-03-01\n", "\n", "n\n"], db)
    assert code == 130
    assert "Stage that it has reached" in screen
    assert "Lead on 2022-03-01" in screen
    assert run("list", "--format", "json").out == "[]\n"


def test_whether_to_record_is_asked_until_it_is_a_yes_or_a_no(db: Path, run: Run) -> None:
    answers = ["lead\n", "2022-03-01\n", "\n", "maybe\n", "是\n"]
    code, screen = talked([*LEAD], answers, db)
    assert code == 0, screen
    assert screen.count("Record it? [Y/n]: ") == 2
    assert "Please answer y (yes) or n (no)." in screen
    assert run("list", "--format", "csv").out.count("QZ-1") == 1


@pytest.mark.parametrize(("answer", "recorded"), [("y\n", 2), ("n\n", 1)])
def test_what_may_be_recorded_already_is_asked_of_a_person_who_typed_it_all(
    db: Path, run: Run, answer: str, recorded: int
) -> None:
    run(*DEAL, "--investor", "三峡集团")
    again = [*DEAL[:1], "海上风电（一期）", *DEAL[2:-4], "--investor", "三峡集团"]
    code, screen = talked(again, ["signed\n", "2022-03-16\n", "y\n", answer], db)
    assert (code == 0) is (recorded == 2), screen
    assert "looks like a project already recorded: QZ-1" in screen
    # Behind a long sentence a terminal would part its words.
    assert any(line.startswith("Record it all the same? [y/N]: ") for line in screen.splitlines())
    assert run("list", "--format", "csv").out.count("QZ-") == recorded


def test_ctrl_c_at_a_question_records_nothing(db: Path, run: Run) -> None:
    code, screen = talked(["add-project"], ["\x03"], db)
    assert code == 130
    assert "Stopped. Nothing incomplete was saved." in screen.splitlines()
    assert run("list", "--format", "json").out == "[]\n"


UNPRICED = ("add-project", "海上风电", "--group", "新能源")


def test_what_is_not_signed_needs_no_amount(run: Run) -> None:
    talks = run(*UNPRICED, "--stage", "talks", "--on", "2022-03-15")
    assert (talks.code, talks.out) == (0, "QZ-1\n")
    assert "Amount" not in talks.err
    signed = ("--district", "晋江", "--stage", "signed", "--on", "2022-03-15")
    assert "--amount" in run(*UNPRICED, *signed).err
    (row,) = csv.DictReader(io.StringIO(run("list", "--format", "csv").out))
    assert row["amount"] == ""
    (row,) = json.loads(run("list", "--format", "json").out)
    assert row["amount"] is None
    further = run("advance", "QZ-1", "signed", "--on", "2022-04-01", "--district", "晋江")
    assert "A project at the stage “Signed” needs an amount." in further.err
    told = ("advance", "QZ-1", "signed", "--on", "2022-04-01", "--district", "晋江")
    assert "Amount: (none) → CNY 2 billion" in run(*told, "--amount", "20亿").err
    assert run("undo").code == 0
    assert run("edit", "QZ-1", "--amount", "5亿").code == 0
    cleared = run("edit", "QZ-1", "--clear", "amount")
    assert "Amount: CNY 500 million → (none)" in cleared.err


def test_a_signed_project_keeps_an_amount(run: Run, signed: str) -> None:
    assert "needs an amount" in run("edit", signed, "--clear", "amount").err


def test_without_an_amount_it_stands_last_and_gains_a_project(run: Run) -> None:
    talks = ("--district", "晋江", "--stage", "talks", "--on", "2022-03-15", "--allow-duplicate")
    for more in ((), ("--amount", "3亿"), ("--amount", "2亿")):
        assert run(*UNPRICED, *talks, *more).code == 0
    for order, ids in (("amount", ["QZ-3", "QZ-2", "QZ-1"]), ("-amount", ["QZ-2", "QZ-3", "QZ-1"])):
        rows = csv.DictReader(io.StringIO(run("list", "--sort", order, "--format", "csv").out))
        assert [row["id"] for row in rows] == ids
    due = json.loads(run("due", "--as-of", "2022-12-01", "--format", "json").out)
    (row,) = (row for row in due["rows"] if row["id"] == "QZ-1")
    assert (row["amount"], row["indicator"]) == (None, "signed_projects")
    funnel = json.loads(run("funnel", "--as-of", "2022-12-01", "--format", "json").out)["total"]
    assert (funnel["talks"], funnel["talks_amount"], funnel["unpriced"]) == (3, 500000000, 1)
