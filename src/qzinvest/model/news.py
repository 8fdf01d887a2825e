"""What is new since an edition, and asks for attention: nothing else may wake anybody."""

from datetime import date

from qzinvest.model.heading import Heading
from qzinvest.model.plan import Light, Plan
from qzinvest.model.ranking import Place
from qzinvest.tuples import NamedTuple

BEHIND, RANK, LIGHT = "behind", "rank", "light"


class Turn(NamedTuple):
    """A unit that fell behind pace, lost a rank or got a worse light: before and after."""

    kind: str
    heading: Heading
    before: Place
    after: Place


class Stall(NamedTuple):
    """A project of a target's minimum size or more that has become overdue since."""

    id: str
    name: str
    district: str | None
    amount: int
    rule: str
    days: int


class News(NamedTuple):
    """All of it; ``since`` is the day of the edition that it is compared with."""

    plan: Plan
    since: date
    as_of: date
    turns: tuple[Turn, ...]
    stalls: tuple[Stall, ...]
    lights: tuple[Light, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything."""
        return bool(self.turns or self.stalls)
