"""Editions in the log: each has one event that says what its reports were computed from."""

import sqlite3
from datetime import date
from typing import cast

from qzinvest.errors import UnknownEdition
from qzinvest.ledger import log
from qzinvest.ledger.bodies import decode, plan_in
from qzinvest.ledger.log import NULL, Event
from qzinvest.ledger.queries import Adopted
from qzinvest.model.edition import Edition

KIND = "edition"


def editions(connection: sqlite3.Connection) -> list[Edition]:
    """All editions that stand, by code."""
    found = (log.latest(connection, org, f"{org}/{KIND}/") for org in log.offices(connection))
    return sorted(_edition(event) for events in found for event in events if event.body != NULL)


def edition_of(connection: sqlite3.Connection, code: str) -> Edition:
    """The edition of this name.

    Raises:
        UnknownEdition: there is none; the error names those that are.
    """
    known = editions(connection)
    for edition in known:
        if edition.code == code:
            return edition
    raise UnknownEdition(edition=code, known=[edition.code for edition in known])


def plan_of(connection: sqlite3.Connection, edition: Edition) -> Adopted:
    """The plan that an edition rests on, with its shares, as it was adopted then."""
    org, _, seq = edition.plan_event.rpartition(":")
    event = log.event_at(connection, org, int(seq))
    if event is None:
        message = f"no event {edition.plan_event}"
        raise sqlite3.DatabaseError(message)
    plan, shares = plan_in(event.body)
    by_unit = {
        (kind, unit, indicator): share
        for kind, indicators in shares.items()
        for indicator, units in indicators.items()
        for unit, share in units.items()
    }
    return Adopted(plan, edition.effective, by_unit)


def _edition(event: Event) -> Edition:
    body = decode(event.body)
    return Edition(
        code=event.key.rpartition("/")[2],
        as_of=date.fromisoformat(cast("str", body["as_of"])),
        plan=cast("str", body["plan"]),
        effective=date.fromisoformat(cast("str", body["effective"])),
        plan_event=cast("str", body["plan_event"]),
        positions=cast("dict[str, int]", body["positions"]),
    )
