"""The editions of a ledger, as a list."""

from collections.abc import Iterable
from datetime import tzinfo

from qzinvest.model.edition import Edition
from qzinvest.model.history import time_told
from qzinvest.model.table import Column, Table

COLUMNS = (
    Column("edition"),
    Column("as_of", "date"),
    Column("plan"),
    Column("effective", "date"),
    Column("entry"),
    Column("at"),
    Column("who"),
    Column("positions", "nested"),
)


def editions_table(editions: Iterable[Edition], zone: tzinfo | None = None) -> Table:
    """One row an edition, by name: its day, its plan, when and by whom it was frozen.

    Times are those of ``zone``, for people; UTC without one.
    ``positions`` are the last events that it sees, by office.
    """
    rows = tuple(
        (
            edition.code,
            edition.as_of,
            edition.plan,
            edition.effective,
            edition.event,
            time_told(edition.at, zone),
            edition.who,
            edition.positions,
        )
        for edition in editions
    )
    return Table("editions", COLUMNS, rows)
