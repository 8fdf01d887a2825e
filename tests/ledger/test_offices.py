"""Chains of other offices in one ledger: seen, never written, and without plans of their own."""

from datetime import date
from pathlib import Path

import pytest

from qzinvest.errors import OthersProject
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger import log, queries
from qzinvest.ledger.connection import connect, transaction
from qzinvest.ledger.editions import editions
from qzinvest.ledger.plans import evaluations
from qzinvest.ledger.record import Recorder, recording
from qzinvest.ledger.verify import findings
from qzinvest.model.project import Project
from tests.ledger.samples import STAMP, project, record

TODAY = date(2022, 7, 1)


@pytest.fixture
def other(ledger: Path) -> Project:
    """A project of the office JJ, in the same file, with an adoption of its own."""
    record(ledger, project("A"))
    connection = connect(ledger, "write")
    with transaction(connection):
        recorder = Recorder(connection, "JJ", STAMP)
        recorder.found_office()
        plan = shipped_plan()
        recorder.adopt(plan._replace(code="jj-2022"), date(2022, 2, 1))
        recorder.note(
            "evaluation", "JJ/evaluation/district/350582/service/2022-06-30", '{"score":9900}'
        )
        recorder.note("edition", "JJ/edition/2022-05", '{"as_of":"2022-05-31"}')
        (theirs,) = recorder.add([project("B")])
        recorder.close()
    connection.close()
    assert findings(ledger) == []
    return theirs


def test_another_offices_project_is_not_written(ledger: Path, other: Project) -> None:
    with recording(ledger) as recorder, pytest.raises(OthersProject) as caught:
        recorder.change([(other, other._replace(name="C"))])
    assert caught.value.fields == {"project": "JJ-1", "office": "JJ", "own": "QZ"}
    assert caught.value.exit_code == 3
    assert findings(ledger) == []


def test_another_offices_plan_changes_no_shares(ledger: Path, other: Project) -> None:
    assert other.id == "JJ-1"
    with queries.reading(ledger) as connection:
        assert {row.org for row in queries.plan_rows(connection)} == {"QZ"}
        adopted, _ = queries.plan_for(connection, None, TODAY, TODAY)
    assert (adopted.plan.code, adopted.event) == ("quanzhou-2022", "QZ:2")


def test_another_offices_marks_of_itself_do_not_count(ledger: Path, other: Project) -> None:
    assert other.id == "JJ-1"
    with queries.reading(ledger) as connection:
        assert evaluations(connection) == []
        assert evaluations(connection, log.positions(connection)) == []


def test_another_offices_edition_is_not_this_ones(ledger: Path, other: Project) -> None:
    assert other.id == "JJ-1"
    with queries.reading(ledger) as connection:
        assert editions(connection) == []
