"""A plan: which milestones count, for whom, against which target; and each unit's share of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from qzinvest.model.money import PIECE
from qzinvest.model.stage import Stage
from qzinvest.tuples import NamedTuple

LANGUAGES = ("en", "zh_Hans", "zh_Hant")
UNIT_KINDS = ("district", "department")
VOCABULARIES = ("channel", "origin", "investor_class", "event")

FICTIONAL = "FICTIONAL"
"""Begins the English title of every plan in a ledger of invented projects."""


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
    is derived from the tier's weight. ``takes`` are the codes of units that no longer are, merged
    into this one or renamed and recoded: what is recorded under them is this unit's. ``tile`` is
    its row and column, both from 1, where units are drawn about where they lie.
    """

    kind: str
    code: str
    tier: int
    names: Names
    short: Names
    aliases: tuple[str, ...] = ()
    pinyin: str = ""
    shares: dict[str, int] = {}  # noqa: RUF012 - a NamedTuple's default, never changed
    takes: tuple[str, ...] = ()
    tile: tuple[int, int] | None = None

    @property
    def recorded(self) -> frozenset[str]:
        """The codes under which projects of this unit are recorded: its own and those it takes."""
        return frozenset((self.code, *self.takes))


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

    @property
    def is_paid_in(self) -> bool:
        """Whether it measures money paid in."""
        return self.measure == "sum" and self.stage == Stage.FUNDED


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


class ScoreLine(NamedTuple):
    """One line of the scorecard; points are hundredths, so that 12.5 points are 1,250.

    Args:
        code: stable name; an evaluation's is what ``evaluate`` records under.
        kind: ``weighted``, ``bonus`` or ``deduction``.
        source: what is judged: ``completion`` or ``figure`` of an indicator, what was ``dropped``
            of it, a ``rate`` of the funnel, the ``quality`` of records, or an ``evaluation``
            recorded by hand.
        of: the indicator's code, one of ``RATES`` or of ``QUALITIES``; empty for an evaluation.
        form: how a value becomes points: ``proportion`` (value ÷ goal), ``efficacy`` (功效系数) or
            ``rank`` among the units compared; ``each`` (so many points for each whole ``unit``).
        points: the weight; with ``each`` the points for one ``unit``.
        goal: with ``proportion``, what earns the full weight: basis points of completion or rate,
            hundredths of a mark; else 0.
        floor: the least that the line brings.
        cap: the most that the line brings; a deduction takes away between floor and cap.
        unit: with ``each``, the projects or yuan that earn ``points``; else 0.
    """

    code: str
    names: Names
    kind: str
    source: str
    of: str
    form: str
    points: int
    goal: int
    floor: int
    cap: int
    unit: int

    def measure(self, of: str) -> str:
        """What the line judges of an indicator that measures ``of``: drops are always projects."""
        return "count" if self.source == "dropped" else of


RATES = ("registration", "funding", "paid_in", "start", "production")
"""注册率, 进资率 by count, 进资率 by amount, 开工率, 投产率: all with the signed ones as base."""


QUALITIES = ("complete", "prompt", "steady")
"""What a scorecard judges of a unit's records, each a part of 1: ``model.quality.Record.ratio``."""


class Light(NamedTuple):
    """A light or card of the ranking, from the best to the worst.

    Args:
        mark: one character that says it without colour.
        ahead: the least lead over pace in basis points that still has this light; ``None`` for the
            last one, which takes all the rest.
    """

    code: str
    names: Names
    mark: str
    ahead: int | None


class DueRule(NamedTuple):
    """When a project has stood still for too long.

    Args:
        after: the stage that it has reached last.
        until: the stage that it should reach next.
        yellow: days at ``after`` from which it is due for a reminder.
        red: days from which it is overdue.
        remove: days from which it should leave the pool; 0 for never.
    """

    code: str
    names: Names
    after: Stage
    until: Stage
    yellow: int
    red: int
    remove: int


class Letterhead(NamedTuple):
    """What stands in each bulletin: who signs, its red head (发文机关标志), and so on.

    ``number`` says how they are numbered: by ``month`` of the plan, or by ``edition`` as they are
    frozen. What is ``None`` or empty is left out.
    """

    issuer: Names | None = None
    head: Names | None = None
    to: Names | None = None
    copies: Names | None = None
    contact: Names | None = None
    number: str = ""


