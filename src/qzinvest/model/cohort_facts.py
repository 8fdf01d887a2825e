"""What has become of a cohort, found out from single projects: the rules in plain words.

``ledger.cohorts`` gives the same from a roll-up; a test holds both together over random ledgers.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from qzinvest.model.cohort import FUNNEL, LEGS, Cell, Ending, Facts, Pool, Waits
from qzinvest.model.counting import COUNTED, DROPPED, Measure, figure
from qzinvest.model.credit import WHOLE
from qzinvest.model.passage import Passage
from qzinvest.model.stage import Stage

Shares = Callable[[Passage, int], Iterable[tuple[str, int]]]
"""Divides what a passage brings between keys, such as units (``counting.by_holder``)."""
_FUNDED = FUNNEL.index(Stage.FUNDED)
POOL = (Stage.LEAD, Stage.TALKS, Stage.SIGNED)
"""The stages of ``Pool``; what is signed there is signed in a way that does not count."""
ARRIVED, UNFINISHED, ENDED = range(3)
"""How a wait was last seen; the places in ``Waits``."""


class Spell(NamedTuple):
    """A wait from a stage to the next: its first day, and the day that ended it, if one did.

    ``how`` is ``ARRIVED`` or ``ENDED`` (dropped), ``UNFINISHED`` where nothing has ended it.
    """

    begin: int
    end: int | None
    how: int


def spells(passage: Passage) -> tuple[Spell | None, ...]:
    """The project's waits, one for each of ``LEGS``.

    None where the first stage was not recorded with its day, or was passed over: nobody knows how
    long that took; and where the project was dropped before it counted at that stage.
    """
    return tuple(_spell(passage, first, then) for first, then in LEGS)


def _spell(passage: Passage, first: Stage, then: Stage) -> Spell | None:
    begin, end, dropped = passage.reached(first), passage.reached(then), passage.dropped
    if begin is None or not passage.was_recorded(first):
        return None
    if dropped is not None and (end is None or dropped < end):
        return Spell(begin, dropped, ENDED) if begin <= dropped else None
    return Spell(begin, end, UNFINISHED if end is None else ARRIVED)


def facts_of(
    passages: Iterable[Passage], cohort: Measure, shares: Shares, *, assessed: bool = False
) -> Facts:
    """The cohort by the keys of ``shares``.

    Args:
        passages: each project at most once.
        cohort: from ``cohort_of``.
        shares: whose a project is.
        assessed: whether it can be several units' at once.
    """
    gathered = _Gathered(cohort, shares, WHOLE if assessed else 1)
    for passage in passages:
        gathered.take(passage)
    return gathered.facts()


class _Gathered:
    """Sums by key while passages come in, projects in so many pieces to the whole."""

    def __init__(self, cohort: Measure, shares: Shares, grain: int) -> None:
        self._cohort = cohort
        self._shares = shares
        self._grain = grain
        self._cells: dict[str, list[int]] = {}
        self._pools: dict[str, list[int]] = {}
        self._waits: dict[str, list[list[dict[int, int]]]] = {}
        self._endings: dict[str, dict[str, list[int]]] = {}

    def take(self, passage: Passage) -> None:
        """Put one project in."""
        verdict = self._cohort.verdict(passage)
        if verdict in {COUNTED, DROPPED}:
            self._follow(passage)
            self._wait(passage)
        elif (place := pool_place(passage, self._cohort)) is not None:
            for key, part in self._shares(passage, self._grain):
                self._pools.setdefault(key, [0] * len(Pool._fields))[place] += part
            for key, part in self._shares(passage, passage.amount):
                self._pools[key][place + len(POOL)] += part

    def _follow(self, passage: Passage) -> None:
        """Put it under the stages that it has reached, or under the reason why it was dropped."""
        dropped = passage.dropped is not None and passage.dropped <= self._cohort.as_of
        steps = 0 if dropped else self._steps(passage)
        for key, part in self._shares(passage, self._grain):
            self._add(key, 0, steps, part)
            if dropped:
                self._end(key, passage, 0, part)
        for key, part in self._shares(passage, passage.brings(Stage.SIGNED)):
            self._add(key, len(FUNNEL), steps, part)
            if dropped:
                self._end(key, passage, 1, part)
        if steps > _FUNDED:
            for key, part in self._shares(passage, passage.brings(Stage.FUNDED)):
                self._cells[key][2 * len(FUNNEL)] += part

    def _steps(self, passage: Passage) -> int:
        """How many stages of the funnel the project has reached; none is passed over."""
        days = (passage.reached(stage) for stage in FUNNEL)
        return sum(day is not None and day <= self._cohort.as_of for day in days)

    def _add(self, key: str, first: int, steps: int, part: int) -> None:
        sums = self._cells.setdefault(key, [0] * (2 * len(FUNNEL) + 1))
        for place in range(first, first + steps):
            sums[place] += part

    def _end(self, key: str, passage: Passage, place: int, part: int) -> None:
        endings = self._endings.setdefault(key, {})
        endings.setdefault(passage.drop_reason or "", [0, 0])[place] += part

    def _wait(self, passage: Passage) -> None:
        as_of = self._cohort.as_of
        for leg, spell in enumerate(spells(passage)):
            if spell is None or spell.begin > as_of:
                continue
            begin, end, how = spell
            if end is None or end > as_of:
                end, how = as_of, UNFINISHED
            for key, part in self._shares(passage, self._grain):
                waits = self._waits.setdefault(key, [[{}, {}, {}] for _ in LEGS])[leg][how]
                waits[end - begin] = waits.get(end - begin, 0) + part

    def facts(self) -> Facts:
        """Everything that was gathered."""
        endings = {
            key: {reason: Ending(figure(n, self._grain), yuan) for reason, (n, yuan) in of.items()}
            for key, of in self._endings.items()
        }
        return Facts(
            {key: self._cell(sums, endings.get(key, {})) for key, sums in self._cells.items()},
            {key: self._pool(sums) for key, sums in self._pools.items()},
            {key: tuple(Waits(*leg) for leg in legs) for key, legs in self._waits.items()},
            endings,
            self._grain,
        )

    def _cell(self, sums: list[int], endings: Mapping[str, Ending]) -> Cell:
        projects = tuple(figure(n, self._grain) for n in sums[: len(FUNNEL)])
        return Cell(
            projects,
            tuple(sums[len(FUNNEL) : -1]),
            sums[-1],
            sum(ending.projects for ending in endings.values()),
            sum(ending.amount for ending in endings.values()),
        )

    def _pool(self, sums: list[int]) -> Pool:
        leads, talks, intents = (figure(n, self._grain) for n in sums[: len(POOL)])
        return Pool(leads, talks, intents, *sums[len(POOL) :])


def pool_place(passage: Passage, cohort: Measure) -> int | None:
    """Where an open project stands in ``Pool``, ``None`` where it is not of it.

    What the plan would not count for its size or as an expansion is left out here too.
    """
    as_of = cohort.as_of
    if passage.dropped is not None and passage.dropped <= as_of:
        return None
    barred = cohort.barred is not None and passage.channel == cohort.barred
    if passage.amount < cohort.minimum or barred:
        return None
    days = [passage.reached(stage) for stage in POOL]
    reached = sum(day is not None and day <= as_of for day in days)
    signed = reached == len(POOL)
    if not reached or (signed and passage.signing in (cohort.signings or ())):
        return None
    return reached - 1
