"""What an office's files mean where they do not say it themselves: answers that are remembered.

A sender is the code of a district or department, or a name that a person gave.
"""

from collections.abc import Iterable, Mapping

from qzinvest.tuples import NamedTuple

LEARNED = "/learned/"
"""Stands in the key of what was learned between the office and the sender."""


def is_learned(kind: str, key: str) -> bool:
    """Whether an event says what an office's files taught."""
    return kind == "import" and LEARNED in key


class Answer(NamedTuple):
    """One answer.

    ``kind`` is ``column`` (the header ``text`` means the field ``value``, ``ignored`` for none),
    ``word`` (in the cells of ``field``, ``text`` means ``value``, a code) or ``unit`` (``value`` is
    that of amounts for which nothing else says one). A ``district`` is that of rows which name
    none; it holds for one call and is never remembered.
    """

    kind: str
    field: str
    text: str
    value: str


class Recalled(NamedTuple):
    """An answer that was used for a table of a file; ``sender`` is empty for one of this call."""

    file: str
    sheet: str
    sender: str
    answer: Answer


class Lesson(NamedTuple):
    """What is remembered for a sender, with the event that taught it last."""

    sender: str
    answers: tuple[Answer, ...]
    event: str = ""
    at: str = ""
    who: str = ""


def to_body(answers: Iterable[Answer]) -> dict[str, str]:
    """The body of a fact: each answer under its own key, so that it can be taken back alone."""
    return {f"{kind}/{field}/{text}": value for kind, field, text, value in answers}


def from_body(body: Mapping[str, object]) -> tuple[Answer, ...]:
    """The answers that ``to_body`` wrote."""
    keys = ((key.split("/", 2), value) for key, value in body.items())
    return tuple(Answer(kind, field, text, str(value)) for (kind, field, text), value in keys)
