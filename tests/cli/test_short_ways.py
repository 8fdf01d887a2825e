"""What is typed most may be typed shortly, and in one's own words."""

import json

import pytest

from tests.cli.said import Run

JUNE = ("--as-of", "2022-06-30")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (("report", *JUNE, "--json"), ("report", *JUNE, "--format", "json")),
        (
            ("report", *JUNE, "-f", "csv", "-u", "晋江"),
            ("report", *JUNE, "--format", "csv", "--unit", "晋江"),
        ),
        (("list", "-d", "晋江", "-f", "csv"), ("list", "--district", "晋江", "--format", "csv")),
        (("report", *JUNE, "--by", "部门"), ("report", *JUNE, "--by", "department")),
        (("report", *JUNE, "--view", "考核"), ("report", *JUNE, "--view", "assessment")),
        (("due", *JUNE, "--level", "红"), ("due", *JUNE, "--level", "red")),
        (JUNE, ("today", *JUNE)),
        (("--as-of=2022-06-30", "-f", "csv"), ("today", *JUNE, "--format", "csv")),
        (("--lang", "zh_Hans", *JUNE), ("today", *JUNE, "--lang", "zh_Hans")),
        (("trend", *JUNE, "--every", "季"), ("trend", *JUNE, "--every", "quarter")),
    ],
)
def test_a_short_way_says_the_same(
    demo: Run, short: tuple[str, ...], long: tuple[str, ...]
) -> None:
    assert demo(*short) == demo(*long)
    assert demo(*short).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--db", "elsewhere.db", "report"),
        ("--db=elsewhere.db", "--notes", "report", "--tier", "1"),
        ("--json", "report"),
    ],
)
def test_a_command_behind_its_options_is_told_where_it_belongs(
    bare: Run, words: tuple[str, ...]
) -> None:
    said = bare(*words)
    assert said.code == 2
    assert "“report” is a command: it stands first, its options behind it" in said.err
    assert "`qzinvest report --help`" in said.err


def test_a_word_that_is_no_command_is_unexpected(bare: Run) -> None:
    assert "unexpected “elsewhere”" in bare("--notes", "elsewhere").err


def test_a_file_may_be_called_as_a_command(bare: Run) -> None:
    assert "is a command" not in bare("--db", "report").err


@pytest.mark.parametrize("command", ["list", "log", "funnel", "explain"])
def test_a_period_that_ends_before_it_begins_is_called_so(demo: Run, command: str) -> None:
    case = ("--unit", "晋江", "--indicator", "registration") if command == "explain" else ()
    said = demo(command, *case, "--since", "2022-06", "--until", "2022-01")

    assert (said.code, said.out) == (2, "")
    assert "--since 2022-06-01 is after --until 2022-01-31." in said.err


def test_help_of_a_command(bare: Run) -> None:
    assert bare("help", "report") == bare("report", "--help")
    assert bare("help", "plan", "names") == bare("plan", "names", "--help")
    assert bare("-V").out == bare("--version").out


def test_a_program_gets_its_error_as_json(demo: Run) -> None:
    said = demo("report", "--unit", "火星", "--format", "json")
    told = json.loads(said.err)

    assert (said.code, said.out) == (3, "")
    assert (told["error"], told["exit_code"]) == ("UnknownName", 3)
    assert "火星" in told["message"]


def test_only_what_is_near_is_proposed(bare: Run) -> None:
    assert "--format" in bare("report", "--foramt", "csv").err
    assert "--bom" not in bare("report", "--foramt", "csv").err
    assert "--db" not in bare("report", "--zz", "csv").err


def test_a_project_is_meant_by_its_name(run: Run, signed: str) -> None:
    said = run("advance", "半导体材料产业园", "注册", "--on", "2022-04-01")

    assert (said.code, said.out) == (0, f"{signed}\n")
