"""The trend: periods, pace, the year before, and the report's figure at its end."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.ledger.counts import a_year_earlier
from qzinvest.model.counting import (
    Figure,
    Flow,
    came_and_left,
)
from qzinvest.model.note import Note
from qzinvest.model.passage import passage_of
from qzinvest.model.plan import Plan, Shares
from qzinvest.model.project import Project
from qzinvest.model.selection import Filter, Selection
from qzinvest.model.trend import (
    EVERY,
    Facts,
    Flows,
    Trend,
    TrendQuestion,
    Version,
)
from qzinvest.reports.subjects import VIEWS, count_kind
from qzinvest.reports.trend import cut, measure_by, measures, trend, versions
from tests.ledger.samples import DAYS, projects
from tests.reports.conftest import names
from tools.counted import counts_of

SHIPPED = shipped_plan()
JUNE = date(2022, 6, 15)


def on(text: str) -> int:
    return date.fromisoformat(text).toordinal()


NOW: Flows = {
    ("a", on("2022-01-31"), None): 3,
    ("a", on("2022-02-01"), None): 2,
    ("e", on("2022-06-15"), None): 5,
    ("", on("2022-04-30"), None): 1,
}
BEFORE: Flows = {("a", on("2021-02-28"), None): 4, ("e", on("2021-06-15"), None): 4}


def told(
    plan: Plan,
    shares: Shares,
    *,
    now: Flows = NOW,
    before: Flows = BEFORE,
    revised: tuple[Plan | None, Shares, str] | None = None,
    **selection: Any,  # noqa: ANN401
) -> Trend:
    """The trend of one plan, or of one that another version follows from a day on.

    A ``revised`` plan of ``None`` says that none was in force before that day.
    """
    view = TrendQuestion(None, "month", JUNE, plan.indicators[0])._replace(**selection)
    first = Version(plan, shares, plan.start)
    found: list[Version | None] = [first for _ in cut(plan, view.every, view.as_of)]
    current = first
    if revised is not None:
        other, other_shares, since = revised
        effective = date.fromisoformat(since)
        current = Version(other or plan, other_shares, effective)
        ends = [period.last for period in cut(plan, view.every, view.as_of)]
        earlier = None if other is None else first
        found = [current if end >= effective else earlier for end in ends]
    facts = Facts(now, before)
    held = [(version, facts) for version in versions(current, found, view.indicator)]
    return trend(current, held, view)


def test_each_period_has_what_is_new_and_what_is_there(plan: Plan, shares: Shares) -> None:
    report = told(plan, shares)

    assert report.lines == ()
    points = report.total.points
    assert [point.new for point in points] == [3, 2, 0, 1, 0, 5]
    assert [point.total for point in points] == [3, 5, 5, 6, 6, 11]
    assert [point.new_before for point in points] == [0, 4, 0, 0, 0, 4]
    assert points[-1].total_before == 8
    assert points[-1].growth == Fraction(3, 8)
    assert points[0].growth is None
    # 100 deals in twelve months; on 15 June 5 1/2 of them have gone by.
    assert points[0].due == Fraction(100, 12)
    assert points[-1].due == Fraction(100 * 11, 24)
    assert points[-1].ahead_pp == 11 - Fraction(100 * 11, 24)


def test_quarters_are_sums_of_months(plan: Plan, shares: Shares) -> None:
    quarters = told(plan, shares, every="quarter").total.points
    assert [(point.new, point.total) for point in quarters] == [(5, 5), (6, 11)]


def test_lines_have_their_own_targets(plan: Plan, shares: Shares) -> None:
    report = told(plan, shares, by="district")

    assert [line.unit for line in report.lines] == [*"abcde", "unassigned"]
    assert [line.target for line in report.lines] == [40, 20, 20, 0, 20, None]
    assert report.lines[0].points[1].due == Fraction(40 * 2, 12)
    assert report.lines[3].points[0].ahead_pp is None  # a target of nothing
    assert sum(line.points[-1].total for line in report.lines) == report.total.points[-1].total


def test_one_tier_has_a_total_of_its_own(plan: Plan, shares: Shares) -> None:
    report = told(plan, shares, by="district", tier=2)

    assert [line.unit for line in report.lines] == ["e"]
    assert (report.total.name, report.total.target) == (Note("row.tier", {"tier": 2}), 20)
    assert report.total.points == report.lines[0].points


@pytest.mark.parametrize(
    ("selection", "target"),
    [
        (Selection((Filter("district", "a", names("A")),)), 40),
        (Selection((Filter("district", "a", names("A")),), "assessment"), None),
        (Selection((Filter("district", "a", names("A")), Filter("group", "g", names("G")))), None),
        (Selection((Filter("group", "g", names("G")),)), None),
    ],
)
def test_one_unit_is_held_against_its_share(
    plan: Plan, shares: Shares, selection: Selection, target: int | None
) -> None:
    report = told(plan, shares, selection=selection)
    assert (report.total.name, report.total.target) == (Note("row.sum"), target)


def test_nothing_before_is_said(plan: Plan, shares: Shares) -> None:
    report = told(plan, shares, before={})
    assert not report.has_before
    assert "trend.no_before" in {note.key for note in report.notes}


def test_a_drop_is_a_minus_in_its_own_month(plan: Plan, shares: Shares) -> None:
    flows: Flows = {
        ("a", on("2022-01-10"), None): 3,
        ("a", on("2022-01-20"), on("2022-03-01")): 1,
        ("e", on("2022-02-05"), on("2022-02-28")): 2,
    }
    points = told(plan, shares, now=flows).total.points
    assert [point.total for point in points] == [4, 4, 3, 3, 3, 3]
    assert [point.new for point in points] == [4, 0, -1, 0, 0, 0]
    assert [point.dropped for point in points] == [0, 2, 1, 0, 0, 0]

    restated = told(plan, shares, now=flows, restated=True)
    assert [point.total for point in restated.total.points] == [3] * 6
    assert [point.dropped for point in restated.total.points] == [0] * 6
    assert restated.notes[0].key == "trend.restated"


def test_what_was_dropped_after_the_plan_is_said(plan: Plan, shares: Shares) -> None:
    flows: Flows = {
        ("a", on("2022-05-10"), on("2023-01-10")): 1,
        ("e", on("2022-05-10"), on("2023-02-01")): 3,
        ("e", on("2022-05-10"), None): 7,
    }
    report = told(plan, shares, now=flows, as_of=date(2023, 2, 1))
    assert report.total.points[-1].total == 11
    (note,) = (note for note in report.notes if note.key == "trend.dropped_since")
    assert (note.fields["figure"], note.fields["end"]) == (4, date(2022, 12, 31))
    tier = told(plan, shares, now=flows, as_of=date(2023, 2, 1), by="district", tier=1)
    (note,) = (note for note in tier.notes if note.key == "trend.dropped_since")
    assert note.fields["figure"] == 1


def test_each_period_is_held_against_the_target_of_its_end(plan: Plan, shares: Shares) -> None:
    first, *others = plan.indicators
    revised = plan._replace(indicators=(first._replace(target=150), *others))
    more = {**shares, ("district", "a", "deals"): 90}
    report = told(plan, shares, revised=(revised, more, "2022-04-15"))

    points = report.total.points
    assert [point.target for point in points] == [100, 100, 100, 150, 150, 150]
    assert [point.due for point in points[2:4]] == [Fraction(100, 4), Fraction(150, 3)]
    assert points[3].ahead_pp == Fraction(6, 150) * 100 - Fraction(100, 3)
    assert report.total.target == 150
    assert report.retargeted == {3}
    (note,) = (note for note in report.notes if note.key == "trend.target")
    assert (note.fields["period"], note.fields["was"], note.fields["now"]) == ("2022-04", 100, 150)

    by_unit = told(plan, shares, revised=(revised, more, "2022-04-15"), by="district")
    assert [point.target for point in by_unit.lines[0].points] == [40, 40, 40, 90, 90, 90]
    assert [point.target for point in by_unit.lines[1].points] == [20] * 6


def test_without_a_plan_in_force_there_is_no_target(plan: Plan, shares: Shares) -> None:
    report = told(plan, shares, revised=(None, shares, "2022-03-01"))
    assert [point.target for point in report.total.points] == [None, None, 100, 100, 100, 100]
    assert [point.total for point in report.total.points] == [3, 5, 5, 6, 6, 11]
    assert {"trend.untargeted", "trend.first"} <= {note.key for note in report.notes}


def test_an_indicator_that_a_revision_adds_has_a_target_from_then_on(
    plan: Plan, shares: Shares
) -> None:
    added = plan.indicators[0]._replace(code="added")
    revised = plan._replace(indicators=(*plan.indicators, added))
    report = told(plan, shares, revised=(revised, shares, "2022-06-01"), indicator=added)
    assert [point.target for point in report.total.points] == [None] * 5 + [100]
    # Measured otherwise under the same code, it is another indicator: no yuan among projects.
    money = plan.indicators[1]
    revised = plan._replace(indicators=(money._replace(code="deals"),))
    report = told(plan, shares, revised=(revised, shares, "2022-06-01"), indicator=money)
    assert report.total.points[0].target is not None


def test_a_unit_of_a_revision_has_nothing_before(plan: Plan, shares: Shares) -> None:
    old = plan._replace(units=tuple(unit for unit in plan.units if unit.code != "e"))
    report = told(old, shares, revised=(plan, shares, "2022-06-01"), by="district")

    lines = {line.unit: line for line in report.lines}
    assert [point.target for point in lines["e"].points] == [None] * 5 + [20]
    assert lines["e"].points[-1].total == 5
    # Its projects of before are counted, by that plan, where no unit claims them.
    for place, point in enumerate(report.total.points):
        assert sum(line.points[place].total for line in report.lines) == point.total


def test_a_tier_gathers_the_units_of_then(plan: Plan, shares: Shares) -> None:
    moved = tuple(u._replace(tier=2) if u.code == "a" else u for u in plan.units)
    revised = plan._replace(units=moved)
    report = told(plan, shares, revised=(revised, shares, "2022-04-01"), by="tier")

    first, second, *_ = report.lines
    assert [point.total for point in first.points] == [3, 5, 5, 0, 0, 0]
    assert [point.total for point in second.points] == [0, 0, 0, 5, 5, 10]
    assert [point.target for point in second.points] == [20, 20, 20, 60, 60, 60]
    assert "trend.units" in {note.key for note in report.notes}
    of_tier = told(plan, shares, revised=(revised, shares, "2022-04-01"), by="district", tier=2)
    assert of_tier.total.points == second.points


def test_before_the_plan_there_are_no_periods(plan: Plan, shares: Shares) -> None:
    report = told(plan, shares, by="district", every="week", as_of=date(2021, 12, 31))
    assert (report.periods, report.total.points) == ((), ())


def test_the_year_before_is_seen_as_it_stood_then() -> None:
    _, before = measures(
        Version(SHIPPED, {}, SHIPPED.start), (a_year_earlier(SHIPPED),), "signed_projects", JUNE
    )
    assert [date.fromordinal(day) for day in before[4:]] == [
        date(2021, 1, 1),
        date(2021, 6, 15),
        date(2021, 12, 31),
        date(2021, 6, 15),
    ]


@given(st.lists(projects(), max_size=10), DAYS, st.sampled_from(VIEWS), st.sampled_from(EVERY))
def test_each_total_is_the_reports_figure_of_its_day(
    recorded: list[Project], as_of: date, by: str, every: str
) -> None:
    kind = count_kind(by)
    passages = [passage_of(one._replace(org="QZ", number=n)) for n, one in enumerate(recorded, 1)]
    version = Version(SHIPPED, {}, SHIPPED.start)
    for indicator in SHIPPED.indicators:
        measure = measure_by(version, indicator.code, as_of)
        now: dict[Flow, Figure] = {}
        for one in passages:
            for came, left, value in came_and_left(measure, one):
                key = getattr(one, kind) or "", came, left
                now[key] = now.get(key, 0) + value
        view = TrendQuestion(by, every, as_of, indicator)
        held = [(version, Facts(now, {}))] * len(cut(SHIPPED, every, as_of))

        report = trend(version, held, view)

        points = report.total.points
        for period, point in zip(report.periods, points, strict=True):
            counted = counts_of(passages, SHIPPED, kind, period.last)
            actual = sum(c.gross - c.dropped for c in counted if c.indicator == indicator.code)
            assert point.total == actual
        assert sum(point.new for point in points) == (points[-1].total if points else 0)
        for place, point in enumerate(points):
            assert sum(line.points[place].total for line in report.lines) == point.total
