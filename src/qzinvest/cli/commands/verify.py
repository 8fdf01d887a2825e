"""``verify``: does the ledger hold?"""

from pathlib import Path
from typing import Annotated

from qzinvest.cli.context import emit, surroundings, talk
from qzinvest.cli.declare import Db, Lang, Opt, Wait
from qzinvest.errors import ExitCode
from qzinvest.intake.words.heads import heads_asked
from qzinvest.ledger.editions import departures
from qzinvest.ledger.log import heads
from qzinvest.ledger.queries import reading
from qzinvest.ledger.verify import Finding, clock_leaps, findings, rebuild
from qzinvest.locale import Wording
from qzinvest.model.edition import Heads, heads_text
from qzinvest.model.history import time_told


def run(
    *,
    against: Annotated[str | None, Opt("--against", "option.against", "HEAD|MANIFEST")] = None,
    quick: Annotated[bool, Opt("--quick", "option.quick")] = False,
    fold_anew: Annotated[bool, Opt("--rebuild", "option.rebuild")] = False,
    wait: Wait = None,
    db: Db = None,
    lang: Lang = None,
) -> ExitCode:
    """Check chain, fold, triggers and SQLite's own state; print what is wrong, one thing a line."""
    here = surroundings(db, lang, wait=wait)
    w = here.w
    path = here.path
    kept = {} if against is None else heads_asked(against)
    found = findings(path, quick=quick)
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
        return _held_against(path, kept, w)
    emit("".join(f"{_line(finding, w)}\n" for finding in wrong))
    key = "talk.not_verified_mends" if mends else "talk.not_verified"
    talk(w(key, path=path, count=f"{len(wrong):,}"))
    return ExitCode.NO


def _held_against(path: Path, kept: Heads, w: Wording) -> ExitCode:
    """Say where the log of a ledger that holds ends, and whether it continues ``kept``."""
    with reading(path) as connection:
        now, departed = heads(connection), list(departures(connection, kept))
    talk(w("talk.head", heads=heads_text(now)))
    for one in departed:
        reason = w(f"error.LedgerRewritten.{one.reason}", found=one.found)
        emit(w("finding.departed", about=one.expected, detail=reason) + "\n")
    if departed:
        talk(w("talk.departed", path=path))
        return ExitCode.NO
    if kept:
        talk(w("talk.continues", heads=heads_text(kept)))
    return ExitCode.OK


def _line(finding: Finding, w: Wording) -> str:
    return w(f"finding.{finding.problem}", about=finding.about, detail=finding.detail)
