"""What a terminal shows: how many columns, whether colour, and whether signs."""

import os
import sys
from collections.abc import Mapping
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


def talk_width() -> int:
    """Columns of the terminal that is talked to, 0 where it is none, and lines may be any long."""
    return _columns(sys.stderr, os.environ) if sys.stderr.isatty() else 0


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
