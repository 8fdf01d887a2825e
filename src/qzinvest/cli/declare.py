"""How a command declares its parameters: light annotations that two readers share.

A command is a function of keyword-only parameters, each ``Annotated[type, Opt(…)]`` or
``Annotated[type, Arg(…)]``. ``quick`` reads a plain command line straight from them; ``typer_app``
makes the Typer command of them. Types are ``str``, ``int``, ``bool`` (a flag) and ``list[str]``
(repeatable), each also ``| None``.

Options that several commands share as one are fields of a NamedTuple; a parameter of that type
stands for all of them, and ``gathered`` puts their values together.
"""

from collections.abc import Callable
from types import UnionType
from typing import Annotated

from qzinvest.errors import ExitCode
from qzinvest.tuples import NamedTuple

Run = Callable[..., ExitCode]


class Opt(NamedTuple):
    """An option: its flag, its help's catalogue key, and the values that completion offers."""

    flag: str
    help: str
    metavar: str | None = None
    choices: tuple[str, ...] = ()


class Arg(NamedTuple):
    """A positional argument: its name in usage lines, its help's catalogue key, as an option's."""

    metavar: str
    help: str
    choices: tuple[str, ...] = ()


class Parameter(NamedTuple):
    """One declared parameter. ``kind`` is ``str``, ``int``, ``bool`` or ``list``."""

    name: str
    kind: type
    optional: bool
    default: object
    info: Opt | Arg


class _Required:
    """Marks a parameter without default."""


REQUIRED = _Required()


def parameters(run: Run) -> tuple[Parameter, ...]:
    """The parameters that ``run`` declares, in order; cheap, for every start reads them."""
    defaults = run.__kwdefaults__ or {}
    declared: list[Parameter] = []
    for name in _names(run):
        hint = run.__annotations__[name]
        if isinstance(hint, type):  # a NamedTuple of options; all others are Annotated
            shared: dict[str, object] = hint._field_defaults  # type: ignore[attr-defined]  # the same
            declared += [_parameter(f, hint.__annotations__[f], shared[f]) for f in shared]
        else:
            declared.append(_parameter(name, hint, defaults.get(name, REQUIRED)))
    return tuple(declared)


def _names(run: Run) -> tuple[str, ...]:
    code = run.__code__
    return code.co_varnames[: code.co_kwonlyargcount]


def gathered(run: Run, values: dict[str, object]) -> dict[str, object]:
    """The arguments of ``run`` from the values of its ``parameters``."""
    given = dict(values)
    for name in _names(run):
        hint = run.__annotations__[name]
        if isinstance(hint, type):
            fields = hint._field_defaults  # type: ignore[attr-defined]  # a NamedTuple of options
            given[name] = hint(**{field: given.pop(field) for field in fields})
    return given


def _parameter(name: str, annotation: object, default: object) -> Parameter:
    hint = annotation.__origin__  # type: ignore[attr-defined]  # Annotated has no public class
    (info,) = annotation.__metadata__  # type: ignore[attr-defined]  # the same
    optional = isinstance(hint, UnionType)
    kind = next(arg for arg in hint.__args__ if arg is not type(None)) if optional else hint
    return Parameter(name, getattr(kind, "__origin__", kind), optional, default, info)


SHORT = {"--district": "-d", "--format": "-f", "--output": "-o", "--unit": "-u"}
"""What is typed most may be typed in one letter."""
FORMATS = ("table", "csv", "json", "markdown", "html", "xlsx", "docx")
SUFFIXES = {
    ".txt": "table",
    ".csv": "csv",
    ".json": "json",
    ".md": "markdown",
    ".html": "html",
    ".xlsx": "xlsx",
    ".docx": "docx",
}
"""The formats by what a file's name ends in."""
BINARY = ("xlsx", "docx")
"""The formats that are no text."""
DOCUMENTS = ("html", *BINARY)
"""The formats that are always looked at elsewhere and later."""
LANGS = ("en", "zh_Hans", "zh_Hant")

Several = list[str] | None
"""The type of an option that may repeat."""

Db = Annotated[str | None, Opt("--db", "option.db", "FILE")]
Wait = Annotated[int | None, Opt("--wait", "option.wait", "SECONDS")]
Lang = Annotated[str | None, Opt("--lang", "option.lang", "LANG", LANGS)]
Round = Annotated[bool, Opt("--round", "option.round")]
Yes = Annotated[bool, Opt("--yes", "option.yes")]
ALL, NONE = "all", "none"
Naming = Annotated[str, Opt("--names", "option.names", "WHAT", (ALL, NONE))]
From = Annotated[str | None, Opt("--from", "option.from", "DATE")]


class Amounts(NamedTuple):
    """What people read money in; without either, what is set."""

    wan: Annotated[bool, Opt("--wan", "option.wan")] = False
    yi: Annotated[bool, Opt("--yi", "option.yi")] = False


class Looking(NamedTuple):
    """How an answer is to look, and the file that it goes to."""

    form: Annotated[str | None, Opt("--format", "option.format", "FORMAT", FORMATS)] = None
    output: Annotated[str | None, Opt("--output", "option.output", "FILE")] = None
    labels: Annotated[bool, Opt("--labels", "option.labels")] = False
    bom: Annotated[bool, Opt("--bom", "option.bom_csv")] = False
    plain: Annotated[bool, Opt("--plain", "option.plain")] = False
    notes: Annotated[bool, Opt("--notes", "option.notes")] = False
    no_pager: Annotated[bool, Opt("--no-pager", "option.no_pager")] = False


class Details(NamedTuple):
    """What may be said of a project besides what every one has."""

    code: Annotated[str | None, Opt("--code", "option.code", "TEXT")] = None
    channel: Annotated[str | None, Opt("--channel", "option.channel", "TERM")] = None
    origin: Annotated[str | None, Opt("--origin", "option.origin", "TERM")] = None
    investor_class: Annotated[
        str | None, Opt("--investor-class", "option.investor_class", "TERM")
    ] = None
    event: Annotated[str | None, Opt("--event", "option.event", "TERM")] = None
    site: Annotated[str | None, Opt("--site", "option.site", "TEXT")] = None
    owner: Annotated[str | None, Opt("--owner", "option.owner", "TEXT")] = None
    phone: Annotated[str | None, Opt("--phone", "option.phone", "TEXT")] = None
    source: Annotated[str | None, Opt("--source", "option.source", "TEXT")] = None
    note: Annotated[str | None, Opt("--note", "option.note", "TEXT")] = None
