"""A cohort: the projects signed in a period, and what has become of them since.

``model.cohort_facts`` finds it out from single projects, ``ledger.cohorts`` in the database.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from operator import add

from qzinvest.model.counting import Figure, Measure, measure_of, settled
from qzinvest.model.plan import Indicator, Names, Plan
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

FUNNEL = (Stage.SIGNED, Stage.REGISTERED, Stage.FUNDED, Stage.STARTED, Stage.PRODUCING)
LEGS = tuple(pairwise(FUNNEL))
"""What days are counted between: from a stage until the next one, or one beyond."""
_NONE = (0,) * len(FUNNEL)
_SIGNED = Indicator("signed", Names("", "", ""), "count", Stage.SIGNED, 0, 0)
"""What is counted where a plan has no indicator of its own for signed projects."""


class Ratio(NamedTuple):
    """A part and the whole that it is held against; projects, or yuan."""

    part: Figure
    whole: Figure

    @property
    def value(self) -> Fraction | None:
        """The ratio, ``None`` where there is no whole."""
        return Fraction(self.part) / self.whole if self.whole else None


class Rates(NamedTuple):
    """The rates of a cohort, in the order of ``model.plan.RATES``; signed is the base of all.

    注册率 registered ÷ signed; 进资率（按项目） funded ÷ signed; 进资率（按金额） paid in ÷
    contracted amount; 开工率 started ÷ signed; 投产率 producing ÷ signed.
    """

    registration: Ratio
    funding: Ratio
    paid_in: Ratio
    start: Ratio
    production: Ratio


class Cell(NamedTuple):
    """How far the projects of a cohort have come, dropped ones left out.

    Args:
        projects: how many have reached each stage of ``FUNNEL``; the first is the cohort.
        amounts: their contracted amounts in yuan.
        paid_in: yuan paid in by those that are funded.
        dropped: how many more were signed in the period and have been dropped.
        dropped_amount: their contracted amounts.
    """

    projects: tuple[Figure, ...] = _NONE
    amounts: tuple[int, ...] = _NONE
    paid_in: int = 0
    dropped: Figure = 0
    dropped_amount: int = 0

    @property
    def rates(self) -> Rates:
        """The five rates."""
        signed, registered, funded, started, producing = self.projects
        return Rates(
            Ratio(registered, signed),
            Ratio(funded, signed),
            Ratio(self.paid_in, self.amounts[0]),
            Ratio(started, signed),
            Ratio(producing, signed),
        )


class Pool(NamedTuple):
    """What is open before a signing that counts: neither counted as signed nor dropped.

    ``intents`` are signed in a way that the plan does not count; their amounts are what they were
    signed for, those of leads and talks their total investments. Of ``unpriced`` ones of these no
    amount is known.
    """

    leads: Figure = 0
    talks: Figure = 0
    intents: Figure = 0
    leads_amount: int = 0
    talks_amount: int = 0
    intents_amount: int = 0
    unpriced: Figure = 0


class Waits(NamedTuple):
    """How long the projects of a cohort took from a stage to the next: how many, by days.

    Only projects of which the first stage was recorded with its day. ``unfinished`` were waiting
    still, ``dropped`` were dropped while they waited.
    """

    arrived: Mapping[int, int]
    unfinished: Mapping[int, int]
    dropped: Mapping[int, int]


class Ending(NamedTuple):
    """Dropped projects of a cohort, and their contracted amounts."""

    projects: Figure = 0
    amount: int = 0


Legs = tuple[Waits, ...]
"""One for each of ``LEGS``."""
Endings = Mapping[str, Ending]
"""By reason."""


class Facts(NamedTuple):
    """A cohort by unit or other key.

    ``waits`` count in ``grain``: so many stand for one project. Where waits and endings were not
    asked for by key, all of them stand under ``""``.
    """

    cells: Mapping[str, Cell]
    pools: Mapping[str, Pool]
    waits: Mapping[str, Legs]
    endings: Mapping[str, Endings]
    grain: int = 1


def cohort_of(
    plan: Plan, as_of: date, since: date | None = None, until: date | None = None
) -> Measure:
    """Which projects are of the cohort, as a measure of signed projects.

    It counts as the plan's first indicator of signed projects does, so that the cohort of the
    plan's period is the report's figure.

    Args:
        since: the first day of signing; the plan's first day by default.
        until: the last day of signing; the plan's last day by default, and never after ``as_of``.
    """
    signed = (i for i in plan.indicators if i.stage == Stage.SIGNED)
    measure = measure_of(plan, next(signed, _SIGNED), as_of)
    start = measure.start if since is None else since.toordinal()
    end = measure.end if until is None else until.toordinal()
    return measure._replace(start=start, end=end, until=min(end, measure.as_of))


def together(cells: Iterable[Cell]) -> Cell:
    """The sum of cells."""
    total = Cell()
    for cell in cells:
        total = Cell(
            tuple(map(settled, map(add, total.projects, cell.projects))),
            tuple(map(add, total.amounts, cell.amounts)),
            total.paid_in + cell.paid_in,
            settled(total.dropped + cell.dropped),
            total.dropped_amount + cell.dropped_amount,
        )
    return total


def pooled(pools: Iterable[Pool]) -> Pool:
    """The sum of pools."""
    total = Pool()
    for pool in pools:
        total = Pool._make(map(settled, map(add, total, pool)))
    return total
