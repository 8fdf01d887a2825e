"""Evaluations in the log: each is a fact of its own, which no projection shows."""

import sqlite3
from datetime import date
from typing import cast

from qzinvest.ledger import log
from qzinvest.ledger.log import LAST, NULL, Event, decode
from qzinvest.ledger.queries import office
from qzinvest.model.edition import Positions
from qzinvest.model.evaluation import Evaluation

KIND = "evaluation"


def evaluations(
    connection: sqlite3.Connection, positions: Positions | None = None
) -> list[Evaluation]:
    """The evaluations that stand at a place of the log, those recorded last at the end.

    They are the office's own: no other one judges.

    Args:
        positions: ``None`` for the log's end.
    """
    org = office(connection)
    until = LAST if positions is None else positions.get(org, 0)
    found = log.latest(connection, org, f"{org}/{KIND}/", until)
    standing = (event for event in found if event.body != NULL)
    return [evaluation_of(event) for event in sorted(standing, key=_order)]


def day_of(key: str) -> date:
    """The day of the evaluation that is recorded under a key."""
    return date.fromisoformat(key.rpartition("/")[2])


def evaluation_of(event: Event) -> Evaluation:
    """The evaluation that an event carries."""
    _, _, kind, unit, item, on = event.key.split("/")
    body = decode(event.body)
    score, note = cast("int", body["score"]), cast("str", body.get("note", ""))
    return Evaluation(kind, unit, item, date.fromisoformat(on), score, note)


def _order(event: Event) -> tuple[str, str, int]:
    return event.at, event.org, event.seq
