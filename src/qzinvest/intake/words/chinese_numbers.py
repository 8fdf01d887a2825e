"""Numbers written in Chinese characters, in figures."""

from qzinvest.patterns import pattern

_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
    "貳": 2,
    "參": 3,
    "陸": 6,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_ZERO = "[零〇]"
_DIGIT = f"[{''.join(sign for sign, value in _DIGITS.items() if value)}]"
# A digit without a scale stands alone, behind 十, or behind 零: 一亿五 is said for 1.5亿 as often
# as for 1亿零5, and is neither here.
_SIGNS = "".join((*_DIGITS, *_SMALL, *_LARGE))
_LAST = f"(?:{_ZERO}{_DIGIT}|(?<=[十拾]){_DIGIT}|(?<![{_SIGNS}]){_DIGIT})"
_SECTION = (
    f"(?:{_ZERO}?{_DIGIT}[千仟])?(?:{_ZERO}?{_DIGIT}[百佰])?(?:{_ZERO}?{_DIGIT}?[十拾])?{_LAST}?"
)
# 三亿五千 is said for 3亿5000万 as often as for 3亿零5000, which is read.
_BELOW_YI = f"(?:{_SECTION}万{_SECTION}|(?:(?={_ZERO}){_SECTION})?)"
_WHOLE = f"(?:(?:{_SECTION}万)?{_SECTION}亿{_BELOW_YI}|(?:{_SECTION}万)?{_SECTION})"
_NUMBER = pattern(
    rf"(?![百佰千仟万亿])(?P<whole>{_ZERO}(?=点)|{_WHOLE})(?:点(?P<part>[{''.join(_DIGITS)}]+))?"
)
_MORE = frozenset(_SIGNS + "0123456789.点")
"""Behind a number these say that it is none."""
_SCALES = frozenset("百千万亿")
"""These may follow a decimal fraction."""


_REST = pattern(r"(?s) ?([余多]?) ?(.*)")


def number_of(text: str) -> str:
    """``text`` with its Chinese number, if it begins with one, as figures.

    二十亿 becomes ``2000000000元`` and 一亿多 ``100000000多元``, so that its unit is not asked for
    again; 十二点五亿 ``12.5亿``. A text without a digit among its characters (百亿, 千万), or with
    one in the wrong place (亿五, 一亿五, 三五亿), is left as it is.
    """
    text = text.replace("廿", "二十").replace("卅", "三十")
    match = _NUMBER.match(text)
    if match is None or not match["whole"]:
        return text
    rest = text[match.end() :]
    value = _value(match["whole"])
    if match["part"] and rest[:1] not in _MORE - _SCALES:
        return f"{value}.{''.join(str(_DIGITS[sign]) for sign in match['part'])}{rest}"
    if rest[:1] in _MORE:
        return text
    more, named = _REST.fullmatch(rest).groups()  # type: ignore[union-attr]  # it takes any text
    scaled = any(sign in match["whole"] for sign in _LARGE)
    return f"{value}{more}{named or '元'}" if scaled else f"{value}{rest}"


def _value(text: str) -> int:
    """The value of a number of characters: 一亿五千万, 十五."""
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            section += (digit or 1) * _SMALL[sign]
            digit = 0
        elif sign == "亿":
            total = (total + section + digit) * _LARGE[sign]
            section = digit = 0
        else:
            total += (section + digit) * _LARGE[sign]
            section = digit = 0
    return total + section + digit
