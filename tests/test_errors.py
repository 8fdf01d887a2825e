"""What errors carry, and what the system's refusals mean."""

from io import UnsupportedOperation
from os import strerror

import pytest

from qzinvest.errors import BadDate, BadDay, NoEditions, NoRows, refused_by_system, unreadable


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OSError(5, strerror(5)), strerror(5)), (UnsupportedOperation("no seek"), "no seek")],
)
def test_a_refusal_has_the_words_of_whoever_refused(error: OSError, reason: str) -> None:
    """Libraries raise an ``OSError`` of their own too, without the system's word."""
    assert unreadable(error, "a.csv").fields == {"path": "a.csv", "reason": reason}
    assert refused_by_system(error, "a.csv").fields == {"path": "a.csv", "reason": reason}


def test_fields_are_given_by_name_and_are_attributes_too() -> None:
    error = BadDay(text="2022-06-31", reason="days", month="2022-06", days=30)
    assert (error.text, error.month, error.days) == ("2022-06-31", "2022-06", 30)
    assert error.fields == {"reason": "days", "month": "2022-06", "days": 30, "text": "2022-06-31"}


def test_a_field_that_is_not_given_has_its_value() -> None:
    error = BadDate(text="31/4/2022")
    assert error.fields == {"reason": "form", "month": "", "days": 0, "text": "31/4/2022"}
    assert NoEditions(edition="2022-06").known == ()


def test_a_list_that_grows_later_changes_no_error() -> None:
    files = ["a.csv"]
    error = NoRows(files=files)
    files.append("b.csv")
    assert error.files == error.fields["files"] == ("a.csv",)
