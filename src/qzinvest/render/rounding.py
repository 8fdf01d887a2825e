"""What rounding does to sums: figures are rounded one by one, and their total by itself.

So what is printed may miss the total that is printed with it by a few of its last digits. Then one
line of the footer says so, under every report.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.model.document import MoneyUnit
from qzinvest.render.figures import printed, rounded

Addition = tuple[Iterable[Figure | None], Figure | None]
"""Figures that are printed one by one, and their sum."""
Shown = Callable[[Figure], Fraction]
"""Gives the figure that is printed."""


def rounding_notes(sums: Iterable[Addition], w: Wording, shown: Shown) -> list[str]:
    """The line that says that printed figures miss their total; nothing where all of them hold.

    What does not add up before it is rounded, such as some of the rows, is no sum.

    Args:
        sums: all that a reader could add up.
        w: the reader's language.
        shown: how these figures are printed.
    """
    missed = any(_misses([each or 0 for each in parts], whole, shown) for parts, whole in sums)
    return [w("note.rounded")] if missed else []


def amounts(unit: MoneyUnit, more: int = 0) -> Shown:
    """Of yuan: how they are printed in a unit, with so many more decimals than usual."""
    return lambda yuan: printed(yuan, unit, more)


def decimals(digits: int) -> Shown:
    """Of figures that are printed with so many decimals."""
    return lambda figure: rounded(Fraction(figure), digits)


def _misses(parts: list[Figure], whole: Figure | None, shown: Shown) -> bool:
    if whole is None or sum(parts) != whole:
        return False
    return sum(map(shown, parts)) != shown(whole)
