"""``count no`` and ``count yes``: passed, but not counted."""

import json

import pytest

from qzinvest.locale import wording
from tests.cli.said import Run

W = wording("en")
LEAD = ("--district", "晋江", "--group", "新能源", "--amount", "5亿", "--stage", "lead")


def lead(run: Run, name: str) -> None:
    assert run("add-project", name, *LEAD, "--on", "2022-02-01").code == 0


def figures(run: Run) -> tuple[int, int]:
    body = json.loads(run("report", "--format", "json", "--as-of", "2022-12-31").out)["total"]
    return body["signed_projects"]["actual"], body["signed_investment"]["actual"]


def test_what_is_left_out_is_in_no_figure_until_it_is_taken_in(run: Run, signed: str) -> None:
    assert figures(run) == (1, 560_000_000)
    said = run("count", "no", signed, "--reason", "counted by the province")
    assert (said.code, said.out) == (0, f"{signed}\n")
    assert said.err.splitlines() == [
        f"{signed} 半导体材料产业园",
        "  Not counted because: (none) → counted by the province",
        f"  It is in no figure from now on; `qzinvest count yes {signed}` takes it in again.",
        W("talk.months", months="2022-03 to 2022-12"),
    ]
    assert figures(run) == (0, 0)
    assert run("verify").code == 0
    said = run("count", "yes", signed)
    assert (said.code, said.out) == (0, f"{signed}\n")
    assert figures(run) == (1, 560_000_000)


def test_undo_takes_it_in_again(run: Run, signed: str) -> None:
    run("count", "no", signed, "--reason", "a framework")
    run("undo")
    assert figures(run) == (1, 560_000_000)


def test_card_list_and_log_show_the_reason(run: Run, signed: str) -> None:
    run("count", "no", signed, "--reason", "a framework")
    for command in (("show", signed), ("list",), ("log",)):
        assert "a framework" in run(*command).out, command
    [row] = json.loads(run("list", "--format", "json").out)
    assert row["excluded"] == "a framework"


@pytest.mark.parametrize(
    ("command", "error", "remedy"),
    [
        (("count", "no", "QZ-1", "--reason", "again"), "left out already: first", "count yes QZ-1"),
        (("count", "yes", "QZ-2"), "was not left out", "qzinvest explain"),
        (("count", "yes", "QZ-3"), "second report of QZ-2", "unlink QZ-3"),
        (("count", "no", "QZ-9", "--reason", "x"), "QZ-9", ""),
        (("count", "no", "QZ-2", "--reason", " "), "there is no text", ""),
    ],
)
def test_what_is_refused(
    run: Run, signed: str, command: tuple[str, ...], error: str, remedy: str
) -> None:
    for name in ("海峡装备园", "石材基地"):
        lead(run, name)
    run("link", "QZ-2", "QZ-3")
    run("count", "no", signed, "--reason", "first")
    said = run(*command)
    assert (said.code, said.out) == (3, "")
    assert error in said.err
    assert remedy in said.err


def test_links_to_what_is_left_out_are_told_of(run: Run, signed: str) -> None:
    lead(run, "芯片材料园")
    run("count", "no", signed, "--reason", "first")
    assert f"Neither is counted: {signed} was left out (first)" in run("link", signed, "QZ-2").err
    run("count", "yes", signed)
    assert (
        "QZ-2, a second report of it, is not counted either"
        in run("count", "no", signed, "--reason", "x").err
    )


def test_a_second_report_that_was_left_out_before_is_taken_in_again(run: Run, signed: str) -> None:
    lead(run, "芯片材料园")
    run("count", "no", "QZ-2", "--reason", "a framework")
    run("link", signed, "QZ-2")
    said = run("count", "yes", "QZ-2")
    assert (said.code, said.out) == (0, "QZ-2\n")
    assert f"second report of {signed}, and is counted with it" in said.err
    assert figures(run) == (1, 560_000_000)
    assert run("count", "yes", "QZ-2").code == 3
