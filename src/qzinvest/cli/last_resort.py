"""What becomes of an exception that no command knew of: a sentence, never a traceback.

What the system refuses (rights, a full disk, a stream) is its word on a path. Anything else is a
mistake of the program's: a report with all that helps to find it goes into a file of its own.
"""

import os
from datetime import UTC, datetime
from errno import EDQUOT, EFBIG, ENOSPC
from platform import platform
from tempfile import mkstemp
from traceback import format_exception

from qzinvest import __version__
from qzinvest.cli.context import stdout_lost
from qzinvest.errors import NoMemory, OwnFault, QzinvestError, SystemRefuses, refused_by_system


def named(error: Exception, argv: list[str]) -> QzinvestError:
    """The error that says to a person what ``error`` means."""
    if isinstance(error, MemoryError):
        return NoMemory()
    if isinstance(error, OSError):
        return _refused(error)
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    return OwnFault(what=what, report=_reported(error, argv))


def _refused(error: OSError) -> QzinvestError:
    if error.filename is None:
        # A stream: what it still holds would fail once more when the process ends.
        stdout_lost()
    path = "stdout" if error.filename is None else os.fsdecode(error.filename)
    if error.errno in (ENOSPC, EDQUOT, EFBIG):
        return refused_by_system(error, path)
    return SystemRefuses(path=path, reason=error.strerror or str(error))


def _reported(error: Exception, argv: list[str]) -> str:
    """Write the report, for its owner only; gives its path, a dash where it cannot be written."""
    head = (
        f"qzinvest {__version__}, {foundations()}, {platform()}",
        f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"arguments: {argv!r}",
    )
    text = "\n".join((*head, "", *format_exception(error)))
    try:
        handle, path = mkstemp(prefix="qzinvest-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return "—"
    return path


def foundations() -> str:
    """The releases of what the program stands on, as a report of a fault should name them."""
    # Imported here: it is asked for by people only.
    from platform import python_version

    from qzinvest.ledger.connection import SQLITE

    return f"Python {python_version()}, SQLite {SQLITE}"
