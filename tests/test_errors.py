"""What the system's refusals mean."""

from io import UnsupportedOperation
from os import strerror

import pytest

from qzinvest.errors import refused_by_system, unreadable


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OSError(5, strerror(5)), strerror(5)), (UnsupportedOperation("no seek"), "no seek")],
)
def test_a_refusal_has_the_words_of_whoever_refused(error: OSError, reason: str) -> None:
    """Libraries raise an ``OSError`` of their own too, without the system's word."""
    assert unreadable(error, "a.csv").fields == {"path": "a.csv", "reason": reason}
    assert refused_by_system(error, "a.csv").fields == {"path": "a.csv", "reason": reason}
