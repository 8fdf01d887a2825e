"""Random lives under three revisions of a plan: every report equals an independent recount.

They have payments, moves, drops and new spells, links, exclusions, sparing and credit from days on,
and dates without a day; the revisions merge a unit, change a minimum, and leave expansions out.
"""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qzinvest.cli.main import main
from qzinvest.errors import Refused
from qzinvest.ledger.record import Recorder, recording
from qzinvest.ledger.rulings import linked
from qzinvest.model.advance import advanced, dropped, moved
from qzinvest.model.project import Milestone
from qzinvest.model.stage import STAGES, Stage
from tests.cli.said import Run
from tests.end_to_end import recount, recount_judgements
from tests.end_to_end import recount_lives as again
from tests.end_to_end.test_merged_units import revised
from tests.end_to_end.test_round_trip import ledgers, made
from tests.ledger.samples import A_FEW, LAST, SIZES

OLD, NEW = "350583", "350582"
Steps = list[tuple[str, object]]
Told = Callable[..., Any]
FEW = settings(
    A_FEW,
    max_examples=max(8, settings().max_examples // 5),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""Fewer than elsewhere: each example asks a dozen reports; 200 with ``QZINVEST_FULL=1``."""
ENDS = [date(2022, m + 1, 1) - timedelta(1) for m in range(1, 12)] + [date(2022, 12, 31)]
EDGES = [date(2022, 1, 1), date(2022, 7, 1), date(2022, 9, 30), date(2022, 10, 1), *ENDS]
DAYS = st.sampled_from(EDGES) | st.dates(date(2022, 1, 1), date(2023, 2, 1))
PAID_IN = """
[[indicator]]
code = "money_paid_in"
name = { en = "Money paid in", zh_Hans = "实际到资", zh_Hant = "實際到資" }
measure = "sum"
stage = "funded"
minimum = 0
target = 1_000_000_000
"""


class Office:
    """An empty ledger with the three revisions, and what they say."""

    def __init__(self, folder: Path) -> None:
        self.ledger, first = folder / "ledger.db", folder / "first.toml"
        shipped = Path(recount.__file__).parents[2] / "data" / "quanzhou-2022.toml"
        first.write_text(shipped.read_text("utf-8") + PAID_IN, "utf-8")
        second = Path(revised(first, NEW, OLD))
        third, text = folder / "third.toml", second.read_text("utf-8")
        for old, new in (
            ("expansions = { value = true", "expansions = { value = false"),
            ("minimum = 2_000_000_000", "minimum = 1_000_000_000"),
        ):
            assert text.count(old) == 1
            text = text.replace(old, new)
        third.write_text(text, "utf-8")
        db = ("--db", str(self.ledger))
        assert main(["init", *db]) == 0
        self.lenses = []
        for path, day in ((first, "2022-01-01"), (second, "2022-07-01"), (third, "2022-10-01")):
            assert main(["plan", "adopt", str(path), "--effective", day, *db]) == 0
            self.lenses.append((day, again.lens(path)))

    def lens(self, day: date) -> again.Lens:
        """The revision that a report of a day uses."""
        return [lens for since, lens in self.lenses if since <= day.isoformat()][-1]

    def made(self, folder: Path, steps: Steps) -> Path:
        """A ledger with the revisions to which this has been done."""
        return made(Path(shutil.copy(self.ledger, folder / "some.db")), steps)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def told(run: Run) -> Told:
    """What a command gives as JSON."""

    def ask(*argv: str) -> Any:  # noqa: ANN401 - JSON
        said = run(*argv, "--format", "json")
        assert said.code == 0, (argv, said.err)
        return json.loads(said.out)

    return ask


def exported(run: Run, db: Path) -> list[recount.Row]:
    out = db.with_suffix(".out")
    assert run("export", "--out", str(out), "--db", str(db)).code == 0
    return recount.read(out / "projects.csv")


@given(ledgers(), DAYS)
@FEW
def test_reports_funnels_and_explanations_are_the_recounts(
    run: Run, told: Told, office: Office, steps: Steps, day: date
) -> None:
    with TemporaryDirectory() as folder:
        ledger, plan = office.made(Path(folder), steps), office.lens(day)
        rows = again.rows_on(exported(run, ledger), day, plan.takes)
        db = ("--as-of", str(day), "--db", str(ledger))
        for by in ("district", "department", "group", "tier"):
            said = told("report", "--by", by, *db)
            expected = again.actuals(rows, by, plan, day)
            assert figures(said["rows"]) == expected, by
            for code, total in said["total"].items():
                gross = [again.worth(row, code, plan, day, gross=True) or 0 for row in rows]
                assert total["gross"] == sum(gross), code
                assert total["actual"] == sum(n for (_, of), n in expected.items() if of == code)
            funnel = told("funnel", "--by", by, *db)["rows"]
            assert cells(funnel) == again.cohort(rows, by, plan, day), by
        parts = again.assessed(rows, plan, day)
        said = figures(told("report", "--view", "assessment", *db)["rows"])
        assert said.keys() <= parts.keys()
        for key, exact in parts.items():
            assert abs(Fraction(said.get(key, 0)).limit_denominator(10_000) - exact) <= len(
                rows
            ) * (key[1] in {"signed_investment", "money_paid_in"}), key
        for code in plan.indicators:
            why = told("explain", "--unit", "total", "--indicator", code, *db)
            brought = {(row["id"], again.worth(row, code, plan, day)) for row in rows}
            counted = {(item["id"], item["brings"]) for item in why["counted"] if item["brings"]}
            assert counted == {each for each in brought if each[1] is not None}, code
            assert why["actual"] == sum(item["brings"] for item in why["counted"])


def figures(rows: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    return {(row["unit"], row["indicator"]): row["actual"] for row in rows if row["actual"]}


def cells(rows: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int]]:
    found = {}
    for row in rows:
        for stage in recount.STAGES[2:]:
            found[row["unit"], stage] = (row[stage], row[f"{stage}_amount"])
        found[row["unit"], "paid"] = (row["funded"], row["paid_in"])
    return {key: cell for key, cell in found.items() if cell[0]}


@given(ledgers(), DAYS)
@FEW
def test_trends_ranks_and_what_is_due_are_the_recounts(
    run: Run, told: Told, office: Office, steps: Steps, day: date
) -> None:
    with TemporaryDirectory() as folder:
        ledger, plan = office.made(Path(folder), steps), office.lens(day)
        export = exported(run, ledger)
        db = ("--as-of", str(day), "--db", str(ledger))
        ends = [end for end in ENDS if end < day] + [day] * (day <= ENDS[-1])
        lenses = [office.lens(end) for end in ends]
        past = [
            again.actuals(again.rows_on(export, end, then.takes), "district", then, end)
            for end, then in zip(ends, lenses, strict=True)
        ]
        for code in plan.indicators:
            trend = told("trend", "--by", "district", "--indicator", code, *db)["rows"]
            points = {(row["unit"], n): p for row in trend for n, p in enumerate(row["points"])}
            totals = {key: point["total"] for key, point in points.items() if point["total"]}
            assert totals == {
                (unit, n): value
                for n, sums in enumerate(past)
                for (unit, of), value in sums.items()
                if of == code
            }, code
            ranking = told("rank", "--indicator", code, *db)["rows"]
            now = again.actuals(again.rows_on(export, day, plan.takes), "district", plan, day)
            rates = {
                row["unit"]: Fraction(now.get((row["unit"], code), 0), row["target"])
                for row in ranking
                if row["target"]
            }
            tiers = plan.tiers["district"]
            for row in (each for each in ranking if each["target"]):
                rivals = [rates[unit] for unit in rates if tiers[unit] == row["tier"]]
                rank = recount.rank(rates[row["unit"]], rivals) if any(rivals) else None
                assert row["rank"] == rank, row
        rows = [row for row in again.rows_on(export, day, plan.takes) if not row["spared"]]
        waiting = recount_judgements.due(rows, "district", day, {})
        names = ("id", "level", "since", "waited", "next", "district")
        units = {row["id"]: row["district"] or None for row in rows}
        said = [tuple(row[name] for name in names) for row in told("due", *db)["rows"]]
        assert {*said} == {(*each[:5], units[each.id]) for each in waiting}
        assert len(said) == len(waiting)


@given(st.tuples(ledgers(), ledgers()), st.tuples(DAYS, DAYS).map(sorted))
@FEW
def test_changes_are_what_the_recounts_of_two_editions_differ_by(
    run: Run, told: Told, office: Office, steps: tuple[Steps, Steps], days: list[date]
) -> None:
    with TemporaryDirectory() as folder:
        ledger = office.made(Path(folder), steps[0])
        rows, sums, db = [], [], ("--db", str(ledger))
        for name, day in zip(("first", "second"), days, strict=True):
            rows.append(exported(run, ledger))
            line = ("edition", "freeze", name, "--as-of", str(day))
            assert run(*line, *db).code == 0
            sums.append(by_project(rows[-1], office.lens(day), day))
            made(ledger, steps[1], prefix=name)
        changes = told("changes", "first", "second", *db)["rows"]
        said: dict[tuple[str, str, str], int] = {}
        for row in changes:
            key = row["project"], row["unit"], row["indicator"]
            said[key] = said.get(key, 0) + row["change"]
        before, after = sums
        steps_ = {key: after.get(key, 0) - before.get(key, 0) for key in before | after}
        assert {k: n for k, n in said.items() if n} == {k: n for k, n in steps_.items() if n}
        for name, day, found in zip(("first", "second"), days, rows, strict=True):
            plan = office.lens(day)
            expected = again.actuals(again.rows_on(found, day, plan.takes), "district", plan, day)
            assert figures(told("report", "--edition", name, *db)["rows"]) == expected


def by_project(
    rows: list[recount.Row], plan: again.Lens, day: date
) -> dict[tuple[str, str, str], int]:
    """What each project brings, by its id, its district and the indicator."""
    found: dict[tuple[str, str, str], int] = {}
    for row in again.rows_on(rows, day, plan.takes):
        for code in plan.indicators:
            key = row["id"], again.key_of(row, "district", plan), code
            found[key] = found.get(key, 0) + (again.worth(row, code, plan, day) or 0)
    return found


@st.composite
def deeds(draw: st.DrawFn, after: date) -> tuple[str, int, date, object]:
    """Something that happens to a project on a day after another one, or holds from it on."""
    on = draw(st.dates(after + timedelta(1), LAST))
    what = draw(st.sampled_from(("paid", "paid", "moved", "dropped", "reached", "ruled", "linked")))
    of: object = {
        "paid": draw(SIZES),
        "moved": draw(st.sampled_from((OLD, NEW, "350502"))),
        "reached": draw(st.sampled_from(STAGES)),
        "ruled": draw(st.sampled_from(("excluded", "spared", "credit"))),
        "linked": draw(st.integers(1, 7)),
    }.get(what)
    return what, draw(st.integers(1, 7)), on, of


def done(recorder: Recorder, what: str, number: int, on: date, of: Any) -> None:  # noqa: ANN401 - as drawn
    """Do it, unless it is refused or would correct what is known."""
    one = recorder.project(f"QZ-{number}")
    if what == "linked":
        recorder.change(linked(recorder, one, recorder.project(f"QZ-{of}"), on))
        return
    after = one
    if what == "paid":
        after = advanced(one, Milestone(Stage.FUNDED, on, on, of, f"{on}"))
    elif what == "moved":
        after = moved(one, "district", of, on)
    elif what == "dropped":
        after = dropped(one, on, "x")
    elif what == "reached" and (of > one.stage or one.dropped_on is not None):
        after = advanced(one._replace(district=one.district or OLD), Milestone(of, on, on))
    elif what == "ruled":
        value = f"district:{OLD}=3333;district:{NEW}=6667" if of == "credit" else "x"
        after = one._replace(rulings=one.rulings.decided(of, value, on))
    recorder.change([(one, after)])


PUBLISHED = (
    ("report", "--by", "district"),
    ("report", "--by", "department", "--view", "assessment"),
    ("report", "--by", "district", "--view", "assessment"),
    ("funnel", "--by", "group", "--days"),
    ("rank", "--scorecard"),
    ("trend", "--by", "district", "--indicator", "money_paid_in"),
    ("trend", "--by", "district", "--indicator", "signed_investment"),
    ("due",),
    ("forecast",),
)


@given(st.data(), ledgers(), st.sampled_from(ENDS[:-1]))
@FEW
def test_a_months_figures_stay_what_they_were_when_more_comes_later(
    told: Told, office: Office, data: st.DataObject, steps: Steps, month: date
) -> None:
    """Money, moves, drops, stages, rulings and links of later days change no earlier report."""
    with TemporaryDirectory() as folder:
        ledger = office.made(Path(folder), steps)
        ends = {month, ENDS[0]}
        asked = [
            (*each, "--as-of", str(end), "--db", str(ledger)) for each in PUBLISHED for end in ends
        ]
        before = [body_of(told(*each)) for each in asked]
        with recording(ledger) as recorder:
            for deed in data.draw(st.lists(deeds(month), min_size=1, max_size=6)):
                with suppress(Refused):
                    done(recorder, *deed)
        for line, was in zip(asked, before, strict=True):
            assert body_of(told(*line)) == was, line


def body_of(said: dict[str, Any]) -> dict[str, Any]:
    """What a report says, without what is said of the whole ledger."""
    return {key: value for key, value in said.items() if key not in ("ledger", "outside_period")}
