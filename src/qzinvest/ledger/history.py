"""The log as a history: each event with the state before it; the steps that made it, and undos.

All that is said of a step, whether it stands and what is left without it, is said by the events
themselves; from equal states nothing is concluded. What was recorded before there were steps
stands, each event for itself, but an old import's name its whole.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import cast

from qzinvest.errors import NotUndoable, UnknownProject
from qzinvest.ledger import fold, log, queries
from qzinvest.ledger.facts import OLD_MARK, entry_key, mark_in, project_in_key, with_fact
from qzinvest.ledger.log import LAST, NULL, Event, decode
from qzinvest.model.history import Entry
from qzinvest.model.learned import is_learned
from qzinvest.model.project import Project
from qzinvest.tuples import NamedTuple


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


class Span(NamedTuple):
    """The events of an office from ``first`` to ``last``."""

    org: str
    first: int
    last: int


def step_of(connection: sqlite3.Connection, event: Event) -> Span:
    """All that was written together with an event."""
    if event.step is None:
        old_import = event.kind == "import" and event.body != NULL
        first = cast("int", decode(event.body)["first"]) if old_import else event.seq
        return Span(event.org, first, event.seq)
    (last,) = connection.execute(
        "SELECT COALESCE((SELECT MIN(seq) - 1 FROM event "
        "WHERE org = :org AND seq > :seq AND step <> :step), MAX(seq)) FROM event WHERE org = :org",
        {"org": event.org, "seq": event.seq, "step": event.step},
    ).fetchone()
    return Span(event.org, event.step, last)


def named_by(connection: sqlite3.Connection, event: Event) -> Span:
    """What an event's number means to who takes it back: its step.

    Each row of an import is a record of its own, as is each invented project; all of them go by the
    import's own event alone.
    """
    span = step_of(connection, event)
    founding = span.first == 1
    last = log.event_at(connection, span.org, span.last) or event
    gathered = last.kind == "import" and last.undoes is None and last != event
    return Span(event.org, event.seq, event.seq) if founding or gathered else span


def last_step(connection: sqlite3.Connection, org: str, who: str | None = None) -> Event | None:
    """The last event of the office's newest step that stands and is no undo.

    Args:
        who: recorded it; ``None`` for anybody.
    """
    before = LAST
    while row := connection.execute(
        _RECORDED, {"org": org, "before": before, "who": who, "gone": NULL}
    ).fetchone():
        event = Event._make(row)
        if stands(connection, org, event.seq):
            return event
        before = step_of(connection, event).first
    return None


# An import that is no more and names no event was taken back before there were steps.
_RECORDED = """
SELECT * FROM event WHERE org = :org AND seq < :before AND undoes IS NULL
AND (:who IS NULL OR who = :who) AND NOT (kind = 'import' AND body = :gone)
ORDER BY seq DESC LIMIT 1"""


def stands(connection: sqlite3.Connection, org: str, seq: int) -> bool:
    """Whether no event that stands takes this one back."""
    undos: dict[int, list[int]] = {}
    found = [seq]
    for each in found:
        rows = connection.execute(
            "SELECT seq FROM event WHERE org = :org AND undoes = :seq", {"org": org, "seq": each}
        )
        undos[each] = [undo for (undo,) in rows]
        found += undos[each]
    standing: set[int] = set()
    for each in sorted(undos, reverse=True):  # an undo comes after what it takes back
        if not standing.intersection(undos[each]):
            standing.add(each)
    return seq in standing


def without(connection: sqlite3.Connection, event: Event, last: Event) -> str:
    """The body that is left of a fact, whose last event is ``last``, without one of its events.

    Raises:
        NotUndoable: the event was taken back already; or it made the fact and later steps rest on
            it; or a later step set again what this one set: nothing is guessed.
    """
    if not stands(connection, event.org, event.seq):
        raise NotUndoable(event=event.id, reason="undone")
    before = log.body_before(connection, event)
    later = list(_changes_since(connection, event, last))
    if not later:
        return before
    if is_learned(event.kind, event.key):
        return _unlearned(event, before, last.body, later)
    if event.kind != "project" or NULL in (before, event.body):
        raise NotUndoable(event=event.id, reason="later")
    return _merged(event, before, last.body, later)


def _changes_since(
    connection: sqlite3.Connection, event: Event, last: Event
) -> Iterator[tuple[str, str]]:
    """What stands of a fact's later changes, newest first: the body before and after each."""
    state = last
    while state.seq > event.seq:
        earlier = log.state_at(connection, state.org, state.key, state.seq - 1) or event
        # What was changed and taken back since left nothing behind.
        passing = state.undoes is not None and state.undoes > event.seq
        if not passing and stands(connection, state.org, state.seq):
            yield earlier.body, state.body
        state = earlier


Fields = dict[object, object]


def _unlearned(event: Event, before: str, last: str, later: list[tuple[str, str]]) -> str:
    """What is remembered of an office's files without what one event taught."""
    old, new, now = (dict(_answers(body)) for body in (before, event.body, last))
    changed = _changed(old, new)
    if any(changed & _changed(_answers(was), _answers(became)) for was, became in later):
        raise NotUndoable(event=event.id, reason="later")
    kept = {key: value for key, value in now.items() if key not in changed}
    kept |= {key: old[key] for key in changed if key in old}
    return log.canonical(cast("Mapping[str, object]", kept)) if kept else NULL


def _answers(body: str) -> Fields:
    return {} if body == NULL else {key: value for key, value in decode(body).items()}  # noqa: C416 - wider keys


def _merged(event: Event, before: str, last: str, later: list[tuple[str, str]]) -> str:
    old = _fields(before)
    changed = _changed(old, _fields(event.body))
    now = _fields(last)
    for was, became in later:
        if changed & _changed(_fields(was), _fields(became)):
            raise NotUndoable(event=event.id, reason="later")
    for field in changed:
        now.pop(field, None)
        if field in old:
            now[field] = old[field]
    milestones = {field[1]: now.pop(field) for field in list(now) if isinstance(field, tuple)}
    if not milestones:
        raise NotUndoable(event=event.id, reason="later")
    return log.canonical(now | {"milestones": milestones})


def _changed(old: Fields, new: Fields) -> set[object]:
    return {field for field in old.keys() | new.keys() if old.get(field) != new.get(field)}


def _fields(body: str) -> Fields:
    """A project's fields; each milestone is one of its own: advancing twice changes two fields."""
    fields: Fields = {name: value for name, value in decode(body).items()}  # noqa: C416 - wider keys
    milestones = fields.pop("milestones", None)
    if isinstance(milestones, dict):
        fields |= {("milestone", code): value for code, value in milestones.items()}
    return fields
