"""The log as a history: each event with the state before it."""

import sqlite3
from collections.abc import Iterator

from qzinvest.errors import UnknownProject
from qzinvest.ledger import evaluations, fold, log, queries
from qzinvest.ledger.log import Event
from qzinvest.ledger.steps import standing, taken_back
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.history import Entry

_MOST_FACTS = 1000


def history(
    connection: sqlite3.Connection, key: str | None = None, limit: int = 0
) -> Iterator[Entry]:
    """The events of one fact or of all, oldest first; only the last ``limit`` unless that is 0."""
    facts = _Facts(connection)
    for event in log.events(connection, key, limit):
        body, taken = facts.take(event)
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
            undone=None if taken is None else taken.id,
        )


class _Facts:
    """What stands of each fact while its events go by; as many facts as fit are remembered."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str, str], tuple[list[Event], str]] = {}

    def take(self, event: Event) -> tuple[str, Event | None]:
        """The fact's body before its next event, and the event that this one took back."""
        fact = (event.org, event.kind, event.key)
        stack, body = self._known.pop(fact) if fact in self._known else self._before(event)
        taken = taken_back(stack, event)
        self._known[fact] = stack, event.body
        if len(self._known) > _MOST_FACTS:
            # The one whose last event is longest ago; it is looked up where it is needed again.
            del self._known[next(iter(self._known))]
        return body, taken

    def _before(self, event: Event) -> tuple[list[Event], str]:
        *earlier, _ = log.events_until(self._connection, event)
        return standing(earlier), earlier[-1].body if earlier else log.NULL


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
