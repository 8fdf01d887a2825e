"""Statements mean the same to SQLite and to PostgreSQL: none has what only one of them knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qzinvest.ledger.views import VIEWS

LEDGER = Path(__file__).parents[2] / "src" / "qzinvest" / "ledger"
_SQL = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|FROM \w+|JOIN|WHERE|GROUP BY|ORDER BY)\b"
    r"|\bCASE WHEN\b|\b[A-Z_]{3,}\("
)
"""What a statement or any part of one has."""
_LAID = re.compile(r"^\s*(CREATE (TABLE|TRIGGER)|PRAGMA|SELECT .* FROM sqlite_master)")
"""What lays a ledger is of the engine."""

PATTERNS = {
    "JSON": r"\bjson\w*\s*\(|->>?",
    "date function": r"\b(date|time|datetime|julianday|strftime|unixepoch)\s*\(",
    "GROUP_CONCAT": r"\bgroup_concat\b",
    "SQLite's own": r"\b(ifnull|iif|total|printf|instr|round)\s*\(|\bGLOB\b|(?<!WITHOUT )\browid\b",
    "INSERT OR": r"\b(INSERT OR|REPLACE INTO|UPDATE OR)\b",
    "CROSS JOIN … ON": r"\bCROSS JOIN\s+\S+(\s+AS\s+\w+|\s+(?!ON\b|WHERE\b)\w+)?\s+ON\b",
    "unary plus": r"(?:^|[\s(,=<>])\+\w",
    "condition as a number": r"\b(SUM|AVG)\((?!CASE)[^()]*[=<>][^()]*\)",
}


def statements(path: Path) -> Iterator[str]:
    """Every text of a module that is a statement or a part of one; what is filled in is ``{}``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            text = "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = "" if id(node) in inside else node.value
        else:
            continue
        if _SQL.search(text) and not _LAID.search(text):
            yield text


def closed(text: str, begin: int) -> int:
    """The place behind the bracket that closes the one before ``begin``."""
    depth = 1
    for place in range(begin, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place + 1
    return len(text)


def parts(text: str) -> list[str]:
    """What commas part outside of brackets."""
    found, depth = [""], 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [part.strip() for part in found]


def faults(sql: str) -> Iterator[str]:
    """What of a statement only one engine understands, or understands otherwise."""
    yield from (
        name for name, pattern in PATTERNS.items() if re.search(pattern, sql, re.IGNORECASE)
    )
    for found in re.finditer(r"\b(max|min)\s*\(", sql, re.IGNORECASE):
        if len(parts(sql[found.end() : closed(sql, found.end()) - 1])) > 1:
            yield "scalar maximum"
    for found in re.finditer(r"\b(?:FROM|JOIN)\s+\((?=\s*(?:SELECT|\{\}))", sql, re.IGNORECASE):
        end = closed(sql, found.end())
        if end < len(sql) and not re.match(r"\s*AS\s+\w", sql[end:], re.IGNORECASE):
            yield "derived table without alias"
    for found in re.finditer(
        r"\bDO UPDATE SET\b(.*?)(?:\bWHERE\b|$)", sql, re.IGNORECASE | re.DOTALL
    ):
        for part in parts(found[1]):
            value = part.partition("=")[2]
            if re.search(r"(?<![\w.:])[a-z_]\w*(?![\w.(])", value):
                yield "unqualified column in an upsert"
    yield from _bare(sql)


def _bare(sql: str) -> Iterator[str]:
    """Columns that are neither grouped nor aggregated, in the simple form of a statement."""
    simple = re.fullmatch(
        r"\s*SELECT\s+(?!DISTINCT)([^{}]*?)\s+FROM\s[^()]*?"
        r"\bGROUP BY\s+([^()]+?)(?:\s+(?:HAVING|ORDER)\b.*)?",
        sql,
        re.IGNORECASE | re.DOTALL,
    )
    if simple is None:
        return
    grouped = set(parts(simple[2]))
    for place, column in enumerate(parts(simple[1]), 1):
        name = re.sub(r"\s+AS\s+\w+$", "", column, flags=re.IGNORECASE)
        plain = re.fullmatch(r"[\w.]+", name) and not name.isdigit()
        if plain and name not in grouped and str(place) not in grouped:
            yield "bare column beside GROUP BY"


def test_every_statement_is_portable() -> None:
    found = [
        f"{path.name}: {fault}: {' '.join(sql.split())}"
        for path in sorted(LEDGER.rglob("*.py"))
        for sql in statements(path)
        for fault in faults(sql)
    ]
    assert found == []


def test_every_view_is_portable() -> None:
    assert {name: list(faults(sql)) for name, sql in VIEWS.items()} == {name: [] for name in VIEWS}


def test_the_statements_are_found() -> None:
    found = [sql for path in LEDGER.rglob("*.py") for sql in statements(path)]
    assert len(found) > 100
    assert any("INSERT INTO project" in sql for sql in found)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("SELECT json_extract(body, '$.x') FROM event", "JSON"),
        ("SELECT body ->> 'x' FROM event", "JSON"),
        ("SELECT date(day) FROM entry", "date function"),
        ("SELECT strftime('%Y', day) FROM entry", "date function"),
        ("SELECT group_concat(n) FROM project", "GROUP_CONCAT"),
        ("SELECT ifnull(code, '') FROM project", "SQLite's own"),
        ("SELECT rowid FROM project", "SQLite's own"),
        ("INSERT OR IGNORE INTO meta VALUES (1)", "INSERT OR"),
        ("SELECT 1 FROM a CROSS JOIN b ON a.x = b.x", "CROSS JOIN … ON"),
        ("SELECT 1 FROM a CROSS JOIN b AS c ON a.x = c.x", "CROSS JOIN … ON"),
        ("SELECT 1 FROM event WHERE +org = :org", "unary plus"),
        ("SELECT SUM(a = b) FROM event", "condition as a number"),
        ("SELECT MAX(a, COALESCE(b, 0)) FROM event", "scalar maximum"),
        ("SELECT n FROM (SELECT n FROM project) WHERE n > 1", "derived table without alias"),
        ("SELECT 1 FROM a JOIN (SELECT n FROM b) ON 1 = 1", "derived table without alias"),
        (
            "INSERT INTO chain VALUES (1) ON CONFLICT (org) DO UPDATE SET seq = seq + 1",
            "unqualified column in an upsert",
        ),
        ("SELECT key, body FROM event GROUP BY key", "bare column beside GROUP BY"),
    ],
)
def test_what_is_not_portable_is_found(sql: str, fault: str) -> None:
    assert list(faults(sql)) == [fault]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT MAX(COALESCE(a, 0)), e.key FROM event AS e GROUP BY e.key ORDER BY 2",
        "SELECT 1 FROM a CROSS JOIN b WHERE a.x = b.x",
        "SELECT n FROM (SELECT n FROM project) AS p WHERE n + 1 > 2",
        "SELECT SUM(CASE WHEN a = b THEN 1 ELSE 0 END) FROM event",
        "INSERT INTO c VALUES (1) ON CONFLICT (o) DO UPDATE SET s = excluded.s, h = :h + c.h",
    ],
)
def test_what_is_portable_is_let_through(sql: str) -> None:
    assert list(faults(sql)) == []
