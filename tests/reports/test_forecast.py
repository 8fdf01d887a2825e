"""The forecast: what it knows, what it adds up to, and what it does at the edges."""

from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.forecast import LEVERS, Forecast, Outlook
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.plan import Indicator, Plan, Shares, shares_of
from qzinvest.model.project import Milestone, Project
from qzinvest.model.selection import Filter, Selection
from qzinvest.model.stage import Stage
from qzinvest.reports.forecast import _drawn
from qzinvest.reports.forecasting.cells import outcomes
from qzinvest.reports.forecasting.world import world_of
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import Question
from qzinvest.tasks.demo_year import fictional_projects
from tests.reports.conftest import names
from tools.calibrate import cases
from tools.counted import counts_of
from tools.rushed_years import rushed_year
from tools.simulated_years import as_recorded
from tools.told import facts_of
from tools.told import forecast_of as forecast

JUNE = date(2022, 6, 30)
VIEWS = ("district", "department", "tier", "group", "area", "channel")


@cache
def shipped() -> tuple[Plan, Shares, tuple[Passage, ...]]:
    """The shipped plan, its shares and the passages of a fictional year."""
    plan = shipped_plan()
    shares = {
        (kind, unit, indicator.code): share
        for kind in ("district", "department")
        for indicator in plan.indicators
        for unit, share in shares_of(plan, kind, indicator).items()
    }
    return plan, shares, tuple(map(numbered, enumerate(fictional_projects(plan))))


def numbered(pair: tuple[int, Project]) -> Passage:
    number, project = pair
    return passage_of(project._replace(org="QZ", number=number + 1))


@cache
def of_demo(by: str = "district", as_of: date = JUNE, seed: int = 2022) -> Forecast:
    plan, shares, passages = shipped()
    return forecast(plan, shares, passages, Question(by, as_of), seed)


def deal(
    number: int, stage: Stage, on: str, amount: int = 10, unit: str = "a", **more: object
) -> Passage:
    """A project of the town that reached one stage on a day."""
    day = date.fromisoformat(on)
    blank = Project("T", number, "", amount, (Milestone(stage, day, day),), district=unit)
    return passage_of(blank._replace(signing="contract", **more))  # type: ignore[arg-type]


def row(report: Forecast, unit: str, indicator: str) -> Outlook:
    return next(x for x in report.lines if (x.unit, x.indicator) == (unit, indicator))


@pytest.mark.uncounted
def test_the_same_seed_gives_the_same_figures() -> None:
    plan, shares, passages = shipped()
    assert forecast(plan, shares, passages, Question("district", JUNE)) == of_demo()
    assert of_demo(seed=1).lines != of_demo().lines
    # Nearly the same, though: a seed is no lever.
    first, second = of_demo().totals[0], of_demo(seed=1).totals[0]
    assert first.median is not None
    assert second.median is not None
    assert abs(first.median - second.median) < first.median * 0.03


@pytest.mark.uncounted
@pytest.mark.parametrize("by", VIEWS)
def test_actuals_and_targets_are_the_reports(by: str) -> None:
    plan, shares, passages = shipped()
    view = Question(by, JUNE)
    kind = "district" if by in ("tier", "area") else by
    report = progress(plan, shares, counts_of(passages, plan, kind, JUNE), view)
    told = of_demo(by)
    assert [(x.actual, x.target) for x in told.totals] == [
        (x.actual, x.target) for x in report.totals
    ]
    figures = {(x.unit, x.indicator): (x.actual, x.target) for x in told.lines}
    assert (
        figures.items()
        >= {(x.unit, x.indicator): (x.actual, x.target) for x in report.lines}.items()
    )
    for total in told.totals:
        own = [x for x in told.lines if x.indicator == total.indicator]
        assert sum(x.actual for x in own) == total.actual
        if kind != "district":  # leads without a district are the total's alone
            assert sum(x.open for x in own) == total.open


@pytest.mark.uncounted
def test_later_facts_change_nothing() -> None:
    plan, shares, passages = shipped()
    funded = Indicator("paid_in", plan.titles, "sum", Stage.FUNDED, 0, 100)
    plan = plan._replace(indicators=(*plan.indicators, funded))
    known = [
        numbered((number, project))
        for number, whole in enumerate(fictional_projects(plan))
        if (project := as_recorded(whole, JUNE)) is not None
    ]
    view = Question("district", JUNE)
    told = forecast(plan, shares, known, view)
    assert told == forecast(plan, shares, passages, view)
    assert told.totals[-1].low is not None
    assert told.totals[-1].actual < told.totals[-1].low


