"""The report, computed a second time in the plainest way from an exported ``projects.csv``.

Nothing of the program is used here: the rules are written down anew from the campaign's text, the
units and targets are read from the plan file with ``tomllib``.
"""

import csv
import tomllib
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

PLAN = tomllib.loads(
    (Path(__file__).parents[2] / "data" / "quanzhou-2022.toml").read_text(encoding="utf-8")
)
STAGES = ["lead", "talks", "signed", "registered", "funded", "started", "producing"]
TIER = {d["code"]: d["tier"] for d in PLAN["district"]}
DEPARTMENT_TIER = {d["code"]: d["tier"] for d in PLAN["department"]}
CENTRE = {code for area in PLAN["area"] for code in area["units"]}
TARGETS = {"signed_projects": 2000, "signed_investment": 10**12, "landed_projects": 100}
TERMS = ("channel", "origin", "investor_class", "event")
Row = dict[str, str]
Key = Callable[[Row], str]
KEYS: dict[str, Key] = {
    "district": lambda row: row["district"] if row["district"] in TIER else "unassigned",
    "department": lambda row: row["department"] or "unassigned",
    "group": lambda row: row["group"] or "unassigned",
    "tier": lambda row: f"tier-{TIER[row['district']]}" if row["district"] else "unassigned",
    "area": lambda row: _area(row["district"]),
    "channel": lambda row: row["channel"] or "unassigned",
    "origin": lambda row: row["origin"] or "unassigned",
    "investor_class": lambda row: row["investor_class"] or "unassigned",
    "event": lambda row: row["event"] or "unassigned",
}


def _area(district: str) -> str:
    if not district:
        return "unassigned"
    return str(PLAN["area"][0]["code"]) if district in CENTRE else "rest"


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reached(row: Row, stage: str) -> tuple[str, str] | None:
    """The first day on which the project counts at ``stage`` or later, and by which stage."""
    days = [
        (row[f"{later}_counted_on"] or row[f"{later}_on"], later)
        for later in STAGES[STAGES.index(stage) :]
        if row[f"{later}_on"]
    ]
    # On one day the earliest of its stages; min() keeps the first of equal days.
    return min(days, key=lambda found: found[0]) if days else None


def worth(row: Row, indicator: str) -> tuple[str, int] | None:
    """The day from which the project counts in an indicator, and what it brings."""
    landed = indicator == "landed_projects"
    stage = "registered" if landed else "signed"
    found = reached(row, stage)
    if found is None or row["signing"] not in ("contract", "agreement"):
        return None
    if landed and int(row["amount"] or 0) < 2_000_000_000:
        return None
    day, by = found
    if indicator != "signed_investment":
        return day, 1
    own = row["signed_amount"] if by == "signed" else ""
    return day, int(own or row["amount"] or 0)


def actuals(rows: Iterable[Row], view: str, as_of: date) -> dict[tuple[str, str], int]:
    """What every line of a view achieved, by line and indicator."""
    sums: dict[tuple[str, str], int] = {}
    for row, indicator, value in counted(rows, as_of):
        key = (KEYS[view](row), indicator)
        sums[key] = sums.get(key, 0) + value
    return sums


def counted(rows: Iterable[Row], as_of: date) -> Iterator[tuple[Row, str, int]]:
    """Every project that counts, with the indicator and what it brings."""
    last = min(as_of, date(2022, 12, 31)).isoformat()
    for row in rows:
        if row["excluded"] or (row["dropped_on"] and row["dropped_on"] <= as_of.isoformat()):
            continue
        for indicator in TARGETS:
            found = worth(row, indicator)
            if found is not None and "2022-01-01" <= found[0] <= last:
                yield row, indicator, found[1]


def assessed(rows: Iterable[Row], kind: str, as_of: date) -> dict[tuple[str, str], Fraction]:
    """What every unit achieved where credit divides projects, to less than a yuan a project."""
    sums: dict[tuple[str, str], Fraction] = {}
    for row, indicator, value in counted(rows, as_of):
        parts = [p.partition("=") for p in row["credit"].split(";") if p.startswith(kind)]
        shares = {unit.partition(":")[2]: Fraction(int(bp), 10_000) for unit, _, bp in parts}
        for unit, share in (shares or {KEYS[kind](row): Fraction(1)}).items():
            sums[unit, indicator] = sums.get((unit, indicator), Fraction(0)) + value * share
    return sums


def cohort(rows: Iterable[Row], view: str, as_of: date) -> dict[tuple[str, str], tuple[int, int]]:
    """Of the projects signed in the period, how many reached each stage and their contracts.

    At ``paid`` stands the money paid in by those that are funded.
    """
    cells: dict[tuple[str, str], tuple[int, int]] = {}
    for row, indicator, contract in counted(rows, as_of):
        if indicator != "signed_investment":
            continue
        for stage in STAGES[2:]:
            found = reached(row, stage)
            if found is None or found[0] > as_of.isoformat():
                continue
            key = KEYS[view](row)
            brought = {stage: contract}
            if stage == "funded":
                brought["paid"] = int(row["funded_amount"] or 0)
            for name, money in brought.items():
                n, total = cells.get((key, name), (0, 0))
                cells[key, name] = (n + 1, total + money)
    return cells


def pace(as_of: date) -> Fraction:
    if as_of >= date(2022, 12, 31):
        return Fraction(1)
    whole = Fraction(as_of.day, monthrange(as_of.year, as_of.month)[1])
    return (as_of.month - 1 + whole) / 12


def completion(actual: int, target: int) -> float:
    return actual / target


def ahead(actual: int, target: int, as_of: date) -> Fraction:
    return (Fraction(actual, target) - pace(as_of)) * 100


def rank(done: Fraction, rivals: Iterable[Fraction]) -> int:
    return 1 + sum(rival > done for rival in rivals)
