"""The log as a history: each event with the state before it."""

import sqlite3
from collections.abc import Iterator

from qzinvest.ledger import fold, log
from qzinvest.model.history import Entry


def history(
    connection: sqlite3.Connection, key: str | None = None, limit: int = 0
) -> Iterator[Entry]:
    """The events of one fact or of all, oldest first; only the last ``limit`` unless that is 0."""
    for event in log.events(connection, key, limit):
        body = log.body_before(connection, event)
        project = event.kind == "project"
        yield Entry(
            event=event.id,
            at=event.at,
            who=event.who,
            kind=event.kind,
            key=event.key,
            existed=body != log.NULL,
            exists=event.body != log.NULL,
            before=fold.project_of(event._replace(body=body)) if project else None,
            after=fold.project_of(event) if project else None,
        )