@pytest.mark.uncounted
def test_a_plan_of_half_a_year_takes_half_of_the_years_before() -> None:
    plan, shares, _ = shipped()
    passages = [passage_of(p) for p in fictional_projects(plan, years=3, total=3000)]
    half = plan._replace(end=date(2022, 6, 30))
    view = Question("district", date(2021, 12, 31))
    whole_year, half_year = (forecast(p, shares, passages, view) for p in (plan, half))
    assert whole_year.totals[0].median is not None
    assert half_year.totals[0].median is not None
    assert 0.3 < half_year.totals[0].median / whole_year.totals[0].median < 0.55


def test_the_interval_of_all_is_no_sum_of_intervals() -> None:
    told = of_demo()
    for total in told.totals:
        own = [x for x in told.lines if x.indicator == total.indicator]
        assert total.low is not None
        assert total.high is not None
        assert sum(x.low or 0 for x in own) < total.low <= (total.median or 0) <= total.high
        assert total.high < sum(x.high or 0 for x in own)


@pytest.mark.parametrize("as_of", [date(2022, 12, 31), date(2023, 3, 1)])
def test_after_the_period_the_figure_is_the_actual_one(as_of: date) -> None:
    told = of_demo(as_of=as_of)
    assert told.over
    assert [note.key for note in told.notes] == ["forecast.over"]
    for x in (*told.lines, *told.totals):
        assert x.low == x.median == x.high == x.actual
        assert x.probability in (None, 0, 1)
        assert x.target is None or (x.probability == 1) == (x.actual >= x.target)
        assert (x.open, x.lever, x.weekly_needed, x.weekly_so_far) == (0, (), None, None)


def test_nothing_recorded_gives_no_figures(plan: Plan, shares: Shares) -> None:
    told = forecast(plan, shares, (), Question("district", JUNE))
    assert {(x.low, x.median, x.high, x.probability) for x in told.lines} == {(None,) * 4}
    assert [note.key for note in told.notes] == ["forecast.nothing"]
    x = row(told, "a", "deals")
    assert (x.actual, x.gap) == (0, 40)
    assert x.weekly_so_far == 0
    assert x.weekly_needed == Fraction(40 * 7, 184)


def test_before_the_start_only_earlier_years_tell(plan: Plan, shares: Shares) -> None:
    before = date(2021, 12, 20)
    past = [
        deal(n, Stage.SIGNED, f"2021-{1 + n % 12:02}-{1 + n % 28:02}", unit="abcde"[n % 5])
        for n in range(120)
    ]
    told = forecast(plan, shares, past, Question("district", before))
    total = told.totals[0]
    assert told.years == 1
    assert (total.actual, total.weekly_so_far) == (0, None)
    assert total.low is not None
    assert total.high is not None
    assert 60 < total.low < 120 < total.high < 240
    assert total.weekly_needed == Fraction(100 * 7, 365)
    none = forecast(plan, shares, (), Question("district", before))
    assert none.totals[0].low is None


def test_no_target_and_a_target_of_nothing(plan: Plan, shares: Shares) -> None:
    deals = [deal(n, Stage.SIGNED, "2022-03-01", unit="d") for n in range(20)]
    told = forecast(plan, shares, deals, Question("district", JUNE))
    x = row(told, "d", "deals")  # its share is 0
    assert (x.target, x.probability, x.gap, x.enough) == (0, None, 0, None)
    assert x.weekly_needed == 0
    by_group = forecast(plan, shares, deals, Question("group", JUNE))
    x = by_group.lines[0]
    assert (x.target, x.probability, x.gap, x.weekly_needed, x.lever) == (None,) * 4 + ((),)


