"""The scorecard, computed a second time in the plainest way from an exported ``projects.csv``."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from tests.end_to_end.recount import DEPARTMENT_TIER, PLAN, TARGETS, TIER, Row, actuals, reached

LINES = PLAN["score"]["value"]
Value = Fraction | int | None


def values(
    rows: Sequence[Row],
    kind: str,
    as_of: date,
    shares: Mapping[tuple[str, str], int],
    marks: Mapping[str, Fraction],
) -> dict[str, dict[str, Value]]:
    """What every line judges each unit by; ``marks`` are those of its one evaluated item."""
    done = actuals(rows, kind, as_of)
    units = TIER if kind == "district" else DEPARTMENT_TIER
    found: dict[str, dict[str, Value]] = {}
    for unit in units:
        mine = [row for row in rows if row[kind] == unit and not row["excluded"]]
        signed = [row for row in mine if _signed(row, as_of)]
        left = [row for row in signed if not _gone(row, as_of)]
        figures = {name: done.get((unit, name), 0) for name in TARGETS}
        judged: dict[str, Mapping[str, Value]] = {
            "completion": {n: Fraction(figures[n], shares[unit, n]) for n in TARGETS},
            "figure": figures,
            "dropped": {"signed_projects": len(signed) - len(left)},
            "rate": _rates(left, as_of),
            "evaluation": {"": marks.get(unit)},
        }
        found[unit] = {line["code"]: judged[line["source"]][line.get("of", "")] for line in LINES}
    return found


def _signed(row: Row, as_of: date) -> bool:
    found = reached(row, "signed")
    last = min(as_of.isoformat(), "2022-12-31")
    counts = row["signing"] in ("contract", "agreement")
    return found is not None and counts and "2022-01-01" <= found[0] <= last


def _gone(row: Row, as_of: date) -> bool:
    return bool(row["dropped_on"]) and row["dropped_on"] <= as_of.isoformat()


def _rates(cohort: Sequence[Row], as_of: date) -> dict[str, Value]:
    def come(stage: str) -> list[Row]:
        days = ((row, reached(row, stage)) for row in cohort)
        return [row for row, day in days if day is not None and day[0] <= as_of.isoformat()]

    if not cohort:
        return dict.fromkeys(("registration", "funding", "paid_in", "start", "production"))
    contracted = sum(int(row["signed_amount"] or row["amount"]) for row in cohort)
    paid = sum(int(row["funded_amount"] or 0) for row in come("funded"))
    stages = {"registration": "registered", "start": "started"}
    counted = {rate: Fraction(len(come(stage)), len(cohort)) for rate, stage in stages.items()}
    return {**counted, "paid_in": Fraction(paid, contracted)}


def scores(found: Mapping[str, Mapping[str, Value]], kind: str) -> dict[str, Fraction]:
    """The score of every unit, compared inside its tier."""
    tiers = TIER if kind == "district" else DEPARTMENT_TIER
    total = dict.fromkeys(found, Fraction(0))
    for line in LINES:
        for tier in set(tiers.values()):
            field = {unit: found[unit][line["code"]] for unit in found if tiers[unit] == tier}
            for unit, earned in _points(line, field).items():
                total[unit] += -earned if line["kind"] == "deduction" else earned
    return total


def _points(line: Mapping[str, object], field: Mapping[str, Value]) -> dict[str, Fraction]:
    full = Fraction(str(line["points"]))
    cap = Fraction(str(line.get("cap", line["points"])))
    known = {unit: value for unit, value in field.items() if value is not None}
    earned = {}
    for unit, value in known.items():
        if line["form"] == "each":
            earned[unit] = full * (value // 1)
        elif line["form"] == "efficacy":
            low, high = min(known.values()), max(known.values())
            share = Fraction(value - low) / (high - low) if high > low else Fraction(bool(high))
            earned[unit] = full * (Fraction(6, 10) + Fraction(4, 10) * share)
        else:
            part = Fraction(str(line.get("goal", 100))) / (
                1 if line["source"] == "evaluation" else 100
            )
            earned[unit] = full * value / part
    return {unit: min(points, cap) for unit, points in earned.items()}
