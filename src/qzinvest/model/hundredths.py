"""Numbers that are kept in hundredths: points, marks, percent."""

from fractions import Fraction


def hundredths_text(number: int) -> str:
    """The number as short as it goes: 1,250 is ``12.5``, 10,000 is ``100``."""
    whole, rest = divmod(abs(number), 100)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{'-' if number < 0 else ''}{whole}{decimals}"


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero, as figures are shown."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size
