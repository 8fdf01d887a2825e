"""Statistics and assessment: the same totals, however projects are shared."""

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qzinvest.model.credit import WHOLE, portions
from qzinvest.model.passage import Passage
from qzinvest.model.plan import Plan, Shares
from qzinvest.model.progress import Progress
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import VIEWS, Question, count_kind
from tests.reports.random_passages import passages
from tools.counted import counts_of

HALF = date(2022, 6, 30)


def reported(plan: Plan, shares: Shares, of: list[Passage], by: str, *, assessed: bool) -> Progress:
    counts = counts_of(of, plan, count_kind(by), HALF, assessed=assessed)
    return progress(plan, shares, counts, Question(by, HALF))


@pytest.mark.uncounted
@pytest.mark.parametrize("by", VIEWS)
def test_both_views_have_the_same_totals_which_are_the_sums_of_their_lines(
    by: str, plan: Plan, shares: Shares
) -> None:
    @settings(deadline=None, max_examples=30)
    @given(st.lists(passages(), max_size=8))
    def holds(of: list[Passage]) -> None:
        statistics = reported(plan, shares, of, by, assessed=False)
        assessment = reported(plan, shares, of, by, assessed=True)
        assert assessment.totals == statistics.totals
        assert assessment.gross == statistics.gross
        for total in assessment.totals:
            lines = [line for line in assessment.lines if line.indicator == total.indicator]
            assert sum(line.actual for line in lines) == total.actual
            assert all(
                isinstance(line.actual, int) or line.actual.denominator > 1 for line in lines
            )

    holds()


@pytest.mark.uncounted
def test_each_unit_gets_its_parts(plan: Plan) -> None:
    """Recounted plainly: parts of projects exactly, of money to less than one yuan a project."""

    @settings(deadline=None, max_examples=60)
    @given(st.lists(passages(), max_size=8))
    def holds(of: list[Passage]) -> None:
        deals, money = defaultdict[str | None, Fraction](Fraction), Counter[str | None]()
        for passage in filter(counts, of):
            for unit, points in portions(passage.credit, "district", passage.district):
                deals[unit] += Fraction(points, WHOLE)
                money[unit] += points * passage.amount // WHOLE
        told = counts_of(of, plan, "district", HALF, assessed=True)
        found = {(count.unit, count.indicator): count.gross - count.dropped for count in told}
        for unit in {unit for unit, _ in found}:
            assert found[unit, "deals"] == deals[unit]
            assert 0 <= found[unit, "money"] - money[unit] <= len(of)

    holds()


def counts(passage: Passage) -> bool:
    """Whether a passage counts on the day, by hand: signed by contract this year, not dropped."""
    start, until = date(2022, 1, 1).toordinal(), HALF.toordinal()
    signed = passage.signed is not None and start <= passage.signed <= until
    return signed and passage.signing == "contract" and not 0 < (passage.dropped or 0) <= until
