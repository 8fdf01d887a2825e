"""What is needed to read a person's words: the plan in force, its names, the day."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from qzinvest.intake.words.names import Resolver
from qzinvest.ledger.connection import Connection, is_there
from qzinvest.ledger.imports import lessons
from qzinvest.ledger.queries import office, plan_for, reading
from qzinvest.ledger.record import DEFAULT_OFFICE, Recorder
from qzinvest.locale import Wording
from qzinvest.model.learned import Lesson
from qzinvest.model.plan import Plan
from qzinvest.tuples import NamedTuple


class Desk(NamedTuple):
    """An open recording with what is needed to read a person's words."""

    recorder: Recorder
    plan: Plan
    resolver: Resolver
    w: Wording
    today: date

    @property
    def ground(self) -> "Ground":
        """The same without the recording."""
        office, connection = self.recorder.office, self.recorder.connection
        known = lessons(connection, office)
        return Ground(office, self.plan, self.resolver, self.w, self.today, known)


class Ground(NamedTuple):
    """What is needed to read a person's words while others may still write.

    ``lessons`` are what offices' files taught, by sender.
    """

    office: str
    plan: Plan
    resolver: Resolver
    w: Wording
    today: date
    lessons: Mapping[str, Lesson] = MappingProxyType({})

    @property
    def decides(self) -> tuple[str, Plan, Mapping[str, Lesson]]:
        """What a file's meaning depends on."""
        return self.office, self.plan, self.lessons


def ground(path: Path, w: Wording, today: date) -> Ground:
    """What the ledger of the file ``path`` says now, without its lock.

    Where there is none, it is what the first write will make one with.
    """
    if not is_there(path):
        # Imported here: a plan file is read once in a ledger's life.
        from qzinvest.intake.plans.file import shipped_plan

        plan = shipped_plan()
        return Ground(DEFAULT_OFFICE, plan, Resolver(plan, w.lang), w, today)
    with reading(path) as connection:
        plan = plan_for(connection, None, None, today)[0].plan
        resolver = resolver_of(connection, plan, w.lang)
        own = office(connection)
        return Ground(own, plan, resolver, w, today, lessons(connection, own))


def resolver_of(connection: Connection, plan: Plan, lang: str) -> Resolver:
    """What knows the names of a plan, and of the units that its own have taken over."""
    if not plan.taken:
        return Resolver(plan, lang)
    # Imported here: most plans take nothing over.
    from qzinvest.ledger.plans import former_units

    return Resolver(plan, lang, former_units(connection, plan))
