"""The month's roll-up of cohorts: what comes and goes when, gathered while projects are folded.

A project comes under a stage in one month, and leaves it in the month of its drop; what came up to
a month without what left is what stands there at its end. ``ledger.cohorts`` reads it;
``model.cohort_facts`` says in plain words what is counted. An import comes here a million times: so
there are two steps of dictionaries, and whole numbers as keys of the second one.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise

from qzinvest.model.cohort import FUNNEL
from qzinvest.model.cohort_facts import POOL, UNFINISHED, spells
from qzinvest.model.pace import month_of
from qzinvest.model.passage import Passage
from qzinvest.model.stage import Stage

KINDS = ("district", "department", "group")
DROPPED = 0
"""Stands in ``cohort.stage`` for having been dropped."""
LEFT = 10
"""Added to ``cohort.stage`` where projects leave the stage."""
OPEN_POOL = 0
"""Stands in ``cohort.signed`` for what is open before a signing that counts."""
NEVER = 999_999
"""The month of what has not ended."""

_FUNDED = Stage.FUNDED
_PLACES = 10_000_000
"""More than any month's number and any day's: they stand side by side in a key that is a number."""

CohortKey = tuple[str, str, int, str, str]
WaitKey = tuple[str, int, str]
EndingKey = tuple[str, int, int, str, str]
Change = tuple[int, int, int]
"""Stage and month as a key, amount, yuan paid in."""

_COHORT = """
INSERT INTO cohort VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, kind, stage, signed, unit, signing, month)
DO UPDATE SET n = n + excluded.n, amount = amount + excluded.amount, paid = paid + excluded.paid"""
_CLEAR_COHORT = """
DELETE FROM cohort WHERE org = ? AND kind = ? AND stage = ? AND signed = ? AND unit = ?
AND signing = ? AND month = ? AND n = 0"""
_WAIT = """
INSERT INTO wait VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, how, signed, month, leg, signing, day) DO UPDATE SET n = n + excluded.n"""
_CLEAR_WAIT = """
DELETE FROM wait WHERE org = ? AND how = ? AND signed = ? AND month = ? AND leg = ? AND signing = ?
AND day = ? AND n = 0"""
_ENDING = """
INSERT INTO ending VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (org, signed, month, signing, reason)
DO UPDATE SET n = n + excluded.n, amount = amount + excluded.amount"""
_CLEAR_ENDING = """
DELETE FROM ending WHERE org = ? AND signed = ? AND month = ? AND signing = ? AND reason = ?
AND n = 0"""


class CohortTally:
    """The differences that changes make to the roll-up, gathered and written once."""

    def __init__(self) -> None:
        self._cohort: dict[CohortKey, dict[int, list[int]]] = {}
        self._wait: dict[WaitKey, dict[int, int]] = {}
        self._ending: dict[EndingKey, list[int]] = {}
        self.cells = 0

    def add(self, passage: Passage, sign: int) -> None:
        """Put a project's contributions in (``sign`` 1) or take them out (-1)."""
        if passage.lead != passage.signed and (pool := _pool_changes(passage)):
            self._gather(passage, OPEN_POOL, "", pool, sign)
        if passage.signed is None:
            return
        signed, signing = _month(passage.signed), passage.signing or ""
        self._gather(passage, signed, signing, _cohort_changes(passage), sign)
        self._wait_out(passage, signed, sign)
        if passage.dropped is not None:
            month = max(signed, _month(passage.dropped))
            key = (passage.org, signed, month, signing, passage.drop_reason or "")
            sums = self._ending.setdefault(key, [0, 0])
            sums[0] += sign
            sums[1] += sign * passage.brings(Stage.SIGNED)

    def _gather(
        self, passage: Passage, signed: int, signing: str, changes: list[Change], sign: int
    ) -> None:
        """Put changes in for the project's district, department and group."""
        units = (passage.district or "", passage.department or "", passage.group or "")
        for kind, unit in zip(KINDS, units, strict=True):
            key = (passage.org, kind, signed, unit, signing)
            cells = self._cohort.get(key)
            if cells is None:
                cells = self._cohort[key] = {}
            for place, amount, paid in changes:
                if (sums := cells.get(place)) is None:
                    sums = cells[place] = [0, 0, 0]
                    self.cells += 1
                sums[0] += sign
                sums[1] += sign * amount
                if paid:
                    sums[2] += sign * paid

    def _wait_out(self, passage: Passage, signed: int, sign: int) -> None:
        cells = self._wait.setdefault((passage.org, signed, passage.signing or ""), {})
        before = len(cells)
        for leg, begin, end, how in spells(passage):
            month = NEVER if end is None else _month(end)
            if month != _month(begin):  # else it is never seen waiting at a month's end
                place = ((UNFINISHED * 10 + leg) * _PLACES + month) * _PLACES + begin
                cells[place] = cells.get(place, 0) + sign
            if end is not None:
                place = ((how * 10 + leg) * _PLACES + month) * _PLACES + end - begin
                cells[place] = cells.get(place, 0) + sign
        self.cells += len(cells) - before

    def write(self, connection: sqlite3.Connection) -> None:
        """Add the gathered differences to the tables and drop rows that have become empty."""
        for rows, add, clear in (
            (self._cohort_rows(), _COHORT, _CLEAR_COHORT),
            (self._wait_rows(), _WAIT, _CLEAR_WAIT),
            (((key, sums) for key, sums in self._ending.items()), _ENDING, _CLEAR_ENDING),
        ):
            changed = sorted((key, sums) for key, sums in rows if any(sums))
            connection.executemany(add, ((*key, *sums) for key, sums in changed))
            connection.executemany(clear, (key for key, sums in changed if sums[0] <= 0))
        self._cohort.clear()
        self._wait.clear()
        self._ending.clear()
        self.cells = 0

    def _cohort_rows(self) -> Iterator[tuple[tuple[int | str, ...], list[int]]]:
        for (org, kind, signed, unit, signing), cells in self._cohort.items():
            for place, sums in cells.items():
                stage, month = divmod(place, _PLACES)
                yield (org, kind, stage, signed, unit, signing, month), sums

    def _wait_rows(self) -> Iterator[tuple[tuple[int | str, ...], list[int]]]:
        for (org, signed, signing), cells in self._wait.items():
            for place, n in cells.items():
                rest, day = divmod(place, _PLACES)
                rest, month = divmod(rest, _PLACES)
                how, leg = divmod(rest, 10)
                yield (org, how, signed, month, leg, signing, day), [n]


