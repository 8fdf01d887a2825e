"""Editions in the log: each has one event that says what its reports were computed from."""

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, cast
from unicodedata import normalize

from qzinvest.errors import AmbiguousName, NoEditions, UnknownEdition
from qzinvest.ledger import log
from qzinvest.ledger.log import NULL, Event, decode
from qzinvest.ledger.queries import Adopted, adopted, office
from qzinvest.model.edition import Edition, PlanRow

if TYPE_CHECKING:
    from qzinvest.model.edition import Heads

KIND = "edition"


def editions(connection: sqlite3.Connection) -> list[Edition]:
    """The office's own editions that stand, by code: what another froze, this one did not say."""
    org = office(connection)
    found = log.latest(connection, org, f"{org}/{KIND}/")
    standing = [_edition(event) for event in found if event.body != NULL]
    return sorted(standing, key=lambda edition: (edition.code, edition.office))


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
    )
