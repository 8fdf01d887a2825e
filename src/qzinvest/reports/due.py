"""What is due: which projects stand still, for how long, and what their next step would bring.

A project is due by a rule while it has reached the rule's stage ``after`` and not yet ``until``,
from so many days after it counts at ``after``. One that was signed in a way that the plan does not
count waits for a signing that counts, from the day on which it was signed and however far it has
come since: the rule that ends with the signing applies. Of several rules the worst level counts,
then the longest wait.

Gain: of the indicators at the stage waited for (or, if there are none, at the next stage that has
any) in which the project would count, the one of which the unit has completed the least; gain =
min(what the project brings, what the unit lacks) ÷ share, in percentage points. Of what has come
farther than the stage waited for, these are all indicators in which only its kind of signing keeps
it from counting. Money that is still to be paid in is taken at the part of the amount that projects
usually pay in, of all that had paid by the day.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from qzinvest.model.counting import Count, Figure, Measure, by_holder, figure, measure_of
from qzinvest.model.credit import WHOLE
from qzinvest.model.due import LEVELS, RED, REMOVE, YELLOW, Due, Gain, Gaps, Lack, Line
from qzinvest.model.passage import Passage
from qzinvest.model.plan import DueRule, Plan, Shares
from qzinvest.model.selection import ASSESSMENT
from qzinvest.model.stage import STAGES, Stage
from qzinvest.reports.subjects import (
    UNTARGETED,
    VIEWS,
    Question,
    count_kind,
    looked_at,
    subjects_of,
)

GAPS = tuple(by for by in VIEWS if by not in UNTARGETED)
"""Views whose lines lack something: those that have targets."""


def due(gaps: Gaps, passages: Iterable[Passage]) -> tuple[Due, ...]:
    """The projects that are due, those that would bring most first.

    Ties by level, the worst first, then by days, then by office and number.

    Args:
        gaps: what is lacking, from ``gaps_of``, and of which lines the projects are looked at.
    """
    asked = (p for p in passages if gaps.looks_at(getattr(p, gaps.kind)))
    found = (each for passage in asked if (each := due_of(gaps, passage)) is not None)
    return tuple(sorted(found, key=place))


def due_of(gaps: Gaps, passage: Passage) -> Due | None:
    """A project that is due and not spared, with what its next step would bring."""
    found = None if passage.spared else due_by(gaps.plan, passage, gaps.day.toordinal())
    return found and _gained(gaps, found)


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
    if stage >= Stage.SIGNED and passage.signing not in plan.rules.signings:
        return passage.signed if rule.until == Stage.SIGNED else None
    return passage.reached(rule.after) if rule.after <= stage < rule.until else None


def _level(rule: DueRule, days: int) -> str | None:
    if rule.remove and days >= rule.remove:
        return REMOVE
    if days >= rule.red:
        return RED
    return YELLOW if days >= rule.yellow else None


def gaps_of(
    plan: Plan,
    shares: Shares,
    counts: Iterable[Count],
    question: Question,
    usual: Mapping[str, Fraction | None],
) -> Gaps:
    """What the lines of a view lack on a day.

    Args:
        counts: what all units of ``count_kind(question.by)`` achieved.
        question: whose gaps, of which indicator, and the projects of which tier or rows; its lines
            have targets (``GAPS``).
        usual: the part that is usually paid in, by the code of each indicator of paid-in money.
    """
    kind, subjects = count_kind(question.by), subjects_of(plan, question.by)
    actuals = {(c.unit or "", c.indicator): c.gross - c.dropped for c in counts}
    measures = [measure_of(plan, i, question.as_of) for i in plan.chosen(question.indicator)]

    def lack(measure: Measure, units: Iterable[str]) -> tuple[Fraction, Lack] | None:
        code = measure.indicator.code
        target = sum(shares.get((kind, unit, code), 0) for unit in units)
        actual = sum(actuals.get((unit, code), 0) for unit in units)
        if not target:
            return None
        missing = Lack(measure, target, max(target - actual, 0), usual.get(code))
        return Fraction(actual) / target, missing

    lines = []
    for subject in reversed(subjects):
        units = subject.units or frozenset()
        found = [each for measure in measures if (each := lack(measure, units)) is not None]
        lines.append(Line(units, tuple(each for _, each in sorted(found, key=lambda e: e[0]))))
    return Gaps(
        plan,
        kind,
        question.as_of,
        question.selection.view == ASSESSMENT,
        tuple(measure.indicator.stage for measure in measures),
        tuple(lines),
        *looked_at(subjects, question),
    )


def _gained(gaps: Gaps, each: Due) -> Due:
    """The same with what the step that the project waits for would bring to its line."""
    unit = getattr(each.passage, gaps.kind)
    line = next((line for line in gaps.lines if unit in line.units), None)
    if line is None:
        return each
    stage = gaps.gaining(each.rule.until)
    for missing in line.lacks:
        # What has come farther gains wherever only its kind of signing keeps it from counting.
        gains = each.stage > each.rule.until or missing.measure.indicator.stage == stage
        brings = _brings(gaps, missing, each, line.units) if gains else None
        if brings is not None:
            points = Fraction(min(brings, missing.lack)) / missing.target * 100
            return each._replace(gain=Gain(missing.measure.indicator.code, points))
    return each


def _brings(gaps: Gaps, missing: Lack, each: Due, units: frozenset[str]) -> Figure | None:
    """The units' part of what the project would bring; ``None`` where it would not count."""
    measure = missing.measure
    value = _value(missing, each.passage) if _would_count(measure, each) else None
    if value is None:
        return None
    grain = WHOLE if measure.indicator.measure == "count" else 1
    parts = by_holder(gaps.kind, assessed=gaps.assessed)(each.passage, value * grain)
    return figure(sum(part for unit, part in parts if unit in units), grain)


def _value(missing: Lack, passage: Passage) -> int | None:
    """What the project brings; ``None`` where it is money of which nobody knows how much.

    No amount is known of it, no sum of what came, or money is to come and nobody has paid any yet.
    """
    measure = missing.measure
    if measure.indicator.measure == "count":
        return measure.value(passage)
    if not passage.amount:
        return None
    on = passage.reached(measure.indicator.stage)
    if on is not None and on <= measure.as_of:
        return measure.value(passage) or None
    # What is recorded of a later day is not known on this one.
    if not measure.is_paid:
        return passage.amount
    return None if missing.usual is None else int(passage.amount * missing.usual)


def _would_count(measure: Measure, each: Due) -> bool:
    """Whether the project would count if it took its next step on the day.

    Until the signing that it waits for, its kind of signing is open. Of what has come farther the
    days stand already, and nothing else may be in the way.
    """
    if not measure.start <= measure.as_of <= measure.end:
        return False
    obstacles = set(measure.obstacles(each.passage))
    if each.stage > each.rule.until:
        return obstacles == {"signing"}  # where that does not matter it counts already
    lasting = {"size", "expansion"} | ({"signing"} if each.rule.until > Stage.SIGNED else set())
    return not lasting & obstacles


def place(each: Due) -> tuple[Fraction, int, int, str, int]:
    """Where a project stands in the list."""
    gain = Fraction(-1) if each.gain is None else each.gain.points
    level = LEVELS.index(each.level)
    return (-gain, -level, -each.days, each.passage.org, each.passage.number)
