"""What counts of projects with longer lives, computed a second time from an export.

As in ``recount``, nothing of the program is used: docs/rules.md is written down anew. ``rows_on``
makes of an export the plain rows that a report of one day sees: who is counted with whom, what is
left out, in which unit each project is on that day, and a row for every spell.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from tests.end_to_end.recount import STAGES, Row, reached

_NEVER = "9999-12-31"
Key = tuple[str, str]
"""A unit and an indicator."""


class Lens(NamedTuple):
    """A plan's file as a report of a day uses it."""

    plan: dict[str, Any]
    tiers: dict[str, dict[str, int]]
    takes: dict[Key, str]

    @property
    def indicators(self) -> dict[str, dict[str, Any]]:
        return {each["code"]: each for each in self.plan["indicator"]}


def lens(path: Path) -> Lens:
    plan = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds = ("district", "department")
    tiers = {kind: {unit["code"]: unit["tier"] for unit in plan[kind]} for kind in kinds}
    units = [(kind, unit) for kind in kinds for unit in plan[kind]]
    takes = {(k, code): unit["code"] for k, unit in units for code in unit.get("takes", ())}
    return Lens(plan, tiers, takes)


def rows_on(rows: Sequence[Row], day: date, takes: Mapping[Key, str]) -> list[Row]:
    """The rows of a report of the day; what counts nowhere on it is left out."""
    on = day.isoformat()
    lives = [_Life(row) for row in rows]
    found = []
    for life in lives:
        if life.ruled("same_as", on) or life.ruled("excluded", on):
            continue
        set_ = [each for each in lives if each.ruled("same_as", on) == life.id]
        set_.sort(key=lambda each: (each.began, int(each.id.partition("-")[2])))
        said = {"excluded": "", "spared": life.ruled("spared", on)}
        for kind in ("district", "department"):
            named = (each.unit(kind, on) for each in (life, *set_))
            code = next(filter(None, named), "")
            said[kind] = takes.get((kind, code), code)
        parts = [part.partition("=") for part in life.ruled("credit", on).split(";") if part]
        named_by = [(tuple(name.split(":")), int(share)) for name, _, share in parts]
        said["credit"] = ";".join(
            f"{kind}:{takes.get((kind, unit), unit)}={share}" for (kind, unit), share in named_by
        )
        found += [life.row | said | spell for spell in life.spells()]
    return found


class _Life:
    """A project of an export with what stands in its column ``facts``."""

    def __init__(self, row: Row) -> None:
        self.row, self.id = row, row["id"]
        self.facts = json.loads(row["facts"] or "{}")
        paid = self.facts.get("payments")
        if paid is None:
            sum_, on = row["funded_amount"], row["funded_counted_on"] or row["funded_on"]
            once = {"on": row["funded_on"], "precision": row["funded_precision"] or "day"}
            paid = [once | {"counted_on": on, "amount": int(sum_)}] if sum_ else []
        self.payments = sorted((p["counted_on"], p["amount"]) for p in paid)
        self.earliest = [
            (first_day(p["on"], p.get("precision", "day")), p["counted_on"]) for p in paid
        ]
        self._last = {
            stage: (row[f"{stage}_counted_on"] or row[f"{stage}_on"], row[f"{stage}_amount"])
            for stage in STAGES
            if row[f"{stage}_on"]
        }
        if self.payments:
            self._last.pop("funded", None)
        if "funded" in self.facts:
            self._last["funded"] = (self.facts["funded"]["counted_on"], "")

    @property
    def began(self) -> str:
        """The first day on which anything of it counts."""
        spells = [*self.facts.get("spells", ()), {"milestones": ()}]
        days = [m["counted_on"] for spell in spells for m in spell["milestones"]]
        paid = [day for day, _ in self.payments]
        return str(min([*days, *(day for day, _ in self._last.values()), *paid]))

    def ruled(self, kind: str, on: str) -> str:
        """What is decided on a day; empty for nothing."""
        timeline = self.facts.get("rulings", {}).get(kind, [[None, self.row.get(kind)]])
        held = ""
        for since, value in timeline:
            held = str(value or "") if (since or "") <= on else held
        return held

    def unit(self, kind: str, on: str) -> str:
        """Its own unit on a day."""
        moves = [each for each in self.facts.get("formerly", ()) if each["kind"] == kind]
        later = [each for each in moves if on < each["until"]]
        first = min(later, key=lambda each: each["until"], default={"unit": self.row[kind]})
        return str(first.get("unit") or "")

    def spells(self) -> Iterator[Row]:
        """The plain cells of each spell: stages, drop, and the payments up to the next one."""
        lives = [
            (
                {
                    m["stage"]: (m["counted_on"], str(m.get("amount") or ""))
                    for m in spell["milestones"]
                },
                spell["dropped_on"],
            )
            for spell in self.facts.get("spells", ())
        ]
        lives.append((self._last, self.row["dropped_on"]))
        begins = [""]
        for (_, ended), (course, _) in pairwise(lives):
            after_ = [counted_on for earliest, counted_on in self.earliest if earliest > ended]
            begins.append(min([*(d for d, _ in course.values()), *after_]))
        begins.append(_NEVER)
        for (course, dropped), (first, after) in zip(lives, pairwise(begins), strict=True):
            paid = [(day, amount) for day, amount in self.payments if first <= day < after]
            days = {stage: day for stage, (day, _) in course.items()}
            if paid:
                days["funded"] = min(paid[0][0], days.get("funded", _NEVER))
            cells = {f"{stage}_on": days.get(stage, "") for stage in STAGES}
            cells |= {f"{stage}_counted_on": days.get(stage, "") for stage in STAGES}
            cells |= {f"{s}_amount": course[s][1] if s in course else "" for s in STAGES}
            yield cells | {"dropped_on": dropped, "payments": json.dumps(paid)}


