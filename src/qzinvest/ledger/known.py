"""What was known of projects at a place of the log, without reading all of them."""

import sqlite3
from collections.abc import Iterable
from typing import cast

from qzinvest.ledger.bodies import decode
from qzinvest.ledger.queries import bodies_at
from qzinvest.model.changes import Known
from qzinvest.model.edition import Positions


def known_at(
    connection: sqlite3.Connection, ids: Iterable[str], positions: Positions | None
) -> dict[str, Known]:
    """The projects of these ids; one that was not recorded then, or not any more, is left out."""
    found = {}
    for project_id, body in bodies_at(connection, ids, positions):
        fields = decode(body)
        aside = "excluded" if fields.get("excluded") else "linked" if fields.get("same_as") else ""
        found[project_id] = Known(cast("str", fields["name"]), aside)
    return found