def test_levers_are_the_largest_open_projects(plan: Plan, shares: Shares) -> None:
    signed = [deal(n, Stage.SIGNED, f"2022-0{1 + n % 6}-05", amount=5) for n in range(1, 31)]
    leads = [deal(100 + n, Stage.LEAD, "2022-06-01", amount=50 * n) for n in range(1, 9)]
    gone = deal(200, Stage.LEAD, "2022-05-01", 9999, dropped_on=date(2022, 6, 1), drop_reason="x")
    told = forecast(plan, shares, [*signed, *leads, gone], Question("district", JUNE))
    money = row(told, "a", "money")
    assert (money.actual, money.target, money.gap) == (150, 400, 250)
    assert (money.open, money.open_brings) == (8, 1800)
    assert (money.lever, money.lever_brings, money.enough) == (("T-108",), 400, True)
    deals = row(told, "a", "deals")
    assert (deals.gap, deals.open, deals.enough) == (10, 8, False)
    assert (len(deals.lever), deals.lever_brings) == (LEVERS, LEVERS)
    # Nobody's share is missing where it is reached.
    assert row(told, "d", "deals").lever == ()


def test_signed_projects_are_the_levers_of_a_later_stage() -> None:
    told = of_demo()
    _, _, passages = shipped()
    today = JUNE.toordinal()
    by_id = {p.id: p for p in passages}
    landed = next(x for x in told.totals if x.indicator == "landed_projects")
    assert landed.lever
    for project in landed.lever:
        passage = by_id[project]
        assert (passage.registered or today + 1) > today
        assert (passage.dropped or today + 1) > today
        assert passage.amount >= 2_000_000_000


def test_earlier_years_tell_the_rhythm() -> None:
    plan, shares, _ = shipped()
    passages = [passage_of(p) for p in fictional_projects(plan, years=3, total=3000)]
    told = forecast(plan, shares, passages, Question("district", JUNE))
    assert told.years == 2
    assert "forecast.rhythm" in [note.key for note in told.notes]
    assert "forecast.even" in [note.key for note in of_demo().notes]
    # The demo's year is busy in September and December, so half a year is less than half.
    alone = forecast(
        plan,
        shares,
        [p for p in passages if (p.lead or 0) >= plan.start.toordinal()],
        Question("district", JUNE),
    )
    assert (told.totals[0].median or 0) > (alone.totals[0].median or 0)


def test_sums_are_rounded_outwards_but_never_past_what_can_be() -> None:
    for x in of_demo().lines:
        if x.indicator == "signed_investment":
            assert (x.low or 0) % 1_000_000 == (x.high or 0) % 1_000_000 == 0
        assert x.probability is None or (x.probability * 100).denominator == 1
    # 2,850万 that can hardly change are not 2,800万.
    assert bounds([28_500_000] * 400) == (28_500_000,) * 3
    assert bounds([28_500_000] * 200 + [39_990_000] * 200) == (28_500_000, 39_990_000, 39_990_000)
    assert bounds([28_500_000] * 390 + [9_000_000] * 10) == (28_500_000,) * 3
    assert bounds([*range(20_100_000, 40_100_000, 50_000)]) == (22_000_000, 30_000_000, 39_000_000)


def bounds(ends: list[int]) -> tuple[int | None, ...]:
    money = shipped()[0].indicators[1]
    line = next(x for x in of_demo().lines if x.indicator == money.code)._replace(actual=ends[0])
    drawn = _drawn(line, money, ends)
    return drawn.low, drawn.median, drawn.high


@pytest.mark.parametrize(
    ("reached", "chance"),
    [(0, 0), (1, 1), (2, 1), (5, 1), (6, 2), (200, 50), (398, 99), (400, 100)],
)
def test_only_none_or_all_is_no_chance_or_certain(reached: int, chance: int) -> None:
    projects = shipped()[0].indicators[0]
    line = next(x for x in of_demo().lines if x.indicator == projects.code)._replace(target=10)
    drawn = _drawn(line, projects, [10] * reached + [9] * (400 - reached))
    assert drawn.probability == Fraction(chance, 100)


def test_an_interval_says_what_it_holds() -> None:
    projects = shipped()[0].indicators[0]
    line = next(x for x in of_demo().lines if x.indicator == projects.code)
    assert _drawn(line, projects, [5] * 380 + [6] * 20).holds == Fraction(95, 100)
    assert _drawn(line, projects, list(range(400))).holds == Fraction(80, 100)
    assert _drawn(line, projects, (5,)).holds is None


