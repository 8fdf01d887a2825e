"""``backup``: a whole and proven copy of the ledger."""

from pathlib import Path
from typing import Annotated

from qzinvest.cli.context import surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang
from qzinvest.errors import ExitCode
from qzinvest.ledger.backup import backup


def run(
    *,
    file: Annotated[str, Arg("FILE", "argument.backup")],
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Copy the ledger to a new file and verify the copy."""
    here = surroundings(db, lang)
    events = backup(here.path, Path(file))
    talk(here.w("talk.backed_up", path=file, events=events))
    return ExitCode.OK
