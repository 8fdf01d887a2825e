"""Evaluations in the log."""

from datetime import date
from pathlib import Path

import pytest

from qzinvest.errors import AlreadyEvaluated, NotUndoable
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.evaluations import evaluations
from qzinvest.ledger.history import history
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import event_of, found, recording
from qzinvest.ledger.rulings import evaluate
from qzinvest.ledger.verify import findings
from qzinvest.model.evaluation import Evaluation
from tests.ledger.samples import JINJIANG, STAMP

MAY, JUNE = date(2022, 5, 31), date(2022, 6, 30)
FIRST = Evaluation("district", JINJIANG, "three_looks", JUNE, 9250, "on site")
SECOND = FIRST._replace(score=8800, note="")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    found(path, "QZ", shipped_plan())
    return path


def put(path: Path, *given: Evaluation) -> list[str]:
    with recording(path, STAMP) as recorder:
        return evaluate(recorder, given)


def undo(path: Path, event: str) -> None:
    with recording(path, STAMP) as recorder:
        recorder.undo(event_of(recorder.connection, event, "QZ"))


def standing(path: Path, last: int | None = None) -> list[Evaluation]:
    with reading(path) as connection:
        return evaluations(connection, None if last is None else {"QZ": last})


def test_a_mark_is_a_fact_of_the_log_that_undo_takes_back(path: Path) -> None:
    may = FIRST._replace(on=MAY)
    assert put(path, FIRST, may) == ["QZ:3", "QZ:4"]
    assert standing(path) == [FIRST, may]
    assert put(path, SECOND) == ["QZ:5"]
    assert standing(path) == [may, SECOND]
    with pytest.raises(NotUndoable):
        undo(path, "3")
    undo(path, "5")
    assert standing(path) == [may, FIRST]
    undo(path, "4")
    assert standing(path) == [FIRST]
    assert findings(path) == []


def test_any_place_of_the_log_can_be_seen(path: Path) -> None:
    put(path, FIRST, SECOND)
    undo(path, "4")
    assert [standing(path, last) for last in (2, 3, 4, 5)] == [[], [FIRST], [SECOND], [FIRST]]
    with reading(path) as connection:
        assert evaluations(connection, {}) == []


def test_the_same_mark_is_not_recorded_twice(path: Path) -> None:
    put(path, FIRST)
    with pytest.raises(AlreadyEvaluated):
        put(path, FIRST)
    assert standing(path) == [FIRST]


def test_the_history_says_what_was_given(path: Path) -> None:
    put(path, FIRST)
    undo(path, "3")
    with reading(path) as connection:
        *_, given, taken = history(connection)
    assert (given.kind, given.action, given.evaluation) == ("evaluation", "added", FIRST)
    assert (taken.action, taken.undone, taken.evaluation) == ("undone", "QZ:3", None)
