"""The wording's workshop: compile the catalogues, or check them against each other and the code.

Usage::

    python tools/messages.py            write src/qzinvest/locale/*.mo from the *.po
    python tools/messages.py --check    say what is wrong, exit 1 if anything is

How the code's keys are found, by reading its syntax trees without running it: a string literal of
a key's form uses that key; an f-string or a sum with a constant beginning (``f"stage.{code}"``,
``"command." + name``) uses every key that fits it; each error class uses ``error.<Class>`` and its
remedy, and ``error.<Class>.<reason>`` wherever the reason stands in the code as a literal.
"""

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from inspect import signature
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from qzinvest import errors
from qzinvest.cli.registry import COMMANDS
from qzinvest.model.plan import LANGUAGES

SOURCE = Path(__file__).parents[1] / "src" / "qzinvest"
LOCALE = SOURCE / "locale"

KEY = re.compile(r"[a-z_]+(\.[A-Za-z0-9_-]+)+")
TYPER = "typer."
"""Keys of this family are Typer's own English sentences after the dot."""
FILE_ENDINGS = {"csv", "db", "json", "md", "mo", "po", "toml", "txt"}
SAYING = {"w", "say", "text", "words", "Note"}
"""Callables whose first argument is a key and whose keywords are the sentence's fields."""

WITH_REASON = {"BadAmount", "BadText", "NoFileName", "NotUndoable", "PlanFault"}
"""Errors whose reason or problem is the last part of a key."""

Catalogue = Mapping[str, str]


class Spoken(NamedTuple):
    """What the code says.

    Args:
        literals: every string in the code, with one place where it stands.
        patterns: what the f-strings and sums of the code fit, as regular expressions.
        calls: key, fields given, and place of each call with a literal key.
        required: keys that must exist whatever the catalogues hold, with their place.
    """

    literals: Mapping[str, str]
    patterns: frozenset[str]
    calls: Sequence[tuple[str, frozenset[str], str]]
    required: Mapping[str, str]


def compiled(po: bytes, lang: str) -> bytes:
    """The ``.mo`` of a ``.po``; the same bytes every time."""
    target = io.BytesIO()
    write_mo(target, read_po(io.BytesIO(po), locale=lang, abort_invalid=True))
    return target.getvalue()


def catalogue(po: bytes, lang: str) -> dict[str, str]:
    """Key and sentence of every message in a ``.po``."""
    messages = read_po(io.BytesIO(po), locale=lang, abort_invalid=True)
    return {str(message.id): str(message.string) for message in messages if message.id}


def compiled_catalogue(mo: bytes) -> dict[str, str]:
    """Key and sentence of every message in a ``.mo``."""
    return {
        str(message.id): str(message.string) for message in read_mo(io.BytesIO(mo)) if message.id
    }


def fields(sentence: str) -> frozenset[str]:
    """The names in braces, without index, attribute or format."""
    names = (name for _, name, _, _ in Formatter().parse(sentence) if name is not None)
    return frozenset(re.split(r"[.\[]", name)[0] for name in names)


def disagreements(catalogues: Mapping[str, Catalogue]) -> Iterator[str]:
    """What the languages do not agree on: keys, fields, empty sentences, the form of keys."""
    every = sorted(set().union(*catalogues.values()))
    for key in every:
        if not KEY.fullmatch(key) and not key.startswith(TYPER):
            yield f"{key}: is not of the form family.name"
        held = {lang: sentences[key] for lang, sentences in catalogues.items() if key in sentences}
        for lang in catalogues.keys() - held.keys():
            yield f"{key}: missing in {lang}"
        for lang, sentence in held.items():
            if not sentence.strip():
                yield f"{key}: empty in {lang}"
        asked = {lang: sorted(fields(sentence)) for lang, sentence in held.items()}
        if len(set(map(tuple, asked.values()))) > 1:
            yield f"{key}: the fields differ: {asked}"


def missing(spoken: Spoken, known: Catalogue) -> Iterator[str]:
    """Keys that the code says and the catalogue does not hold."""
    families = {key.split(".")[0] for key in known}
    said = dict(spoken.required)
    said |= {key: place for key, _, place in spoken.calls}
    said |= {
        text: place
        for text, place in spoken.literals.items()
        if KEY.fullmatch(text)
        and text.split(".")[0] in families
        and text.rsplit(".", 1)[1] not in FILE_ENDINGS
    }
    for key, place in sorted(said.items()):
        if key not in known:
            yield f"{key}: said in {place}, missing in the catalogues"


def unused(spoken: Spoken, known: Catalogue) -> Iterator[str]:
    """Keys that the catalogue holds and nothing in the code says."""
    fits = re.compile("|".join(sorted(spoken.patterns)) or r"(?!)")
    for key in sorted(known):
        reason = re.fullmatch(r"error\.\w+\.([\w-]+)", key)
        if not (
            key in spoken.literals
            or key in spoken.required
            or fits.fullmatch(key)
            or (reason and reason[1] in spoken.literals)
        ):
            yield f"{key}: nothing in the code says it"


