"""``evaluate``: marks by hand, what is said back, and what is refused."""

import json

import pytest

from tests.cli.said import Run


def test_a_mark_is_said_back_and_stands_in_the_log(run: Run) -> None:
    said = run(
        *("evaluate", "jin jiang", "three_looks", "92.5", "--on", "2022/6/20"),
        *("--note", "现场看", "--lang", "zh_Hans"),
    )
    assert (said.code, said.out) == (0, "QZ:3\n")
    assert "晋江市 (350582) · 三看两评：92.5 分，自 2022-06-20 起 · 现场看" in said.err
    (entry,) = json.loads(run("log", "--limit", "1", "--format", "json").out)
    assert entry["key"] == "district:350582/three_looks/2022-06-20"
    assert entry["detail"].startswith("Jinjiang City (350582) · Three looks, two reviews: 92.5")
    screen = run("log").out
    assert any(line.startswith("QZ:3 ") for line in screen.splitlines())
    assert "92.5" in screen
    assert run("verify").code == 0


def test_departments_are_evaluated_too(run: Run) -> None:
    said = run("evaluate", "商务局", "三看两评", "80", "--on", "2022-06-20")
    assert said.code == 0
    assert "Commerce" in said.err


def test_an_undo_takes_it_back(run: Run) -> None:
    run("evaluate", "晋江", "三看两评", "92.5", "--on", "2022-06-20")
    said = run("undo", "--lang", "zh_Hans")
    assert (said.code, "QZ/evaluation" in said.err) == (0, False)
    assert "晋江市 (350582) · 三看两评：92.5 分" in said.err
    assert run("evaluate", "晋江", "三看两评", "92.5", "--on", "2022-06-20").code == 0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("晋江 三看两评 101 --on 2022-06-20", "not a mark from 0 to 100"),
        ("晋江 三看两评 many --on 2022-06-20", "not a mark from 0 to 100"),
        ("晋江 四看 90 --on 2022-06-20", "No item"),
        ("晋 三看两评 90 --on 2022-06-20", "350582 Jinjiang City."),
        ("无此单位 三看两评 90 --on 2022-06-20", "No district or department"),
        ("晋江 三看两评 90 --on 2099-01-01", "2099-01-01"),
        ("晋江 三看两评 90 --on 2022-06-20 --plan town-2022", "town-2022"),
        ("晋江 三看两评 90 --on 2021-12-31", "No plan is in force on 2021-12-31"),
        ("晋江 三看两评 90 --on 2023-01-01", "the period of plan quanzhou-2022, 2022-01-01 to"),
    ],
)
def test_refused(run: Run, line: str, says: str) -> None:
    said = run("evaluate", *line.split())
    assert (said.code, said.out) == (3, "")
    assert says in said.err


def test_the_same_mark_again_is_refused(run: Run) -> None:
    line = ("evaluate", "晋江", "三看两评", "90", "--on", "2022-06-20")
    run(*line)
    said = run(*line)
    assert said.code == 3
    assert "already" in said.err
