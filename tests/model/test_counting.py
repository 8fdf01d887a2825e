"""What counts, project by project."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from qzinvest.intake.plans.file import shipped_plan
from qzinvest.model.counting import Count, Sum, by_holder, measure_of, summed
from qzinvest.model.passage import Passage, passage_of
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage
from tools.counted import counts_of

PLAN = shipped_plan()
PROJECTS, MONEY, LANDED = PLAN.indicators
AUGUST = date(2022, 8, 17)


def passage(**fields: Any) -> Passage:  # noqa: ANN401 - any field of a passage
    """A contract of 20亿 in 晋江, signed on 2022-03-15."""
    on = date(2022, 3, 15)
    base = Project("QZ", 1, "A", 2 * 10**9, (Milestone(Stage.SIGNED, on, on),), district="350582")
    return passage_of(base._replace(signing="contract"))._replace(**fields)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "counted"),
        ({"signing": "intent"}, "signing"),
        ({"signed": None}, "unreached"),
        ({"signed": day("2021-12-31")}, "before"),
        ({"signed": day("2022-08-18")}, "later"),
        ({"signed": day("2023-01-01")}, "after"),
        ({"dropped": day("2022-08-17")}, "dropped"),
        ({"dropped": day("2022-08-18")}, "counted"),
    ],
)
def test_verdicts(changed: dict[str, object], verdict: str) -> None:
    assert measure_of(PLAN, PROJECTS, AUGUST).verdict(passage(**changed)) == verdict


@pytest.mark.parametrize(
    ("paid", "verdict"),
    [
        (("2021-12-13",), "before"),
        (("2021-12-13", "2022-06-19"), "counted"),
        (("2021-12-13", "2022-08-18"), "later"),
        (("2021-12-13", "2023-01-01"), "after"),
        (("2022-08-18",), "later"),
    ],
)
def test_money_counts_by_what_has_come_in_the_period_by_the_day(
    paid: tuple[str, ...], verdict: str
) -> None:
    measure = measure_of(PLAN, MONEY._replace(code="paid", stage=Stage.FUNDED), AUGUST)
    found = passage(funded=day(paid[0]), payments=tuple((day(on), 5) for on in paid))
    assert measure.verdict(found) == verdict


def test_size_and_expansion() -> None:
    small = passage(amount=2 * 10**9 - 1, registered=day("2022-04-01"))
    assert measure_of(PLAN, LANDED, AUGUST).verdict(small) == "size"
    without = PLAN._replace(rules=PLAN.rules._replace(expansions=False))
    assert measure_of(without, PROJECTS, AUGUST).verdict(passage(channel="expansion")) == (
        "expansion"
    )


def test_sums_are_gross_with_the_dropped_apart() -> None:
    two = (passage(), passage(dropped=day("2022-05-01"), signed_sum=5))
    sums = summed(two, measure_of(PLAN, MONEY, AUGUST), by_holder("district", assessed=False))
    assert sums == {"350582": Sum(2 * 10**9 + 5, 5)}
    assert sums["350582"].net == 2 * 10**9


def test_an_assessment_shares_and_keeps_the_total() -> None:
    shared = passage(credit=(("district", "350582", 3333), ("district", "350581", 6667)))
    told = counts_of([shared, passage()], PLAN, "district", AUGUST, assessed=True)
    assert told[:4] == (
        Count("350581", "signed_projects", Fraction(6667, 10_000), 0),
        Count("350582", "signed_projects", Fraction(13_333, 10_000), 0),
        Count("350581", "signed_investment", 1_333_400_000, 0),
        Count("350582", "signed_investment", 2_666_600_000, 0),
    )
    statistics = counts_of([shared, passage()], PLAN, "district", AUGUST)
    assert statistics[0] == Count("350582", "signed_projects", 2, 0)
