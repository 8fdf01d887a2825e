"""Asking a person at a terminal what a file leaves open, once each, before it is refused."""

from qzinvest.cli.context import talk
from qzinvest.cli.writing import ask, can_ask
from qzinvest.errors import BadRows, NoColumn, QzinvestError, TwoColumns
from qzinvest.intake.offices.answers import IGNORED, named, sender_named
from qzinvest.intake.words.names import Resolver
from qzinvest.locale import Wording, shell_word
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
        self._answered: list[Answer] = []
        self._has_asked_whose = False
        self._sender: str | None = None

    def answers_to(self, error: Refusal) -> list[Answer]:
        """What a person answers to a refusal; empty where all that it asks stays open."""
        answers: list[Answer] = []
        for question in of_refusal(error) if self._goes_on else []:
            if question.about in self._met:
                continue
            self._met.add(question.about)
            answer = _answer(self._suggesting(question), self._resolver, self._w)
            if answer == _STOP:
                self._goes_on = False
                break
            if isinstance(answer, Answer):
                answers.append(answer)
        self._answered += answers
        return answers

    def _suggesting(self, question: Question) -> Question:
        """Who sent the list may be the district of its rows."""
        if question.kind != "district" or self._sender is None:
            return question
        units = (u for u in self._resolver.plan.units_of("district") if u.code == self._sender)
        choices = tuple((u.names.get(self._w.lang), question.named(u.code)) for u in units)
        return question._replace(choices=choices)

    def say_unlearned(self) -> None:
        """Tell a person whose file is refused that the answers are lost, and how to give them."""
        if self._answered:
            options = " ".join(map(_option, self._answered))
            talk(self._w("talk.unlearned", options=options))

    def whose_first(self, importer: Importer, wishes: Wishes, error: Refusal) -> Wishes:
        """Ask whose file it is before all else, where what is remembered may answer the rest."""
        if self._has_asked_whose or not self._goes_on or not of_refusal(error):
            return wishes
        if file := importer.sent_by_nobody:
            self._has_asked_whose = True
            self._sender = _sender(file, self._resolver, self._w)
            wishes = wishes._replace(sender=self._sender)
        return wishes

    def whose(self, importer: Importer, wishes: Wishes) -> Wishes:
        """Let answers be remembered; asks whose files they are, where nothing says it."""
        if not self._answered or wishes.dry_run or importer.faults:
            return wishes
        wishes = wishes._replace(remember=True)
        if unnamed := importer.keep_answers():
            # Who was named for all rows that name no district sent the list.
            sender = next((a.value for a in wishes.answers if a.kind == "district"), None)
            if sender is None and not self._has_asked_whose:
                sender = _sender(unnamed, self._resolver, self._w)
            self._sender = sender
            wishes = wishes._replace(sender=sender, remember=sender is not None)
            importer.keep_answers(sender, remember=sender is not None)
        return wishes


_OPTIONS = {
    "column": "--column",
    "word": "--word",
    "unit": "--amounts-in",
    "district": "--district",
}


def _option(answer: Answer) -> str:
    """The option that gives an answer without asking."""
    value = "skip" if answer.value == IGNORED else answer.value
    text = f"{answer.text}={value}" if answer.kind in ("column", "word") else value
    return f"{_OPTIONS[answer.kind]} {shell_word(text)}"


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
        named = "ask.answer_word" if shown else "ask.answer_name"
        prompt = w(named if kind in _NAMED else "ask.answer")
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
