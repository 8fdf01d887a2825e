"""Asking a person at a terminal what a file leaves open, once each, before it is refused."""

from qzinvest.cli.context import talk
from qzinvest.cli.writing import ask, can_ask
from qzinvest.errors import BadRows, NoColumn, QzinvestError, TwoColumns
from qzinvest.intake.offices.answers import named, sender_named
from qzinvest.intake.words.names import Resolver
from qzinvest.locale import Wording
from qzinvest.model.learned import Answer
from qzinvest.render.views.imported import field_label
from qzinvest.render.wording import visible
from qzinvest.tasks.importing import Importer, Wishes
from qzinvest.tasks.questions import Question, of_refusal

Refusal = BadRows | NoColumn | TwoColumns
_SKIP, _STOP = "s", "q"
_NAMED = ("word", "district")
"""Questions that any name answers."""


class Asking:
    """The questions of one import: each is asked once, and none where nobody sits there."""

    def __init__(self, resolver: Resolver, w: Wording) -> None:
        self._resolver = resolver
        self._w = w
        self._met: set[tuple[str, str, str]] = set()
        self._goes_on = can_ask()
        self._is_answered = False
        self._has_asked_whose = False

    def answers_to(self, error: Refusal) -> list[Answer]:
        """What a person answers to a refusal; empty where all that it asks stays open."""
        answers: list[Answer] = []
        for question in of_refusal(error) if self._goes_on else []:
            if question.about in self._met:
                continue
            self._met.add(question.about)
            answer = _answer(question, self._resolver, self._w)
            if answer == _STOP:
                self._goes_on = False
                break
            if isinstance(answer, Answer):
                answers.append(answer)
        self._is_answered = self._is_answered or bool(answers)
        return answers

    def whose_first(self, importer: Importer, wishes: Wishes, error: Refusal) -> Wishes:
        """Ask whose file it is before all else, where what is remembered may answer the rest."""
        if self._has_asked_whose or not self._goes_on or not of_refusal(error):
            return wishes
        if file := importer.sent_by_nobody:
            self._has_asked_whose = True
            wishes = wishes._replace(sender=_sender(file, self._resolver, self._w))
        return wishes

    def whose(self, importer: Importer, wishes: Wishes) -> Wishes:
        """Let answers be remembered; asks whose files they are, where nothing says it."""
        if not self._is_answered or wishes.dry_run or importer.faults:
            return wishes
        wishes = wishes._replace(remember=True)
        if unnamed := importer.keep_answers():
            known = self._has_asked_whose
            sender = None if known else _sender(unnamed, self._resolver, self._w)
            wishes = wishes._replace(sender=sender, remember=sender is not None)
            importer.keep_answers(sender, remember=sender is not None)
        return wishes


def _sender(file: str, resolver: Resolver, w: Wording) -> str | None:
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
    for place, name in enumerate(shown, 1):
        talk(f"  [{place}] {name}")
    keys = {str(place): answer for place, (_, answer) in enumerate(choices, 1)}
    while True:
        prompt = w("ask.answer_word" if kind in _NAMED else "ask.answer")
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
    if question.kind not in _NAMED:
        return None
    return question.named(named(question.field, key, resolver))
