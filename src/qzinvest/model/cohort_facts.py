"""What has become of a cohort, found out from single projects: the rules in plain words.

``ledger.cohorts`` sums the same in the database; a test holds both together over random ledgers.
"""

from collections.abc import Callable, Iterable

from qzinvest.model.cohort import FUNNEL, LEGS, Cell, Ending, Facts, Pool, Waits
from qzinvest.model.counting import COUNTED, DROPPED, Measure, figure
from qzinvest.model.credit import WHOLE
from qzinvest.model.passage import ALWAYS, Passage
from qzinvest.model.stage import Stage

Shares = Callable[[Passage, int], Iterable[tuple[str, int]]]
"""Divides what a passage brings between keys, such as units (``counting.by_holder``)."""
_FUNDED = FUNNEL.index(Stage.FUNDED)
POOL = (Stage.LEAD, Stage.TALKS, Stage.SIGNED)
"""The stages of ``Pool``; what is signed there is signed in a way that does not count."""
ARRIVED, UNFINISHED, ENDED = range(3)
"""How a wait was last seen; the places in ``Waits``."""


Spell = tuple[int, int, int | None, int]
"""A wait: its place in ``LEGS``, its first day, the day that ended it if one did, and how:
``ARRIVED`` or ``ENDED`` (dropped), ``UNFINISHED`` where nothing has ended it."""


def spells(passage: Passage) -> list[Spell]:
    """The project's waits from stage to stage.

    None where the first stage was not recorded with its day, or was passed over: nobody knows how
    long that took; and where the project was dropped before it counted at that stage.
    """
    found: list[Spell] = []
    dropped, recorded = passage.dropped, passage.recorded >> Stage.SIGNED
    begin = passage.signed
    later = (passage.registered, passage.funded, passage.started, passage.producing)
    for leg, end in enumerate(later):
        if begin is None:
            break
        if recorded >> leg & 1:
            if dropped is None or (end is not None and end <= dropped):
                found.append((leg, begin, end, UNFINISHED if end is None else ARRIVED))
            elif begin <= dropped:
                found.append((leg, begin, dropped, ENDED))
        begin = end
    return found


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
    gathered = Gathered(shares, grain=WHOLE if assessed else 1)
    for passage in passages:
        gathered.take(passage, cohort)
    return gathered.facts()


_UNPRICED = 2 * len(POOL)
_AMOUNTS = len(FUNNEL)
_PAID = _AMOUNTS + len(FUNNEL)
_DROPPED = _PAID + 1


