"""Amounts as they are written: read exactly, or refused with the reason."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qzinvest.errors import BadAmount, BadRate, FutureDate, PartYuan
from qzinvest.intake.words.written_amounts import (
    Rate,
    Written,
    parse_rate,
    read_amount,
    settled,
    whole_yuan,
)
from qzinvest.intake.words.written_units import Unit, unit_of, units_in_note
from qzinvest.model.money import WAN, YI

TODAY = date(2022, 7, 1)
IN_YI = Unit(YI, "CNY")
STRINGS = Path(__file__).parents[2] / "data" / "amount_strings.csv"


@pytest.mark.parametrize(
    ("text", "low", "high", "bound", "currency"),
    [
        ("5.6亿", 560_000_000, 560_000_000, "exact", "CNY"),
        ("5.6億元", 560_000_000, 560_000_000, "exact", "CNY"),
        ("３５０００万", 350_000_000, 350_000_000, "exact", "CNY"),
        ("95 592.04万元", 955_920_400, 955_920_400, "exact", "CNY"),
        ("1,234.5万", 12_345_000, 12_345_000, "exact", "CNY"),
        ("1.2万亿元", 1_200_000_000_000, 1_200_000_000_000, "exact", "CNY"),
        ("5千万", 50_000_000, 50_000_000, "exact", "CNY"),
        ("3亿5000万", 350_000_000, 350_000_000, "exact", "CNY"),
        ("人民币2.5亿元", 250_000_000, 250_000_000, "exact", "CNY"),
        ("¥5,000万", 50_000_000, 50_000_000, "exact", "CNY"),
        ("RMB 300m", 300_000_000, 300_000_000, "exact", "CNY"),
        ("总投资10亿元", 1_000_000_000, 1_000_000_000, "exact", "CNY"),
        ("二十亿", 2_000_000_000, 2_000_000_000, "exact", "CNY"),
        ("一亿五千万", 150_000_000, 150_000_000, "exact", "CNY"),
        ("十二点五亿", 1_250_000_000, 1_250_000_000, "exact", "CNY"),
        ("壹佰万元", 1_000_000, 1_000_000, "exact", "CNY"),
        ("约10亿", 1_000_000_000, 1_000_000_000, "about", "CNY"),
        ("～10亿", 1_000_000_000, 1_000_000_000, "about", "CNY"),
        ("近10亿元", 1_000_000_000, 1_000_000_000, "about", "CNY"),
        ("5亿元左右", 500_000_000, 500_000_000, "about", "CNY"),
        ("达10亿", 1_000_000_000, 1_000_000_000, "exact", "CNY"),
        ("超10亿", 1_000_000_000, None, "at_least", "CNY"),
        ("不低于10亿", 1_000_000_000, None, "at_least", "CNY"),
        ("10亿以上", 1_000_000_000, None, "at_least", "CNY"),
        ("10多亿", 1_000_000_000, None, "at_least", "CNY"),
        ("30余亿元", 3_000_000_000, None, "at_least", "CNY"),
        ("不超过3亿", None, 300_000_000, "at_most", "CNY"),
        ("10-20亿", 1_000_000_000, 2_000_000_000, "range", "CNY"),
        ("5000万至1亿元", 50_000_000, 100_000_000, "range", "CNY"),
        ("200~300 亿美元", 20_000_000_000, 30_000_000_000, "range", "USD"),
        ("5亿（美金）", 500_000_000, 500_000_000, "exact", "USD"),
        ("USD 1.2 billion", 1_200_000_000, 1_200_000_000, "exact", "USD"),
        ("5个亿", 500_000_000, 500_000_000, "exact", "CNY"),
        ("伍億圓整", 500_000_000, 500_000_000, "exact", "CNY"),
        ("5000（万元）", 50_000_000, 50_000_000, "exact", "CNY"),
        ("5亿元。", 500_000_000, 500_000_000, "exact", "CNY"),
        ("十至二十亿元", 1_000_000_000, 2_000_000_000, "range", "CNY"),
        ("10至二十亿", 1_000_000_000, 2_000_000_000, "range", "CNY"),
        ("三到五亿", 300_000_000, 500_000_000, "range", "CNY"),
        ("五百至一千万", 5_000_000, 10_000_000, "range", "CNY"),
        ("3-5千万", 30_000_000, 50_000_000, "range", "CNY"),
        ("5千-8千元", 5_000, 8_000, "range", "CNY"),
        ("人民币10-20亿", 1_000_000_000, 2_000_000_000, "range", "CNY"),
        ("$1-2 billion", 1_000_000_000, 2_000_000_000, "range", "USD"),
        ("10亿-20亿美元", 1_000_000_000, 2_000_000_000, "range", "USD"),
        ("10 亿 5000 万", 1_050_000_000, 1_050_000_000, "exact", "CNY"),
        ("2亿港元", 200_000_000, 200_000_000, "exact", "HKD"),
        ("十亿", 1_000_000_000, 1_000_000_000, "exact", "CNY"),
        ("十万元", 100_000, 100_000, "exact", "CNY"),
        ("近十亿", 1_000_000_000, 1_000_000_000, "about", "CNY"),
        ("十多亿元", 1_000_000_000, None, "at_least", "CNY"),
        ("两千万", 20_000_000, 20_000_000, "exact", "CNY"),
        ("廿五亿", 2_500_000_000, 2_500_000_000, "exact", "CNY"),
        ("三亿零五千元", 300_005_000, 300_005_000, "exact", "CNY"),
        ("三万五千元", 35_000, 35_000, "exact", "CNY"),
        ("一亿零五百万", 105_000_000, 105_000_000, "exact", "CNY"),
        ("一亿多元", 100_000_000, None, "at_least", "CNY"),
        ("一亿多", 100_000_000, None, "at_least", "CNY"),
        ("一亿余元人民币", 100_000_000, None, "at_least", "CNY"),
        ("一万多元", 10_000, None, "at_least", "CNY"),
        ("两百多亿元", 20_000_000_000, None, "at_least", "CNY"),
        ("1.5 亿多", 150_000_000, None, "at_least", "CNY"),
        ("一亿多美元", 100_000_000, None, "at_least", "USD"),
        ("3万块", 30_000, 30_000, "exact", "CNY"),
        ("3,000万塊錢", 30_000_000, 30_000_000, "exact", "CNY"),
        ("三万多块", 30_000, None, "at_least", "CNY"),
        ("约3-5万块钱", 30_000, 50_000, "about_range", "CNY"),
        ("约13-15亿", 1_300_000_000, 1_500_000_000, "about_range", "CNY"),
        ("10-15亿元左右", 1_000_000_000, 1_500_000_000, "about_range", "CNY"),
        ("RMB560m", 560_000_000, 560_000_000, "exact", "CNY"),
        ("CNY 0.56bn", 560_000_000, 560_000_000, "exact", "CNY"),
        ("US$ 1.2bn", 1_200_000_000, 1_200_000_000, "exact", "USD"),
        ("1033.71325万元", Fraction(20674265, 2), Fraction(20674265, 2), "exact", "CNY"),
        ("$0.5", Fraction(1, 2), Fraction(1, 2), "exact", "USD"),
    ],
)
def test_what_is_read(
    text: str, low: int | Fraction | None, high: int | Fraction | None, bound: str, currency: str
) -> None:
    assert read_amount(text) == Written(text, low, high, bound, currency)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5000", "unitless"),
        ("95 592.04", "unitless"),
        ("5 million", "unitless"),
        ("数十亿", "vague"),
        ("亿五", "form"),
        ("一亿五", "form"),
        ("三五亿", "form"),
        ("二十3亿", "form"),
        ("三至五千万", "form"),  # 30 or 0.03 million to 50 million
        ("1千-2千万", "form"),
        ("10元-20亿元", "form"),
        ("3千5百万", "form"),
        ("$500-$2 million", "form"),
        ("5 6亿", "form"),
        ("5000 6000", "form"),
        ("5亿\n3000万", "form"),
        ("10\n500亿", "form"),
        ("5千", "unitless"),
        ("人民币5亿美元", "mixed"),
        ("5000万美元(人民币)", "mixed"),
        ("上亿", "vague"),
        ("百亿级", "vague"),
        ("千亿", "vague"),
        ("-5亿", "positive"),
        ("0亿", "positive"),
        ("十几亿", "vague"),
        ("几十亿元", "vague"),
        ("10几亿", "vague"),
        ("十亿级", "vague"),
        ("百亿", "vague"),
        ("亿元左右", "vague"),
        ("三亿五", "form"),
        ("三亿五千", "form"),
        ("3亿5", "form"),
        ("块", "form"),
        ("5千万亿", "form"),
        ("年产值5亿元", "form"),
        ("5%", "form"),
        ("100亩", "form"),
        ("5亿,6亿", "form"),
        ("5亿、6亿", "form"),
        ("20-10亿", "form"),
        ("10亿(含外资2亿)", "form"),
        ("待定", "form"),
        ("", "form"),
        ("1" * 70 + "亿", "form"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadAmount) as caught:
        read_amount(text)
    assert caught.value.fields["reason"] == reason


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        (5, 500_000_000),
        (5.6, 560_000_000),
        (12.299999999999999, 1_230_000_000),
        ("5.6", 560_000_000),
        ("5亿", 500_000_000),
        ("500万", 5_000_000),
        ("560000000元", 560_000_000),
    ],
)
def test_the_unit_of_the_column_is_for_bare_numbers(cell: str | float, yuan: int) -> None:
    assert read_amount(cell, IN_YI).low == yuan


def test_a_sign_in_front_takes_the_scale_of_the_column_in_the_same_currency() -> None:
    assert read_amount("$1,740 ", Unit(10**6, "USD")).low == 1_740_000_000
    with pytest.raises(BadAmount, match="unitless"):
        read_amount("$5", IN_YI)


@pytest.mark.parametrize("cell", [True, float("nan"), float("inf"), 5, 5.5])
def test_numbers_that_say_nothing_are_refused(cell: float) -> None:
    with pytest.raises(BadAmount):
        read_amount(cell)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("总投资（亿元）", Unit(YI, "CNY")),
        ("單位：萬元", Unit(WAN, "CNY")),
        ("金额（单位：亿元）", Unit(YI, "CNY")),
        ("投资额/万元", Unit(WAN, "CNY")),
        ("总投资 亿元", Unit(YI, "CNY")),
        ("总投资(万元/人民币)", Unit(WAN, "CNY")),
        ("总投资 (亿元, 人民币)", Unit(YI, "CNY")),
        ("总投资（万元，含税）", Unit(WAN, "CNY")),
        ("单位：万元、亩", Unit(WAN, "CNY")),
        ("总投资亿元", Unit(YI, "CNY")),
        ("Investment, US$ million", Unit(10**6, "USD")),
        ("总投资（亿元/万美元）", None),
        ("投资强度（万元/亩）", None),
        ("亿元/万美元", None),
        ("投资额(万美元)", Unit(WAN, "USD")),
        ("Amount (CNY 100m)", Unit(YI, "CNY")),
        ("million USD", Unit(10**6, "USD")),
        ("元", Unit(1, "CNY")),
        *((text, None) for text in ("Millions", "单位名称", "亿联公司", "百万吨", "万安街道")),
        *((text, None) for text in ("总投资", "项目（个）", "千万级", "")),
    ],
)
def test_units_of_headers(text: str, unit: Unit | None) -> None:
    assert unit_of(text) == unit


USD = {"USD": Rate(Fraction("6.9"), TODAY)}


@pytest.mark.parametrize(
    ("text", "ranges", "yuan"),
    [
        ("5亿", "refuse", 500_000_000),
        ("约5亿", "low", 500_000_000),
        ("约5亿", "high", 500_000_000),
        ("5-6亿", "low", 500_000_000),
        ("5-6亿", "high", 600_000_000),
        ("超5亿", "low", 500_000_000),
        ("1亿美元", "refuse", 690_000_000),
        ("1.05美元", "refuse", 7),
    ],
)
def test_settling(text: str, ranges: str, yuan: int) -> None:
    written = read_amount(text)
    assert whole_yuan(written, settled(written, ranges, USD), rounding=False) == yuan


def test_only_what_is_asked_for_is_rounded_in_yuan_and_halves_go_up() -> None:
    written = read_amount("1033.71325万元")
    exact = settled(written, "refuse", {})
    assert exact == Fraction("10337132.5")
    assert whole_yuan(written, exact, rounding=True) == 10_337_133
    with pytest.raises(PartYuan):
        whole_yuan(written, exact, rounding=False)
    with pytest.raises(BadAmount, match="positive"):
        whole_yuan(read_amount("0.4元"), Fraction("0.4"), rounding=True)


@pytest.mark.parametrize(
    ("text", "ranges", "reason"),
    [
        ("约5亿", "refuse", "bound_rule"),
        ("5-6亿", "refuse", "range_rule"),
        ("约5-6亿", "refuse", "range_rule"),
        ("超5亿", "high", "no_high"),
        ("不超过5亿", "low", "no_low"),
        ("1亿欧元", "refuse", "rate"),
        ("2万亿", "refuse", "large"),
    ],
)
def test_what_cannot_be_settled(text: str, ranges: str, reason: str) -> None:
    with pytest.raises(BadAmount) as caught:
        settled(read_amount(text), ranges, USD)
    assert caught.value.fields["reason"] == reason


def test_rates() -> None:
    assert parse_rate("usd=6.9@2022-06-30", TODAY) == (
        "USD",
        Rate(Fraction("6.9"), date(2022, 6, 30)),
    )
    assert parse_rate("HKD=0.85", TODAY) == ("HKD", Rate(Fraction("0.85"), TODAY))
    for text in ("USD", "USD=", "USD=0", "CNY=1", "USD=-1", "US=1", "USD=1e3"):
        with pytest.raises(BadRate):
            parse_rate(text, TODAY)
    with pytest.raises(FutureDate):
        parse_rate("USD=6.9@2022-07-02", TODAY)


SCALES = {"": 1, "万": WAN, "千万": 1000 * WAN, "亿": YI, "億": YI}


@given(
    number=st.integers(1, 10**7),
    scale=st.sampled_from([s for s in SCALES if s]),
    dress=st.sampled_from(["{}", "约{}元", "人民币{}元", "总投资{}", "{}元左右", " {} "]),
)
def test_what_was_written_is_read_back(number: int, scale: str, dress: str) -> None:
    written = read_amount(dress.format(f"{number}{scale}"))
    assert written.low == written.high == number * SCALES[scale]


@given(st.text(alphabet="0123456789.,亿万元千百十约超至-~（）美金$一二两点零 余多%a", max_size=25))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        written = read_amount(text, IN_YI)
    except BadAmount:
        return
    assert (written.low or written.high or 0) > 0


def judged() -> list[dict[str, str]]:
    with STRINGS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_newspaper_strings_are_read_as_judged() -> None:
    rows = judged()
    found = [read_amount(row["text"]) for row in rows]
    said = [(str(w.low or ""), str(w.high or ""), w.bound, w.currency) for w in found]
    assert said == [(r["low"], r["high"], r["bound"], r["currency"]) for r in rows]
    assert len(rows) == 1974


@pytest.mark.parametrize(
    ("note", "units"),
    [
        ("单位：亿元", {IN_YI}),
        ("签约项目表（万元） 截至6月", {Unit(WAN, "CNY")}),
        ("产值单位：亿元 投资单位：万元", {Unit(WAN, "CNY")}),
        ("单位：亿元 单位：万元", {IN_YI, Unit(WAN, "CNY")}),
        ("全市签约项目123个 总投资 356.2 亿元", set()),
        ("签约总额 356 亿元", set()),
        ("填报单位：惠安县", set()),
    ],
)
def test_only_a_unit_that_a_note_states_is_one(note: str, units: set[Unit]) -> None:
    assert units_in_note(note) == units
