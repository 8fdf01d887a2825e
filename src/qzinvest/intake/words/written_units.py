"""Currencies, scales and units as they are written of amounts."""

import re
from fractions import Fraction

from qzinvest.intake.words.texts import HALF_WIDTH
from qzinvest.patterns import pattern
from qzinvest.tuples import NamedTuple

_SIMPLE = HALF_WIDTH | str.maketrans(
    {
        **dict(
            zip(
                "億萬圓圆幣約達餘數幾兩−―—–～〜﹣臺歐韓澤羅",
                "亿万元元币约达余数几两-------台欧韩泽罗",
                strict=False,
            )
        ),
        "塊": "块",
        "錢": "钱",
        "、": "、",
        "，": ",",
    }
)
CURRENCIES = {
    **dict.fromkeys(("人民币", "人民币元", "rmb", "cny", "¥", "yuan", "元人民币", "元rmb"), "CNY"),
    **dict.fromkeys(("renminbi", "rmb¥", "rmb ¥", "cny¥", "cn¥", "人民币¥"), "CNY"),
    **dict.fromkeys(("美元", "美金", "美币", "usd", "us$", "u.s.$", "dollars", "$"), "USD"),
    **dict.fromkeys(("港元", "港币", "港纸", "hkd", "hk$"), "HKD"),
    **dict.fromkeys(("欧元", "eur", "€", "euros"), "EUR"),
    **dict.fromkeys(("日元", "日币", "円", "jpy"), "JPY"),
    **dict.fromkeys(("英镑", "英鎊", "gbp", "£"), "GBP"),
    **dict.fromkeys(("新台币", "台币", "新臺币", "twd", "nt$", "ntd"), "TWD"),
    **dict.fromkeys(("韩元", "韩币", "韩圆", "krw", "₩"), "KRW"),
    **dict.fromkeys(("新加坡元", "新元", "新币", "sgd", "s$"), "SGD"),
    **dict.fromkeys(("澳元", "澳大利亚元", "澳币", "aud", "a$"), "AUD"),
    **dict.fromkeys(("加元", "加拿大元", "加币", "cad", "c$"), "CAD"),
    **dict.fromkeys(("瑞士法郎", "瑞郎", "chf"), "CHF"),
    **dict.fromkeys(("卢布", "盧布", "rub", "₽"), "RUB"),
    **dict.fromkeys(("泰铢", "泰銖", "thb", "฿"), "THB"),
    **dict.fromkeys(("林吉特", "马来西亚林吉特", "马币", "令吉", "myr"), "MYR"),
    **dict.fromkeys(("印尼盾", "印尼卢比", "印度尼西亚卢比", "idr"), "IDR"),
    **dict.fromkeys(("印度卢比", "inr", "₹"), "INR"),
    **dict.fromkeys(("澳门元", "澳门币", "mop"), "MOP"),
    **dict.fromkeys(("越南盾", "vnd"), "VND"),
    **dict.fromkeys(("新西兰元", "纽元", "nzd"), "NZD"),
    **dict.fromkeys(("菲律宾比索", "php"), "PHP"),
    **dict.fromkeys(("巴西雷亚尔", "雷亚尔", "brl"), "BRL"),
    **dict.fromkeys(("迪拉姆", "aed"), "AED"),
    **dict.fromkeys(("瑞典克朗", "sek"), "SEK"),
    **dict.fromkeys(("丹麦克朗", "dkk"), "DKK"),
    **dict.fromkeys(("挪威克朗", "nok"), "NOK"),
    **dict.fromkeys(("南非兰特", "兰特", "zar"), "ZAR"),
    **dict.fromkeys(("墨西哥比索", "mxn"), "MXN"),
    **dict.fromkeys(("土耳其里拉", "try"), "TRY"),
    **dict.fromkeys(("肯尼亚先令", "kes", "ksh", "kshs"), "KES"),
    **dict.fromkeys(("尼日利亚奈拉", "奈拉", "ngn", "₦"), "NGN"),
    **dict.fromkeys(("巴基斯坦卢比", "pkr"), "PKR"),
    **dict.fromkeys(("孟加拉塔卡", "塔卡", "bdt", "৳"), "BDT"),
    **dict.fromkeys(("斯里兰卡卢比", "lkr"), "LKR"),
    **dict.fromkeys(("尼泊尔卢比", "npr"), "NPR"),
    **dict.fromkeys(("沙特里亚尔", "sar"), "SAR"),
    **dict.fromkeys(("卡塔尔里亚尔", "qar"), "QAR"),
    **dict.fromkeys(("科威特第纳尔", "kwd"), "KWD"),
    **dict.fromkeys(("阿曼里亚尔", "omr"), "OMR"),
    **dict.fromkeys(("埃及镑", "egp"), "EGP"),
    **dict.fromkeys(("坦桑尼亚先令", "tzs"), "TZS"),
    **dict.fromkeys(("乌干达先令", "ugx"), "UGX"),
    **dict.fromkeys(("埃塞俄比亚比尔", "etb"), "ETB"),
    **dict.fromkeys(("加纳塞地", "ghs"), "GHS"),
    **dict.fromkeys(("以色列谢克尔", "谢克尔", "ils", "₪"), "ILS"),
    **dict.fromkeys(("波兰兹罗提", "兹罗提", "pln"), "PLN"),
    **dict.fromkeys(("捷克克朗", "czk"), "CZK"),
    **dict.fromkeys(("匈牙利福林", "福林", "huf"), "HUF"),
    **dict.fromkeys(("罗马尼亚列伊", "ron"), "RON"),
    **dict.fromkeys(("坚戈", "哈萨克斯坦坚戈", "kzt", "₸"), "KZT"),
    **dict.fromkeys(("乌兹别克斯坦苏姆", "uzs"), "UZS"),
    **dict.fromkeys(("图格里克", "蒙古图格里克", "mnt", "₮"), "MNT"),
    **dict.fromkeys(("老挝基普", "lak"), "LAK"),
    **dict.fromkeys(("缅甸元", "缅元", "mmk"), "MMK"),
    **dict.fromkeys(("柬埔寨瑞尔", "瑞尔", "khr"), "KHR"),
    **dict.fromkeys(("文莱元", "bnd"), "BND"),
    **dict.fromkeys(("智利比索", "clp"), "CLP"),
    **dict.fromkeys(("哥伦比亚比索", "cop"), "COP"),
    **dict.fromkeys(("阿根廷比索", "ars"), "ARS"),
}
FACTORS = {  # powers of ten
    "": 0,
    "十": 1,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
    "k": 3,
    "thousand": 3,
    "m": 6,
    "mn": 6,
    "mm": 6,
    "mln": 6,
    "mil": 6,
    "million": 6,
    "millions": 6,
    "bn": 9,
    "bln": 9,
    "billion": 9,
    "b": 9,
    "tn": 12,
    "lakh": 5,
    "lakhs": 5,
    "lac": 5,
    "lacs": 5,
    "crore": 7,
    "crores": 7,
    "cr": 7,
    "lakh crore": 12,
    "trillion": 12,
}
CURRENCY = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
SCALE = (
    "万亿|[十百千]?[亿万]|[十百千]|thousand|millions?|billion|trillion|mn|mm|mln|bn|bln|tn|"
    "lakh crore|crores?|lakhs?|lacs?|(?:mil|cr|[kmb])(?![a-z])"
)
_UNIT = pattern(
    rf"(?:人民币|rmb|cny)?[/ ]*(?P<scale>{SCALE})? ?(?P<currency>{CURRENCY}|元)"
    rf"|(?P<currency2>{CURRENCY}) ?(?P<scale2>{SCALE})|(?P<scale3>万亿|亿|万)"
)
_BRACKETED = pattern(
    r"[（(\[【〔<{]([^（()）\[\]【】〔〕<>{}]*)[)）\]】〕>}]|(?:单位|單位|unit)\s*[:：]?\s*([^\s,，;；。)）]+)"
)
_SCALED = pattern(rf"(?:万亿|[十百千]?[亿万])(?:元|{CURRENCY})|million|billion|{SCALE}$")
_GLUED = pattern(rf"(?:万亿|[十百千]?[亿万])(?:元|{CURRENCY})$")
_STATED = pattern(
    r"(?P<what>[^\s,;。():]*?)(?:单位|單位|\bunit)s?(?:[均都]?[为是])? ?:? ?"
    r"(?P<unit>(?:[^\s,;。()]|(?<=[0-9]),(?=[0-9]))+)"
)
_IN = pattern(r"以(?P<unit>[^\s,;。()]{1,6}?)(?:为单位|計|计)|\bin (?P<english>[^;。()]+)")
"""以万元为单位, Amounts in RMB 10,000."""
_OF_MONEY = (
    *("", "以下", "下列", "本表", "金额", "货币", "计量", "数量"),
    *("投资", "投资额", "总投资", "投资金额"),
)
_TIMES = pattern(
    rf"(?P<currency>{CURRENCY})?[ ,:]*(?P<figure>'?[0-9][0-9,. ]*(?<![,. ]))s? ?(?P<scale>{SCALE})?"
    rf" ?(?P<currency2>{CURRENCY}|元)?"
)
"""A power of ten before a scale or a currency: RMB 10,000, 100 million yuan, RMB'000."""
_IN_WORDS = (
    (pattern(r"\bten\b"), "10"),
    (pattern(r"\bhundred\b"), "100"),
    (pattern(r"\bwan\b"), "万"),
    (pattern(r"\byi\b"), "亿"),
    (pattern(r"[×x*]?10(?:\^4|⁴)"), "10000"),
    (pattern(r"[×x*]?10(?:\^8|⁸)"), "100000000"),
)
_NUMBER = pattern(r"(?:^|[ (,])[0-9.,]+$")
"""What stands before the rest of a number, which is no unit: 50 million yuan."""
_MOST_WORDS = 4
"""Words of a unit in English: RMB 100 million."""
_SAID = pattern(r"^ ?(?:金额)?(?:单位|單位|unit)s? ?:? ?")


