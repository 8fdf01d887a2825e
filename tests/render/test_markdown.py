"""Markdown says what the texts say, and nothing in it is live."""

import html
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qzinvest.render.markdown import escape, markdown_table

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SIGNS = [*list("\\`*_[]<>|#&~@$:!()-+=.1aw\n "), "&copy;", "~~", "www.", "https://", "1. ", "- "]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("三安 & 华能 &copy;", r"三安 \& 华能 \&copy;"),
        ("~~不计入~~", r"\~\~不计入\~\~"),
        ("联系 @wang、wang@qz.gov.cn", r"联系 \@wang、wang\@qz.gov.cn"),
        ("见 https://qz.gov.cn/a", r"见 https\://qz.gov.cn/a"),
        ("见 WWW.qz.gov.cn", r"见 WWW\.qz.gov.cn"),
        ("mailto:a", r"mailto\:a"),
        ("$x$ :smile:", r"\$x\$ \:smile:"),
        ("1. 甲", r"1\. 甲"),
        ("2022. 甲", r"2022\. 甲"),
        ("123456789) 甲", r"123456789\) 甲"),
        ("1234567890. 甲", "1234567890. 甲"),
        ("- 甲", r"\- 甲"),
        ("---", r"\---"),
        ("-10.92", "-10.92"),
        ("2022-06-30 10:30 +08:00", "2022-06-30 10:30 +08:00"),
    ],
)
def test_signs_that_mean_something_are_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@given(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join))
def test_a_reader_shows_what_was_written(text: str) -> None:
    shown = READER.render("\n".join(markdown_table(["h"], [False], [[text]])))

    (cell,) = re.findall(r"<td>(.*)</td>", shown)
    assert html.unescape(cell) == " ".join(text.split())


@given(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join))
def test_a_sentence_is_one_paragraph(text: str) -> None:
    written = " ".join(text.split())
    assume(written.strip("-+1.)"))  # no sentence is a dash or a number

    assert html.unescape(READER.render(escape(text))) == f"<p>{written}</p>\n"
