"""Pace, against the figures that Quanzhou published.

Formulas: completion = actual ÷ target; ahead = completion − pace; pace = (full months + day/days in
month)/12 for a year. All rows of ``published_facts.csv`` that give a completion or a lead:

- 2022-03-31, 2022-04-30, 2024-03-31, 2024-06-30 give a completion and how far it is ahead: from the
  completion we get the lead as published.
- 2023-09-30, two rows with value and target: we get the completion as published.
- 2023-09-30, 383 upgrades, gives the lead alone, without target or completion. It can only be
  turned round: 7 points ahead of 75 % is a completion of 82 %.
"""

import csv
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.counting import Count
from qzinvest.model.pace import ahead_of, completed, default_as_of, pace
from qzinvest.model.plan import Indicator, Names, Plan, Rules, Unit
from qzinvest.model.progress import Line
from qzinvest.model.stage import Stage
from qzinvest.reports.progress import progress
from qzinvest.reports.subjects import Question

START, END = date(2022, 1, 1), date(2022, 12, 31)
days = st.dates(date(2021, 12, 1), date(2023, 1, 31))

with (Path(__file__).parents[1] / "data" / "published_facts.csv").open(encoding="utf-8") as file:
    FACTS = list(csv.DictReader(file))
COMPLETED = [f for f in FACTS if f["completion_pct"] and f["target"]]
AHEAD = [f for f in FACTS if f["completion_pct"] and f["ahead_of_schedule_pp"]]


def year_pace(day: date) -> Fraction:
    """The pace of the calendar year of ``day``."""
    return pace(date(day.year, 1, 1), date(day.year, 12, 31), day)


def reported(actual: Fraction, target: Fraction, as_of: date) -> Line:
    """The report's only line on a plan of the calendar year with one unit and one target."""
    name = Names("x", "x", "x")
    plan = Plan(
        code="x",
        titles=name,
        issuer="QZ",
        start=date(as_of.year, 1, 1),
        end=date(as_of.year, 12, 31),
        source=name,
        indicators=(Indicator("x", name, "sum", Stage.SIGNED, 0, int(target)),),
        units=(Unit("district", "A", 1, name, name),),
        groups=(),
        areas=(),
        vocabularies={},
        rules=Rules(("contract",), 0, expansions=True, expansion_channel=""),
        weights={"district": {1: 1}},
        assumptions=(),
        remarks=(),
    )
    shares = {("district", "A", "x"): int(target)}
    counts = [Count("A", "x", int(actual), 0)]
    return progress(plan, shares, counts, Question("district", as_of)).lines[0]


def rounded_like(value: Fraction | None, published: str) -> Fraction:
    """``value`` to as many decimals as were published."""
    assert value is not None
    return round(value, len(published.partition(".")[2]))


@pytest.mark.parametrize("fact", AHEAD, ids=lambda f: f"{f['as_of']} {f['metric']}")
def test_published_lead_over_the_schedule(fact: dict[str, str]) -> None:
    published, completion = fact["ahead_of_schedule_pp"], Fraction(fact["completion_pct"])
    line = reported(completion * 10_000, Fraction(1_000_000), date.fromisoformat(fact["as_of"]))
    assert rounded_like(line.ahead_pp, published) == Fraction(published)


@pytest.mark.parametrize("fact", COMPLETED, ids=lambda f: str(f["metric"]))
def test_published_completion(fact: dict[str, str]) -> None:
    published, yi = fact["completion_pct"], 10**8
    actual, target = Fraction(fact["value"]) * yi, Fraction(fact["target"]) * yi
    line = reported(actual, target, date.fromisoformat(fact["as_of"]))
    assert line.completion is not None
    assert rounded_like(line.completion * 100, published) == Fraction(published)


def test_every_published_row_is_checked_by_one_test() -> None:
    assert (len(FACTS), len(AHEAD), len(COMPLETED)) == (7, 4, 2)


def test_provincial_key_projects_from_a_published_note() -> None:
    # 2024-03-31, note of the key projects' row: 220 provincial ones at 31.9 %, 6.9 points ahead.
    assert Fraction("31.9") - 100 * year_pace(date(2024, 3, 31)) == Fraction("6.9")


def test_published_lead_without_completion_turned_round() -> None:
    (fact,) = (f for f in FACTS if f["ahead_of_schedule_pp"] and not f["completion_pct"])
    assert int(fact["ahead_of_schedule_pp"]) + 100 * year_pace(date(2023, 9, 30)) == 82


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2022, 2024])
def test_month_ends_are_twelfths(year: int, month: int) -> None:
    last = date(year, month, monthrange(year, month)[1])
    assert year_pace(last) == Fraction(month, 12)


def test_a_day_counts_as_its_share_of_the_month() -> None:
    assert pace(START, END, date(2022, 2, 14)) == Fraction(3, 2) / 12


def test_nothing_is_ahead_of_pace_without_a_target() -> None:
    assert [completed(3, target) for target in (4, 0, None)] == [Fraction(3, 4), None, None]
    assert ahead_of(Fraction(1, 2), completed(3, 4)) == 25
    assert ahead_of(Fraction(1, 2), None) is None


def test_outside_the_period() -> None:
    assert pace(START, END, date(2021, 12, 31)) == 0
    assert pace(START, END, date(2023, 1, 1)) == 1


def test_period_of_another_length_and_over_new_year() -> None:
    assert pace(date(2022, 11, 1), date(2023, 2, 28), date(2022, 12, 31)) == Fraction(1, 2)


@given(day=days)
def test_pace_never_falls_and_stays_between_0_and_1(day: date) -> None:
    today, tomorrow = pace(START, END, day), pace(START, END, day + timedelta(days=1))
    assert 0 <= today <= tomorrow <= 1


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2022, 6, 30), date(2022, 6, 30)),
        (START, START),
        (date(2021, 12, 31), END),
        (date(2026, 1, 1), END),
    ],
)
def test_default_as_of(today: date, expected: date) -> None:
    assert default_as_of(START, END, today) == expected
