"""The log as people read it: each event with what was there before."""

from itertools import pairwise
from pathlib import Path

from qzinvest.ledger.history import history
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import event_of, recording
from qzinvest.model.advance import advanced
from qzinvest.model.stage import Stage
from tests.ledger.samples import STAMP, change, project, reached, record

BOSS = ("2022-08-01T00:00:00Z", "boss")


def undo(path: Path, seq: str) -> None:
    with recording(path, BOSS) as recorder:
        recorder.undo(event_of(recorder.connection, seq, "QZ"))


def test_every_event_is_told_with_the_state_before_it(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    two = one._replace(amount=1)
    change(ledger, one, two)
    for seq in ("4", "3"):
        undo(ledger, seq)

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
    assert (last[0].at, last[0].who) == BOSS


def test_an_edit_back_to_the_old_value_is_told_as_the_edit_that_it_was(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    change(ledger, one, one._replace(amount=1))
    change(ledger, one._replace(amount=1), one)

    with reading(ledger) as connection:
        *_, last = history(connection, "QZ-1")

    assert (last.action, last.undone, last.origin) == ("changed", None, None)


def test_an_undo_tells_of_the_record_that_it_works_on_in_the_end(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    change(ledger, one, one._replace(amount=1))
    for seq in ("4", "5", "6"):
        undo(ledger, seq)

    with reading(ledger) as connection:
        _, changed, *undos = history(connection, "QZ-1")

    assert [(e.undone, e.origin, e.again) for e in undos] == [
        ("QZ:4", changed, False),
        ("QZ:5", changed, True),
        ("QZ:6", changed, False),
    ]


def test_the_end_of_a_long_history_is_read_alone(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    states = [one, *(one._replace(amount=n) for n in range(1, 500))]
    with recording(ledger, STAMP) as recorder:
        for pair in pairwise(states):
            recorder.change([pair])
    statements: list[str] = []
    with reading(ledger) as connection:
        connection.set_trace_callback(statements.append)
        found = list(history(connection, one.id, 2))

    assert [(e.before, e.after) for e in found] == [
        (states[-3], states[-2]),
        (states[-2], states[-1]),
    ]
    assert len(statements) == 3  # the two, and one look-up each


def test_a_payment_is_told_by_its_own_day_whatever_the_report_says_of_being_funded(
    ledger: Path,
) -> None:
    (one,) = record(ledger, project("A"))
    june, july = (reached(Stage.FUNDED, f"2022-{month}-10", amount=7) for month in ("06", "07"))
    change(ledger, one, paid := advanced(one, june))
    change(ledger, paid, more := advanced(paid, july))
    own = (*more.milestones, reached(Stage.FUNDED, "2022-05-03"))
    change(ledger, more, more._replace(milestones=own))

    with reading(ledger) as connection:
        told = [entry for entry in history(connection, "QZ-1") if entry.kind == "entry"]

    funded = [
        [m for m in each.course if m.stage == Stage.FUNDED]
        for entry in told
        if (each := entry.after) is not None
    ]
    assert funded == [[june], [july]]
    assert [entry.before and entry.before.stage for entry in told] == [Stage.SIGNED] * 2
