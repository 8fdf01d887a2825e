"""Reading a plain command line without Typer.

Importing Typer alone costs more than a whole CSV report may, and reports run from cron all day.
So a line in the ordinary form (``--name value``, ``--name=value``, flags, positionals) of a known
command is read here, from the declarations that Typer reads too. Anything else, such as ``--help``,
a mistake, or completion, is given back as ``None`` and goes to Typer, whose answer is the answer. A
test holds both readers together over random lines.
"""

from collections.abc import Iterator, Sequence
from typing import cast

from qzinvest.cli.declare import REQUIRED, SHORT, Arg, Opt, Parameter, Run, gathered, parameters

Values = dict[str, object]
_DIGITS = 9
"""Whole numbers longer than this are no plain ones; Typer says what is wrong with them."""


def read(run: Run, argv: Sequence[str]) -> Values | None:
    """The keyword arguments for ``run`` that ``argv`` gives, or ``None`` if it isn't plain."""
    declared = parameters(run)
    options = {p.info.flag: p for p in declared if isinstance(p.info, Opt)}
    options |= {SHORT[flag]: p for flag, p in options.items() if flag in SHORT}
    values: Values = {}
    words: list[str] = []
    rest = iter(argv)
    for word in rest:
        if not word.startswith("-"):
            words.append(word)
            continue
        flag, equals, text = word.partition("=")
        parameter = options.get(flag)
        if parameter is None or not _take(parameter, values, text if equals else None, rest):
            return None
    if not _place(words, [p for p in declared if isinstance(p.info, Arg)], values):
        return None
    complete = _complete(declared, values)
    return None if complete is None else gathered(run, complete)


def _take(parameter: Parameter, values: Values, text: str | None, rest: Iterator[str]) -> bool:
    """Put one option's value in; false where the line is not plain."""
    if parameter.name in values and parameter.kind is not list:
        return False
    if parameter.kind is bool:
        values[parameter.name] = True
        return text is None
    if text is None:
        text = next(rest, "-")
        if text.startswith("-"):
            return False
    if parameter.kind is list:
        values[parameter.name] = [*cast("list[str]", values.get(parameter.name, [])), text]
        return True
    value = _scalar(parameter, text)
    values[parameter.name] = value
    return value is not None


def _place(words: list[str], places: list[Parameter], values: Values) -> bool:
    """Give the positional words, which are texts, to the arguments; false where they do not fit."""
    for parameter in places:
        if parameter.kind is list:
            if words:
                values[parameter.name] = words
            words = []
        elif words:
            values[parameter.name] = words[0]
            words = words[1:]
    return not words


def _scalar(parameter: Parameter, text: str) -> object:
    if parameter.kind is str:
        return text
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def _complete(declared: Sequence[Parameter], values: Values) -> Values | None:
    for parameter in declared:
        if parameter.name not in values:
            if parameter.default is REQUIRED:
                return None
            values[parameter.name] = parameter.default
    return values
