"""Light parameter types in Typer's place, or Typer's own where it has changed."""

import sys
from types import ModuleType

import pytest
import typer
from typer import _coercion, core
from typer.testing import CliRunner

from qzinvest.cli import typer_app


@pytest.fixture(autouse=True)
def _stock_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins, and leaves, with Typer as it was."""
    monkeypatch.setattr(core, "build_runtime_param", _coercion.build_runtime_param)


def outcome(*argv: str) -> tuple[int, str]:
    """Exit code and printed values of a program with one parameter of each plain kind."""
    app = typer.Typer()

    @app.command()
    def show(words: list[str], *, number: int = 1, text: str = "x", flag: bool = False) -> None:
        typer.echo(repr((words, number, text, flag)))

    done = CliRunner().invoke(app, list(argv))
    return done.exit_code, done.stdout.strip()


LINES = [
    ("a", "b", "--number", "7", "--text", "y", "--flag"),
    ("a",),
    ("a", "--number", "-3"),
    ("a", "--number", "x"),
    ("a", "--number", "9" * 5000),
    (),
]


@pytest.mark.parametrize("argv", LINES, ids=range(len(LINES)))
def test_light_types_read_as_typers_own(argv: tuple[str, ...]) -> None:
    stock = outcome(*argv)
    assert typer_app.spare_pydantic()
    assert vars(core)["build_runtime_param"] is not _coercion.build_runtime_param
    assert outcome(*argv) == stock


def test_installing_twice_is_once() -> None:
    assert typer_app.spare_pydantic()
    light = vars(core)["build_runtime_param"]
    assert not typer_app.spare_pydantic()
    assert vars(core)["build_runtime_param"] is light


def test_a_bounded_parameter_stays_typers(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[object] = []
    stock = _coercion.build_runtime_param

    def noted(descriptor: object) -> object:
        built.append(descriptor)
        return stock(descriptor)  # type: ignore[arg-type]  # Typer's TypeDescriptor

    monkeypatch.setattr(_coercion, "build_runtime_param", noted)
    monkeypatch.setattr(core, "build_runtime_param", noted)
    assert typer_app.spare_pydantic()
    app = typer.Typer()

    @app.command()
    def show(*, number: int = typer.Option(1, max=5), text: str = "x") -> None:
        typer.echo(f"{number}{text}")

    assert CliRunner().invoke(app, ["--number", "6"]).exit_code == 2
    assert CliRunner().invoke(app, ["--number", "5"]).stdout == "5x\n"
    assert built


@pytest.mark.parametrize("change", ["gone", "renamed"])
def test_a_typer_that_has_changed_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    if change == "gone":
        monkeypatch.setitem(sys.modules, "typer._coercion", ModuleType("typer._coercion"))
    else:
        monkeypatch.delattr(core, "build_runtime_param")
    assert not typer_app.spare_pydantic()
