"""The log as a history: each event with the state before it."""

import sqlite3
from collections.abc import Iterator

from qzinvest.errors import UnknownProject
from qzinvest.ledger import fold, log, queries
from qzinvest.ledger.facts import OLD_MARK, entry_key, mark_in, project_in_key, with_fact
from qzinvest.ledger.log import Event
from qzinvest.model.history import Entry
from qzinvest.model.learned import is_learned
from qzinvest.model.project import Project


def history(
    connection: sqlite3.Connection,
    key: str | None = None,
    limit: int = 0,
    sought: log.Sought = log.Sought(),  # noqa: B008 - immutable
) -> Iterator[Entry]:
    """The events of one fact or of all, oldest first; only the last ``limit`` unless that is 0."""
    for event in log.events(connection, key, limit, sought):
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
    before, after = _projects(connection, event, body)
    return Entry(
        event=event.id,
        at=event.at,
        who=event.who,
        kind=_kind(event),
        key=event.key,
        existed=body != log.NULL,
        exists=event.body != log.NULL,
        before=before,
        after=after,
        evaluation=mark_in(event),
    )


def _kind(event: Event) -> str:
    """An event's kind as people know it."""
    if entry_key(event):
        return OLD_MARK
    return "learned" if is_learned(event.kind, event.key) else event.kind


def _projects(
    connection: sqlite3.Connection, event: Event, body: str
) -> tuple[Project | None, Project | None]:
    """The project that an event is about before and after it; ``body`` is its fact's before it.

    Of a fact beside the report it has that one alone.
    """
    if event.kind == "project":
        return fold.project_of(event._replace(body=body)), fold.project_of(event)
    if project_in_key(event.kind, event.key) is None:
        return None, None
    subject = event.key.partition("/")[0]
    org = subject.rpartition("-")[0]
    reported = log.state_at(connection, org, subject)
    if reported is not None and reported.body == log.NULL:  # taken back: as it was until then
        reported = log.state_at(connection, org, subject, reported.seq - 1)
    report = None if reported is None else fold.project_of(reported)
    if report is None:
        return None, None
    report = report._replace(payments=())
    return with_fact(report, event, body), with_fact(report, event, event.body)


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
