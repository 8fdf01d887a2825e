"""What is due: which projects stand still, for how long, and what their next step would bring.

A project is due by a rule while it has reached the rule's stage ``after`` and not yet ``until``,
from so many days after it counts at ``after``. One that was signed in a way that the plan does not
count waits for a signing that counts, from the day on which it was signed: the rule that ends with
the signing applies. Of several rules the worst level counts, then the longest wait.

Gain: of the indicators at the stage waited for (or, if there are none, at the next stage that has
any) in which the project would count, the one of which the unit has completed the least; gain =
min(what the project brings, what the unit lacks) ÷ share, in percentage points.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from qzinvest.model.counting import Figure, Measure, by_holder, figure, measure_of
from qzinvest.model.credit import WHOLE
from qzinvest.model.due import LEVELS, RED, REMOVE, YELLOW, Due, Gain
from qzinvest.model.passage import Passage
from qzinvest.model.plan import DueRule, Plan
from qzinvest.model.progress import Count
from qzinvest.model.stage import STAGES, Stage
from qzinvest.model.table import Column, Note, Row, Table
from qzinvest.reports.listing import Names
from qzinvest.reports.progress import Shares

COLUMNS = (
    Column("level"),
    Column("id"),
    Column("name"),
    Column("district"),
    Column("department"),
    Column("stage"),
    Column("since", "date"),
    Column("waited", "count"),
    Column("next", "stage"),
    Column("amount", "money"),
    Column("indicator"),
    Column("gain", "points"),
)


class Asked(NamedTuple):
    """What is asked: whose gaps, of which indicator, and the projects of which tier's units."""

    kind: str
    as_of: date
    tier: int | None = None
    indicator: str | None = None
    assessed: bool = False


def due(
    plan: Plan,
    shares: Shares,
    counts: Iterable[Count],
    passages: Iterable[Passage],
    asked: Asked,
) -> tuple[Due, ...]:
    """The projects that are due, those that would bring most first.

    Ties by level, the worst first, then by days, then by office and number.

    Args:
        plan: the plan in force, with its due rules.
        shares: the shares that it set.
        counts: what all units of the asked kind achieved.
        passages: the projects to look at.
        asked: what is asked.
    """
    day = asked.as_of.toordinal()
    tiers = {unit.code: unit.tier for unit in plan.units_of(asked.kind)}
    found = [
        each
        for passage in passages
        if asked.tier in (None, tiers.get(getattr(passage, asked.kind) or ""))
        and (each := due_by(plan, passage, day)) is not None
    ]
    gaps = _Gaps(plan, shares, tuple(counts), asked)
    return tuple(sorted((each._replace(gain=gaps.gain(each)) for each in found), key=_place))


def from_level(found: Iterable[Due], level: str) -> tuple[Due, ...]:
    """Those of ``level`` and worse."""
    levels = LEVELS[LEVELS.index(level) :]
    return tuple(each for each in found if each.level in levels)


def due_by(plan: Plan, passage: Passage, day: int) -> Due | None:
    """The worst that the plan's rules say of a project on a day; ``None`` where it is not due."""
    if passage.dropped is not None and passage.dropped <= day:
        return None
    reached = [s for s in STAGES if (on := passage.reached(s)) is not None and on <= day]
    if not reached:
        return None
    found = []
    for rule in plan.due:
        since = _since(plan, rule, passage, reached[-1])
        if since is not None and (level := _level(rule, day - since)) is not None:
            found.append(Due(passage, rule, level, reached[-1], since, day - since))
    return max(found, key=lambda each: (LEVELS.index(each.level), each.days), default=None)


def _since(plan: Plan, rule: DueRule, passage: Passage, stage: Stage) -> int | None:
    """From which day the project waits by the rule; ``None`` where it does not."""
    if stage == Stage.SIGNED and passage.signing not in plan.rules.signings:
        return passage.signed if rule.until == Stage.SIGNED else None
    return passage.reached(rule.after) if rule.after <= stage < rule.until else None


def _level(rule: DueRule, days: int) -> str | None:
    if rule.remove and days >= rule.remove:
        return REMOVE
    if days >= rule.red:
        return RED
    return YELLOW if days >= rule.yellow else None


