"""The log as a history: each event with the state before it."""

import sqlite3
from collections.abc import Iterator

from qzinvest.errors import UnknownProject
from qzinvest.ledger import evaluations, fold, log, queries
from qzinvest.ledger.log import Event
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.history import Entry


def history(
    connection: sqlite3.Connection, key: str | None = None, limit: int = 0
) -> Iterator[Entry]:
    """The events of one fact or of all, oldest first; only the last ``limit`` unless that is 0."""
    for event in log.events(connection, key, limit):
        yield entry_of(connection, event)


def entry_of(connection: sqlite3.Connection, event: Event) -> Entry:
    """An event as people read it; an undo with the record that it took back, or put back again."""
    origin, undos = event, 0
    while origin.undoes is not None and (
        found := log.event_at(connection, origin.org, origin.undoes)
    ):
        origin, undos = found, undos + 1
    entry = _entry(connection, event)
    if origin == event:
        return entry
    undone = f"{event.org}:{event.undoes}"
    return entry._replace(undone=undone, origin=_entry(connection, origin), again=undos % 2 == 0)


def _entry(connection: sqlite3.Connection, event: Event) -> Entry:
    body = log.body_before(connection, event)
    project = event.kind == "project"
    return Entry(
        event=event.id,
        at=event.at,
        who=event.who,
        kind=event.kind,
        key=event.key,
        existed=body != log.NULL,
        exists=event.body != log.NULL,
        before=fold.project_of(event._replace(body=body)) if project else None,
        after=fold.project_of(event) if project else None,
        evaluation=_evaluation(event),
    )


def _evaluation(event: Event) -> Evaluation | None:
    if event.kind != evaluations.KIND or event.body == log.NULL:
        return None
    return evaluations.evaluation_of(event)


def key_of(connection: sqlite3.Connection, text: str) -> str:
    """The id of a project by its id or code; one that was taken back still has a history.

    Raises:
        UnknownProject: no event is about such a project.
    """
    try:
        return queries.project(connection, text).id
    except UnknownProject:
        if log.count(connection, text):
            return text
        raise
