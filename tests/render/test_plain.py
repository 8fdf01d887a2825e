"""A document without drawn signs says the same in words and figures."""

from fractions import Fraction
from unicodedata import east_asian_width

import pytest

from qzinvest.locale import wording
from qzinvest.model.document import (
    Chart,
    Column,
    Document,
    Facts,
    Light,
    Lit,
    Row,
    Table,
    Texts,
)
from qzinvest.render.plain import plain
from qzinvest.render.screen import screen

RED = Light("■", "红牌", "bad")
COLUMNS = (
    Column("单位 · 名称"),
    Column("完成率", "ratio"),
    Column("", "bar", mark=Fraction(1, 2)),
    Column("较序时", "gap"),
    Column("升降", "moved"),
    Column("亮牌", "light"),
    Column("序时", "gap"),
)
ROWS = (
    Row(("第一梯队 ●",), "heading"),
    Row(("晋江市", *[Fraction(39, 100)] * 2, Fraction(-11), 2, RED, Lit(Fraction(-11), RED))),
    Row(("南安市", *[Fraction(61, 100)] * 2, Fraction(11), -1, None, None)),
    Row(("石狮市", *[Fraction(1, 2)] * 2, Fraction(0), 0, "", ""), "total"),
)
DOCUMENT = Document(
    "“题”",
    "截至 6 月 · 50%",
    (
        Table("甲", COLUMNS, ROWS),
        Texts("规则", ("完成率≥序时 ▲",)),
        Facts("一项", ((Column("升降", "moved"), 1),)),
        Chart("走势", "count", ("1月", "2月"), (3, 5), due=(4, 4)),
    ),
    ("注：▲ 超 ▼ 欠…",),
)


def test_signs_are_words() -> None:
    text = screen(DOCUMENT, wording("zh_Hans"), 80, bare=True)
    rows = [" ".join(line.split()) for line in text.splitlines()]

    assert "晋江市 39.0% -11.0 低于序时 升2 红牌 -11.0 红牌" in rows
    assert "南安市 61.0% +11.0 超序时 降1 - -" in rows
    assert "石狮市 50.0% 0.0 持平 不变" in rows
    assert "2月 5 4" in rows
    assert "- 注：^ 超 v 欠.." in rows


@pytest.mark.parametrize("lang", ["zh_Hans", "zh_Hant", "en"])
def test_no_sign_is_of_uncertain_width(lang: str) -> None:
    text = screen(DOCUMENT, wording(lang), 80, bare=True)

    assert not [char for char in text if east_asian_width(char) == "A"]
    assert all(len(line) <= 80 for line in text.splitlines())


def test_figures_stay_figures() -> None:
    (table, *_) = plain(DOCUMENT, wording("en")).blocks

    assert isinstance(table, Table)
    assert [column.kind for column in table.columns if column.kind == "bar"] == []
    assert table.rows[1].cells[1] == Fraction(39, 100)


def test_what_signs_mean_is_left_out_of_a_foot_and_the_others_are_words() -> None:
    hints = ("● 绿牌  ◆ 黄牌  ■ 红牌", "■ 逾期 147 个", "暂定 4 项")
    found = plain(Document("", "", (), brief=("甲 · 乙", "6–7月"), hints=hints), wording("zh_Hans"))
    assert (found.brief, found.hints) == (("甲 - 乙", "6-7月"), ("逾期 147 个", "暂定 4 项"))
