"""What all writing commands share: a ledger that is there, the echo, questions to a person."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from qzinvest.cli.context import Surroundings, emit, remark, talk
from qzinvest.errors import ExitCode, NothingToChange, Refused, Unconfirmed
from qzinvest.ledger.queries import linked_to, plan_for
from qzinvest.ledger.record import DEFAULT_OFFICE, Recorder, founding, recording
from qzinvest.ledger.settings import keep_first
from qzinvest.ledger.turns import first_turn
from qzinvest.locale import Wording, locale_language, wanted_language
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.render.messages import differences, told_of_set, unmoved
from qzinvest.tasks.ground import Desk, resolver_of
from qzinvest.tuples import NamedTuple


@contextmanager
def desk(here: Surroundings, *, make: bool = False, keep: bool = True) -> Iterator[Desk]:
    """Open one recording on the ledger; everything inside is kept or nothing.

    Args:
        make: whether the ledger is made with it if there is none; only what can come first may do
            that.
        keep: false for a rehearsal that leaves the ledger as it was.
    """
    w = here.w
    with (
        first_recording(here, keep=keep)
        if make
        else recording(here.path, keep=keep, wait=here.wait)
    ) as recorder:
        if "lang" not in here.settings.kept and (wanted_language() or locale_language()):
            # A ledger of an earlier version: from its next write on it answers in one language.
            keep_first(recorder.connection, "lang", w.lang)
        plan = plan_for(recorder.connection, None, None, here.today)[0].plan
        if recorder.is_invented:
            talk(w("talk.demo_ledger", path=here.path))
        resolver = resolver_of(recorder.connection, plan, w.lang)
        yield Desk(recorder, plan, resolver, w, here.today)
        remarks = _remarks(recorder, plan, here)
    for said in remarks:
        remark(said)


@contextmanager
def first_recording(here: Surroundings, *, keep: bool = True) -> Iterator[Recorder]:
    """One recording, which makes the ledger with the shipped plan if there is none.

    A first write just works; one that is refused, or stopped, leaves no ledger behind.
    """
    with first_turn(here.path, here.wait) as is_first:
        if is_first:
            # Imported here: a plan file is read once in a ledger's life.
            from qzinvest.intake.plans.file import shipped_plan

            plan = shipped_plan()
            with founding(here.path, DEFAULT_OFFICE, plan, here.w.lang, wait=here.wait) as recorder:
                yield recorder
            if keep:
                talk(here.w("talk.founded", path=here.path, office=DEFAULT_OFFICE, plan=plan.code))
            return
    with recording(here.path, keep=keep, wait=here.wait) as recorder:
        yield recorder


def _remarks(recorder: Recorder, plan: Plan, here: Surroundings) -> list[str]:
    """What is said behind the answer.

    It is of days outside all periods, of ended months and editions that are moved, and of a clock
    that has leapt.
    """
    if not recorder.recorded:
        return []
    # Imported here: only a recording asks what it counts for.
    from qzinvest.cli.remarks import clock_text, months_text, outside_text, published_text

    clock = clock_text(recorder, here)
    if not recorder.touched:
        return [clock] if clock else []
    texts = (
        clock,
        outside_text(recorder, plan, here.w),
        months_text(recorder, here.today, here.w),
        published_text(recorder, here.today, here.w),
    )
    return [text for text in texts if text]


_OF_SETS = ("dropped_on", "excluded", "credit")
"""What holds for all reports of a project when it is said of the first."""


class Changed(NamedTuple):
    """Projects after a change, and the sentences that say what changed."""

    projects: tuple[Project, ...]
    said: str

    def told(self) -> ExitCode:
        """Say what changed, and print the ids."""
        talk(self.said)
        emit("".join(f"{each.id}\n" for each in self.projects))
        return ExitCode.OK


def changed(desk: Desk, ids: Sequence[str], change: Callable[[Project], Project]) -> Changed:
    """Change projects in one step; of several, those that are so already are left alone.

    Raises:
        NothingToChange: none of them is another one then.
    """
    pairs, same = list[tuple[Project, Project]](), list[NothingToChange]()
    for before in dict.fromkeys(map(desk.recorder.project, ids)):
        try:
            pairs.append((before, change(before)))
        except NothingToChange as error:
            same.append(error)
    if not pairs:
        raise same[0]
    desk.recorder.change(pairs)
    texts = [change_text(desk, *pair) for pair in pairs]
    texts += [desk.w("talk.same", id=error.project) for error in same]
    return Changed(tuple(after for _, after in pairs), "\n".join(texts))


def record_change(desk: Desk, before: Project, after: Project) -> str:
    """Record the new state of a project; gives the sentence that says what changed."""
    return changed(desk, [before.id], lambda _: after).said


def change_text(desk: Desk, before: Project, after: Project) -> str:
    """What changed of a project, what did not though it may look so, and of its second reports."""
    lines = differences(before, after, desk.plan, desk.w)
    lines += [f"  {line}" for line in unmoved(before, after, desk.plan, desk.w)]
    if decided := [what for what in _OF_SETS if getattr(before, what) != getattr(after, what)]:
        seconds = linked_to(desk.recorder.connection, after.id)
        lines += [f"  {line}" for line in told_of_set(after, decided, seconds, desk.plan, desk.w)]
    return "\n".join([desk.w("talk.changed", id=after.id, name=after.name), *lines])


T = TypeVar("T")


def can_ask() -> bool:
    """Whether there is a person at a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


