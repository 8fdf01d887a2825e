"""Lines and records that would fill the memory."""

import csv
import io

import pytest

from qzinvest.errors import NotATable
from qzinvest.intake.files import text_table
from qzinvest.intake.files.text_table import BoundedLines


def records(text: str) -> list[list[str]]:
    lines = BoundedLines(io.StringIO(text, newline=""), "in.csv")
    found = []
    for record in csv.reader(lines):
        lines.ended()
        found.append(record)
    return found


def test_records_pass_as_they_are() -> None:
    assert records('a,b\r\n"c\nd",e\rf') == [["a", "b"], ["c\nd", "e"], ["f"]]


@pytest.mark.parametrize("long", ["1234567890\n12345", '"12345\n12345"\n', "123456789012"])
def test_a_record_too_long_is_refused_with_its_number(
    monkeypatch: pytest.MonkeyPatch, long: str
) -> None:
    monkeypatch.setattr(text_table, "MOST_RECORD", 10)
    assert records("1234567\n" * 5) == [["1234567"]] * 5
    with pytest.raises(NotATable) as refusal:
        records(f"1234567\n{long}")
    assert refusal.value.fields["reason"] == "long"
    assert refusal.value.fields["detail"] == "2"
