"""Evaluations in the log."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from qzinvest.errors import AlreadyEvaluated, NotUndoable
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.history import history
from qzinvest.ledger.log import digest, heading
from qzinvest.ledger.plans import evaluations
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import event_of, found, recording
from qzinvest.ledger.rulings import evaluate
from qzinvest.ledger.verify import findings
from qzinvest.model.evaluation import Evaluation
from tests.ledger.samples import JINJIANG, STAMP, execute, rows
from tests.ledger.test_schema import laid_before

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
    put(path, FIRST)
    put(path, SECOND)
    undo(path, "4")
    assert [standing(path, last) for last in (2, 3, 4, 5)] == [[], [FIRST], [SECOND], [FIRST]]
    with reading(path) as connection:
        assert evaluations(connection, {}) == []


def test_the_later_of_one_step_counts(path: Path) -> None:
    put(path, FIRST, SECOND)
    assert standing(path) == [SECOND]
    assert findings(path) == findings(path, quick=True) == []


def test_a_mark_is_an_entry_of_its_unit(path: Path) -> None:
    put(path, FIRST)
    key = f"district:{JINJIANG}/three_looks/2022-06-30"
    body = '{"evidence":"on site","number":9250,"on":"2022-06-30"}'
    assert rows(path, "SELECT kind, key, body FROM event WHERE seq = 3") == [("entry", key, body)]
    said = "SELECT key, subject, topic, day, amount, number, evidence FROM entry"
    subject = f"district:{JINJIANG}"
    assert rows(path, said) == [
        (key, subject, "three_looks", JUNE.toordinal(), None, 9250, "on site")
    ]


OLD_KEY = f"QZ/evaluation/district/{JINJIANG}/three_looks/2022-06-30"


def test_a_mark_of_an_earlier_version_reads_on_and_is_corrected_where_it_stands(path: Path) -> None:
    with recording(path, STAMP) as recorder:
        recorder.note("evaluation", OLD_KEY, '{"note":"on site","score":9250}')
    assert standing(path) == [FIRST]
    with pytest.raises(AlreadyEvaluated):
        put(path, FIRST)
    put(path, SECOND)
    assert standing(path) == [SECOND]
    assert standing(path, 3) == [FIRST]
    with reading(path) as connection:
        *_, given, changed = history(connection)
    assert (given.evaluation, changed.evaluation) == (FIRST, SECOND)
    assert (changed.kind, changed.action) == ("evaluation", "changed")
    undo(path, "4")
    assert standing(path) == [FIRST]
    undo(path, "3")
    assert standing(path) == []
    assert findings(path) == findings(path, quick=True) == []


def test_a_migrated_ledger_has_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    laid_before(path, 1)
    (seq, prev), *_ = rows(path, "SELECT seq, hash FROM event WHERE org = 'QZ' ORDER BY seq DESC")
    columns = ("QZ", int(str(seq)) + 1, STAMP[0], "clerk", "evaluation", OLD_KEY)
    body = '{"note":"on site","score":9250}'
    assert isinstance(prev, bytes)
    value = digest(prev, heading(columns, None, None), body)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*columns, body, prev, value)
        )
        connection.execute(
            "UPDATE chain SET seq = ?, hash = ? WHERE org = 'QZ'", (columns[1], value)
        )
    assert standing(path) == [FIRST]
    assert findings(path) == findings(path, quick=True) == []


def test_a_mark_that_somebody_changed_is_found(path: Path) -> None:
    put(path, FIRST)
    execute(path, "UPDATE entry SET number = 9900")
    assert {f.problem for f in findings(path)} == {"differs", "missing"}
    assert {f.problem for f in findings(path, quick=True)} == {"facts"}


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
