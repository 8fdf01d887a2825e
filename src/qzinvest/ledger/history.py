"""The log as a history: each event with the state before it."""

import sqlite3
from collections.abc import Iterator

from qzinvest.errors import UnknownProject
from qzinvest.ledger import evaluations, fold, log, queries
from qzinvest.ledger.log import Event
from qzinvest.ledger.steps import undoes
from qzinvest.model.evaluation import Evaluation
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
            evaluation=_evaluation(event),
            undone=None if (taken := undoes(connection, event)) is None else taken.id,
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
