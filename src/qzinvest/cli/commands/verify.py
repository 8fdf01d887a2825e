"""``verify``: does the ledger hold?"""

from typing import Annotated

from qzinvest.cli.context import emit, surroundings, talk
from qzinvest.cli.declare import Db, Lang, Opt
from qzinvest.errors import ExitCode
from qzinvest.ledger.verify import findings, rebuild


def run(
    *,
    fold_anew: Annotated[bool, Opt("--rebuild", "option.rebuild")] = False,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Check chain, fold, triggers and SQLite's own state; print what is wrong, one thing a line."""
    here = surroundings(db, lang)
    w = here.w
    path = here.path
    found = findings(path)
    mends = all(finding.mends for finding in found)
    if fold_anew and mends:
        rebuild(path)
        talk(w("talk.rebuilt", path=path))
        found = findings(path)
    if not found:
        talk(w("talk.verified", path=path))
        return ExitCode.OK
    lines = (w(f"finding.{f.problem}", about=f.about, detail=f.detail) for f in found)
    emit("".join(f"{line}\n" for line in lines))
    key = "talk.not_verified_mends" if mends else "talk.not_verified"
    talk(w(key, path=path, count=len(found)))
    return ExitCode.NO
