"""Steps and undos: what one command wrote, whether it stands, and what is left without it.

All of that is said by the events themselves; from equal states nothing is concluded. What was
recorded before there were steps stands, each event for itself, but an old import's name its whole.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import cast

from qzinvest.errors import NotUndoable
from qzinvest.ledger import log
from qzinvest.ledger.log import LAST, NULL, Event, decode
from qzinvest.model.learned import is_learned
from qzinvest.tuples import NamedTuple


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
