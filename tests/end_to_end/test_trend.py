"""A trend's figures are those that ``report`` gives for the last day of each period."""

import json
from contextlib import redirect_stdout
from datetime import date
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.cli.main import main
from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.record import recording
from qzinvest.model.credit import Part
from qzinvest.model.plan import Plan
from qzinvest.model.precision import a_year_before
from qzinvest.model.project import Project
from tests.ledger.samples import A_FEW, DAYS, JINJIANG, NANAN, STAMP, copied, lives
from tests.ruled import ruled

PLAN = shipped_plan()
FIRST, SECOND, THIRD = PLAN.indicators
REVISED: dict[str, Plan] = {
    "higher": PLAN._replace(indicators=(FIRST._replace(target=2400), SECOND, THIRD)),
    "large": PLAN._replace(rules=PLAN.rules._replace(minimum=10**9)),
    "contracts": PLAN._replace(rules=PLAN.rules._replace(signings=("contract",))),
    "local": PLAN._replace(rules=PLAN.rules._replace(expansions=False)),
    "tiers": PLAN._replace(
        units=tuple(u._replace(tier=3) if u.code == JINJIANG else u for u in PLAN.units)
    ),
    "without Nanan": PLAN._replace(units=tuple(u for u in PLAN.units if u.code != NANAN)),
    "one more": PLAN._replace(indicators=(*PLAN.indicators, FIRST._replace(code="more"))),
    "one less": PLAN._replace(indicators=(FIRST, SECOND)),
    "another": PLAN._replace(code="another-2022", indicators=(FIRST, SECOND)),
    "longer": PLAN._replace(end=date(2023, 3, 31)),
}
CREDITS: st.SearchStrategy[tuple[Part, ...]] = st.sampled_from(
    [(), (("district", JINJIANG, 3333), ("district", NANAN, 6667))]
)
ASKED = st.sampled_from(
    [
        (),
        ("--by", "district"),
        ("--by", "department"),
        ("--by", "tier"),
        ("--by", "group"),
        ("--by", "area"),
        ("--tier", "1"),
        ("--by", "district", "--channel", "fill"),
        ("--by", "group", "--district", "晋江"),
        ("--by", "district", "--view", "assessment"),
    ]
)


def told(path: Path, *argv: str) -> dict[str, Any] | None:
    """What a report says; ``None`` where it refuses, since no plan was in force."""
    out = BytesIO()
    screen = TextIOWrapper(out, write_through=True)
    with redirect_stdout(screen):
        code = main([*argv, "--format", "json", "--db", str(path), "--lang", "en"])
    found: dict[str, Any] | None = json.loads(out.getvalue()) if code == 0 else None
    screen.close()
    return found


def near(one: float, other: float) -> bool:
    """Parts of projects are written as floats."""
    return abs(one - other) < 1e-6


def check(path: Path, found: dict[str, Any], question: tuple[str, ...]) -> None:
    """Hold a trend against the reports of its periods' last days."""
    indicator, points = question[1], found["total"]["points"]
    assert near(sum(p["new"] for p in points), points[-1]["total"] if points else 0)
    for place, total in enumerate(points):
        by = () if "--by" in question or "--tier" in question else ("--by", "district")
        report = told(path, "report", "--as-of", total["ends"], *question, *by)
        if report is None:
            # The plan of then has not got the indicator.
            assert total["target"] is None
            continue
        rows = {row["unit"]: row for row in report["rows"]}
        whole = report["total"][indicator]
        actual = sum(row["actual"] for row in rows.values())
        assert near(total["total"], actual if "--tier" in question else whole["actual"])
        if "filters" not in found and "--tier" not in question:
            assert total["target"] == whole["target"]
            assert total["ahead_pp"] == whole["ahead_pp"]
        mine = {row["unit"]: row["points"][place] for row in found["rows"]}
        if mine and "--tier" not in question:
            assert near(sum(point["total"] for point in mine.values()), total["total"])
        for unit in rows.keys() & mine.keys():
            assert near(mine[unit]["total"], rows[unit]["actual"])
            assert mine[unit]["target"] == rows[unit].get("target")
            assert mine[unit]["ahead_pp"] == rows[unit].get("ahead_pp")
        if mine and "--tier" not in question:
            absent = rows.keys() ^ mine.keys()
            assert not any(mine[unit]["total"] for unit in absent & mine.keys())
            assert not any(rows[unit]["actual"] for unit in absent & rows.keys())


def credited(project: Project, credit: tuple[Part, ...]) -> Project:
    return ruled(project, credit=credit)


@A_FEW
@given(
    recorded=st.lists(st.builds(credited, lives(), CREDITS), max_size=8),
    revision=st.none() | st.tuples(st.sampled_from([*REVISED]), DAYS),
    day=DAYS.map(lambda day: max(day, PLAN.start)),
    every=st.sampled_from(["month", "month", "quarter", "week"]),
    asked=ASKED,
    place=st.integers(0, 3),
)
def test_each_period_is_the_report_of_its_last_day(  # noqa: PLR0913 - all drawn
    template: Path,
    *,
    recorded: list[Project],
    revision: tuple[str, date] | None,
    day: date,
    every: str,
    asked: tuple[str, ...],
    place: int,
) -> None:
    with copied(template) as path:
        with recording(path, STAMP) as recorder:
            recorder.add(recorded)
            if revision is not None:
                recorder.adopt(REVISED[revision[0]], revision[1])
        whole = told(path, "report", "--as-of", day.isoformat())
        assert whole is not None
        indicators = [*whole["total"]]
        question = ("--indicator", indicators[place % len(indicators)], *asked)
        found = told(path, "trend", "--every", every, "--as-of", day.isoformat(), *question)
        assert found is not None
        check(path, found, question)
        freeze = ["edition", "freeze", "kept", "--as-of", day.isoformat(), "--db", str(path)]
        assert main(freeze) == 0
        kept = told(path, "trend", "--every", every, "--edition", "kept", *question)
        assert kept is not None
        assert (kept["rows"], kept["total"]) == (found["rows"], found["total"])


@A_FEW
@given(
    recorded=st.lists(lives(), max_size=8),
    day=DAYS.map(lambda day: min(max(day, PLAN.start), PLAN.end)),
    every=st.sampled_from(["month", "week"]),
)
def test_the_year_before_is_the_report_of_the_same_day_then(
    template: Path, recorded: list[Project], day: date, every: str
) -> None:
    """The shipped plan's year, held against a plan of the year before with the same rules."""
    earlier = PLAN._replace(code="before", start=date(2021, 1, 1), end=date(2021, 12, 31))
    with copied(template) as path:
        with recording(path, STAMP) as recorder:
            recorder.add(recorded)
            recorder.adopt(earlier, earlier.start)
        found = told(path, "trend", "--every", every, "--as-of", day.isoformat())
        assert found is not None
        # All that counts then counts in November and December.
        for point in found["total"]["points"][-9:]:
            then = a_year_before(date.fromisoformat(point["ends"])).isoformat()
            report = told(path, "report", "--plan", "before", "--as-of", then)
            assert report is not None
            assert point["total_before"] == report["total"]["signed_projects"]["actual"]
