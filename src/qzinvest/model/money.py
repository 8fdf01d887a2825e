"""Money is a whole number of yuan; its units, numbers in hundredths, and the one way to round."""

from fractions import Fraction

WAN = 10**4
YI = 10**8
PIECE = YI // 100
"""What two decimals of 亿元 show: targets are divided in such pieces, and so the printed shares add
up to the printed target."""
MAX_AMOUNT = 10**4 * YI
"""1万亿元: the whole campaign's target; one project above it is a slip of the keyboard."""

_LEAP = 1000


def leap(before: int, after: int) -> int:
    """The factor between two amounts where a unit is mistaken more often than it is meant, else 0.

    From 1,000 on, either way; its parts are cut off. Where there was or is none, there is no unit.
    """
    least = min(before, after)
    factor = max(before, after) // least if least else 0
    return factor if factor >= _LEAP else 0


def hundredths_text(number: int) -> str:
    """The number as short as it goes: 1,250 is ``12.5``, 10,000 is ``100``."""
    whole, rest = divmod(abs(number), 100)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{'-' if number < 0 else ''}{whole}{decimals}"


def half_up(value: int | Fraction) -> int:
    """The nearest whole number, halves away from zero: as figures are shown and amounts kept."""
    return divided(value.numerator, value.denominator)


def divided(dividend: int, divisor: int) -> int:
    """The same of a quotient; ``divisor`` is above 0."""
    size = (2 * abs(dividend) + divisor) // (2 * divisor)
    return size if dividend >= 0 else -size
