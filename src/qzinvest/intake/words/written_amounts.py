"""Amounts as offices and newspapers write them: the figure, its bound and its currency, exactly.

Nothing is guessed: a number without a unit, a text that holds anything besides one amount, and an
amount without a certain figure (数十亿, 上亿) are refused. Parts of a yuan are kept until the end.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from qzinvest.errors import BadAmount, BadRate, PartYuan
from qzinvest.intake.words.chinese_numbers import number_of
from qzinvest.intake.words.dates import past_day
from qzinvest.intake.words.written_units import (
    CURRENCIES,
    CURRENCY,
    FACTORS,
    SCALE,
    Unit,
    plain_text,
)
from qzinvest.model.money import MAX_AMOUNT, half_up
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

_LONGEST = 60
_KEPT = 5000  # readings: figures come again, and each is looked at for sums too
_WIDEST = 1000
"""No honest range is so many times wider than its lower end: its unit would be in doubt."""
_NOISE = 15
"""Digits that a spreadsheet's number really has; what follows is noise of its arithmetic."""

Figure = TypeVar("Figure", int, Fraction)

_FIGURE = (
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
    r"|[0-9]+(?:\.[0-9]+)?"
)
"""With commas of thousands, or of lakhs and crores: 1,25,00,000."""
_LAKHS = pattern(r",[0-9]{2},")
_COUNT_IN_LAKHS = ("INR", "PKR", "BDT", "LKR", "NPR")
_AMOUNT = pattern(
    rf"(?P<before>{CURRENCY})? ?(?P<figure>{_FIGURE}) ?(?P<more>[余多]?)(?P<scale>{SCALE})?"
    rf"(?P<rest>(?:零? ?(?:{_FIGURE}) ?[千百]?万)?) ?(?P<more2>[余多]?)"
    rf" ?(?P<after>{CURRENCY}|元)? ?(?P<tail>人民币|rmb|cny|\((?:{CURRENCY})\))?"
)
_BEFORE = pattern(rf"(?:{CURRENCY}) ?")
_HAN = "[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟点]"
_LOWER = pattern(rf"(?:(?:{CURRENCY}) ?)?(?P<number>{_FIGURE}|{_HAN}+)")
_UPPER = pattern(rf"(?:(?:{CURRENCY}) ?)?(?P<number>{_FIGURE}|{_HAN}+)(?P<unit>[^0-9]+)")
_SMALL_SCALE = pattern(r"[0-9] ?[十百千]$")
_DIGIT = pattern("[0-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖]")
_SMALL = ("十", "百", "千")
_ROUND = pattern(r".+[十百千拾佰仟]")
_RANGE = pattern(r" ?(?:-+|~|至|到|\.\.|to) ?")
_LABELS = pattern(
    r"^(?:项目)?(?:计划|预计|拟|合同|协议|意向)?(?:总投资|投资总额|投资额|总投资额|投资|总额|金额|规模)"
    r"(?:金额)?(?:额)?(?:为|是|:)? ?"
)
_UNIT_BEHIND = pattern(rf" ?\(((?:{SCALE}) ?(?:元|{CURRENCY})?(?:人民币)?)\)$")
"""5000（万元）"""
_FLOURISH = pattern(
    r"(?<=[0-9一二两三四五六七八九十百千]) ?个 ?(?=亿)|(?<=元)[整正]$|[,;。]$|(?<=[亿万元])\.$"
)
"""What adds nothing: 5个亿, 伍亿元整, a full stop."""
_ABOUT = (
    "约",
    "大约",
    "近",
    "将近",
    "接近",
    "约为",
    "左右",
    "上下",
    "about",
    "approx.",
    "ca.",
    "≈",
)
_LEAST = (
    *("超过", "超", "逾", "不低于", "不少于", "至少", "最少", "高于", "大于", "多于", "突破"),
    *("以上", "余", "多", "+", "≥", ">=", ">", "over", "at least", "more than"),
)
_MOST_WORDS = (
    *("不超过", "不高于", "最多", "至多", "最高", "低于", "少于", "小于", "不足", "不到"),
    *("以内", "以下", "≤", "<=", "<", "up to", "at most", "less than"),
)
_EXACT = ("高达", "达到", "达", "共计", "共", "合计", "计")
_BOUNDS = {
    **dict.fromkeys(_ABOUT, "about"),
    **dict.fromkeys(_LEAST, "at_least"),
    **dict.fromkeys(_MOST_WORDS, "at_most"),
    **dict.fromkeys(_EXACT, "exact"),
}
_WORDS = "|".join(sorted(map(re.escape, _BOUNDS), key=len, reverse=True))
_BEGIN = pattern(rf"^(?:{_WORDS}) ?")
_END = pattern(r" ?(?:左右|上下|以上|以内|以下|\+)$")
_TILDE = pattern(r"^[~～](?=[^~～])")
_COLLOQUIAL = pattern(r"(?<=[0-9零〇一二两三四五六七八九十百千万亿余多 ])块(?:钱)?$")
"""3万块. Not among the currencies, for a header's 块 counts plots of land."""
_VAGUE = pattern(r"[数几上][十百千万亿]|十[数几]|^[百千万亿]+级?元?$|级|若干")


