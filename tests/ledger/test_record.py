"""Recording, and taking back: whatever happens, the rows are what the log says."""

import os
import re
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import (
    BackwardsMilestone,
    LedgerDamaged,
    NotUndoable,
    Refused,
    RepeatedCode,
    UnknownEvent,
)
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger import log, queries
from qzinvest.ledger.connection import connect
from qzinvest.ledger.history import Span, step_of
from qzinvest.ledger.record import Recorder, event_of, found, recording
from qzinvest.ledger.rulings import take_back
from qzinvest.ledger.turns import stamp_now
from qzinvest.ledger.verify import findings, rebuild
from qzinvest.model.advance import advanced, dropped
from qzinvest.model.money import YI
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from tests.ledger.samples import (
    A_FEW,
    STAMP,
    change,
    copied,
    facts,
    project,
    projects,
    reached,
    record,
    rows,
    tables,
)

LEAD = reached(Stage.LEAD, "2022-01-10")
SIGNED = reached(Stage.SIGNED, "2022-03-15")
REGISTERED = reached(Stage.REGISTERED, "2022-04-02")


def undo(path: Path, seq: int) -> str:
    with recording(path, STAMP) as recorder:
        return recorder.undo(event_of(recorder.connection, str(seq), "QZ"))


def current(path: Path, project_id: str) -> Project:
    with queries.reading(path) as connection:
        return queries.project(connection, project_id)


def test_a_new_ledger_begins_with_its_office_and_its_plan(tmp_path: Path) -> None:
    path, plan = tmp_path / "ledger.db", shipped_plan()

    assert found(path, "QZ", plan)
    assert not found(path, "QZ", plan)

    assert rows(path, "SELECT seq, kind, key FROM event") == [
        (1, "office", "QZ"),
        (2, "plan", "quanzhou-2022@2022-01-01"),
    ]
    assert findings(path) == []


def test_projects_are_numbered_in_their_order(ledger: Path) -> None:
    first, second = record(ledger, project("A"), project("B"))
    (third,) = record(ledger, project("C"))

    assert [first.id, second.id, third.id] == ["QZ-1", "QZ-2", "QZ-3"]
    assert rows(ledger, "SELECT key, seq FROM event WHERE kind = 'project'") == [
        ("QZ-1", 3),
        ("QZ-2", 4),
        ("QZ-3", 5),
    ]


def test_a_number_that_is_brought_is_kept_and_none_is_given_twice(ledger: Path) -> None:
    brought = project("A")._replace(number=7)

    recorded = record(ledger, brought, project("B"))

    assert [one.number for one in recorded] == [7, 8]
    undo(ledger, 4)
    (next_one,) = record(ledger, project("D"))
    assert next_one.number == 9


def test_a_change_is_an_event_with_the_whole_new_state(ledger: Path) -> None:
    (one,) = record(ledger, project("A", SIGNED))
    seq = change(ledger, one, advanced(one, REGISTERED))

    assert seq == 4
    assert current(ledger, "QZ-1") == one._replace(milestones=(SIGNED, REGISTERED))
    assert rows(ledger, "SELECT n, ver, stage FROM project") == [(1, 4, 4)]


def test_a_fact_that_is_about_no_project_is_taken_back_too(ledger: Path) -> None:
    before = facts(ledger)
    with recording(ledger, STAMP) as recorder:
        recorder.note("entry", "district:350582/looks/2022-06-30", '{"number":90}')
        recorder.note("entry", "district:350582/looks/2022-06-30", '{"number":95}')

    assert undo(ledger, 4) == '{"number":90}'
    assert undo(ledger, 3) == log.NULL

    with queries.reading(ledger) as connection:
        (left,) = log.latest(connection, "QZ", "district:350582/")
    assert left.body == log.NULL
    assert facts(ledger) == before
    assert findings(ledger) == []


def test_a_code_belongs_to_one_project(ledger: Path) -> None:
    one, _ = record(ledger, project("A"), project("B", code="E-1"))
    before = tables(ledger)

    with pytest.raises(RepeatedCode) as caught:
        change(ledger, one, one._replace(code="E-1"))

    assert caught.value.fields == {"code": "E-1", "where": "QZ-2"}
    assert tables(ledger) == before
    change(ledger, one, one._replace(code="E-2"))


