"""The columns that a text takes, where it is parted, and its bars."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qzinvest.render.widths import width_of


def test_every_character_is_as_wide_as_rich_says() -> None:
    every = map(chr, (*range(0xD800), *range(0xE000, 0x20000)))
    assert [char for char in every if width_of(char) != cell_len(char)] == []


@given(st.text(st.sampled_from("aé·…—泉（，▲█\u0301\u200d\ufe0f👍\u202e\x1b")))
def test_texts_are_as_wide_as_rich_says(text: str) -> None:
    assert width_of(text) == cell_len(text)