class Unit(NamedTuple):
    """The unit of a column's bare numbers: ``factor`` units of a currency (ISO code)."""

    factor: int
    currency: str


def unit_of(text: str) -> Unit | None:
    """The unit that a header or a note names, such as 总投资（亿元）, 单位：万元 or 万美元.

    ``None`` where the whole text, the contents of its brackets, what follows 单位 and what ends it
    are no unit, or where two are named: 亿元/万美元.
    """
    plain = plain_text(text)
    if unit := _unit(plain.strip(" :()")):
        return unit
    inside = [part for match in _BRACKETED.finditer(plain) for part in match.groups() if part]
    for part in inside:
        units = _named(_SAID.sub("", part).strip(" :()"))
        if units:
            return _merged(units, part)
    return _at_end(plain)


def units_in_note(text: str) -> set[Unit]:
    """The units of money that a note states: 单位：亿元, 投资单位：万元 or （万元）.

    A unit behind a figure (总投资 356 亿元) or of another thing (产值单位：亿元) is none.
    """
    plain = plain_text(text)
    stated = [
        _in_words(plain[match.start("unit") :]) or match["unit"]
        for match in _STATED.finditer(plain)
        if match["what"] in _OF_MONEY
    ]
    stated += [match["unit"] or _in_words(match["english"]) for match in _IN.finditer(plain)]
    bracketed = [_SAID.sub("", match[1]) for match in _BRACKETED.finditer(plain) if match[1]]
    found = (_merged(units, part) for part in (*stated, *bracketed) if (units := _named(part)))
    return set(filter(None, found))


