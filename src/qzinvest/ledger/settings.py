"""What a ledger keeps for its readers beside the log: language, time zone, own unit, tier, amounts.

Settings belong to the file, as the office does that writes in it: they are no facts, so they are
in ``meta`` and not in the log.
"""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from qzinvest.ledger import schema
from qzinvest.ledger.connection import opened

if TYPE_CHECKING:
    from qzinvest.ledger.place import FileName

SETTINGS = ("lang", "timezone", "unit", "amounts", "tier")


def settings(path: FileName) -> dict[str, str]:
    """The settings that the ledger at ``path`` keeps, ``{}`` where there is none to be read.

    Nothing is raised, migrated or made: whoever opens the ledger after this says what is wrong.
    """
    try:
        if not os.path.isfile(path) or not os.path.getsize(path):
            return {}
        connection = opened(path)
    except (OSError, sqlite3.Error, UnicodeDecodeError):
        return {}
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != schema.APPLICATION_ID:
            return {}
        rows = connection.execute("SELECT key, value FROM meta").fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return {}
    finally:
        connection.close()
    return {name: value for name, value in rows if name in SETTINGS}


def keep(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Let the ledger keep a setting, inside the caller's transaction."""
    connection.execute(
        "INSERT INTO meta VALUES (:name, :value) ON CONFLICT (key) DO UPDATE SET value = :value",
        {"name": name, "value": value},
    )


def forget(connection: sqlite3.Connection, name: str) -> None:
    """Let the ledger keep a setting no longer, inside the caller's transaction."""
    connection.execute("DELETE FROM meta WHERE key = :name", {"name": name})


def keep_first(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a setting if the ledger keeps none of this name, inside the caller's transaction."""
    connection.execute(
        "INSERT INTO meta VALUES (:name, :value) ON CONFLICT (key) DO NOTHING",
        {"name": name, "value": value},
    )
