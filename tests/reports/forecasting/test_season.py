"""The rhythm of a year, learnt from the years before."""

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta

import pytest

from qzinvest.reports.forecasting.season import (
    MOOD,
    SWING,
    WITHIN,
    Rhythm,
    calendar_of,
    complete_years,
    months,
    rhythm_of,
)

START, END = date(2022, 1, 1), date(2022, 12, 31)
EVEN = Rhythm((1.0,) * 12, 0.1, 0)


def days_of(year: int, monthly: list[int]) -> Counter[int]:
    """So many projects in each month of a year, spread over its first four weeks."""
    return Counter(
        date(year, month + 1, 1 + n % 28).toordinal()
        for month, count in enumerate(monthly)
        for n in range(count)
    )


def test_parts_of_a_period_add_up() -> None:
    calendar = calendar_of(EVEN, START, END)
    first, last = START.toordinal(), END.toordinal()
    assert calendar.part(first, last) == pytest.approx(1)
    june = date(2022, 6, 30).toordinal()
    assert calendar.part(first, june) == pytest.approx(181 / 365)
    assert calendar.part(first, june) + calendar.part(june + 1, last) == pytest.approx(1)
    assert calendar.part(first - 500, first - 1) == 0
    assert calendar.part(first - 500, last + 500) == pytest.approx(1)
    assert calendar.part(june, june - 1) == 0


def test_doubt_shrinks_with_the_number_of_months() -> None:
    calendar = calendar_of(EVEN, START, END)
    first = START.toordinal()
    month = calendar.doubt(first, date(2022, 1, 31).toordinal())
    year = calendar.doubt(first, END.toordinal())
    assert month == pytest.approx(EVEN.unrest + WITHIN)
    assert year == pytest.approx((EVEN.unrest + WITHIN) / 12, rel=0.02)
    assert calendar.doubt(first, first - 1) == 0


def test_months_that_days_touch() -> None:
    spans = months(date(2022, 1, 31).toordinal(), date(2022, 3, 1).toordinal())
    assert [(date.fromordinal(a), date.fromordinal(b)) for a, b in spans] == [
        (date(2022, 1, 1), date(2022, 1, 31)),
        (date(2022, 2, 1), date(2022, 2, 28)),
        (date(2022, 3, 1), date(2022, 3, 31)),
    ]


def test_only_complete_years_count() -> None:
    def years(days: Counter[int], today: date = date(2022, 3, 31)) -> int:
        return len(complete_years(days, START, today.toordinal()))

    year = days_of(2021, [5] * 12)
    assert years(year) == 1
    assert years(Counter()) == 0
    # Recorded from April on only, or hardly anything: no year to learn from.
    assert years(Counter(day for day in year if day >= date(2021, 4, 1).toordinal())) == 0
    assert years(Counter([*year.elements()][:29])) == 0
    # A gap ends it: 2019 says nothing when 2020 is missing.
    assert years(year + days_of(2019, [5] * 12)) == 1
    assert years(year + days_of(2020, [5] * 12)) == 2
    # Half a year before the period, the year that runs is none yet; the one before is.
    assert years(days_of(2021, [5] * 6) + days_of(2020, [5] * 12), date(2021, 6, 30)) == 1


def test_without_earlier_years_months_are_the_usual_ones_and_doubted() -> None:
    rhythm = rhythm_of(days_of(2022, [10] * 3), START, date(2022, 3, 31).toordinal())
    assert sum(rhythm.weights) == pytest.approx(12)
    assert min(rhythm.weights) == rhythm.weights[1]
    assert max(rhythm.weights) == rhythm.weights[11]
    assert rhythm.years == 0
    assert rhythm.unrest > SWING / 2


def test_earlier_years_teach_the_rhythm_shrunk_to_the_usual() -> None:
    busy = [40] * 11 + [160]
    day = date(2022, 1, 15).toordinal()
    one = rhythm_of(days_of(2021, busy), START, day)
    two = rhythm_of(days_of(2021, busy) + days_of(2020, busy), START, day)
    true = 160 / 31 / (600 / 365)
    assert 1 < one.weights[11] < two.weights[11] < true
    assert (one.years, two.years) == (1, 2)
    # Years that agree leave less doubt than one alone, and that less than none.
    none = rhythm_of(Counter(), START, day)
    assert two.unrest < one.unrest < none.unrest


def test_surges_before_a_quarters_end_are_learnt_and_leave_the_months_alone() -> None:
    march = date(2022, 3, 31)
    calm = [n for n in range(START.toordinal(), march.toordinal() + 1) for _ in range(4)]
    rush = calm + [n for n in calm if n > date(2022, 3, 20).toordinal() for _ in range(4)]
    rhythms = [rhythm_of(Counter(days), START, march.toordinal()) for days in (calm, rush)]
    assert rhythms[0].surge < 1.3
    assert 2.5 < rhythms[1].surge < 5
    for rhythm in rhythms:
        for month in (1, 3, 6, 12):
            days = [date(2022, month, day) for day in range(1, monthrange(2022, month)[1] + 1)]
            mean = sum(map(rhythm.weight, days)) / len(days)
            # But for how the weekends fall.
            assert mean == pytest.approx(rhythm.weights[month - 1], rel=0.02)


def test_clumps_are_what_comes_together_beyond_the_rhythm() -> None:
    calendar = calendar_of(EVEN, START, END)
    first, last = START.toordinal(), END.toordinal()
    each = list(range(first, last + 1))
    assert calendar.clumping(Counter(each), first, last) == 0
    assert calendar.clumping(Counter(), first, last) == 0
    fives = [day - day % 5 for day in each if day - day % 5 >= first]
    assert 2.5 < calendar.clumping(Counter(fives), first, last) < 4


def test_weekends_are_learnt() -> None:
    june = date(2022, 6, 30).toordinal()
    workdays = [
        day
        for day in range(START.toordinal(), june + 1)
        if date.fromordinal(day).isoweekday() <= 5
        for _ in range(5)
    ]
    rhythm = rhythm_of(Counter(workdays), START, june)
    assert rhythm.weekend < 0.1
    assert rhythm_of(Counter(range(START.toordinal(), june + 1)), START, june).weekend > 0.8
    week = [rhythm.weight(date(2022, 4, day)) for day in range(4, 11)]
    assert sum(week) / 7 == pytest.approx(rhythm.weights[3])
    calendar = calendar_of(rhythm, START, END)
    assert calendar.clumping(Counter(workdays), START.toordinal(), june) < 0.3


def test_years_that_disagree_leave_doubt() -> None:
    day = date(2022, 1, 15).toordinal()
    calm = rhythm_of(days_of(2021, [100] * 12) + days_of(2020, [100] * 12), START, day)
    wild = rhythm_of(days_of(2021, [40, 160] * 6) + days_of(2020, [160, 40] * 6), START, day)
    assert calm.unrest < MOOD < wild.unrest


def test_this_years_months_speak_too() -> None:
    earlier = days_of(2021, [50] * 12)
    june = date(2022, 6, 30)
    even = rhythm_of(earlier + days_of(2022, [50] * 6), START, june.toordinal())
    uneven = rhythm_of(earlier + days_of(2022, [10, 90] * 3), START, june.toordinal())
    assert even.unrest < uneven.unrest
    # A month that has only begun is not compared.
    half = (june - timedelta(days=15)).toordinal()
    assert rhythm_of(earlier, START, half).unrest > 0
