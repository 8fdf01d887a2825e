"""Events in words: what each one changed."""

from collections.abc import Iterable
from datetime import tzinfo

from qzinvest.locale import Wording
from qzinvest.model.history import Entry, time_told
from qzinvest.model.plan import Plan
from qzinvest.model.table import Column, Note, Table
from qzinvest.render.echo import candidate_text, differences, evaluation_text

COLUMNS = (
    Column("entry"),
    Column("at"),
    Column("who"),
    Column("key"),
    Column("action"),
    Column("detail"),
)


def history_table(
    entries: Iterable[Entry],
    plan: Plan,
    w: Wording,
    total: int | None = None,
    zone: tzinfo | None = None,
) -> Table:
    """One row an event; ``detail`` says what changed, a note that ``total`` is more than that.

    Times are those of ``zone``, for people; UTC without one.
    """
    rows = tuple(
        (
            entry.event,
            time_told(entry.at, zone),
            entry.who,
            entry.key,
            entry.action,
            detail(entry, plan, w),
        )
        for entry in entries
    )
    more = total is not None and len(rows) < total
    notes = (Note("list.more", {"shown": len(rows), "total": total}),) if more else ()
    return Table("log", COLUMNS, rows, notes)


def detail(entry: Entry, plan: Plan, w: Wording) -> str:
    """What the event did: the project that it added, or the fields that it changed."""
    if entry.undone is not None:
        return w("history.undone", event=entry.undone)
    if entry.before is not None and entry.after is not None:
        return w("list.clauses").join(
            map(str.strip, differences(entry.before, entry.after, plan, w))
        )
    project = entry.after or entry.before
    if project is not None:
        return candidate_text(project, plan, w).removeprefix(f"{project.id} · ")
    if entry.evaluation is not None:
        return evaluation_text(entry.evaluation, plan, w)
    return w(f"history.{entry.kind}", key=entry.key, name=entry.key.rpartition("/")[2])
