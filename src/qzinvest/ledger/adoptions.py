"""Folding of plans: each adoption's period and shares, and what the plans call things."""

import sqlite3

from qzinvest.ledger.log import NULL, plan_in


def write_plan(connection: sqlite3.Connection, org: str, seq: int, key: str, body: str) -> None:
    """Bring ``plan``, ``target`` and ``name`` to the state of one adoption."""
    code, _, effective = key.rpartition("@")
    where = {"org": org, "code": code, "effective": effective}
    connection.execute(
        "DELETE FROM plan WHERE org = :org AND code = :code AND effective = :effective", where
    )
    connection.execute(
        "DELETE FROM target WHERE org = :org AND plan = :code AND effective = :effective", where
    )
    if body != NULL:
        _insert_plan(connection, where | {"ver": seq}, body)
    _name(connection, org)


def _insert_plan(connection: sqlite3.Connection, of: dict[str, object], body: str) -> None:
    plan, shares = plan_in(body)
    connection.execute(
        "INSERT INTO plan VALUES (:org, :code, :effective, :ver, :starts, :ends)",
        of | {"starts": plan.start.isoformat(), "ends": plan.end.isoformat()},
    )
    connection.executemany(
        "INSERT INTO target VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (of["org"], of["code"], of["effective"], kind, unit, indicator, of["ver"], share)
            for kind, indicators in shares.items()
            for indicator, units in indicators.items()
            for unit, share in units.items()
        ],
    )


def _name(connection: sqlite3.Connection, org: str) -> None:
    """Bring ``name`` to what an office's adoptions call things; the one in force last prevails."""
    bodies = connection.execute(
        "SELECT e.body FROM plan AS p JOIN event AS e ON e.org = p.org AND e.seq = p.ver "
        "WHERE p.org = :org ORDER BY p.effective, p.ver",
        {"org": org},
    ).fetchall()
    called: dict[tuple[str, str], str] = {}
    for (body,) in bodies:
        plan = plan_in(body)[0]
        called |= {(unit.kind, unit.code): unit.names.zh_Hans for unit in plan.units}
        terms = {"group": plan.groups, **plan.vocabularies}
        called |= {(kind, t.code): t.names.zh_Hans for kind, of in terms.items() for t in of}
    connection.execute("DELETE FROM name WHERE org = :org", {"org": org})
    connection.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?)", [(org, *key, name) for key, name in called.items()]
    )