class Written(NamedTuple):
    """An amount as written, in units of its currency.

    ``low`` or ``high`` is ``None`` where that end is not stated; ``bound`` is one of ``exact``,
    ``about``, ``at_least``, ``at_most``, ``range`` and ``about_range``.
    """

    text: str
    low: int | Fraction | None
    high: int | Fraction | None
    bound: str
    currency: str


class Rate(NamedTuple):
    """Yuan for one unit of a foreign currency, and the date of which this holds."""

    yuan: Fraction
    on: date


def read_amount(value: str | float, unit: Unit | None = None) -> Written:
    """What a cell says of an amount.

    Args:
        value: the cell; a number as the spreadsheet stores it.
        unit: of bare numbers; a text that names its own unit keeps that.

    Raises:
        BadAmount: reason ``unitless``, ``vague``, ``form``, ``positive`` or ``mixed`` (of 5亿 in a
            column of foreign money).
    """
    return _read(value, unit)


@lru_cache(maxsize=_KEPT, typed=True)
def _read(value: str | float, unit: Unit | None) -> Written:
    if isinstance(value, bool):
        raise BadAmount(text=str(value), reason="form")
    if isinstance(value, int | float):
        return _number(value, unit)
    text = value.strip()
    plain = _UNIT_BEHIND.sub(
        r"\1", _FLOURISH.sub("", _LABELS.sub("", plain_text(_TILDE.sub("约", text))))
    )
    if len(plain) > _LONGEST or "\n" in text:
        raise BadAmount(text=text, reason="form")
    bound, plain = _bound(plain)
    ends = _ends(plain, text, unit)
    (low, currency), (high, other) = ends[0][:2], ends[-1][:2]
    if len(ends) > 1:
        if bound not in ("exact", "about") or currency != other or not low < high < _WIDEST * low:
            raise BadAmount(text=text, reason="form")
        return Written(text, low, high, "about_range" if bound == "about" else "range", currency)
    if ends[0][2]:
        bound = "at_least" if bound in ("exact", "about") else bound
    least = None if bound == "at_most" else low
    return Written(text, least, None if bound == "at_least" else low, bound, currency)


