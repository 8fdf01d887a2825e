"""Days and periods as people give them to a command; nothing that could mean two things."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadDay, FutureDate
from qzinvest.intake.words.dates import past, past_day, read_day, report_day

TODAY = date(2022, 6, 15)  # a Wednesday
WIDE = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_every_day_in_every_form(day: date) -> None:
    year, month, number = f"{day.year:04}", day.month, day.day
    forms = (
        day.isoformat(),
        f" {year}/{month}/{number} ",
        f"{year}.{month:02}.{number:02}",
        f"{year}年{month}月{number}日",
        day.isoformat().translate(WIDE),
    )
    assert {read_day(form, TODAY) for form in forms} == {(day, day, "day")}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-05", "2022-05-01", "2022-05-31"),
        ("2022年5月", "2022-05-01", "2022-05-31"),
        ("二〇二二年五月", "2022-05-01", "2022-05-31"),
        ("202205", "2022-05-01", "2022-05-31"),
        ("May 2022", "2022-05-01", "2022-05-31"),
        ("2022-Q1", "2022-01-01", "2022-03-31"),
        ("2022q1", "2022-01-01", "2022-03-31"),
        ("2022年Q1", "2022-01-01", "2022-03-31"),
        ("Q1 2022", "2022-01-01", "2022-03-31"),
        ("2022-May", "2022-05-01", "2022-05-31"),
        ("2022年一季度", "2022-01-01", "2022-03-31"),
        ("2022年第1季度", "2022-01-01", "2022-03-31"),
        ("2022H1", "2022-01-01", "2022-06-30"),
        ("2022年上半年", "2022-01-01", "2022-06-30"),
        ("2022-W20", "2022-05-16", "2022-05-22"),
        ("2022W20", "2022-05-16", "2022-05-22"),
        ("2022年第20周", "2022-05-16", "2022-05-22"),
        ("2022年第二十週", "2022-05-16", "2022-05-22"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022年", "2022-01-01", "2022-12-31"),
        ("2022年5月底", "2022-05-31", "2022-05-31"),
        ("end of 2022-05", "2022-05-31", "2022-05-31"),
        ("2022年末", "2022-12-31", "2022-12-31"),
        ("今天", "2022-06-15", "2022-06-15"),
        (" Today ", "2022-06-15", "2022-06-15"),
        ("昨天", "2022-06-14", "2022-06-14"),
        ("yesterday", "2022-06-14", "2022-06-14"),
        ("前天", "2022-06-13", "2022-06-13"),
        ("本周", "2022-06-13", "2022-06-19"),
        ("上週", "2022-06-06", "2022-06-12"),
        ("本月", "2022-06-01", "2022-06-30"),
        ("上月", "2022-05-01", "2022-05-31"),
        ("上個月", "2022-05-01", "2022-05-31"),
        ("last month", "2022-05-01", "2022-05-31"),
        ("上月末", "2022-05-31", "2022-05-31"),
        ("上个月底", "2022-05-31", "2022-05-31"),
        ("end of last month", "2022-05-31", "2022-05-31"),
        ("本月末", "2022-06-30", "2022-06-30"),
        ("上季度", "2022-01-01", "2022-03-31"),
        ("上季度末", "2022-03-31", "2022-03-31"),
        ("this year", "2022-01-01", "2022-12-31"),
        ("去年", "2021-01-01", "2021-12-31"),
        ("去年底", "2021-12-31", "2021-12-31"),
        ("去年12月", "2021-12-01", "2021-12-31"),
        ("今年上半年", "2022-01-01", "2022-06-30"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    found = read_day(text, TODAY)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "form"),
        ("soon", "form"),
        ("0000-01-01", "form"),
        ("2022-13", "months"),
        ("2022年13月", "months"),
        ("202213", "months"),
        ("2022-Q5", "form"),
        ("2022-H3", "form"),
        ("2022-W53", "form"),
        ("2022-W00", "form"),
        ("2022-W20-2", "form"),
        ("1822-05", "form"),
        ("03/04/2022", "form"),
        ("15.3.2022", "form"),
        ("2022/3.15", "form"),
        ("2022/3/15 10:00", "form"),
        ("2022-03-15T00:00", "form"),
        ("22-03-15", "form"),
        ("２０２２-03-1²", "form"),
        ("44635", "form"),
        ("月", "form"),
        ("月底", "form"),
        ("上", "form"),
        ("5月", "year"),
        ("二季度", "year"),
        ("6月底", "year"),
        ("2022.1", "tenth"),
        ("2022年5月上旬", "vague"),
    ],
)
def test_anything_else_is_refused_and_quoted(text: str, reason: str) -> None:
    with pytest.raises(BadDay) as caught:
        read_day(text, TODAY)
    assert caught.value.fields == {"text": text, "reason": reason, "month": "", "days": 0}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-05", "2022-05-31"),
        ("2022-W23", "2022-06-12"),
        ("2022-06", "2022-06-15"),
        ("2022年二季度", "2022-06-15"),
        ("2022-W24", "2022-06-15"),
        ("2022", "2022-06-15"),
        ("本月末", "2022-06-30"),
        ("2022-12-31", "2022-12-31"),
    ],
)
def test_a_report_is_of_a_periods_last_day_or_of_today_while_it_lasts(text: str, day: str) -> None:
    assert report_day(text, TODAY).isoformat() == day


@pytest.mark.parametrize("text", ["2022-07", "2022Q3", "2022-W25", "2023"])
def test_no_report_is_of_a_period_that_has_not_begun(text: str) -> None:
    with pytest.raises(BadDay) as caught:
        report_day(text, TODAY)
    assert caught.value.fields["reason"] == "future"


@pytest.mark.parametrize(
    ("text", "last", "precision"),
    [
        ("2022-06-15", "2022-06-15", "day"),
        ("今天", "2022-06-15", "day"),
        ("上月末", "2022-05-31", "day"),
        ("2022-05", "2022-05-31", "month"),
        ("2022-06", "2022-06-30", "month"),
        ("2022-W23", "2022-06-12", "week"),
        ("2022-Q1", "2022-03-31", "quarter"),
    ],
)
def test_what_happened_is_known_as_far_as_it_is_said(text: str, last: str, precision: str) -> None:
    found = past(text, TODAY)
    assert (found.last.isoformat(), found.precision) == (last, precision)


@pytest.mark.parametrize("text", ["2022-06-16", "2022年7月", "2022-Q2", "2022", "本月末"])
def test_what_is_to_come_has_not_happened(text: str) -> None:
    with pytest.raises(FutureDate) as caught:
        past(text, TODAY)
    assert caught.value.fields == {"text": text, "today": TODAY}


def test_a_single_day_is_that_of_a_period_that_is_over() -> None:
    assert past_day("2022-05", TODAY) == date(2022, 5, 31)
    assert past_day("2022-06-15", TODAY) == TODAY
    for text in ("2022-06", "2022-06-16"):
        with pytest.raises(FutureDate):
            past_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "reason", "month", "days"),
    [
        ("2022-6-31", "days", "2022-06", 30),
        ("2022-06-31", "days", "2022-06", 30),
        ("2022年6月31日", "days", "2022-06", 30),
        ("2月30日", "days", "2022-02", 28),
        ("2024/2/30", "days", "2024-02", 29),
        ("2022-05-00", "days", "2022-05", 31),
        ("2022-13", "months", "", 0),
        ("2022-13-01", "months", "", 0),
        ("0022-13-01", "form", "", 0),
        ("soon", "form", "", 0),
    ],
)
def test_what_the_calendar_does_not_have_is_said(
    text: str, reason: str, month: str, days: int
) -> None:
    with pytest.raises(BadDay) as caught:
        read_day(text, TODAY)
    expected = {"text": text, "reason": reason, "month": month, "days": days}
    assert caught.value.fields == expected


@given(st.dates(date(1990, 1, 1), TODAY - timedelta(days=1)))
def test_every_earlier_day_is_past(day: date) -> None:
    assert past_day(day.isoformat(), TODAY) == past(day.isoformat(), TODAY).first == day


@given(DAYS, st.sampled_from(("week", "month", "quarter", "half", "year")))
def test_a_period_is_read_back_as_it_is_written(day: date, precision: str) -> None:
    from qzinvest.model.precision import when_of

    period = when_of(day, precision)
    if period.first.year >= 1990 and period.last.year <= 2100:
        assert read_day(str(period), TODAY) == period
        assert period.first <= day <= period.last


SIGNS = "0123456789-/.年月日第周季度上下半末底今去本个qhwQHW endoflastthisweek"


@given(st.text(SIGNS, max_size=16), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_text_is_read_or_refused(text: str, today: date) -> None:
    try:
        when = read_day(text, today)
    except BadDay:
        return
    assert when.first <= when.last


@pytest.mark.parametrize(
    ("text", "day"),
    [("4月1日", "2022-04-01"), ("6月30日", "2022-06-30"), ("7月1号", "2021-07-01")],
)
def test_a_day_without_its_year_is_the_last_one(text: str, day: str) -> None:
    assert read_day(text, date(2022, 6, 30)).last == date.fromisoformat(day)
