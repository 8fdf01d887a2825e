"""Reading entries of units: marks, as they stand today or stood at a place of the log."""

import sqlite3
from datetime import date

from qzinvest.ledger.passages import standing
from qzinvest.ledger.queries import office
from qzinvest.model.edition import Positions
from qzinvest.model.evaluation import Evaluation
from qzinvest.model.plan import UNIT_KINDS


def evaluations(
    connection: sqlite3.Connection, positions: Positions | None = None
) -> list[Evaluation]:
    """The evaluations that stand at a place of the log, those recorded last at the end.

    They are the office's own: no other one judges.

    Args:
        positions: ``None`` for the log's end.
    """
    where, values = standing(positions)
    found: list[tuple[int, Evaluation]] = []
    for kind in UNIT_KINDS:
        rows = connection.execute(
            "SELECT ver, subject, topic, day, number, evidence FROM entry "
            # An expression, that SQLite may not go through all payments of the office instead.
            f"WHERE subject >= :first AND subject < :last AND org || '' = :own AND {where}",
            {**values, "first": f"{kind}:", "last": f"{kind};", "own": office(connection)},
        )
        for ver, subject, item, day, score, note in rows:
            unit, on = subject.removeprefix(f"{kind}:"), date.fromordinal(day)
            found.append((ver, Evaluation(kind, unit, item, on, score, note or "")))
    return [given for _, given in sorted(found)]
