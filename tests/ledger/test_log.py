"""The chain: what is hashed and how, and reading the log back."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.ledger import log
from qzinvest.ledger.history import stands
from qzinvest.ledger.imports import imports
from qzinvest.ledger.queries import reading
from qzinvest.ledger.record import event_of, recording
from tests.ledger.samples import STAMP, change, project, record, rows

TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inside: st.dictionaries(TEXTS, inside) | st.lists(inside),
    max_leaves=10,
)


def test_a_hash_covers_the_hash_before_it_and_the_whole_row(ledger: Path) -> None:
    record(ledger, project("晋江芯片项目"), project("B"))
    with recording(ledger, STAMP) as recorder:
        recorder.undo(event_of(recorder.connection, "4", "QZ"))

    before, steps = bytes(32), []
    for *columns, body, step, undoes, prev, value in rows(
        ledger, "SELECT * FROM event ORDER BY seq"
    ):
        steps.append(f"{step} {undoes or ''}")
        assert prev == before
        text = "\n".join(str(column) for column in [*columns, steps[-1], body])
        assert value == sha256(before + text.encode()).digest()
        before = value
    assert steps == ["1 ", "1 ", "3 ", "3 ", "5 4"]


def test_what_was_written_before_there_were_steps_keeps_its_hash() -> None:
    row = ("QZ", 1, *STAMP, "office", "QZ", '{"office":"QZ"}')
    old = log.Event(*row, None, None, log.GENESIS, b"")

    text = "\n".join(map(str, row))
    assert log.expected_hash(old) == sha256(log.GENESIS + text.encode()).digest()
    assert log.expected_hash(old._replace(step=1)) != log.expected_hash(old)


def test_a_row_keeps_what_was_stamped(ledger: Path) -> None:
    record(ledger, project("A"))

    found = rows(ledger, "SELECT org, seq, at, who, kind, key FROM event WHERE seq = 3")
    assert found == [("QZ", 3, *STAMP, "project", "QZ-1")]


@given(VALUES)
def test_a_body_has_one_text(value: object) -> None:
    text = log.canonical(value)

    assert json.loads(text) == value
    assert log.canonical(json.loads(text)) == text
    assert "\n" not in text


def test_a_body_is_the_whole_state_in_plain_characters(ledger: Path) -> None:
    record(ledger, project("晋江芯片项目", investor="华威"))

    ((body,),) = rows(ledger, "SELECT body FROM event WHERE seq = 3")
    assert body == (
        '{"amount":500000000,"district":"350582","group":"IG05","investor":"华威",'
        '"milestones":{"signed":{"on":"2022-03-15"}},"name":"晋江芯片项目",'
        '"signing":"contract"}'
    )


def test_no_body_holds_a_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        log.canonical({"amount": float("nan")})


def test_events_are_read_oldest_first_of_one_fact_or_all(ledger: Path) -> None:
    one, _ = record(ledger, project("A"), project("B"))
    change(ledger, one, one._replace(amount=1))

    with reading(ledger) as connection:
        keys = [event.key for event in log.events(connection)]
        assert keys == ["QZ", "quanzhou-2022@2022-01-01", "QZ-1", "QZ-2", "QZ-1"]
        assert [event.id for event in log.events(connection, limit=2)] == ["QZ:4", "QZ:5"]
        assert [event.seq for event in log.events(connection, "QZ-1")] == [3, 5]
        assert [event.seq for event in log.events(connection, "QZ-1", 1)] == [5]
        assert list(log.events(connection, "QZ-9")) == []


def test_the_events_of_a_fact(ledger: Path) -> None:
    (one,) = record(ledger, project("A"))
    change(ledger, one, one._replace(amount=1))

    with reading(ledger) as connection:
        first, second = log.events(connection, "QZ-1")
        assert log.event_at(connection, "QZ", 4) == second
        assert log.state_at(connection, "QZ", "QZ-1") == second
        assert log.state_at(connection, "QZ", "QZ-1", 3) == first
        assert log.state_at(connection, "QZ", "QZ-1", 2) is None
        assert log.body_before(connection, second) == first.body
        assert log.body_before(connection, first) == log.NULL
        assert [event.seq for event in log.between(connection, "QZ", 2, 4)] == [4, 3, 2]
        assert list(log.between(connection, "XX", 1, 9)) == []
        assert (log.count(connection), log.count(connection, "QZ-1")) == (4, 2)
        assert log.event_at(connection, "QZ", 5) is None
        assert log.event_at(connection, "XX", 4) is None


def test_a_chain_begins_at_nothing_and_goes_on(ledger: Path) -> None:
    with reading(ledger) as connection:
        assert log.head_of(connection, "XX") == log.Head(0, bytes(32), 0)
        last = log.event_at(connection, "QZ", 2)
        assert last is not None
        assert log.head_of(connection, "QZ") == log.Head(2, last.hash, 0)
    record(ledger, project("A"), project("B"))
    with reading(ledger) as connection:
        assert log.head_of(connection, "QZ")[::2] == (4, 2)


def test_reading_the_history_of_a_fact_searches_an_index(ledger: Path) -> None:
    statements: list[str] = []
    with closing(sqlite3.connect(ledger)) as connection:
        connection.set_trace_callback(statements.append)
        (event, *_) = log.events(connection, "QZ", 5)
        log.state_at(connection, "QZ", "QZ-1", 5)
        stands(connection, "QZ", event.seq)
        log.latest(connection, "QZ", "QZ/evaluation/")
        imports(connection)
        connection.set_trace_callback(None)
        plans = [
            str(row[3])
            for sql in statements
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]

    assert len(statements) == 6
    assert any("COVERING INDEX event_key (key=? AND org=? AND seq<?)" in plan for plan in plans)
    assert any("COVERING INDEX event_undoes (org=? AND undoes=?)" in plan for plan in plans)
    assert sum("event_key (key>? AND key<?)" in plan for plan in plans) == 3
    chain = ("SCAN event", "SEARCH event USING PRIMARY KEY (org=?)")
    assert not any(plan.startswith(chain) for plan in plans)


@pytest.mark.parametrize(
    ("before", "at", "leap"),
    [
        ("", "2022-07-01T08:00:00Z", ""),
        ("2022-07-01T08:00:00Z", "2022-07-01T08:00:00Z", ""),
        ("2022-07-01T08:01:00Z", "2022-07-01T08:00:00Z", ""),  # set right by the network
        ("2022-07-01T08:01:01Z", "2022-07-01T08:00:00Z", "clock_back"),
        ("2022-01-01T00:00:00Z", "2021-12-31T23:00:00Z", "clock_back"),
        ("2022-12-31T23:59:59Z", "2023-01-01T00:00:00Z", ""),
        ("2022-07-01T08:00:00Z", "2023-07-01T07:59:59Z", ""),
        ("2022-07-01T08:00:00Z", "2023-07-01T08:00:00Z", "clock_ahead"),
        ("once", "2023-07-01T08:00:00Z", ""),
    ],
)
def test_a_clock_leaps_back_or_a_year_ahead(before: str, at: str, leap: str) -> None:
    assert log.clock_leap(before, at) == leap