def _in_words(text: str) -> str:
    """The unit of several words with which a text begins, such as ``rmb 10,000``; else nothing."""
    words = text.split(" ", _MOST_WORDS)[:_MOST_WORDS]
    begins = (" ".join(words[:count]).strip(" ,;:.()") for count in range(len(words), 1, -1))
    units = ((begin, _unit(begin)) for begin in begins)
    return next((begin for begin, unit in units if unit is not None and unit.factor > 1), "")


def _named(text: str) -> list[Unit | None]:
    """The units of a list such as 亿元、亩; ``None`` among them where one is part of a ratio."""
    if unit := _unit(text):
        return [unit]
    units: list[Unit | None] = []
    for piece in re.split("[、,;]", text):
        parts = [_unit(part.strip()) for part in piece.split("/")]
        if any(parts):
            units += parts if all(parts) else [None]
    return units


def _merged(units: list[Unit | None], text: str) -> Unit | None:
    """The one unit that is meant: of 万元 and 人民币 the first, of 亿元 and 万美元 none."""
    scaled = {unit for unit in units if unit is None or unit.factor != 1}
    others = {unit.currency for unit in units if unit is not None and unit.factor == 1}
    if not scaled and len(others) == 1 and not _SCALED.search(text):
        return Unit(1, others.pop())
    if len(scaled) != 1:
        return None
    (unit,) = scaled
    return unit if unit is not None and others <= {unit.currency} else None


def without_unit(text: str) -> str:
    """A header without the unit that ends it, in its plain form: 总投资亿元 to 总投资."""
    return _ending(plain_text(text))[0]


def _at_end(plain: str) -> Unit | None:
    """The unit behind a header's name: 投资额/万元, Investment, US$ million, 总投资亿元."""
    before, unit = _ending(plain)
    return None if _SCALED.search(before) else unit


def _ending(plain: str) -> tuple[str, Unit | None]:
    """A text without the unit that ends it, and that unit."""
    for separator in re.finditer("[ ,:/_-]+", plain):
        before = plain[: separator.start()]
        if unit := _unit(plain[separator.end() :].strip(" :()")):
            return before.removesuffix("单位").rstrip(), None if _NUMBER.search(before) else unit
    if glued := _GLUED.search(plain):
        return plain[: glued.start()].rstrip(" ,:/_-"), _unit(glued[0])
    return plain, None


def plain_text(text: str) -> str:
    """A text in lower case, half width and simplified script, each white space one blank."""
    return " ".join(text.translate(_SIMPLE).casefold().split())


def _unit(text: str) -> Unit | None:
    for words, figure in _IN_WORDS:
        text = words.sub(figure, text)
    match = _UNIT.fullmatch(text)
    if match is None:
        return _times(text)
    scale = match["scale"] or match["scale2"] or match["scale3"] or ""
    currency = match["currency"] or match["currency2"] or "元"
    return Unit(10 ** FACTORS[scale], CURRENCIES.get(currency, "CNY"))


def _times(text: str) -> Unit | None:
    """The unit that a power of ten before a scale or a currency makes: RMB 100 million."""
    match = _TIMES.fullmatch(text)
    if match is None:
        return None
    scale, currency = match["scale"], match["currency"] or match["currency2"]
    figure = "".join(sign for sign in match["figure"] if sign.isdigit() or sign == ".")
    if not figure.strip("0"):  # RMB'000
        figure = f"1{figure}"
    if not (scale or currency) or re.fullmatch(r"10*|0\.0*1", figure) is None:
        return None
    factor = Fraction(figure) * 10 ** FACTORS[scale or ""]
    return Unit(int(factor), CURRENCIES.get(currency or "", "CNY")) if factor >= 1 else None
