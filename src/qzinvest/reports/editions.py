"""The editions of a ledger, as a list."""

from collections.abc import Iterable

from qzinvest.model.edition import Edition
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


def editions_table(editions: Iterable[Edition]) -> Table:
    """One row an edition, by name: its day, its plan, when and by whom it was frozen.

    ``positions`` are the last events that it sees, by office.
    """
    rows = tuple(
        (
            edition.code,
            edition.as_of,
            edition.plan,
            edition.effective,
            edition.event,
            edition.at,
            edition.who,
            edition.positions,
        )
        for edition in editions
    )
    return Table("editions", COLUMNS, rows)
