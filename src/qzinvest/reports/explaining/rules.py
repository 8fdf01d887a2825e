"""The rules of the plan that a figure rests on, each with what it is based on."""

from collections.abc import Iterator

from qzinvest.model.counting import Measure
from qzinvest.model.explanation import Rule
from qzinvest.model.plan import Indicator, Names, Plan
from qzinvest.model.table import Note
from qzinvest.reports.progress import View
from qzinvest.reports.subjects import count_kind

PLAN, OFFICE, ASSUMED = "plan", "office", "assumed"


def rules_of(plan: Plan, measure: Measure, view: View) -> Iterator[Rule]:
    """What decides which projects count in an indicator, and what it is held against."""
    indicator = measure.indicator
    path = f"indicator.{indicator.code}"
    yield _rule(plan, f"{path}.stage", Note("rule.stage", {"stage": indicator.stage.code}))
    yield from _counting(plan, measure, f"{path}.minimum")
    if view.has_targets:
        target = {"target": indicator.target, "measure": indicator.measure}
        yield _rule(plan, f"{path}.target", Note("rule.target", target))
        yield from _sharing(plan, indicator, count_kind(view.by), view.lang)


def rate_rules(plan: Plan, cohort: Measure) -> Iterator[Rule]:
    """What decides which signed projects are the base of a rate."""
    yield from _counting(plan, cohort, f"indicator.{cohort.indicator.code}.minimum")


def score_rules(plan: Plan) -> Iterator[Rule]:
    """What a score rests on: the scorecard, besides the rules of what it judges."""
    yield _rule(plan, "score", Note("rule.score", {}))


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


def _sharing(plan: Plan, indicator: Indicator, kind: str, lang: str) -> Iterator[Rule]:
    """How the city's target is divided: by tier weights, and the shares that units have of own."""
    units = plan.units_of(kind)
    own = [unit.short.get(lang) for unit in units if indicator.code in unit.shares]
    if len(own) < len(units):
        tiers = plan.weights[kind]
        fields = {"tiers": list(tiers), "weights": plan.ratio(kind).get(lang)}
        yield _rule(plan, f"weights.{kind}", Note("rule.weights", fields))
    if own:
        yield Rule(f"{kind}.share", Note("rule.own_shares", {"units": own}), OFFICE)


def _rule(plan: Plan, path: str, note: Note) -> Rule:
    assumed = _assumption(plan, path)
    return Rule(path, note, PLAN if assumed is None else ASSUMED, assumed)


def _assumption(plan: Plan, path: str) -> Names | None:
    return next((each.text for each in plan.assumptions if each.path == path), None)
