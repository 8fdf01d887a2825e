"""Importing: rows meet the projects that carry their codes, in one transaction."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qzinvest.errors import AfterDrop, BadText, RepeatedCode
from qzinvest.ledger.record import event_of, recording
from qzinvest.ledger.verify import findings
from qzinvest.model.project import Project, number_of
from qzinvest.model.stage import Stage
from qzinvest.tasks import bulk
from qzinvest.tasks.bulk import Matcher, Outcome
from tests.ledger.samples import STAMP, change, project, reached, record, rows, tables

SIGNED = reached(Stage.SIGNED, "2022-03-15")
REGISTERED = reached(Stage.REGISTERED, "2022-04-02")


def take(path: Path, *reported: Project) -> list[Outcome]:
    """Import the rows, numbered from 2 as in a file."""
    parts = [(one.code or "").rpartition("-") for one in reported]
    numbers = [number_of(number) or 0 for prefix, _, number in parts if prefix == "QZ"]
    with recording(path, STAMP) as recorder:
        return list(Matcher(recorder, max(numbers, default=0)).record(enumerate(reported, 2)))


def ids(path: Path) -> list[tuple[object, ...]]:
    return rows(path, "SELECT n, code, name FROM project ORDER BY n")


def test_unknown_codes_are_new_projects(ledger: Path) -> None:
    (outcome,) = take(ledger, project("A", code="E-1"), project("B", code="E-2"))

    assert [(row, new.id) for row, new in outcome.added] == [(2, "QZ-1"), (3, "QZ-2")]
    assert outcome[1:] == ((), (), ())
    assert ids(ledger) == [(1, "E-1", "A"), (2, "E-2", "B")]


def test_the_same_rows_again_change_nothing(ledger: Path) -> None:
    reported = [project(f"P{n}", SIGNED, REGISTERED, code=f"E-{n}") for n in range(3)]
    take(ledger, *reported)
    before = tables(ledger)

    (outcome,) = take(ledger, *reported)

    assert (outcome.added, outcome.changed, len(outcome.unchanged)) == ((), (), 3)

    assert tables(ledger) == before


def test_a_row_changes_what_it_states_and_blanks_erase_nothing(ledger: Path) -> None:
    (one,) = record(ledger, project("A", SIGNED, code="E-1", investor="华威", note="n"))
    report = project("B", REGISTERED, amount=7, code="E-1")

    (outcome,) = take(ledger, report)

    after = one._replace(name="B", amount=7, milestones=(SIGNED, REGISTERED))
    assert outcome == Outcome((), ((2, one, after),), (), ())
    assert rows(ledger, "SELECT COUNT(*) FROM event WHERE kind = 'project'") == [(2,)]
    assert findings(ledger) == []


def test_ids_serve_as_codes_and_new_ones_are_kept(ledger: Path) -> None:
    record(ledger, project("A"))

    (outcome,) = take(
        ledger,
        project("A", code="QZ-1"),
        project("B", code="QZ-7"),
        project("C", code="E-1"),
        project("D", code="QZ-9"),
        project("E", code="XX-20"),
        project("F", code="QZ-007"),
        project("G", code="QZ-99999999999999999999"),
    )

    assert (len(outcome.added), len(outcome.unchanged), outcome.refused) == (6, 1, ())
    assert ids(ledger) == [
        (1, None, "A"),
        (7, None, "B"),
        (9, None, "D"),
        (10, "E-1", "C"),
        (11, "XX-20", "E"),
        (12, "QZ-007", "F"),
        (13, "QZ-99999999999999999999", "G"),
    ]
    assert take(ledger, project("F", code="QZ-007"))[0].added == ()
    assert findings(ledger) == []


@pytest.mark.parametrize("chunk", [1, 2, 3, 1000])
def test_an_export_goes_into_a_new_ledger_with_its_ids(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(bulk, "_CHUNK", chunk)
    exported = ["QZ-1", "E-1", "QZ-3", "QZ-4", "QZ-5", "E-2"]

    outcomes = take(ledger, *(project(code, code=code) for code in exported))

    assert [refusal for outcome in outcomes for refusal in outcome.refused] == []
    kept = {name: f"QZ-{n}" for n, code, name in ids(ledger) if code is None}
    assert kept == {code: code for code in exported if code.startswith("QZ-")}
    assert len(ids(ledger)) == 6
    assert findings(ledger) == []


def test_an_id_of_another_project_is_refused(ledger: Path) -> None:
    record(ledger, project("石材基地"), project("B"))
    with recording(ledger, STAMP) as recorder:
        recorder.undo(event_of(recorder.connection, "4", "QZ"))

    (outcome,) = take(ledger, project("芯片", code="QZ-1"), project("B", code="QZ-2"))

    assert [(r.row, type(r.error)) for r in outcome.refused] == [(2, RepeatedCode), (3, BadText)]
    assert ids(ledger) == [(1, None, "石材基地")]


def test_rows_without_a_code_are_always_new(ledger: Path) -> None:
    take(ledger, project("A"))
    take(ledger, project("A"))

    assert ids(ledger) == [(1, None, "A"), (2, None, "A")]


def test_what_breaks_a_rule_is_refused_row_by_row(ledger: Path) -> None:
    (one,) = record(ledger, project("A", SIGNED, code="E-1"))
    gone = one._replace(dropped_on=SIGNED.on, drop_reason="x")
    change(ledger, one, gone)

    (outcome,) = take(ledger, project("B", code="E-2"), project("A", REGISTERED, code="E-1"))

    (refusal,) = outcome.refused
    assert (refusal.row, refusal.code, type(refusal.error)) == (3, "E-1", AfterDrop)
    assert len(outcome.added) == 1


@pytest.mark.parametrize("chunk", [1, 1000])
def test_a_code_or_an_id_and_a_code_of_one_project_twice_is_refused(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(bulk, "_CHUNK", chunk)
    record(ledger, project("A", code="E-1"))

    outcomes = take(
        ledger,
        project("B", code="E-1"),
        project("C", code="QZ-1"),
        project("D", code="E-2"),
    )

    (refusal,) = [refusal for outcome in outcomes for refusal in outcome.refused]
    assert (refusal.row, refusal.code) == (3, "QZ-1")
    assert isinstance(refusal.error, RepeatedCode)
    assert ids(ledger) == [(1, "E-1", "B"), (2, "E-2", "D")]


def test_a_code_in_two_files_of_one_import_is_refused(ledger: Path) -> None:
    with recording(ledger, STAMP) as recorder:
        matcher = Matcher(recorder)
        list(matcher.record([(2, project("A", code="E-1"))]))
        (outcome,) = matcher.record([(2, project("B", code="E-1"))])

    assert [type(refusal.error) for refusal in outcome.refused] == [RepeatedCode]


def test_rows_are_taken_as_they_come(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_CHUNK", 2)
    taken: list[int] = []

    def stream() -> Iterator[tuple[int, Project]]:
        for n in range(5):
            taken.append(n)
            yield n, project(f"P{n}", code=f"E-{n}")

    with recording(ledger, STAMP) as recorder:
        outcomes = Matcher(recorder).record(stream())
        assert len(next(outcomes).added) == 2
        assert taken == [0, 1]
        assert [len(outcome.added) for outcome in outcomes] == [2, 1]


def test_a_load_larger_than_the_ledger_ends_with_the_same_rows_and_indexes(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported = [project(f"P{n}", SIGNED, REGISTERED, code=f"E-{n}") for n in range(40)]
    kept = ledger.with_name("kept.db")
    kept.write_bytes(ledger.read_bytes())
    take(kept, *reported)
    monkeypatch.setattr(bulk, "_CHUNK", 4)
    monkeypatch.setattr(bulk, "_MANY", 10)
    with recording(ledger, STAMP) as recorder:
        outcomes = Matcher(recorder).record(enumerate(reported, 2))
        next(outcomes)
        indexes = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index'"
        before = recorder.connection.execute(indexes).fetchone()
        list(outcomes)
        without = recorder.connection.execute(indexes).fetchone()

    assert without[0] < before[0]
    assert rows(ledger, indexes) == rows(kept, indexes) == [before]
    assert tables(ledger) == tables(kept)
    assert findings(ledger) == []
