"""The event log: canonical rows, the hash chain, appending and reading, and what bodies hold."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from json import loads
from typing import cast

from qzinvest.model import fact_json
from qzinvest.model.edition import Heads
from qzinvest.model.fact_json import plan_from_json, project_from_json
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project
from qzinvest.tuples import NamedTuple

LAST = 2**62
"""A number beyond every event's: until then stands what no event has ended."""

GENESIS = bytes(32)
"""The hash before a chain's first event."""

canonical = fact_json.canonical
"""The one text of a body: sorted keys, no spaces, no escapes of other scripts."""

_SLACK = timedelta(minutes=1)
"""So far do clocks step back that are set right by the network."""

_YEAR = timedelta(days=365)

INSERT = f"INSERT INTO event VALUES ({', '.join('?' * 11)})"

NULL = "null"
"""The body of a fact that is no more: its first event was undone."""


class Event(NamedTuple):
    """One row of the log. ``body`` is canonical JSON of the fact's whole new state.

    ``step`` is the number of the first event of the command that wrote it, ``undoes`` that of the
    event that it takes back. What versions of the schema before 5 wrote has neither.
    """

    org: str
    seq: int
    at: str
    who: str
    kind: str
    key: str
    body: str
    step: int | None
    undoes: int | None
    prev: bytes
    hash: bytes

    @property
    def id(self) -> str:
        """The event's name for people, ``<org>:<seq>``."""
        return f"{self.org}:{self.seq}"


class Fact(NamedTuple):
    """What is to be appended: a fact's new body, and the number of the event it takes back."""

    kind: str
    key: str
    body: str
    undoes: int | None = None


class Head(NamedTuple):
    """The end of a chain: last number, last hash, highest project number given."""

    seq: int
    hash: bytes
    numbers: int


def digest(prev: bytes, head: str, body: str) -> bytes:
    """SHA-256 of the previous hash, the row's other columns (one a line), and the body."""
    # Imported here: who only reads counts on what is derived, and OpenSSL takes its time.
    from hashlib import sha256

    return sha256(prev + f"{head}\n{body}".encode()).digest()


def heading(columns: Sequence[object], step: int | None, undoes: int | None) -> str:
    """``org, seq, at, who, kind, key`` as they are hashed; none of them may hold a line break.

    ``step undoes`` is one more line, its second word missing in most, and the whole line in what
    was written before there were steps.
    """
    if step is not None:
        columns = (*columns, f"{step} {'' if undoes is None else undoes}")
    return "\n".join(map(str, columns))


def expected_hash(event: Event) -> bytes:
    """The hash that the event's own columns give."""
    return digest(event.prev, heading(event[:6], event.step, event.undoes), event.body)


def append(
    connection: sqlite3.Connection,
    org: str,
    head: Head,
    stamp: tuple[str, str, int],
    facts: Iterable[Fact],
) -> Head:
    """Append facts to a chain and give its new head.

    Args:
        stamp: ``(at, who, step)``, the same for all facts of one recording.
    """
    # Imported here: see ``digest``, which says the same of one event.
    from hashlib import sha256

    at, who, step = stamp
    seq, prev = head.seq, head.hash
    rows = []
    for kind, key, body, undoes in facts:
        seq += 1
        beside = "" if undoes is None else undoes
        text = f"{org}\n{seq}\n{at}\n{who}\n{kind}\n{key}\n{step} {beside}\n{body}"
        value = sha256(prev + text.encode()).digest()
        rows.append((org, seq, at, who, kind, key, body, step, undoes, prev, value))
        prev = value
    connection.executemany(INSERT, rows)
    return head._replace(seq=seq, hash=prev)


def head_of(connection: sqlite3.Connection, org: str) -> Head:
    """The end of an office's chain; a new chain begins with ``GENESIS``."""
    row = connection.execute(
        "SELECT seq, hash, numbers FROM chain WHERE org = :org", {"org": org}
    ).fetchone()
    return Head(*row) if row else Head(0, GENESIS, 0)