def _pool_changes(passage: Passage) -> list[Change]:
    """When a project that is not signed yet comes under the stages before, and leaves them."""
    changes: list[Change] = []
    for stage, then in pairwise(POOL):
        begin, end = passage.reached(stage), passage.reached(then)
        if begin is not None and begin != end:
            ends = [day for day in (end, passage.dropped) if day is not None]
            changes += _stay(stage, begin, min(ends, default=None), passage.amount)
    return changes


def _cohort_changes(passage: Passage) -> list[Change]:
    """When a signed project comes under the stages from signing on, and from when it is dropped."""
    amount, dropped = passage.brings(Stage.SIGNED), passage.dropped
    changes: list[Change] = []
    for stage in FUNNEL:
        begin = passage.reached(stage)
        if begin is None:
            break
        paid = passage.funded_sum if stage == _FUNDED else 0
        if dropped is None:
            changes.append((stage * _PLACES + _month(begin), amount, paid))
        else:
            changes += _stay(stage, begin, dropped, amount, paid)
    if dropped is not None:
        month = _month(max(dropped, passage.signed or dropped))
        changes.append((DROPPED * _PLACES + month, amount, 0))
    return changes


def _stay(stage: int, begin: int, end: int | None, amount: int, paid: int = 0) -> list[Change]:
    """Coming under a stage and leaving it; nothing if that is in one month, or the other way."""
    month = _month(begin)
    if end is None:
        return [(stage * _PLACES + month, amount, paid)]
    left = _month(end)
    if end <= begin or left == month:
        return []
    return [
        (stage * _PLACES + month, amount, paid),
        ((stage + LEFT) * _PLACES + left, amount, paid),
    ]


@cache
def _month(day: int) -> int:
    return month_of(date.fromordinal(day))
