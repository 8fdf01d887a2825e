"""Holding a log against heads that others kept: does it continue what it was?"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from qzinvest.errors import LedgerRewritten
from qzinvest.ledger import log
from qzinvest.ledger.editions import editions
from qzinvest.model.edition import Heads, heads_text


class Departure(NamedTuple):
    """Where a log does not continue a head: both as they are printed.

    ``reason`` is ``differs`` (another event stands there), ``ends`` (the chain is shorter), or
    ``none`` (there is no such chain).
    """

    expected: str
    found: str
    reason: str


def departures(connection: sqlite3.Connection, kept: Heads) -> Iterator[Departure]:
    """Where a log that verifies does not continue these heads; nothing where it does."""
    now = log.heads(connection)
    for org, head in kept.items():
        number, digest = head.split(":")
        event = log.event_at(connection, org, int(number))
        if event is not None and event.hash.hex().startswith(digest):
            continue
        found, reason = {}, "none"
        if event is not None:
            found, reason = {org: f"{number}:{event.hash.hex()}"}, "differs"
        elif org in now:
            found, reason = {org: now[org]}, "ends"
        yield Departure(heads_text({org: head}), heads_text(found), reason)


def refuse_departed(connection: sqlite3.Connection, path: Path, kept: Heads, folder: str) -> None:
    """Refuse a log that does not continue the heads of an export into ``folder``.

    Raises:
        LedgerRewritten: naming the first of them, and what is there.
    """
    _refuse(path, departures(connection, kept), "manifest", folder)


def refuse_departed_editions(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a log that does not continue what its own editions were made from; errors as above."""
    for edition in editions(connection):
        _refuse(path, departures(connection, edition.heads), "edition", edition.code, edition.event)


def _refuse(
    path: Path, found: Iterable[Departure], problem: str, source: str, event: str = ""
) -> None:
    for one in found:
        raise LedgerRewritten(
            path=str(path), source=source, problem=problem, event=event, **one._asdict()
        )
