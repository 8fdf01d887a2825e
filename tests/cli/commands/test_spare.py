"""``spare`` and ``unspare``: nobody is chased or marked down, and the statistics stay."""

import json

import pytest

from tests.cli.said import Run

SPARED = (
    "It is in no list of what is due and in no deduction (from 2022-09-01 on); "
    "the statistics stay. "
    "`qzinvest unspare QZ-2` takes this back."
)
AS_OF = ("--as-of", "2022-10-31")


@pytest.fixture
def project(run: Run, signed: str) -> str:
    """A project that is dropped in September, beside one that is red in October; its id."""
    more = ("--district", "晋江", "--group", "新能源", "--amount", "5亿", "--stage", "signed")
    run("add-project", "海峡装备园", *more, "--on", "2022-07-01")
    run("drop", signed, "--on", "2022-09-10", "--reason", "台风")
    return signed


def body(run: Run, *argv: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run(*argv, "--format", "json").out)
    return found


@pytest.mark.usefixtures("project")
def test_what_is_spared_is_not_chased(run: Run) -> None:
    assert body(run, "due", *AS_OF)["levels"] == {"yellow": 0, "red": 1, "remove": 0}
    august = body(run, "due", "--as-of", "2022-08-31")
    said = run("spare", "QZ-2", "--reason", "台风受灾", "--from", "2022-09-01")
    assert (said.code, said.out) == (0, "QZ-2\n")
    assert said.err.splitlines() == [
        "QZ-2 海峡装备园",
        "  Spared: (none) → from 2022-09-01: 台风受灾",
        f"  {SPARED}",
    ]
    due = body(run, "due", *AS_OF)
    assert (due["levels"], due["spared"]) == ({"yellow": 0, "red": 0, "remove": 0}, 1)
    assert "1 more would be due" in run("due", *AS_OF).out
    assert "另有 1 个项目" in run("due", *AS_OF, "--lang", "zh_Hans").out
    # Before the day from which it is spared it is chased, and after the end again.
    assert body(run, "due", "--as-of", "2022-08-31") == august
    assert run("unspare", "QZ-2", "--from", "2022-10-01").out == "QZ-2\n"
    assert body(run, "due", *AS_OF)["levels"] == {"yellow": 0, "red": 1, "remove": 0}
    assert body(run, "due", "--as-of", "2022-09-30")["spared"] == 1
    run("undo")
    assert body(run, "due", *AS_OF)["spared"] == 1


def test_a_drop_that_is_spared_is_no_deduction_and_left_in_the_statistics(
    run: Run, project: str
) -> None:
    def dropped() -> tuple[object, object]:
        ranking = body(run, "rank", "--scorecard", *AS_OF)
        rows = ranking["rows"]
        assert isinstance(rows, list)
        part = next(r for r in rows if r["unit"] == "350582")["parts"]["dropped_projects"]
        return part["value"], part["points"]

    assert dropped() == (1, -0.5)
    run("edition", "freeze", "十月", "--as-of", "2022-10-31")
    report = body(run, "report", *AS_OF)
    run("spare", project, "--reason", "台风")
    run("spare", "QZ-2", "--reason", "台风")  # nothing is left that is not spared
    assert dropped() == (0, 0)
    assert body(run, "report", *AS_OF) == report
    frozen = json.loads(run("rank", "--scorecard", "--edition", "十月", "--format", "json").out)
    (row,) = (r for r in frozen["rows"] if r["unit"] == "350582")
    assert row["parts"]["dropped_projects"]["value"] == 1
    run("unspare", project)
    assert dropped() == (1, -0.5)


def test_card_and_log_say_the_reason(run: Run, signed: str) -> None:
    run("spare", signed, "--reason", "先行先试")
    for command in (("show", signed), ("log",)):
        assert "先行先试" in run(*command).out, command
    (card,) = json.loads(run("show", signed, "--format", "json").out)
    assert card["spared"] == "先行先试"
    run("undo")
    assert "先行先试" not in run("show", signed, "--format", "json").out


@pytest.mark.parametrize(
    ("command", "error", "remedy"),
    [
        (("spare", "QZ-1", "--reason", "again"), "spared already: first", "unspare QZ-1"),
        (("unspare", "QZ-2"), "was not spared", "show QZ-2"),
        (("spare", "QZ-3", "--reason", "x"), "second report of QZ-2", "Name QZ-2"),
        (("spare", "QZ-9", "--reason", "x"), "QZ-9", ""),
        (("spare", "QZ-2", "--reason", " "), "there is no text", ""),
    ],
)
def test_what_is_refused(
    run: Run, signed: str, command: tuple[str, ...], error: str, remedy: str
) -> None:
    lead = ("--district", "晋江", "--group", "新能源", "--amount", "5亿", "--stage", "lead")
    for name in ("海峡装备园", "石材基地"):
        run("add-project", name, *lead, "--on", "2022-02-01")
    run("link", "QZ-2", "QZ-3")
    run("spare", signed, "--reason", "first")
    said = run(*command)
    assert (said.code, said.out) == (3, "")
    assert error in said.err
    assert remedy in said.err