_YES, _NO = ("y", "yes", "是", "好"), ("n", "no", "否", "不")


def says_yes(question: str, w: Wording, *, default: bool) -> bool:
    """Ask until the answer is a yes or a no, in either language; nothing is the ``default``."""
    shown = f"{question} [{'Y/n' if default else 'y/N'}]"
    while True:
        answer = ask(shown, str, w, optional=True).strip().casefold()
        if not answer:
            return default
        if answer in _YES + _NO:
            return answer in _YES
        talk(w("ask.yes_or_no"))


def agreed(question: str, w: Wording) -> None:
    """Ask for a yes; a no ends the command as Ctrl-C does."""
    if not says_yes(question, w, default=True):
        raise KeyboardInterrupt


def ask(
    question: str,
    parse: Callable[[str], T],
    w: Wording,
    choices: Sequence[str] = (),
    *,
    optional: bool = False,
) -> str:
    """Ask until the answer can be read; gives the answer as written.

    Args:
        parse: reads an answer, raising ``Refused`` for one that is wrong.
        choices: shown before the question.
        optional: whether nothing is an answer, which is not read then.
    """
    import typer

    from qzinvest.render.causes import error_text

    if choices:
        talk("\n".join(f"  {choice}" for choice in choices))
    while True:
        try:
            answer: str = typer.prompt(
                question,
                "" if optional else None,
                err=True,
                type=str,
                prompt_suffix=w("ask.suffix"),
                show_default=False,
            )
            if answer or not optional:
                parse(answer)
        except Refused as error:
            talk(error_text(error, w))
        except typer.Abort:
            talk("")  # what is said of the end stands on a line of its own
            raise KeyboardInterrupt from None
        else:
            return answer


def listed(names: Mapping[str, str]) -> list[str]:
    """Choices for ``ask``: each code with its name, the names below each other."""
    width = max(map(len, names), default=0)
    return [f"{code:<{width}}  {name}" for code, name in names.items()]


def chosen(question: str, keys: Sequence[str], w: Wording) -> str:
    """Ask until the answer is one of ``keys``, which the question names."""
    while True:
        key = ask(question, str, w).strip().casefold()
        if key in keys:
            return key
        talk(w("ask.one_of", keys=w("list.separator").join(keys)))


def confirmed(
    record: Callable[[bool], T], w: Wording, *, yes: bool, question: str = "ask.sure"
) -> T:
    """Record, and ask a person at a terminal about what more often is a slip than meant.

    Args:
        record: does it all in one transaction; its argument says whether anything doubtful is
            meant. It is called again after a yes, so no one waits for the ledger meanwhile.
        yes: whether the command line says so.
        question: the key of what is asked below the sentence.

    Raises:
        Unconfirmed: there is no one to ask, or the answer is no.
    """
    try:
        return record(yes)
    except Unconfirmed as error:
        if not can_ask():
            raise
        from qzinvest.render.refusals import sentence_text

        talk(sentence_text(error, w))
        if not says_yes(w(question), w, default=False):
            raise
    return record(True)  # noqa: FBT003 - the one argument of the callback
