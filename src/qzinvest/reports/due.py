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
it from counting. Money that is still to be paid in is taken at the usual part of the amount
(``model.counting.usual_part``).
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from qzinvest.model.counting import (
    Count,
    Figure,
    Measure,
    by_holder,
    figure,
    measure_of,
    usual_part,
)
from qzinvest.model.credit import WHOLE
from qzinvest.model.due import LEVELS, RED, REMOVE, YELLOW, Due, Gain
from qzinvest.model.passage import Passage
from qzinvest.model.plan import DueRule, Plan, Shares
from qzinvest.model.selection import ASSESSMENT
from qzinvest.model.stage import STAGES, Stage
from qzinvest.reports.subjects import UNTARGETED, VIEWS, Question, count_kind, placed, subjects_of

GAPS = tuple(by for by in VIEWS if by not in UNTARGETED)
"""Views whose lines lack something: those that have targets."""


def due(  # noqa: PLR0913, PLR0917 - what units lack, and who could bring it
    plan: Plan,
    shares: Shares,
    counts: Iterable[Count],
    passages: Iterable[Passage],
    question: Question,
    everyone: Iterable[Passage] = (),
) -> tuple[Due, ...]:
    """The projects that are due, those that would bring most first.

    Ties by level, the worst first, then by days, then by office and number.

    Args:
        plan: the plan in force, with its due rules.
        shares: the shares that it set.
        counts: what all units of ``count_kind(question.by)`` achieved.
        passages: the projects to look at.
        question: whose gaps, of which indicator, and the projects of which tier or rows; its lines
            have targets (``GAPS``).
        everyone: all projects, whichever are looked at, for the part that they pay in; needed where
            ``sums_money`` says so.
    """
    day, kind = question.as_of.toordinal(), count_kind(question.by)
    of = placed(subjects_of(plan, question.by))

    def is_asked(passage: Passage) -> bool:
        row = of(getattr(passage, kind))
        return question.tier in (None, row.tier) and question.selection.shows(question.by, row.code)

    found = [
        each
        for passage in passages
        if is_asked(passage) and (each := due_by(plan, passage, day)) is not None
    ]
    gaps = _Gaps(plan, shares, tuple(counts), question, tuple(everyone))
    return tuple(sorted((each._replace(gain=gaps.gain(each)) for each in found), key=_place))


def sums_money(plan: Plan) -> bool:
    """Whether any target of the plan is money paid in."""
    return any(indicator.is_paid_in for indicator in plan.indicators)


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
    if stage >= Stage.SIGNED and passage.signing not in plan.rules.signings:
        return passage.signed if rule.until == Stage.SIGNED else None
    return passage.reached(rule.after) if rule.after <= stage < rule.until else None


def _level(rule: DueRule, days: int) -> str | None:
    if rule.remove and days >= rule.remove:
        return REMOVE
    if days >= rule.red:
        return RED
    return YELLOW if days >= rule.yellow else None


class _Gaps:
    """What the lines of a view lack, and what projects would bring to it."""

    def __init__(
        self,
        plan: Plan,
        shares: Shares,
        counts: Sequence[Count],
        question: Question,
        everyone: Sequence[Passage],
    ) -> None:
        self._kind = count_kind(question.by)
        self._shares = shares
        self._actuals = {(c.unit or "", c.indicator): c.gross - c.dropped for c in counts}
        self._place = placed(subjects_of(plan, question.by))
        self._measures = [
            measure_of(plan, indicator, question.as_of)
            for indicator in plan.chosen(question.indicator)
        ]
        self._holders = by_holder(self._kind, assessed=question.selection.view == ASSESSMENT)
        self._usual = {
            m.indicator.code: _usual_part(everyone, m)
            for m in self._measures
            if m.indicator.is_paid_in
        }

    def gain(self, each: Due) -> Gain | None:
        """What the step that a project waits for would bring to its line's completion."""
        units = self._place(getattr(each.passage, self._kind)).units or frozenset()
        found = []
        for measure in self._at(each):
            target = sum(self._of(self._shares, unit, measure) for unit in units)
            brings = self._brings(measure, each, units) if target else None
            if brings is None:
                continue
            actual = sum(self._actuals.get((unit, measure.indicator.code), 0) for unit in units)
            points = Fraction(min(brings, max(target - actual, 0))) / target * 100
            found.append((Fraction(actual) / target, measure.indicator.code, points))
        if not found:
            return None
        _, code, points = min(found, key=lambda entry: entry[0])
        return Gain(code, points)

    def _of(self, shares: Shares, unit: str, measure: Measure) -> int:
        return shares.get((self._kind, unit, measure.indicator.code), 0)

    def _at(self, each: Due) -> list[Measure]:
        """The indicators that gain: at the stage waited for, or at the next one that has any."""
        if each.stage > each.rule.until:
            return self._measures
        later = [m.indicator.stage for m in self._measures if m.indicator.stage >= each.rule.until]
        return [m for m in self._measures if later and m.indicator.stage == min(later)]

    def _brings(self, measure: Measure, each: Due, units: frozenset[str]) -> Figure | None:
        """The units' part of what the project would bring; ``None`` where it would not count."""
        if not _would_count(measure, each):
            return None
        value = self._value(measure, each.passage)
        if value is None:
            return None
        grain = WHOLE if measure.indicator.measure == "count" else 1
        parts = self._holders(each.passage, value * grain)
        return figure(sum(part for unit, part in parts if unit in units), grain)

    def _value(self, measure: Measure, passage: Passage) -> int | None:
        """What the project brings; ``None`` where money is to come and nobody has paid any yet."""
        value, waits = measure.value(passage), (passage.funded or measure.as_of + 1) > measure.as_of
        if value or not waits or not measure.indicator.is_paid_in:
            return value
        part = self._usual[measure.indicator.code]
        return None if part is None else int(passage.amount * part)


def _usual_part(passages: Iterable[Passage], measure: Measure) -> Fraction | None:
    """The part that is usually paid in by those of which the money would count."""
    lasting = {"size", "expansion", "signing"}
    fitting = (p for p in passages if not lasting & set(measure.obstacles(p)))
    return usual_part(fitting, measure.as_of)


def _would_count(measure: Measure, each: Due) -> bool:
    """Whether the project would count if it took its next step on the day.

    Until the signing that it waits for, its kind of signing is open. Of what has come farther the
    days stand already, and nothing else may be in the way.
    """
    if not measure.start <= measure.as_of <= measure.end:
        return False
    obstacles = set(measure.obstacles(each.passage))
    if each.stage > each.rule.until:
        return obstacles <= {"signing"}
    lasting = {"size", "expansion"} | ({"signing"} if each.rule.until > Stage.SIGNED else set())
    return not lasting & obstacles


def _place(each: Due) -> tuple[Fraction, int, int, str, int]:
    gain = Fraction(-1) if each.gain is None else each.gain.points
    level = LEVELS.index(each.level)
    return (-gain, -level, -each.days, each.passage.org, each.passage.number)


def levels_of(found: Iterable[Due]) -> dict[str, int]:
    """How many projects are due at each level."""
    levels = dict.fromkeys(LEVELS, 0)
    for each in found:
        levels[each.level] += 1
    return levels