@pytest.mark.uncounted
@pytest.mark.parametrize("by", VIEWS)
def test_the_city_is_drawn_once_whatever_is_printed(by: str) -> None:
    plan, shares, passages = shipped()
    assert of_demo(by).totals == tuple(
        x._replace(target=y.target)
        for x, y in zip(of_demo().totals, of_demo(by).totals, strict=True)
    )
    for indicator in plan.indicators:
        alone = forecast(plan, shares, passages, Question(by, JUNE, indicator=indicator.code))
        assert alone.lines == tuple(x for x in of_demo(by).lines if x.indicator == indicator.code)
        assert alone.totals == tuple(x for x in of_demo(by).totals if x.indicator == indicator.code)


@pytest.mark.parametrize("as_of", [date(2022, 1, 3), JUNE, date(2022, 12, 30), date(2022, 12, 31)])
@pytest.mark.parametrize("channel", ["", "expansion"])
def test_without_lines_the_city_is_the_same(as_of: date, channel: str) -> None:
    plan, shares, passages = shipped()
    only = Selection((Filter("channel", channel, names("x")),)) if channel else Selection()
    some = [each for each in passages if not channel or each.channel == channel]
    question = Question("district", as_of, selection=only)
    alone = forecast(plan, shares, some, question, by_line=False)

    assert alone == forecast(plan, shares, some, question)._replace(lines=())


@pytest.mark.uncounted
@pytest.mark.parametrize("kind", ["district", "department", "group", "channel"])
def test_rows_sum_to_the_city_in_every_draw(kind: str) -> None:
    plan, _, passages = shipped()

    def city(kind: str) -> dict[str, list[int]]:
        facts = facts_of(passages, plan, JUNE, kind)
        world = world_of(plan, kind, facts, JUNE, 2022, Selection())
        found = outcomes(world, plan.indicators)
        return {
            code: [sum(draw) for draw in zip(*(each.ends or {}).values(), strict=True)]
            for code, each in found.items()
        }

    assert city(kind) == city("district")


@pytest.mark.parametrize(
    ("by", "key", "code"), [("group", "group", "IG05"), ("channel", "channel", "fill")]
)
def test_rows_that_a_filter_empties_get_nothing(by: str, key: str, code: str) -> None:
    plan, shares, passages = shipped()
    kept = [p for p in passages if getattr(p, key) == code]
    told = forecast(
        plan,
        shares,
        kept,
        Question(by, JUNE, selection=Selection((Filter(key, code, names(code)),))),
    )
    assert {x.unit for x in told.lines} == {code}
    for x, total in zip(told.lines, told.totals, strict=True):
        assert (x.actual, x.low, x.median, x.high) == (
            total.actual,
            total.low,
            total.median,
            total.high,
        )


def test_other_rows_of_a_filter_sum_to_its_total() -> None:
    plan, _, passages = shipped()
    two = {unit.code for unit in plan.units_of("district")[:2]}
    kept = [p for p in passages if p.channel == "fill" and p.district in two]
    selection = Selection((Filter("channel", "fill", names("fill")),))
    facts = facts_of(kept, plan, JUNE, selection=selection)
    found = outcomes(world_of(plan, "district", facts, JUNE, 2022, selection), plan.indicators)
    ends = found["signed_projects"].ends
    assert ends is not None
    assert {cell for cell, each in ends.items() if any(each)} == two


def test_nothing_that_counts_yet_gives_no_figures(plan: Plan, shares: Shares) -> None:
    leads = [deal(n, Stage.LEAD, "2022-03-01") for n in range(40)]
    told = forecast(plan, shares, leads, Question("district", JUNE))
    assert {(x.low, x.high, x.probability) for x in (*told.lines, *told.totals)} == {(None,) * 3}
    assert [note.key for note in told.notes] == ["forecast.nothing"]


def test_one_indicator_of_which_nothing_counts_is_named() -> None:
    plan, shares, _ = shipped()
    signed = [deal(n, Stage.SIGNED, f"2022-0{1 + n % 6}-05", unit="jinjiang") for n in range(40)]
    told = forecast(plan, shares, signed, Question("district", JUNE))
    named = [note.fields["name"] for note in told.notes if note.key == "forecast.nothing_of"]
    assert named == [plan.indicators[2].names]
    assert {x.indicator for x in told.lines if x.low is None} == {"landed_projects"}


