"""A project as all its facts tell it: its office's report, payments, and rulings about it.

Each is an event of its own, and says in its key what it is about: ``QZ-11`` is the report,
``QZ-11/excluded`` a ruling, ``QZ-11/paid/2022-04-10`` a payment. So is an entry of a unit, as
``district:350582/three_looks/2022-06-30`` is a mark.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from qzinvest.ledger.log import LAST, NULL, Event, canonical, decode, latest, project_in
from qzinvest.model.edition import Positions
from qzinvest.model.entry import PAID, Payment, ordered
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.passage import ALWAYS
from qzinvest.model.project import Project
from qzinvest.model.ruling import NONE, Rulings, Timeline
from qzinvest.model.stage import Stage

RULING, ENTRY, OLD_MARK = "ruling", "entry", "evaluation"
"""Kinds of events; the last is what versions before the fifth made of a mark."""


def whole(connection: sqlite3.Connection, org: str, n: int, body: str) -> Project:
    """The project of a report's body, with what else is recorded of it now."""
    project = project_in(org, n, body)
    decided = connection.execute(_RULINGS, {"org": org, "n": n}).fetchall()
    paid = connection.execute(_PAYMENTS, {"id": project.id, "open": LAST}).fetchall()
    if decided:
        project = project._replace(rulings=_rulings(decided))
    if paid:
        payments = (payment_in(body) for (body,) in paid)
        project = project._replace(payments=ordered([*project.payments, *payments]))
    return project


_RULINGS = "SELECT what, since, value FROM ruling WHERE org = :org AND n = :n ORDER BY what, since"
_PAYMENTS = f"""
SELECT e.body FROM entry AS p JOIN event AS e ON e.org = p.org AND e.seq = p.ver
WHERE p.subject = :id AND p.topic = '{PAID}' AND p.until = :open AND p.key <> :id"""
# An entry under the project's own key is what its report's body states as paid in.


def _rulings(rows: Iterable[tuple[str, int, str | None]]) -> Rulings:
    timelines: dict[str, list[tuple[date | None, str | None]]] = {}
    for what, since, value in rows:
        day = None if since == ALWAYS else date.fromordinal(since)
        timelines.setdefault(what, []).append((day, value))
    return NONE._replace(**{what: tuple(turns) for what, turns in timelines.items()})


def whole_at(connection: sqlite3.Connection, event: Event, positions: Positions) -> Project:
    """The project of a report's event, with what else was recorded of it at a place of the log."""
    org, _, number = event.key.rpartition("-")
    project = project_in(org, int(number), event.body)
    rulings = inline(event.body) if is_old(connection, event) else NONE
    payments = list(project.payments)
    for office, until in positions.items():
        for fact in latest(connection, office, f"{event.key}/", until):
            what = fact.key.split("/")[1]
            if fact.kind == RULING:
                rulings = rulings._replace(**{what: timeline_in(fact.body)})
            elif fact.kind == ENTRY and what == PAID and fact.body != NULL:
                payments.append(payment_in(fact.body))
    return project._replace(rulings=rulings, payments=ordered(payments))


def ever_linked(connection: sqlite3.Connection, first: str) -> list[Project]:
    """The second reports that are counted with a first one on some day."""
    rows = connection.execute(
        "SELECT p.org, p.n, e.body FROM project AS p "
        "JOIN event AS e ON e.org = p.org AND e.seq = p.ver "
        "JOIN (SELECT DISTINCT org, n FROM ruling WHERE what = 'same_as' AND value = :first) AS r "
        "ON r.org = p.org AND r.n = p.n ORDER BY p.org, p.n",
        {"first": first},
    ).fetchall()
    return [whole(connection, *row) for row in rows]


def project_in_key(kind: str, key: str) -> tuple[str, int] | None:
    """Office and number of the project that a fact is about, ``None`` where it is about none."""
    subject = key.partition("/")[0]
    if kind not in ("project", RULING, ENTRY) or ":" in subject:
        return None
    org, _, number = subject.rpartition("-")
    return org, int(number)


def entry_key(event: Event) -> str | None:
    """The key of what is recorded of a unit, ``None`` where an event records no such thing.

    Versions before the fifth wrote ``QZ/evaluation/district/350582/three_looks/2022-06-30``.
    """
    if event.kind == OLD_MARK:
        _, _, kind, rest = event.key.split("/", 3)
        return f"{kind}:{rest}"
    return event.key if event.kind == ENTRY and ":" in event.key.partition("/")[0] else None


def standing_entry(connection: sqlite3.Connection, org: str, key: str) -> Event | None:
    """The event of what an office recorded of a unit under a key, if it stands."""
    row = connection.execute(
        "SELECT e.* FROM entry AS n JOIN event AS e ON e.org = n.org AND e.seq = n.ver "
        "WHERE n.org = :org AND n.key = :key AND n.until = :open",
        {"org": org, "key": key, "open": LAST},
    ).fetchone()
    return Event._make(row) if row else None


def is_link(event: Event) -> bool:
    """Whether an event says of which first report a project is a second one."""
    return event.kind == RULING and event.key.endswith("/same_as")