class Gathered:
    """Sums by key while projects come in, each in ``grain`` pieces.

    Attributes:
        cells: by key: projects, then amounts at each stage of ``FUNNEL``, what is paid in, dropped
            projects and their amount.
        pools: by key: projects, then amounts at each stage of ``POOL``.
        waits: by key, for each leg, by how a wait was last seen: how many, by days.
        endings: by key and reason: projects, amount.
    """

    def __init__(self, shares: Shares, *, grain: int = 1, by_key: bool = True) -> None:
        """Begin.

        Args:
            shares: whose a project is.
            grain: the pieces of a project.
            by_key: whether waits and endings are gathered by key; else all under ``""``.
        """
        self._shares = shares
        self._wait_shares: Shares = shares if by_key else _all_as_one
        self._grain = grain
        self.cells: dict[str, list[int]] = {}
        self.pools: dict[str, list[int]] = {}
        self.waits: dict[str, list[list[dict[int, int]]]] = {}
        self.endings: dict[str, dict[str, list[int]]] = {}

    def take(self, passage: Passage, cohort: Measure) -> None:
        """Put one project in."""
        verdict = cohort.verdict(passage)
        if verdict in (COUNTED, DROPPED):
            if verdict == COUNTED:
                self._follow(passage, cohort)
            else:
                self._end(passage)
            self._wait(passage, cohort)
        elif (place := pool_place(passage, cohort)) is not None:
            for key, part in self._shares(passage, self._grain):
                self._pool_of(key)[place] += part
            signed = POOL[place] == Stage.SIGNED
            amount = passage.brings(Stage.SIGNED) if signed else passage.amount
            for key, part in self._shares(passage, amount):
                self._pool_of(key)[place + len(POOL)] += part
            for key, part in () if amount else self._shares(passage, self._grain):
                self._pool_of(key)[_UNPRICED] += part

    def came(self, key: str, found: Iterable[int]) -> None:
        """Put in sums of whole projects, in the order of ``cells``."""
        sums = self._sums(key)
        for place, value in enumerate(found):
            are_projects = place < _AMOUNTS or place == _DROPPED
            sums[place] += value * self._grain if are_projects else value

    def ended(self, key: str, reason: str, n: int, amount: int) -> None:
        """Put in ``n`` whole projects that were dropped, and their yuan."""
        ending = self.endings.setdefault(key, {}).setdefault(reason, [0, 0])
        for place, value in enumerate((n * self._grain, amount)):
            ending[place] += value

    def opened(self, key: str, found: Iterable[int]) -> None:
        """Put in sums of whole projects, in the order of ``pools``."""
        sums = self._pool_of(key)
        for place, value in enumerate(found):
            are_projects = place < len(POOL) or place == _UNPRICED
            sums[place] += value * self._grain if are_projects else value

    def waited(self, key: str, leg: int, how: int, days: int, n: int) -> None:
        """Put in ``n`` whole projects that were seen so on a leg, after so many days."""
        self._count_wait(key, leg, how, days, n * self._grain)

    def _sums(self, key: str) -> list[int]:
        return self.cells.setdefault(key, [0] * (_DROPPED + 2))

    def _pool_of(self, key: str) -> list[int]:
        return self.pools.setdefault(key, [0] * len(Pool._fields))

    def _count_wait(self, key: str, leg: int, how: int, days: int, pieces: int) -> None:
        legs = self.waits.setdefault(key, [[{}, {}, {}] for _ in LEGS])
        legs[leg][how][days] = legs[leg][how].get(days, 0) + pieces

    def _follow(self, passage: Passage, cohort: Measure) -> None:
        """Put a project under the stages that it has reached; none is passed over."""
        days = (passage.reached(stage) for stage in FUNNEL)
        steps = sum(day is not None and day <= cohort.as_of for day in days)
        for first, value in (
            (0, self._grain),
            (_AMOUNTS, passage.brings(Stage.SIGNED)),
        ):
            for key, part in self._shares(passage, value):
                sums = self._sums(key)
                for place in range(first, first + steps):
                    sums[place] += part
        if steps > _FUNDED:
            for key, part in self._shares(passage, passage.paid_between(ALWAYS, cohort.as_of)):
                self._sums(key)[_PAID] += part

    def _end(self, passage: Passage) -> None:
        """Put a project under the reason why it was dropped."""
        for place, value in enumerate((self._grain, passage.brings(Stage.SIGNED))):
            for key, part in self._shares(passage, value):
                self._sums(key)[_DROPPED + place] += part
            for key, part in self._wait_shares(passage, value):
                endings = self.endings.setdefault(key, {})
                endings.setdefault(passage.drop_reason or "", [0, 0])[place] += part

    def _wait(self, passage: Passage, cohort: Measure) -> None:
        for leg, begin, end, how in spells(passage):
            if begin > cohort.as_of:
                continue
            ended = end is not None and end <= cohort.as_of
            days = (end if ended and end is not None else cohort.as_of) - begin
            for key, part in self._wait_shares(passage, self._grain):
                self._count_wait(key, leg, how if ended else UNFINISHED, days, part)

    def facts(self) -> Facts:
        """Everything that was gathered."""
        return Facts(
            {key: self._cell(sums) for key, sums in self.cells.items() if any(sums)},
            {key: self._pool(sums) for key, sums in self.pools.items() if any(sums)},
            {key: tuple(map(_waits, legs)) for key, legs in self.waits.items()},
            {
                key: {
                    reason: Ending(figure(n, self._grain), yuan)
                    for reason, (n, yuan) in of.items()
                    if n or yuan
                }
                for key, of in self.endings.items()
            },
            self._grain,
        )

    def _cell(self, sums: list[int]) -> Cell:
        return Cell(
            tuple(figure(n, self._grain) for n in sums[:_AMOUNTS]),
            tuple(sums[_AMOUNTS:_PAID]),
            sums[_PAID],
            figure(sums[_DROPPED], self._grain),
            sums[_DROPPED + 1],
        )

    def _pool(self, sums: list[int]) -> Pool:
        leads, talks, intents = (figure(n, self._grain) for n in sums[: len(POOL)])
        unpriced = figure(sums[_UNPRICED], self._grain)
        return Pool(leads, talks, intents, *sums[len(POOL) : _UNPRICED])._replace(unpriced=unpriced)


def _waits(parts: list[dict[int, int]]) -> Waits:
    return Waits(*({days: n for days, n in part.items() if n} for part in parts))


def _all_as_one(_passage: Passage, value: int) -> tuple[tuple[str, int]]:
    return (("", value),)


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
