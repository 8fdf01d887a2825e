"""``demo``: a fictional year to try the program on."""

from itertools import chain, count
from pathlib import Path
from typing import Annotated

from qzinvest.cli.context import Surroundings, ledger_path, surroundings, talk
from qzinvest.cli.declare import Lang, Opt, Wait
from qzinvest.cli.writing import desk
from qzinvest.errors import ExitCode, LedgerNotEmpty
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.queries import count_projects
from qzinvest.ledger.record import DEFAULT_OFFICE, Recorder, found
from qzinvest.tasks.demo import fill

OWN_NAME = "demo.db"
"""The demo's ledger where none is named: beside the real one, never in its place."""


def run(
    *,
    wait: Wait = None,
    db: Annotated[str | None, Opt("--db", "option.db_demo", "FILE")] = None,
    lang: Lang = None,
) -> ExitCode:
    """Fill an empty ledger with about two thousand invented projects."""
    own = Path(ledger_path(None)).with_name(OWN_NAME)
    here = surroundings(str(own) if db is None else db, lang, wait=wait)
    w, path = here.w, here.path
    added = _founded(here)
    if not added:
        with desk(here) as at:
            if at.recorder.is_invented is not None:
                held = count_projects(at.recorder.connection)
                raise LedgerNotEmpty(path=str(path), projects=held, free=_free_beside(path))
            added = fill(at.recorder, at.plan)
    talk(w("talk.demo", count=f"{added:,}", path=path))
    if db is None:
        talk(w("talk.demo_own", path=path))
    return ExitCode.OK


def _founded(here: Surroundings) -> int:
    """Make the ledger filled, if there is none: stopped at any moment, it leaves no empty one.

    Gives the number of projects.
    """
    path, added = here.path, 0

    def note(recorder: Recorder) -> None:
        nonlocal added
        added = fill(recorder, plan)

    if path.exists() and path.stat().st_size:
        return 0
    plan = shipped_plan()
    if not found(path, DEFAULT_OFFICE, plan, here.w.lang, fill=note):
        return 0
    talk(here.w("talk.founded", path=path, office=DEFAULT_OFFICE, plan=plan.code))
    return added


def _free_beside(path: Path) -> str:
    """The first of ``demo.db``, ``demo-2.db``, … that is no file beside ``path`` yet."""
    names = chain([OWN_NAME], (f"demo-{number}.db" for number in count(2)))
    return next(str(free) for name in names if not (free := path.with_name(name)).exists())