def last_time(connection: sqlite3.Connection, org: str) -> str:
    """The UTC second of an office's last event, empty for a new chain."""
    row = connection.execute(
        "SELECT at FROM event WHERE org = :org ORDER BY seq DESC LIMIT 1", {"org": org}
    ).fetchone()
    return row[0] if row else ""


def clock_leap(before: str, at: str) -> str:
    """How a clock that told two UTC seconds one after the other has leapt.

    Returns:
        ``clock_back`` by more than ``_SLACK``, ``clock_ahead`` by a year or more, else nothing.
    """
    if not before or (before <= at and at[:4] == before[:4]):
        return ""
    try:
        then, now = (datetime.fromisoformat(each) for each in (before, at))
    except ValueError:  # no time at all: the hash tells of that
        return ""
    if now < then - _SLACK:
        return "clock_back"
    return "clock_ahead" if now - then >= _YEAR else ""


class Sought(NamedTuple):
    """Which events are asked for; whatever is ``None`` or empty does not matter.

    ``since`` and ``until`` are UTC seconds as the log has them, the first included and the last
    not. ``kinds`` are some of ``KINDS``.
    """

    who: str | None = None
    since: str | None = None
    until: str | None = None
    kinds: tuple[str, ...] = ()

    def condition(self) -> tuple[str, dict[str, object]]:
        """What holds of such an event, and the values in it."""
        values: dict[str, object] = {"who": self.who, "since": self.since, "until": self.until}
        asked = (_BY, "at >= :since", "at < :until")
        parts = [
            part for part, value in zip(asked, values.values(), strict=True) if value is not None
        ]
        if self.kinds:
            parts.append(f"({' OR '.join(_OF_KIND[kind] for kind in self.kinds)})")
        return " AND ".join(parts) or "org = org", values


_BY = "(who = :who OR SUBSTR(who, 1, LENGTH(:who) + 2) = :who || ' (')"
"""A person, also beside the login that the log puts in brackets: ``张三 (root)``."""
_OF_KIND = {
    "project": "kind = 'project'",
    "ruling": "kind = 'ruling'",
    "payment": "kind = 'entry' AND key LIKE '%/paid/%'",
    "evaluation": "kind = 'evaluation' OR kind = 'entry' AND NOT key LIKE '%/paid/%'",
    "plan": "kind = 'plan'",
    "edition": "kind = 'edition'",
    "import": "kind = 'import'",
}
KINDS = tuple(_OF_KIND)
"""What events can be asked for by."""


def events(
    connection: sqlite3.Connection,
    key: str | None = None,
    limit: int = 0,
    sought: Sought = Sought(),  # noqa: B008 - immutable
) -> Iterator[Event]:
    """The log chain by chain, oldest first, or only the last ``limit`` events.

    Args:
        key: of one subject: its own fact, and those whose keys begin with it and a slash.
        limit: how many at the most, all for 0.
        sought: which of them.
    """
    newest = "ORDER BY org DESC, seq DESC LIMIT :limit"
    such, values = sought.condition()
    parts = [f"SELECT * FROM event WHERE {where} AND {such}" for where in _about(key)]
    if limit:
        parts = [f"SELECT * FROM ({part} {newest}) AS newest" for part in parts]
    sql = " UNION ALL ".join(parts)
    if limit:
        sql = f"SELECT * FROM ({sql} {newest}) AS newest"
    rows = connection.execute(f"{sql} ORDER BY org, seq", _keys(key) | values | {"limit": limit})
    yield from map(Event._make, rows)


def _about(key: str | None) -> tuple[str, ...]:
    return ("key = :key", "key >= :low AND key < :high") if key else ("org = org",)


def _keys(key: str | None) -> dict[str, object]:
    return {"key": key, "low": f"{key}/", "high": f"{key}0"}


def count(
    connection: sqlite3.Connection,
    key: str | None = None,
    sought: Sought = Sought(),  # noqa: B008 - immutable
) -> int:
    """How many events there are, of one subject or of all; of these, such as are sought."""
    such, values = sought.condition()
    where = " OR ".join(f"({part})" for part in _about(key))
    sql = f"SELECT COUNT(*) FROM event WHERE ({where}) AND {such}"
    (found,) = connection.execute(sql, _keys(key) | values).fetchone()
    return int(found)


