"""What all writing commands share: a ledger that is there, names, and the echo."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from qzinvest.cli.context import talk, today
from qzinvest.intake.names import Resolver
from qzinvest.ledger.queries import plan_for
from qzinvest.ledger.record import DEFAULT_OFFICE, Recorder, found, recording
from qzinvest.locale import Wording
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.render.echo import differences


class Desk(NamedTuple):
    """An open recording with what is needed to read a person's words."""

    recorder: Recorder
    plan: Plan
    resolver: Resolver
    w: Wording


def ensure_ledger(path: Path, w: Wording) -> None:
    """Make the ledger with the shipped plan if there is none; a first write just works."""
    if path.exists() and path.stat().st_size:
        return
    # Imported here: a plan file is read once in a ledger's life.
    from qzinvest.intake.shipped import shipped_plan

    plan = shipped_plan()
    if found(path, DEFAULT_OFFICE, plan, plan.start):
        talk(w("talk.founded", path=path, office=DEFAULT_OFFICE, plan=plan.code))


@contextmanager
def desk(path: Path, w: Wording, *, keep: bool = True) -> Iterator[Desk]:
    """Open one recording on the ledger, made if need be; everything inside is kept or nothing.

    Args:
        keep: false for a rehearsal that leaves the ledger as it was.
    """
    ensure_ledger(path, w)
    with recording(path, keep=keep) as recorder:
        adopted, _ = plan_for(recorder.connection, None, None, today())
        yield Desk(recorder, adopted.plan, Resolver(adopted.plan, w.lang), w)


def record_change(desk: Desk, before: Project, after: Project) -> str:
    """Record the new state of a project; gives the sentence that says what changed."""
    desk.recorder.change([(before, after)])
    lines = differences(before, after, desk.plan, desk.w)
    return "\n".join([desk.w("talk.changed", id=after.id, name=after.name), *lines])