Taken = Mapping[tuple[str, str | None], str]
"""By kind of unit and recorded code: the code of the unit that takes it over."""


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
    scorecard: tuple[ScoreLine, ...] = ()
    lights: tuple[Light, ...] = ()
    due: tuple[DueRule, ...] = ()
    bulletin: Letterhead | None = None

    @property
    def is_fictional(self) -> bool:
        """Whether the plan heads the demo's ledger: its English title says so."""
        return self.titles.en.startswith(FICTIONAL)

    def ratio(self, kind: str) -> Names:
        """The tiers' weights as each language writes a ratio: ``3 : 2 : 1``, ``3∶2∶1``."""
        weights = [str(weight) for weight in self.weights[kind].values()]
        return Names(" : ".join(weights), *["∶".join(weights)] * 2)

    def shares_period(self, other: "Plan") -> bool:
        """Whether both are plans of the same period, whose figures and ranks can be compared."""
        return (self.start, self.end) == (other.start, other.end)

    def units_of(self, kind: str) -> tuple[Unit, ...]:
        """The units of one kind in plan order."""
        return tuple(unit for unit in self.units if unit.kind == kind)

    def indicator(self, code: str) -> Indicator | None:
        """The indicator of this code, if the plan has it."""
        return next((i for i in self.indicators if i.code == code), None)

    def chosen(self, code: str | None) -> tuple[Indicator, ...]:
        """The indicator of this code alone; all for ``None``."""
        return tuple(i for i in self.indicators if code in (None, i.code))

    def unit(self, kind: str, code: str) -> Unit | None:
        """The unit whose a recorded code is: its own, or one that it takes; if the plan has it."""
        mine = (u for u in self.units if u.kind == kind and (u.code == code or code in u.takes))
        return next(mine, None)

    def holder(self, kind: str, code: str | None) -> str | None:
        """The code of that unit; the recorded one itself where the plan has none."""
        unit = None if code is None else self.unit(kind, code)
        return code if unit is None else unit.code

    @property
    def taken(self) -> Taken:
        """The units' codes by those that they take, with the kind; all others are their own."""
        return {(unit.kind, code): unit.code for unit in self.units for code in unit.takes}

    def homes(self, kind: str) -> dict[str, Unit]:
        """``unit`` of every recorded code that the plan knows, in plan order."""
        return {code: u for u in self.units_of(kind) for code in (u.code, *u.takes)}

    def recorded(self, kind: str, codes: Iterable[str]) -> tuple[str, ...]:
        """The codes under which the projects of these units, groups or terms are recorded."""
        units = ((code, self.unit(kind, code)) for code in codes)
        return tuple(each for code, u in units for each in (code, *(u.takes if u else ())))


def allocate(total: int, weights: Sequence[int], grain: int = 1) -> list[int]:
    """Divide ``total`` by ``weights`` in whole ``grain``, by largest remainders (Hamilton).

    Every unit first gets the whole part of its exact quota; the rest goes, one grain each, to the
    largest remainders, ties to the unit that stands first. The shares therefore always sum to the
    target, to the last grain.

    What is left of ``total`` below one grain goes to the first unit that has the largest weight, so
    that the sum is exact even for a total that is no multiple of the grain.

    Args:
        total: what is divided, projects or yuan, at least 0.
        weights: one whole number >= 0 for each unit, at least one of them above 0.
        grain: the smallest piece, 1 for projects and ``money.PIECE`` for money.

    Returns:
        one share for each weight, in the same order, with ``sum(shares) == total``.
    """
    whole = sum(weights)
    grains, rest = divmod(total, grain)
    quotas = [divmod(grains * weight, whole) for weight in weights]
    shares = [quota for quota, _ in quotas]
    order = sorted(range(len(weights)), key=lambda i: (-quotas[i][1], i))
    for i in order[: grains - sum(shares)]:
        shares[i] += 1
    money = [share * grain for share in shares]
    if rest:
        money[max(range(len(weights)), key=lambda i: (weights[i], -i))] += rest
    return money


def shares_of(plan: Plan, kind: str, indicator: Indicator) -> dict[str, int]:
    """The share of every unit of ``kind`` in ``indicator``'s target, by unit code.

    A share that the plan sets itself stands to the yuan; the remaining target is divided among the
    other units by their tier's weight.
    """
    units = plan.units_of(kind)
    fixed = {u.code: u.shares[indicator.code] for u in units if indicator.code in u.shares}
    open_units = [unit for unit in units if unit.code not in fixed]
    left = indicator.target - sum(fixed.values())
    grain = PIECE if indicator.measure == "sum" else 1
    weights = [plan.weights[kind][unit.tier] for unit in open_units]
    divided = allocate(left, weights, grain) if open_units else []
    derived = {unit.code: share for unit, share in zip(open_units, divided, strict=True)}
    return {unit.code: fixed.get(unit.code, derived.get(unit.code, 0)) for unit in units}


Shares = Mapping[tuple[str, str, str], int]
"""The shares that a plan sets, in projects or yuan, by kind of unit, unit and indicator."""


class TierShares(NamedTuple):
    """The shares of a tier's units, each in the order of the plan's indicators, and their sums."""

    tier: int
    units: tuple[tuple[Unit, tuple[int, ...]], ...]
    shares: tuple[int, ...]


class TargetSheet(NamedTuple):
    """The shares of all units of one kind, in projects or yuan: in plan order inside their tiers.

    ``shares`` are what all of them add up to.
    """

    kind: str
    tiers: tuple[TierShares, ...]
    shares: tuple[int, ...]


class PlanInForce(NamedTuple):
    """A plan, the day from which it is in force, its sheets, and every adoption of the ledger.

    ``history`` are pairs of a plan's code and the date from which it was adopted.
    """

    plan: Plan
    effective: date
    sheets: tuple[TargetSheet, ...]
    history: tuple[tuple[str, str], ...]


def target_sheets(plan: Plan, shares: Shares) -> tuple[TargetSheet, ...]:
    """One sheet for each kind of unit.

    Args:
        shares: the shares that it set, by ``(kind, unit, indicator)``.
    """
    return tuple(_sheet(plan, kind, shares) for kind in UNIT_KINDS)


def _sheet(plan: Plan, kind: str, shares: Shares) -> TargetSheet:
    def added(units: Sequence[Unit]) -> tuple[int, ...]:
        return tuple(sum(shares[kind, u.code, i.code] for u in units) for i in plan.indicators)

    units = plan.units_of(kind)
    tiers = []
    for tier in sorted({unit.tier for unit in units}):
        members = [unit for unit in units if unit.tier == tier]
        each = tuple((unit, added([unit])) for unit in members)
        tiers.append(TierShares(tier, each, added(members)))
    return TargetSheet(kind, tuple(tiers), added(units))
