"""A plan as plain JSON values and back: the body of a plan's event, read on every report.

Names are lists in the order of ``LANGUAGES``; dates are ISO; stages are their codes; tiers, as JSON
keys must, are text. The body is trusted when read: a plan is checked when it is adopted.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NotRequired, TypedDict, cast

from qzinvest.model.plan import (
    Area,
    Assumption,
    DueRule,
    Indicator,
    Light,
    Names,
    Plan,
    Rules,
    ScoreLine,
    Term,
    Unit,
)
from qzinvest.model.stage import STAGE_BY_CODE

# The bodies are TypedDicts so that a misspelt key is found by the type checker, at no cost in time.


class _UnitBody(TypedDict):
    kind: str
    code: str
    tier: int
    names: list[str]
    short: list[str]
    aliases: list[str]
    pinyin: str
    shares: dict[str, int]


class _TermBody(TypedDict):
    code: str
    names: list[str]
    aliases: list[str]
    pinyin: str


class _IndicatorBody(TypedDict):
    code: str
    names: list[str]
    measure: str
    stage: str
    minimum: int
    target: int


class _AreaBody(TypedDict):
    code: str
    names: list[str]
    units: list[str]


class _RulesBody(TypedDict):
    signings: list[str]
    minimum: int
    expansions: bool
    expansion_channel: str


class _AssumptionBody(TypedDict):
    path: str
    text: list[str]


class _ScoreLineBody(TypedDict):
    code: str
    names: list[str]
    kind: str
    source: str
    of: str
    form: str
    points: int
    goal: int
    floor: int
    cap: int
    unit: int


class _LightBody(TypedDict):
    code: str
    names: list[str]
    mark: str
    ahead: int | None


class _DueRuleBody(TypedDict):
    code: str
    names: list[str]
    after: str
    until: str
    yellow: int
    red: int
    remove: int


class _PlanBody(TypedDict):
    code: str
    titles: list[str]
    issuer: str
    start: str
    end: str
    source: list[str]
    indicators: list[_IndicatorBody]
    units: list[_UnitBody]
    groups: list[_TermBody]
    areas: list[_AreaBody]
    vocabularies: dict[str, list[_TermBody]]
    rules: _RulesBody
    weights: dict[str, dict[str, int]]
    assumptions: list[_AssumptionBody]
    remarks: list[list[str]]
    # Plans that were adopted before there were these have none.
    scorecard: NotRequired[list[_ScoreLineBody]]
    lights: NotRequired[list[_LightBody]]
    due: NotRequired[list[_DueRuleBody]]


def plan_to_json(plan: Plan) -> dict[str, object]:
    """The plan as values that ``json.dumps`` takes; ``plan_from_json`` gives the plan back."""
    body: _PlanBody = {
        "code": plan.code,
        "titles": [*plan.titles],
        "issuer": plan.issuer,
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
        "source": [*plan.source],
        "indicators": [_indicator_to_json(indicator) for indicator in plan.indicators],
        "units": [_unit_to_json(unit) for unit in plan.units],
        "groups": [_term_to_json(term) for term in plan.groups],
        "areas": [
            {"code": area.code, "names": [*area.names], "units": [*area.units]}
            for area in plan.areas
        ],
        "vocabularies": {
            name: [_term_to_json(term) for term in terms]
            for name, terms in plan.vocabularies.items()
        },
        "rules": {
            "signings": [*plan.rules.signings],
            "minimum": plan.rules.minimum,
            "expansions": plan.rules.expansions,
            "expansion_channel": plan.rules.expansion_channel,
        },
        "weights": {
            kind: {str(tier): weight for tier, weight in tiers.items()}
            for kind, tiers in plan.weights.items()
        },
        "assumptions": [{"path": path, "text": [*text]} for path, text in plan.assumptions],
        "remarks": [[*remark] for remark in plan.remarks],
    }
    if plan.scorecard:
        body["scorecard"] = [_score_line_to_json(line) for line in plan.scorecard]
    if plan.lights:
        body["lights"] = [
            {"code": code, "names": [*names], "mark": mark, "ahead": ahead}
            for code, names, mark, ahead in plan.lights
        ]
    if plan.due:
        body["due"] = [_due_rule_to_json(rule) for rule in plan.due]
    return cast("dict[str, object]", body)


def plan_from_json(body: Mapping[str, object]) -> Plan:
    """The plan whose ``plan_to_json`` is ``body``, equal to it in every field."""
    plan = cast("_PlanBody", body)
    return Plan(
        code=plan["code"],
        titles=_names(plan["titles"]),
        issuer=plan["issuer"],
        start=date.fromisoformat(plan["start"]),
        end=date.fromisoformat(plan["end"]),
        source=_names(plan["source"]),
        indicators=tuple([_indicator(indicator) for indicator in plan["indicators"]]),
        units=tuple([_unit(unit) for unit in plan["units"]]),
        groups=_terms(plan["groups"]),
        areas=tuple(
            [Area(a["code"], _names(a["names"]), tuple(a["units"])) for a in plan["areas"]]
        ),
        vocabularies={name: _terms(terms) for name, terms in plan["vocabularies"].items()},
        rules=_rules(plan["rules"]),
        weights={
            kind: {int(tier): weight for tier, weight in tiers.items()}
            for kind, tiers in plan["weights"].items()
        },
        assumptions=tuple([Assumption(a["path"], _names(a["text"])) for a in plan["assumptions"]]),
        remarks=tuple([_names(remark) for remark in plan["remarks"]]),
        scorecard=tuple([_score_line(line) for line in plan.get("scorecard", ())]),
        lights=tuple(
            [
                Light(light["code"], _names(light["names"]), light["mark"], light["ahead"])
                for light in plan.get("lights", ())
            ]
        ),
        due=tuple([_due_rule(rule) for rule in plan.get("due", ())]),
    )


def _indicator_to_json(indicator: Indicator) -> _IndicatorBody:
    return {
        "code": indicator.code,
        "names": [*indicator.names],
        "measure": indicator.measure,
        "stage": indicator.stage.code,
        "minimum": indicator.minimum,
        "target": indicator.target,
    }


def _unit_to_json(unit: Unit) -> _UnitBody:
    return {
        "kind": unit.kind,
        "code": unit.code,
        "tier": unit.tier,
        "names": [*unit.names],
        "short": [*unit.short],
        "aliases": [*unit.aliases],
        "pinyin": unit.pinyin,
        "shares": dict(unit.shares),
    }


def _term_to_json(term: Term) -> _TermBody:
    return {
        "code": term.code,
        "names": [*term.names],
        "aliases": [*term.aliases],
        "pinyin": term.pinyin,
    }


def _score_line_to_json(line: ScoreLine) -> _ScoreLineBody:
    return cast("_ScoreLineBody", line._asdict() | {"names": [*line.names]})


def _due_rule_to_json(rule: DueRule) -> _DueRuleBody:
    stages = {"after": rule.after.code, "until": rule.until.code}
    return cast("_DueRuleBody", rule._asdict() | {"names": [*rule.names]} | stages)


def _score_line(body: _ScoreLineBody) -> ScoreLine:
    return ScoreLine(
        body["code"],
        _names(body["names"]),
        body["kind"],
        body["source"],
        body["of"],
        body["form"],
        body["points"],
        body["goal"],
        body["floor"],
        body["cap"],
        body["unit"],
    )


def _due_rule(body: _DueRuleBody) -> DueRule:
    return DueRule(
        body["code"],
        _names(body["names"]),
        STAGE_BY_CODE[body["after"]],
        STAGE_BY_CODE[body["until"]],
        body["yellow"],
        body["red"],
        body["remove"],
    )


def _names(names: Sequence[str]) -> Names:
    return Names(names[0], names[1], names[2])


def _indicator(body: _IndicatorBody) -> Indicator:
    return Indicator(
        body["code"],
        _names(body["names"]),
        body["measure"],
        STAGE_BY_CODE[body["stage"]],
        body["minimum"],
        body["target"],
    )


def _unit(body: _UnitBody) -> Unit:
    return Unit(
        body["kind"],
        body["code"],
        body["tier"],
        _names(body["names"]),
        _names(body["short"]),
        tuple(body["aliases"]),
        body["pinyin"],
        dict(body["shares"]),
    )


def _terms(bodies: Sequence[_TermBody]) -> tuple[Term, ...]:
    return tuple(
        [Term(b["code"], _names(b["names"]), tuple(b["aliases"]), b["pinyin"]) for b in bodies]
    )


def _rules(body: _RulesBody) -> Rules:
    return Rules(
        tuple(body["signings"]), body["minimum"], body["expansions"], body["expansion_channel"]
    )
