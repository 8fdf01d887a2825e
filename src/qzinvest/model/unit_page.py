"""How one unit stands: what its own page says, computed from the reports of a day."""

from datetime import date
from fractions import Fraction

from qzinvest.model.counting import Figure
from qzinvest.model.due import Due
from qzinvest.model.forecast import Outlook
from qzinvest.model.heading import Heading
from qzinvest.model.plan import Light, Plan, Unit
from qzinvest.model.ranking import Place
from qzinvest.tuples import NamedTuple


class Target(NamedTuple):
    """One indicator of a line: its figures, what it moved since the earlier edition, its year end.

    ``change`` is ``None`` without an earlier edition; ``outlook`` where there is no forecast of it.
    """

    heading: Heading
    place: Place
    change: Figure | None
    outlook: Outlook | None


class UnitPage(NamedTuple):
    """One unit.

    ``peers`` are the units of its tier by the first indicator. ``levels`` are how many of its
    projects are due at each level, and ``chase`` the five whose next step would bring it most.
    """

    plan: Plan
    unit: Unit
    as_of: date
    pace: Fraction
    since: date | None
    lights: tuple[Light, ...]
    targets: tuple[Target, ...]
    peers: tuple[Place, ...]
    levels: tuple[tuple[str, int], ...]
    chase: tuple[tuple[Due, str], ...]


class Overview(NamedTuple):
    """The whole campaign at a glance, by its first indicator where units are named.

    ``leading`` and ``trailing`` are units by their distance to pace, ``moved`` those that moved
    most; ``overdue`` is how many projects are, by rule, and ``chase`` the first three of them.
    """

    plan: Plan
    as_of: date
    pace: Fraction
    since: date | None
    lights: tuple[Light, ...]
    targets: tuple[Target, ...]
    leading: tuple[Place, ...]
    trailing: tuple[Place, ...]
    moved: tuple[Place, ...]
    overdue: tuple[tuple[str, int], ...]
    chase: tuple[tuple[Due, str], ...]