@pytest.mark.uncounted
def test_early_in_a_first_year_it_says_how_little_is_known() -> None:
    third = of_demo(as_of=date(2022, 1, 3))
    assert "forecast.early" in [note.key for note in third.notes]
    assert "forecast.early" not in [note.key for note in of_demo().notes]
    # What the year came to.
    final = of_demo(as_of=date(2022, 12, 31)).totals[0].actual
    assert third.totals[0].low is not None
    assert third.totals[0].high is not None
    assert third.totals[0].low < final < third.totals[0].high


def test_levers_bring_something(plan: Plan, shares: Shares) -> None:
    signed = [deal(n, Stage.SIGNED, f"2022-0{1 + n % 6}-05", amount=5) for n in range(1, 31)]
    leads = [deal(100 + n, Stage.LEAD, "2022-06-01", amount=0) for n in range(1, 9)]
    told = forecast(plan, shares, [*signed, *leads], Question("district", JUNE))
    money = row(told, "a", "money")
    assert (money.open, money.open_brings, money.lever, money.enough) == (8, 0, (), False)
    assert len(row(told, "a", "deals").lever) == LEVERS


@pytest.mark.parametrize("as_of", [date(2022, 11, 30), date(2022, 12, 15)])
def test_late_in_the_year_the_low_bound_allows_for_drops(
    plan: Plan, shares: Shares, as_of: date
) -> None:
    signed = [deal(n, Stage.SIGNED, f"2022-0{1 + n % 9}-05") for n in range(90)]
    gone = [
        deal(100 + n, Stage.SIGNED, f"2022-0{1 + n % 6}-05", dropped_on=ended, drop_reason="x")
        for n in range(60)
        for ended in [date(2022, 2 + n % 6 + n % 4, 20)]
    ]
    x = row(forecast(plan, shares, [*signed, *gone], Question("district", as_of)), "a", "deals")
    assert x.actual == 90
    assert x.low is not None
    assert x.low < 90


@pytest.mark.uncounted
@pytest.mark.parametrize("as_of", [date(2022, 11, 30), date(2022, 12, 15)])
def test_late_intervals_hold_what_the_demo_came_to(as_of: date) -> None:
    final = {(x.unit, x.indicator): x.actual for x in of_demo(as_of=date(2022, 12, 31)).lines}
    lines = of_demo(as_of=as_of).lines
    held = [(x.low or 0) <= final[x.unit, x.indicator] <= (x.high or 0) for x in lines]
    assert sum(held) / len(held) > 0.6


@pytest.mark.uncounted
@pytest.mark.parametrize(("simulator", "years"), [("even", 3), ("rushed", 6)])
def test_intervals_hold_most_of_a_few_simulated_years(simulator: str, years: int) -> None:
    some = [case for seed in range(20_000, 20_000 + years) for case in cases((simulator, seed))]
    assert {case.day.month for case in some} == {3, 6, 9, 11, 12}
    for measure in ("count", "sum"):
        held = [case.holds for case in some if case.measure == measure]
        assert 0.65 < sum(held) / len(held) < 0.95
    ours = sum((case.probability - case.reached) ** 2 for case in some)
    line = sum((float(case.line >= 1) - case.reached) ** 2 for case in some)
    assert ours < line


@pytest.mark.uncounted
def test_the_second_simulator_has_the_rushes_that_the_first_has_not() -> None:
    plan = shipped_plan()
    years = [rushed_year(plan, seed) for seed in range(20_000, 20_012)]
    conferences, late, weekends, quiet = [], [], [], 0
    for year in years:
        days = Counter(
            m.counted_on
            for p in year.projects
            for m in p.milestones
            if m.stage == Stage.SIGNED and m.counted_on >= plan.start
        )
        whole = days.total()
        conferences.append(sum(n for n in days.values() if n > 0.04 * whole) / whole)
        late.append(sum(n for day, n in days.items() if day.month % 3 == 0 and day.day > 20))
        weekends.append(sum(n for day, n in days.items() if day.isoweekday() > 5) / whole)
        per_unit = Counter(p.district for p in year.projects)
        quiet += sum(per_unit[u.code] < whole / 200 for u in plan.units_of("district"))
    assert 0.1 < sum(conferences) / len(conferences) < 0.5
    assert sum(late) > 0.15 * sum(len(year.projects) for year in years) / 2
    assert max(weekends) < 0.5
    assert quiet >= 6
    assert rushed_year(plan, 20_000) == years[0]
