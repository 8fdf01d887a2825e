"""Progress, computed from a hand-made plan and hand-made counts."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from qzinvest.model.counting import Count
from qzinvest.model.note import Note
from qzinvest.model.plan import Plan, Shares
from qzinvest.model.progress import Line, Progress
from qzinvest.model.selection import Filter, Selection, Shown
from qzinvest.reports.progress import progress, ranked
from qzinvest.reports.subjects import VIEWS, Question, count_kind
from tests.reports.conftest import names

HALF = date(2022, 6, 30)


COUNTS = (
    Count("a", "deals", 24, 4),
    Count("b", "deals", 10, 0),
    Count("c", "deals", 20, 0),
    Count("d", "deals", 3, 0),
    Count("e", "deals", 0, 0),
    Count("a", "money", 500, 0),
)


def shown(report: Progress, indicator: str = "deals") -> list[tuple[object, ...]]:
    """Unit, actual, share, completion, ahead and rank of every line of one indicator."""
    return [brief(line) for line in report.lines if line.indicator == indicator]


def brief(line: Line) -> tuple[object, ...]:
    return (line.unit, line.actual, line.target, line.completion, line.ahead_pp, line.rank)


def test_districts(plan: Plan, shares: Shares) -> None:
    report = progress(plan, shares, COUNTS, Question("district", HALF))
    half, none = Fraction(1, 2), Fraction(0)
    assert shown(report) == [
        ("a", 20, 40, half, 0, 2),
        ("b", 10, 20, half, 0, 2),
        ("c", 20, 20, Fraction(1), 50, 1),
        ("d", 3, 0, None, None, None),
        ("e", 0, 20, none, -50, None),  # nothing of its tier counts
    ]
    assert [brief(line) for line in report.totals] == [
        ("total", 53, 100, Fraction(53, 100), 3, None),
        ("total", 500, 1000, half, 0, None),
    ]
    assert [brief(line)[:3] for line in report.subtotals] == [
        ("tier-1", 53, 80),
        ("tier-1", 500, 800),
        ("tier-2", 0, 20),
        ("tier-2", 0, 200),
    ]
    assert report.gross == {"deals": 57, "money": 500}
    assert report.pace == half


def test_lines_stand_in_plan_order_of_units_then_indicators(plan: Plan, shares: Shares) -> None:
    report = progress(plan, shares, (), Question("district", HALF))
    order = [(line.unit, line.indicator) for line in report.lines]
    assert order == [(unit, code) for unit in "abcde" for code in ("deals", "money")]


def test_ranks_are_shared_as_in_a_competition() -> None:
    done = [Fraction(3, 4), Fraction(1, 2), Fraction(1, 2), Fraction(1, 4), None, Fraction(1, 9)]
    tiers = [1, 1, 1, 1, 1, 2]
    lines = [
        Line(str(n), names(""), tier, "deals", 0, 1, completion, None, None)
        for n, (completion, tier) in enumerate(zip(done, tiers, strict=True))
    ]
    assert ranked(lines) == {"0": 1, "1": 2, "2": 2, "3": 4, "5": 1}


def test_who_has_nothing_is_last_of_a_tier_that_has_begun() -> None:
    lines = [
        Line(unit, names(""), tier, "deals", 0, 1, completion, None, None)
        for unit, tier, completion in (
            ("a", 1, Fraction(0)),
            ("b", 1, Fraction(1, 9)),
            ("c", 1, Fraction(0)),
            ("d", 2, Fraction(0)),
            ("e", 2, Fraction(0)),
        )
    ]
    assert ranked(lines) == {"b": 1, "a": 2, "c": 2}


def test_rows_that_are_shown_are_as_among_all(plan: Plan, shares: Shares) -> None:
    whole = progress(plan, shares, COUNTS, Question("district", HALF))
    rows = Selection(
        rows=tuple(Shown("district", code, names(code)) for code in ("c", "unassigned"))
    )
    report = progress(plan, shares, COUNTS, Question("district", HALF, selection=rows))
    assert report.has_targets
    assert [line for line in report.lines if line.unit == "c"] == [
        line for line in whole.lines if line.unit == "c"
    ]
    assert [brief(line)[:2] for line in report.lines if line.unit != "c"] == [
        ("unassigned", 0),
        ("unassigned", 0),
    ]
    assert report.totals == whole.totals
    assert report.subtotals == whole.subtotals[:2]  # of the tier of c


def test_a_part_leaves_no_row_that_it_empties(plan: Plan, shares: Shares) -> None:
    part = Selection((Filter("channel", "fair", names("Fair")),))
    counts = (Count("b", "deals", 3, 1), Count("c", "deals", 1, 1))
    report = progress(plan, shares, counts, Question("district", HALF, selection=part))
    assert shown(report) == [("b", 2, None, None, None, None)]
    assert {line.unit for line in report.subtotals} == {"tier-1"}


def test_names_are_in_every_language_or_words_of_the_catalogue(plan: Plan, shares: Shares) -> None:
    report = progress(plan, shares, (), Question("district", HALF))
    assert report.title == names("Town 2022")
    assert report.lines[0].name == names("A")
    assert report.headings[0].name == names("Deals")
    assert report.subtotals[0].name == Note("row.tier", {"tier": 1})
    assert report.totals[0].name == Note("row.total")


def test_tier_leaves_its_units_and_the_whole_citys_total(plan: Plan, shares: Shares) -> None:
    report = progress(plan, shares, COUNTS, Question("district", HALF, tier=2))
    assert [line.unit for line in report.lines] == ["e", "e"]
    assert {line.unit for line in report.subtotals} == {"tier-2"}
    assert report.totals[0].actual == 53


def test_indicator_leaves_one(plan: Plan, shares: Shares) -> None:
    report = progress(plan, shares, COUNTS, Question("district", HALF, indicator="money"))
    assert {line.indicator for line in report.lines} == {"money"}
    assert [heading.code for heading in report.headings] == ["money"]
    assert report.gross == {"money": 500}


def test_unassigned_is_the_last_line_and_only_there_when_not_empty(
    plan: Plan, shares: Shares
) -> None:
    counts = (*COUNTS, Count(None, "deals", 5, 1), Count("gone", "deals", 2, 0))
    report = progress(plan, shares, counts, Question("district", HALF))
    last = report.lines[-2:]
    assert [brief(line) for line in last] == [
        ("unassigned", 6, None, None, None, None),
        ("unassigned", 0, None, None, None, None),
    ]
    assert report.totals[0].actual == 59
    unit = {line.unit for line in progress(plan, shares, COUNTS, Question("district", HALF)).lines}
    assert "unassigned" not in unit
    tier = progress(plan, shares, counts, Question("district", HALF, tier=1))
    assert "unassigned" not in {line.unit for line in tier.lines}


def test_rows_sum_to_the_total_of_the_year_before_too(plan: Plan, shares: Shares) -> None:
    """What no unit claims, or a part has no more of, is a row while it was there a year before."""
    before = (*COUNTS, Count(None, "deals", 7, 0), Count("gone", "deals", 2, 0))
    alone = Selection((Filter("group", "g", names("G")),))
    now = (Count("a", "deals", 3, 0),)
    for selection in (Selection(), alone):
        report = progress(
            plan, shares, now, Question("district", HALF, selection=selection), before
        )
        assert sum(each.last_year or 0 for each in report.lines if each.indicator == "deals") == (
            report.totals[0].last_year
        )


def test_tiers(plan: Plan, shares: Shares) -> None:
    report = progress(plan, shares, COUNTS, Question("tier", HALF))
    assert [brief(line)[:3] for line in report.lines if line.indicator == "deals"] == [
        ("tier-1", 53, 80),
        ("tier-2", 0, 20),
    ]
    assert {line.rank for line in report.lines} == {None}
    assert report.subtotals == ()


def test_areas_and_the_rest(plan: Plan, shares: Shares) -> None:
    report = progress(plan, shares, COUNTS, Question("area", HALF))
    assert [brief(line)[:3] for line in report.lines if line.indicator == "deals"] == [
        ("ab", 30, 60),
        ("rest", 23, 40),
    ]


def test_groups_have_shares_of_the_whole_and_no_targets(plan: Plan, shares: Shares) -> None:
    counts = (Count("g", "deals", 3, 0), Count(None, "deals", 1, 0))
    report = progress(plan, shares, counts, Question("group", HALF))
    deals = [line for line in report.lines if line.indicator == "deals"]
    assert [(line.unit, line.actual, line.target, line.share_of_whole) for line in deals] == [
        ("g", 3, None, Fraction(3, 4)),
        ("h", 0, None, Fraction(0)),
        ("unassigned", 1, None, Fraction(1, 4)),
    ]
    money = [line.share_of_whole for line in report.lines if line.indicator == "money"]
    assert money == [None, None, None]


def test_departments_have_shares_of_their_own(plan: Plan, shares: Shares) -> None:
    report = progress(plan, shares, (Count("x", "deals", 25, 0),), Question("department", HALF))
    assert shown(report) == [
        ("x", 25, 50, Fraction(1, 2), 0, 1),
        ("y", 0, 50, Fraction(0), -50, None),
    ]


def some_counts(kind: str) -> SearchStrategy[list[Count]]:
    codes = {"district": [*"abcde"], "department": [*"xy"], "group": [*"gh"], "channel": ["fair"]}
    unit = st.sampled_from([*codes.get(kind, []), None, "elsewhere"])
    gross = st.integers(0, 10**13)
    return st.lists(
        st.builds(
            lambda unit, indicator, gross, part: Count(unit, indicator, gross, gross * part // 10),
            unit,
            st.sampled_from(["deals", "money"]),
            gross,
            st.integers(0, 10),
        ),
        unique_by=lambda count: (count.unit, count.indicator),
    )


@pytest.mark.uncounted
@pytest.mark.parametrize("by", VIEWS)
def test_totals_are_the_sums_of_their_lines_in_every_view(
    by: str, plan: Plan, shares: Shares
) -> None:
    kind = count_kind(by)

    @settings(max_examples=60, deadline=None, database=None)
    @given(some_counts(kind), st.dates(date(2021, 12, 1), date(2023, 2, 1)))
    def holds(counts: list[Count], day: date) -> None:
        report = progress(plan, shares, counts, Question(by, day))
        for total in report.totals:
            lines = [line for line in report.lines if line.indicator == total.indicator]
            assert sum(line.actual for line in lines) == total.actual
            if report.has_targets:
                assert sum(line.target or 0 for line in lines) == total.target
            elif total.actual:
                assert sum(line.share_of_whole or 0 for line in lines) == 1
        for subtotal in report.subtotals:
            members = [
                line
                for line in report.lines
                if (line.tier, line.indicator) == (subtotal.tier, subtotal.indicator)
            ]
            assert sum(line.actual for line in members) == subtotal.actual
            assert sum(line.target or 0 for line in members) == subtotal.target

    holds()


def test_published_practice(plan: Plan, shares: Shares) -> None:
    # 30.1 % by 2024-03-31 was published as 5.1 points ahead of schedule (published_facts.csv).
    counts = (Count("a", "money", 301, 0),)
    report = progress(plan, shares, counts, Question("district", date(2022, 3, 31)))
    assert report.totals[1].completion == Fraction(301, 1000)
    assert report.totals[1].ahead_pp == Fraction(51, 10)


COMPLETION = st.none() | st.integers(0, 3).map(lambda n: Fraction(n, 3))


@given(st.lists(st.tuples(st.integers(1, 2), COMPLETION), max_size=9))
def test_a_rank_is_one_more_than_the_better_ones_of_the_tier(
    units: list[tuple[int, Fraction | None]],
) -> None:
    lines = [
        Line(str(n), names(""), tier, "i", 0, None, completion, None, None)
        for n, (tier, completion) in enumerate(units)
    ]
    expected = {}
    for line in lines:
        rivals = [x.completion for x in lines if x.tier == line.tier and x.completion is not None]
        if line.completion is not None and any(rivals):
            expected[line.unit] = 1 + sum(rival > line.completion for rival in rivals)
    assert ranked(lines) == expected
