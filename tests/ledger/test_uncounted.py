"""What is known of projects at a place of the log."""

from pathlib import Path

import pytest

from qzinvest.ledger.passages import Scope
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import event_of, recording
from qzinvest.ledger.uncounted import known_at, names_of, uncounted
from qzinvest.model.changes import Known
from qzinvest.model.ruling import NONE
from tests.ledger.samples import NANAN, STAMP, change, project, record
from tests.ruled import ruled

IDS = ["QZ-1", "QZ-2", "QZ-3", "QZ-4", "ZZ-1"]


@pytest.fixture
def then(ledger: Path) -> dict[str, int]:
    """A place after which one project gets a name, one is taken back, and others come in again."""
    one, _, excluded, linked = record(
        ledger,
        project("A"),
        project("B"),
        ruled(project("C"), excluded="twice"),
        ruled(project("D", district=NANAN), same_as="QZ-1"),
    )
    change(ledger, one, one._replace(name="A2"))
    change(ledger, excluded, excluded._replace(rulings=NONE))
    change(ledger, linked, linked._replace(rulings=NONE))
    with recording(ledger, STAMP) as recorder:
        recorder.undo(event_of(recorder.connection, "QZ:4", "QZ"))
    return {"QZ": 8}


@pytest.mark.usefixtures("then")
def test_what_was_taken_back_is_called_as_it_was_last(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for few in (500, 1):  # one by one, and with all others
        monkeypatch.setattr("qzinvest.ledger.uncounted._MANY", few)
        with reading(ledger) as connection:
            found = names_of(connection, ["QZ-1", "QZ-2", "QZ-3"])
        assert found == {"QZ-1": "A2", "QZ-2": "B", "QZ-3": "C"}


def test_facts(ledger: Path, then: dict[str, int]) -> None:
    with reading(ledger) as connection:
        assert known_at(connection, IDS, then) == {
            "QZ-1": Known("A"),
            "QZ-2": Known("B"),
            "QZ-3": Known("C", "excluded"),
            "QZ-4": Known("D", "linked"),
        }
        assert known_at(connection, IDS, None) == {
            "QZ-1": Known("A2"),
            "QZ-3": Known("C"),
            "QZ-4": Known("D"),
        }
        assert known_at(connection, IDS, {}) == {}


def test_names(ledger: Path, then: dict[str, int]) -> None:
    with reading(ledger) as connection:
        assert names_of(connection, ["QZ-1"], then) == {"QZ-1": "A"}
        assert names_of(connection, ["QZ-1", "QZ-3"]) == {"QZ-1": "A2", "QZ-3": "C"}


def test_what_counts_nowhere(ledger: Path, then: dict[str, int]) -> None:
    with reading(ledger) as connection:
        assert [one.id for one in uncounted(connection, Scope({}, then))] == ["QZ-3", "QZ-4"]
        chosen = Scope({"district": (NANAN,)}, then)
        assert [one.id for one in uncounted(connection, chosen)] == ["QZ-4"]
        assert list(uncounted(connection)) == []
