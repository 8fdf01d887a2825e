"""A plan as TOML text, laid out to be read and edited by hand (``plan export``)."""

import json
from collections.abc import Iterable, Iterator, Sequence

from qzinvest.intake.files.toml_file import RATIO
from qzinvest.model.money import hundredths_text
from qzinvest.model.plan import (
    LANGUAGES,
    UNIT_KINDS,
    Area,
    DueRule,
    Indicator,
    Letterhead,
    Light,
    Names,
    Plan,
    Rules,
    ScoreLine,
    Term,
    Unit,
)

WIDTH = 100
"""Columns after which names and lists go over several lines."""


def write_plan(plan: Plan) -> str:
    """The TOML text from which ``file.check_plan`` reads a plan equal to ``plan``.

    Lines follow the order of the shipped plan file. Comments, and the basis of values that are not
    assumed, are not part of a plan and therefore not written.
    """
    notes = {assumption.path: assumption.text for assumption in plan.assumptions}
    blocks = [
        _head(plan),
        *(_indicator(indicator, notes) for indicator in plan.indicators),
        _rules(plan.rules, notes),
        _weights(plan, notes),
        *(_unit(unit) for kind in UNIT_KINDS for unit in plan.units_of(kind)),
        *(_area(area) for area in plan.areas),
        *(_term("group", group) for group in plan.groups),
        *(_term(name, term) for name, terms in plan.vocabularies.items() for term in terms),
        *_judging("score", [_score_line(line) for line in plan.scorecard], notes),
        *_judging("light", [_light(light) for light in plan.lights], notes),
        *_judging("due", [_due_rule(rule) for rule in plan.due], notes),
        *([] if plan.bulletin is None else [_letterhead(plan.bulletin)]),
        *(["[[remark]]", *_languages(remark)] for remark in plan.remarks),
    ]
    return "\n".join("\n".join(block) + "\n" for block in blocks)


def _head(plan: Plan) -> list[str]:
    return [
        _pair("code", plan.code),
        _pair("issuer", plan.issuer),
        f"start = {plan.start.isoformat()}",
        f"end = {plan.end.isoformat()}",
        *_names("title", plan.titles),
        *_names("source", plan.source),
    ]


def _indicator(indicator: Indicator, notes: dict[str, Names]) -> list[str]:
    path = f"indicator.{indicator.code}"
    return [
        "[[indicator]]",
        _pair("code", indicator.code),
        *_names("name", indicator.names),
        *_value("measure", _text(indicator.measure), notes.get(f"{path}.measure")),
        *_value("stage", _text(indicator.stage.code), notes.get(f"{path}.stage")),
        *_value("minimum", _whole(indicator.minimum), notes.get(f"{path}.minimum")),
        *_value("target", _whole(indicator.target), notes.get(f"{path}.target")),
    ]


def _rules(rules: Rules, notes: dict[str, Names]) -> list[str]:
    signings = f"[{', '.join(_text(signing) for signing in rules.signings)}]"
    expansions = "true" if rules.expansions else "false"
    return [
        "[rules]",
        *_value("signings", signings, notes.get("rules.signings")),
        *_value("minimum", _whole(rules.minimum), notes.get("rules.minimum")),
        *_value("expansions", expansions, notes.get("rules.expansions")),
        *([_pair("expansion_channel", rules.expansion_channel)] if rules.expansion_channel else []),
    ]


def _weights(plan: Plan, notes: dict[str, Names]) -> list[str]:
    lines = ["[weights]"]
    for kind, tiers in plan.weights.items():
        if not tiers:
            continue
        table = ", ".join(f"{tier} = {weight}" for tier, weight in tiers.items())
        note = notes.get(f"weights.{kind}")
        if note is not None:
            ratio = plan.ratio(kind)
            note = Names(*(text.replace(r, RATIO) for text, r in zip(note, ratio, strict=True)))
        lines.extend(_value(kind, f"{{ {table} }}", note))
    return lines


def _unit(unit: Unit) -> list[str]:
    shares = ", ".join(f"{code} = {_whole(share)}" for code, share in unit.shares.items())
    return [
        f"[[{unit.kind}]]",
        _pair("code", unit.code),
        f"tier = {unit.tier}",
        *([f"tile = [{unit.tile[0]}, {unit.tile[1]}]"] if unit.tile else []),
        *_names("name", unit.names),
        *_names("short", unit.short),
        *_list("aliases", unit.aliases),
        *([_pair("pinyin", unit.pinyin)] if unit.pinyin else []),
        *_list("takes", unit.takes),
        *([f"share = {{ {shares} }}"] if shares else []),
    ]


