"""The shape of a plan file, as pydantic models, and the plan that it makes.

Importing this module imports pydantic: only ``file`` does so, when a file is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from qzinvest.intake.files.toml_file import RATIO, Flaw, Path, Raw, as_table, unknown
from qzinvest.intake.plans.schema_parts import (
    MAX_PROJECTS,
    MAX_TARGET,
    Code,
    DueTable,
    LetterheadTable,
    LightTable,
    Minimum,
    NamesTable,
    Pinyin,
    ScoreTable,
    Share,
    StageCode,
    Strict,
    Text,
    Tier,
    TierKey,
    Tile,
    Weight,
)
from qzinvest.model.plan import (
    LANGUAGES,
    UNIT_KINDS,
    VOCABULARIES,
    Area,
    Assumption,
    Indicator,
    Names,
    Plan,
    Rules,
    Term,
    Unit,
)
from qzinvest.model.stage import STAGE_BY_CODE
from qzinvest.patterns import pattern

_RATIO = pattern(r"[0-9]+(?:\s*[:：∶]\s*[0-9]+)+")


class _Mark(Strict):
    value: object
    basis: Literal["text", "office", "assumed"]
    note: NamesTable | None = None


class _Indicator(Strict):
    code: Code
    name: NamesTable
    measure: Literal["count", "sum"]
    stage: StageCode
    minimum: Minimum
    target: Annotated[int, Field(ge=1, le=MAX_TARGET)]


class _Unit(Strict):
    code: Code
    tier: Tier
    name: NamesTable
    short: NamesTable | None = None
    aliases: list[Text] = Field(default=[])
    pinyin: Pinyin = ""
    takes: list[Code] = Field(default=[])
    tile: Tile | None = None
    share: dict[str, Share] = Field(default={})


class _Term(Strict):
    code: Code
    name: NamesTable
    aliases: list[Text] = Field(default=[])
    pinyin: Pinyin = ""

    def term(self) -> Term:
        return Term(self.code, self.name.names(), tuple(self.aliases), self.pinyin)


class _Area(Strict):
    code: Code
    name: NamesTable
    units: Annotated[list[str], Field(min_length=1)]


class _Rules(Strict):
    signings: Annotated[list[Literal["contract", "agreement", "intent"]], Field(min_length=1)]
    minimum: Minimum
    expansions: bool = True
    expansion_channel: str = ""


class _Weights(Strict):
    district: dict[TierKey, Weight] = Field(default={})
    department: dict[TierKey, Weight] = Field(default={})


Terms = Annotated[list[_Term], Field(min_length=1)]


class _PlanFile(Strict):
    code: Code
    issuer: Code
    start: date
    end: date
    title: NamesTable
    source: NamesTable
    groups_declared: Annotated[int, Field(ge=0)] | None = None
    remark: list[NamesTable] = Field(default=[])
    indicator: Annotated[list[_Indicator], Field(min_length=1)]
    rules: _Rules
    weights: _Weights
    bulletin: LetterheadTable | None = None
    district: Annotated[list[_Unit], Field(min_length=1)]
    area: list[_Area] = Field(default=[])
    # A campaign may do without these, but a list that is begun and left empty is a slip.
    department: Annotated[list[_Unit], Field(min_length=1)] = Field([], validate_default=False)
    group: Terms = Field(default=[], validate_default=False)
    channel: Terms = Field(default=[], validate_default=False)
    origin: Terms = Field(default=[], validate_default=False)
    investor_class: Terms = Field(default=[], validate_default=False)
    event: Terms = Field(default=[], validate_default=False)
    score: Annotated[list[ScoreTable], Field(min_length=1)] = Field([], validate_default=False)
    light: Annotated[list[LightTable], Field(min_length=1)] = Field([], validate_default=False)
    due: Annotated[list[DueTable], Field(min_length=1)] = Field([], validate_default=False)


# pydantic's error types → our problems; those of our own validators keep their names.
_PROBLEMS = {
    "missing": "missing",
    "string_type": "not_text",
    "int_type": "not_whole",
    "int_from_float": "not_whole",
    "bool_type": "not_yes_no",
    "date_type": "not_date",
    "date_from_datetime_inexact": "not_date",
    "list_type": "not_list",
    "dict_type": "not_table",
    "model_type": "not_table",
    "model_attributes_type": "not_table",
    "literal_error": "not_one_of",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "too_short": "empty_list",
    "string_pattern_mismatch": "bad_tier",
}


def flaws_of_shape(raw: Raw, marks: Mapping[Path, Raw]) -> Iterator[Flaw]:
    """Missing, unknown and wrong values in a plan file (marks unwrapped) and in its marks."""
    yield from _flaws(_PlanFile, raw, ())
    for path, mark in marks.items():
        yield from _flaws(_Mark, mark, path)
        if mark.get("basis") == "assumed" and "note" not in mark:
            yield Flaw((*path, "note"), "missing_note")
        if path[0] == "weights":
            yield from _differing(path, mark)
    indicators = raw.get("indicator")
    for i, table in enumerate(indicators if isinstance(indicators, list) else []):
        if isinstance(table, dict) and table.get("measure") == "count":
            target = table.get("target")
            if isinstance(target, int) and MAX_PROJECTS < target <= MAX_TARGET:
                path = ("indicator", i, "target")
                yield Flaw(path, "too_large", str(target), f"{MAX_PROJECTS:,}")


def plan_of(raw: Raw, marks: Mapping[Path, Raw]) -> Plan:
    """The plan of a file without flaws."""
    file = _PlanFile.model_validate(raw)
    plan = Plan(
        code=file.code,
        titles=file.title.names(),
        issuer=file.issuer,
        start=file.start,
        end=file.end,
        source=file.source.names(),
        indicators=tuple(_indicator(indicator) for indicator in file.indicator),
        units=tuple(
            _unit(kind, unit)
            for kind, units in zip(UNIT_KINDS, (file.district, file.department), strict=True)
            for unit in units
        ),
        groups=_terms(file.group),
        areas=tuple(Area(a.code, a.name.names(), tuple(a.units)) for a in file.area),
        vocabularies={name: _terms(getattr(file, name)) for name in VOCABULARIES},
        rules=Rules(
            tuple(file.rules.signings),
            file.rules.minimum,
            file.rules.expansions,
            file.rules.expansion_channel,
        ),
        weights={
            kind: {int(tier): weight for tier, weight in weights.items()}
            for kind, weights in zip(
                UNIT_KINDS, (file.weights.district, file.weights.department), strict=True
            )
        },
        assumptions=tuple(_assumptions(file, marks)),
        remarks=tuple(remark.names() for remark in file.remark),
        scorecard=tuple(table.line() for table in file.score),
        lights=tuple(table.light() for table in file.light),
        due=tuple(table.rule() for table in file.due),
        bulletin=None if file.bulletin is None else file.bulletin.letterhead(),
    )
    return plan._replace(assumptions=tuple(_filled(each, plan) for each in plan.assumptions))


def _filled(assumption: Assumption, plan: Plan) -> Assumption:
    """An assumption whose note says the weights that the plan has."""
    section, _, kind = assumption.path.partition(".")
    if section != "weights":
        return assumption
    ratio = zip(assumption.text, plan.ratio(kind), strict=True)
    return assumption._replace(text=Names(*(text.replace(RATIO, r) for text, r in ratio)))


def _differing(path: Path, mark: Raw) -> Iterator[Flaw]:
    """Ratios in a note on weights that are not the weights."""
    value, note = as_table(mark.get("value")), as_table(mark.get("note"))
    weights = list(map(str, value.values()))
    for lang, text in note.items():
        for ratio in _RATIO.findall(str(text)):
            if re.findall(r"[0-9]+", ratio) != weights:
                yield Flaw((*path, "note", lang), "note_differs", ratio, " : ".join(weights))


def _assumptions(file: _PlanFile, marks: Mapping[Path, Raw]) -> Iterator[Assumption]:
    for path, raw in marks.items():
        mark = _Mark.model_validate(raw)
        if mark.basis == "assumed" and mark.note is not None:
            # Only indicators are marked one by one.
            parts = [file.indicator[part].code if isinstance(part, int) else part for part in path]
            yield Assumption(".".join(parts), mark.note.names())


def _indicator(indicator: _Indicator) -> Indicator:
    return Indicator(
        indicator.code,
        indicator.name.names(),
        indicator.measure,
        STAGE_BY_CODE[indicator.stage],
        indicator.minimum,
        indicator.target,
    )


def _unit(kind: str, unit: _Unit) -> Unit:
    return Unit(
        kind,
        unit.code,
        unit.tier,
        unit.name.names(),
        (unit.short or unit.name).names(),
        tuple(unit.aliases),
        unit.pinyin,
        dict(unit.share),
        tuple(unit.takes),
        None if unit.tile is None else (unit.tile[0], unit.tile[1]),
    )


def _terms(terms: Sequence[_Term]) -> tuple[Term, ...]:
    return tuple(term.term() for term in terms)


def _flaws(model: type[BaseModel], raw: Raw, prefix: Path) -> Iterator[Flaw]:
    try:
        model.model_validate(raw)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            flaw = _flaw(model, details)
            yield flaw._replace(path=(*prefix, *flaw.path))


def _flaw(model: type[BaseModel], details: ErrorDetails) -> Flaw:
    """What pydantic says, in our words."""
    path = tuple(part for part in details["loc"] if part != "[key]")
    kind, value = details["type"], details["input"]
    last = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return unknown(path, "unknown_key", last, _fields(model, path[:-1]))
    if kind == "missing":
        problem = "missing_language" if last in LANGUAGES else "missing"
        return Flaw(path, problem, detail=last)
    context = details.get("ctx", {})
    allowed = context.get("ge", context.get("le", ""))
    detail = f"{allowed:,}" if isinstance(allowed, int) else ""
    if kind == "literal_error":
        detail = ", ".join(re.findall(r"'([^']*)'", str(context["expected"])))
    shown = "" if isinstance(value, (dict, list)) else str(value)
    return Flaw(path, _PROBLEMS.get(kind, kind), shown, detail)


def _fields(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that the table at ``path`` may have."""
    for part in path:
        if isinstance(part, str):
            inner = model.model_fields[part].annotation
            models = (inner, *get_args(inner))
            model = next(m for m in models if isinstance(m, type) and issubclass(m, BaseModel))
    return list(model.model_fields)
