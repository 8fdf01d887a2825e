"""``backup``: a whole and proven copy of the ledger."""

from pathlib import Path
from typing import Annotated

from qzinvest.cli.context import surroundings, talk
from qzinvest.cli.declare import Arg, Db, Lang
from qzinvest.errors import ExitCode
from qzinvest.ledger.backup import backup
from qzinvest.ledger.verify import kept_open
from qzinvest.model.edition import heads_text


def run(
    *,
    file: Annotated[str, Arg("FILE", "argument.backup")],
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Copy the ledger to a new file and verify the copy."""
    here = surroundings(db, lang)
    events, heads = backup(here.path, Path(file))
    for found in kept_open(here.path):
        talk(here.w("finding.reader", about=found.about, detail=found.detail))
    talk(here.w("talk.backed_up", path=file, events=f"{events:,}"))
    talk(here.w("talk.head", heads=heads_text(heads)))
    return ExitCode.OK
