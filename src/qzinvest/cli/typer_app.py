"""The Typer program: help, mistakes, completion, and every line that is not plain.

It is made of the same declarations that ``quick`` reads, in the language asked for.
"""

import gettext
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import Parameter as Place
from inspect import Signature
from typing import TYPE_CHECKING, Annotated

from qzinvest.cli.context import choice, language_asked
from qzinvest.cli.declare import REQUIRED, Opt, Parameter, parameters
from qzinvest.cli.registry import COMMANDS, Command
from qzinvest.locale import Wording, wording
from qzinvest.model.plan import LANGUAGES

if TYPE_CHECKING:
    import typer


def run_typer(argv: list[str]) -> int:
    """Let Typer read ``argv``; gives the exit code."""
    words = wording(language_asked(argv))
    with _speaking(words):
        app = build(words)
    try:
        app(argv, prog_name="qzinvest")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 0


def build(words: Wording) -> "typer.Typer":
    """The whole program as a Typer application, its help in the language of ``words``."""
    import typer

    from qzinvest.cli import plain_types

    plain_types.install()
    app = typer.Typer(
        help=words("command.qzinvest"),
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_root(words))
    groups: dict[str, typer.Typer] = {}
    for command in COMMANDS:
        group, _, name = command.name.rpartition(" ")
        if group and group not in groups:
            groups[group] = typer.Typer(
                help=words(f"command.{group}"), no_args_is_help=True, rich_markup_mode="rich"
            )
            app.add_typer(groups[group], name=group, rich_help_panel=words(command.panel))
        panel = None if group else words(command.panel)
        target = groups[group] if group else app
        target.command(name, help=words(command.help), rich_help_panel=panel)(
            typed(command, words)
        )
    return app


def _root(words: Wording) -> Callable[..., None]:
    """The options that stand before any command: the version, and the language for all."""
    import typer

    from qzinvest import __version__

    def version(asked: bool) -> None:  # noqa: FBT001 - Typer's callback protocol
        if asked:
            typer.echo(f"qzinvest {__version__}")
            raise typer.Exit

    show = typer.Option("--version", help=words("option.version"), callback=version, is_eager=True)
    speak = typer.Option("--lang", help=words("option.lang"), metavar="LANG")

    def root(*, lang: str | None = None, version: bool = False) -> None:
        del version
        if lang is not None:
            os.environ["QZINVEST_LANG"] = choice("--lang", lang, LANGUAGES)

    root.__annotations__ = {
        "lang": Annotated[str | None, speak],
        "version": Annotated[bool, show],
        "return": None,
    }
    return root


def typed(command: Command, words: Wording) -> Callable[..., None]:
    """The command's function with Typer's own annotations in place of the light ones."""
    import typer

    run = command.load()

    def callback(**values: object) -> None:
        code = run(**values)
        if code:
            raise typer.Exit(code)

    places = [_place(parameter, words) for parameter in parameters(run)]
    callback.__signature__ = Signature(places)  # type: ignore[attr-defined]  # read by inspect
    callback.__annotations__ = {place.name: place.annotation for place in places}
    return callback


def _place(parameter: Parameter, words: Wording) -> Place:
    import typer

    hint: object = list[str] if parameter.kind is list else parameter.kind
    if parameter.optional:
        hint = hint | None  # type: ignore[operator]  # a type at run time
    info = parameter.info
    text = words(info.help)
    given = (
        typer.Option(info.flag, help=text, metavar=info.metavar, autocompletion=_offer(info))
        if isinstance(info, Opt)
        else typer.Argument(help=text, metavar=info.metavar)
    )
    default = Place.empty if parameter.default is REQUIRED else parameter.default
    return Place(
        parameter.name, Place.KEYWORD_ONLY, default=default, annotation=Annotated[hint, given]
    )


def _offer(info: Opt) -> Callable[[str], list[str]] | None:
    """Completion of an option's known values."""
    if not info.choices:
        return None

    def offer(incomplete: str) -> list[str]:
        return [choice for choice in info.choices if choice.startswith(incomplete)]

    return offer


@contextmanager
def _speaking(words: Wording) -> Iterator[None]:
    """Give Typer our translations of its own sentences while it is imported.

    Typer binds ``gettext.gettext`` by name in each module; a sentence that our catalogue does not
    have stays as Typer wrote it.
    """
    stock = gettext.gettext

    def translate(message: str) -> str:
        key = f"typer.{message}"
        found = words(key)
        return message if found == key else found

    gettext.gettext = translate
    try:
        from typer import main, rich_utils

        del main, rich_utils
        yield
    finally:
        gettext.gettext = stock