def test_a_rehearsal_leaves_everything_as_it_was(ledger: Path) -> None:
    before = tables(ledger)

    with recording(ledger, STAMP, keep=False) as recorder:
        (one,) = recorder.add([project("A")])
        assert recorder.project("QZ-1") == one
        assert (recorder.recorded, recorder.last_seq) == (1, 3)

    assert tables(ledger) == before


def test_a_recording_that_fails_leaves_everything_as_it_was(ledger: Path) -> None:
    record(ledger, project("A"))
    before = tables(ledger)

    with suppress(BackwardsMilestone), recording(ledger, STAMP) as recorder:
        recorder.add([project("B")])
        recorder.change([(recorder.project("1"), recorder.project("1")._replace(name="C"))])
        advanced(recorder.project("1"), reached(Stage.REGISTERED, "2022-01-01"))
        pytest.fail("a registration before the signing")

    assert tables(ledger) == before


def test_many_projects_go_in_with_the_same_rows_and_all_indexes(ledger: Path) -> None:
    plain = ledger.with_name("plain.db")
    plain.write_bytes(ledger.read_bytes())
    many = [project(f"P{n}", code=f"E-{n}") for n in range(50)]
    record(plain, *many)

    with recording(ledger, STAMP) as recorder:
        recorder.expect_many()
        recorder.add(many)

    assert tables(ledger) == tables(plain)
    assert findings(ledger) == []


def test_the_last_step_is_undone_by_a_new_event(ledger: Path) -> None:
    (one,) = record(ledger, project("A", SIGNED))
    before = facts(ledger)
    seq = change(ledger, one, one._replace(amount=1))

    undo(ledger, seq)

    assert facts(ledger) == before
    assert rows(ledger, "SELECT COUNT(*) FROM event") == [(5,)]
    assert findings(ledger) == []


def test_an_undo_is_undone_like_any_event(ledger: Path) -> None:
    (one,) = record(ledger, project("A", SIGNED))
    seq = change(ledger, one, one._replace(amount=1))
    changed = facts(ledger)
    undo(ledger, seq)
    undo(ledger, seq + 1)

    assert facts(ledger) == changed


def test_undoing_a_first_event_takes_the_project_away_and_back(ledger: Path) -> None:
    before = facts(ledger)
    record(ledger, project("A", SIGNED))
    with_it = facts(ledger)

    assert undo(ledger, 3) == "null"
    assert facts(ledger) == before
    assert findings(ledger) == []
    undo(ledger, 4)
    assert facts(ledger) == with_it


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        # What the later event changed besides stays.
        ({"amount": 1}, {"name": "B"}, {"name": "B"}),
        ({"note": "x"}, {"amount": 1}, {"amount": 1}),
        ({"investor": "x", "site": "y"}, {"site": "y", "name": "B"}, {"name": "B"}),
        (
            {"milestones": (LEAD, SIGNED)},
            {"milestones": (LEAD, SIGNED, REGISTERED)},
            {"milestones": (SIGNED, REGISTERED)},
        ),
        # The same field changed again, to what it was, too: nothing is guessed.
        ({"amount": 1}, {"amount": 2}, None),
        ({"code": "E-1"}, {"code": None}, None),
        (
            {"milestones": (SIGNED, REGISTERED)},
            {"milestones": (SIGNED, REGISTERED._replace(amount=1))},
            None,
        ),
    ],
)
def test_an_earlier_event_is_undone_unless_a_later_one_rests_on_it(
    ledger: Path,
    first: dict[str, object],
    second: dict[str, object],
    left: dict[str, object] | None,
) -> None:
    (one,) = record(ledger, project("A", SIGNED))
    two = Project(**{**one._asdict(), **first})
    three = Project(**{**two._asdict(), **second})
    change(ledger, one, two)
    change(ledger, two, three)
    before = tables(ledger)

    if left is None:
        with pytest.raises(NotUndoable) as caught:
            undo(ledger, 4)
        assert caught.value.fields["event"] == "QZ:4"
        assert tables(ledger) == before
    else:
        undo(ledger, 4)
        assert current(ledger, "QZ-1") == Project(**{**one._asdict(), **left})
    assert findings(ledger) == []


