"""Figures as text: one exact way to round and write each kind of value, for every renderer.

Rounding is always half away from zero, in whole numbers: nothing passes through a float.
"""

from collections.abc import Mapping
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.document import MoneyUnit
from qzinvest.model.money import WAN, YI, divided

NOTHING = "-"
"""Stands on screen where a figure does not apply, such as the rank of a unit without a share."""

UP, DOWN, LEVEL = "▲", "▼", "–"
"""Stand beside what rose, fell, or is as before or as due: the same on every screen."""


SCORE_DIGITS, PERCENT_DIGITS = 2, 1
SIZES: Mapping[MoneyUnit, int] = {"yi": YI, "wan": WAN}
"""Units of money in yuan."""
DECIMALS: Mapping[MoneyUnit, int] = {"yi": 2, "wan": 0}
"""How many decimals amounts have."""
EXACT: Mapping[MoneyUnit, int] = {"yi": 6, "wan": 4}
"""So many more decimals write an amount to the yuan."""


def money(yuan: int, unit: MoneyUnit = "yi", more: int = 0) -> str:
    """``yuan`` in 亿元 with two decimals or in whole 万元, thousands separated, no unit.

    Args:
        yuan: the amount.
        unit: 亿元 or 万元.
        more: how many more decimals.
    """
    digits = DECIMALS[unit] + more
    return _decimal(divided(yuan * 10**digits, SIZES[unit]), digits)


def printed(yuan: int | Fraction, unit: MoneyUnit = "yi", more: int = 0) -> Fraction:
    """The figure that ``money`` writes, in its unit."""
    return rounded(Fraction(yuan) / SIZES[unit], DECIMALS[unit] + more)


def rounded(value: Fraction, digits: int) -> Fraction:
    """A figure as it is written with so many decimals."""
    return Fraction(_scaled(value, digits), 10**digits)


def rough(yuan: int, unit: MoneyUnit = "yi") -> str:
    """``yuan`` as far as an estimate is worth: in 亿元 with three digits or more, in whole 万元."""
    if unit == "wan":
        return money(yuan, unit)
    digits = _worth(yuan)
    return _decimal(divided(yuan * 10**digits, YI), digits)


def bound(yuan: int, actual: int, unit: MoneyUnit, *, down: bool) -> int | str:
    """A bound of an estimate, rounded down or up: a figure as ``rough`` writes it.

    It is not shown to pass ``actual``, what counts today, unless it lies there itself; where that
    takes more digits than an estimate is worth, it is words.
    """
    shown, text = yuan, money(yuan, unit)
    may_pass = yuan < actual if down else yuan > actual
    digits = [0] if unit == "wan" else list(range(_worth(yuan), 3))
    for place in [] if yuan == actual else digits:
        step = WAN if unit == "wan" else YI // 10**place
        outwards = (yuan // step if down else -(-yuan // step)) * step
        if may_pass or (outwards >= actual if down else outwards <= actual):
            shown, text = outwards, _decimal(outwards // step, place)
            break
    return shown if rough(shown, unit) == text else text


def _worth(yuan: int) -> int:
    """How many decimals of 亿元 an estimate is worth."""
    return 2 if abs(yuan) < 10 * YI else 1 if abs(yuan) < 100 * YI else 0


def count(projects: int | Fraction) -> str:
    """A number of projects; parts of one, which are basis points, with up to four decimals."""
    if isinstance(projects, int):
        return f"{projects:,}"
    return _decimal(_scaled(projects, 4), 4).rstrip("0").rstrip(".")


def quantity(figure: int | Fraction, measure: str, unit: MoneyUnit = "yi", more: int = 0) -> str:
    """Projects or money, as an indicator's ``measure`` says, without the unit.

    Args:
        more: of money, so many more decimals than usual.
    """
    return money(int(figure), unit, more) if measure == "sum" else count(figure)


def score(marks: int | Fraction) -> str:
    """Points of a scorecard with two decimals: ``92.50``."""
    return _decimal(_scaled(Fraction(marks), SCORE_DIGITS), SCORE_DIGITS)


def number(value: Fraction, digits: int) -> str:
    """A figure with so many decimals, thousands separated."""
    return _decimal(_scaled(value, digits), digits)


def percent(ratio: Fraction, digits: int = PERCENT_DIGITS) -> str:
    """A ratio in percent: ``1/2`` is ``50.0%``."""
    return _decimal(_scaled(ratio * 100, digits), digits) + "%"


def points(pp: Fraction, digits: int = 2) -> str:
    """Percentage points with an ASCII sign: ``+1.23``, ``-2.87``, and ``0.00`` for none."""
    scaled = _scaled(pp, digits)
    return ("+" if scaled > 0 else "") + _decimal(scaled, digits)


def points_number(pp: Fraction) -> float:
    """Percentage points rounded to two decimals, as machine formats give them."""
    return _scaled(pp, 2) / 100


def whole(figure: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    return _scaled(figure, 0)


def echo_money(text: str, yuan: int, w: Wording, *, rounded: bool = False) -> str:
    """What was understood of an amount: ``5.6亿 → 560,000,000 yuan``, and whether it was rounded.

    A bare number says no unit, so it is repeated in 亿元 too: a slip by a factor of 10,000 shows.
    """
    if rounded:
        return w("echo.rounded", text=text, yuan=f"{yuan:,}")
    bare = all(c.isdecimal() or c in ",，. " for c in text)
    if bare:
        return w("echo.bare_number", text=text, yuan=f"{yuan:,}", yi=money(yuan))
    return w("echo.understood", text=text, yuan=f"{yuan:,}")


def _scaled(value: Fraction, digits: int) -> int:
    return divided(value.numerator * 10**digits, value.denominator)


def _decimal(scaled: int, digits: int) -> str:
    if not digits:
        return f"{scaled:,}"
    whole, rest = divmod(abs(scaled), 10**digits)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:,}.{rest:0{digits}}"
