"""The pager: what is longer than a terminal is read in one.

``PAGER`` names it, else ``less`` is taken where there is one; an empty one is none. The answer is
what it would be without: a pager that is closed early is no error, and exit codes stay.
"""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress

_LESS = {"LESS": "FRX", "LESSCHARSET": "utf-8", "LV": "-c"}
"""Where nothing else is wished: leave at once if all of it fits, let colours through, and leave the
text on the screen."""


class Pager:
    """Whether this command's answer may be paged; asked for by ``look_of``, before it is known."""

    wanted = False


def paged(text: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Show ``text`` in a pager; false where it has to be written as it is."""
    command = _command(environ) if Pager.wanted and _is_longer(text, environ) else []
    if not command:
        return False
    # Imported here: most answers fit.
    import signal
    import subprocess

    given = {**_LESS, **environ}
    try:
        # What the person has named, as every program starts it; nothing of ours is in the line.
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=given)  # noqa: S603
    except OSError:
        return False
    # Ctrl-C is the pager's own while it is open.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with suppress(OSError):
            process.communicate(text.encode())
        process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True


def _is_longer(text: str, environ: Mapping[str, str]) -> bool:
    """Whether a terminal that can be paged on is shown more lines than it has."""
    if not sys.stdout.isatty() or environ.get("TERM", "dumb") == "dumb":
        return False
    try:
        rows = os.get_terminal_size(sys.stdout.fileno()).lines
    except (OSError, ValueError):
        return False
    # The prompt takes a line; a terminal of no lines does not know how many it has.
    return 0 < rows <= text.count("\n")


def _command(environ: Mapping[str, str]) -> list[str]:
    """The pager's words, none for none."""
    # Imported here, as above.
    import shlex
    import shutil

    named = environ.get("PAGER")
    if named is None:
        found = shutil.which("less") if os.name == "posix" else None
        return [found] if found else []
    try:
        return shlex.split(named, posix=os.name == "posix")
    except ValueError:
        return []
