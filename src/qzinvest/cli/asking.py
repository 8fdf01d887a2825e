"""Asking a person at a terminal what a file leaves open, once each, before it is refused."""

from collections.abc import Iterable

from qzinvest.cli.context import talk
from qzinvest.cli.writing import ask
from qzinvest.errors import QzinvestError
from qzinvest.intake.offices.answers import named, sender_named
from qzinvest.intake.words.names import Resolver
from qzinvest.locale import Wording
from qzinvest.model.learned import Answer
from qzinvest.render.views.imported import field_label
from qzinvest.render.wording import visible
from qzinvest.tasks.questions import Question

_SKIP, _STOP = "s", "q"


def answers_to(
    questions: Iterable[Question], resolver: Resolver, w: Wording
) -> tuple[list[Answer], bool]:
    """What a person answers, and whether there may be more questions; skipped ones have none."""
    answers: list[Answer] = []
    for question in questions:
        answer = _answer(question, resolver, w)
        if answer == _STOP:
            return answers, False
        if isinstance(answer, Answer):
            answers.append(answer)
    return answers, True


def sender_asked(file: str, resolver: Resolver, w: Wording) -> str | None:
    """Whose file it is, so that answers can be remembered; ``None`` where they shall not be."""
    while True:
        text = ask(w("ask.sender", file=visible(file)), str, w).strip()
        if text.casefold() == _SKIP:
            return None
        try:
            return sender_named(text, resolver)
        except QzinvestError:
            continue


def _answer(question: Question, resolver: Resolver, w: Wording) -> Answer | str:
    """The answer, or the key that was typed for none."""
    kind, field, text, choices, count = question
    label = field_label(field, w)
    said = {"text": visible(text), "field": label, "count": f"{count:,}"}
    talk(w(f"question.{kind}", **said))
    shown = [w("question.not_read") if not name else visible(name) for name, _ in choices]
    talk("\n".join(f"  [{place}] {name}" for place, name in enumerate(shown, 1)))
    keys = {str(place): answer for place, (_, answer) in enumerate(choices, 1)}
    while True:
        prompt = w("ask.answer_word" if kind == "word" else "ask.answer")
        key = ask(prompt, lambda typed: _read(question, typed, keys, resolver), w).strip()
        found = _read(question, key, keys, resolver)
        if found is not None:
            return found


def _read(
    question: Question, typed: str, keys: dict[str, Answer], resolver: Resolver
) -> Answer | str | None:
    """What was typed: a choice, skip or stop; of a word also any name.

    Raises:
        Refused: nothing has the name.
    """
    key = typed.strip()
    if key in keys:
        return keys[key]
    if key.casefold() in (_SKIP, _STOP):
        return key.casefold()
    if question.kind != "word":
        return None
    return Answer("word", question.field, question.text, named(question.field, key, resolver))
