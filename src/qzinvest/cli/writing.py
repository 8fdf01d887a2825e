"""What all writing commands share: a ledger that is there, names, and the echo."""

from collections.abc import Iterator
from contextlib import contextmanager

from qzinvest.cli.context import Surroundings, remark, talk
from qzinvest.intake.words.names import Resolver
from qzinvest.ledger.queries import plan_for
from qzinvest.ledger.record import DEFAULT_OFFICE, Recorder, found, recording
from qzinvest.ledger.settings import keep_first
from qzinvest.locale import locale_language, wanted_language
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.render.echo import differences, unmoved
from qzinvest.tasks.ground import Desk


def ensure_ledger(here: Surroundings, *, say: bool = True) -> None:
    """Make the ledger with the shipped plan if there is none; a first write just works."""
    path, w = here.path, here.w
    if path.exists() and path.stat().st_size:
        return
    # Imported here: a plan file is read once in a ledger's life.
    from qzinvest.intake.plans.file import shipped_plan

    plan = shipped_plan()
    if found(path, DEFAULT_OFFICE, plan, w.lang) and say:
        talk(w("talk.founded", path=path, office=DEFAULT_OFFICE, plan=plan.code))


@contextmanager
def desk(here: Surroundings, *, make: bool = False, keep: bool = True) -> Iterator[Desk]:
    """Open one recording on the ledger; everything inside is kept or nothing.

    Args:
        make: whether the ledger is made if there is none; only what can come first may do that.
        keep: false for a rehearsal that leaves the ledger as it was.
    """
    if make:
        ensure_ledger(here, say=keep)
    w = here.w
    with recording(here.path, keep=keep, wait=here.wait) as recorder:
        if "lang" not in here.kept and (wanted_language() or locale_language()):
            # A ledger of an earlier version: from its next write on it answers in one language.
            keep_first(recorder.connection, "lang", w.lang)
        plan = plan_for(recorder.connection, None, None, here.today)[0].plan
        if recorder.is_invented:
            talk(w("talk.demo_ledger", path=here.path))
        yield Desk(recorder, plan, Resolver(plan, w.lang), w, here.today)
        remarks = _remarks(recorder, plan, here)
    for said in remarks:
        remark(said)


def _remarks(recorder: Recorder, plan: Plan, here: Surroundings) -> list[str]:
    """What is said behind the answer.

    It is of days outside all periods, of editions that are moved, and of a clock that has leapt.
    """
    if not recorder.recorded:
        return []
    # Imported here: only a recording asks what it counts for.
    from qzinvest.cli.remarks import clock_text, outside_text, published_text

    clock = clock_text(recorder, here)
    if not recorder.touched:
        return [clock] if clock else []
    texts = (
        clock,
        outside_text(recorder, plan, here.w),
        published_text(recorder, here.today, here.w),
    )
    return [text for text in texts if text]


def record_change(desk: Desk, before: Project, after: Project) -> str:
    """Record the new state of a project; gives the sentence that says what changed."""
    desk.recorder.change([(before, after)])
    lines = differences(before, after, desk.plan, desk.w)
    lines += [f"  {line}" for line in unmoved(before, after, desk.plan, desk.w)]
    return "\n".join([desk.w("talk.changed", id=after.id, name=after.name), *lines])
