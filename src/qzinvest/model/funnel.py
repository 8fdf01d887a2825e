"""The funnel: what has become of the projects signed in a period."""

from datetime import date

from qzinvest.model.cohort import Cell, Pool
from qzinvest.model.counting import Figure
from qzinvest.model.note import Name, Note
from qzinvest.model.plan import Assumption, Names
from qzinvest.model.selection import Selection
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple


class Days(NamedTuple):
    """How long it takes from a stage to the next, by Kaplan–Meier (``reports.funnel.day_reached``).

    Args:
        first: the stage that was reached.
        then: the stage that is waited for; reached when it or a later one is.
        known: projects of which the day at ``first`` is known.
        arrived: of these, those that have reached ``then``.
        dropped: those that were dropped while they waited.
        waiting: those that are waiting still.
        median: days by which half have arrived, ``None`` where half had not.
        ninetieth: days by which nine in ten have.
    """

    first: Stage
    then: Stage
    known: Figure
    arrived: Figure
    dropped: Figure
    waiting: Figure
    median: int | None
    ninetieth: int | None


class Line(NamedTuple):
    """One unit or term; ``days`` is empty where they were not asked for by line."""

    unit: str
    name: Name
    tier: int | None
    cell: Cell
    pool: Pool
    days: tuple[Days, ...]


class Reason(NamedTuple):
    """Why projects were dropped, as their offices wrote it; the last one may gather all others.

    ``text`` is ``None`` for those others, of which there are ``kinds``.
    """

    text: str | None
    projects: Figure
    amount: int
    kinds: int = 1


class Funnel(NamedTuple):
    """The whole report.

    ``lines`` are in plan order, what no unit claims last; ``total`` is the sum of the lines shown.
    ``since`` and ``until`` are the first and last day of signing. ``by`` is one of
    ``reports.subjects.VIEWS``; ``tier`` and ``selection`` say which projects it is of.
    """

    plan: str
    title: Names
    by: str
    tier: int | None
    as_of: date
    since: date
    until: date
    lines: tuple[Line, ...]
    total: Line
    reasons: tuple[Reason, ...]
    assumed: tuple[Assumption, ...]
    notes: tuple[Note, ...] = ()
    selection: Selection = Selection()
