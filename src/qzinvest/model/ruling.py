"""Rulings (裁定): what the judging office decides about projects, and from which day it holds.

A decision of one kind about one project is a timeline: what holds from a day on, until the next one
in it. So decisions of different kinds can be taken, and taken back, in any order.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeVar

from qzinvest.model.credit import Part, credit_parts, credit_text

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
        """The rulings with another decision of a kind from ``since`` on, whatever was later."""
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

    def credited(self, parts: Iterable[Part], since: date | None = None) -> "Rulings":
        """The rulings with these parts from ``since`` on."""
        return self.decided("credit", credit_text(parts) or None, since)


NONE = Rulings()
"""Of most projects nothing is decided."""


def turned(timeline: Timeline[T], value: T | None, since: date | None) -> Timeline[T]:
    """The timeline with ``value`` from ``since`` on; what began later is gone."""
    kept = () if since is None else tuple(t for t in timeline if t[0] is None or t[0] < since)
    if (kept[-1][1] if kept else None) == value:
        return kept
    return (*kept, (since, value))


def latest(timeline: Timeline[T]) -> T | None:
    """What holds last."""
    return timeline[-1][1] if timeline else None


def on_day(timeline: Timeline[T], day: int) -> T | None:
    """What holds on a day, an ordinal."""
    held = None
    for since, value in timeline:
        if since is not None and since.toordinal() > day:
            break
        held = value
    return held
