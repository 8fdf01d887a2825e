"""Events in words: what each one changed."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from qzinvest.locale import Wording
from qzinvest.model.history import Entry, time_told
from qzinvest.model.plan import Plan
from qzinvest.model.table import Column, Note, Row, Table
from qzinvest.render.data import list_csv_pieces
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
    entries: Iterable[Entry], plan: Plan, w: Wording, zone: tzinfo | None = None
) -> Table:
    """One row an event; ``detail`` says what changed.

    Times are those of ``zone``, for people; UTC without one.
    """
    return Table("log", COLUMNS, tuple(_row(entry, plan, w, zone) for entry in entries))


def of_all(table: Table, total: int, project: str | None = None) -> Table:
    """``table`` with a note where its events are not all of the ``total``, and how to see those.

    ``project`` is the one on whose card it stands.
    """
    if len(table.rows) == total:
        return table
    fields: dict[str, object] = {"shown": len(table.rows), "total": total}
    if project is None:
        return table._replace(notes=(Note("list.more", fields),))
    return table._replace(notes=(Note("list.more_events", fields | {"project": project}),))


def history_csv(entries: Iterable[Entry], plan: Plan, w: Wording) -> Iterator[str]:
    """The table as CSV for programs, piece by piece: a log may be longer than the memory is."""
    return list_csv_pieces(COLUMNS, (_row(entry, plan, w, None) for entry in entries), plan)


def _row(entry: Entry, plan: Plan, w: Wording, zone: tzinfo | None) -> Row:
    return (
        entry.event,
        time_told(entry.at, zone),
        entry.who,
        entry.key,
        entry.action,
        detail(entry, plan, w),
    )


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