class _Gaps:
    """What units lack, and what projects would bring to it."""

    def __init__(self, plan: Plan, shares: Shares, counts: Sequence[Count], asked: Asked) -> None:
        self._asked = asked
        self._shares = shares
        self._actuals = _actuals(counts)
        self._measures = [
            measure_of(plan, indicator, asked.as_of)
            for indicator in plan.indicators
            if asked.indicator in (None, indicator.code)
        ]
        self._holders = by_holder(asked.kind, assessed=asked.assessed)

    def gain(self, each: Due) -> Gain | None:
        """What the step that a project waits for would bring to its unit."""
        unit = getattr(each.passage, self._asked.kind)
        found = []
        for measure in self._at(each.rule.until):
            target = self._shares.get((self._asked.kind, unit or "", measure.indicator.code))
            if target and _would_count(measure, each):
                actual = self._actuals.get((unit, measure.indicator.code), 0)
                lacks = max(target - actual, 0)
                points = Fraction(min(self._brings(measure, each.passage, unit), lacks)) / target
                found.append((Fraction(actual) / target, measure.indicator.code, points * 100))
        if not found:
            return None
        _, code, points = min(found, key=lambda entry: entry[0])
        return Gain(code, points)

    def _at(self, stage: Stage) -> list[Measure]:
        """The indicators at the stage, or at the next one that has any."""
        later = [m.indicator.stage for m in self._measures if m.indicator.stage >= stage]
        return [m for m in self._measures if later and m.indicator.stage == min(later)]

    def _brings(self, measure: Measure, passage: Passage, unit: str) -> Figure:
        """The unit's part of what the project brings."""
        grain = WHOLE if measure.indicator.measure == "count" else 1
        parts = dict(self._holders(passage, measure.value(passage) * grain))
        return figure(parts.get(unit, 0), grain)


def _actuals(counts: Iterable[Count]) -> Mapping[tuple[str | None, str], Figure]:
    return {(count.unit, count.indicator): count.gross - count.dropped for count in counts}


def _would_count(measure: Measure, each: Due) -> bool:
    """Whether the project would count if it took its next step on the day.

    Until the signing that it waits for, its kind of signing is open.
    """
    lasting = {"size", "expansion"} | ({"signing"} if each.rule.until > Stage.SIGNED else set())
    in_period = measure.start <= measure.as_of <= measure.end
    return in_period and not lasting & set(measure.obstacles(each.passage))


def _place(each: Due) -> tuple[Fraction, int, int, str, int]:
    gain = Fraction(-1) if each.gain is None else each.gain.points
    level = LEVELS.index(each.level)
    return (-gain, -level, -each.days, each.passage.org, each.passage.number)


def due_table(  # noqa: PLR0913, PLR0917 - the list, and what is said below it
    plan: Plan,
    found: Sequence[Due],
    wanted: int,
    shown: Sequence[Due],
    called: Mapping[str, str],
    names: Names,
) -> Table:
    """One row a project; one that waits for another signing has its kind instead of its stage.

    Args:
        plan: whose rules they are.
        found: all that are due.
        wanted: how many of them are of a level that was asked for.
        shown: those that are to be listed.
        called: the projects' names, by id.
        names: how units and indicators are shown.
    """
    rows = tuple(_row(each, called, names) for each in shown)
    levels = {level: sum(each.level == level for each in found) for level in LEVELS}
    more = Note("list.more", {"shown": len(rows), "total": wanted})
    notes = [more] if len(rows) < wanted else []
    notes.append(Note("due.levels", levels))
    lang = names.lang or "en"
    for rule in plan.due:
        days = {"yellow": rule.yellow, "red": rule.red, "remove": rule.remove}
        fields: dict[str, object] = {"rule": rule.names.get(lang), **days}
        notes.append(Note("due.rule_remove" if rule.remove else "due.rule", fields))
    notes += [
        Note("progress.assumed", {"text": a.text.get(lang)})
        for a in plan.assumptions
        if a.path == "due"
    ]
    notes += [Note("due.intent", {}), Note("due.gain", {})]
    return Table("due", COLUMNS, rows, tuple(notes))


def _row(each: Due, called: Mapping[str, str], names: Names) -> Row:
    passage, gain = each.passage, each.gain
    return (
        each.level,
        passage.id,
        called[passage.id],
        names.unit("district", passage.district),
        names.unit("department", passage.department),
        each.stage.code if each.stage != each.rule.until else passage.signing,
        date.fromordinal(each.since),
        each.days,
        each.rule.until.code,
        passage.amount,
        None if gain is None else names.indicator(gain.indicator),
        None if gain is None else gain.points,
    )