def unfilled(spoken: Spoken, known: Catalogue) -> Iterator[str]:
    """Sentences with a field that a literal call, or the error of that name, does not give."""
    for key, given, place in spoken.calls:
        lacking = fields(known.get(key, "")) - given
        if lacking and "**" not in given:
            yield f"{key}: {place} does not give {', '.join(sorted(lacking))}"
    for error in error_classes():
        given = frozenset(_example(error).fields)
        for key in (f"error.{error.__name__}", f"error.{error.__name__}.remedy"):
            lacking = fields(known.get(key, "")) - given
            if lacking:
                yield f"{key}: {error.__name__} has no {', '.join(sorted(lacking))}"


def error_classes() -> list[type[errors.QzinvestError]]:
    """All errors; what has none below it is raised, and of the others some are too."""
    found, waiting = [], [errors.QzinvestError]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found += below
    return sorted(found, key=lambda error: error.__name__)


def _example(error: type[errors.QzinvestError]) -> errors.QzinvestError:
    # An empty text is also an empty list, which is all that the constructors ask for.
    named = [p.name for p in signature(error).parameters.values() if p.kind is p.KEYWORD_ONLY]
    # Without a constructor of its own it is made of what it and the classes above it annotate.
    annotated = (name for of in error.__mro__ for name in getattr(of, "__annotations__", ()))
    return error(**dict.fromkeys(named or annotated, ""))


def spoken_in(source: Path = SOURCE) -> Spoken:
    """What all code under ``source`` says, ``locale`` itself left out."""
    literals: dict[str, str] = {}
    patterns: set[str] = set()
    calls: list[tuple[str, frozenset[str], str]] = []
    required = _required_by_names()
    for path in sorted(source.rglob("*.py")):
        if LOCALE in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            place = f"{path.relative_to(source)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.setdefault(node.value, place)
            elif isinstance(node, ast.JoinedStr | ast.BinOp):
                patterns |= set(_pattern(node))
            elif isinstance(node, ast.Call):
                calls += _said(node, place)
                required |= dict.fromkeys(_required_by(node), place)
    return Spoken(literals, frozenset(patterns), calls, required)


def _required_by_names() -> dict[str, str]:
    # A command's key is made of its name, an error's of its class.
    commands = {command.help: "cli/registry.py" for command in COMMANDS}
    raised = (error for error in error_classes() if not error.__subclasses__())
    sentences = [f"error.{error.__name__}" for error in raised]
    return commands | dict.fromkeys(
        [*sentences, *(f"{key}.remedy" for key in sentences)], "errors.py"
    )


def _pattern(node: ast.JoinedStr | ast.BinOp) -> Iterator[str]:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node.left, node.right]
    first = parts[0] if parts else None
    # Only a whole family's name and its dot make a beginning that no chance text shares.
    if re.match(r"[a-z_]+\.", _text(first)):
        yield "".join(re.escape(_text(part)) if _text(part) else ".+" for part in parts)


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _text(node: ast.expr | None) -> str:
    """The text of a string literal, else nothing."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _said(call: ast.Call, place: str) -> Iterator[tuple[str, frozenset[str], str]]:
    key = _text(call.args[0]) if call.args else ""
    if _name(call) in SAYING and KEY.fullmatch(key):
        # ``**fields`` and a note's mapping of fields cannot be read off the call.
        given = {"**" if keyword.arg is None else keyword.arg for keyword in call.keywords}
        given |= {"**"} if len(call.args) > 1 else set()
        yield key, frozenset(given), place


def _required_by(call: ast.Call) -> Iterator[str]:
    name = _name(call)
    if name == "Column" and call.args and _text(call.args[0]):
        yield f"column.{_text(call.args[0])}"
    if name in WITH_REASON:
        for keyword in call.keywords:
            if keyword.arg in {"reason", "problem"} and _text(keyword.value):
                yield f"error.{name}.{_text(keyword.value)}"


def stale() -> Iterator[str]:
    """Languages whose ``.mo`` does not say what its ``.po`` says."""
    for lang in LANGUAGES:
        mo = LOCALE / f"{lang}.mo"
        # Releases of Babel lay the same catalogue out in other bytes.
        fresh = catalogue((LOCALE / f"{lang}.po").read_bytes(), lang)
        if not mo.exists() or compiled_catalogue(mo.read_bytes()) != fresh:
            yield f"{lang}.mo: stale, run `make messages`"


def faults() -> list[str]:
    """Everything that is wrong with the wording, one line each."""
    catalogues = {lang: catalogue((LOCALE / f"{lang}.po").read_bytes(), lang) for lang in LANGUAGES}
    spoken, known = spoken_in(), catalogues["en"]
    return [
        *disagreements(catalogues),
        *missing(spoken, known),
        *unused(spoken, known),
        *unfilled(spoken, known),
        *stale(),
    ]


def write() -> None:
    """Compile every catalogue."""
    for lang in LANGUAGES:
        po = (LOCALE / f"{lang}.po").read_bytes()
        (LOCALE / f"{lang}.mo").write_bytes(compiled(po, lang))


def main(argv: Iterable[str]) -> int:
    """Compile, or check with ``--check``; gives the exit code."""
    if "--check" not in argv:
        write()
        return 0
    found = faults()
    print("\n".join(found) or "messages: the catalogues and the code agree")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
