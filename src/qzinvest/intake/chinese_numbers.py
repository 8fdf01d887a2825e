"""Numbers written in Chinese characters, in figures."""

import re

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
_SIGNS = "".join((*_DIGITS, *_SMALL, *_LARGE))
_NUMBER = re.compile(rf"[{_SIGNS}]*[{''.join(_DIGITS)}十拾][{_SIGNS}点]*")


def number_of(text: str) -> str:
    """``text`` with its Chinese number, if it begins with one, as figures.

    二十亿 becomes ``2000000000元``, so that its unit is not asked for again; 十二点五亿
    ``12.5亿``. A text without a digit among its characters (百亿, 千万) is left as it is.
    """
    match = _NUMBER.match(text)
    if match is None or not _is_number(match[0]):
        return text
    rest = text[match.end() :]
    number = match[0]
    if "点" in number:
        whole, _, part = number.partition("点")
        places = part.rstrip("万亿十百千")
        scale = part[len(places) :]
        digits = "".join(str(_DIGITS[sign]) for sign in places if sign in _DIGITS)
        return f"{_value(whole)}.{digits}{scale}{rest}" if len(digits) == len(places) else text
    value = _value(number)
    named = bool(re.match(r" ?[^0-9余多 ]", rest))
    scaled = any(sign in number for sign in _LARGE)
    return f"{value}{rest}" if named or not scaled else f"{value}元{rest}"


def _is_number(text: str) -> bool:
    return any(sign in _DIGITS for sign in text) or text[0] in "十拾"


def _value(text: str) -> int:
    """The value of a number of characters: 一亿五千万, 二〇二二, 十五."""
    if all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            section += (digit or 1) * _SMALL[sign]
            digit = 0
        else:
            total = (
                (total + section + digit) * _LARGE[sign]
                if sign == "亿"
                else total + (section + digit) * _LARGE[sign]
            )
            section = digit = 0
    return total + section + digit
