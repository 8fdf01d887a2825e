"""What a person answers about a table: which column is what, what a word means, the unit."""

from collections.abc import Callable, Iterable

from qzinvest.errors import BadOption, QzinvestError, UnknownName
from qzinvest.intake.offices.headers import field_of
from qzinvest.intake.offices.map import FIELDS
from qzinvest.intake.words.names import Resolver
from qzinvest.intake.words.written_units import unit_of
from qzinvest.model.learned import Answer
from qzinvest.model.plan import UNIT_KINDS, VOCABULARIES

IGNORED = "ignored"
_SKIPS = ("skip", "不读", "不讀", "略过", "略過")
WORDS = ("group", *UNIT_KINDS, "signing", "stage", *VOCABULARIES)
"""Fields whose cells hold names."""
_NEAR = 3


def column_answer(text: str) -> Answer:
    """The answer of ``HEADER=FIELD``; a field by its code or any header that is known, or skip.

    Raises:
        BadOption: there is no such field.
    """
    header, equals, name = (part.strip() for part in text.rpartition("="))
    field = IGNORED if name in _SKIPS else name if name in FIELDS else field_of(name)
    if not (header and equals and field in FIELDS):
        raise BadOption(option="--column", value=text, allowed=("HEADER=skip", *sorted(FIELDS)))
    return Answer("column", "", header, field)


def word_answers(text: str, resolver: Resolver) -> list[Answer]:
    """The answers of ``WORD=NAME``: what the word means in each field that has such a name.

    Raises:
        BadOption: the form is another one.
        UnknownName: nothing has this name.
    """
    word, equals, name = (part.strip() for part in text.rpartition("="))
    if not (word and equals and name):
        raise BadOption(option="--word", value=text, allowed=("WORD=NAME",))
    found: list[Answer] = []
    near: list[str] = []
    for field in WORDS:
        try:
            found.append(Answer("word", field, word, named(field, name, resolver)))
        except UnknownName as error:
            near += error.close
        except QzinvestError:
            continue
    if not found:
        raise UnknownName(what="word", text=name, near=near[:_NEAR], close=near)
    return found


def named(field: str, name: str, resolver: Resolver) -> str:
    """The code of a name in a field of names.

    Raises:
        UnknownName, AmbiguousName: it has none, or several have it.
    """
    if field in UNIT_KINDS:
        return resolver.recorded(field, name).code
    finders: dict[str, Callable[[str], str]] = {
        "group": lambda text: resolver.group(text).code,
        "signing": resolver.signing,
        "stage": lambda text: resolver.stage(text).code,
    }
    return finders[field](name) if field in finders else resolver.term(field, name).code


def unit_answer(text: str) -> Answer:
    """The answer that bare amounts are in this unit.

    Raises:
        BadOption: it is none.
    """
    if unit_of(text) is None:
        raise BadOption(option="--amounts-in", value=text, allowed=("亿元", "万元", "元", "万美元"))
    return Answer("unit", "", "", text)


def sender_named(text: str, resolver: Resolver) -> str:
    """Whose files they are: the code of the unit of this name, else the name itself.

    Raises:
        BadOption: it is empty, or no name.
    """
    for kind in UNIT_KINDS:
        try:
            return resolver.recorded(kind, text).code
        except QzinvestError:
            continue
    name = " ".join(text.split())
    if not name or not name.isprintable() or "/" in name:
        raise BadOption(option="--sender", value=text, allowed=("NAME",))
    return name


def answers_of(
    columns: Iterable[str], words: Iterable[str], unit: str | None, resolver: Resolver
) -> tuple[Answer, ...]:
    """All answers of a call; errors as of the single ones."""
    answers = [column_answer(text) for text in columns]
    answers += [answer for text in words for answer in word_answers(text, resolver)]
    return (*answers, *([] if unit is None else [unit_answer(unit)]))
