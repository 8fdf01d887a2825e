"""Fields of sentences as text."""

from datetime import date
from fractions import Fraction

from qzinvest.locale import wording
from qzinvest.model.note import Note, Ordinal, tier_name
from qzinvest.model.plan import LANGUAGES, Names
from qzinvest.render.wording import coded, fields_text, visible, worded

ZH = wording("zh_Hans")


def test_fields_text() -> None:
    fields = {
        "on": date(2022, 3, 15),
        "done": Fraction(1, 3),
        "ahead_pp": Fraction(-5, 3),
        "count": 2000,
        "amount": 560_000_000,
        "near": ("a", "b"),
        "stage": "signed",
        "text": None,
    }
    assert fields_text(fields, ZH) == {
        "on": "2022-03-15",
        "done": "33.3%",
        "ahead_pp": "-1.67",
        "count": "2,000",
        "amount": "5.60 亿元",
        "near": "a、b",
        "stage": "签约",
        "text": "",
    }


def test_numbers_beside_a_sum_are_money() -> None:
    fields = fields_text({"measure": "sum", "target": 10**12}, ZH)
    assert fields == {"measure": "金额", "target": "10,000.00 亿元"}


def test_one_name_is_worded_in_every_language() -> None:
    town = Names("Old Town", "老城", "老\u202e城")
    note = Note("rank.without", {"name": town, "units": [town, tier_name(2)]})
    assert [(worded(town, w), worded(note, w)) for w in map(wording, LANGUAGES)] == [
        ("Old Town", "Old Town: nothing to judge, 0 points: Old Town, Tier 2."),
        ("老城", "老城：没有可评的数据、计 0 分的有：老城、第二梯队。"),
        ("老\u202e城", r"老\u202e城：沒有可評的資料、計 0 分的有：老\u202e城、第二梯隊。"),
    ]


def test_ordinals_of_fixed_terms_take_chinese_numerals() -> None:
    names = [
        worded(tier_name(n), wording(lang)) for lang, n in zip(LANGUAGES, (2, 1, 3), strict=True)
    ]
    assert names == ["Tier 2", "第一梯队", "第三梯隊"]
    assert worded(tier_name(11), ZH) == "第11梯队"
    weights = Note("rule.weights", {"tiers": [Ordinal(n) for n in (1, 2, 3)], "weights": "3∶2∶1"})
    assert worded(weights, ZH) == "任务数按梯队权重分解：第一、二、三梯队为3∶2∶1。"


def test_unknown_code_stays() -> None:
    assert (coded("stage", "no{such}", ZH), coded("name", "signed", ZH)) == ("no{such}", "signed")


def test_unseen_characters_show_and_spaces_stay() -> None:
    assert visible("a\tb\u3000c\u202e\u200b") == "a\\tb\u3000c\\u202e\\u200b"


def test_an_ideograph_that_no_unicode_knows_yet_is_shown_as_it_is() -> None:
    assert visible("\U000323b0 \ue000\t\uffff") == "\U000323b0 \ue000\\t\\uffff"
