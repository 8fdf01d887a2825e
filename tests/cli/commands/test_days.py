"""Every option that takes a day takes a period too, in one reader's forms."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cli.said import Run

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()

SIGNED = ("--district", "晋江", "--group", "新能源", "--amount", "5.6亿", "--stage", "signed")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-06", "2022-06-30"),
        ("2022年6月", "2022-06-30"),
        ("2022-Q2", "2022-06-30"),
        ("2022H1", "2022-06-30"),
        ("2022-W20", "2022-05-22"),
        ("2022年5月底", "2022-05-31"),
    ],
)
@pytest.mark.parametrize(
    "command", ["report", "rank", "funnel", "trend", "forecast", "report --by district --by group"]
)
def test_a_report_of_a_period(run: Run, signed: str, command: str, text: str, day: str) -> None:
    said = run(*command.split(), "--as-of", text, "--format", "json")
    assert (said.code, json.loads(said.out)["as_of"]) == (0, day), (signed, said.err)


@pytest.mark.parametrize(
    "line",
    [
        "report --as-of 2022-13",
        "rank --since 2022-Q5",
        "funnel --since 2022-13",
        "funnel --until soon",
        "list --since 5月",
        "list --until 2022.1",
        "explain --indicator start --since 2022-13",
        "export --out out --as-of 2022-13",
        "plan show --as-of 2022-13",
        "add-project P --group 新能源 --amount 5亿 --on 2022-13",
        "advance QZ-1 funded --on 2022-13",
        "advance QZ-1 funded --on 2022-05 --counted-on 2022-13",
        "drop QZ-1 --on 2022-13 --reason r",
        "evaluate 晋江 service --score 1 --on 2022-13",
        "edition freeze final --as-of 2022-13",
        "report --as-of 2099-06",
    ],
)
def test_what_is_no_day_is_refused_with_all_forms(run: Run, signed: str, line: str) -> None:
    assert signed == "QZ-1"
    said = run(*line.split())
    assert said.code in (2, 3), said
    assert said.out == ""
    if said.code == 3 and "has not begun" not in said.err:
        assert "2022-W26" in said.err


def test_a_milestone_is_known_as_far_as_it_is_said(run: Run, signed: str) -> None:
    assert run("advance", signed, "registered", "--on", "2022年5月").code == 0
    assert run("advance", signed, "funded", "--on", "2022-W24").code == 0
    assert run("advance", signed, "started", "--on", "2022-Q3").code == 0
    [shown] = json.loads(run("show", signed, "--format", "json").out)
    known = {stage: (each["on"], each["counted_on"]) for stage, each in shown["milestones"].items()}
    assert known == {
        "signed": ("2022-03-15", "2022-03-15"),
        "registered": ("2022-05", "2022-05-31"),
        "funded": ("2022-W24", "2022-06-19"),
        "started": ("2022-Q3", "2022-09-30"),
    }
    assert run("verify").code == 0


def test_a_new_project_of_a_month(run: Run) -> None:
    said = run("add-project", "P", *SIGNED, "--on", "2022年5月")
    assert said.code == 0
    assert "Signed on 2022-05" in said.err


def test_a_drop_is_of_the_periods_last_day(run: Run, signed: str) -> None:
    assert run("drop", signed, "--on", "2022-05", "--reason", "资金").code == 0
    [shown] = json.loads(run("show", signed, "--format", "json").out)
    assert shown["dropped_on"] == "2022-05-31"


def test_since_is_the_first_day_and_until_the_last(run: Run, signed: str) -> None:
    def listed(*argv: str) -> list[str]:
        return [row["id"] for row in json.loads(run("list", "--format", "json", *argv).out)]

    assert listed("--since", "2022-03", "--until", "2022-03") == [signed]
    assert listed("--since", "2022-Q1") == listed("--until", "2022年一季度") == [signed]
    assert listed("--since", "2022-04") == listed("--until", "2022-02") == []
    funnel = json.loads(
        run("funnel", "--since", "2022-03", "--until", "2022-W11", "--format", "json").out
    )
    assert (funnel["since"], funnel["until"]) == ("2022-03-01", "2022-03-20")


def test_ranks_are_compared_with_those_of_the_periods_end(run: Run, signed: str) -> None:
    assert signed
    said = run("rank", "--as-of", "2022-06", "--since", "2022-Q1", "--format", "json")
    assert json.loads(said.out)["since"] == "2022-03-31"


@pytest.mark.parametrize("line", ["list --since", "list --until", "log --since", "log --until"])
def test_a_list_says_which_day_was_understood_where_its_year_was_not_said(
    run: Run, signed: str, line: str
) -> None:
    assert signed == "QZ-1"
    year = TODAY.year - ((TODAY.month, TODAY.day) < (3, 15))
    assert run(*line.split(), "3月15日").err == f"3月15日 → {year}-03-15\n"
    assert run(*line.split(), "昨天").err == f"昨天 → {TODAY - timedelta(days=1)}\n"
    for said in ("2022-03-15", "2022年3月", "2022-Q1"):
        assert run(*line.split(), said).err == ""
