"""Why a project counts or not, trend, due and ranks, computed a second time from an export.

As in ``recount``, nothing of the program is used: docs/rules.md is written down anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.end_to_end.recount import (
    DEPARTMENT_TIER,
    KEYS,
    PLAN,
    STAGES,
    TARGETS,
    TIER,
    Row,
    actuals,
    ahead,
    rank,
    reached,
)

COUNTING = ("contract", "agreement")
STAGE_OF = {entry["code"]: "signed" for entry in PLAN["indicator"]} | {
    "landed_projects": "registered"
}
LEVELS = ("yellow", "red", "remove")
Shares = Mapping[tuple[str, str], int]


class Waiting(NamedTuple):
    """A project that is due: ``gain`` is of the indicator, in points."""

    id: str
    level: str
    since: str
    waited: int
    after: str
    indicator: str | None
    gain: Fraction | None


def reasons(row: Row, indicator: str, as_of: date, year: int = 2022) -> list[str]:
    """Why a project does not count, the first reason first; empty where it counts."""
    found = []
    if row["excluded"]:
        found.append("excluded")
    if row["dropped_on"] and row["dropped_on"] <= as_of.isoformat():
        found.append("dropped")
    first = reached(row, STAGE_OF[indicator])
    if first is None:
        found.append("unreached")
    elif first[0] < f"{year}-01-01":
        found.append("before")
    elif first[0] > f"{year}-12-31":
        found.append("after")
    elif first[0] > as_of.isoformat():
        found.append("later")
    if row["signing"] not in COUNTING and (row["signing"] or first):
        found.append("signing")
    if indicator == "landed_projects" and int(row["amount"] or 0) < 2 * 10**9:
        found.append("size")
    return found


def brings(row: Row, indicator: str) -> int:
    """What a project brings to an indicator if it counts."""
    if indicator != "signed_investment":
        return 1
    first = reached(row, "signed")
    own = row["signed_amount"] if first and first[1] == "signed" else ""
    return int(own or row["amount"] or 0)


def standing(
    rows: Iterable[Row], indicator: str, as_of: date, year: int = 2022
) -> dict[str, tuple[int, int]]:
    """By district what counts on a day in the plan's year or another, and what was dropped."""
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        why = reasons(row, indicator, as_of, year)
        if not set(why) - {"dropped"}:
            value, unit = brings(row, indicator), KEYS["district"](row)
            net, gone = sums.get(unit, (0, 0))
            sums[unit] = (net, gone + value) if why else (net + value, gone)
    return sums


def ranks(
    rows: Sequence[Row], kind: str, indicator: str, as_of: date, shares: Shares
) -> dict[str, int | None]:
    """The rank of every unit of a kind in its tier; none where nothing counts in the tier."""
    done, tiers = actuals(rows, kind, as_of), TIER if kind == "district" else DEPARTMENT_TIER
    rates = {
        unit: Fraction(done.get((unit, indicator), 0), shares[unit, indicator]) for unit in tiers
    }
    found: dict[str, int | None] = {}
    for unit, rate in rates.items():
        rivals = [rates[other] for other in tiers if tiers[other] == tiers[unit]]
        found[unit] = rank(rate, rivals) if any(rivals) else None
    return found


def light(actual: int, target: int, as_of: date) -> str:
    """The light of a unit by its lead as it is shown, halves away from zero."""
    lead = ahead(actual, target, as_of)
    shown = Fraction(int(abs(lead) * 100 + Fraction(1, 2)), 100) * (-1 if lead < 0 else 1)
    return "green" if shown >= 0 else "yellow" if shown >= -10 else "red"


def due(rows: Sequence[Row], kind: str, as_of: date, shares: Shares) -> list[Waiting]:
    """The projects that are due, those first that would bring most."""
    done = actuals(rows, kind, as_of)
    found = []
    for row in rows:
        waits = max(_waits(row, as_of), key=lambda w: (LEVELS.index(w[0]), w[2]), default=None)
        if waits is not None:
            level, since, days, after = waits
            lacks = {
                name: (done.get((row[kind], name), 0), shares.get((row[kind], name), 0))
                for name in TARGETS
            }
            gains = _gains(row, after, lacks, as_of)
            gain = min(gains, key=lambda each: each[0], default=(None, None, None))
            found.append(Waiting(row["id"], level, since, days, after, gain[1], gain[2]))
    return sorted(
        found,
        key=lambda w: (
            -(Fraction(-1) if w.gain is None else w.gain),
            -LEVELS.index(w.level),
            -w.waited,
            int(w.id.partition("-")[2]),
        ),
    )


