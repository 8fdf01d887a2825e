"""The Typer program: help, mistakes, completion, and every line that is not plain.

It is made of the same declarations that ``quick`` reads, in the language asked for.
"""

import os
import re
from collections.abc import Callable, Sequence
from inspect import Parameter as Place
from inspect import Signature
from typing import TYPE_CHECKING, Annotated, Any

from qzinvest.cli.context import choice, emit, language_asked
from qzinvest.cli.declare import REQUIRED, SHORT, Arg, Opt, Parameter, gathered, parameters
from qzinvest.cli.registry import COMMANDS, Command, after_language, find
from qzinvest.cli.terminal import is_bare
from qzinvest.cli.typer_words import reword, speaking, understood
from qzinvest.errors import ExitCode
from qzinvest.locale import Wording, wording
from qzinvest.model.plan import LANGUAGES

if TYPE_CHECKING:
    from typer import Typer
    from typer._click.core import Command as Program
    from typer._click.core import Context
    from typer._click.core import Parameter as Option
    from typer.core import TyperGroup


def run_typer(argv: list[str]) -> int:
    """Let Typer read ``argv``; gives the exit code.

    Raises:
        NotUnderstood: Typer finds a mistake in it.
    """
    words = wording(language_asked(argv))
    found = find(after_language(argv))
    completing = "_QZINVEST_COMPLETE" in os.environ
    argv = joined(argv)
    with speaking(words):
        app = build(words, EVERY if completing else found and found[0])
    from typer import Abort
    from typer._click.exceptions import ClickException, NoArgsIsHelpError
    from typer.main import get_command

    program = get_command(app)
    reword(program, words)
    _install_by_asking(program, words)
    try:
        code = program.main(argv, prog_name="qzinvest", standalone_mode=False)
    except NoArgsIsHelpError as error:
        if error.message:  # with frames it is printed already
            emit(f"{error.message}\n")
        return ExitCode.USAGE
    except ClickException as error:
        raise understood(error, _program(argv)) from error
    except Abort:
        raise KeyboardInterrupt from None
    except SystemExit as stop:
        code = stop.code
    if code == ExitCode.INTERRUPTED:  # what Typer makes of either signal
        raise KeyboardInterrupt
    return code if isinstance(code, int) else ExitCode.OK


def joined(argv: list[str]) -> list[str]:
    """``argv`` as Typer takes it: a name of two words whose first is a command by itself is one."""
    rest = after_language(argv)
    found = find(rest)
    if found is None or found[0].group:
        return argv
    return [*argv[: len(argv) - len(rest)], found[0].name, *found[1]]


def _install_by_asking(program: "Program", words: Wording) -> None:
    """Have completion set up by ours instead of Typer's own, which asks nobody."""
    from typer import Exit

    def install(context: "Context", option: "Option", wanted: object) -> None:
        del option
        if wanted and not context.resilient_parsing:
            # Imported here: it is asked for once.
            from qzinvest.cli.completing import install_completion

            install_completion(words)
            raise Exit

    for option in program.params:
        if option.name == "install_completion":
            option.callback = install


def _program(argv: list[str]) -> str:
    """How the command of ``argv`` is called, as far as it can be told."""
    found = find(after_language(argv))
    return "qzinvest" if found is None else f"qzinvest {found[0].name}"


EVERY = "every"
"""For ``build``: load all commands."""


def _group(
    words: Wording,
    help_key: str,
    cls: "type[TyperGroup]",
    **more: Any,  # noqa: ANN401 - whatever Typer takes
) -> "Typer":
    """The program, or several commands of it that share their first word."""
    import sys

    import typer

    # In a pipe and read aloud, frames are noise.
    bare = is_bare() or not sys.stdout.isatty()
    return typer.Typer(
        cls=cls,
        help=words(help_key),
        no_args_is_help=True,
        rich_markup_mode=None if bare else "rich",
        suggest_commands=False,
        options_metavar=words("usage.options"),
        subcommand_metavar=words("usage.command"),
        **more,
    )


def build(words: Wording, wanted: "Command | str | None" = EVERY) -> "Typer":
    """The program as a Typer application, its help in the language of ``words``.

    Args:
        wanted: the only command whose parameters are needed, ``None`` where none are (a list of
            commands shows names and one line each), or ``EVERY``.
    """
    from typer.core import TyperCommand, TyperGroup

    spare_pydantic()
    group_class, command_class = _reading_once(TyperGroup), _reading_once(TyperCommand)
    names = {"help_option_names": ["--help", "-h"]}
    app = _group(
        words,
        "command.qzinvest",
        group_class,
        pretty_exceptions_enable=False,
        context_settings=names,
    )
    app.callback()(_root(words))
    groups: dict[str, Typer] = {}
    for command in COMMANDS:
        group = command.group
        name = command.name.removeprefix(f"{group} ")
        if group and group not in groups:
            groups[group] = _group(words, f"command.{group}", group_class)
            app.add_typer(groups[group], name=group, rich_help_panel=words(command.panel))
        panel = None if group else words(command.panel)
        target = groups[group] if group else app
        register = target.command(
            name,
            cls=command_class,
            help=words(command.help),
            short_help=_first_sentence(words(command.help)),
            rich_help_panel=panel,
            epilog=words("help.example", line=words(command.example)),
            options_metavar=words("usage.options"),
        )
        register(typed(command, words) if wanted in (EVERY, command) else _named_only)
    return app


