"""Names of editions: any script, no path, and no period that is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadDay, BadText
from qzinvest.intake.words.dates import read_day
from qzinvest.intake.words.editions import clean_edition, edition_day

TODAY = date(2022, 6, 15)


@pytest.mark.parametrize(
    "name",
    [
        "2022-06",
        "2022年第5期",
        "2022年6月通报",
        "第五期",
        "final",
        "Ausgabe 5 (überarbeitet)",
        "2022-06（修订）",
        "x" * 32,
        "10",
        "六月",
    ],
)
def test_a_name_is_any_short_text(name: str) -> None:
    assert clean_edition(f" {name} ") == name


@pytest.mark.parametrize("name", ["2022/06", r"2022\06", "x" * 33, "", " ", ".", "..", "a\nb"])
def test_a_name_is_no_path_and_can_be_seen(name: str) -> None:
    with pytest.raises(BadText):
        clean_edition(name)


@pytest.mark.parametrize(
    "name",
    [
        "2022-13",
        "2022-Q5",
        "2022-W60",
        "2022-02-30",
        "2022年13月",
        "202213",
        "2022年第5季度",
        "2022-H3",
    ],
)
def test_what_looks_like_a_period_is_one(name: str) -> None:
    with pytest.raises(BadDay):
        clean_edition(name)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2022-05", "2022-05-31"),
        ("2022-W20", "2022-05-22"),
        ("2022年5月", "2022-05-31"),
        ("2022-06", "2022-06-15"),
        ("2022-05-b", "2022-05-31"),
        ("2022-W20 final", "2022-05-22"),
        ("2022-05（修订）", "2022-05-31"),
        ("2022年5月通报", "2022-05-31"),
        ("2022年一季度通报", "2022-03-31"),
        ("2021", "2021-12-31"),
        ("上月末", "2022-05-31"),
        ("2022年第5期", None),
        ("2022年第五期", None),
        ("2022年终通报", None),
        ("第5期", None),
        ("final", None),
    ],
)
def test_the_day_that_a_name_says(name: str, day: str | None) -> None:
    found = edition_day(clean_edition(name), TODAY)
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(
    "name", ["2022-5期", "2022年5月第2期", "2022-13-b", "通报2022-05", "2022-05b"]
)
def test_a_date_that_cannot_be_told_from_the_rest_is_not_guessed(name: str) -> None:
    with pytest.raises(BadDay) as caught:
        edition_day(clean_edition(name), TODAY)
    assert caught.value.fields["reason"] == "unclear"


@pytest.mark.parametrize(
    ("name", "reason"), [("六月", "year"), ("上半年", "year"), ("W20", "form"), ("May", "form")]
)
def test_a_period_without_a_year_needs_a_day(name: str, reason: str) -> None:
    with pytest.raises(BadDay) as caught:
        edition_day(clean_edition(name), TODAY)
    assert caught.value.fields["reason"] == reason


def test_a_period_to_come_has_no_day() -> None:
    with pytest.raises(BadDay) as caught:
        edition_day("2022-07", TODAY)
    assert caught.value.fields["reason"] == "future"


TODAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
SIGNS = "0123456789-/.年月日第周季度期上下半末底今去本初个qhwQHW（）()b通报 "


@given(st.one_of(st.text(SIGNS, max_size=16), st.text(max_size=34)), TODAYS)
def test_any_text_is_a_name_with_or_without_a_day_or_is_refused(text: str, today: date) -> None:
    try:
        name = clean_edition(text)
        day = edition_day(name, today)
    except (BadText, BadDay):
        return
    assert clean_edition(name) == name
    assert day is None or day <= today or read_day(name, today).precision == "day"