def _waits(row: Row, as_of: date) -> Iterator[tuple[str, str, int, str]]:
    """By each rule that it waits by: the level, since when, for how many days, until what."""
    day = as_of.isoformat()
    if row["excluded"] or (row["dropped_on"] and row["dropped_on"] <= day):
        return
    come = {stage: first[0] for stage in STAGES if (first := reached(row, stage))}
    come = {stage: on for stage, on in come.items() if on <= day}
    idle = "signed" in come and row["signing"] not in COUNTING
    for rule in PLAN["due"]["value"]:
        if idle:
            since = come["signed"] if rule["until"] == "signed" else None
        else:
            since = come.get(rule["after"]) if rule["until"] not in come else None
        if since is None:
            continue
        days = (as_of - date.fromisoformat(since)).days
        passed = [level for level in LEVELS if level in rule and days >= rule[level]]
        if passed:
            yield passed[-1], since, days, rule["until"]


def _gains(
    row: Row, until: str, lacks: Mapping[str, tuple[int, int]], as_of: date
) -> Iterator[tuple[Fraction, str, Fraction]]:
    """By each indicator that would gain: the unit's completion, its name, the points."""
    if not date(2022, 1, 1) <= as_of <= date(2022, 12, 31):
        return
    place = STAGES.index(until)
    now = max(
        place
        for place, stage in enumerate(STAGES)
        if (first := reached(row, stage)) and first[0] <= as_of.isoformat()
    )
    later = [stage for stage in STAGE_OF.values() if STAGES.index(stage) >= place]
    stage = min(later, key=STAGES.index, default=None)
    for name in TARGETS:
        actual, target = lacks[name]
        why = set(reasons(row, name, as_of))
        if now > place:
            fits = why <= {"signing"}
        else:
            lasting = {"size"} | (
                {"signing"} if until not in ("lead", "talks", "signed") else set()
            )
            fits = STAGE_OF[name] == stage and not why & lasting
        unpriced = name == "signed_investment" and not row["amount"]
        if fits and target and not unpriced:
            points = Fraction(min(brings(row, name), max(target - actual, 0)), target) * 100
            yield Fraction(actual, target), name, points


def month_ends(as_of: date) -> list[date]:
    """The last days of the plan's months up to a day; the day itself for one that is not over."""
    ends = [date(2022, month + 1, 1) - timedelta(days=1) for month in range(1, 12)]
    ends.append(date(2022, 12, 31))
    return [end for end in ends if end < as_of] + [as_of] * (as_of <= ends[-1])


def year_before(day: date) -> date:
    """The same day a year earlier; a month's last day stays its last."""
    is_last = (day + timedelta(days=1)).day == 1
    if is_last:
        after = day + timedelta(days=1)
        return after.replace(year=after.year - 1) - timedelta(days=1)
    return day.replace(year=day.year - 1)


def moved(
    before: Mapping[str, Row], after: Mapping[str, Row], days: tuple[date, date], indicator: str
) -> dict[tuple[str, str], tuple[int, str]]:
    """What each project changed in each district's figure from one edition to the next, and why.

    Args:
        before: the first edition's export by id.
        after: the second's; a project has one change at the most.
        days: of the two editions.
        indicator: the figure.
    """
    first, second = days
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for code, row in after.items():
        was = _figure(before[code], indicator, first) if code in before else {}
        facts, now = _figure(row, indicator, first), _figure(row, indicator, second)
        old = before.get(code)
        if was and now:
            why = "amended" if was.keys() == now.keys() else "moved"
        elif bool(facts) != bool(was):
            why = _why(old, row, indicator)
        else:
            why = _in_time(old, row, indicator, second)
        for unit in was.keys() | now.keys():
            if step := now.get(unit, 0) - was.get(unit, 0):
                found[code, unit] = (step, why)
    return found


def _figure(row: Row, indicator: str, as_of: date) -> dict[str, int]:
    return {} if reasons(row, indicator, as_of) else {row["district"]: brings(row, indicator)}


def _why(old: Row | None, row: Row, indicator: str) -> str:
    """The reason that the facts alone explain: whether the project counts on one day or not."""
    if old is None or reached(old, STAGE_OF[indicator]) != reached(row, STAGE_OF[indicator]):
        return "late"
    if old["dropped_on"] != row["dropped_on"]:
        return "dropped" if row["dropped_on"] else "restored"
    names = {"excluded": "excluded", "amount": "amended"}
    (changed,) = (reason for name, reason in names.items() if old[name] != row[name])
    return "restored" if changed == "excluded" and not row["excluded"] else changed


def _in_time(old: Row | None, row: Row, indicator: str, as_of: date) -> str:
    """The reason where time had to pass."""
    if reasons(row, indicator, as_of):
        return "dropped"
    if old is None:
        return "new"
    if reached(old, STAGE_OF[indicator]) != reached(row, STAGE_OF[indicator]):
        return "reached"
    return _why(old, row, indicator) if reasons(old, indicator, as_of) else "time"