def test_a_project_that_went_on_cannot_be_taken_away(ledger: Path) -> None:
    (one,) = record(ledger, project("A", SIGNED))
    change(ledger, one, advanced(one, REGISTERED))

    with pytest.raises(NotUndoable):
        undo(ledger, 3)


def test_an_undo_may_not_break_the_rules(ledger: Path) -> None:
    (one,) = record(ledger, project("A", LEAD, SIGNED))
    later = (LEAD, reached(Stage.SIGNED, "2022-05-01"))
    change(ledger, one, two := one._replace(milestones=later))
    change(ledger, two, advanced(two, reached(Stage.REGISTERED, "2022-06-01")))
    change(ledger, two, two._replace(milestones=(reached(Stage.LEAD, "2022-04-01"), later[1])))

    with recording(ledger, STAMP) as recorder, pytest.raises(BackwardsMilestone):
        # Signing back to March, but the lead is of April now.
        take_back(recorder, Span("QZ", 4, 4), "QZ:4")


def test_an_undo_does_not_give_a_code_back_that_another_project_has(ledger: Path) -> None:
    one, two = record(ledger, project("A", code="E-1"), project("B"))
    change(ledger, one, one._replace(code=None))
    change(ledger, two, two._replace(code="E-1"))

    with pytest.raises(RepeatedCode):
        undo(ledger, 5)


def test_the_office_and_its_only_plan_stay(ledger: Path) -> None:
    for seq, reason in ((1, "office"), (2, "only_plan")):
        with pytest.raises(NotUndoable) as caught:
            undo(ledger, seq)
        assert caught.value.fields["reason"] == reason
    assert rows(ledger, "SELECT COUNT(*) FROM event") == [(2,)]


def test_a_plans_adoption_is_undone_while_no_later_one_replaced_it(ledger: Path) -> None:
    plan = shipped_plan()
    before = facts(ledger)
    revised = plan._replace(indicators=plan.indicators[:1])
    with recording(ledger, STAMP) as recorder:
        recorder.adopt(revised, date(2022, 7, 1))
        recorder.adopt(plan, date(2022, 7, 1))

    with pytest.raises(NotUndoable):
        undo(ledger, 3)
    undo(ledger, 4)
    assert rows(ledger, "SELECT DISTINCT indicator FROM target WHERE effective > '2022-01-01'") == [
        ("signed_projects",)
    ]
    undo(ledger, 5)
    undo(ledger, 6)
    undo(ledger, 3)
    assert facts(ledger) == before
    assert findings(ledger) == []


def test_another_offices_event_is_not_ones_own(ledger: Path) -> None:
    with closing(connect(ledger)) as connection:
        event = log.event_at(connection, "QZ", 2)
        assert event is not None
        with pytest.raises(NotUndoable) as caught:
            Recorder(connection, "XX", STAMP).undo(event)
    assert caught.value.fields == {"event": "QZ:2", "reason": "foreign"}


@pytest.mark.parametrize("text", ["2", "QZ:2"])
def test_an_event_is_named_by_its_number(ledger: Path, text: str) -> None:
    with queries.reading(ledger) as connection:
        assert event_of(connection, text, "QZ").id == "QZ:2"


@pytest.mark.parametrize("text", ["3", "0", "XX:2", "two", "", "-1", "2.0", "9" * 30, "9" * 5000])
def test_an_unknown_event_is_refused(ledger: Path, text: str) -> None:
    with queries.reading(ledger) as connection, pytest.raises(UnknownEvent):
        event_of(connection, text, "QZ")


def test_who_records_and_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qzinvest.ledger.turns.system_user", lambda: "root")

    at, who = stamp_now({"QZINVEST_WHO": "陈 \n小姐 "})

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", at)
    assert who == "陈 小姐 (root)"


