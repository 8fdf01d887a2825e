"""Two reports of one project are counted once, and every way back leads where one came from."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from qzinvest.errors import AlreadyLinked, NotLinked, NotUndoable
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.counts import counts
from qzinvest.ledger.history import last_step, step_of
from qzinvest.ledger.passages import Scope
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import event_of, recording
from qzinvest.ledger.rulings import linked, take_back
from qzinvest.ledger.verify import findings
from qzinvest.model.advance import advanced, dropped
from qzinvest.model.deciding import ended
from qzinvest.model.stage import Stage
from tests.ledger.samples import NANAN, STAMP, facts, project, reached, record
from tools.state import state_digest

AUGUST = date(2022, 8, 31)


def joined(path: Path, one: str, other: str) -> tuple[str, str]:
    """Link two projects; gives the id that is counted and the one that is not."""
    with recording(path, STAMP) as recorder:
        changes = linked(recorder, recorder.project(one), recorder.project(other))
        recorder.change(changes)
    _, later = changes[-1]
    return later.same_as or "", later.id


def parted(path: Path, one: str) -> None:
    with recording(path, STAMP) as recorder:
        project = recorder.project(one)
        recorder.change([(project, ended(project, "same_as"))])


def undo(path: Path, event: str = "") -> None:
    with recording(path, STAMP) as recorder:
        chosen = (
            event_of(recorder.connection, event, "QZ")
            if event
            else last_step(recorder.connection, "QZ")
        )
        assert chosen is not None
        take_back(recorder, step_of(recorder.connection, chosen), chosen.id)


def counted(path: Path, kind: str) -> dict[str | None, int | Fraction]:
    """The signed projects of each unit of a kind."""
    with reading(path) as connection:
        found = counts(connection, Scope(day=AUGUST), shipped_plan(), kind, AUGUST)
    return {c.unit: c.gross for c in found if c.indicator == "signed_projects"}


def digest(path: Path) -> str:
    with reading(path) as connection:
        return state_digest(connection)


def test_a_linked_report_is_counted_with_the_first_one(ledger: Path) -> None:
    record(ledger, project("芯片"), project("芯片一期", district=NANAN), project("石材"))
    assert counted(ledger, "district") == {"350582": 2, NANAN: 1}

    assert joined(ledger, "QZ-2", "QZ-1") == ("QZ-1", "QZ-2")

    assert counted(ledger, "district") == {"350582": 2}
    assert findings(ledger) == []


def test_the_first_report_takes_over_the_unit_that_it_lacks(ledger: Path) -> None:
    record(ledger, project("A"), project("A", department="COM"))
    assert counted(ledger, "department") == {None: 1, "COM": 1}

    joined(ledger, "QZ-1", "QZ-2")

    assert counted(ledger, "department") == {"COM": 1}
    assert counted(ledger, "district") == {"350582": 1}


def test_money_of_a_spell_that_ended_tells_which_report_is_the_earliest(ledger: Path) -> None:
    quarter = reached(Stage.SIGNED, "2022-03-31")._replace(precision="quarter")
    signed = project("A", quarter, department="COM")
    paid = reached(Stage.FUNDED, "2022-02-02", amount=10**8)
    ended_once = dropped(advanced(signed, paid), date(2022, 5, 1), "停建")
    came_back = advanced(ended_once, reached(Stage.SIGNED, "2022-06-01"))
    other = project("A", reached(Stage.SIGNED, "2022-03-01"), department="DRC")
    record(ledger, project("A"), other, came_back)

    joined(ledger, "QZ-1", "QZ-2")
    joined(ledger, "QZ-1", "QZ-3")

    assert counted(ledger, "department") == {"COM": 1}
    assert findings(ledger) == []


@pytest.mark.parametrize("way", ["unlink", "undo"])
def test_both_ways_back_restore_what_was(ledger: Path, way: str) -> None:
    record(ledger, project("A"), project("A", department="COM"))
    before, state = facts(ledger), digest(ledger)
    joined(ledger, "QZ-1", "QZ-2")
    assert facts(ledger) != before

    undo(ledger) if way == "undo" else parted(ledger, "QZ-2")

    assert facts(ledger) == before
    assert digest(ledger) == state
    assert findings(ledger) == []


def test_an_unlinking_can_be_undone_too(ledger: Path) -> None:
    record(ledger, project("A"), project("A", department="COM"))
    joined(ledger, "QZ-1", "QZ-2")
    linked = facts(ledger)
    parted(ledger, "QZ-2")

    undo(ledger, "6")

    assert facts(ledger) == linked


def test_a_link_that_comes_back_leads_to_no_second_report(ledger: Path) -> None:
    record(ledger, project("A"), project("B"), project("C", department="COM"))
    joined(ledger, "QZ-2", "QZ-3")
    undo(ledger)
    joined(ledger, "QZ-1", "QZ-2")
    before = facts(ledger)

    with pytest.raises(NotUndoable) as caught:
        undo(ledger, "7")  # QZ-3 would be counted with QZ-2, which counts nowhere by itself

    assert caught.value.fields["reason"] == "rests"
    assert facts(ledger) == before
    undo(ledger)
    undo(ledger, "7")
    assert counted(ledger, "department") == {None: 1, "COM": 1}
    assert findings(ledger) == []


def test_what_was_set_anew_since_is_not_given_back(ledger: Path) -> None:
    record(ledger, project("A"), project("A", department="COM"))
    joined(ledger, "QZ-1", "QZ-2")
    with recording(ledger, STAMP) as recorder:
        first = recorder.project("QZ-1")
        recorder.change([(first, first._replace(department="DRC"))])

    parted(ledger, "QZ-2")

    assert counted(ledger, "department") == {"DRC": 1, "COM": 1}


def test_links_lead_to_the_first_of_all_reports(ledger: Path) -> None:
    record(ledger, project("A"), project("B"), project("C"), project("D"))
    joined(ledger, "QZ-3", "QZ-4")
    joined(ledger, "QZ-4", "QZ-2")
    joined(ledger, "QZ-1", "QZ-3")

    assert counted(ledger, "district") == {"350582": 1}
    with reading(ledger) as connection:
        rows = connection.execute("SELECT n, same_as FROM project ORDER BY n").fetchall()
    assert rows == [(1, None), (2, "QZ-1"), (3, "QZ-1"), (4, "QZ-1")]


def test_what_is_one_already_and_what_is_alone_are_refused(ledger: Path) -> None:
    record(ledger, project("A"), project("B"))
    with pytest.raises(NotLinked):
        parted(ledger, "QZ-1")
    joined(ledger, "QZ-1", "QZ-2")

    for one, other in (("QZ-1", "QZ-2"), ("QZ-1", "QZ-1"), ("QZ-2", "QZ-2")):
        with pytest.raises(AlreadyLinked):
            joined(ledger, one, other)


def test_a_project_that_others_are_counted_with_cannot_be_undone(ledger: Path) -> None:
    record(ledger, project("A"))
    record(ledger, project("B"))
    joined(ledger, "QZ-1", "QZ-2")

    with pytest.raises(NotUndoable) as caught:
        undo(ledger, "3")

    assert caught.value.fields["reason"] == "linked"
    assert counted(ledger, "district") == {"350582": 1}
