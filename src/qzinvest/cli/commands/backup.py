"""``backup``: a whole and proven copy of the ledger."""

from pathlib import Path
from typing import Annotated

from qzinvest.cli.context import ledger_path, talk, words
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
    events = backup(ledger_path(db), Path(file))
    talk(words(lang)("talk.backed_up", path=file, events=events))
    return ExitCode.OK
