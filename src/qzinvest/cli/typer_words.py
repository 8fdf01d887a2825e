"""Typer speaks our languages: its panels, its help option, and the mistakes that it finds.

Typer's own sentences are partly English only. Here they get our wording, and a command line that
Typer does not understand becomes an error of our own tree. Whatever a newer Typer words in another
way appears in its English; nothing else depends on this.
"""

import gettext
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING

from qzinvest.errors import NotUnderstood
from qzinvest.locale import Wording

if TYPE_CHECKING:
    from typer._click.core import Command
    from typer._click.exceptions import ClickException

_MISTAKES = (
    (r"No such command '(.*)'\.", "command"),
    (r"(Missing command)\.", "nothing"),
    (r"Got unexpected extra argument\(?s?\)? \((.*)\)", "extra"),
    (r"Option '(.*)' requires an argument\.", "lacking"),
    (r"Option '(.*)' does not take a value\.", "flag"),
    (r"Option '(.*)' is given twice\.", "twice"),
    (r"Missing (?:option|argument) '(.*)'\.", "missing"),
    (r"Invalid value for '.*': '(.*)' is not a valid integer\.", "number"),
)
"""Typer's English sentences (one is ``typer_once``'s), and the catalogue's reason for each
(``error.NotUnderstood.…``)."""
_NEAR = 0.7
"""How alike a flag or command must be to be proposed: what is farther off leads astray."""
_OWN_OPTIONS = {
    "help": "option.help",
    "install_completion": "option.install_completion",
    "show_completion": "option.show_completion",
}


@contextmanager
def speaking(words: Wording) -> Iterator[None]:
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

        del main
        _fold_long_words(rich_utils)
        for name, style in _STYLES.items():
            setattr(rich_utils, name, style)
        _break_lines()
        _write_plainly(words)
        yield
    finally:
        gettext.gettext = stock


_STYLES = {
    **dict.fromkeys(("STYLE_COMMANDS_TABLE_FIRST_COLUMN", "STYLE_OPTION", "STYLE_SWITCH"), "bold"),
    "STYLE_TYPES": "dim",
    "STYLE_USAGE": "bold",
}
"""Help without Typer's cyan, green and yellow, which are pale on white."""


def _break_lines() -> None:
    """Let Rich break the lines of help as screens do: none begins with 、 or parts a number."""
    # Imported here: a pipe has no frames.
    from rich import text

    from qzinvest.render.widths import breaks

    def divided(line: str, width: int, fold: bool = True) -> list[int]:  # noqa: FBT001, FBT002 - Rich's
        del fold
        return breaks(line, width)

    if hasattr(text, "divide_line"):
        text.divide_line = divided


def _write_plainly(words: Wording) -> None:
    """Let help without frames break its lines by the same rules, and head its lists in our signs.

    Typer counts characters there, not columns, and parts Chinese anywhere.
    """
    from typer._click import formatting

    def write_heading(formatter: object, name: str) -> None:
        indent = " " * formatter.current_indent  # type: ignore[attr-defined]  # Typer's
        formatter.write(f"{indent}{words('help.heading', name=name)}\n")  # type: ignore[attr-defined]  # the same

    formatting.HelpFormatter.write_heading = write_heading  # type: ignore[assignment,method-assign]  # as above
    formatting.wrap_text = _wrapped


def _wrapped(
    text: str,
    width: int = 78,
    initial_indent: str = "",
    subsequent_indent: str = "",
    preserve_paragraphs: bool = False,  # noqa: FBT001, FBT002 - Typer's
) -> str:
    from qzinvest.render.widths import width_of, wrap

    paragraphs = [text]
    if preserve_paragraphs:
        paragraphs = [" ".join(each.splitlines()) for each in text.split("\n\n")]
    behind = subsequent_indent and " " * width_of(initial_indent)
    return "\n\n".join(
        initial_indent + f"\n{behind}".join(wrap(each, width - width_of(initial_indent)))
        for each in paragraphs
    )


