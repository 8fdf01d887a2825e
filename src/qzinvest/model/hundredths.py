"""Numbers that are kept in hundredths (points, marks, percent), and the one way to round."""

from fractions import Fraction


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
