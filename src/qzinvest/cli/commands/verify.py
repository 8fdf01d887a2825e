"""``verify``: does the ledger hold?"""

from typing import Annotated

from qzinvest.cli.context import emit, surroundings, talk
from qzinvest.cli.declare import Db, Lang, Opt, Wait
from qzinvest.errors import ExitCode
from qzinvest.ledger.verify import Finding, clock_leaps, findings, rebuild
from qzinvest.locale import Wording
from qzinvest.model.history import time_told


def run(
    *,
    fold_anew: Annotated[bool, Opt("--rebuild", "option.rebuild")] = False,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Check chain, fold, triggers and SQLite's own state; print what is wrong, one thing a line."""
    here = surroundings(db, lang, wait=wait)
    w = here.w
    path = here.path
    found = findings(path)
    mends = all(finding.mends or finding.is_remark for finding in found)
    if fold_anew and mends:
        rebuild(path, here.wait)
        talk(w("talk.rebuilt", path=path))
        found = findings(path)
    wrong = [finding for finding in found if not finding.is_remark]
    for remark in (finding for finding in found if finding.is_remark):
        talk(_line(remark, w))
    if not wrong:
        for leap in clock_leaps(path):
            told = time_told(leap.detail, here.zone)
            talk(w(f"finding.{leap.problem}", about=leap.about, detail=told))
        talk(w("talk.verified", path=path))
        return ExitCode.OK
    emit("".join(f"{_line(finding, w)}\n" for finding in wrong))
    key = "talk.not_verified_mends" if mends else "talk.not_verified"
    talk(w(key, path=path, count=len(wrong)))
    return ExitCode.NO


def _line(finding: Finding, w: Wording) -> str:
    return w(f"finding.{finding.problem}", about=finding.about, detail=finding.detail)