def _area(area: Area) -> list[str]:
    return [
        "[[area]]",
        _pair("code", area.code),
        *_names("name", area.names),
        *_list("units", area.units),
    ]


def _term(section: str, term: Term) -> list[str]:
    return [
        f"[[{section}]]",
        _pair("code", term.code),
        *_names("name", term.names),
        *_list("aliases", term.aliases),
        *([_pair("pinyin", term.pinyin)] if term.pinyin else []),
    ]


def _judging(
    section: str, tables: Iterable[list[str]], notes: dict[str, Names]
) -> Iterator[list[str]]:
    """The tables of a list that judges, under its basis and note where the plan assumes it."""
    note = notes.get(section)
    if note is not None:
        yield [f"[{section}]", 'basis = "assumed"', *_languages(note, "note.")]
    head = f"[[{section}]]" if note is None else f"[[{section}.value]]"
    for table in tables:
        yield [head, *table]


def _score_line(line: ScoreLine) -> list[str]:
    return [
        _pair("code", line.code),
        *_names("name", line.names),
        _pair("kind", line.kind),
        _pair("source", line.source),
        *([_pair("of", line.of)] if line.of else []),
        _pair("form", line.form),
        f"points = {hundredths_text(line.points)}",
        *([f"goal = {hundredths_text(line.goal)}"] if line.form == "proportion" else []),
        f"floor = {hundredths_text(line.floor)}",
        f"cap = {hundredths_text(line.cap)}",
        *([f"unit = {_whole(line.unit)}"] if line.form == "each" else []),
    ]


def _light(light: Light) -> list[str]:
    return [
        _pair("code", light.code),
        *_names("name", light.names),
        _pair("mark", light.mark),
        *([] if light.ahead is None else [f"ahead = {hundredths_text(light.ahead)}"]),
    ]


def _due_rule(rule: DueRule) -> list[str]:
    return [
        _pair("code", rule.code),
        *_names("name", rule.names),
        _pair("after", rule.after.code),
        _pair("until", rule.until.code),
        f"yellow = {_whole(rule.yellow)}",
        f"red = {_whole(rule.red)}",
        *([f"remove = {_whole(rule.remove)}"] if rule.remove else []),
    ]


def _letterhead(letterhead: Letterhead) -> list[str]:
    lines = ["[bulletin]"]
    for key, said in zip(Letterhead._fields, letterhead, strict=True):
        if isinstance(said, Names):
            lines += _names(key, said)
        elif said:
            lines.append(_pair(key, said))
    return lines


def _value(key: str, value: str, note: Names | None) -> Iterator[str]:
    """A value as it is, or with its basis and note where the plan assumes it."""
    if note is None:
        yield f"{key} = {value}"
        return
    yield f"{key}.value = {value}"
    yield f'{key}.basis = "assumed"'
    yield from _languages(note, f"{key}.note.")


def _names(key: str, names: Names) -> list[str]:
    line = f"{key} = {{ {', '.join(_languages(names))} }}"
    return [line] if len(line) <= WIDTH else list(_languages(names, f"{key}."))


def _languages(names: Names, prefix: str = "") -> Iterator[str]:
    for lang, name in zip(LANGUAGES, names, strict=True):
        yield _pair(f"{prefix}{lang}", name)


def _list(key: str, items: Sequence[str]) -> list[str]:
    """A list of texts, on one line if it fits; an empty one is left out."""
    if not items:
        return []
    line = f"{key} = [{', '.join(_text(item) for item in items)}]"
    if len(line) <= WIDTH:
        return [line]
    lines = [f"{key} = ["]
    row = "   "
    for item in items:
        piece = f" {_text(item)},"
        if len(row) + len(piece) > WIDTH and row.strip():
            lines.append(row)
            row = "   "
        row += piece
    return [*lines, row, "]"]


def _pair(key: str, text: str) -> str:
    return f"{key} = {_text(text)}"


def _text(text: str) -> str:
    # JSON's escapes are a part of TOML's.
    return json.dumps(text, ensure_ascii=False)


def _whole(number: int) -> str:
    return f"{number:_}"
