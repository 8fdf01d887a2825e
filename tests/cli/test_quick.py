"""The quick reader and Typer read every line alike, or the quick one leaves it to Typer."""

import shlex
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.cli import quick
from qzinvest.cli.declare import REQUIRED, Arg, Opt, Parameter, Run, parameters
from qzinvest.cli.registry import COMMANDS, Command, find
from qzinvest.cli.typer_app import build, joined
from qzinvest.errors import ExitCode
from qzinvest.locale import wording

Values = dict[str, object]


class Recorder:
    """Stands in a command's place: has its declarations, and keeps what it is called with."""

    def __init__(self, run: Run, calls: list[Values]) -> None:
        self.__code__ = run.__code__
        self.__kwdefaults__ = run.__kwdefaults__
        self.__annotations__ = run.__annotations__
        self._calls = calls

    def __call__(self, **values: object) -> ExitCode:
        self._calls.append(values)
        return ExitCode.OK


class Reader(NamedTuple):
    """Reads a line with Typer: the values that the command was called with, else ``None``."""

    read: Callable[[list[str]], Values | None]


@pytest.fixture(scope="module")
def by_typer() -> Iterator[Reader]:
    from typer._click.exceptions import ClickException
    from typer.main import get_command

    calls: list[Values] = []
    load = Command.load
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "load", lambda command: Recorder(load(command), calls))
        program = get_command(build(wording("en")))

        def read(argv: list[str]) -> Values | None:
            calls.clear()
            try:
                program.main(joined(argv), prog_name="qzinvest", standalone_mode=False)
            except ClickException:
                return None
            return calls[0] if calls else None

        yield Reader(read)


def by_quick(argv: list[str]) -> Values | None:
    found = find(argv)
    assert found is not None
    command, rest = found
    return quick.read(command.load(), rest)


PIECES = [
    "",
    "0",
    "17",
    "007",
    "-3",
    "x",
    "9" * 30,
    "٣",
    "a b",
    "晋江",
    "a=b",
    "--",
    "-",
    "=x",
    "1_0",
]
texts = st.sampled_from(PIECES) | st.text(max_size=6)


def words_of(parameter: Parameter) -> st.SearchStrategy[list[str]]:
    """Ways of writing one parameter, sound ones and mistakes."""
    if isinstance(parameter.info, Arg):
        return texts.map(lambda text: [text])
    flag = parameter.info.flag
    alone = st.just([flag])
    joined = texts.map(lambda text: [f"{flag}={text}"])
    if parameter.kind is bool:
        return st.one_of(alone, alone, alone, joined)
    value = st.integers(0, 999).map(str) if parameter.kind is int else texts
    return st.one_of(
        value.map(lambda text: [flag, text]),
        value.map(lambda text: [f"{flag}={text}"]),
        texts.map(lambda text: [flag, text]),
        joined,
        alone,
    )


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    command = draw(st.sampled_from(COMMANDS))
    declared = parameters(command.load())
    chosen = [p for p in declared if p.default is not None and draw(st.integers(0, 9))]
    chosen += draw(st.lists(st.sampled_from(declared), max_size=5))
    parts = [draw(words_of(parameter)) for parameter in chosen]
    if not draw(st.integers(0, 9)):
        parts.append(
            [draw(st.sampled_from(["--help", "-h", "--nonsense", "--lan", "extra", "--"]))]
        )
    order = draw(st.permutations(parts))
    return [*command.name.split(), *(word for part in order for word in part)]


@settings(max_examples=400, deadline=None)
@given(lines())
def test_whatever_quick_reads_typer_reads_alike(by_typer: Reader, argv: list[str]) -> None:
    values = by_quick(argv)
    if values is not None:
        assert by_typer.read(argv) == values


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_an_ordinary_line_of_every_command_is_quick(by_typer: Reader, command: Command) -> None:
    argv = command.name.split()
    for parameter in parameters(command.load()):
        if isinstance(parameter.info, Opt):
            argv.append(parameter.info.flag)
        if parameter.kind is not bool:
            argv.append("17")
    values = by_quick(argv)
    assert values is not None
    assert by_typer.read(argv) == values


@pytest.mark.parametrize(
    "line",
    [
        "report --help",
        "report --tier",
        "report --tier x",
        "report --tier -1",
        "report --total=yes",
        "report --nonsense 1",
        "report surplus",
        "show",
        "import",
        "advance",
        "edit QZ-1 --note --db",
        "list -h",
    ],
)
def test_what_is_not_plain_is_left_to_typer(line: str) -> None:
    assert by_quick(line.split()) is None


def test_what_may_repeat_is_gathered() -> None:
    values = by_quick(shlex.split("edit QZ-1 --clear note --name A --clear site"))
    assert values is not None
    assert (values["clear"], values["name"]) == (["note", "site"], "A")


ONCE = [
    (command, parameter)
    for command in COMMANDS
    for parameter in parameters(command.load())
    if isinstance(parameter.info, Opt) and parameter.kind is not list
]


@pytest.mark.parametrize(
    ("command", "parameter"), ONCE, ids=[f"{c.name} {p.info.metavar}" for c, p in ONCE]
)
def test_every_other_option_given_twice_is_refused_by_both_readers(
    by_typer: Reader, command: Command, parameter: Parameter
) -> None:
    assert isinstance(parameter.info, Opt)
    given = [parameter.info.flag] if parameter.kind is bool else [parameter.info.flag, "7"]
    argv = command.name.split()
    for each in parameters(command.load()):
        if each.default is REQUIRED and each != parameter:
            argv += [each.info.flag, "7"] if isinstance(each.info, Opt) else ["7"]
    assert by_quick([*argv, *given]) is not None
    assert by_typer.read([*argv, *given]) is not None
    assert by_quick([*argv, *given, *given]) is None
    assert by_typer.read([*argv, *given, *given]) is None


def test_files_stay_in_order() -> None:
    values = by_quick(shlex.split("import a.csv --dry-run b.csv"))
    assert values is not None
    assert (values["files"], values["dry_run"]) == (["a.csv", "b.csv"], True)
