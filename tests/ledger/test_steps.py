"""Undo after undo walks back, step by step, to where the ledger began."""

from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import event_of, recording
from qzinvest.ledger.steps import last_step, undoes
from tests.ledger.samples import A_FEW, STAMP, change, copied, facts, project, record

if TYPE_CHECKING:
    from qzinvest.model.project import Project


def undo_last(path: Path) -> str:
    """Take the last step back, as ``undo`` without an event does; gives the step's name."""
    with recording(path, STAMP) as recorder:
        step = last_step(recorder.connection, recorder.office)
        assert step is not None
        recorder.undo(step)
        return step.id


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 10**6)), max_size=8))
@A_FEW
def test_as_many_undos_as_steps_lead_back_to_the_beginning(
    template: Path, steps: list[tuple[int, int]]
) -> None:
    with copied(template) as path:
        states = [facts(path)]
        known: dict[int, Project] = {}
        for n, (number, salt) in enumerate(steps):
            amount = 10**6 * (n + 1) + salt % 10**6  # never an amount again that was there before
            before = known.get(number)
            if before is None:
                (known[number],) = record(path, project(f"P{number}", amount=amount))
            else:
                known[number] = before._replace(amount=amount)
                change(path, before, known[number])
            states.append(facts(path))
        for expected in reversed(states[:-1]):
            undo_last(path)
            assert facts(path) == expected
        with reading(path) as connection:
            step = last_step(connection, "QZ")
            assert step is not None
            assert step.id == "QZ:2"  # the plan


def test_a_step_after_an_undo_is_the_last_one(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    change(ledger, one, one._replace(amount=1))
    assert undo_last(ledger) == "QZ:4"
    change(ledger, one, one._replace(amount=2))

    assert undo_last(ledger) == "QZ:6"
    assert undo_last(ledger) == "QZ:3"


def test_an_undo_knows_what_it_took_back(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    change(ledger, one, one._replace(amount=1))
    undo_last(ledger)

    with reading(ledger) as connection:
        taken = [undoes(connection, event_of(connection, n, "QZ")) for n in ("3", "4", "5")]

    assert [event and event.seq for event in taken] == [None, None, 4]
