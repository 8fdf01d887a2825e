"""The shape of a plan file, as pydantic models, and the plan that it makes.

Importing this module imports pydantic: only ``plan_file`` does so, when a file is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from qzinvest.intake.plan_checks import Flaw, Raw, unknown
from qzinvest.intake.toml_lines import Path
from qzinvest.model.money import MAX_AMOUNT
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

MAX_TEXT = 300
MAX_TARGET = 100 * MAX_AMOUNT
"""100万亿元, near the country's yearly product: a target above it is a slip of the keyboard."""
MAX_PROJECTS = 10**6

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_PINYIN = re.compile(r"([a-z0-9]+( [a-z0-9]+)*)?")


def _require(holds: bool, problem: str) -> None:  # noqa: FBT001 - the condition is the point
    if not holds:
        raise PydanticCustomError(problem, problem)


def _code(text: str) -> str:
    _require(_CODE.fullmatch(text) is not None, "bad_code")
    return text


def _pinyin(text: str) -> str:
    _require(_PINYIN.fullmatch(text) is not None, "bad_pinyin")
    return text


def _text(text: str) -> str:
    _require(bool(text.strip()), "empty_text")
    clean = text == text.strip() and text.isprintable() and len(text) <= MAX_TEXT
    _require(clean, "bad_text")
    return text


Code = Annotated[str, AfterValidator(_code)]
Pinyin = Annotated[str, AfterValidator(_pinyin)]
Text = Annotated[str, AfterValidator(_text)]
Tier = Annotated[int, Field(ge=1, le=99)]
TierKey = Annotated[str, Field(pattern=r"^[1-9][0-9]?$")]
Weight = Annotated[int, Field(ge=0, le=10_000)]
Share = Annotated[int, Field(ge=0, le=MAX_TARGET)]
Minimum = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Names(_Strict):
    en: Text
    zh_Hans: Text  # noqa: N815 - the language's own tag
    zh_Hant: Text  # noqa: N815 - the language's own tag

    def names(self) -> Names:
        return Names(self.en, self.zh_Hans, self.zh_Hant)


class _Mark(_Strict):
    value: object
    basis: Literal["text", "office", "assumed"]
    note: _Names | None = None


class _Indicator(_Strict):
    code: Code
    name: _Names
    measure: Literal["count", "sum"]
    stage: Literal["lead", "talks", "signed", "registered", "funded", "started", "producing"]
    minimum: Minimum
    target: Annotated[int, Field(ge=1, le=MAX_TARGET)]


class _Unit(_Strict):
    code: Code
    tier: Tier
    name: _Names
    short: _Names
    aliases: list[Text] = []
    pinyin: Pinyin = ""
    share: dict[str, Share] = {}


class _Term(_Strict):
    code: Code
    name: _Names
    aliases: list[Text] = []
    pinyin: Pinyin = ""

    def term(self) -> Term:
        return Term(self.code, self.name.names(), tuple(self.aliases), self.pinyin)


class _Area(_Strict):
    code: Code
    name: _Names
    units: Annotated[list[str], Field(min_length=1)]


class _Rules(_Strict):
    signings: Annotated[list[Literal["contract", "agreement", "intent"]], Field(min_length=1)]
    minimum: Minimum
    expansions: bool
    expansion_channel: str


class _Weights(_Strict):
    district: dict[TierKey, Weight]
    department: dict[TierKey, Weight]


Terms = Annotated[list[_Term], Field(min_length=1)]


class _PlanFile(_Strict):
    code: Code
    issuer: Code
    start: date
    end: date
    title: _Names
    source: _Names
    groups_declared: Annotated[int, Field(ge=0)] | None = None
    remark: list[_Names] = []
    indicator: Annotated[list[_Indicator], Field(min_length=1)]
    rules: _Rules
    weights: _Weights
    district: Annotated[list[_Unit], Field(min_length=1)]
    department: Annotated[list[_Unit], Field(min_length=1)]
    area: list[_Area] = []
    group: Terms
    channel: Terms
    # An office may do without these, but a list that is begun and left empty is a slip.
    origin: Terms = Field(default=[], validate_default=False)
    investor_class: Terms = Field(default=[], validate_default=False)
    event: Terms = Field(default=[], validate_default=False)


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
    return Plan(
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
        vocabularies={
            name: _terms(terms)
            for name, terms in zip(
                VOCABULARIES,
                (file.channel, file.origin, file.investor_class, file.event),
                strict=True,
            )
        },
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
    )


def _assumptions(file: _PlanFile, marks: Mapping[Path, Raw]) -> Iterator[Assumption]:
    for path, raw in marks.items():
        mark = _Mark.model_validate(raw)
        if mark.basis == "assumed" and mark.note is not None:
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
        unit.short.names(),
        tuple(unit.aliases),
        unit.pinyin,
        dict(unit.share),
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
