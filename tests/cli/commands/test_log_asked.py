"""``log`` is asked by person, day and kind."""

import csv
from io import StringIO

import pytest

from tests.cli.said import Run


@pytest.fixture
def told(run: Run, signed: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same project corrected by two people."""
    for who, note in (("张三", "一"), ("李四", "二")):
        monkeypatch.setenv("QZINVEST_WHO", who)
        assert run("edit", signed, "--note", note).code == 0
    assert run("edition", "freeze", "2022-05").code == 0
    return run


def keys(run: Run, *argv: str) -> list[str]:
    said = run("log", *argv, "--format", "csv")
    assert (said.code, said.err) == (0, "")
    return [
        f"{row['who'].partition(' ')[0]} {row['key']}" for row in csv.DictReader(StringIO(said.out))
    ]


def test_by_person(told: Run) -> None:
    assert keys(told, "--who", "张三") == ["张三 QZ-1"]
    assert keys(told, "--who", "张") == []
    assert keys(told, "QZ-1", "--who", "李四") == ["李四 QZ-1"]


def test_by_kind(told: Run) -> None:
    assert keys(told, "--kind", "edition") == ["李四 QZ/edition/2022-05"]
    assert [key.partition(" ")[2] for key in keys(told, "--kind", "plan")] == [
        "quanzhou-2022@2022-01-01"
    ]
    assert len(keys(told, "--kind", "project", "--kind", "edition")) == 4


def test_by_day_as_the_ledger_has_it(told: Run) -> None:
    everything = len(keys(told))
    assert len(keys(told, "--since", "2022-01-01")) == everything
    assert keys(told, "--until", "2022-01-01") == []
    assert told("log", "--since", "2022-03-01", "--until", "2022-02").code == 2
    assert len(keys(told, "--since", "0001-01-01", "--until", "9999-12-31")) == everything


def test_the_screen_says_how_many_of_those_asked_for_there_are(told: Run) -> None:
    said = told("log", "--kind", "project", "--limit", "1", "--lang", "zh_Hans")
    assert "1 / 3" in said.out
