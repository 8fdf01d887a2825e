"""What the tables of a plan file are made of: codes, texts, names, and numbers with their bounds.

Importing this module imports pydantic: only the plan file's schema does so.
"""

from decimal import Decimal
from typing import Annotated, Literal, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from qzinvest.intake.files.toml_file import is_number
from qzinvest.model.money import MAX_AMOUNT
from qzinvest.model.plan import LANGUAGES, DueRule, Letterhead, Light, Names, ScoreLine
from qzinvest.model.stage import STAGE_BY_CODE
from qzinvest.patterns import pattern

MAX_TEXT = 300
MAX_TARGET = 100 * MAX_AMOUNT
"""100万亿元, near the country's yearly product: a target above it is a slip of the keyboard."""
MAX_PROJECTS = 10**6

_CODE = pattern(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_PINYIN = pattern(r"([a-z0-9]+( [a-z0-9]+)*)?")


def require(holds: bool, problem: str, **bound: int) -> None:  # noqa: FBT001 - it is the point
    """Report ``problem`` of the value that is validated, unless it ``holds``."""
    if not holds:
        raise PydanticCustomError(problem, problem, bound)


def _code(text: str) -> str:
    require(_CODE.fullmatch(text) is not None, "bad_code")
    return text


def _pinyin(text: str) -> str:
    require(_PINYIN.fullmatch(text) is not None, "bad_pinyin")
    return text


def _text(text: str) -> str:
    require(bool(text.strip()), "empty_text")
    clean = text == text.strip() and text.isprintable() and len(text) <= MAX_TEXT
    require(clean, "bad_text")
    return text


def _pair(places: list[int]) -> list[int]:
    require(len(places) == 2, "bad_tile")  # noqa: PLR2004 - a row and a column
    return places


def _hundredths(least: int, most: int) -> BeforeValidator:
    """A number from ``least`` to ``most`` with at most two decimals, kept in hundredths."""

    def read(value: object) -> int:
        require(is_number(value), "not_number")
        number = Decimal(cast("Decimal", value))
        require(number >= least, "too_small", ge=least)
        require(number <= most, "too_large", le=most)
        require(number == round(number, 2), "not_number")
        return int(number * 100)

    return BeforeValidator(read)


Code = Annotated[str, AfterValidator(_code)]
Pinyin = Annotated[str, AfterValidator(_pinyin)]
Text = Annotated[str, AfterValidator(_text)]
Tier = Annotated[int, Field(ge=1, le=99)]
TierKey = Annotated[str, Field(pattern=r"^[1-9][0-9]?$")]
Weight = Annotated[int, Field(ge=0, le=10_000)]
StageCode = Literal["lead", "talks", "signed", "registered", "funded", "started", "producing"]
Tile = Annotated[list[Annotated[int, Field(ge=1, le=8)]], AfterValidator(_pair)]
"""A row and a column."""
Share = Annotated[int, Field(ge=0, le=MAX_TARGET)]
Minimum = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]
Points = Annotated[int, _hundredths(0, 1_000)]
"""Points, marks or percent: written as 12.5, kept as 1,250."""
Lead = Annotated[int, _hundredths(-1_000, 1_000)]
"""Percentage points ahead of pace: written as -12.5, kept as -1,250."""
Days = Annotated[int, Field(ge=1, le=3_650)]


class Strict(BaseModel):
    """A table: nothing unknown in it, and nothing taken for what it is not."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NamesTable(Strict):
    """A name in all languages."""

    en: Text
    zh_Hans: Text  # noqa: N815 - the language's own tag
    zh_Hant: Text  # noqa: N815 - the language's own tag

    def names(self) -> Names:
        """The names as the plan has them."""
        return Names(self.en, self.zh_Hans, self.zh_Hant)


class SaidTable(NamesTable):
    """A text in all languages, or one that stands for all of them."""

    @model_validator(mode="before")
    @classmethod
    def _one(cls, value: object) -> object:
        return dict.fromkeys(LANGUAGES, _text(value)) if isinstance(value, str) else value


class LetterheadTable(Strict):
    """What stands in each bulletin."""

    issuer: SaidTable | None = None
    head: SaidTable | None = None
    to: SaidTable | None = None
    copies: SaidTable | None = None
    contact: SaidTable | None = None
    number: Literal["month", "edition"] | None = None

    def letterhead(self) -> Letterhead:
        """The same as the plan has it."""
        said = (self.issuer, self.head, self.to, self.copies, self.contact)
        issuer, head, to, copies, contact = (each.names() if each else None for each in said)
        return Letterhead(issuer, head, to, copies, contact, self.number or "")


FULL = 100_00
"""The goal where a plan names none: 100 %, or 100 marks."""


def _mark(text: str) -> str:
    require(len(text) == 1 and text.isprintable() and not text.isspace(), "bad_mark")
    return text


class ScoreTable(Strict):
    """One line of the scorecard."""

    code: Code
    name: NamesTable
    kind: Literal["weighted", "bonus", "deduction"]
    source: Literal["completion", "figure", "dropped", "rate", "quality", "evaluation"]
    of: str = ""
    form: Literal["proportion", "efficacy", "rank", "each"]
    points: Points
    goal: Points | None = None
    floor: Points = 0
    cap: Points | None = None
    unit: Annotated[int, Field(ge=1, le=MAX_TARGET)] | None = None

    def line(self) -> ScoreLine:
        """The line as the plan has it; what its form does not use is 0."""
        goal = (FULL if self.goal is None else self.goal) if self.form == "proportion" else 0
        return ScoreLine(
            self.code,
            self.name.names(),
            self.kind,
            self.source,
            self.of,
            self.form,
            self.points,
            goal,
            self.floor,
            self.points if self.cap is None else self.cap,
            self.unit or 0,
        )


class LightTable(Strict):
    """One light or card."""

    code: Code
    name: NamesTable
    mark: Annotated[str, AfterValidator(_mark)]
    ahead: Lead | None = None

    def light(self) -> Light:
        """The light as the plan has it."""
        return Light(self.code, self.name.names(), self.mark, self.ahead)


class DueTable(Strict):
    """One rule on projects that stand still."""

    code: Code
    name: NamesTable
    after: StageCode
    until: StageCode
    yellow: Days
    red: Days
    remove: Days | None = None

    def rule(self) -> DueRule:
        """The rule as the plan has it; ``remove`` of 0 is never."""
        stages = (STAGE_BY_CODE[self.after], STAGE_BY_CODE[self.until])
        return DueRule(
            self.code, self.name.names(), *stages, self.yellow, self.red, self.remove or 0
        )
