"""The formula behind a figure, with its numbers put in: one sentence a step."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from qzinvest.model.counting import DROPPED, Figure, Measure
from qzinvest.model.explanation import Group, Rule
from qzinvest.model.money import PIECE
from qzinvest.model.note import Name, Note, Ordinal
from qzinvest.model.pace import elapsed
from qzinvest.model.plan import Indicator, Names, Plan, Shares, Unit
from qzinvest.model.progress import Line, Progress
from qzinvest.model.stage import Stage
from qzinvest.reports.subjects import UNIT_VIEWS, Question, count_kind, subjects_of


def line_of(report: Progress, code: str, name: Name) -> Line:
    """The report's row of this code; an empty one where the report leaves it out for being so."""
    for line in (*report.lines, *report.subtotals, *report.totals):
        if line.unit == code:
            return line
    return Line(code, name, None, report.headings[0].code, 0, None, None, None, None)


def rivals_of(report: Progress, line: Line) -> tuple[Line, ...]:
    """The rows that a ranked one is ranked among, itself included, the best first."""
    if line.rank is None:
        return ()
    rows = [each for each in report.lines if each.tier == line.tier and each.rank is not None]
    return tuple(sorted(rows, key=lambda each: each.rank or 0))


def steps_of(  # noqa: PLR0913, PLR0917 - every one is a number of the formula
    plan: Plan, shares: Shares, report: Progress, line: Line, projects: int, left: Iterable[Group]
) -> Iterator[Note]:
    """How the row comes about: actual, share, completion, pace, lead and rank."""
    yield Note("explain.actual", {"actual": line.actual, "projects": projects})
    for group in left:
        if group.verdict == DROPPED and group.brings:
            gross, dropped = line.actual + group.brings, group.brings
            yield Note("explain.gross", {"gross": gross, "dropped": dropped, "actual": line.actual})
            if besides := group.projects - group.alone:
                yield Note("explain.besides", {"projects": group.projects, "besides": besides})
    if not report.has_targets:
        if line.share_of_whole is not None:
            whole = report.totals[0].actual
            fields = {"actual": line.actual, "whole": whole, "ratio": line.share_of_whole}
            yield Note("explain.share_of_whole", fields)
        return
    if line.target is None:
        yield Note("explain.no_target")
        return
    yield _share_step(plan, shares, report, line)
    if line.completion is None or line.ahead_pp is None:
        yield Note("explain.nothing_to_reach")
        return
    ratio = line.completion
    yield Note("explain.completion", line._asdict() | {"ratio": ratio})
    yield _pace_step(plan, report.as_of, report.pace)
    yield Note("explain.ahead", {"ratio": ratio, "pace": report.pace, "ahead_pp": line.ahead_pp})
    if line.rank is not None:
        among = len(rivals_of(report, line))
        tier = Ordinal(line.tier or 0)
        yield Note("explain.rank", {"rank": line.rank, "tier": tier, "among": among})


def _share_step(plan: Plan, shares: Shares, report: Progress, line: Line) -> Note:
    """Where the target comes from: the city's, a sum of shares, set for the unit, or divided."""
    kind, indicator = count_kind(report.by), plan.chosen(line.indicator)[0]
    if line.unit == "total":
        return Note("explain.city_target", {"target": line.target})
    unit = plan.unit(kind, line.unit) if report.by in UNIT_VIEWS else None
    if unit is None:
        members = _members(plan, report.by, line)
        each = [shares.get((kind, code, indicator.code), 0) for code in members]
        return Note("explain.sum_of_shares", {"target": line.target, "shares": each})
    if indicator.code in unit.shares:
        return Note("explain.own_share", {"target": line.target})
    return _divided_step(plan, unit, indicator, line)


def _members(plan: Plan, by: str, line: Line) -> tuple[str, ...]:
    """The units, in plan order, of which a tier or an area consists."""
    units = plan.units_of(count_kind(by))
    if line.tier is not None:
        return tuple(unit.code for unit in units if unit.tier == line.tier)
    subjects = subjects_of(plan, by)
    gathered = next(s.units for s in subjects if s.code == line.unit) or frozenset()
    return tuple(unit.code for unit in units if unit.code in gathered)


