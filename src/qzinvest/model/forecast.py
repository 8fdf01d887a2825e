"""What the year end may bring: what the forecast computes and its view shows."""

from datetime import date
from fractions import Fraction

from qzinvest.model.heading import Heading
from qzinvest.model.note import Name, Note
from qzinvest.model.plan import Assumption, Names
from qzinvest.model.selection import Selection
from qzinvest.tuples import NamedTuple


class Outlook(NamedTuple):
    """One unit and one indicator; the fields are the forecast's columns in their order.

    Figures are projects or yuan. ``None`` stands where there is no target, where nothing recorded
    tells of the future (``low`` … ``probability``), or, of the weeks, where the period is over or
    has not begun.

    Args:
        actual: what counts today.
        median: the figure at the period's end that is as likely to be missed as to be passed.
        low, high: the bounds that hold the final figure in 80 of 100 cases, as nearly as whole
            projects allow.
        probability: of reaching the target, in whole hundredths; 0 or 1 only where no, or every,
            possible year end reaches it.
        gap: what the target is away, 0 once it is reached.
        weekly_so_far: what a week of this period has brought.
        weekly_needed: what each week that is left must bring.
        open: how many open projects may still come to count.
        open_brings: what all of them would bring.
        enough: whether all of them would close the gap; ``None`` without one.
        lever: ids of open projects that close it, largest first, the likeliest first among equals;
            as few as it takes, at most ``LEVERS``, none that brings nothing.
        lever_brings: what those bring.
        holds: what part of the possible year ends the bounds do hold, in whole hundredths; ``None``
            where there are none, and once the period is over.
    """

    unit: str
    name: Name
    tier: int | None
    indicator: str
    actual: int
    target: int | None
    low: int | None
    median: int | None
    high: int | None
    probability: Fraction | None
    gap: int | None
    weekly_so_far: Fraction | None
    weekly_needed: Fraction | None
    open: int
    open_brings: int
    enough: bool | None
    lever: tuple[str, ...]
    lever_brings: int
    holds: Fraction | None = None


LEVERS = 5


class Forecast(NamedTuple):
    """The whole forecast.

    ``lines`` are in plan order of units, then of indicators; ``totals`` hold one line an indicator
    and compare with the city's target. ``years`` is the number of complete earlier years that the
    rhythm of the months was learnt from. ``over`` says that the period is over: every figure is the
    actual one.
    """

    plan: str
    title: Names
    by: str
    tier: int | None
    as_of: date
    end: date
    pace: Fraction
    over: bool
    seed: int
    years: int
    assumed: tuple[Assumption, ...]
    headings: tuple[Heading, ...]
    lines: tuple[Outlook, ...]
    totals: tuple[Outlook, ...]
    source: Names
    notes: tuple[Note, ...] = ()
    selection: Selection = Selection()
