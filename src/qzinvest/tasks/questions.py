"""What a person can be asked about files instead of being refused: each thing once."""

from collections.abc import Iterable

from qzinvest.errors import (
    BadAmount,
    BadRows,
    Fault,
    NoColumn,
    NoDistrict,
    NotTheColumn,
    TwoColumns,
    UnknownName,
)
from qzinvest.intake.offices.answers import IGNORED, WORDS
from qzinvest.model.learned import Answer
from qzinvest.tuples import NamedTuple

_UNITS = ("亿元", "万元", "元")
_MOST = 3
"""Suggestions of a question."""
_ALL = 13
"""So many names are all shown where none is near."""


class Question(NamedTuple):
    """One question.

    ``kind`` is ``word`` (what ``text`` means in ``field``), ``column`` (whether the column ``text``
    is a ``field`` at all), ``unit``, ``district`` (of rows that name none), or ``which`` (which
    column is the ``field``). ``choices`` are at most three answers with what people call them, of a
    word that is near no name all names if they are few; so many ``cells`` ask it.
    """

    kind: str
    field: str
    text: str
    choices: tuple[tuple[str, Answer], ...]
    cells: int = 0

    @property
    def about(self) -> tuple[str, str, str]:
        """What is asked: it is asked once."""
        return self.kind, self.field, self.text

    def named(self, code: str) -> Answer:
        """The answer that gives a code: what the word means, or the district of the list."""
        field = self.field if self.kind == "word" else ""
        return Answer(self.kind, field, self.text, code)


def of_refusal(error: BadRows | NoColumn | TwoColumns) -> list[Question]:
    """What a refusal asks: columns first, for they settle their words, then as the faults stand."""
    if isinstance(error, BadRows):
        return _of_faults(error.faults)
    texts = (error.unread if isinstance(error, NoColumn) else error.headers)[:_MOST]
    choices = tuple((text, Answer("column", "", text, error.field)) for text in texts)
    return [Question("which", error.field, "", choices)] if choices else []


def _of_faults(faults: Iterable[Fault]) -> list[Question]:
    found: dict[tuple[str, str, str], Question] = {}
    for fault in faults:
        if (question := _of_fault(fault)) is not None:
            known = found.get(question.about, question)
            found[question.about] = known._replace(cells=known.cells + 1)
    return sorted(found.values(), key=lambda question: question.kind != "column")


def _of_fault(fault: Fault) -> Question | None:
    error = fault.error
    if not fault.cell:
        return None
    if isinstance(error, NotTheColumn):
        ignored = Answer("column", "", fault.column, IGNORED)
        return Question("column", error.what, fault.column, (("", ignored),))
    if isinstance(error, NoDistrict):
        return Question("district", "district", "", ())
    if isinstance(error, BadAmount) and error.reason == "unitless":
        choices = tuple((unit, Answer("unit", "", "", unit)) for unit in _UNITS)
        return Question("unit", "amount", "", choices)
    if isinstance(error, UnknownName) and (field := error.what) in WORDS:
        labels = error.close[:_MOST] or (error.near if len(error.near) <= _ALL else ())
        codes = [(label, label.partition(" ")[0]) for label in labels]
        choices = tuple((label, Answer("word", field, fault.value, code)) for label, code in codes)
        return Question("word", field, fault.value, choices)
    return None