@pytest.mark.parametrize(
    ("given", "who"),
    [
        ("", "root"),
        (" \t", "root"),
        ("root", "root"),
        ("\u200broot\u2060", "root"),
        ("\u3164\u115f\u2800", "root"),
        ("陈\x1b[31m\u202e红\x07", "陈 [31m红 (root)"),
        ("a\u2028b\x00c\x85d", "a b c d (root)"),
        ("陈" * 100_000, "陈" * 64 + " (root)"),
        ("x" * 63 + " y", "x" * 63 + " (root)"),
        ("\udcff", "? (root)"),
        ("\U0002ebf0", "\U0002ebf0 (root)"),  # a rare ideograph
    ],
)
def test_a_name_is_what_can_be_seen_of_it_and_the_users_beside_it(
    monkeypatch: pytest.MonkeyPatch, given: str, who: str
) -> None:
    monkeypatch.setattr("qzinvest.ledger.turns.system_user", lambda: "root")

    assert stamp_now({"QZINVEST_WHO": given})[1] == who


def test_a_user_without_a_name_records_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(uid: int) -> NoReturn:
        raise KeyError(uid)

    monkeypatch.setattr("qzinvest.ledger.turns.getpwuid", unknown)

    assert stamp_now({})[1] == str(os.getuid())
    assert stamp_now({"QZINVEST_WHO": "陈"})[1] == f"陈 ({os.getuid()})"


def test_an_unexpected_conflict_is_an_error_of_ours(ledger: Path) -> None:
    with pytest.raises(LedgerDamaged, match="UNIQUE"):
        record(ledger, project("A", code="E-1"), project("B", code="E-1"))
    assert rows(ledger, "SELECT COUNT(*) FROM event") == [(2,)]


def add(recorder: Recorder, _: int, sample: Project) -> None:
    code = None if sample.amount == 1 else f"E-{sample.amount}"
    coded = sample._replace(code=code, org=recorder.office)
    queries.refuse_taken_code(recorder.connection, coded)
    recorder.add([coded])


def advance(recorder: Recorder, number: int, sample: Project) -> None:
    before = recorder.project(str(number))
    recorder.change([(before, advanced(before, sample.milestones[-1]))])


def edit(recorder: Recorder, number: int, sample: Project) -> None:
    before = recorder.project(str(number))
    after = before._replace(amount=sample.amount, group=sample.group, code=f"E-{sample.amount}")
    recorder.change([(before, after)])


def drop(recorder: Recorder, number: int, sample: Project) -> None:
    before = recorder.project(str(number))
    recorder.change([(before, dropped(before, sample.milestones[-1].counted_on, "reason"))])


def undo_last(recorder: Recorder, *_: object) -> None:
    last = event_of(recorder.connection, str(recorder.last_seq), "QZ")
    take_back(recorder, step_of(recorder.connection, last), last.id)


def undo_some(recorder: Recorder, number: int, _: Project) -> None:
    recorder.undo(event_of(recorder.connection, str(recorder.last_seq - 2 * number), "QZ"))


Action = Callable[[Recorder, int, Project], None]
STEPS = st.tuples(
    st.sampled_from([add, add, advance, advance, edit, drop, undo_last, undo_some]),
    st.integers(1, 3),
    projects(),
)


@given(st.lists(STEPS, max_size=10))
@A_FEW
def test_after_any_history_the_rows_are_what_the_log_says(
    template: Path, steps: list[tuple[Action, int, Project]]
) -> None:
    with copied(template) as path:
        before: list[dict[str, list[tuple[object, ...]]]] = [facts(path)] * 2
        for action, number, sample in steps:
            untouched = tables(path)
            try:
                with recording(path, STAMP) as recorder:
                    action(recorder, number, sample)
            except Refused:
                assert tables(path) == untouched
                continue
            before.append(facts(path))
            if action is undo_last:
                assert before[-1] == before[-3]  # exactly as it was before the event undone

        assert findings(path) == findings(path, quick=True) == []
        folded = tables(path)
        rebuild(path)
        assert tables(path) == folded


def test_the_histories_of_that_test_get_somewhere(template: Path) -> None:
    sample = project("A", LEAD)
    steps: list[tuple[Action, Project]] = [
        (add, sample),
        (advance, project("A", SIGNED)),
        (edit, sample._replace(amount=7 * YI)),
        (drop, project("A", SIGNED)),
        (undo_some, sample),
        (undo_last, sample),
    ]
    with copied(template) as path:
        for action, given_ in steps:
            with recording(path, STAMP) as recorder:
                action(recorder, 1, given_)
        with queries.reading(path) as connection:
            assert log.positions(connection) == {"QZ": 8}
            assert queries.project(connection, "1").code == "E-700000000"
