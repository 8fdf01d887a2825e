"""What an import costs without log, rules or checks: ``naive_import.py FILE DATABASE``.

Python's ``csv`` and ``executemany``, one transaction, no keys or indices: the measure for
``qzinvest import``, and the strictest one.
"""

import csv
import sqlite3
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

STAGES = ("lead", "talks", "signed", "registered", "funded", "started", "producing")
OF_MILESTONE = {f"{s}_{w}" for s in STAGES for w in ("on", "counted_on", "amount", "evidence")}
CHUNK = 5000
MILESTONE = 'milestone (code, stage, "on", counted_on, amount, evidence)'


def main(file: str, database: str) -> None:
    """Fill two plain tables with all projects and milestones of ``file``."""
    connection = sqlite3.connect(database, isolation_level=None)
    with Path(file).open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader)
        places = [i for i, name in enumerate(header) if name not in OF_MILESTONE]
        names = ", ".join(f'"{header[i]}"' for i in places)
        marks = ", ".join("?" * len(places))
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"CREATE TABLE project ({names})")
        connection.execute(f"CREATE TABLE {MILESTONE}")
        into_project = f"INSERT INTO project VALUES ({marks})"  # noqa: S608 - question marks only
        for rows in chunks(reader):
            connection.executemany(into_project, ([row[i] for i in places] for row in rows))
            connection.executemany(
                "INSERT INTO milestone VALUES (?, ?, ?, ?, ?, ?)", milestones(header, rows)
            )
        connection.execute("COMMIT")
    connection.close()


def milestones(header: list[str], rows: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield a tuple for each milestone that has a date."""
    at = {name: i for i, name in enumerate(header)}
    steps = [
        (s, at[f"{s}_on"], at[f"{s}_counted_on"], at[f"{s}_amount"], at[f"{s}_evidence"])
        for s in STAGES
    ]
    for row in rows:
        for stage, on, counted_on, amount, evidence in steps:
            if row[on]:
                counted = row[counted_on] or row[on]
                yield row[0], stage, row[on], counted, row[amount], row[evidence]


def chunks(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    """Yield the rows by the thousands, so that memory stays small."""
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


if __name__ == "__main__":
    main(*sys.argv[1:])
