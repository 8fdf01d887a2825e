"""Suspected pairs among many, held against comparing each with each."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.ledger import suspects
from qzinvest.ledger.schema import TABLES
from qzinvest.ledger.suspects import all_suspects, suspects_among, suspects_of
from qzinvest.model.likeness import Entry, Pair, compare

NAMES = st.sampled_from(
    ["光电产业园", "光电新产业园", "半导体材料产业园", "半导体新材料产业园", "海上风电基地", "风电"]
)
ENTRIES = st.lists(
    st.tuples(
        NAMES,
        st.sets(st.sampled_from(["三安", "华为", "宁德"]), max_size=2).map(sorted).map(tuple),
        st.integers(100, 130),
    ),
    max_size=15,
).map(lambda found: [Entry(f"QZ-{n}", *one) for n, one in enumerate(found, start=1)])
LONG_NAMES = st.text("晋江石狮智慧港口光电产业园", min_size=7, max_size=16)


def recorded(entries: list[Entry], same_as: str | None = None) -> sqlite3.Connection:
    """A ledger's projects of these keys; ``same_as``: what all of them are second reports of."""
    connection = sqlite3.connect(":memory:")
    connection.execute(TABLES["project"])
    connection.execute(TABLES["partner"])
    connection.execute(TABLES["ruling"])
    for id_, name, keys, amount in entries:
        org, _, number = id_.rpartition("-")
        connection.execute(
            "INSERT INTO project (org, n, ver, name, amount, stage, stage_on, search, name_key, "
            "investor_key, same_as) VALUES (?, ?, 1, ?, ?, 1, '2022-03-15', '', ?, ?, ?)",
            (org, int(number), name, amount, name, keys[0] if keys else None, same_as),
        )
        for place, key in enumerate(keys[1:], 2):
            connection.execute(
                "INSERT INTO partner VALUES (?, ?, ?, 1, ?)", (org, int(number), place, key)
            )
    return connection


def found(entries: list[Entry]) -> list[Pair]:
    with closing(recorded(entries)) as connection:
        return all_suspects(connection)


def new_of(entries: list[Entry], office: str, new: set[int]) -> list[Pair]:
    with closing(recorded(entries)) as connection:
        return suspects_of(connection, office, new)


def each_with_each(entries: list[Entry]) -> set[Pair]:
    pairs = (compare(a, b) for place, b in enumerate(entries) for a in entries[:place])
    return {pair for pair in pairs if pair is not None}


@given(ENTRIES)
def test_nothing_is_suspected_that_comparing_all_would_not(entries: list[Entry]) -> None:
    assert set(found(entries)) <= each_with_each(entries)


@given(ENTRIES.filter(lambda entries: len(entries) <= 10))
def test_among_a_few_nothing_is_missed(entries: list[Entry]) -> None:
    # Ten are fewer than a block holds and than are listed for one.
    assert set(found(entries)) == each_with_each(entries)


@given(LONG_NAMES, st.integers(0, 15), st.sampled_from("县镇电"))
def test_one_character_more_or_another_one_hides_nothing(name: str, at: int, new: str) -> None:
    for other in (name[:at] + new + name[at:], name[:at] + new + name[at + 1 :]):
        entries = [Entry("QZ-1", name, (), 100), Entry("QZ-2", other, (), 101)]
        assert set(found(entries)) == each_with_each(entries)


# A few are looked up by their names and investors, of many all are passed.
@pytest.mark.parametrize("most", [2, 10])
@given(data=st.data())
def test_new_ones_are_compared_with_each_other_and_with_all_known(
    most: int, data: st.DataObject
) -> None:
    entries = data.draw(ENTRIES.filter(lambda entries: len(entries) <= 10))
    new = data.draw(st.sets(st.integers(1, 10), max_size=most))
    known_first = sorted(entries, key=lambda entry: int(entry.id[3:]) in new)
    expected = {p for p in each_with_each(known_first) if int(p.second[3:]) in new}
    assert set(new_of(entries, "QZ", new)) == expected


