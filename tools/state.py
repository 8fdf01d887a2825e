"""The digest of a ledger's state: two ledgers of the same facts have the same one."""

import sqlite3
from hashlib import sha256

from qzinvest.ledger import log


def state_digest(connection: sqlite3.Connection) -> str:
    """SHA-256 over the state of every project and plan: the same facts give the same digest.

    What led to the state plays no part: an import that was undone leaves the digest as it was.
    """
    digest = sha256()
    rows = connection.execute(
        "SELECT p.org, p.n, e.body FROM project p JOIN event e ON e.org = p.org AND e.seq = p.ver "
        "ORDER BY p.org, p.n"
    )
    for org, n, body in rows:
        digest.update(f"{org}-{n}\n{body}\n".encode())
    for org, ver in connection.execute("SELECT org, ver FROM plan ORDER BY org, code, effective"):
        event = log.event_at(connection, org, ver)
        digest.update(f"{event.key}\n{event.body}\n".encode() if event else b"")
    return digest.hexdigest()
