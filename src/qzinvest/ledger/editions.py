"""Editions in the log: each has one event that says what its reports were computed from.

Whoever keeps the heads of a log, as an edition does, can hold it against them: does it continue
what it was?
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, cast
from unicodedata import normalize

from qzinvest.errors import AmbiguousName, LedgerRewritten, NoEditions, UnknownEdition
from qzinvest.ledger import log
from qzinvest.ledger.log import NULL, Event, decode
from qzinvest.ledger.queries import Adopted, adopted, office
from qzinvest.model.edition import Edition, Heads, PlanRow, Printed, heads_text
from qzinvest.model.plan import Plan
from qzinvest.tuples import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

KIND = "edition"


def editions(connection: sqlite3.Connection, until: int = log.LAST) -> list[Edition]:
    """The office's own editions that stand, by code: what another froze, this one did not say.

    Those that stood before its event ``until`` where that is given.
    """
    org = office(connection)
    found = log.latest(connection, org, f"{org}/{KIND}/", until - 1)
    standing = [_edition(event) for event in found if event.body != NULL]
    return sorted(standing, key=lambda edition: (edition.code, edition.office))


def number_of(
    connection: sqlite3.Connection, plan: Plan, as_of: date, until: int = log.LAST
) -> str:
    """The number that the plan gives the bulletin of a day; empty where it numbers none.

    ``until`` is the event that froze it, where one did.
    """
    rule = "" if plan.bulletin is None else plan.bulletin.number
    if rule == "month":
        return str((as_of.year - plan.start.year) * 12 + as_of.month - plan.start.month + 1)
    if rule == "edition":
        known = editions(connection, until)
        return str(1 + sum(each.plan == plan.code and each.as_of < as_of for each in known))
    return ""


def edition_of(connection: sqlite3.Connection, text: str) -> Edition:
    """The edition of this name; its office may stand before it, ``QZ/2022-06``.

    Raises:
        UnknownEdition: there is none; the error names those that are.
        AmbiguousName: an earlier version has frozen two of names that look alike.
    """
    known = editions(connection)
    name = folded(text)
    found = [each for each in known if name in (folded(each.code), folded(each.id))]
    if not known:
        raise NoEditions(edition=text)
    if not found:
        raise UnknownEdition(edition=text, known=[edition.code for edition in known])
    if len(found) > 1:
        ids = [edition.id for edition in found]
        raise AmbiguousName(what="edition", text=text, candidates=ids)
    return found[0]


def plan_of(connection: sqlite3.Connection, edition: Edition) -> Adopted:
    """The plan that an edition rests on, with its shares, as it was adopted then."""
    org, _, ver = edition.plan_event.rpartition(":")
    chosen = next(row for row in edition.plans if (row.org, str(row.ver)) == (org, ver))
    return adopted(connection, chosen)


def folded(name: str) -> str:
    """What two names have in common that look the same, with full-width signs or not."""
    return normalize("NFKC", name)


def _edition(event: Event) -> Edition:
    body = decode(event.body)
    issued = cast("str | None", body.get("issued"))
    return Edition(
        code=event.key.rpartition("/")[2],
        as_of=date.fromisoformat(cast("str", body["as_of"])),
        plan=cast("str", body["plan"]),
        effective=date.fromisoformat(cast("str", body["effective"])),
        plan_event=cast("str", body["plan_event"]),
        positions=cast("dict[str, int]", body["positions"]),
        plans=tuple(PlanRow._make(row) for row in cast("list[list[object]]", body["plans"])),
        event=event.id,
        office=event.org,
        at=event.at,
        who=event.who,
        lang=cast("str | None", body.get("lang")),
        heads=cast("Heads", body.get("heads", {})),
        hash=event.hash.hex(),
        printed=Printed(
            cast("str", body.get("number", "")),
            None if issued is None else date.fromisoformat(issued),
            tuple(cast("list[str]", body.get("texts", []))),
        ),
    )


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


def refuse_departed(connection: sqlite3.Connection, path: "Path", kept: Heads, folder: str) -> None:
    """Refuse a log that does not continue the heads of an export into ``folder``.

    Raises:
        LedgerRewritten: naming the first of them, and what is there.
    """
    _refuse(path, departures(connection, kept), "manifest", folder)


def refuse_departed_editions(connection: sqlite3.Connection, path: "Path") -> None:
    """Refuse a log that does not continue what its own editions were made from; errors as above."""
    for edition in editions(connection):
        _refuse(path, departures(connection, edition.heads), "edition", edition.code, edition.event)


def _refuse(
    path: "Path", found: Iterable[Departure], problem: str, source: str, event: str = ""
) -> None:
    for one in found:
        raise LedgerRewritten(
            path=str(path), source=source, problem=problem, event=event, **one._asdict()
        )
