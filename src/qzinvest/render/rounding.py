"""What rounding does to sums: amounts are rounded one by one, and their total by itself.

So what is printed may miss the total that is printed below it by a few of its last digits. Then one
line of the footer says so, under every report.
"""

from collections.abc import Iterable

from qzinvest.locale import Wording
from qzinvest.model.counting import Figure
from qzinvest.render.figures import MoneyUnit, printed

Addition = tuple[Iterable[Figure | None], Figure | None]
"""Amounts in yuan that are printed one by one, and their sum."""


def rounding_notes(
    sums: Iterable[Addition], w: Wording, unit: MoneyUnit, more: int = 0
) -> list[str]:
    """The line that says that printed amounts miss their total; nothing where all of them hold.

    What does not add up before it is rounded, such as some of the rows, is no sum.

    Args:
        sums: all that a reader could add up.
        w: the reader's language.
        unit: in which amounts are printed.
        more: so many more decimals than usual.
    """
    missed = any(_misses([each or 0 for each in parts], whole, unit, more) for parts, whole in sums)
    return [w("note.rounded")] if missed else []


def _misses(parts: list[Figure], whole: Figure | None, unit: MoneyUnit, more: int) -> bool:
    if whole is None or sum(parts) != whole:
        return False
    return sum(printed(each, unit, more) for each in parts) != printed(whole, unit, more)
