"""A plan: which milestones count, for whom, against which target."""

from datetime import date
from typing import NamedTuple

from qzinvest.model.stage import Stage

LANGUAGES = ("en", "zh_Hans", "zh_Hant")
UNIT_KINDS = ("district", "department")
VOCABULARIES = ("channel", "origin", "investor_class", "event")


class Names(NamedTuple):
    """One thing's name in the three languages."""

    en: str
    zh_Hans: str  # noqa: N815 - the language's own tag
    zh_Hant: str  # noqa: N815 - the language's own tag

    def get(self, lang: str) -> str:
        """The name in ``lang``, one of ``LANGUAGES``."""
        return self[LANGUAGES.index(lang)]


class Unit(NamedTuple):
    """A responsible unit: a district or a department.

    ``shares`` holds the shares that an office has set itself, by indicator code; every other share
    is derived from the tier's weight.
    """

    kind: str
    code: str
    tier: int
    names: Names
    short: Names
    aliases: tuple[str, ...] = ()
    pinyin: str = ""
    shares: dict[str, int] = {}  # noqa: RUF012 - a NamedTuple's default, never changed


class Term(NamedTuple):
    """A group, or a word of one of the plan's vocabularies."""

    code: str
    names: Names
    aliases: tuple[str, ...] = ()
    pinyin: str = ""


class Indicator(NamedTuple):
    """What a target measures.

    Args:
        code: stable name, such as ``signed_projects``.
        measure: ``count`` of projects or ``sum`` of amounts.
        stage: a project is measured from the day it reached this stage or a later one.
        minimum: least total investment in yuan, 0 for none.
        target: the city's target, projects or yuan.
    """

    code: str
    names: Names
    measure: str
    stage: Stage
    minimum: int
    target: int


class Area(NamedTuple):
    """Districts that are also reported jointly."""

    code: str
    names: Names
    units: tuple[str, ...]


class Rules(NamedTuple):
    """What counts.

    ``signings`` are the kinds of signing that count; ``minimum`` is the least total investment of
    any counted project in yuan; ``expansions`` says whether projects of the ``expansion_channel``
    count like all others (from the same minimum) or not at all.
    """

    signings: tuple[str, ...]
    minimum: int
    expansions: bool
    expansion_channel: str


class Assumption(NamedTuple):
    """A value that the published text does not give: where it stands, and a sentence on it."""

    path: str
    text: Names


class Plan(NamedTuple):
    """A city's plan for a period; every list is in the plan's own order.

    ``weights`` are the tiers' weights by unit kind; ``remarks`` are sentences about the source
    that ``plan check`` repeats, such as the text's 12 groups that are 13.
    """

    code: str
    titles: Names
    issuer: str
    start: date
    end: date
    source: Names
    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]
    groups: tuple[Term, ...]
    areas: tuple[Area, ...]
    vocabularies: dict[str, tuple[Term, ...]]
    rules: Rules
    weights: dict[str, dict[int, int]]
    assumptions: tuple[Assumption, ...]
    remarks: tuple[Names, ...]

    def units_of(self, kind: str) -> tuple[Unit, ...]:
        """The units of one kind in plan order."""
        return tuple(unit for unit in self.units if unit.kind == kind)

    def unit(self, kind: str, code: str) -> Unit | None:
        """The unit of this kind and code, if the plan has it."""
        return next((u for u in self.units if u.kind == kind and u.code == code), None)
