"""What one command wrote goes back as one step, and what came later stays."""

from datetime import date
from pathlib import Path

import pytest

from qzinvest.errors import BackwardsDrop, NotUndoable
from qzinvest.ledger import log
from qzinvest.ledger.history import last_step, named_by, stands, step_of
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import event_of, recording
from qzinvest.ledger.rulings import take_back
from qzinvest.model.advance import advanced
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from tests.ledger.samples import STAMP, change, execute, facts, project, reached, record, rows

OTHER = (STAMP[0], "li")


def undo(path: Path, seq: int = 0, who: str = "clerk") -> str:
    """Take a step back, by default the last one's own, as ``undo`` does; gives its first event."""
    with recording(path, (STAMP[0], who)) as recorder:
        connection = recorder.connection
        event = event_of(connection, str(seq), "QZ") if seq else last_step(connection, "QZ", who)
        assert event is not None
        span = named_by(connection, event) if seq else step_of(connection, event)
        take_back(recorder, span, f"QZ:{span.first}")
        return f"QZ:{span.first}"


def funded_twice(path: Path) -> None:
    """A project funded in May by a payment and in December by its report; it ended between them."""
    (one,) = record(path, project("A"))
    paid = advanced(one, reached(Stage.FUNDED, "2022-05-03", amount=7))
    change(path, one, paid)
    late = paid._replace(milestones=(*paid.milestones, reached(Stage.FUNDED, "2022-12-12")))
    change(path, paid, late)
    gone = late._replace(dropped_on=date(2022, 8, 22), drop_reason="x")
    change(path, late, gone)
    change(path, gone, gone._replace(note="noted"))


def test_what_payments_make_sound_can_be_brought_back(ledger: Path) -> None:
    funded_twice(ledger)
    before = facts(ledger)
    undo(ledger)
    undo(ledger)
    assert rows(ledger, "SELECT dropped_on FROM project") == [(None,)]
    undo(ledger, 9)  # the undo of the drop
    undo(ledger, 8)
    assert facts(ledger) == before


def test_a_payment_on_which_the_dates_rest_is_not_taken_back(ledger: Path) -> None:
    funded_twice(ledger)
    with pytest.raises(BackwardsDrop):
        undo(ledger, 4)


def refused(path: Path, seq: int) -> dict[str, object]:
    """Why a step cannot be taken back; nothing is recorded."""
    before = rows(path, "SELECT * FROM event")
    with pytest.raises(NotUndoable) as caught:
        undo(path, seq)
    assert rows(path, "SELECT * FROM event") == before
    return caught.value.fields


def amounts(path: Path) -> list[object]:
    return [amount for (amount,) in rows(path, "SELECT amount FROM project ORDER BY n")]


def pair(path: Path) -> list[Project]:
    """Two projects of one step, the events 3 and 4."""
    return record(path, project("A", amount=1), project("B", amount=2))


def test_a_command_is_one_step_and_its_undo_another(ledger: Path) -> None:
    empty = facts(ledger)
    pair(ledger)

    assert undo(ledger) == "QZ:3"

    assert facts(ledger) == empty
    assert rows(ledger, "SELECT seq, step, undoes FROM event WHERE seq > 2") == [
        (3, 3, None),
        (4, 3, None),
        (5, 5, 4),
        (6, 5, 3),
    ]


@pytest.mark.parametrize("seq", [3, 4])
def test_any_event_of_a_step_names_it(ledger: Path, seq: int) -> None:
    pair(ledger)
    undo(ledger, seq)
    assert amounts(ledger) == []