def event_at(connection: sqlite3.Connection, org: str, seq: int) -> Event | None:
    """The event of this number, if there is one."""
    row = connection.execute(
        "SELECT * FROM event WHERE org = :org AND seq = :seq", {"org": org, "seq": seq}
    ).fetchone()
    return Event._make(row) if row else None


def state_at(connection: sqlite3.Connection, org: str, key: str, until: int = LAST) -> Event | None:
    """The last event of a fact, not after the number ``until``; ``None`` where it has none."""
    # The number from the index alone: of two bounds for whole rows SQLite would take the chain's.
    row = connection.execute(
        "SELECT * FROM event WHERE org = :org AND seq = ("
        "SELECT MAX(seq) FROM event WHERE key = :key AND org = :org AND seq <= :until)",
        {"org": org, "key": key, "until": until},
    ).fetchone()
    return Event._make(row) if row else None


def body_before(connection: sqlite3.Connection, event: Event) -> str:
    """The body of an event's fact before it, ``NULL`` where there was none."""
    before = state_at(connection, event.org, event.key, event.seq - 1)
    return NULL if before is None else before.body


def between(connection: sqlite3.Connection, org: str, first: int, last: int) -> Iterator[Event]:
    """An office's events of these numbers, newest first."""
    rows = connection.execute(
        "SELECT * FROM event WHERE org = :org AND seq BETWEEN :first AND :last ORDER BY seq DESC",
        {"org": org, "first": first, "last": last},
    )
    yield from map(Event._make, rows)


def latest(connection: sqlite3.Connection, org: str, prefix: str, until: int = LAST) -> list[Event]:
    """The last event of each fact of an office whose key begins with ``prefix``, by key.

    Args:
        prefix: ends in ``/``.
        until: events after this number are not seen.
    """
    # A range of keys, for the log has an index on keys; office and number are made expressions,
    # that SQLite may not go through the whole chain instead.
    rows = connection.execute(
        "SELECT * FROM event WHERE key >= :low AND key < :high "
        "AND org || '' = :org AND seq + 0 <= :until ORDER BY key, seq",
        {"low": prefix, "high": prefix[:-1] + "0", "org": org, "until": until},
    )
    return list({event.key: event for event in map(Event._make, rows)}.values())


def positions(connection: sqlite3.Connection) -> dict[str, int]:
    """The end of the log: the number of each office's last event."""
    return dict(connection.execute("SELECT org, seq FROM chain ORDER BY org"))


def heads(connection: sqlite3.Connection) -> Heads:
    """The end of each office's chain: the state that was read."""
    rows = connection.execute("SELECT org, seq, hash FROM chain ORDER BY org")
    return {org: f"{seq}:{value.hex()}" for org, seq, value in rows}


RecordedShares = dict[str, dict[str, dict[str, int]]]
"""A plan's shares by kind of unit, indicator and unit."""


@contextmanager
def _damaged() -> Iterator[None]:
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        message = f"event body: {error!r}"
        raise sqlite3.DatabaseError(message) from error


def decode(body: str) -> dict[str, object]:
    """The mapping of a body.

    Raises:
        sqlite3.DatabaseError: it is none; ``trouble.faults`` makes LedgerDamaged of it.
    """
    with _damaged():
        return dict(loads(body))


def project_in(org: str, number: int, body: str) -> Project:
    """The project that a body holds; errors as ``decode``."""
    with _damaged():
        return project_from_json(org, number, loads(body))


@lru_cache(maxsize=4)
def plan_in(body: str) -> tuple[Plan, RecordedShares]:
    """The plan and the shares that the body of an adoption holds; errors as ``decode``.

    A command reads the same few adoptions several times. Nobody changes what they hold.
    """
    with _damaged():
        content = loads(body)
        return plan_from_json(content["plan"]), cast("RecordedShares", content["shares"])