def settled(written: Written, ranges: str, rates: Mapping[str, Rate]) -> int | Fraction:
    """The yuan that an amount stands for, exactly.

    Args:
        ranges: which end of a range or bound is taken, ``low``, ``high`` or ``refuse``.
        rates: of foreign currencies.

    Raises:
        BadAmount: reason ``bound``, ``range``, ``no_low`` or ``no_high`` where ``ranges`` says no
            figure; ``rate`` where the currency's rate is not known; ``large``.
    """
    if written.bound != "exact" and ranges == "refuse":
        reason = "range" if written.bound.endswith("range") else "bound"
        raise BadAmount(text=written.text, reason=f"{reason}_rule")
    figure = written.high if ranges == "high" else written.low
    if figure is None:
        raise BadAmount(text=written.text, reason="no_high" if ranges == "high" else "no_low")
    if written.currency != "CNY":
        rate = rates.get(written.currency)
        if rate is None:
            raise BadAmount(text=written.text, reason="rate")
        figure = figure * rate.yuan
    if figure > MAX_AMOUNT:
        raise BadAmount(text=written.text, reason="large")
    return figure


def whole_yuan(written: Written, yuan: int | Fraction, *, rounding: bool) -> int:
    """An amount's settled yuan as a whole number, halves up; foreign money comes to parts anyway.

    Raises:
        PartYuan: it has parts of a yuan, and ``rounding`` was not asked for.
        BadAmount: it is less than half a yuan.
    """
    whole = half_up(yuan)
    if whole != yuan and written.currency == "CNY" and not rounding:
        raise PartYuan(text=written.text)
    return _positive(whole, written.text)


def parse_rate(text: str, today: date) -> tuple[str, Rate]:
    """A currency and its rate, of ``USD=6.9`` (as of today) or ``USD=6.9@2022-06-30``.

    Raises:
        BadRate: it is neither.
        FutureDate: the rate is of a day to come.
    """
    match = re.fullmatch(r"([A-Za-z]{3})=([0-9]{1,6}(?:\.[0-9]{1,8})?)(?:@(.+))?", text.strip())
    if match is None or match[1].upper() == "CNY" or not Fraction(match[2]):
        raise BadRate(text=text)
    on = today if match[3] is None else past_day(match[3], today)
    return match[1].upper(), Rate(Fraction(match[2]), on)


def _number(value: float, unit: Unit | None) -> Written:
    decimal = Decimal(repr(value))
    if not decimal.is_finite():
        raise BadAmount(text=str(value), reason="form")
    text = f"{decimal:f}" if "e" in str(value) else str(value)
    if isinstance(value, float):
        decimal = Decimal(f"{value:.{_NOISE}g}")
    if unit is None:
        raise BadAmount(text=text, reason="unitless")
    figure = _simple(_positive(Fraction(decimal) * unit.factor, text))
    return Written(text, figure, figure, "exact", unit.currency)


def _bound(plain: str) -> tuple[str, str]:
    """The bound that words before and behind an amount say, and the text without them."""
    bound = "exact"
    while match := (_BEGIN.search(plain) or _END.search(plain)):
        word = _BOUNDS[match[0].strip()]
        if word != "exact":
            bound = word
        plain = (plain[: match.start()] + plain[match.end() :]).strip()
    return bound, plain


def _ends(plain: str, text: str, unit: Unit | None) -> list[tuple[int | Fraction, str, bool]]:
    """The one amount, or the two ends of a range: figure, currency, and whether 余 or 多 is in."""
    if _VAGUE.search(plain) and not any(map(str.isdigit, plain)):
        raise BadAmount(text=text, reason="vague")
    parts = _RANGE.split(plain)
    if plain.startswith("-"):
        raise BadAmount(text=text, reason="positive")
    if len(parts) > 2 or not all(parts):  # noqa: PLR2004 - a range has two ends
        raise BadAmount(text=text, reason="form")
    if len(parts) > 1:
        parts[0] = _with_unit(parts[0], parts[1], text)
    matches = [_AMOUNT.fullmatch(_digits(part)) for part in parts]
    if not all(matches):
        raise BadAmount(text=text, reason="vague" if _VAGUE.search(plain) else "form")
    found = [match for match in matches if match is not None]
    return _valued(found, text, unit)


