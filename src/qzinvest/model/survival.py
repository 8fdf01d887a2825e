"""How long things take when some are not done yet: Kaplan–Meier on whole days, exactly.

A project that is still waiting, or was dropped while it waited, has waited *at least* so long.
Leaving such projects out would make every stage look faster than it is. The product-limit estimate
uses them for as long as they were seen: the share still waiting after day t is
S(t) = Π (1 − dᵢ ÷ nᵢ) over the days i up to t, with dᵢ arrivals among the nᵢ that had waited until
then. Source: Kaplan & Meier, Nonparametric estimation from incomplete observations, Journal of the
American Statistical Association 53 (1958). Who leaves on a day is still waiting when those of that
day arrive, as is usual.
"""

from collections.abc import Mapping
from fractions import Fraction

HALF = Fraction(1, 2)
NINE_TENTHS = Fraction(9, 10)

Waits = Mapping[int, int]
"""How many waited how many days."""


def day_reached(arrived: Waits, unfinished: Waits, share: Fraction) -> int | None:
    """The first day by which at least ``share`` of all have arrived, as far as can be seen.

    Args:
        arrived: those whose end was seen, by their days.
        unfinished: those that were still waiting when they were last seen.
        share: more than 0.

    Returns:
        the day, or ``None`` where so many had not arrived yet when the last ones were seen.
    """
    # Whole numbers without common factors taken out: the quickest exact comparison.
    still, of = 1, 1
    waiting = sum(arrived.values()) + sum(unfinished.values())
    for day in sorted(arrived.keys() | unfinished.keys()):
        if arrivals := arrived.get(day, 0):
            still *= waiting - arrivals
            of *= waiting
            if still * share.denominator <= of * (share.denominator - share.numerator):
                return day
        waiting -= arrivals + unfinished.get(day, 0)
    return None
