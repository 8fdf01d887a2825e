"""Recording: one transaction takes the lock, appends events, folds them and commits."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from qzinvest.errors import (
    FileExists,
    LedgerLocked,
    NotUndoable,
    OthersProject,
    RealAndInvented,
    UnknownEvent,
)
from qzinvest.ledger import facts, fold, log, queries, schema
from qzinvest.ledger.connection import create, creating
from qzinvest.ledger.history import without
from qzinvest.ledger.log import plan_in
from qzinvest.ledger.settings import keep_first
from qzinvest.ledger.trouble import TIMEOUT_SECONDS
from qzinvest.ledger.turns import rehearsing, stamp_now, writing
from qzinvest.model.edition import Heads, Positions
from qzinvest.model.fact_json import project_text
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project, number_of, with_payments
from qzinvest.model.ruling import NONE

DEFAULT_OFFICE = "QZ"
_PAST_ID = Project._fields.index("number") + 1


class Recorder:
    """The open transaction of one recording; made by ``recording``.

    Attributes:
        office: the office whose chain grows.
        recorded: the number of events appended so far.
        begin: the number of the office's last event before it.
        touched: the numbers of the projects that it changed; of each whether it was known before.
        stamp: the time and the author of its events.
        last_time: the UTC second of the office's last event before it, empty where there is none.
        is_invented: whether the ledger is the demo's; ``None`` until it has its first project.
    """

    def __init__(self, connection: sqlite3.Connection, office: str, stamp: tuple[str, str]) -> None:
        self.connection = connection
        self.office = office
        self.recorded = 0
        self.is_invented = queries.is_invented(connection)
        self._put_off: tuple[str, ...] = ()
        self._last_plan: tuple[str, set[tuple[str, str]]] | None = None
        self.stamp = stamp
        self.last_time = log.last_time(connection, office)
        self._head = log.head_of(connection, office)
        self.begin = self._head.seq
        self.touched: dict[int, bool] = {}

    @property
    def numbers(self) -> int:
        """The highest project number that the office has given."""
        return self._head.numbers

    def reserve(self, number: int) -> None:
        """Number new projects beyond ``number``."""
        self._head = self._head._replace(numbers=max(self._head.numbers, number))

    @property
    def last_seq(self) -> int:
        """The number of the last event of the office's chain."""
        return self._head.seq

    @property
    def positions(self) -> Positions:
        """The place of the log that has been reached, this recording's events included."""
        return log.positions(self.connection) | {self.office: self._head.seq}

    @property
    def heads(self) -> Heads:
        """Where each chain ends, this recording's events included."""
        end = f"{self._head.seq}:{self._head.hash.hex()}"
        return {**log.heads(self.connection), self.office: end}

    def add(self, projects: Iterable[Project]) -> list[Project]:
        """Record new projects; each gets the office, and its next number.

        A project that brings a number keeps it; the caller sees to it that it was never given.

        Raises:
            RealAndInvented: a real project would come into a ledger of invented ones, or an
                invented one among real ones.
        """
        numbered = []
        last = self._head.numbers
        for project in projects:
            if self.is_invented is None:
                self.is_invented = project.is_invented
            if project.is_invented != self.is_invented:
                raise RealAndInvented(project=project.name, invented=project.is_invented)
            number = project.number or last + 1
            last = max(last, number)
            known = Project._make((self.office, number, *project[_PAST_ID:]))  # for every row
            numbered.append(with_payments(known))
        self._head = self._head._replace(numbers=last)
        self._put([(None, project) for project in numbered])
        return numbered

    def change(self, pairs: Iterable[tuple[Project, Project]]) -> None:
        """Record the new states of known projects, as pairs ``(before, after)``.

        Raises:
            RepeatedCode: a new code is another project's.
            PlanLacks: it names what the plan that comes into force last has not.
            OthersProject: another office recorded it.
        """
        pairs = list(pairs)
        for before, after in pairs:
            if after.code != before.code:
                queries.refuse_taken_code(self.connection, after)
        self._put([(before, with_payments(after)) for before, after in pairs])

    def _put(self, pairs: Sequence[tuple[Project | None, Project]]) -> None:
        reports = [(was, now) for was, now in pairs if was is None or was.report != now.report]
        for _, after in reports:
            if after.org != self.office:
                raise OthersProject(project=after.id, office=after.org, own=self.office)
        if len(queries.plan_rows(self.connection)) > 1:
            self._refuse_lost(pairs)
        self.touched |= {after.number: before is not None for before, after in reports}
        said = [log.Fact("project", after.id, project_text(after)) for _, after in reports]
        for before, after in pairs:
            if before is not None or after.payments or any(after.rulings):
                said += self._beside(before, after)
        first = self._append(said)
        new = [(seq, now) for seq, (was, now) in enumerate(reports, first) if was is None]
        ids = {fact.key for fact, (was, _) in zip(said, reports, strict=False) if was is None}
        known = [self._event(first + n, said[n]) for n, (was, _) in enumerate(reports) if was]
        own: list[log.Event] = []
        for seq, fact in enumerate(said[len(reports) :], first + len(reports)):
            event = self._event(seq, fact)
            at_once = event.key.partition("/")[0] in ids and not facts.is_link(event)
            (own if at_once else known).append(event)
        fold.write_new(self.connection, new, self.begin + 1, own)
        self._fold(known)

    def _beside(self, before: Project | None, after: Project) -> Iterator[log.Fact]:
        """The facts about a project besides its report: rulings and payments that have changed."""
        decided = NONE if before is None else before.rulings
        if decided != after.rulings:
            for what, was, now in zip(decided._fields, decided, after.rulings, strict=True):
                if was != now:
                    yield log.Fact(facts.RULING, f"{after.id}/{what}", facts.text(facts.turns(now)))
        paid = () if before is None else before.payments
        if not (paid or after.payments):
            return
        recorded = set() if before is None else facts.payment_keys(self.connection, after.id)
        # A report of an earlier version holds what was paid in; written anew it does not.
        inline = before is not None and bool(paid) and after.id in recorded
        keys = {facts.payment_key(after.id, payment): payment for payment in after.payments}
        for key, payment in keys.items():
            if payment not in paid or (inline and key not in recorded):
                yield log.Fact(facts.ENTRY, key, facts.text(facts.payment_fields(payment)))
        for payment in paid:
            key = facts.payment_key(after.id, payment)
            if key not in keys and key in recorded:
                yield log.Fact(facts.ENTRY, key, log.NULL)

    def _refuse_lost(self, pairs: Iterable[tuple[Project | None, Project]]) -> None:
        """Refuse what the plan that comes into force last has not: its reports would lose it."""
        # Imported here: most ledgers have one plan, and names are of that one.
        from qzinvest.ledger import plans

        if self._last_plan is None:
            self._last_plan = plans.last_names(self.connection)
        code, names = self._last_plan
        for before, after in pairs:
            named = plans.named_by(after) - (plans.named_by(before) if before else set())
            plans.refuse_lost(code, named - names)

    def _append(self, facts: Sequence[log.Fact]) -> int:
        """Append facts to the chain; gives the number of the first one's event."""
        first, stamp = self._head.seq + 1, (*self.stamp, self.begin + 1)
        self._head = log.append(self.connection, self.office, self._head, stamp, facts)
        self.recorded += len(facts)
        return first

    def _event(self, seq: int, fact: log.Fact) -> log.Event:
        """The event of a fact that was appended, without its hashes."""
        by, step = self.stamp, self.begin + 1
        return log.Event(self.office, seq, *by, *fact[:3], step, fact.undoes, b"", b"")

    def adopt(self, plan: Plan, effective: date) -> None:
        """Record that ``plan`` is in force from ``effective`` on."""
        # Imported here: few recordings adopt a plan.
        from qzinvest.ledger.plans import plan_body, plan_key

        self._record_plan(
            plan_key(plan.code, effective.isoformat()), log.canonical(plan_body(plan))
        )

    def _record_plan(self, key: str, body: str, undoes: int | None = None) -> None:
        self._last_plan = None
        self._record(log.Fact("plan", key, body, undoes))

    def note(self, kind: str, key: str, body: str) -> None:
        """Record a fact that is about no project, such as a mark, or what an import did."""
        self._record(log.Fact(kind, key, body))

    def found_office(self) -> None:
        """Record the office itself, the first event of its chain."""
        self._append([log.Fact("office", self.office, log.canonical({"office": self.office}))])

    def undo(self, event: log.Event, last: log.Event | None = None) -> str:
        """Take back what ``event`` changed, as a new event; gives that event's body.

        What later events changed besides stays. Where a later event changed the same field again,
        nothing is guessed.

        Args:
            last: the fact's last event, but for those that this recording took back and undos of
                them; looked for by default.

        Raises:
            NotUndoable: the event is another office's, a later event or a linked report rests on
                it, it founded the office, or it adopted the only plan.
            PlanNeeded: it adopted a plan on which projects, days, marks or editions rest.
            PlanLacks: the project as it was names what the plan has not any more.
        """
        if event.org != self.office:
            raise NotUndoable(event=event.id, reason="foreign")
        if event.kind == "office":
            raise NotUndoable(event=event.id, reason="office")
        last = last or log.state_at(self.connection, event.org, event.key) or event
        body = without(self.connection, event, last)
        if event.kind == "plan":
            self._undo_plan(event, last, body)
        elif event.kind == "project":
            self._undo_project(event, last, body)
        else:
            self._record(log.Fact(event.kind, event.key, body, event.seq))
        return body

    def _undo_plan(self, event: log.Event, last: log.Event, body: str) -> None:
        # Imported here: few ledgers ever take a plan back.
        from qzinvest.ledger import plans

        self._record_plan(event.key, body, event.seq)
        if not queries.plan_rows(self.connection):
            raise NotUndoable(event=event.id, reason="only_plan")
        if last.body != log.NULL:
            effective = date.fromisoformat(event.key.rpartition("@")[2])
            undone = plan_in(last.body)[0]
            plans.refuse_needed(self.connection, undone, effective, last.id)
        if body != log.NULL:
            plan = plan_in(body)[0]
            if self.is_invented and not plan.is_fictional:
                raise NotUndoable(event=event.id, reason="invented")
            plans.refuse_unfit(self.connection, plan)

    def _undo_project(self, event: log.Event, last: log.Event, body: str) -> None:
        before, after = (fold.project_of(state) for state in (last, event._replace(body=body)))
        if after is not None:
            self._refuse_lost([(before, after)])
            queries.refuse_taken_code(self.connection, after)
        elif facts.ever_linked(self.connection, event.key):
            raise NotUndoable(event=event.id, reason="linked")
        elif facts.rest_on(self.connection, event.key):
            raise NotUndoable(event=event.id, reason="later")
        self._record(log.Fact(event.kind, event.key, body, event.seq))

    def _record(self, fact: log.Fact) -> None:
        self._fold([self._event(self._append([fact]), fact)])

    def _fold(self, events: Sequence[log.Event]) -> None:
        """Fold events of known projects; what else they move is touched too."""
        moved = fold.write(self.connection, events)
        own = (number for org, number in moved if org == self.office)
        self.touched |= {number: True for number in own if number not in self.touched}

    def project(self, project_id: str) -> Project:
        """The project of this id or code, as it stands inside this transaction."""
        return queries.project(self.connection, project_id)

    def expect_many(self, keep: Sequence[str] = ()) -> None:
        """Do without bulky indexes, but those to ``keep``, and the check for gaps until the end."""
        self._put_off = tuple(name for name in schema.BULKY if name not in keep)
        for name in self._put_off:
            self.connection.execute(f"DROP INDEX IF EXISTS {name}")
        self.connection.execute("DROP TRIGGER IF EXISTS event_no_fork")

    def close(self) -> None:
        """Write what was gathered: the chain's head, and indexes put off."""
        for name in self._put_off:
            self.connection.execute(schema.INDEXES[name])
        if self._put_off:
            self.connection.execute(schema.TRIGGERS["event_no_fork"])
        self.connection.execute(
            "INSERT INTO chain VALUES (:org, :seq, :hash, :numbers, 0) "
            "ON CONFLICT (org) DO UPDATE SET seq = :seq, hash = :hash, numbers = :numbers",
            {"org": self.office, **self._head._asdict()},
        )


