"""The trend: periods, pace, the year before, and the report's figure at its end."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.shipped import shipped_plan
from qzinvest.model.asked import Asked, Filter
from qzinvest.model.calendar import EVERY
from qzinvest.model.counting import by_holder, counts_of, measure_of, summed
from qzinvest.model.passage import passage_of
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.model.trend import Trend
from qzinvest.reports.subjects import VIEWS, count_kind
from qzinvest.reports.trend import DaySums, View, trend, year_before
from tests.ledger.samples import DAYS, projects

SHIPPED = shipped_plan()
JUNE = date(2022, 6, 15)
Shares = Mapping[tuple[str, str, str], int]


def say(key: str, **fields: object) -> str:
    """The key itself, so that a test sees which sentence was asked for."""
    return " ".join([key, *(str(value) for value in fields.values())])


def on(text: str) -> int:
    return date.fromisoformat(text).toordinal()


NOW: DaySums = {
    ("a", on("2022-01-31")): 3,
    ("a", on("2022-02-01")): 2,
    ("e", on("2022-06-15")): 5,
    ("", on("2022-04-30")): 1,
}
BEFORE: DaySums = {("a", on("2021-02-28")): 4, ("e", on("2021-06-15")): 4}


def told(plan: Plan, shares: Shares, *, before: DaySums = BEFORE, **asked: Any) -> Trend:  # noqa: ANN401 - any field of a view
    view = View(None, "month", JUNE, plan.indicators[0])._replace(**asked)
    return trend(plan, shares, NOW, before, view, say)


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
    assert (report.total.name, report.total.target) == ("row.tier 2", 20)
    assert report.total.points == report.lines[0].points


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        (Asked((Filter("district", "a", "A"),)), 40),
        (Asked((Filter("district", "a", "A"),), "assessment"), None),
        (Asked((Filter("district", "a", "A"), Filter("group", "g", "G"))), None),
        (Asked((Filter("group", "g", "G"),)), None),
    ],
)
def test_one_unit_is_held_against_its_share(
    plan: Plan, shares: Shares, asked: Asked, target: int | None
) -> None:
    report = told(plan, shares, asked=asked)
    assert (report.total.name, report.total.target) == ("row.sum", target)


def test_nothing_before_is_said(plan: Plan, shares: Shares) -> None:
    report = told(plan, shares, before={})
    assert not report.has_before
    assert "trend.no_before" in {note.key for note in report.notes}


def test_before_the_plan_there_are_no_periods(plan: Plan, shares: Shares) -> None:
    view = View("district", "week", date(2021, 12, 31), plan.indicators[0])
    report = trend(plan, shares, {}, {}, view, say)
    assert (report.periods, report.total.points) == ((), ())


def test_the_year_before_is_seen_as_it_stood_then() -> None:
    measure = measure_of(SHIPPED, SHIPPED.indicators[0], JUNE)
    assert [date.fromordinal(day) for day in year_before(measure)[4:]] == [
        date(2021, 1, 1),
        date(2021, 6, 15),
        date(2021, 12, 31),
        date(2021, 6, 15),
    ]


@given(st.lists(projects(), max_size=10), DAYS, st.sampled_from(VIEWS), st.sampled_from(EVERY))
def test_the_last_total_is_the_reports_figure(
    recorded: list[Project], as_of: date, by: str, every: str
) -> None:
    kind = count_kind(by)
    passages = [passage_of(one._replace(org="QZ", number=n)) for n, one in enumerate(recorded, 1)]
    for indicator in SHIPPED.indicators:
        measure = measure_of(SHIPPED, indicator, as_of)
        now: dict[tuple[str, int], int] = {}
        for one in passages:
            shares = by_holder(kind, assessed=False)
            for unit, each in summed([one], measure, shares).items():
                key = unit, one.reached(indicator.stage) or 0
                now[key] = now.get(key, 0) + int(each.net)
        view = View(by, every, as_of, indicator)

        report = trend(SHIPPED, {}, now, {}, view, say)

        counted = counts_of(passages, SHIPPED, kind, as_of)
        actual = sum(c.gross - c.dropped for c in counted if c.indicator == indicator.code)
        assert sum(point.new for point in report.total.points) == actual
        assert (report.total.points[-1].total if report.periods else 0) == actual
        for place, point in enumerate(report.total.points):
            assert sum(line.points[place].new for line in report.lines) == point.new
