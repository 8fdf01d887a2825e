"""The log as people read it: each event with what was there before."""

from itertools import pairwise
from pathlib import Path

from qzinvest.ledger.history import history
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import event_of, recording
from tests.ledger.samples import STAMP, change, project, record


def test_a_long_history_is_gone_through_once(ledger: Path) -> None:
    """Also where more facts are told of than are remembered."""
    (one, *others) = record(ledger, *(project(f"P{n}") for n in range(1100)))
    states = [one._replace(amount=n + 1) for n in range(3)]
    for before, after in pairwise([one, *states]):
        change(ledger, before, after)
    change(ledger, states[-1], states[-2])
    steps: list[int] = []
    with reading(ledger) as connection:
        connection.set_trace_callback(lambda _: steps.append(1))
        of_one = list(history(connection, one.id))
        assert len(steps) <= 3
        last = [e for e in history(connection) if e.key == one.id]
    assert len(others) == 1099
    assert [(e.before, e.after) for e in of_one] == [
        *pairwise([None, one, *states]),
        (states[-1], states[-2]),
    ]
    assert [e.undone for e in of_one[:-1]] == [None] * 4
    assert of_one[-1].undone == of_one[-2].event
    assert last == of_one


def test_every_event_is_told_with_the_state_before_it(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    two = one._replace(amount=1)
    change(ledger, one, two)
    for seq in ("4", "3"):
        with recording(ledger, ("2022-08-01T00:00:00Z", "boss")) as recorder:
            recorder.undo(event_of(recorder.connection, seq, "QZ"))

    with reading(ledger) as connection:
        entries = list(history(connection))
        of_one = list(history(connection, "QZ-1"))
        last = list(history(connection, limit=1))

    assert [(e.event, e.kind, e.key, e.action) for e in entries] == [
        ("QZ:1", "office", "QZ", "added"),
        ("QZ:2", "plan", "quanzhou-2022@2022-01-01", "added"),
        ("QZ:3", "project", "QZ-1", "added"),
        ("QZ:4", "project", "QZ-1", "changed"),
        ("QZ:5", "project", "QZ-1", "undone"),
        ("QZ:6", "project", "QZ-1", "undone"),
    ]
    assert [e.undone for e in entries] == [None, None, None, None, "QZ:4", "QZ:3"]
    assert [(e.before, e.after) for e in of_one] == [
        (None, one),
        (one, two),
        (two, one),
        (one, None),
    ]
    assert of_one == entries[2:]
    assert last == entries[-1:]
    assert (entries[2].at, entries[2].who) == STAMP
    assert (last[0].at, last[0].who) == ("2022-08-01T00:00:00Z", "boss")
