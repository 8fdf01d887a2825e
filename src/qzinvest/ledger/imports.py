"""Imports as units of the log: each has one event of its own, after those of its projects.

What the offices' files taught is a fact for each sender, recorded with the import that taught it.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, cast

from qzinvest.errors import UnknownImport, unreadable
from qzinvest.ledger import log
from qzinvest.ledger.log import LAST, NULL, Event, decode
from qzinvest.model.history import IMPORT_PREFIX, Import
from qzinvest.model.learned import LEARNED, Answer, Lesson, from_body, to_body
from qzinvest.model.project import number_of

if TYPE_CHECKING:
    from qzinvest.ledger.record import Recorder

KIND = "import"


def note(
    recorder: "Recorder", begin: int, files: Sequence[dict[str, object]], counts: dict[str, int]
) -> str:
    """Record what an import did, after its projects; gives the import's name.

    Args:
        begin: the number of the last event before the import's own.
        counts: ``added``, ``changed``, ``unchanged`` and ``left_out`` rows.
    """
    known = _events(recorder.connection, recorder.office)
    number = max((_number(event) for event in known), default=0) + 1
    body = {"files": list(files), "first": begin + 1, "last": recorder.last_seq, **counts}
    recorder.note(KIND, f"{recorder.office}/{IMPORT_PREFIX}{number}", log.canonical(body))
    return f"{IMPORT_PREFIX}{number}"


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, by which an import's file can be recognised later.

    Raises:
        FileUnreadable: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(error, str(path)) from error


def imports(connection: sqlite3.Connection) -> list[Import]:
    """All imports of all offices, oldest first."""
    found = []
    for (org,) in connection.execute("SELECT org FROM chain ORDER BY org").fetchall():
        events = _events(connection, org)
        body = {event.key: event.body for event in events}  # the last one's
        first = {event.key: event for event in reversed(events)}
        found += [(event, body[key] == NULL) for key, event in first.items()]
    return [_import(event, undone=undone) for event, undone in sorted(found, key=_order)]


def import_of(connection: sqlite3.Connection, text: str, office: str) -> Event | None:
    """The event of the import that a person names as ``import-3``; ``None`` for another name.

    Raises:
        UnknownImport: the office has no import of this number.
    """
    prefix, dash, number = text.casefold().rpartition("-")
    if prefix + dash != IMPORT_PREFIX:
        return None
    for event in _events(connection, office):
        if _number(event) == number_of(number):
            return event
    raise UnknownImport(name=text)


def name_of(key: str) -> str:
    """The name for people of the import that is recorded under a key, ``import-3``."""
    return key.partition("/")[2]


def _events(connection: sqlite3.Connection, org: str) -> list[Event]:
    # A range of keys, for the log has an index on keys and none on kinds; the office is made
    # an expression, that SQLite may not go through the whole chain instead.
    rows = connection.execute(
        "SELECT * FROM event WHERE key >= :low AND key < :high "
        "AND org || '' = :org AND kind = :kind ORDER BY seq",
        {"low": f"{org}/{IMPORT_PREFIX}", "high": f"{org}/import.", "org": org, "kind": KIND},
    )
    return list(map(Event._make, rows))


def _order(found: tuple[Event, bool]) -> tuple[str, int]:
    event, _ = found
    return event.at, event.seq


def _number(event: Event) -> int:
    return int(event.key.rpartition("-")[2])


def _import(event: Event, *, undone: bool) -> Import:
    body = decode(event.body)
    counts = {
        name: cast("int", body[name])
        for name in ("added", "changed", "unchanged", "left_out", "first", "last")
    }
    return Import(
        org=event.org,
        number=_number(event),
        at=event.at,
        who=event.who,
        files=tuple(cast("list[dict[str, object]]", body["files"])),
        undone=undone,
        **counts,
    )


def lessons(connection: sqlite3.Connection, office: str) -> dict[str, Lesson]:
    """What an office remembers of its senders, by sender."""
    found: dict[str, Lesson] = {}
    for event in log.latest(connection, office, f"{office}{LEARNED}", LAST):
        if event.body != NULL:
            sender = event.key.partition(LEARNED)[2]
            answers = from_body(decode(event.body))
            found[sender] = Lesson(sender, answers, event.id, event.at, event.who)
    return found


def learn(recorder: "Recorder", sender: str, answers: Iterable[Answer]) -> None:
    """Remember answers for a sender, each in place of an earlier one, if they are new."""
    known = lessons(recorder.connection, recorder.office).get(sender)
    before = {} if known is None else to_body(known.answers)
    after = before | to_body(answers)
    if after != before:
        recorder.note("import", f"{recorder.office}{LEARNED}{sender}", log.canonical(after))
