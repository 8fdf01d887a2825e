"""Reading the bodies of events; what cannot be read is a damaged ledger, not a bug."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from json import loads
from typing import cast

from qzinvest.model.fact_json import plan_from_json, project_from_json
from qzinvest.model.plan import Plan
from qzinvest.model.project import Project

Shares = dict[str, dict[str, dict[str, int]]]
"""A plan's shares by kind of unit, indicator and unit."""


@contextmanager
def _damaged() -> Iterator[None]:
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        message = f"event body: {error!r}"
        raise sqlite3.DatabaseError(message) from error


def decode(body: str) -> dict[str, object]:
    """The mapping of a body.

    Raises:
        sqlite3.DatabaseError: it is none; ``connection.faults`` makes LedgerDamaged of it.
    """
    with _damaged():
        return dict(loads(body))


def project_in(org: str, number: int, body: str) -> Project:
    """The project that a body holds; errors as ``decode``."""
    with _damaged():
        return project_from_json(org, number, loads(body))


def plan_in(body: str) -> tuple[Plan, Shares]:
    """The plan and the shares that the body of an adoption holds; errors as ``decode``."""
    with _damaged():
        content = loads(body)
        return plan_from_json(content["plan"]), cast("Shares", content["shares"])
