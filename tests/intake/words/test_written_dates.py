"""Dates as they are written: no more precise than they are, and never a day that was not said."""

from datetime import UTC, date, datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadDate, DateOrder, FutureDate, VagueDate
from qzinvest.intake.words.written_dates import ORDERS, Custom, in_past, orders_of, read_when

TODAY = date(2022, 3, 15)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2022年3月15日", "2022-03-15"),
        ("2022年 3 月 15 日", "2022-03-15"),
        ("２０２２．３．１５", "2022-03-15"),
        ("2022/3/15", "2022-03-15"),
        ("2022-03-15 00:00:00", "2022-03-15"),
        ("20220315", "2022-03-15"),
        (20220315, "2022-03-15"),
        (datetime(2022, 3, 15, 8), "2022-03-15"),  # noqa: DTZ001 - as a spreadsheet has it
        (date(2022, 3, 15), "2022-03-15"),
        (44635, "2022-03-15"),
        (44635.75, "2022-03-15"),
        ("民國111年3月15日", "2022-03-15"),
        ("二〇二二年三月十五日", "2022-03-15"),
        ("15 Mar 2022", "2022-03-15"),
        ("Mar 15, 2022", "2022-03-15"),
        ("3月15日", "2021-03-15"),
        ("2022年3月", "2022-03"),
        ("2022-03", "2022-03"),
        ("2022.3", "2022-03"),
        ("202203", "2022-03"),
        (202203, "2022-03"),
        (2022.3, "2022-03"),  # typed so into a spreadsheet
        (2022.11, "2022-11"),
        ("2022年3月15日 10:30", "2022-03-15"),
        ("二○二二年三月", "2022-03"),
        ("March 2005", "2005-03"),
        ("2005 January", "2005-01"),
        ("十二月", "2021-12"),
        ("2022年第二季度", "2022-Q2"),
        ("2022Q2", "2022-Q2"),
        ("一季度", "2021-Q1"),
        ("2022年下半年", "2022-H2"),
        ("上半年", "2021-H1"),
        ("2022年", "2022"),
        ("民国111年", "2022"),
        (2022, "2022"),
    ],
)
def test_what_is_read(cell: str | float | date, said: str) -> None:
    assert str(read_when(cell, 2021)) == said


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("03/04/2022", DateOrder),
        ("25/12/2022", DateOrder),
        ("2022年2月30日", BadDate),
        ("2022.13", BadDate),
        ("22年3月", DateOrder),
        ("1800年", BadDate),
        ("2022-03-15至2022-04-01", BadDate),
        ("", BadDate),
        (2022.13, BadDate),
        (2022.1, VagueDate),  # January, or October typed as 2022.10
        ("2022.1", VagueDate),
        ("签约2022-03-15", BadDate),
        (5, BadDate),
        (True, BadDate),
        ("2022年底", VagueDate),
        ("3月上旬", VagueDate),
        ("待定", VagueDate),
        ("3月15日", VagueDate),
        ("一季度", VagueDate),
    ],
)
def test_what_is_refused(cell: str | float, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_when(cell)


def test_serial_numbers_begin_where_the_file_says() -> None:
    assert read_when(44635 - 1462, epoch=1904) == read_when(44635)


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("2022-03-15", True),
        ("2022-03-16", False),
        ("2022-03", True),
        ("2022-04", False),
        ("2021-Q4", True),
        ("2022-Q1", False),
        ("2021-H2", True),
        ("2022", False),
        ("2021", True),
    ],
)
def test_a_month_may_have_begun_and_longer_periods_must_be_over(text: str, *, past: bool) -> None:
    when = read_when(text)
    if past:
        assert in_past(when, text, TODAY) == when
    else:
        with pytest.raises(FutureDate):
            in_past(when, text, TODAY)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from("-/."))
def test_days_in_any_dress_are_read_back(day: date, sign: str) -> None:
    texts = (f"{day.year}{sign}{day.month}{sign}{day.day}", f"{day:%Y年%m月%d日}", f"{day:%Y%m%d}")
    assert {read_when(text).last for text in texts} == {day}
    assert str(read_when(str(read_when(texts[0])))) == day.isoformat()


@given(st.text(alphabet="0123456789年月日-/.季度上下半QH第一二三十民國 ", max_size=14))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        when = read_when(text, 2022)
    except (BadDate, DateOrder, VagueDate):
        return
    assert when.first <= when.last


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (44634.99950231, "2022-03-15"),
        (44651.99950231, "2022-04-01"),
        (datetime(2022, 3, 31, 23, 59, 17), "2022-04-01"),  # noqa: DTZ001 - likewise
        (datetime(2022, 3, 31, 23, 59, 59, 999_000), "2022-04-01"),  # noqa: DTZ001 - likewise
        (datetime(2022, 3, 31, 23, 59, 59), "2022-03-31"),  # noqa: DTZ001 - likewise
        (datetime(2022, 3, 31, 23, 59), "2022-03-31"),  # noqa: DTZ001 - likewise
        (datetime(2022, 3, 31, 18, 30), "2022-03-31"),  # noqa: DTZ001 - likewise
        (44651.5, "2022-03-31"),
        (1648742400000, "2022-04-01"),
        ("2021-12-31T16:00:00Z", "2022-01-01"),
    ],
)
def test_a_midnight_that_was_missed_by_a_part_of_a_minute(cell: object, said: str) -> None:
    assert str(read_when(cast("float", cell))) == said


def test_a_time_of_the_world_falls_on_the_ledgers_day() -> None:
    text = "2022-03-31T16:00:00Z"
    assert str(read_when(text, custom=Custom(zone=UTC))) == "2022-03-31"


@given(
    st.dates(date(1990, 1, 2), date(2099, 12, 31)), st.sampled_from(ORDERS), st.sampled_from("-/.")
)
def test_an_order_that_is_given_reads_every_day(day: date, order: str, sign: str) -> None:
    parts = {"y": str(day.year), "m": str(day.month), "d": str(day.day)}
    text = sign.join(parts[part] for part in order)
    custom = Custom(order=order, century=day.year // 100 * 100)
    assert read_when(text, custom=custom).last == day
    short = sign.join({**parts, "y": f"{day.year % 100:02}"}[part] for part in order)
    assert read_when(short, custom=custom).last == day
    assert order in orders_of(short)


@pytest.mark.parametrize(
    ("text", "reason", "month", "days"),
    [
        ("31/4/2022", "days", "2022-04", 30),
        ("30/2/22", "days", "2022-02", 28),
        ("4/31/2022", "months", "", 0),
    ],
)
def test_an_order_that_is_given_lets_a_day_that_is_none_be_told_what_is_wrong(
    text: str, reason: str, month: str, days: int
) -> None:
    with pytest.raises(BadDate) as raised:
        read_when(text, custom=Custom(order="dmy", century=2000))
    error = raised.value
    assert (error.reason, error.month, error.days) == (reason, month, days)
