"""Rulings (裁定): what the judging office decides about projects, and from which day it holds.

A decision of one kind about one project is a timeline: what holds from a day on, until the next one
in it. So decisions of different kinds can be taken, and taken back, in any order.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from qzinvest.model.credit import Part, credit_parts, credit_text
from qzinvest.model.plan import UNIT_KINDS
from qzinvest.tuples import NamedTuple

T = TypeVar("T")
Turn = tuple[date | None, T | None]
"""What holds from a day on (``None``: always was so); ``None`` for nothing."""
Timeline = tuple[Turn[T], ...]
"""By day; neighbours differ, and it does not begin with nothing."""


OF_PAIRS = ("same_as", "not_same")
"""Kinds of rulings that name other projects."""


class Rulings(NamedTuple):
    """What has been decided about one project, by kind.

    ``excluded`` and ``spared`` hold the reason: left out of every figure; or (容错) left out of
    what is due and of deductions alone. ``same_as`` holds the id of the first report with which the
    project is counted. ``credit`` holds how an assessment shares it (``credit_text``). ``not_same``
    holds the ids of later reports that look like it and are other projects, parted by spaces.
    """

    excluded: Timeline[str] = ()
    spared: Timeline[str] = ()
    same_as: Timeline[str] = ()
    credit: Timeline[str] = ()
    not_same: Timeline[str] = ()

    def decided(self, kind: str, value: str | None, since: date | None = None) -> "Rulings":
        """The rulings with another decision of a kind from ``since`` on, as ``turned``."""
        return self._replace(**{kind: turned(getattr(self, kind), value, since)})

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the credit that holds last."""
        return credit_parts(latest(self.credit) or "")

    @property
    def others(self) -> tuple[str, ...]:
        """The ids of later reports that are other projects."""
        return tuple((latest(self.not_same) or "").split())

    def told_apart(self, others: Iterable[str]) -> "Rulings":
        """The rulings with ``others`` as the only later reports that are other projects."""
        return self.decided("not_same", " ".join(sorted(set(others))) or None)

    def credited(self, parts: Iterable[Part]) -> "Rulings":
        """The rulings with these parts, as if always so."""
        return self.decided("credit", credit_text(parts) or None)

    def shared(self, kind: str, parts: Sequence[Part], since: date | None = None) -> "Rulings":
        """The rulings with these parts between units of a kind from ``since`` on.

        Each kind of unit is shared for itself: the turns of the other kinds stay.
        """
        turns = {of: credit_turns(self.credit, of) for of in UNIT_KINDS}
        turns[kind] = turned(turns[kind], tuple(parts) or None, since)
        days = sorted({day or date.min for each in turns.values() for day, _ in each})
        merged: Timeline[str] = ()
        for day in days:
            held = [part for each in turns.values() for part in on_day(each, day.toordinal()) or ()]
            merged = turned(merged, credit_text(held) or None, None if day == date.min else day)
        return self._replace(credit=merged)


NONE = Rulings()
"""Of most projects nothing is decided."""


def turned(timeline: Timeline[T], value: T | None, since: date | None) -> Timeline[T]:
    """The timeline with ``value`` from ``since`` on, until what it has from a later day.

    What holds as if always so leaves nothing later.
    """
    before, after = timeline[:0], timeline[:0]
    if since is not None:
        before = tuple(turn for turn in timeline if turn[0] is None or turn[0] < since)
        after = tuple(turn for turn in timeline if turn[0] is not None and turn[0] > since)
    return level((*before, (since, value), *after))


def level(turns: Iterable[Turn[T]]) -> Timeline[T]:
    """The timeline of turns in the order of their days, some of which may change nothing."""
    kept: Timeline[T] = ()
    for turn in turns:
        if turn[1] != latest(kept):
            kept = (*kept, turn)
    return kept


def followed(own: Timeline[str], second: str, lead: Timeline[str]) -> Timeline[str]:
    """With whom a report is counted when ``second``, with which it is on some days, is so itself.

    ``lead`` says with whom that is.
    """
    turns = list[Turn[str]]()
    for day in sorted({day or date.min for day, _ in (*own, *lead)}):
        held = on_day(own, day.toordinal())
        instead = on_day(lead, day.toordinal()) if held == second else None
        turns.append((None if day == date.min else day, instead or held))
    return level(turns)


def united(
    known: Mapping[str, Timeline[str]], pair: tuple[str, str], since: date | None
) -> dict[str, Timeline[str]]:
    """With whom reports are counted when two of them are one project from ``since`` on.

    On each day all are one that are counted with either of the two; a day from which one of these
    was decided to be a project of its own ends that.

    Args:
        known: with whom each is counted so far, by id, the first report first: of all that are
            counted with one of the two on some day, and of those with whom these are.
        pair: the ids of the two.
        since: ``None`` for all days; then nothing ends it.
    """
    order = list(known)

    def heads(day: int) -> list[str]:
        return sorted({on_day(known[each], day) or each for each in pair}, key=order.index)

    begin, end = 0 if since is None else since.toordinal(), date.max.toordinal()
    turning = {day.toordinal(): None for turns in known.values() for day, _ in turns if day}
    if since is not None:
        parted = (turn for each in {*pair, *heads(begin)} for turn in known[each])
        ends = (day.toordinal() for day, first in parted if day and first is None and day > since)
        end = min(ends, default=end)
    days = sorted({begin, *(day for day in turning if begin < day < end)})
    found = {}
    for each, own in known.items():
        turns = [] if since is None else [t for t in own if t[0] is None or t[0] < since]
        for day in days:
            first, *others = heads(day)
            head = on_day(own, day) or each
            head = first if head in others else head
            turns.append((date.fromordinal(day) if day else None, None if head == each else head))
        later = [turn for turn in own if turn[0] is not None and turn[0].toordinal() >= end]
        if end != date.max.toordinal():
            turns.append((date.fromordinal(end), on_day(own, end)))
        found[each] = level((*turns, *later))
    return found


def credit_turns(credit: Timeline[str], kind: str) -> Timeline[tuple[Part, ...]]:
    """How a project is shared between units of one kind, by day."""
    turns = ((day, credit_parts(text or "")) for day, text in credit)
    return level((day, tuple(p for p in parts if p[0] == kind) or None) for day, parts in turns)


def until(timeline: Timeline[T], since: date) -> date | None:
    """The last day on which holds what was decided from ``since`` on; ``None`` for ever."""
    end = next((day for day, _ in timeline if day is not None and day > since), None)
    return None if end is None else end - timedelta(days=1)


def latest(timeline: Timeline[T]) -> T | None:
    """What holds last."""
    return timeline[-1][1] if timeline else None


def always(timeline: Timeline[T]) -> T | None:
    """What holds on all days; ``None`` where that is not one thing."""
    return timeline[0][1] if len(timeline) == 1 and timeline[0][0] is None else None


def told_on(timeline: Timeline[T], since: date | None) -> T | None:
    """What holds on a day; where nothing does, or it is asked of all days, what did last."""
    held = None if since is None else on_day(timeline, since.toordinal())
    return held or next((value for _, value in reversed(timeline) if value is not None), None)


def on_day(timeline: Timeline[T], day: int) -> T | None:
    """What holds on a day, an ordinal."""
    held = None
    for since, value in timeline:
        if since is not None and since.toordinal() > day:
            break
        held = value
    return held
