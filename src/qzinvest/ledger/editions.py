"""Editions in the log: each has one event that says what its reports were computed from."""

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, cast
from unicodedata import normalize

from qzinvest.errors import AmbiguousName, EditionFrozen, NoEditions, UnknownEdition
from qzinvest.ledger import log
from qzinvest.ledger.bodies import decode
from qzinvest.ledger.log import NULL, Event
from qzinvest.ledger.queries import Adopted, adopted, office, plan_for, plan_rows
from qzinvest.model.edition import Edition, PlanRow

if TYPE_CHECKING:
    from qzinvest.ledger.record import Recorder
    from qzinvest.model.heads import Heads

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
    name = _folded(text)
    found = [each for each in known if name in (_folded(each.code), _folded(each.id))]
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


def freeze(  # noqa: PLR0913 - all that an edition is of
    recorder: "Recorder",
    code: str,
    plan: str | None,
    as_of: date | None,
    today: date,
    *,
    lang: str,
) -> Edition:
    """Record an edition of what is recorded now; plan and day are chosen as for a report.

    Args:
        lang: the language in which its reports are read again.

    Raises:
        EditionFrozen: the office has an edition of this name that was not taken back.
        PlanUnknown: no such plan is in force then.
    """
    connection = recorder.connection
    for edition in editions(connection):
        if edition.office == recorder.office and _folded(edition.code) == _folded(code):
            raise EditionFrozen(
                edition=edition.code, as_of=edition.as_of, who=edition.who, event=edition.event
            )
    in_force, day = plan_for(connection, plan, as_of, today)
    body = {
        "as_of": day.isoformat(),
        "plan": in_force.plan.code,
        "effective": in_force.effective.isoformat(),
        "lang": lang,
        "plan_event": in_force.event,
        "positions": recorder.positions,
        "heads": recorder.heads,
        "plans": plan_rows(connection),
    }
    recorder.note(KIND, f"{recorder.office}/{KIND}/{code}", log.canonical(body))
    return edition_of(connection, f"{recorder.office}/{code}")


def _folded(name: str) -> str:
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