def _first_sentence(text: str) -> str:
    """What a list of commands says of one."""
    return re.split(r"(?<=。)|(?<=\.)\s", text, maxsplit=1)[0]


def _reading_once(base: type) -> type:
    """Typer's command or group, refusing an option that is given twice and may not repeat."""

    class Once(base):  # type: ignore[misc]  # the base is known at run time only
        def make_parser(self, context: "Context") -> object:
            parser = super().make_parser(context)
            parse = parser.parse_args

            def once(args: list[str]) -> object:
                found = parse(args=args)
                _refuse_twice(context, found[2])
                return found

            parser.parse_args = once
            return parser

    return Once


def _refuse_twice(context: "Context", given: "Sequence[Option]") -> None:
    """Refuse what stands twice on the line, or before the command and after it (``--lang``).

    Args:
        given: the parameters in the line's order, each as often as it stands there.
    """
    from typer._click.exceptions import UsageError

    if context.resilient_parsing or any(option.is_eager for option in given):
        return  # completion, or help and version, which answer whatever else is there
    root = context.find_root()
    for place, option in enumerate(given):
        before = root is not context and bool(root.params.get(option.name or ""))
        if not getattr(option, "multiple", True) and (before or option in given[:place]):
            raise UsageError(f"Option '{option.opts[0]}' is given twice.", context)


def _named_only() -> None:
    """Stands for a command that is only listed; its module is not loaded."""


def _root(words: Wording) -> Callable[..., None]:
    """The options that stand before any command: the version, and the language for all."""
    import typer

    from qzinvest import __version__
    from qzinvest.cli.last_resort import foundations

    def version(asked: bool) -> None:  # noqa: FBT001 - Typer's callback protocol
        if asked:
            typer.echo(f"qzinvest {__version__} ({foundations()})")
            raise typer.Exit

    show = typer.Option(
        "--version", "-V", help=words("option.version"), metavar="", callback=version, is_eager=True
    )
    speak = typer.Option("--lang", help=words("option.lang"), metavar="LANG")

    def root(*, lang: str | None = None, version: bool = False) -> None:
        del version
        if lang is not None:
            choice("--lang", lang, LANGUAGES)

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
        code = run(**gathered(run, values))
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
    shown = "" if parameter.kind is bool else info.metavar  # no "<bool>" beside a flag
    given = (
        typer.Option(
            info.flag,
            *((SHORT[info.flag],) if info.flag in SHORT else ()),
            help=text,
            metavar=shown,
            autocompletion=_offer(info),
        )
        if isinstance(info, Opt)
        else typer.Argument(help=text, metavar=info.metavar, autocompletion=_offer(info))
    )
    default = Place.empty if parameter.default is REQUIRED else parameter.default
    return Place(
        parameter.name, Place.KEYWORD_ONLY, default=default, annotation=Annotated[hint, given]
    )


def _offer(info: Opt | Arg) -> Callable[[str], list[str]] | None:
    """Completion of the known values of an option or argument."""
    choices = info.choices

    def offer(incomplete: str) -> list[str]:
        if choices:
            return [choice for choice in choices if choice.startswith(incomplete)]
        # Imported here: help and mistakes ask no ledger.
        from qzinvest.cli.completing import offered

        return offered(info.metavar or "", info.flag if isinstance(info, Opt) else "", incomplete)

    return offer if choices or info.metavar else None


def spare_pydantic() -> bool:
    """Keep Typer's help light; tells whether this Typer has the place for it.

    Typer 0.29 builds a pydantic TypeAdapter for every parameter of the command that runs, even for
    the implicit ``--help``, and importing pydantic costs as much as two reports. For ``str``,
    ``int``, ``bool`` and lists of ``str`` without bounds or choices a converter of our own takes
    that place; every other parameter, and a Typer whose inside has changed, is left to Typer.
    """
    try:
        from typer import core
        from typer._coercion import RuntimeParam, build_runtime_param
    except ImportError:
        return False
    if getattr(core, "build_runtime_param", None) is not build_runtime_param:
        return False
    core.build_runtime_param = _builder(RuntimeParam, build_runtime_param)  # type: ignore[assignment,attr-defined]  # Typer's own name
    return True


def _builder(base: type, stock: "Callable[..., object]") -> "Callable[..., object]":
    class PlainParam(base):  # type: ignore[misc]  # the base is known at run time only
        """A parameter whose text is its value, or a whole number."""

        def _coerce_value(self, value: object, **where: object) -> object:
            if self.annotation is int and not isinstance(value, int):
                return _whole(value, **where)
            if self.annotation == list[str] and isinstance(value, tuple):
                return list(value)
            return value

    def build(descriptor: object) -> object:
        annotation = descriptor.annotation  # type: ignore[attr-defined]  # Typer's TypeDescriptor
        info = descriptor.parameter_info  # type: ignore[attr-defined]  # the same
        bounded = info.min is not None or info.max is not None or info.parser is not None
        if annotation in (str, int, bool, list[str]) and not bounded:
            return PlainParam(annotation=annotation, parameter_info=info)
        return stock(descriptor)

    return build


def _whole(value: object, **where: object) -> int:
    from typer import BadParameter

    try:
        return int(str(value))
    except ValueError:
        raise BadParameter(f"{value!r} is not a valid integer.", **where) from None  # type: ignore[arg-type]  # ctx and param