def test_some_are_held_against_all_of_their_names_and_investors_but_not_of_similar_names() -> None:
    entries = [
        Entry("QZ-1", "光电产业园", (), 100),
        Entry("QZ-2", "海上风电基地", ("三安", "华为"), 100),
        Entry("QZ-3", "半导体新材料产业园项目", (), 100),
        Entry("QZ-4", "光电产业园", (), 900),
        Entry("QZ-5", "陆上光伏电站", ("宁德", "华为"), 101),
        Entry("QZ-6", "半导体材料产业园项目", (), 101),
        Entry("QZ-7", "半导体材料新产业园项目", (), 101),
    ]
    asked = "SELECT org, n FROM project WHERE n > :after"
    with closing(recorded(entries)) as connection:
        new = {("QZ", 4), ("QZ", 5), ("QZ", 6), ("QZ", 7)}
        pairs = suspects_among(connection, new, asked, {"after": 3})
    assert [(pair.first, pair.second, *pair.reasons) for pair in pairs] == [
        ("QZ-1", "QZ-4", "name"),
        ("QZ-2", "QZ-5", "investor", "amount"),
        ("QZ-6", "QZ-7", "similar", "amount"),
    ]
    assert {(p.first, p.second) for p in found(entries)} > {(p.first, p.second) for p in pairs}


def test_of_one_that_is_like_many_the_likest_ten_are_told() -> None:
    entries = [Entry(f"QZ-{number}", "光电产业园", (), 100) for number in range(1, 32)]
    told = [pair.first for pair in found(entries) if pair.second == "QZ-31"]
    assert told == [f"QZ-{number}" for number in range(11, 21)]


def test_a_known_project_is_told_before_new_ones_that_are_as_like() -> None:
    entries = [Entry(f"QZ-{number}", "光电产业园", (), 100) for number in range(1, 15)]
    told = new_of([*entries, Entry("XM-1", "光电产业园", (), 100)], "QZ", set(range(1, 15)))
    assert [p.first for p in told if p.second == "QZ-14"] == [
        "XM-1",
        *(f"QZ-{number}" for number in range(1, 10)),
    ]


def test_what_is_linked_is_not_compared() -> None:
    twice = [Entry(f"QZ-{number}", "光电产业园", (), 100) for number in (1, 2)]
    with closing(recorded(twice, same_as="QZ-3")) as connection:
        assert all_suspects(connection) == []


@pytest.mark.parametrize("first", ["QZ-1", "QZ-2"])
def test_what_was_told_apart_is_not_suspected_whichever_is_named(first: str) -> None:
    alike = [Entry(f"QZ-{n}", "光电产业园", ("三安",), 100) for n in (1, 2, 3)]
    (other,) = {"QZ-1", "QZ-2"} - {first}
    with closing(recorded(alike)) as connection:
        connection.execute(
            "INSERT INTO ruling VALUES ('QZ', ?, 'not_same', 0, ?, 'QZ', 9)",
            (int(first[-1]), f"QZ-17 {other}"),
        )
        pairs = [(pair.first, pair.second) for pair in all_suspects(connection)]
    assert pairs == [("QZ-1", "QZ-3"), ("QZ-2", "QZ-3")]


def test_what_lies_under_one_pair_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [Entry(f"QZ-{n}", f"光电产业园{c}区", (), 100) for n, c in enumerate("东南西北", 1)]
    assert len(found(entries)) == 0  # one of seven characters: 857 per mille
    longer = [entry._replace(name_key=f"晋江{entry.name_key}") for entry in entries]
    assert len(found(longer)) == 6
    monkeypatch.setattr(suspects, "_FILED", 1)
    assert [(p.first, p.second) for p in found(longer)] == [
        (f"QZ-{n}", f"QZ-{n + 1}") for n in (1, 2, 3)
    ]
