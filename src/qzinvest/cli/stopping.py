"""Ctrl-C, and the request to end that systems send (SIGTERM).

While modules load there is nothing to tidy up, and an exception in the middle of it could end in a
traceback: the process leaves at once. (So this module loads next to nothing itself.) From
``tidily`` on, the exception undoes what was begun; a second signal does not wait for that.
"""

import os
import signal
import sys
from collections.abc import Callable

_SHELL = 128
"""A shell adds it to the number of the signal."""

asked: list[int] = []
"""The signals that came while work was done, also where a library has swallowed the exception."""


class Terminated(KeyboardInterrupt):
    """The system asked the process to end."""


def at_once() -> None:
    """Leave at once when asked to stop: nothing has been begun."""
    _handle(_leave)


def tidily() -> None:
    """Undo what was begun, by an exception, when asked to stop."""
    sys.unraisablehook = _unless_asked
    _handle(_stop)


def code() -> int:
    """The exit code of a process that was asked to stop."""
    return _SHELL + asked[-1]


def _unless_asked(args: "sys.UnraisableHookArgs") -> None:
    # It came while Python tidied up, where nothing can be raised: ``asked`` has it, that is enough.
    if not isinstance(args.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(args)


def _leave(number: int, frame: object) -> None:  # noqa: ARG001 - the protocol of signals
    os._exit(_SHELL + number)


def _stop(number: int, frame: object) -> None:  # noqa: ARG001 - as above
    asked.append(number)
    at_once()
    raise Terminated if number == signal.SIGTERM else KeyboardInterrupt


def _handle(handler: Callable[[int, object], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        # What the caller told us to ignore (`nohup`, a job in the background) stays ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)