@contextmanager
def recording(
    path: Path,
    stamp: tuple[str, str] | None = None,
    *,
    keep: bool = True,
    wait: float = TIMEOUT_SECONDS,
) -> Iterator[Recorder]:
    """Open the ledger at ``path`` and one transaction on it: all of it is kept, or nothing.

    Args:
        stamp: ``(at, who)`` for the events; the clock and the system's user where not given.
        keep: false for a rehearsal, which only reads the ledger.
        wait: for how many seconds, if others write.
    """
    with writing(path, wait=wait) if keep else rehearsing(path) as connection:
        recorder = Recorder(connection, queries.office(connection), stamp or stamp_now())
        yield recorder
        recorder.close()


@contextmanager
def founding(
    path: Path,
    office: str,
    plan: Plan,
    lang: str | None = None,
    *,
    wait: float = TIMEOUT_SECONDS,
) -> Iterator[Recorder]:
    """Make a ledger at ``path``, and open its first recording: it is kept with that, or not made.

    Args:
        wait: for how many seconds others may have kept the place, as an error says it.

    Raises:
        LedgerLocked: meanwhile another process has made one.
    """
    try:
        with creating(path, office) as connection:
            _begin(connection, office, plan, lang).close()
            recorder = Recorder(connection, office, stamp_now())
            yield recorder
            recorder.close()
    except FileExists as error:
        raise LedgerLocked(path=str(path), seconds=int(wait)) from error


