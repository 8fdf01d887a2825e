"""Where the process begins and ends: nothing is looked up or torn down that need not be.

A command lives for a tenth of a second, makes no cycles worth finding, and has flushed and closed
all it wrote when it is done. Looking for cycles while modules load, and taking the interpreter
apart at the end, cost a sixth of a report.
"""

import gc
import os
import sys

from qzinvest.cli import stopping

gc.disable()
stopping.at_once()


def run() -> None:
    """Run the command line of this process and leave with its exit code."""
    make_streams_safe()
    # Imported here, after the lines above.
    from contextlib import suppress

    from qzinvest.cli.main import main

    try:
        stopping.tidily()
        code = main()
    except KeyboardInterrupt:
        code = stopping.code()  # between the two lines above
    except BaseException:  # noqa: BLE001 - no memory is left even to say so in the right language
        os.write(2, b"error: qzinvest cannot go on; nothing incomplete was saved.\n")
        code = 70
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


def make_streams_safe() -> None:
    """Put the null device where the caller closed a stream (``>&-``), and write UTF-8 to stdout.

    Else the next file that is opened, such as the ledger, would become that stream; and help, which
    a library prints, would end where the system's encoding lacks a character.
    """
    for handle, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            mode = "w" if handle else "r"
            setattr(sys, name, os.fdopen(handle, mode, encoding="utf-8", closefd=False))
    # Imported here: see ``stopping``.
    from io import TextIOWrapper

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