def rest_on(connection: sqlite3.Connection, project_id: str) -> bool:
    """Whether a ruling or a payment stands that is about a project."""
    org, _, number = project_id.rpartition("-")
    row = connection.execute(
        "SELECT 1 FROM ruling WHERE org = :org AND n = :n UNION ALL "
        "SELECT 1 FROM ruling WHERE what = 'not_same' "
        "AND ' ' || value || ' ' LIKE '% ' || :id || ' %' UNION ALL "
        "SELECT 1 FROM entry WHERE subject = :id AND until = :open AND key <> :id LIMIT 1",
        {"org": org, "n": int(number), "id": project_id, "open": LAST},
    ).fetchone()
    return row is not None


def with_fact(report: Project, event: Event, body: str) -> Project:
    """A report with one fact beside it alone, as ``body`` has it: a ruling or a payment."""
    what = event.key.split("/")[1]
    if event.kind == RULING:
        return report._replace(rulings=NONE._replace(**{what: timeline_in(body)}))
    # Else a payment would be told as what the report says of being funded.
    others = tuple(own for own in report.milestones if own.stage != Stage.FUNDED)
    paid = () if body == NULL else (payment_in(body),)
    return report._replace(milestones=others, payments=paid)


def is_old(connection: sqlite3.Connection, event: Event) -> bool:
    """Whether a report's body holds the rulings about it too, as earlier versions wrote it.

    What takes such an event back has a body of them.
    """
    if event.undoes is None:
        return event.step is None
    (step,) = connection.execute(
        "SELECT step FROM event WHERE org = :org AND seq = :seq",
        {"org": event.org, "seq": event.undoes},
    ).fetchone()
    return step is None


def inline(body: str) -> Rulings:
    """The rulings in a report's body of an earlier version."""
    fields = decode(body)
    rulings = NONE
    for what in ("excluded", "same_as"):
        rulings = rulings.decided(what, cast("str | None", fields.get(what)))
    parts = cast("list[tuple[str, str, int]]", fields.get("credit", ()))
    return rulings.credited((kind, unit, points) for kind, unit, points in parts)


def text(fields: Mapping[str, object] | None) -> str:
    """A body; ``None`` is of what is no more."""
    return NULL if fields is None else canonical(fields)


def turns(timeline: Timeline[str]) -> Mapping[str, object] | None:
    """What a ruling's body says; ``None`` where nothing is decided."""
    said = [[None if day is None else day.isoformat(), value] for day, value in timeline]
    return {"from": said} if said else None


def timeline_in(body: str) -> Timeline[str]:
    """The timeline of a ruling's body."""
    if body == NULL:
        return ()
    said = cast("list[list[str | None]]", decode(body)["from"])
    return tuple((None if day is None else date.fromisoformat(day), value) for day, value in said)


def payment_key(project_id: str, payment: Payment) -> str:
    """The key of a payment in the log."""
    place = "" if payment.place == 1 else f"/{payment.place}"
    return f"{project_id}/{PAID}/{payment.on.isoformat()}{place}"


def payment_keys(connection: sqlite3.Connection, project_id: str) -> set[str]:
    """The keys of the payments of a project that stand; its own, where its report holds one."""
    rows = connection.execute(
        "SELECT key FROM entry WHERE subject = :id AND topic = :paid AND until = :open",
        {"id": project_id, "paid": PAID, "open": LAST},
    )
    return {key for (key,) in rows}


def payment_fields(payment: Payment) -> dict[str, object]:
    """What a payment's body says; what is usual is left out."""
    fields: dict[str, object] = {"on": payment.on.isoformat(), "amount": payment.amount}
    if payment.counted_on != payment.on:
        fields["counted_on"] = payment.counted_on.isoformat()
    if payment.evidence is not None:
        fields["evidence"] = payment.evidence
    if payment.precision != "day":
        fields["precision"] = payment.precision
    return fields | ({"place": payment.place} if payment.place > 1 else {})


def payment_in(body: str) -> Payment:
    """The payment of a body."""
    fields = cast("dict[str, str]", decode(body))
    return Payment(
        date.fromisoformat(fields["on"]),
        date.fromisoformat(fields.get("counted_on", fields["on"])),
        cast("int", fields["amount"]),
        fields.get("evidence"),
        fields.get("precision", "day"),
        cast("int", fields.get("place", 1)),
    )


def mark_fields(mark: Evaluation) -> dict[str, object]:
    """What a mark's body says."""
    fields: dict[str, object] = {"on": mark.on.isoformat(), "number": mark.score}
    return fields | ({"evidence": mark.note} if mark.note else {})


def mark_in(event: Event) -> Evaluation | None:
    """The mark that an event gives a unit, ``None`` where it gives none or takes one away."""
    key = entry_key(event)
    if key is None or event.body == NULL:
        return None
    (kind, unit), item, on = (key.partition("/")[0].split(":", 1), *key.split("/")[1:3])
    said = decode(event.body)
    score = cast("int", said.get("number", said.get("score")))
    note = cast("str", said.get("evidence", said.get("note", "")))
    return Evaluation(kind, unit, item, date.fromisoformat(on), score, note)
