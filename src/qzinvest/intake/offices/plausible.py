"""Amounts whose unit is in doubt: far from all others of their column, or beyond the plan."""

from array import array
from collections.abc import Iterator
from statistics import median_low

from qzinvest.errors import AmountBeyond
from qzinvest.intake.words.amounts import BARE_FROM
from qzinvest.intake.words.written_units import Unit
from qzinvest.model.money import YI
from qzinvest.model.plan import Plan, shares_of
from qzinvest.tuples import NamedTuple

TIMES = 100
"""So many times more or less than its column's median, an amount is in doubt."""
_FEW = 3
"""Amounts from which they have a median that says something."""
_LEAST_LIMIT = 100 * YI
"""No plan is so small that a project of less is beyond it."""
_UNITS = (1, 10**4, 10**8)


class Doubt(NamedTuple):
    """An amount far from its column's median, both in yuan.

    ``likely`` is the factor of the unit that would bring it near, 0 where none does.
    """

    row: int
    column: int
    text: str
    yuan: int
    median: int
    likely: int


def limit_of(plan: Plan, district: str | None) -> int | None:
    """The yuan from which a bare number is no project's amount: the unit's target of the year.

    Of a project without a district it is the city's; ``None`` where the plan has no sum as target.
    """
    limits = [
        shares_of(plan, "district", each).get(district or "", each.target)
        for each in plan.indicators
        if each.measure == "sum"
    ]
    return max(*limits, _LEAST_LIMIT) if limits else None


class Plausible:
    """Looks at the amounts of a column; what names its own unit is in no doubt."""

    def __init__(self, columns: tuple[int, ...] | None, unit: Unit | None, plan: Plan) -> None:
        self._column = columns[0] if columns else 0
        self._unit = unit
        self._plan = plan
        self._limits: dict[str | None, int | None] = {}
        self._yuan = array("q")
        self._bare: list[tuple[int, str, int]] = []

    def take(self, row: int, text: str, yuan: int, district: str | None, *, bare: bool) -> None:
        """Note an amount; ``bare`` where its unit is the column's.

        Raises:
            AmountBeyond: it is bare, and more than its district's target of the year or less than
                any investment.
        """
        if bare:
            self.refuse_beyond(text, yuan, district)
            self._bare.append((row, text, yuan))
        self._yuan.append(yuan)

    def refuse_beyond(self, text: str, yuan: int, district: str | None) -> None:
        """Raise the ``AmountBeyond`` that a bare amount may be."""
        if district not in self._limits:
            self._limits[district] = limit_of(self._plan, district)
        limit = self._limits[district]
        if limit is not None and yuan > limit:
            raise AmountBeyond(text=text, yuan=yuan, limit=limit, reason="above")
        if yuan < BARE_FROM:
            raise AmountBeyond(text=text, yuan=yuan, limit=BARE_FROM, reason="below")

    def doubts(self) -> Iterator[Doubt]:
        """The bare numbers that are far from the median of all."""
        if len(self._yuan) < _FEW or self._unit is None or self._unit.currency != "CNY":
            return
        median = median_low(self._yuan)
        for row, text, yuan in self._bare:
            if yuan > TIMES * median or TIMES * yuan < median:
                likely = self._likely(yuan, median)
                yield Doubt(row, self._column, text, yuan, median, likely)

    def _likely(self, yuan: int, median: int) -> int:
        """The unit in which the number would be nearest to the median."""
        assert self._unit is not None  # noqa: S101 - as ``doubts`` looks
        figure = yuan / self._unit.factor
        near = [f for f in _UNITS if median <= TIMES * figure * f and figure * f <= TIMES * median]
        return min(near, key=lambda f: max(figure * f / median, median / (figure * f)), default=0)
