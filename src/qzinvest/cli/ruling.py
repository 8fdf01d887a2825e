"""What all rulings share: from which day they hold, and one form of answer.

Each project that changes is named, with what of it does; below the first what the decision means
and on which days. The months and editions that it moves come last, as behind every recording.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from qzinvest.cli.context import surroundings, talk
from qzinvest.cli.declare import Db, From, Lang, Wait
from qzinvest.cli.writing import change_text, desk
from qzinvest.intake.words.dates import since_day
from qzinvest.intake.words.texts import NOTE_LIMIT, clean_text
from qzinvest.ledger.rulings import Change
from qzinvest.model.deciding import decided, ended
from qzinvest.model.project import Project
from qzinvest.model.ruling import Timeline
from qzinvest.render.messages import days_text
from qzinvest.tasks.ground import Desk
from qzinvest.tuples import NamedTuple

T = TypeVar("T")


class Ruling(NamedTuple):
    """From when a ruling holds, and where it is recorded: the options of every command of them."""

    since: From = None
    wait: Wait = None
    db: Db = None
    lang: Lang = None


class Deciding:
    """A decision that is being recorded.

    Attributes:
        at: the open recording.
        day: from which it holds, ``None`` for always.
        known: the projects that the command names, as they are before.
    """

    def __init__(self, at: Desk, day: date | None, known: Sequence[Project]) -> None:
        self.at = at
        self.day = day
        self.known = known
        self._said: list[str] = []
        self._moved: list[str] = []

    def record(self, changes: Sequence[Change]) -> Project:
        """Record what changes, of which the last is what is decided of; gives that as it is now."""
        self.at.recorder.change(changes)
        first, *moved = (change_text(self.at, *change) for change in reversed(changes))
        self._said.append(first)
        self._moved += moved
        return changes[-1][1]

    def decide(self, after: Project) -> Project:
        """Record how the one project is that the command names."""
        return self.record([(self.known[0], after)])

    def because(self, field: str, reason: str) -> Project:
        """Record a ruling that has a reason; ``field`` is that of a project's rulings."""
        why = clean_text(reason, field, NOTE_LIMIT)
        return self.decide(decided(self.known[0], field, why, self.day))

    def end(self, field: str) -> Project:
        """Record that a ruling ends."""
        return self.decide(ended(self.known[0], field, self.day))

    def say(self, key: str, **fields: object) -> None:
        """Say below what changed what that means."""
        self.add(self.at.w(key, **fields))

    def add(self, line: str) -> None:
        """Say the same in words that are none of the catalogues'."""
        self._said.append(f"  {line}")

    def days(self, timeline: Timeline[T]) -> str:
        """On which days it holds, by the timeline that has it now."""
        return days_text(timeline, self.day, self.at.w)

    @property
    def told(self) -> str:
        """The whole answer."""
        return "\n".join([*self._said, *self._moved])


@contextmanager
def deciding(ruling: Ruling, *ids: str) -> Iterator[Deciding]:
    """Open the ledger for a decision about projects; what was recorded is told at the end.

    Raises:
        BadDay, FutureDate: as ``since_day``.
        UnknownProject: there is none of an id.
    """
    here = surroundings(ruling.db, ruling.lang, wait=ruling.wait)
    day = since_day(ruling.since, here.today)
    with desk(here) as at:
        it = Deciding(at, day, [at.recorder.project(each) for each in ids])
        yield it
    talk(it.told)
