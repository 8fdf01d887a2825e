"""What a command knows of the world it runs in: paths, language, terminal, today."""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from errno import ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING

from qzinvest.errors import BadOption, Conflict, DiskFull, FileUnwritable
from qzinvest.locale import Wording, detect_language, wording
from qzinvest.model.plan import LANGUAGES

if TYPE_CHECKING:
    from qzinvest.model.precision import When

_SCREEN = 80
_MOST_ROWS = 10**9
"""No ledger has more; SQLite cannot take every whole number that a person can type."""


def today() -> date:
    """The local calendar day."""
    return date.today()  # noqa: DTZ011 - offices keep their own local days


def day_asked(text: str | None, now: date) -> date | None:
    """The day that a report is asked for, ``None`` where none is: ``intake.dates.report_day``."""
    if text is None:
        return None
    from qzinvest.intake.dates import report_day

    return report_day(text, now)


def period_asked(text: str | None, now: date) -> "When | None":
    """The day or period that an option names, ``None`` where it was not given."""
    if text is None:
        return None
    from qzinvest.intake.dates import read_day

    return read_day(text, now)


def ledger_path(db: str | None, environ: Mapping[str, str] = os.environ) -> Path:
    """The ledger's file: ``--db``, else ``QZINVEST_DB``, else the user's data folder."""
    if db == "":
        # An unset variable in a script must not lead to another ledger.
        raise BadOption(option="--db", value=db, allowed=("FILE",))
    given = db or environ.get("QZINVEST_DB")
    if given:
        return Path(given)
    # Imported here: it costs a sixth of a report, and cron lines name their ledger.
    from platformdirs import user_data_path

    return user_data_path("qzinvest") / "ledger.db"


def words(lang: str | None) -> Wording:
    """The wording in the language asked for, else in the environment's."""
    if lang is None:
        return wording(detect_language())
    if lang not in LANGUAGES:
        raise BadOption(option="--lang", value=lang, allowed=LANGUAGES)
    return wording(lang)


def language_asked(argv: Sequence[str]) -> str:
    """The language of a command line that was not understood: its ``--lang`` if that is one."""
    for word, following in zip(argv, [*argv[1:], ""], strict=False):
        if word == "--lang" and following in LANGUAGES:
            return following
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return word[7:]
    return detect_language()


def choice(option: str, value: str, allowed: Sequence[str]) -> str:
    """``value`` if it is one of ``allowed``.

    Raises:
        BadOption: it is not.
    """
    if value not in allowed:
        raise BadOption(option=option, value=value, allowed=allowed)
    return value


def refuse_wan(form: str, *, wan: bool) -> None:
    """Refuse ``--wan`` where it would change nothing: machine formats have whole yuan.

    Raises:
        Conflict: both were asked for.
    """
    if wan and form in ("csv", "json"):
        raise Conflict(option="--wan", other=f"--format {form}")


def row_limit(limit: int | None, default: int) -> int:
    """How many rows to print, 0 for all: ``--limit``, else ``default``.

    Raises:
        BadOption: it is negative.
    """
    if limit is not None and limit < 0:
        raise BadOption(option="--limit", value=str(limit), allowed=("0", "1", "2", "…"))
    return default if limit is None else min(limit, _MOST_ROWS)


def screen_width(environ: Mapping[str, str] = os.environ) -> int:
    """Columns to fill: ``COLUMNS``, else the terminal's, else 80 (cron, pipes)."""
    given = environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or _SCREEN
    except (OSError, ValueError):
        return _SCREEN


def colour(environ: Mapping[str, str] = os.environ) -> bool:
    """Colour only on a terminal that can show it, and never under ``NO_COLOR``."""
    return sys.stdout.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def talk(text: str) -> None:
    """Say something to the person: stderr, never data."""
    if sys.stderr:  # None where the caller closed it: what was recorded stays recorded
        sys.stderr.write(text.rstrip("\n") + "\n")


def emit(text: str, output: str | None = None, w: Wording | None = None) -> None:
    """Give out data: to stdout, or whole into the file ``output``, which ``w`` then tells of.

    Raises:
        DiskFull, FileUnwritable: the text could not be written to the end.
    """
    if output is not None:
        from qzinvest.render.files import write_atomic

        write_atomic(Path(output), text)
        if w is not None:
            talk(w("talk.written", path=output))
        return
    try:
        # Bytes, so that a C locale in cron cannot refuse the characters.
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is buffered would fail again at exit, with a message of the interpreter's.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == ENOSPC:
            raise DiskFull(path="stdout") from error
        raise FileUnwritable(path="stdout", reason=str(error.strerror)) from error