def found(
    path: Path,
    office: str,
    plan: Plan,
    lang: str | None = None,
    *,
    fill: Callable[[Recorder], object] = lambda _: None,
) -> bool:
    """Make a ledger at ``path`` with its office and first plan, in force from its first day.

    Tells whether it was made now.

    Args:
        lang: the language that it keeps.
        fill: records what it holds from the beginning: nobody sees the ledger without that.
    """

    def begin(connection: sqlite3.Connection) -> None:
        recorder = _begin(connection, office, plan, lang)
        fill(recorder)
        recorder.close()

    return create(path, office, begin)


def _begin(connection: sqlite3.Connection, office: str, plan: Plan, lang: str | None) -> Recorder:
    """Record what every ledger begins with."""
    if lang is not None:
        keep_first(connection, "lang", lang)
    recorder = Recorder(connection, office, stamp_now())
    recorder.found_office()
    recorder.adopt(plan, plan.start)
    return recorder


def event_of(connection: sqlite3.Connection, text: str, office: str) -> log.Event:
    """The event that a person names as ``12`` (of the own office) or ``QZ:12``.

    Raises:
        UnknownEvent: there is none.
    """
    org, _, seq = text.rpartition(":")
    number = number_of(seq)
    event = None if number is None else log.event_at(connection, org or office, number)
    if event is None:
        raise UnknownEvent(event=text)
    return event
