"""How reports are asked for, and what their lines are about: units and what gathers them, terms.

Every report takes its lines from here, so that all have the same ones in the same order, and what
none claims is never lost: projects that name no unit, or one that the plan does not have.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from qzinvest.model.counting import MOST_OUTSIDE
from qzinvest.model.note import Name, Note, tier_name
from qzinvest.model.plan import VOCABULARIES, Assumption, Plan, Unit
from qzinvest.model.selection import Selection
from qzinvest.tuples import NamedTuple

UNIT_VIEWS = ("district", "department")
VIEWS = (*UNIT_VIEWS, "tier", "group", "area", *VOCABULARIES)
UNTARGETED = ("group", *VOCABULARIES)
"""Views of which a plan has no shares."""
UNASSIGNED = "unassigned"
REST = "rest"
RANK, PLAN = "rank", "plan"
"""Orders of lines."""


class Question(NamedTuple):
    """How a report is asked for: by what (and by what across), for which tier and indicator.

    ``effective`` is the day from which the plan is in force; ``selection`` says of which projects
    the counts are, and ``outside`` how many of them are in no figure, for no plan's period covers
    them. ``sort`` is the order of lines for people: by rank, as in the ``PLAN``, or by the figures
    of an indicator, by its code.
    """

    by: str
    as_of: date
    tier: int | None = None
    indicator: str | None = None
    effective: date | None = None
    selection: Selection = Selection()
    outside: int = 0
    across: str | None = None
    sort: str = RANK

    @property
    def has_targets(self) -> bool:
        """Whether targets can be compared: units have them, for all of their projects."""
        return self.by not in UNTARGETED and not self.selection.is_part

    def assumed(self, plan: Plan) -> tuple[Assumption, ...]:
        """What the figures, and their targets, rest on of what the plan assumes."""
        return assumed(plan, self.indicator, count_kind(self.by) if self.has_targets else None)


class Subject(NamedTuple):
    """What one line is about: its code, name, tier, and the recorded codes that it gathers.

    Those are a unit's own code and those that it takes. ``units`` of ``None`` gathers whatever no
    other subject does.
    """

    code: str
    name: Name
    tier: int | None
    units: frozenset[str] | None
    targeted: bool = True


def count_kind(by: str) -> str:
    """The kind of unit or term that has to be counted for a view: tiers and areas are districts."""
    return "district" if by in ("tier", "area") else by


def subjects_of(plan: Plan, by: str) -> list[Subject]:
    """The lines of a view in plan order; the last one gathers what no unit claims.

    Args:
        by: one of ``VIEWS``.
    """
    name = Note("row.unstated" if by in UNTARGETED else "row.unassigned")
    last = Subject(UNASSIGNED, name, None, None, targeted=False)
    return [*_named(plan, by), last]


def claimed(subjects: Iterable[Subject]) -> frozenset[str]:
    """The recorded codes that one of the lines gathers."""
    return frozenset().union(*(each.units for each in subjects if each.units is not None))


def assumed(plan: Plan, indicator: str | None, weights: str | None) -> tuple[Assumption, ...]:
    """What figures rest on of what the plan assumes: its rules, and what is the indicators' own.

    Args:
        indicator: its code, ``None`` for all of them.
        weights: the kind of unit whose targets are shown, ``None`` where there are none.
    """

    def bears(path: str) -> bool:
        room, _, rest = path.partition(".")
        if room == "weights":
            return rest == weights
        if room == "indicator":
            return indicator in (None, rest.partition(".")[0])
        return room not in ("score", "light", "due")

    return tuple(each for each in plan.assumptions if bears(each.path))


def plan_notes(plan: Plan, question: Question) -> Iterator[Note]:
    """Which period figures are of, and what is in none of them."""
    yield Note("progress.period", {"start": plan.start, "end": plan.end})
    if question.outside > MOST_OUTSIDE:
        yield Note("progress.outside_many", {"count": MOST_OUTSIDE})
    elif question.outside:
        yield Note("progress.outside", {"count": question.outside})
    yield from revision_note(plan, question)


def revision_note(plan: Plan, question: Question) -> Iterator[Note]:
    """From when the plan is in force, where that is not its beginning."""
    if question.effective is not None and question.effective > plan.start:
        yield Note("progress.revision", {"effective": question.effective})


def placed(subjects: Sequence[Subject]) -> Callable[[str | None], Subject]:
    """Which of ``subjects_of`` gathers a recorded code."""
    by_code = {code: subject for subject in subjects for code in subject.units or ()}
    return lambda code: by_code.get(code or "", subjects[-1])


def looked_at(subjects: Sequence[Subject], question: Question) -> tuple[frozenset[str], bool]:
    """The units of the lines that are asked for; of the others where the last line is asked for."""

    def is_asked(line: Subject) -> bool:
        shown = question.selection.shows(question.by, line.code)
        return shown and question.tier in (None, line.tier)

    besides = is_asked(subjects[-1])
    units = (each.units or frozenset() for each in subjects if is_asked(each) != besides)
    return frozenset().union(*units), besides


def _named(plan: Plan, by: str) -> list[Subject]:
    if by in UNTARGETED:
        terms = plan.groups if by == "group" else plan.vocabularies.get(by, ())
        return [Subject(t.code, t.names, None, frozenset({t.code}), targeted=False) for t in terms]
    units = plan.units_of(count_kind(by))
    if by == "tier":
        return [
            Subject(
                f"tier-{tier}",
                tier_name(tier),
                tier,
                _recorded(unit for unit in units if unit.tier == tier),
            )
            for tier in sorted({unit.tier for unit in units})
        ]
    if by == "area":
        kind, inside = count_kind(by), {code for area in plan.areas for code in area.units}
        areas = [
            Subject(area.code, area.names, None, frozenset(plan.recorded(kind, area.units)))
            for area in plan.areas
        ]
        outside = _recorded(unit for unit in units if unit.code not in inside)
        return [*areas, Subject(REST, Note("row.rest"), None, outside)]
    return [Subject(unit.code, unit.names, unit.tier, unit.recorded) for unit in units]


def _recorded(units: Iterable[Unit]) -> frozenset[str]:
    return frozenset().union(*(unit.recorded for unit in units))
