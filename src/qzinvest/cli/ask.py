"""Asking a person at a terminal for what the command line left out."""

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from qzinvest.cli.context import talk
from qzinvest.errors import Refused, Unconfirmed
from qzinvest.locale import Wording
from qzinvest.render.talk import error_text, sentence_text

T = TypeVar("T")


def can_ask() -> bool:
    """Whether there is a person at a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, parse: Callable[[str], T], w: Wording, choices: Sequence[str] = ()) -> str:
    """Ask until the answer can be read; gives the answer as written.

    Args:
        parse: reads an answer, raising ``Refused`` for one that is wrong.
        choices: shown before the question.
    """
    import typer

    if choices:
        talk("\n".join(f"  {choice}" for choice in choices))
    while True:
        try:
            answer: str = typer.prompt(question, err=True, type=str, prompt_suffix=w("ask.suffix"))
            parse(answer)
        except Refused as error:
            talk(error_text(error, w))
        except typer.Abort:
            raise KeyboardInterrupt from None
        else:
            return answer


def confirmed(record: Callable[[bool], T], w: Wording, *, yes: bool) -> T:
    """Record, and ask a person at a terminal about what more often is a slip than meant.

    Args:
        record: does it all in one transaction; its argument says whether anything doubtful is
            meant. It is called again after a yes, so no one waits for the ledger meanwhile.
        yes: whether the command line says so.

    Raises:
        Unconfirmed: there is no one to ask, or the answer is no.
    """
    try:
        return record(yes)
    except Unconfirmed as error:
        if not can_ask():
            raise
        import typer

        try:
            sure = typer.confirm(w("ask.sure", said=sentence_text(error, w)), err=True)
        except typer.Abort:
            raise KeyboardInterrupt from None
        if not sure:
            raise
    return record(True)  # noqa: FBT003 - the one argument of the callback
