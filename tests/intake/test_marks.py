"""Marks as people type them."""

import pytest

from qzinvest.errors import BadMark
from qzinvest.intake.marks import parse_mark


@pytest.mark.parametrize(
    ("text", "mark"),
    [("92.5", 9250), ("0", 0), ("100", 10_000), (" ９２．０５ ", 9205), ("7.10", 710)],
)
def test_read(text: str, mark: int) -> None:
    assert parse_mark(text, 10_000) == mark


@pytest.mark.parametrize("text", ["", "-1", "100.01", "92.555", "92,5", "1e2", "ninety", "950"])
def test_refused(text: str) -> None:
    with pytest.raises(BadMark) as refused:
        parse_mark(text, 10_000)
    assert refused.value.fields["most"] == "100"