def _fold_long_words(rich_utils: object) -> None:
    """A Chinese sentence has no spaces: without this, Rich takes it for one word and cuts it."""
    make: Callable[..., object] | None = getattr(rich_utils, "_make_rich_text", None)
    if make is None or hasattr(make, "folds"):
        return

    def folding(**given: object) -> object:
        text = make(**given)
        text.overflow = "fold"  # type: ignore[attr-defined]  # Rich's Text or Markdown
        return text

    folding.folds = True  # type: ignore[attr-defined]  # marks that it is in place
    rich_utils._make_rich_text = folding  # type: ignore[attr-defined]  # noqa: SLF001 - Typer's own


def reword(command: "Command", words: Wording) -> None:
    """Put our wording on what Typer adds to every command: usage line, help option, completion."""
    stock_usage, stock_option = command.get_usage, command.get_help_option

    def usage(context: object) -> str:
        text: str = stock_usage(context)  # type: ignore[arg-type]  # Typer's Context
        return text.replace("Usage: ", words("help.usage"), 1)

    def help_option(context: object) -> object:
        option = stock_option(context)  # type: ignore[arg-type]  # the same
        _reword_options([option], words)
        return option

    def write_usage(context: object, formatter: object) -> None:
        pieces = " ".join(map(_plain, command.collect_usage_pieces(context)))  # type: ignore[arg-type]  # the same
        path, prefix = context.command_path, words("help.usage")  # type: ignore[attr-defined]
        formatter.write_usage(path, pieces, prefix=prefix)  # type: ignore[attr-defined]  # Typer's

    command.get_usage = usage  # type: ignore[assignment,method-assign]  # of this one object
    command.format_usage = write_usage  # type: ignore[assignment,method-assign]  # the same
    command.get_help_option = help_option  # type: ignore[assignment,method-assign]  # the same
    _reword_options(command.params, words)
    for below in getattr(command, "commands", {}).values():
        reword(below, words)


def _plain(piece: str) -> str:
    """An argument in a usage line without Typer's braces and dots: our names say what repeats."""
    found = re.fullmatch(r"\{(.*)\}(?:\.\.\.)?", piece)
    return piece if found is None else found[1]


def _untyped(*_: object, **__: object) -> None:
    """Arguments are text: ``<str>`` beside a name tells nobody anything."""


def _reword_options(options: Iterable[object], words: Wording) -> None:
    for option in options:
        if getattr(option, "param_type_name", "") == "argument":
            option.display_type_rich = _untyped  # type: ignore[attr-defined]  # Typer's argument
        key = _OWN_OPTIONS.get(getattr(option, "name", None) or "")
        if key is not None:
            option.help = words(key)  # type: ignore[attr-defined]  # Typer's option
            option.metavar = ""  # type: ignore[attr-defined]  # no "<bool>" beside a flag


def understood(error: "ClickException", program: str) -> NotUnderstood:
    """Our error for a command line that Typer refuses.

    Args:
        program: whose help to point to where Typer does not say.
    """
    from typer._click.exceptions import NoSuchOption

    context = getattr(error, "ctx", None)
    program = program if context is None else str(context.command_path)
    if isinstance(error, NoSuchOption):
        near = get_close_matches(error.option_name, error.possibilities or (), n=1, cutoff=_NEAR)
        return _near("option", error.option_name, near, program)
    sentence = error.format_message()
    for pattern, reason in _MISTAKES:
        if match := re.match(pattern, sentence):
            near = []
            if reason == "command" and context is not None:
                known = getattr(context.command, "commands", {})
                near = get_close_matches(match[1], known, n=1, cutoff=_NEAR)
            return _near(reason, match[1], near, program)
    return NotUnderstood(reason="other", text=sentence, near=(), command=program)


def _near(reason: str, text: str, near: list[str], program: str) -> NotUnderstood:
    return NotUnderstood(
        reason=f"{reason}_near" if near else reason, text=text, near=near, command=program
    )
