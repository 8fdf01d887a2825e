"""Sums that tables state: where the rows bear one out, and where none does."""

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.intake.offices.sums import Check, Sums


def checks(table: str) -> list[str]:
    """What is found of a table ``a=5 b=6 | = 11``: rows in order, ``#`` a section, ``=`` a sum."""
    sums = Sums()
    for row, word in enumerate(table.split()):
        if word == "#":
            sums.section()
        elif word.startswith("="):
            sums.total(row, {0: int(word[1:])})
        else:
            sums.data({0: int(word)})
    return [f"row {c.row}: {c.stated} for {c.found}" for c in sums.finish()]


def test_sums_below_above_of_sections_and_of_all() -> None:
    assert checks("5 6 =11") == []
    assert checks("=11 5 6") == []
    assert checks("# 5 6 =11 # 7 =7 =18") == []
    assert checks("=18 # =11 5 6 # =7 7") == []
    assert checks("# 5 6 # 7 =18") == []


def test_a_sum_that_nothing_bears_out_is_told_with_the_nearest() -> None:
    assert checks("5 6 =12") == ["row 2: 12 for 11"]
    assert checks("# 5 6 =11 # 7 =8 =18") == ["row 6: 8 for 7"]
    assert checks("=9") == ["row 0: 9 for 0"]


def test_each_column_by_itself() -> None:
    sums = Sums()
    sums.data({3: 5, 4: 1})
    sums.data({3: 6})
    sums.total(9, {3: 11, 4: 2})
    assert sums.finish() == [Check(9, 4, 2, 1)]


@given(st.lists(st.lists(st.integers(1, 100), min_size=1), min_size=1), st.integers(1, 10))
def test_any_right_table_passes_and_a_wrong_grand_total_is_found(
    sections: list[list[int]], error: int
) -> None:
    body = " ".join(f"# {' '.join(map(str, rows))} ={sum(rows)}" for rows in sections)
    total = sum(map(sum, sections))
    assert checks(f"{body} ={total}") == []
    # More than all rows together is the sum of none of them.
    wrong = checks(f"{body} ={total + error}")
    assert [told.split(": ")[1] for told in wrong] == [f"{total + error} for {total}"]
