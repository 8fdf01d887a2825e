"""What a terminal shows: how many columns, whether colour and signs; and its pager."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

_SCREEN = 80
"""Columns where no terminal says how many."""
_GBK = 936
"""The code page of a Chinese Windows."""
_STDOUT, _READS_COLOURS = -11, 4
"""Windows' ``STD_OUTPUT_HANDLE`` and ``ENABLE_VIRTUAL_TERMINAL_PROCESSING``."""


def screen_width(environ: Mapping[str, str] = os.environ) -> int:
    """Columns to fill: ``COLUMNS``, else the terminal's, else 80 (cron, pipes)."""
    return _columns(sys.stdout, environ) or _SCREEN


def folded(text: str) -> str:
    """What is said with its lines ended between words, where it is said on a terminal."""
    width = _columns(sys.stderr, os.environ) if sys.stderr.isatty() else 0
    if not width:
        return text
    # Imported here: in a pipe lines are any long.
    from qzinvest.render.widths import hung

    return "\n".join(piece for line in text.split("\n") for piece in hung(line, width))


def _columns(stream: TextIO, environ: Mapping[str, str]) -> int:
    given = environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 0


def colour(environ: Mapping[str, str] = os.environ) -> bool:
    """Colour only on a terminal that can show it, and never under ``NO_COLOR``."""
    asked = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return asked and sys.stdout.isatty() and _takes_colour()


def is_bare(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a terminal draws no signs, or two cells wide: ``TERM=dumb``, ``QZINVEST_ASCII=1``.

    The consoles of a Chinese Windows (code page 936) do the latter.
    """
    asked = environ.get("QZINVEST_ASCII", "")
    if asked:
        return asked != "0"
    return environ.get("TERM") == "dumb" or _code_page() == _GBK


if sys.platform == "win32":

    def _code_page() -> int:
        """The code page of a console."""
        # Imported here: no other system has one.
        import ctypes

        return int(ctypes.windll.kernel32.GetConsoleOutputCP()) if sys.stdout.isatty() else 0

    def _takes_colour() -> bool:
        """Ask the console to read colours; one older than Windows 10 cannot."""
        from ctypes import byref, c_ulong, windll

        kernel, mode = windll.kernel32, c_ulong()
        console = kernel.GetStdHandle(_STDOUT)
        if not kernel.GetConsoleMode(console, byref(mode)):
            return False
        return bool(kernel.SetConsoleMode(console, mode.value | _READS_COLOURS))
else:

    def _code_page() -> int:
        """Only Windows has code pages."""
        return 0

    def _takes_colour() -> bool:
        """Every terminal does that does not say otherwise."""
        return True


_LESS = {"LESS": "FRX", "LESSCHARSET": "utf-8", "LV": "-c"}
"""Where nothing else is wished: leave at once if all of it fits, let colours through, and leave the
text on the screen."""


class Pager:
    """Whether this command's answer may be paged; asked for by ``look_of``, before it is known."""

    wanted = False


def paged(text: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Show ``text`` in a pager; false where it has to be written as it is.

    ``PAGER`` names it, else ``less`` is taken where there is one; an empty one is none. The answer
    is what it would be without: a pager that is closed early is no error, and exit codes stay.
    """
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
