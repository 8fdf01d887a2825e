"""CSV cells: harmless in a spreadsheet, and reversible."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.plain_layout import guard
from qzinvest.render.csv_text import csv_text


@pytest.mark.parametrize("text", ["=1+1", "+86 595", "-x", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1"])
def test_formula_is_guarded(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "晋江市", "'quoted'", "5.6亿", "a=b"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


@given(st.text("'=+-@＝\t\rab", max_size=8))
def test_guard_can_be_taken_back(text: str) -> None:
    guarded = guard(text)
    assert (guarded[1:] if re.match(r"'+[=+\-@\t\r＝＋－＠]", guarded) else guarded) == text


def test_csv_text() -> None:
    assert csv_text(["a", "b"], [[1, None], ["x,y", 'q"']]) == 'a,b\n1,\n"x,y","q"""\n'
