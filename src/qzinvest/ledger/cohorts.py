"""What has become of a cohort, of all projects as they stand today."""

import sqlite3
from collections.abc import Mapping

from qzinvest.ledger.passages import passages
from qzinvest.model.cohort import Cell, Facts
from qzinvest.model.cohort_facts import facts_of
from qzinvest.model.counting import Measure, by_holder


def facts(connection: sqlite3.Connection, cohort: Measure, kind: str) -> Facts:
    """The cohort by units or terms of ``kind``.

    Args:
        cohort: from ``model.cohort.cohort_of``.
        kind: a field of ``Passage`` that names a unit, group or term.
    """
    return facts_of(passages(connection), cohort, by_holder(kind, assessed=False))


def cells(connection: sqlite3.Connection, cohort: Measure, kind: str) -> Mapping[str, Cell]:
    """How far the projects of each unit have come; ``""`` where they name none."""
    return facts(connection, cohort, kind).cells
