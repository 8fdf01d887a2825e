"""What moved between any two editions adds up to what their reports say."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from qzinvest.cli.commands.changes import compared
from qzinvest.cli.context import surroundings
from qzinvest.cli.main import main
from qzinvest.cli.options import Options, answering
from tests.cli.said import Run, Said, set_surroundings
from tests.end_to_end.clerk import Clerk

EDITIONS = ("2022-03", "2022-06", "late", "2022-09")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four editions with all that may happen to a ledger in between, made once and only read."""
    folder = tmp_path_factory.mktemp("changes")
    path = folder / "ledger.db"
    with pytest.MonkeyPatch.context() as patch:
        set_surroundings(patch)
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        assert said("init", "--db", str(path)).code == 0
        clerk = Clerk(said, path, seed=7)
        clerk.act(50)
        for edition in EDITIONS:
            clerk.act(30)
            assert said("edition", "freeze", edition, "--db", str(path)).code == 0
    return path


def said(*argv: str) -> Said:
    """What a command line says outside of any one test."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in "oe"]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        code = main(list(argv))
    for stream in streams:
        stream.seek(0)
    return Said(code, *(stream.read() for stream in streams))


def told(run: Run, db: Path, *argv: str) -> dict[str, Any]:
    answer = run(*argv, "--format", "json", "--db", str(db))
    assert answer.code == 0, (argv, answer)
    found: dict[str, Any] = json.loads(answer.out)
    return found


def near(one: float, other: float) -> bool:
    """Parts of projects are written as floats."""
    return abs(one - other) < 1e-6


def test_the_lines_are_the_difference_of_the_reports(run: Run, db: Path) -> None:
    seen = set()
    views = (("district", "statistics"), ("district", "assessment"), ("area", "statistics"))
    for (first, second), (by, view) in product(combinations(EDITIONS, 2), views):
        asked = ("--by", by, "--view", view)
        before, after = (told(run, db, "report", "--edition", e, *asked) for e in (first, second))
        changes = told(run, db, "changes", first, second, *asked)
        seen |= {row["reason"] for row in changes["rows"]}
        for indicator, total in changes["total"].items():
            mine = [row for row in changes["rows"] if row["indicator"] == indicator]
            ends = (before, after)
            was, now = (report["total"][indicator]["actual"] for report in ends)
            assert near(sum(row["change"] for row in mine), now - was)
            assert near(sum(r["change"] for r in total["reasons"].values()), total["change"])
            units = {row["unit"] for report in ends for row in report["rows"]}
            for unit in units | {row["unit"] for row in mine}:
                was, now = (actual(report, unit, indicator) for report in ends)
                changed = sum(row["change"] for row in mine if row["unit"] == unit)
                assert near(changed, now - was), (first, second, asked, unit)
    assert len(seen) > 8, seen


@pytest.mark.parametrize(("first", "second"), [*combinations(EDITIONS, 2)])
def test_reasons_do_not_need_the_names(db: Path, first: str, second: str) -> None:
    """A bulletin, which looks up the names that it prints, tells the same moves."""
    here = surroundings(str(db), None)
    ends = (answering(here, Options(edition=each)) for each in (first, second))
    with next(ends) as before, next(ends) as after:
        named, nameless = (compared(before, after, named=each) for each in (True, False))
    assert all(move.name for move in named.moves)
    assert not all(move.name for move in nameless.moves)
    assert nameless._replace(moves=()) == named._replace(moves=())
    moves = ([move._replace(name="") for move in found.moves] for found in (named, nameless))
    assert next(moves) == next(moves)


def actual(report: dict[str, Any], unit: str, indicator: str) -> float:
    """A line's figure; a report shows no line of what no unit claims, where there is nothing."""
    lines = (row for row in report["rows"] if (row["unit"], row["indicator"]) == (unit, indicator))
    return next((float(row["actual"]) for row in lines), 0.0)
