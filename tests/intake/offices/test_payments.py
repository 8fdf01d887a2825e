"""The month of a table whose rows tell what was paid in during it."""

from datetime import date

import pytest

from qzinvest.errors import FutureDate, NoPaymentDay
from qzinvest.intake.offices.courses import month_in, paid_when
from qzinvest.intake.offices.headers import field_of
from qzinvest.model.precision import when_of

JUNE = when_of(date(2022, 6, 1), "month")
TODAY = date(2022, 6, 20)


@pytest.mark.parametrize(
    ("note", "sheet", "month"),
    [
        ("晋江市2022年6月到资情况表", "Sheet1", "2022-06"),
        ("2022年六月份项目到资", "", "2022-06"),
        ("填报日期：2022年7月5日 2022年6月份", "", "2022-06"),
        ("", "2022年6月", "2022-06"),
        ("", "6月", "2022-06"),
        ("", "2022.06", "2022-06"),
        ("2022年1-6月", "", None),
        ("2022年1月至6月", "", None),
        ("2022年5月到资情况", "6月", None),  # one of them was forgotten
        ("2022年5月31日", "表", None),
        ("2022年5月 2022年6月", "", None),
        ("到资情况（2022-06）", "", "2022-06"),
        ("填报日期：2022-06-30", "", None),
        ("二〇二二年六月", "", "2022-06"),
        ("2022年6月至今", "", None),
    ],
)
def test_title_and_sheet_name_one_month(note: str, sheet: str, month: str | None) -> None:
    found = month_in(note, sheet, 2022)
    assert (None if found is None else str(found)) == month


@pytest.mark.parametrize(
    ("days", "month", "when"),
    [
        ({"funded_on": "2022-06-10"}, JUNE, "2022-06-10"),
        ({"funded_on": "2022-04-10"}, JUNE, "2022-06"),  # the first money came in April
        ({"funded_on": "2022-04-10"}, None, "2022-04-10"),
        ({"paid_on": "2022-05-02", "funded_on": "2022-06-10"}, JUNE, "2022-05-02"),
        ({"on": "2022-06-11"}, JUNE, "2022-06-11"),
        ({}, JUNE, "2022-06"),
    ],
)
def test_a_payment_is_of_its_day_else_of_the_month(
    days: dict[str, str], month: object, when: str
) -> None:
    values = {field: when_of(date.fromisoformat(day)) for field, day in days.items()}
    assert str(paid_when(values, JUNE if month else None, TODAY)) == when


def test_without_a_month_there_is_no_day() -> None:
    with pytest.raises(NoPaymentDay):
        paid_when({}, None, TODAY)
    with pytest.raises(FutureDate):
        paid_when({}, when_of(date(2022, 7, 1), "month"), TODAY)


@pytest.mark.parametrize(
    "header",
    ["本月到资", "当月到资（万元）", "当月实际到位额", "本月實際到資（億元）", "到资（万元）/本月"],
)
def test_headers_of_one_payment_a_row(header: str) -> None:
    assert field_of(header.replace("/", "")) == "paid_amount"
