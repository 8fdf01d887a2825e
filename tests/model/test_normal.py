"""One form for every way of writing a name."""

import subprocess
import sys
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.model.normal import fold, investor_key, name_key, search_text, similarity

FORM = "26236e72b60fa5f6cbe47a55df5325976455800c535e8069c014f7bb745cd8ed"
MARKS = "162170839d4f9788add5a2f0ed0fc231c2945b7326a75ac5d4a6496402fb4a55"
KEYS = "c6f7997679dd54c70c13e78ddaefd57d960bda73fca03d3041d9971101fd1e43"
CHINESE = st.text("晉江晋装裝備备臺台灣湾乾干隆後后項目项电池電ＡａA１1 ", max_size=12)


def test_the_form_is_simplified_half_width_and_lower_case() -> None:
    assert fold("晉江市　ＡＢＣ－１２ Hall") == "晋江市 abc-12 hall"
    assert fold("GROSSE Straße, É") == "grosse strasse, é"
    assert fold("\uf914") == "乐"  # a compatibility ideograph of 樂
    assert fold("晉\ud800江") == "晋\ud800江"  # half a surrogate pair, from a spoilt file


def test_search_text_joins_what_is_there() -> None:
    assert search_text("QZ-17", None, "華威電源", "", "Jinjiang") == "qz-17\n华威电源\njinjiang"
    assert search_text(None) == ""


@given(CHINESE, CHINESE, CHINESE)
def test_a_part_of_a_text_is_found_in_it(before: str, part: str, after: str) -> None:
    assert fold(part) in fold(before + part + after)


def test_phrases_are_not_converted_as_phrases() -> None:
    assert fold("乾") in fold("乾隆")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("星云智慧新能源新基建项目", "星云智慧新能源新基建"),
        ("星雲智慧（二期）建設項目", "星云智慧二期"),
        ("Ａ 座·工程 项目", "a座"),
        ("Sunrise Battery Project", "sunrisebattery"),
        ("Projects", "projects"),
        ("项目", "项目"),
        ("项目项目", "项目"),
        ("กำลังไฟฟ้า", "กําลังไฟฟ้า"),
        ("***", "***"),
        (" ", ""),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("investor", "key"),
    [
        ("晋江华威电源有限公司", "晋江华威电源"),
        ("中國石化（集團）股份有限公司", "中国石化"),
        ("中国石化集团", "中国石化"),
        ("泉州城建集团有限责任公司", "泉州城建"),
        ("Acme Power (China) Co., Ltd.", "acmepowerchina"),
        ("ACME POWER（China）CO.,LTD", "acmepowerchina"),
        ("Zinc Inc.", "zinc"),
        ("Group", "group"),
        ("集团", "集团"),
        ("三安集团泉州基地", "三安集团泉州基地"),
        ("", None),
        (None, None),
    ],
)
def test_investor_key(investor: str | None, key: str | None) -> None:
    assert investor_key(investor) == key


def test_the_place_keeps_two_companies_apart() -> None:
    assert investor_key("晋江华威电源有限公司") != investor_key("南安华威电源有限公司")


@pytest.mark.parametrize(
    ("a", "b", "per_mille"),
    [
        ("华威电源项目", "華威電源", 1000),
        ("ab", "cd", 0),
        ("甲", "乙", 0),
        ("甲", "甲项目", 1000),
        ("华威电源", "华威电源二期", 750),  # pairs 3 and 5, 3 in common: 6/8
        ("aaa", "aaaa", 800),  # pairs 2 and 3, 2 in common: 4/5
    ],
)
def test_similarity(a: str, b: str, per_mille: int) -> None:
    assert similarity(a, b) == per_mille


@given(st.text("甲乙丙丁ab项目", max_size=8), st.text("甲乙丙丁ab项目", max_size=8))
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert 0 <= similarity(a, b) == similarity(b, a) <= 1000
    assert similarity(a, a) == 1000


def test_what_cannot_be_seen_is_not_searched_for() -> None:
    plain = search_text("晋江华威")
    assert search_text("晋江\u200d华\u3164威\u2800") == plain
    assert search_text("晋江\ufe00华\U000e0100威") == plain
    assert name_key("\u115f晋江华威项目") == "晋江华威"


@pytest.mark.uncounted
def test_the_form_is_that_of_this_schema_version() -> None:
    """Ledgers hold this form: whoever changes it gives the schema a version that folds anew."""
    points = (point for point in range(0x110000) if not 0xD800 <= point < 0xE000)
    text = " ".join(map(chr, points))
    assert sha256(fold(text).encode()).hexdigest() == FORM
    assert sha256(name_key(text).encode()).hexdigest() == KEYS


@pytest.mark.uncounted
def test_the_form_of_marks_is_the_same_under_every_python() -> None:
    """U+10EFD is a mark since Unicode 15, which Python 3.11 does not know: it stays in place."""
    assert fold("B\u0301\U00010efd\u0327") == "b\u0301\U00010efd\u0327"
    points = (point for point in range(0x110000) if not 0xD800 <= point < 0xE000)
    text = "".join(f"b\u0301{chr(point)}\u0327" for point in points)
    assert sha256(fold(text).encode()).hexdigest() == MARKS


SLOW = "\n\u0301"
"""Such a mark in one of its lines has a text composed as a whole; no step crosses a line."""


@given(st.text() | st.text(st.characters(min_codepoint=0x2E80, max_codepoint=0xFFEF)))
def test_the_form_of_single_characters_is_that_of_the_whole(text: str) -> None:
    assert fold(text) + SLOW == fold(text + SLOW)


@pytest.mark.uncounted
@pytest.mark.parametrize("first", ["か", "가", "e"])
def test_no_character_whose_form_is_its_own_joins_the_one_before(first: str) -> None:
    points = (*range(0x300), *range(0x2E80, 0xD800), *range(0xE000, 0x30000))
    texts = [first + chr(point) for point in points]
    assert "\n".join(map(fold, texts)) + SLOW == fold("\n".join(texts) + SLOW)


def test_ascii_alone_never_loads_the_table() -> None:
    program = (
        "import sys; from qzinvest.model.normal import *;"
        "search_text('Jinjiang'), name_key('Hall (2) project'), investor_key('Acme Inc.');"
        "sys.exit('qzinvest.model.simplified' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
