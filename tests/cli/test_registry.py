"""Which command a line begins with."""

import shlex

import pytest

from qzinvest.cli.declare import REQUIRED, Arg, Opt, parameters
from qzinvest.cli.quick import read
from qzinvest.cli.registry import BY_NAME, COMMANDS, FORMER, Command, find, renamed
from qzinvest.locale import wording
from qzinvest.model.plan import LANGUAGES


@pytest.mark.parametrize(
    ("line", "name", "rest"),
    [
        ("report --tier 1", "report", ["--tier", "1"]),
        ("plan check plan.toml", "plan check", ["plan.toml"]),
        ("list", "list", []),
        ("import list.csv list", "import", ["list.csv", "list"]),
        ("import list --limit 1", "import list", ["--limit", "1"]),
        ("count no QZ-1", "count no", ["QZ-1"]),
    ],
)
def test_find(line: str, name: str, rest: list[str]) -> None:
    found = find(line.split())
    assert found is not None
    assert (found[0].name, found[1]) == (name, rest)


def test_former_names_are_the_present_ones() -> None:
    assert renamed(["imports", "--limit", "1"]) == ["import", "list", "--limit", "1"]
    assert renamed(["--lang", "en", "exclude", "QZ-1"]) == ["--lang", "en", "count", "no", "QZ-1"]
    assert renamed(["show", "include"]) == ["show", "include"]
    assert BY_NAME.keys() >= set(FORMER.values())
    assert not BY_NAME.keys() & FORMER.keys()


@pytest.mark.parametrize("line", ["", "plan", "plan nothing", "reprot", "--lang en report"])
def test_no_command(line: str) -> None:
    assert find(line.split()) is None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_whole(command: Command) -> None:
    declared = parameters(command.load())
    keys = [command.help, command.panel, *(p.info.help for p in declared)]
    for lang in LANGUAGES:
        words = wording(lang)
        assert not [key for key in keys if words(key) == key]
    flags = {p.info.flag for p in declared if isinstance(p.info, Opt)}
    assert {"--db", "--lang"} <= flags


def test_flags_of_the_same_name_mean_the_same() -> None:
    every = [p.info for command in COMMANDS for p in parameters(command.load())]
    metavars = {(i.flag, i.metavar) for i in every if isinstance(i, Opt)} - {
        ("--plan", "FILE"),
        ("--text", "FILE"),
        ("--sort", "ORDER"),
    }
    assert len({flag for flag, _ in metavars}) == len(metavars)


def test_declarations_say_what_is_required() -> None:
    (advance,) = (command for command in COMMANDS if command.name == "advance")
    declared = parameters(advance.load())
    assert [p.name for p in declared if p.default is REQUIRED] == ["words"]
    assert [p.name for p in declared if isinstance(p.info, Arg)] == ["words"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_example_is_a_command_line_that_is_understood(command: Command) -> None:
    for lang in LANGUAGES:
        program, *words = shlex.split(wording(lang)(command.example))
        assert program == "qzinvest"
        found = find(words)
        assert found is not None
        assert found[0] == command
        assert read(command.load(), found[1]) is not None