def _with_unit(low: str, high: str, text: str) -> str:
    """The lower end of a range with the unit that the upper one names for both: 10 of 10-20亿.

    三至五千万 may begin at 三千万 or at 三万, and 1千-2千万 at 一千 or at 一千万: neither is read.
    """
    named = _UPPER.fullmatch(high)
    if named is None:
        return low
    if _SMALL_SCALE.search(low) and re.search("[万亿]", named["unit"]):
        raise BadAmount(text=text, reason="form")
    bare = _LOWER.fullmatch(low)
    if bare is None:
        return low
    if _DIGIT.fullmatch(bare["number"]) and _ROUND.fullmatch(named["number"]):
        raise BadAmount(text=text, reason="form")
    return low + named["unit"]


def _valued(
    found: list[re.Match[str]], text: str, unit: Unit | None
) -> list[tuple[int | Fraction, str, bool]]:
    named = [_currency(match, text) for match in found]
    currency = named[-1] or named[0]
    values = []
    for match, own in zip(found, named, strict=True):
        scale = match["scale"]
        if match["rest"] and not (scale or "").endswith("亿"):
            raise BadAmount(text=text, reason="form")  # 3千5百万
        factor = 10 ** FACTORS[scale or ""]
        holds = own or currency
        if scale is None and (holds is None or _is_sign(match)):
            if unit is None and holds is None:
                raise BadAmount(text=text, reason="unitless")
            if unit is not None and holds not in (None, unit.currency):
                raise BadAmount(text=text, reason="unitless")
            factor, holds = unit or (factor, holds)
        elif holds is None and scale is not None:
            holds = _currency_unsaid(scale, text, unit)
        figure = Fraction(match["figure"].replace(",", "")) * factor + _rest(match["rest"])
        more = bool(match["more"] or match["more2"])
        if _LAKHS.search(match["figure"]) and holds not in _COUNT_IN_LAKHS:
            raise BadAmount(text=text, reason="form")
        values.append((_simple(_positive(figure, text)), holds or "CNY", more))
    return values


def _currency_unsaid(scale: str, text: str, unit: Unit | None) -> str:
    """The currency of an amount with a scale alone: 5亿 is said of yuan, 5 million of any.

    5千 may mean 5千元 or, in a column of 万元, 5千万元.
    """
    if scale in _SMALL:
        raise BadAmount(text=text, reason="unitless")
    if not scale.isascii():
        if unit is not None and unit.currency != "CNY":
            raise BadAmount(text=text, reason="mixed")
        return "CNY"
    if unit is None:
        raise BadAmount(text=text, reason="unitless")
    return unit.currency


def _is_sign(match: re.Match[str]) -> bool:
    """Whether an amount has a currency's sign in front and nothing behind: $1,740 in millions."""
    return match["before"] is not None and match["after"] is None and match["tail"] is None


def _rest(text: str) -> Fraction:
    """What follows 亿 in 1亿2000万."""
    if not text:
        return Fraction(0)
    figure = text.strip(" 零").rstrip("十百千万").replace(",", "").strip()
    scale = text.strip()[len(text.strip().rstrip("十百千万")) :]
    return Fraction(figure) * int(10 ** FACTORS[scale])


def _currency(match: re.Match[str], text: str) -> str | None:
    named = [match["before"], match["after"], (match["tail"] or "").strip("()") or None]
    codes = {CURRENCIES.get(name, "CNY") for name in named if name not in (None, "元")}
    if len(codes) > 1:
        raise BadAmount(text=text, reason="mixed")
    return codes.pop() if codes else ("CNY" if match["after"] == "元" else None)


def _digits(part: str) -> str:
    """The part with a Chinese number in figures: 二十亿 to 2000000000元; inner blanks closed."""
    part = _COLLOQUIAL.sub("元", part.strip())
    part = re.sub(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", "", part)
    before = _BEFORE.match(part)
    start = before.end() if before else 0
    return part[:start] + number_of(part[start:])


def _simple(figure: Fraction) -> int | Fraction:
    return figure.numerator if figure.denominator == 1 else figure


def _positive(figure: Figure, text: str) -> Figure:
    if figure <= 0:
        raise BadAmount(text=text, reason="positive")
    return figure
