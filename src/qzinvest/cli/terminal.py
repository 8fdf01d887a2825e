"""What a terminal shows: how many columns, and whether colour."""

import os
import sys
from collections.abc import Mapping
from typing import TextIO

_SCREEN = 80
"""Columns where no terminal says how many."""


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
    return sys.stdout.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