def test_a_step_after_an_undo_is_the_last_one(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    change(ledger, one, one._replace(amount=1))
    assert undo(ledger) == "QZ:4"
    change(ledger, one, one._replace(amount=2))

    assert undo(ledger) == "QZ:6"
    assert undo(ledger) == "QZ:3"


def test_an_edit_back_to_the_old_value_is_a_step_like_any_other(ledger: Path) -> None:
    (one,) = record(ledger, project("A", amount=1))
    change(ledger, one, one._replace(amount=2))
    change(ledger, one._replace(amount=2), one)

    assert undo(ledger) == "QZ:5"
    assert amounts(ledger) == [2]
    assert undo(ledger) == "QZ:4"
    assert undo(ledger) == "QZ:3"


def test_everyone_takes_back_what_is_his_own(ledger: Path) -> None:
    one, two = pair(ledger)
    with recording(ledger, OTHER) as recorder:
        recorder.change([(two, two._replace(amount=20))])
    change(ledger, one, one._replace(amount=10))

    assert undo(ledger, who="li") == "QZ:5"
    assert amounts(ledger) == [10, 2]
    with reading(ledger) as connection:
        assert last_step(connection, "QZ", "li") is None
        last = last_step(connection, "QZ")
        assert last is not None
        assert last.id == "QZ:6"


def test_an_undo_that_is_taken_back_puts_its_step_back(ledger: Path) -> None:
    pair(ledger)
    before = facts(ledger)
    undo(ledger, 3)

    undo(ledger, 6)

    assert facts(ledger) == before
    with reading(ledger) as connection:
        assert [stands(connection, "QZ", seq) for seq in range(3, 9)] == [
            *(True, True),
            *(False, False),
            *(True, True),
        ]
    assert refused(ledger, 5) == {"event": "QZ:5", "reason": "undone"}
    assert undo(ledger) == "QZ:3"
    assert amounts(ledger) == []


def test_a_step_goes_back_as_often_as_it_is_put_back(ledger: Path) -> None:
    """Also more often than functions may call each other."""
    pair(ledger)
    with recording(ledger, STAMP) as recorder:
        for seq in range(4, 1500):
            event = log.event_at(recorder.connection, "QZ", seq)
            assert event is not None
            recorder.undo(event)
        assert stands(recorder.connection, "QZ", 4)
        assert not stands(recorder.connection, "QZ", 5)


def test_what_later_steps_changed_besides_stays(ledger: Path) -> None:
    one, two = pair(ledger)
    with recording(ledger, STAMP) as recorder:
        recorder.change([(one, one._replace(amount=10)), (two, two._replace(amount=20))])
    change(ledger, two._replace(amount=20), two._replace(amount=20, note="later"))

    undo(ledger, 5)

    assert amounts(ledger) == [1, 2]
    with recording(ledger, STAMP) as recorder:
        assert recorder.project("QZ-2").note == "later"


def test_where_a_later_step_changed_the_same_nothing_is_guessed(ledger: Path) -> None:
    one, two = pair(ledger)
    with recording(ledger, STAMP) as recorder:
        recorder.change([(one, one._replace(amount=10)), (two, two._replace(amount=20))])
    change(ledger, two._replace(amount=20), two._replace(amount=21))

    assert refused(ledger, 5) == {"event": "QZ:5 (QZ-2)", "reason": "rests"}
    # Even where the value is the old one again: it was set again.
    change(ledger, two._replace(amount=21), two._replace(amount=20))
    assert refused(ledger, 5) == {"event": "QZ:5 (QZ-2)", "reason": "rests"}
    for seq in (8, 7):
        undo(ledger, seq)
    undo(ledger, 5)
    assert amounts(ledger) == [1, 2]


def test_a_signing_is_not_taken_back_from_under_a_payment(ledger: Path) -> None:
    lead_on = reached(Stage.LEAD, "2022-01-01")
    (lead,) = record(ledger, project("A", lead_on)._replace(signing=None))
    signed = advanced(lead, reached(Stage.SIGNED, "2022-02-01"))
    change(ledger, lead, signed)
    change(ledger, signed, advanced(signed, reached(Stage.FUNDED, "2022-03-01", amount=10**8)))

    # Without its kind of signing what is paid in would count nowhere.
    assert refused(ledger, 4) == {"event": "QZ:4 (QZ-1)", "reason": "rests"}
    for seq in (5, 4):
        undo(ledger, seq)
    with recording(ledger, STAMP) as recorder:
        assert recorder.project("QZ-1") == lead


def test_an_undo_of_an_earlier_step_is_a_change_of_the_later_ones_values(ledger: Path) -> None:
    (one,) = record(ledger, project("A", amount=1))
    change(ledger, one, one._replace(amount=2))
    change(ledger, one._replace(amount=2), one._replace(amount=3))
    undo(ledger, 5)
    undo(ledger, 4)
    assert amounts(ledger) == [1]

    assert refused(ledger, 6) == {"event": "QZ:6", "reason": "later"}  # 3 was set on 2, not on 1

    undo(ledger, 7)
    undo(ledger, 6)
    assert amounts(ledger) == [3]


def test_the_founding_is_refused_and_each_plan_alone(ledger: Path) -> None:
    assert refused(ledger, 1)["reason"] == "office"
    assert refused(ledger, 2)["reason"] == "only_plan"
    with reading(ledger) as connection:
        last = last_step(connection, "QZ")
        assert last is not None
        assert step_of(connection, last) == ("QZ", 1, 2)


def without_steps(path: Path) -> None:
    """Make the log one that was recorded before there were steps."""
    trigger = rows(path, "SELECT sql FROM sqlite_master WHERE name = 'event_no_update'")[0][0]
    with recording(path, STAMP) as recorder:
        events = list(log.events(recorder.connection))
    prev = log.GENESIS
    execute(path, "DROP TRIGGER event_no_update")
    for event in events:
        old = event._replace(step=None, undoes=None, prev=prev)
        prev = log.expected_hash(old)
        execute(
            path,
            f"UPDATE event SET step = NULL, undoes = NULL, prev = x'{old.prev.hex()}', "  # noqa: S608 - ours
            f"hash = x'{prev.hex()}' WHERE seq = {event.seq}",
        )
    execute(path, f"UPDATE chain SET hash = x'{prev.hex()}'", str(trigger))  # noqa: S608 - ours


def test_what_was_recorded_before_there_were_steps_goes_event_by_event(ledger: Path) -> None:
    pair(ledger)
    without_steps(ledger)

    assert undo(ledger) == "QZ:4"
    assert amounts(ledger) == [1]
    assert undo(ledger) == "QZ:3"
    undo(ledger, 5)
    assert amounts(ledger) == [2]


def test_a_long_step_of_one_fact_goes_back_event_by_event(ledger: Path) -> None:
    """Each event asks the ledger for as much as the first: no search among those taken back."""

    def asked(events: int) -> int:
        first = record(ledger, project(f"of {events}", amount=1))[0]
        with recording(ledger, STAMP) as recorder:
            for amount in range(2, events + 2):
                recorder.change(
                    [(first._replace(amount=amount - 1), first._replace(amount=amount))]
                )
        before = rows(ledger, "SELECT body FROM event ORDER BY seq")
        statements: list[str] = []
        with recording(ledger, STAMP) as recorder:
            last = last_step(recorder.connection, "QZ")
            assert last is not None
            recorder.connection.set_trace_callback(statements.append)
            take_back(recorder, step_of(recorder.connection, last), last.id)
            recorder.connection.set_trace_callback(None)
            assert recorder.project(first.id).amount == 1
        assert len(rows(ledger, "SELECT body FROM event")) == len(before) + events
        return len(statements)

    few, many = asked(10), asked(40)
    assert many <= 4 * few
