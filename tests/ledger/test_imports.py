"""An import is one unit of the log: it is listed, and it is taken back whole or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import NotUndoable, UnknownImport
from qzinvest.ledger import imports
from qzinvest.ledger.history import last_step, step_of
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import recording
from qzinvest.ledger.rulings import linked, take_back
from qzinvest.ledger.verify import findings
from qzinvest.model.project import Project
from qzinvest.tasks.bulk import Matcher
from tests.ledger.samples import STAMP, change, copied, facts, project, record
from tools.state import state_digest


def take(path: Path, *reported: Project, file: str = "a.xlsx") -> str:
    """Import projects; gives the import's name."""
    with recording(path, STAMP) as recorder:
        begin = recorder.last_seq
        outcomes = list(Matcher(recorder, by_name=True).record(enumerate(reported, 2)))
        assert [outcome.refused for outcome in outcomes] in ([], [()])
        counts = {"added": len(outcomes[0].added), "changed": 0, "unchanged": 0, "left_out": 0}
        return imports.note(recorder, begin, [{"name": file}], counts)


def undo(path: Path, name: str) -> int:
    with recording(path, STAMP) as recorder:
        event = imports.import_of(recorder.connection, name, recorder.office)
        assert event is not None
        take_back(recorder, step_of(recorder.connection, event), name)
        return len(recorder.touched)


def digest(path: Path) -> str:
    with reading(path) as connection:
        return state_digest(connection)


def listed(path: Path) -> list[tuple[str, str, int, bool]]:
    with reading(path) as connection:
        found = imports.imports(connection)
    return [(one.id, str(one.files[0]["name"]), one.added, one.undone) for one in found]


def test_imports_are_numbered_and_listed(ledger: Path) -> None:
    assert listed(ledger) == []

    assert take(ledger, project("A"), project("B")) == "import-1"
    assert take(ledger, project("C"), file="b.csv") == "import-2"

    assert listed(ledger) == [("import-1", "a.xlsx", 2, False), ("import-2", "b.csv", 1, False)]
    assert findings(ledger) == []


def test_an_import_is_taken_back_whole(ledger: Path) -> None:
    record(ledger, project("A"), project("别的"))
    before, state = facts(ledger), digest(ledger)
    take(ledger, project("A", amount=7), project("B"), project("C"))
    assert digest(ledger) != state

    assert undo(ledger, "import-1") == 3

    assert (facts(ledger), digest(ledger)) == (before, state)
    assert listed(ledger) == [("import-1", "a.xlsx", 2, True)]
    assert findings(ledger) == []


def test_it_is_taken_back_once_and_the_next_one_has_a_number_of_its_own(ledger: Path) -> None:
    take(ledger, project("A"))
    undo(ledger, "import-1")

    with pytest.raises(NotUndoable) as caught:
        undo(ledger, "import-1")

    assert caught.value.fields == {"event": "import-1", "reason": "undone"}
    assert take(ledger, project("A")) == "import-2"


def test_an_unknown_import_is_refused_and_other_names_are_none(ledger: Path) -> None:
    take(ledger, project("A"))
    with reading(ledger) as connection:
        with pytest.raises(UnknownImport):
            imports.import_of(connection, "import-2", "QZ")
        assert imports.import_of(connection, "12", "QZ") is None
        assert imports.import_of(connection, "Import-1", "QZ") is not None


def test_changes_of_other_fields_since_then_stay(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    take(ledger, project("A", amount=7))
    imported = one._replace(amount=7)
    change(ledger, imported, imported._replace(note="n"))

    undo(ledger, "import-1")

    with recording(ledger, STAMP) as recorder:
        assert recorder.project("QZ-1") == one._replace(note="n")


def test_where_later_work_rests_on_it_nothing_is_taken_back(ledger: Path) -> None:
    take(ledger, project("A"), project("B"), project("C"))
    with recording(ledger, STAMP) as recorder:
        two = recorder.project("QZ-2")
        recorder.change([(two, two._replace(note="n"))])
    before = facts(ledger)

    with pytest.raises(NotUndoable) as caught:
        undo(ledger, "import-1")

    assert caught.value.fields == {"event": "import-1 (QZ-2)", "reason": "rests"}
    assert facts(ledger) == before


def test_links_made_by_the_import_go_with_it(ledger: Path) -> None:
    record(ledger, project("A"))
    before = facts(ledger)
    with recording(ledger, STAMP) as recorder:
        begin = recorder.last_seq
        list(Matcher(recorder).record([(2, project("A二", department="COM"))]))
        pair = recorder.project("QZ-1"), recorder.project("QZ-2")
        recorder.change(linked(recorder, *pair))
        counts = dict.fromkeys(("added", "changed", "unchanged", "left_out"), 0)
        imports.note(recorder, begin, [], counts)
    assert facts(ledger) != before

    undo(ledger, "import-1")

    assert facts(ledger) == before


def test_the_last_step_is_the_whole_import(ledger: Path) -> None:
    take(ledger, project("A"), project("B"))
    with reading(ledger) as connection:
        step = last_step(connection, "QZ")
        assert step is not None
        assert (step.kind, imports.name_of(step.key)) == ("import", "import-1")
    undo(ledger, "import-1")
    with reading(ledger) as connection:
        step = last_step(connection, "QZ")
        assert step is not None
        assert step.kind == "plan"


NAMES = st.sampled_from(["A", "B", "C", "D", "E"])


@given(known=st.sets(NAMES), taken=st.sets(NAMES, min_size=1), amount=st.integers(1, 9))
def test_import_and_undo_leave_the_state_as_it_was(
    template: Path, known: set[str], taken: set[str], amount: int
) -> None:
    with copied(template) as path:
        record(path, *(project(name) for name in sorted(known)))
        state = digest(path)

        take(path, *(project(name, amount=amount) for name in sorted(taken)))
        undo(path, "import-1")

        assert digest(path) == state
        assert findings(path) == []
