"""The columns that a text takes, where it is parted, and its bars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qzinvest.render.widths import pieces, width_of


def test_every_character_is_as_wide_as_rich_says() -> None:
    every = map(chr, (*range(0xD800), *range(0xE000, 0x20000)))
    assert [char for char in every if width_of(char) != cell_len(char)] == []


@given(st.text(st.sampled_from("aé·…—泉（，▲█\u0301\u200d\ufe0f👍\u202e\x1b")))
def test_texts_are_as_wide_as_rich_says(text: str) -> None:
    assert width_of(text) == cell_len(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("paid in，是", ["paid", " ", "in，", "是"]),
        ("“招商”（个）", ["“招", "商”", "（个）"]),
        ("3∶2 ％", ["3∶2", " ", "％"]),
        ("）：《", ["）", "：", "《"]),
        ("", []),
    ],
)
def test_marks_stay_with_what_they_belong_to(text: str, found: list[str]) -> None:
    assert list(pieces(text)) == found


@given(st.text(st.sampled_from("a9 ％—泉（）《》，。［］\t한①")))
def test_pieces_are_the_whole_text(text: str) -> None:
    assert "".join(pieces(text)) == text
