"""What the projects tell a forecast, put in one by one, so that none has to be kept as a whole."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from heapq import heappop, heappush
from sys import intern
from typing import NamedTuple

from qzinvest.model.counting import COUNTED, Measure
from qzinvest.model.passage import ALWAYS, Passage
from qzinvest.model.stage import STAGES, Stage
from qzinvest.reports.forecasting.course import RECENT, Stays, Watched

Code = str | None
NOTED = 1000
"""How many of the newest signings tell how long before them projects are noted."""


class Kept(NamedTuple):
    """A project that counts today: the first three fields tell it from all others.

    It came to the goal on the day ``since``.
    """

    org: str
    number: int
    begins: int
    cell: Code
    since: int
    brings: int


class Waiting(NamedTuple):
    """A project that may yet come to count, at its latest stage ``since`` a day.

    Nothing of what it ``brings`` is paid in yet where that is what counts.
    """

    org: str
    number: int
    begins: int
    cell: Code
    stage: Stage
    since: int
    amount: int
    brings: int


class Gathered:
    """All that the indicators of one stage and minimum share.

    Attributes:
        goal: the stage.
        base: the stage that new projects begin with; arrivals came to it.
        narrows: whether size or channel may keep a project from fitting.
        number: how many projects fit, where they are counted for that.
        watched: how they went on, likewise.
        stays: how long they stayed at the goal, however far they went on from it.
        first: the first day on which one was noted.
        came: arrivals by cell, by day and whether that was recorded.
        brought: what arrivals bring, by cell.
        notes: the last arrivals: the day, and how many days before it they were noted.
        reached: whether any came to the goal.
        usual: what part of its amount a project usually pays in; 0 where none did.
    """

    def __init__(
        self, measure: Measure, home: Callable[[Passage], Code], today: int, *, is_over: bool
    ) -> None:
        """``home`` says the cell of a project; where the period ``is_over`` nothing is open."""
        self.measure, self.goal = measure, measure.indicator.stage
        self.base = min(self.goal, Stage.SIGNED)
        self._home, self._is_over, self._today = home, is_over, today
        self.narrows = bool(measure.minimum) or measure.barred is not None
        self.watched, self.stays = Watched(today), Stays(today)
        self.number, self.reached = 0, False
        self.first: int | None = None
        self.came = defaultdict[Code, Counter[tuple[int, bool]]](Counter)
        self.brought: defaultdict[Code, array[int]] = defaultdict(lambda: array("q"))
        self.notes: list[tuple[int, int]] = []
        self._kept: list[Kept] = []
        self._open: list[Waiting] = []
        self._paid = self._amount = 0

    def take(self, known: Passage, counting: Passage) -> None:
        """Put in a project as it is known on the day, and the same with what counts as its end."""
        passage = counting if self.goal >= Stage.SIGNED else known
        if self.narrows:
            if not self._fits(passage):
                return
            self.number += 1
            self.watched.take(passage.days, passage.dropped)
        lead = passage.lead or 0
        self.first = lead if self.first is None else min(lead, self.first)
        cell, reached = self._home(passage), passage.reached(self.goal)
        arrived = passage.reached(self.base)
        if arrived is not None:
            self._arrive(passage, cell, arrived, reached)
        if reached is not None:
            self._reach(passage, cell, reached)
        elif passage.dropped is None and not self._is_over:
            days = passage.days
            stage = STAGES[sum(day is not None for day in days) - 1]
            since, amount, brings = days[stage - 1] or 0, passage.amount, passage.brings(self.goal)
            # Most bring their amount: one number is held, not two; and one name of their office.
            brings = amount if brings == amount else brings
            org, number, begins = passage.key
            self._open.append(
                Waiting(intern(org), number, begins, cell, stage, since, amount, brings)
            )

    def _fits(self, passage: Passage) -> bool:
        """Whether a passage counts, or may come to count, by its size and channel."""
        measure = self.measure
        barred = measure.barred is not None and passage.channel == measure.barred
        return passage.amount >= measure.minimum and not barred

    def _arrive(self, passage: Passage, cell: Code, day: int, reached: int | None) -> None:
        self.came[cell][day, passage.was_recorded(self.base)] += 1
        if self.goal != Stage.FUNDED or reached is not None:
            self.brought[cell].append(passage.brings(self.goal))
        notes = self.notes
        if passage.lead and (len(notes) < NOTED or day >= notes[0][0]):
            heappush(notes, (day, day - passage.lead))
            if len(notes) > NOTED:
                heappop(notes)

    def _reach(self, passage: Passage, cell: Code, day: int) -> None:
        self.reached = True
        if day >= self._today - RECENT:
            self.stays.take(day, None, passage.dropped)
        measure = self.measure
        if (day >= measure.start or measure.is_paid) and measure.verdict(passage) == COUNTED:
            brings = passage.brings(self.goal)
            org, number, begins = passage.key
            self._kept.append(Kept(intern(org), number, begins, cell, day, brings))
        if self.goal == Stage.FUNDED:
            self._amount += passage.amount
            self._paid += passage.paid_between(ALWAYS, self._today)

    @property
    def usual(self) -> Fraction:
        """What part of its amount a project usually pays in; 0 where none did."""
        return Fraction(self._paid, self._amount or 1)

    def kept(self) -> list[Kept]:
        """The projects that count today, the largest first."""
        # In one order, so that the same projects draw the same lots, whoever lists them.
        return sorted(self._kept, key=lambda kept: (-kept.brings, kept[:3]))

    def open(self) -> list[Waiting]:
        """The projects that may yet come to count, the largest first."""
        return sorted(self._open, key=lambda each: (-each.brings, -each.amount, each[:3]))
