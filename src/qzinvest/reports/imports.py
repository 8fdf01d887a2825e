"""The imports of a ledger, as a list."""

from collections.abc import Sequence
from datetime import tzinfo

from qzinvest.model.history import Import, time_told
from qzinvest.model.table import Column, Note, Row, Table

COLUMNS = (
    Column("import"),
    Column("at"),
    Column("who"),
    Column("files"),
    Column("added", "count"),
    Column("changed", "count"),
    Column("unchanged", "count"),
    Column("left_out", "count"),
    Column("action"),
)


def imports_table(imports: Sequence[Import], limit: int = 0, zone: tzinfo | None = None) -> Table:
    """One row an import, oldest first; only the last ``limit`` unless that is 0.

    Times are those of ``zone``, for people; UTC without one. ``action`` is ``undone`` for an import
    that was taken back, else ``added``.
    """
    shown = imports[-limit:] if limit else imports
    rows: list[Row] = [
        (
            one.id,
            time_told(one.at, zone),
            one.who,
            ", ".join(str(file["name"]) for file in one.files),
            one.added,
            one.changed,
            one.unchanged,
            one.left_out,
            "undone" if one.undone else "added",
        )
        for one in shown
    ]
    more = len(shown) < len(imports)
    notes = (Note("list.more", {"shown": len(shown), "total": len(imports)}),) if more else ()
    return Table("imports", COLUMNS, tuple(rows), notes)