def _divided_step(plan: Plan, unit: Unit, indicator: Indicator, line: Line) -> Note:
    """The quota of the rest of the city's target that the tier's weight gives."""
    units = plan.units_of(unit.kind)
    fixed = [u.shares[indicator.code] for u in units if indicator.code in u.shares]
    weights = plan.weights[unit.kind]
    whole = sum(weights[u.tier] for u in units if indicator.code not in u.shares)
    left, weight = indicator.target - sum(fixed), weights[unit.tier]
    fields = {
        "target": line.target,
        "left": left,
        "weight": weight,
        "weights": whole,
        "quota": Fraction(left * weight, whole),
        "piece": PIECE if indicator.measure == "sum" else 1,
    }
    if fixed:
        return Note("explain.divided_rest", fields | {"city": indicator.target, "own": sum(fixed)})
    return Note("explain.divided", fields)


def _pace_step(plan: Plan, as_of: date, pace: Fraction) -> Note:
    if as_of < plan.start:
        return Note("explain.pace_before", {"start": plan.start, "pace": pace})
    if as_of >= plan.end:
        return Note("explain.pace_after", {"end": plan.end, "pace": pace})
    return Note("explain.pace", elapsed(plan.start, plan.end, as_of)._asdict() | {"pace": pace})


def rate_steps(
    stage: Stage, cohort: Measure, part: Figure, whole: Figure, *, money: bool
) -> Iterator[Note]:
    """How a rate of the funnel comes about."""
    since, until = (date.fromordinal(day) for day in (cohort.start, cohort.until))
    keys = ("explain.base_projects", "explain.part_projects")
    if money:
        keys = ("explain.base_money", "explain.part_money")
    yield Note(keys[0], {"whole": whole, "since": since, "until": until})
    as_of = date.fromordinal(cohort.as_of)
    yield Note(keys[1], {"part": part, "stage": stage.code, "as_of": as_of})
    if whole:
        ratio = Fraction(part) / whole
        yield Note("explain.rate", {"part": part, "whole": whole, "ratio": ratio})
    else:
        yield Note("explain.no_base")


PLAN, OFFICE, ASSUMED = "plan", "office", "assumed"


def rules_of(plan: Plan, measure: Measure, question: Question) -> Iterator[Rule]:
    """What decides which projects count in an indicator, and what it is held against."""
    indicator = measure.indicator
    path = f"indicator.{indicator.code}"
    yield _rule(plan, f"{path}.stage", Note("rule.stage", {"stage": indicator.stage.code}))
    yield from _counting(plan, measure, f"{path}.minimum")
    if question.has_targets:
        target = {"target": indicator.target, "measure": indicator.measure}
        yield _rule(plan, f"{path}.target", Note("rule.target", target))
        yield from _sharing(plan, indicator, count_kind(question.by))


def rate_rules(plan: Plan, cohort: Measure) -> Iterator[Rule]:
    """What decides which signed projects are the base of a rate."""
    yield from _counting(plan, cohort, f"indicator.{cohort.indicator.code}.minimum")


def score_rules(plan: Plan) -> Iterator[Rule]:
    """What a score rests on: the scorecard, besides the rules of what it judges."""
    yield _rule(plan, "score", Note("rule.score"))


def _counting(plan: Plan, measure: Measure, minimum_at: str) -> Iterator[Rule]:
    if measure.signings is not None:
        signings = Note("rule.signings", {"signing": plan.rules.signings})
        yield _rule(plan, "rules.signings", signings)
    own = measure.indicator.minimum > plan.rules.minimum
    key = "rule.minimum" if measure.minimum else "rule.no_minimum"
    fields = {"minimum_amount": measure.minimum}
    yield _rule(plan, minimum_at if own else "rules.minimum", Note(key, fields))
    key = "rule.expansions" if plan.rules.expansions else "rule.no_expansions"
    yield _rule(plan, "rules.expansions", Note(key, {}))
    yield _rule(plan, "start", Note("rule.period", {"start": plan.start, "end": plan.end}))


def _sharing(plan: Plan, indicator: Indicator, kind: str) -> Iterator[Rule]:
    """How the city's target is divided: by tier weights, and the shares that units have of own."""
    units = plan.units_of(kind)
    own = [unit.short for unit in units if indicator.code in unit.shares]
    if len(own) < len(units):
        tiers = plan.weights[kind]
        fields = {"tiers": list(map(Ordinal, tiers)), "weights": plan.ratio(kind)}
        yield _rule(plan, f"weights.{kind}", Note("rule.weights", fields))
    if own:
        yield Rule(f"{kind}.share", Note("rule.own_shares", {"units": own}), OFFICE)


def _rule(plan: Plan, path: str, note: Note) -> Rule:
    assumed = _assumption(plan, path)
    return Rule(path, note, PLAN if assumed is None else ASSUMED, assumed)


def _assumption(plan: Plan, path: str) -> Names | None:
    return next((each.text for each in plan.assumptions if each.path == path), None)