def first_day(last: str, precision: str) -> str:
    """The first day of a period by its last one."""
    day = date.fromisoformat(last)
    if precision == "week":
        return str(day - timedelta(6))
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(precision)
    return last if months is None else str(date(day.year, day.month - months + 1, 1))


def worth(row: Row, code: str, plan: Lens, day: date, *, gross: bool = False) -> int | None:
    """What a row of the day brings to an indicator; ``None`` where it does not count."""
    indicator, rules = plan.indicators[code], plan.plan["rules"]
    stage = indicator["stage"]
    stage = stage if isinstance(stage, str) else stage["value"]
    on, last = day.isoformat(), min(day, plan.plan["end"]).isoformat()
    first = reached(row, stage)
    is_small = int(row["amount"] or 0) < max(indicator["minimum"], rules["minimum"]["value"])
    is_expansion = not rules["expansions"]["value"] and row["channel"] == "expansion"
    is_dropped = bool(row["dropped_on"]) and row["dropped_on"] <= on
    signs = row["signing"] in rules["signings"]["value"]
    if first is None or first[0] > last or is_small or is_expansion or not signs:
        return None
    if is_dropped and not gross:
        return None
    start = plan.plan["start"].isoformat()
    if indicator["measure"] == "sum" and stage == "funded":
        return paid(row, start, last) or None
    if first[0] < start:
        return None
    own = row[f"{stage}_amount"] or row["amount"]
    return 1 if indicator["measure"] == "count" else int(own)


def paid(row: Row, first: str, last: str) -> int:
    """Yuan paid in on the days from ``first`` to ``last``."""
    return sum(amount for day, amount in json.loads(row["payments"]) if first <= day <= last)


def key_of(row: Row, by: str, plan: Lens) -> str:
    """The line of a view in which a row of the day stands."""
    code = row["district" if by == "tier" else by] or "unassigned"
    return f"tier-{plan.tiers['district'][code]}" if by == "tier" and code != "unassigned" else code


def actuals(rows: Iterable[Row], by: str, plan: Lens, day: date) -> dict[Key, int]:
    """What every line of a view achieved, without what is 0."""
    sums: dict[Key, int] = {}
    for row in rows:
        for code in plan.indicators:
            key = key_of(row, by, plan), code
            sums[key] = sums.get(key, 0) + (worth(row, code, plan, day) or 0)
    return {key: value for key, value in sums.items() if value}


def assessed(rows: Iterable[Row], plan: Lens, day: date) -> dict[Key, Fraction]:
    """The same of districts where credit divides projects, to less than a yuan a project."""
    sums: dict[Key, Fraction] = {}
    for row in rows:
        parts = [part.partition("=") for part in row["credit"].split(";") if part]
        mine = [(name, share) for name, _, share in parts if name.startswith("district:")]
        shares = [(name.partition(":")[2], Fraction(int(share), 10_000)) for name, share in mine]
        for code in plan.indicators:
            for unit, share in shares or [(key_of(row, "district", plan), Fraction(1))]:
                value = (worth(row, code, plan, day) or 0) * share
                sums[unit, code] = sums.get((unit, code), Fraction(0)) + value
    return {key: value for key, value in sums.items() if value}


def cohort(rows: Iterable[Row], by: str, plan: Lens, day: date) -> dict[Key, tuple[int, int]]:
    """Of the projects signed in the period, how many reached each stage, and their contracts.

    At ``paid`` stands the money paid in by those that are funded.
    """
    cells: dict[Key, tuple[int, int]] = {}
    for row in rows:
        contract = worth(row, "signed_investment", plan, day)
        for stage in STAGES[2:] if contract is not None else ():
            first = reached(row, stage)
            if first is None or first[0] > day.isoformat():
                continue
            brought = {stage: contract}
            if stage == "funded":
                brought["paid"] = paid(row, "", day.isoformat())
            for name, money in brought.items():
                key = key_of(row, by, plan), name
                n, total = cells.get(key, (0, 0))
                cells[key] = (n + 1, total + (money or 0))
    return cells
