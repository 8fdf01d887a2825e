"""Steps and undos: which events of a fact still stand, and what is left when one is taken out.

An undo appends the state from before a step, so the steps of one fact are a stack: an event that
brings back the state below the top took the top away.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from qzinvest.errors import NotUndoable
from qzinvest.ledger import log
from qzinvest.ledger.log import NULL, Event, decode


def standing(events: Iterable[Event]) -> list[Event]:
    """Of one fact's events, oldest first, those that no later one took back."""
    stack: list[Event] = []
    for event in events:
        taken_back(stack, event)
    return stack


def taken_back(stack: list[Event], event: Event) -> Event | None:
    """Put a fact's next event on what stands of it; gives the event that it took back instead."""
    if stack and event.body == _below(stack):
        return stack.pop()
    stack.append(event)
    return None


def _below(stack: Sequence[Event]) -> str:
    return stack[-2].body if len(stack) > 1 else NULL


def undoes(connection: sqlite3.Connection, event: Event) -> Event | None:
    """The event that this one took back, if it is an undo of its fact's last step."""
    *earlier, _ = log.events_until(connection, event)
    return taken_back(standing(earlier), event)


def last_step(connection: sqlite3.Connection, org: str) -> Event | None:
    """The office's newest event that is neither an undo nor undone: what ``undo`` takes back."""
    undone: set[int] = set()
    for event in log.backwards(connection, org):
        taken = undoes(connection, event)
        if taken is not None:
            undone.add(taken.seq)
        elif event.seq not in undone:
            return event
    return None


def without(event: Event, events: Sequence[Event]) -> str:
    """The body that is left of a fact when ``event`` is taken out of its ``events``.

    Raises:
        NotUndoable: the event was taken back already; or it made the fact and later steps rest on
            it; or a later step set again what this one set: nothing is guessed.
    """
    *earlier, newest = events
    if event == newest:
        return earlier[-1].body if earlier else NULL
    stack = standing(events)
    if event not in stack:
        raise NotUndoable(event=event.id, reason="undone")
    place = stack.index(event)
    before = stack[place - 1].body if place else NULL
    later = [step.body for step in stack[place + 1 :]]
    if not later:
        return before
    if event.kind != "project" or NULL in (before, event.body, *later):
        raise NotUndoable(event=event.id, reason="later")
    return _merged(event, before, later)


Fields = dict[object, object]


def _merged(event: Event, before: str, later: Sequence[str]) -> str:
    old, new, *after = map(_fields, (before, event.body, *later))
    now = dict(after[-1])
    for field in old.keys() | new.keys():
        if old.get(field) == new.get(field):
            continue
        if any(state.get(field) != new.get(field) for state in after):
            raise NotUndoable(event=event.id, reason="later")
        now.pop(field, None)
        if field in old:
            now[field] = old[field]
    milestones = {field[1]: now.pop(field) for field in list(now) if isinstance(field, tuple)}
    if not milestones:
        raise NotUndoable(event=event.id, reason="later")
    return log.canonical(now | {"milestones": milestones})


def _fields(body: str) -> Fields:
    """A project's fields; each milestone is one of its own: advancing twice changes two fields."""
    fields: Fields = {name: value for name, value in decode(body).items()}  # noqa: C416 - wider keys
    milestones = fields.pop("milestones")
    if isinstance(milestones, dict):
        fields |= {("milestone", code): value for code, value in milestones.items()}
    return fields


def steps_of(connection: sqlite3.Connection, event: Event) -> Iterator[Event]:
    """All events of the fact that ``event`` is about, oldest first."""
    return log.events_until(connection, event._replace(seq=log.LAST))
