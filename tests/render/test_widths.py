"""The columns that a text takes, where it is parted, and its bars."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qzinvest.render.widths import (
    balanced,
    bar,
    breaks,
    cut,
    headed,
    item,
    pieces,
    scale,
    share_out,
    width_of,
    wrap,
)

HALF = Fraction(1, 2)


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
        ("“招商”（亿元）", ["“招商”", "（亿元）"]),
        ("《关于招商》", ["《关", "于", "招", "商》"]),
        ("3∶2 ％", ["3∶2", " ", "％"]),
        ("）：《", ["）", "：", "《"]),
        ("清濛, QZ", ["清", "濛,", " ", "QZ"]),
        ("甲乙)；丙", ["甲", "乙)；", "丙"]),
        ("约2000个，5.6 亿元", ["约", "2000个，", "5.6 亿元"]),
        ("50 行 3月", ["50 行", " ", "3月"]),
        ("QZ-1 晋江", ["QZ-1", " ", "晋", "江"]),
        ("", []),
    ],
)
def test_marks_stay_with_what_they_belong_to(text: str, found: list[str]) -> None:
    assert list(pieces(text)) == found


@given(st.text(st.sampled_from("a9 ％—泉（）《》，。［］\t한①")))
def test_pieces_are_the_whole_text(text: str) -> None:
    assert "".join(pieces(text)) == text


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("short", 10, ["short"]),
        ("one two three", 8, ["one two", "three"]),
        ("二〇二二年，晋江市", 10, ["二〇二二", "年，晋江市"]),
        ("关于《行动方案》的报道", 6, ["关于", "《行动", "方案》", "的报道"]),
        ("总投资（亿元）", 12, ["总投资", "（亿元）"]),
        ("1.10 亿元", 6, ["1.10", "亿元"]),
        ("QZ/evaluation/district/1", 15, ["QZ/evaluation/", "district/1"]),
        ("Donaudampfschiff", 5, ["Donau", "dampf", "schif", "f"]),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(st.text("ab 晋江，。（）1个", max_size=60), st.integers(8, 30))
def test_breaks_are_where_lines_of_a_text_begin(written: str, width: int) -> None:
    text = " ".join(written.split())
    places = [0, *breaks(text, width), len(text)]
    lines = [text[one:other].rstrip() for one, other in pairwise(places)]
    assert lines == wrap(text, width) or not text


@given(st.text("ab 晋江，。（）《》“”.,", max_size=60), st.integers(4, 30))
def test_wrap_loses_nothing_and_keeps_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines) or text.isspace()


def test_item_hangs() -> None:
    assert item("one two three", 10) == ["· one two", "  three"]


@pytest.mark.parametrize(
    ("level", "mark", "text"),
    [
        (Fraction(0), None, ""),
        (Fraction(5, 9), None, "█████"),
        (Fraction(0), HALF, "    ┃   ▕"),
        (Fraction(1, 4), HALF, "██  ┃   ▕"),
        (Fraction(5, 16), HALF, "██▌ ┃   ▕"),
        (Fraction(9, 16), Fraction(5, 8), "████▌┃  ▕"),
        (HALF, HALF, "████┃   ▕"),
        (Fraction(3, 4), HALF, "████┃█  ▕"),
        (Fraction(3, 4), Fraction(1), "██████ ┃▕"),
        (Fraction(31, 64), HALF, "███▉┃   ▕"),
        (Fraction(1), HALF, "████┃███▕"),
        # What lies beyond 100 % is cut: its figure says so.
        (Fraction(4), HALF, "████┃███▕"),
        (Fraction(4), None, "█████████"),
    ],
)
def test_bar(level: Fraction, mark: Fraction | None, text: str) -> None:
    assert bar(level, 9, mark) == text


@pytest.mark.parametrize(
    ("head", "mark", "text"),
    [("序时", HALF, "  序时"), ("pace", Fraction(0), "pace"), ("pace", Fraction(1), "     pace")],
)
def test_the_head_of_bars_stands_above_their_mark(head: str, mark: Fraction, text: str) -> None:
    assert scale(head, 9, mark) == text


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (0, ["泉州开发", "区增资扩", "产项目"]),
        (3, ["泉州开发", "区增资扩", "产项目"]),
        (2, ["泉州开发", "区增资…"]),
        (1, ["泉州开…"]),
    ],
)
def test_what_takes_more_lines_is_cut(lines: int, found: list[str]) -> None:
    assert cut("泉州开发区增资扩产项目", 8, lines) == found


def test_share_out_takes_from_the_widest_first_and_stops_at_the_least() -> None:
    assert share_out([30, 10, 8], [5, 5, 8], 30) == [12, 10, 8]
    assert share_out([30, 10, 8], [10, 10, 8], 5) == [10, 10, 8]


@pytest.mark.parametrize(
    ("text", "width", "found"),
    [
        ("晋江 QZ-1234、南安 QZ-5678", 24, "晋江 QZ-1234、南安…"),
        ("晋江 QZ-1234、南安 QZ-5678", 8, "晋江…"),
        ("Quanzhou Economic Zone", 14, "Quanzhou Econ…"),
        ("QZ-12345678", 6, "…"),
    ],
)
def test_nothing_is_cut_inside_a_number_or_an_id(text: str, width: int, found: str) -> None:
    assert cut(text, width, 1) == [found]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("周均需完成", 8, ["周均需", "完成"]),
        ("完成／任务", 9, ["完成／", "任务"]),
        ("新签项目总投资（亿元）", 18, ["新签项目总投资", "（亿元）"]),
        ("Contracted (¥bn)", 10, ["Contracted", "(¥bn)"]),
        ("名次", 4, ["名次"]),
    ],
)
def test_no_line_of_a_head_is_a_single_character(text: str, width: int, lines: list[str]) -> None:
    assert balanced(text, width) == lines


@pytest.mark.parametrize(
    ("head", "lines", "width"),
    [
        ("新签项目总投资（亿元）", 1, 22),
        ("新签项目总投资（亿元）", 2, 14),
        ("新签项目总投资（亿元）", 3, 8),
        ("Total investment signed (¥bn)", 2, 23),
        ("Total investment signed (¥bn)", 3, 12),
        ("Net new in 2022-08*", 2, 10),
    ],
)
def test_a_head_in_so_many_lines_keeps_its_unit_whole(head: str, lines: int, width: int) -> None:
    assert headed(head, 0, lines) == width
    assert headed(head, 30, lines) == 30
    assert len(wrap(head, width)) <= lines
