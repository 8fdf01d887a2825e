"""Where the process begins and ends: nothing is looked up or torn down that need not be.

A command lives for a tenth of a second, makes no cycles worth finding, and has flushed and closed
all it wrote when it is done. Looking for cycles while modules load, and taking the interpreter
apart at the end, cost a sixth of a report.
"""

import gc
import os
import sys
from typing import NoReturn

gc.disable()


def run() -> NoReturn:
    """Run the command line of this process and leave with its exit code."""
    # Imported here, after the line above.
    from qzinvest.cli.main import main

    if not sys.stdout:
        # Closed by the caller (`>&-`): what was recorded must not end in an error.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - to the end
    code = main()
    for stream in (sys.stdout, sys.stderr):
        if stream:
            stream.flush()
    os._exit(code)
