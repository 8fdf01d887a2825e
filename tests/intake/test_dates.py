"""Dates: four forms, and nothing that could mean two things."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadDate, FutureDate
from qzinvest.intake.dates import parse_date, parse_past

TODAY = date(2022, 6, 30)
WIDE = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")


@given(st.dates())
def test_every_day_in_every_form(day: date) -> None:
    year, month, number = f"{day.year:04}", day.month, day.day
    forms = (
        day.isoformat(),
        f" {year}/{month}/{number} ",
        f"{year}.{month:02}.{number:02}",
        f"{year}年{month}月{number}日",
        day.isoformat().translate(WIDE),
    )
    assert {parse_date(form) for form in forms} == {day}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022-3-15",
        "2022-02-29",
        "2022-13-01",
        "2022-00-10",
        "0000-01-01",
        "03/04/2022",
        "2022/3.15",
        "2022/3/15 10:00",
        "2022年3月15",
        "2022年3月",
        "22-03-15",
        "20220315",
        "２０２２-03-1²",
        "2022-03-15T00:00",
        "today",
        "44635",
    ],
)
def test_anything_else_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(BadDate) as caught:
        parse_date(text)
    assert caught.value.fields == {"text": text}


def test_today_is_past_and_tomorrow_is_not() -> None:
    assert parse_past("2022-06-30", TODAY) == TODAY
    with pytest.raises(FutureDate) as caught:
        parse_past("2022年7月1日", TODAY)
    assert caught.value.fields == {"text": "2022年7月1日", "today": TODAY}


@given(st.dates(max_value=TODAY - timedelta(days=1)))
def test_every_earlier_day_is_past(day: date) -> None:
    assert parse_past(day.isoformat(), TODAY) == day
